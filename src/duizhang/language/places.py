"""Places of China: their names and codes, and where a text names them.

One table (``data/places.csv``, built by ``scripts/build_places.py``) from nation to county, with
the places that were renamed, merged or raised since 2020 under their former codes too.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    import ahocorasick

    from duizhang.language.lexicon import Lexicon

Level = Literal["nation", "province", "prefecture", "county", "township", ""]
_LEVELS: tuple[Level, ...] = ("nation", "province", "prefecture", "county", "township", "")
_DATA = Path(__file__).with_name("data")

# The name at the head of a report ends where its government, assembly or report begins.
_OFFICE = re.compile(
    r"(?=人民(?:代表大会|政府)|政府工作报告|"
    r"(?:20\d\d年)?国民经济和社会发展)"
)
_BETWEEN = re.compile(r"(?:20\d\d年?|第[一二三四五六七八九十百]+届)?\s*$")
_NOT_NAME = re.compile(r"[^\u4e00-\u9fff]|[在年日是向由对]|代表")
_NATION = re.compile(r"全国人民代表大会|国务院总理|代表国务院")
_UNKNOWN = re.compile(r"(?!自治)[\u4e00-\u9fff]{2,11}(?:自治[区州县旗]|地区|[省市州盟县区旗乡镇])$")
_LEVEL_OF_ENDING: dict[str, Level] = {
    "省": "province", "市": "prefecture", "州": "prefecture", "盟": "prefecture",
    "县": "county", "区": "county", "旗": "county", "乡": "township", "镇": "township",
}  # fmt: skip
_LEVEL_OF_TWO: dict[str, Level] = {"治区": "province", "地区": "prefecture"}
_HEAD = 600  # characters of a report in which it says whose it is


def level_of_name(name: str) -> Level:
    """The level that the ending of a place's name tells; empty where it tells none."""
    return _LEVEL_OF_TWO.get(name[-2:]) or _LEVEL_OF_ENDING.get(name[-1:], "")


class Place(msgspec.Struct, frozen=True):
    """地方: one row of the table.

    ``code`` six digits of GB/T 2260 (empty for a place no table has), ``parent`` the code above.
    ``short`` other names; ``weak`` those names, full or short, that are not looked for in running
    text. ``valid_from``/``valid_to`` the first and last year whose table has it; 0: an end the
    tables (2020 to 2024) leave open.
    """

    code: str
    name: str
    short: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    level: Level = ""
    parent: str = ""
    valid_from: int = 0
    valid_to: int = 0

    def existed(self, year: int) -> bool:
        """Whether the tables have the place in ``year``."""
        return self.valid_from <= year and (not self.valid_to or year <= self.valid_to)


class Places:
    """A set of places that can be asked by name and looked for in a text. Immutable."""

    __slots__ = ("_automaton", "_by_code", "_by_name", "rows")

    def __init__(self, rows: Iterable[Place]) -> None:
        self.rows = tuple(rows)
        self._automaton: ahocorasick.Automaton | None = None
        self._by_code: dict[str, Place] = {}
        self._by_name: dict[str, list[Place]] = {}
        for place in self.rows:
            if place.code:
                self._by_code[place.code] = place
            for name in {place.name, *place.short}:
                self._by_name.setdefault(name, []).append(place)

    def with_added(self, rows: Iterable[Place]) -> Places:
        """These places and ``rows``; one with the code of an older row replaces it."""
        added = tuple(rows)
        codes = {place.code for place in added if place.code}
        return Places((*(p for p in self.rows if p.code not in codes), *added))

    def by_code(self, code: str) -> Place | None:
        """The place of a six-digit code, former codes included."""
        return self._by_code.get(code)

    def within(self, inner: str, outer: str) -> bool:
        """Whether the place of code ``inner`` is that of ``outer`` or lies in it."""
        while inner != outer:
            place = self._by_code.get(inner)
            if place is None or not place.parent:
                return False
            inner = place.parent
        return True

    def find(self, name: str) -> list[Place]:
        """All places called ``name``, in full or for short.

        Those that still exist first, then the higher level, then places whose full name it is,
        then by code. Empty when none is known.
        """
        return sorted(
            self._by_name.get(name, ()),
            key=lambda p: (p.valid_to > 0, _LEVELS.index(p.level), p.name != name, p.code),
        )

    def best(
        self, name: str, near_code: str | None = None, level: Level | None = None, year: int = 0
    ) -> Place | None:
        """The one place that ``name`` means, None when that stays open.

        ``near_code`` is the place of the report: the candidate in it or nearest to it wins. Else
        the highest level wins (a bare 吉林 is the province), and two of one level (鼓楼区) are open.
        ``year`` leaves out what did not exist then.
        """
        found = [
            p for p in self.find(name) if level in (None, p.level) and (not year or p.existed(year))
        ]
        current = [p for p in found if not p.valid_to] or found
        if near_code:
            shared = [_shared(p.code, near_code) for p in current]
            current = [p for p, n in zip(current, shared, strict=True) if n == max(shared)]
        top = [p for p in current if p.level == current[0].level]
        return top[0] if len(top) == 1 else None

    def scan(self, text: str) -> Iterator[tuple[int, int, tuple[Place, ...]]]:
        """Where ``text`` (folded) names places: (start, end, candidates as in ``find``).

        The leftmost and longest name wins. Looked for are full names and the short names of
        provinces and prefectures, weak names excepted: a bare 新城 or 湘 is not seen here, nor is
        a county of two common characters (示范县 ends in 范县).
        """
        for last, (length, name) in self._names().iter_long(text):
            if name:
                yield last - length + 1, last + 1, tuple(self.find(name))

    def place_of(self, head: str) -> Place | None:
        """Whose report it is that begins with ``head``, from its own words alone.

        Read is the name before 人民政府, 人民代表大会, 政府工作报告 or 国民经济和社会发展. A name that the
        table does not know gives a place without code, whose level its ending tells, if ``head``
        has it twice; None when no name stands there.
        """
        for office in _OFFICE.finditer(head, 0, min(len(head), _HEAD)):
            before = _BETWEEN.sub("", head[: office.start()])
            line = _NOT_NAME.split(before)[-1]
            for start in range(len(line) - 1):
                found = self._full(line[start:])
                if found and not self._cut_off(line, start, head):
                    return found
            # 我代表XX人民政府, 在XX第五届人民代表大会: words that a name stands between
            assembly = head.startswith("人民代表大会", office.start())
            between = before.endswith(("代表" + line, "在" + line if assembly else "代表" + line))
            if _UNKNOWN.fullmatch(line) and (between or head.count(line) > 1):
                return Place("", line, level=level_of_name(line))
        return self.best("国务院") if _NATION.search(head, 0, _HEAD) else None

    def _cut_off(self, line: str, start: int, head: str) -> bool:
        """Whether ``line[start:]`` is but the end of a longer name that no table has.

        ``head`` then never has it without the character before it (the 津市 of 沧津市), and has it
        more than once or as a line's beginning.
        """
        if not start or (start > 1 and self.find(line[:start])):
            return False
        often = head.count(line[start:])
        begins = start == 1 and re.search(rf"^\W*(?:20\d\d年)?{line}", head, re.MULTILINE)
        return (often > 1 or begins is not None) and head.count(line[start - 1 :]) == often

    def _full(self, name: str) -> Place | None:
        same = [p for p in self.find(name) if p.name == name]
        return self.best(name) or (same[0] if same and len({p.level for p in same}) == 1 else None)

    def _names(self) -> ahocorasick.Automaton:
        """The names that ``scan`` looks for; made on first use, for most calls ask by name."""
        if self._automaton is None:
            import ahocorasick

            automaton = ahocorasick.Automaton()
            for place in self.rows:
                for name in (place.name, *place.short):
                    if name not in place.weak:
                        automaton.add_word(name, (len(name), name))
            for phrase in _shadows():
                automaton.add_word(phrase, (len(phrase), ""))
            automaton.make_automaton()
            self._automaton = automaton
        return self._automaton


def _shared(code: str, other: str) -> int:
    """How many two-digit steps two codes have in common from the left, 0 to 3."""
    steps = 0
    while steps < 3 and code[2 * steps : 2 * steps + 2] == other[2 * steps : 2 * steps + 2]:
        steps += 1
    return steps


@cache
def _shadows() -> tuple[str, ...]:
    words = tomllib.loads((_DATA / "place_words.toml").read_text(encoding="utf-8"))
    return tuple(words["shadows"])


@cache
def default_places() -> Places:
    """The places that ship with Duizhang (read once)."""
    with (_DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        return Places(_place(row) for row in csv.reader(file) if row[0] != "code")


def lexicon_places(lexicon: Lexicon) -> Places:
    """The shipped places with those that a user's lexicon adds as ``[[place]]``."""
    own = lexicon.tables["units"].get("place", [])
    if not own:
        return default_places()
    return default_places().with_added(
        Place(
            str(e.get("code", "")),
            e["name"],
            tuple([e["short"]] if isinstance(e.get("short"), str) else e.get("short", ())),
            level=e.get("level") or level_of_name(e["name"]),
            parent=str(e.get("parent", "")),
        )
        for e in own
    )


def _place(row: list[str]) -> Place:
    code, name, short, weak, level, parent, first, last = row
    return Place(
        code, name, _split(short), _split(weak), level, parent, int(first or 0), int(last or 0),  # type: ignore[arg-type]
    )  # fmt: skip


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split("|")) if names else ()


def read_places(path: str | Path) -> list[Place]:
    """Places of a user's TOML file: tables ``[[place]]`` with the fields of :class:`Place`.

    Raises ``msgspec.ValidationError`` naming the field that is wrong or unknown.
    """
    return msgspec.toml.decode(Path(path).read_bytes(), type=_UserPlaces).place


class _UserPlaces(msgspec.Struct, forbid_unknown_fields=True):
    place: list[Place]
