"""Places by name: 衡阳 is 衡阳市, and a misspelt place has near ones."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What may stand behind a place's short name in its full one (GB/T 2260's own kinds of places).
_SUFFIX = re.compile(
    r"省|市|特别行政区|地区|盟|县|区|旗|林区|新区|特区|镇|乡|街道"
    r"|[\u4e00-\u9fff]{0,12}自治[区州县旗]"
)


def same_place(one: str, other: str) -> bool:
    """Whether two names say the same place, with or without 省, 市, 壮族自治区 and the like."""
    short, long = sorted((one.strip(), other.strip()), key=len)
    if not short:
        return False
    rest = long[len(short) :]
    return long.startswith(short) and (not rest or _SUFFIX.fullmatch(rest) is not None)


def called(name: str, places: Iterable[str]) -> list[str]:
    """Those of ``places`` that ``name`` means, sorted: 衡阳 means 衡阳市 and 衡阳.

    A name that stands there as written means no other of its kind: 吉林市 is not 吉林省. Without
    rank it may mean both; the caller then finds two names with a rank and asks.
    """
    return sorted({place for place in places if same_place(place, name)})


def ranked(places: Iterable[str]) -> list[str]:
    """The names among ``places`` that are no other's short form: more than one is ambiguous."""
    known = sorted(set(places))
    return [
        p for p in known if not any(q != p and q.startswith(p) and same_place(p, q) for q in known)
    ]


def full_name(name: str, places: Iterable[str]) -> str:
    """The one name with its rank that ``name`` means among ``places``, else ``name`` itself."""
    names = ranked(called(name, places))
    return names[0] if len(names) == 1 else name


def near_places(name: str, places: Iterable[str], limit: int = 5) -> list[str]:
    """Up to ``limit`` of ``places`` that resemble ``name``, the nearest first."""
    import difflib

    known = sorted(set(places))
    inside = [p for p in known if p and (name in p or p in name)]
    close = difflib.get_close_matches(name, known, n=limit, cutoff=0.4)
    return list(dict.fromkeys([*inside, *close]))[:limit]
