"""Reads lists of places with one figure each: a line names what is measured, the next ones who.

各市生产总值目标
青溪 6%左右
云汀 5.5%
"""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhang.claims.words import Indicators
from duizhang.figures.token import Token

_FEWEST = 2  # places below one head
_LONGEST = 30  # characters of the head
_LINE = re.compile(r"[^\n]+")
_SIGNS = " 　*#-—–·•■●▶|：:"
_ROW = re.compile(
    r"(?P<place>[一-鿿]{2,8}?)[市县区州]?[ 　：:*]{0,4}(?P<rest>[^一-鿿，。；]*[0-9].{0,14})$"
)
_NOT_NAME = re.compile(r"[，。；！？]")
_SAYS = re.compile(
    r"^.*[各五六七八九十两三四][省市县区州]的?|(?:预期|增长|增速|主要)*(?:目标|指标|一览|对比|排行)+$"
)


class _Row(NamedTuple):
    place: str
    topic: str
    indicator: str


class PlaceLines:
    """The figures of one text that stand in such a list, by where their lines begin and end."""

    def __init__(self, folded: str, places: tuple[str, ...], table: Indicators) -> None:
        self._rows: list[tuple[int, int, _Row]] = []
        self._table = table
        if len(places) >= _FEWEST:
            self._find(folded, frozenset(places))

    def _find(self, folded: str, places: frozenset[str]) -> None:
        head: tuple[str, str] | None = None
        rows: list[tuple[int, int, str]] = []
        for m in _LINE.finditer(folded):
            text = m.group().strip(_SIGNS)
            row = _ROW.fullmatch(text)
            if row is not None and row.group("place") in places:
                rows.append((m.start(), m.end(), row.group("place")))
                continue
            self._keep(head, rows)
            head, rows = self._head(text), []
        self._keep(head, rows)

    def _keep(self, head: tuple[str, str] | None, rows: list[tuple[int, int, str]]) -> None:
        if head is not None and len({place for _, _, place in rows}) >= _FEWEST:
            self._rows += [(a, b, _Row(place, *head)) for a, b, place in rows]

    def _head(self, text: str) -> tuple[str, str] | None:
        """The thing that a line names and its indicator; None where it is no head of a list."""
        words = re.split(r"[ 　]", text)[-1] if len(text) > 2 else ""
        if not words or len(text) > _LONGEST or _NOT_NAME.search(text):
            return None
        name = _SAYS.sub("", _SAYS.sub("", words)).strip("的*“”")
        found = self._table.at_end(name) if len(name) >= 2 else None
        return (name, found[1]) if found is not None and found[0] == name else None

    def apply(self, token: Token) -> bool:
        """Gives ``token`` the place of its line and what the head of its list names."""
        for start, end, row in self._rows:
            if start <= token.start < end:
                token.place, token.subject, token.indicator = row.place, row.topic, row.indicator
                if token.unit == "%" and token.aspect == "share":
                    form = self._table.forms[row.indicator]
                    if form.units & {"元", "人", "吨"}:
                        token.aspect = "growth"  # of an amount, a bare % is its growth
                token.note("place", "a line of a list of places", row.place)
                token.note("indicator", "the head of the list", row.indicator)
                return True
        return False
