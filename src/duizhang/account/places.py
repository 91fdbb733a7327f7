"""Which names mean one place: 邵阳 and 邵阳市, but not 吉林省 and 吉林市."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from duizhang.language.places import default_places
from duizhang.ledger.places import same_place
from duizhang.model import Identity

NATION = "中国"
UNKNOWN = "?"
_NATION = frozenset({"中国", "全国", "我国", "国家"})


class _Known(msgspec.Struct, frozen=True):
    name: str
    level: str
    code: str


class Places:
    """The places of some reports; one key for each, whichever way it is written.

    Two names are one place when one is the other with its rank (市, 省, 回族自治区), and neither
    their levels nor their codes (GB/T 2260) say otherwise: two counties called 鼓楼区 stay two. A
    place that was renamed or raised (孟津县 became 孟津区) is one with its successor.
    """

    def __init__(self, identities: Iterable[Identity]) -> None:
        self._known: dict[str, list[_Known]] = {}
        self._by_code: dict[str, _Known] = {}
        self._found: dict[str, str] = {}
        given = {(i.place, i.place_code, i.level) for i in identities if i.place}
        self._later = {c: later for _, c, _ in given if (later := successor(c))}
        # the fullest names first: 邵阳市 with a code settles what 邵阳 is
        for name, code, level in sorted(given, key=lambda x: (not x[1], -len(x[0]), x)):
            if self._find(name, level, code) is None:
                known = _Known(name, level, code)
                self._known.setdefault(name[:2], []).append(known)
                if code:
                    self._by_code.setdefault(code, known)

    def _find(self, name: str, level: str = "", code: str = "") -> _Known | None:
        if name in _NATION:
            return _Known(NATION, "nation", "")
        fits = [
            k
            for k in self._known.get(name[:2], [])
            if same_place(k.name, name)
            and (not code or not k.code or code == k.code)
            and (not level or not k.level or level == k.level)
        ]
        exact = [k for k in fits if k.name == name and (k.code == code or not code)]
        if exact:
            return exact[0] if len({k.code for k in exact}) == 1 else None
        return fits[0] if len(fits) == 1 else None

    def key(self, identity: Identity) -> str:
        """The key of the place a report is about; ``?`` where it does not say."""
        if not identity.place:
            return UNKNOWN
        known = self._find(identity.place, identity.level, identity.place_code)
        return self._label(known) if known else identity.place

    def find(self, name: str) -> str:
        """The key of the place called ``name``; the name itself where no report is its own.

        A name that several places bear (吉林, 鼓楼区) is none of them.
        """
        found = self._found.get(name)
        if found is None:
            known = self._find(name)
            found = self._found[name] = self._label(known) if known else name
        return found

    def above(self, code: str, level: str = "province") -> str:
        """The key of the ``prefecture`` or ``province`` that holds the place of ``code``.

        The nation where that place is itself a province; empty where no report is its own.
        """
        if not code or code.endswith("0000"):
            return NATION
        wanted = code[:4] + "00" if level == "prefecture" else code[:2] + "0000"
        known = self._by_code.get(wanted)
        return self._label(known) if known and wanted != code else ""

    def _label(self, known: _Known) -> str:
        later = self._by_code.get(self._later.get(known.code, ""))
        if later is not None:
            known = later
        twins = [k for k in self._known.get(known.name[:2], []) if k.name == known.name]
        twins = [k for k in twins if self._later.get(k.code) not in self._by_code]
        return f"{known.name} {known.code}".strip() if len(twins) > 1 else known.name


def successor(code: str) -> str:
    """The code of the place that took over the name of the place of ``code``; empty: none known.

    That is a place of the same parent and the same short name whose years begin where those of
    the other end. What was merged into a place of another name has none.
    """
    table = default_places()
    place = table.by_code(code) if code else None
    if place is None or not place.valid_to:
        return ""
    stem = {place.name.rstrip("市县区旗"), *place.short}
    after = [
        p
        for p in table.rows
        if p.parent == place.parent
        and place.valid_to < p.valid_from <= place.valid_to + 2
        and p.name.rstrip("市县区旗") in stem
    ]
    return after[0].code if len(after) == 1 else ""


def last_year(code: str) -> int:
    """The last year in which the tables have the place of ``code``; 0: it is still there."""
    place = default_places().by_code(code) if code else None
    return place.valid_to if place is not None else 0
