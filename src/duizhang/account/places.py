"""Which names mean one place: 邵阳 and 邵阳市, but not 吉林省 and 吉林市."""

from __future__ import annotations

from collections.abc import Iterable

from duizhang.model import Identity

NATION = "中国"
_NATION = frozenset({"中国", "全国", "我国", "国家"})
_SUFFIXES = (
    ("特别行政区", "province"),
    ("自治区", "province"),
    ("自治州", "prefecture"),
    ("自治县", "county"),
    ("自治旗", "county"),
    ("地区", "prefecture"),
    ("省", "province"),
    ("盟", "prefecture"),
    ("市", ""),
    ("县", "county"),
    ("区", "county"),
    ("旗", "county"),
    ("镇", "township"),
    ("乡", "township"),
    ("街道", "township"),
)


def split(name: str) -> tuple[str, str, str]:
    """``name`` without its rank, the rank as written, and the level that the rank tells."""
    for suffix, level in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)], suffix, level
    return name, "", ""


class _Known:
    __slots__ = ("code", "level", "name", "suffix")

    def __init__(self, name: str, suffix: str, level: str, code: str) -> None:
        self.name, self.suffix, self.level, self.code = name, suffix, level, code


class Places:
    """The places of some reports; one key for each, whichever way it is written.

    Two names are one place when they are the same without their rank (市, 省), and nothing says
    otherwise: two ranks, two levels, or two codes.
    """

    def __init__(self, identities: Iterable[Identity]) -> None:
        self._known: dict[str, list[_Known]] = {}
        given = sorted(
            {(i.place, i.place_code, i.level) for i in identities if i.place},
            key=lambda x: (not x[1], -len(x[0]), x),
        )
        for name, code, level in given:
            self._add(name, code, level)

    def _add(self, name: str, code: str, level: str) -> _Known | None:
        if name in _NATION:
            return None
        short, suffix, told = split(name)
        level = level or told
        for known in self._known.get(short, []):
            same_code = not code or not known.code or code == known.code
            same_level = not level or not known.level or level == known.level
            same_rank = not suffix or not known.suffix or suffix == known.suffix
            if same_code and same_level and same_rank:
                return known
        known = _Known(name, suffix, level, code)
        self._known.setdefault(short, []).append(known)
        return known

    def key(self, identity: Identity) -> str:
        """The key of the place a report is about; ``?`` where it does not say."""
        if not identity.place:
            return "?"
        known = self._add(identity.place, identity.place_code, identity.level)
        return self._label(identity.place, known)

    def find(self, name: str) -> str:
        """The key of the place called ``name``; the name itself where no report is its own.

        A name without a rank that several places bear (吉林) is none of them.
        """
        if name in _NATION:
            return NATION
        short, suffix, level = split(name)
        fits = [
            k
            for k in self._known.get(short, [])
            if (not suffix or not k.suffix or suffix == k.suffix)
            and (not level or not k.level or level == k.level)
        ]
        return self._label(name, fits[0]) if len(fits) == 1 else name

    def _label(self, name: str, known: _Known | None) -> str:
        if known is None:
            return NATION
        twins = [k for k in self._known[split(known.name)[0]] if k.name == known.name]
        return known.name if len(twins) == 1 else f"{known.name} {known.code}".strip()
