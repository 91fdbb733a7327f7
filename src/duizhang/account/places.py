"""Which names mean one place: 邵阳 and 邵阳市, but not 吉林省 and 吉林市."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from duizhang.ledger.places import same_place
from duizhang.model import Identity

NATION = "中国"
_NATION = frozenset({"中国", "全国", "我国", "国家"})


class _Known(msgspec.Struct, frozen=True):
    name: str
    level: str
    code: str


class Places:
    """The places of some reports; one key for each, whichever way it is written.

    Two names are one place when one is the other with its rank (市, 省, 回族自治区), and neither
    their levels nor their codes (GB/T 2260) say otherwise: two counties called 鼓楼区 stay two.
    """

    def __init__(self, identities: Iterable[Identity]) -> None:
        self._known: dict[str, list[_Known]] = {}
        given = {(i.place, i.place_code, i.level) for i in identities if i.place}
        # the fullest names first: 邵阳市 with a code settles what 邵阳 is
        for name, code, level in sorted(given, key=lambda x: (not x[1], -len(x[0]), x)):
            if self._find(name, level, code) is None:
                self._known.setdefault(name[:2], []).append(_Known(name, level, code))

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
            return "?"
        known = self._find(identity.place, identity.level, identity.place_code)
        return self._label(known) if known else identity.place

    def find(self, name: str) -> str:
        """The key of the place called ``name``; the name itself where no report is its own.

        A name that several places bear (吉林, 鼓楼区) is none of them.
        """
        known = self._find(name)
        return self._label(known) if known else name

    def _label(self, known: _Known) -> str:
        twins = [k for k in self._known.get(known.name[:2], []) if k.name == known.name]
        return f"{known.name} {known.code}".strip() if len(twins) > 1 else known.name
