"""The clauses of a report in which figures stand, in the report's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from duizhang.views.words import safe

if TYPE_CHECKING:
    from duizhang.model import Document

Row = Mapping[str, Any]
_NUMERAL = re.compile(r"[−-]?\d[\d.,]*(?:[%‰]?[—–~～-]\d[\d.,]*)?")
_CUT = re.compile(r"[，；;。！!]|,(?!\d)")
_MARKS = re.compile(r"[*_#`]+|^\s*[-*•·●■]\s*")
_BARE = 3  # characters before a figure that say of nothing what it is
_LONG = 90  # characters of an item of a list from which on only its clauses with figures stand
_SPACE = re.compile(r"\s+")
_HAN = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")


class Told(NamedTuple):
    """A figure of a text: its span there, and the claim (a row) that it makes."""

    start: int
    end: int
    claim: Row


class Point(NamedTuple):
    """Words of a report: ``text``, where its figures stand in it, and who says so.

    ``ids`` are of the pledge (of an item of a list) and the claims inside; ``number`` is that of
    an item in its list, 0 otherwise; ``start`` a source offset in ``document``.
    """

    number: int
    text: str
    figures: tuple[Told, ...]
    ids: tuple[str, ...]
    document: str
    start: int

    @property
    def indicators(self) -> int:
        """How many of its figures are of a known indicator."""
        return sum(bool(told.claim["indicator"]) for told in self.figures)


def split_number(printed: str) -> tuple[str, str, str]:
    """``力争6.5%左右`` as 力争, 6.5, %左右; words without a digit stand wholly in the first."""
    found = _NUMERAL.search(printed)
    if found is None:
        return printed, "", ""
    return printed[: found.start()], found[0], printed[found.end() :]


def find_number(text: str, printed: str, at: int) -> tuple[int, int] | None:
    """Where ``printed`` stands in ``text`` from ``at`` on: all of it, else its numeral and unit."""
    before, numeral, behind = split_number(printed)
    bare = numeral.lstrip("−-")  # 下降2.9% is −2.9% to the ledger
    for words in (before + numeral + behind, numeral + behind, bare + behind, bare):
        found = text.find(words, at) if words else -1
        if found >= 0:
            return found, found + len(words)
    return None


def tidy(words: str) -> str:
    """``words`` on one line, without marks of markup and without spaces beside Chinese."""
    words = _SPACE.sub(" ", _MARKS.sub("", words)).strip()
    return safe(_HAN.sub("", words)).strip(" -*•，,、；;：:")


def points_of_list(items: Iterable[Row], claims: Mapping[str, Row]) -> tuple[Point, ...]:
    """Items of a list (rows of ``pledges``) with the figures (rows of ``claims``, by id) inside."""
    made = []
    for number, item in enumerate(items, 1):
        text = tidy(str(item["text"]))
        inside = [str(c) for c in item["claims"] or ()]
        text, figures = _shortened(*_told(text, [claims[c] for c in inside if c in claims]))
        ids = (str(item["id"]), *inside)
        where = str(item["document"]), int(item["start_at"])
        made.append(Point(item["number"] or number, text, tuple(figures), ids, *where))
    return tuple(made)


def _told(text: str, rows: Iterable[Row]) -> tuple[str, list[Told]]:
    """``text`` and where the figures of the claims stand in it.

    The words are the report's. Where people corrected a figure, theirs stands behind it, and both
    are the figure: 55家（更正为66家）.
    """
    found, at = list[Told](), 0
    for row in rows:
        read = safe(row["read_as"] or row["printed"])
        span = find_number(text, read, at)
        if span is None:
            continue
        start, end = span
        if safe(row["printed"]) != read:
            more = f"（更正为{safe(row['printed'])}）"
            text = text[:end] + more + text[end:]
            end += len(more)
        found.append(Told(start, end, row))
        at = end
    return text, found


def _shortened(text: str, figures: list[Told]) -> tuple[str, list[Told]]:
    """A long text by its first clause and those with figures, the rest an ellipsis."""
    if len(text) <= _LONG:
        return text, figures
    made, kept, at = "", list[Told](), 0
    for stop in [*(m.end() for m in _CUT.finditer(text)), len(text)]:
        inside = [f for f in figures if at <= f.start < stop]
        if at == 0 or inside:
            moved = len(made) - at
            kept += [Told(f.start + moved, min(f.end, stop) + moved, f.claim) for f in inside]
            made += text[at:stop]
        elif not made.endswith("…"):
            made += "…"
        at = stop
    return (made, kept) if len(made) <= 4 * _LONG else (made[: 4 * _LONG] + "…", [])


def clauses(rows: Iterable[Row], document: Document | None, text: str) -> list[Point]:
    """The clauses in which the claims ``rows`` of one document stand, in the order of the page.

    What a printer doubled is left out where the ``document`` as it was read is known; else the
    words are those of its source ``text``. Clauses of one sentence that follow each other are one
    point.
    """
    page = document.text if document is not None else text
    groups: dict[int, list[tuple[int, int, Row]]] = {}
    for row in rows:
        start, end = _on_page(document, row["start_at"], row["unit_end"] or row["end_at"])
        if start is not None:
            first, _ = _on_page(document, row["evidence_start"], row["evidence_end"])
            sentence = first if first is not None and first <= start else start
            groups.setdefault(sentence, []).append((start, end, row))
    made: dict[str, Point] = {}  # a page that says something twice is told once
    for sentence in sorted(groups):
        for point in _of_sentence(page, sentence, sorted(groups[sentence], key=lambda g: g[0])):
            made.setdefault(point.text, point)
    return list(made.values())


def _of_sentence(page: str, first: int, found: list[tuple[int, int, Row]]) -> list[Point]:
    """The points of the sentence that begins at ``first`` of ``page``."""
    spans: list[tuple[int, int, list[Row]]] = []
    for start, end, row in found:
        cuts = [m.end() for m in _CUT.finditer(page, first, start)]
        left = cuts[-1] if cuts else first
        if start - left <= _BARE and cuts:  # 增长5.3%: of what, the clause before says
            left = cuts[-2] if len(cuts) > 1 else first
        stop = _CUT.search(page, end)
        right = min(stop.start() if stop else len(page), _line_end(page, end))
        if spans and left <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(right, spans[-1][1]), [*spans[-1][2], row])
        else:
            spans.append((left, right, [row]))
    return [p for left, right, rows in spans if (p := _point(page[left:right], rows)) is not None]


def _line_end(page: str, at: int) -> int:
    """Where the paragraph or the item of a list that holds ``at`` ends."""
    found = re.compile(
        r"\n\s*\n|\n\s*[-*•·●■]\s|\n\s*[（(]?[0-9一二三四五六七八九十]+[)）.、．]"
    ).search(page, at)
    return found.start() if found else len(page)


def _point(words: str, rows: list[Row]) -> Point | None:
    text, figures = _told(tidy(words), rows)
    if not text or not figures:
        return None
    ids = tuple(str(r["id"]) for r in rows)
    where = str(rows[0]["document"]), int(rows[0]["start_at"])
    return Point(0, text, tuple(figures), ids, *where)


def _on_page(document: Document | None, start: int, end: int) -> tuple[int | None, int]:
    """The span of source offsets on the repaired page; None where its beginning is not on it."""
    if document is None:
        return start, end
    first = document.map.to_text(start)
    if first is None:
        return None, 0
    last = document.map.to_text(end - 1) if end > start else first
    return first, (last if last is not None else first) + 1
