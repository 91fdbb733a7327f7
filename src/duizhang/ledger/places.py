"""Places by name: 衡阳 is 衡阳市, and a misspelt place has near ones."""

from __future__ import annotations

import difflib
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


def near_places(name: str, places: Iterable[str], limit: int = 5) -> list[str]:
    """Up to ``limit`` of ``places`` that resemble ``name``, the nearest first."""
    known = sorted(set(places))
    inside = [p for p in known if p and (name in p or p in name)]
    close = difflib.get_close_matches(name, known, n=limit, cutoff=0.4)
    return list(dict.fromkeys([*inside, *close]))[:limit]
