"""Units that measure one thing: 公顷 and 亩, 吨 and 斤, 家 and 户."""

from __future__ import annotations

from functools import lru_cache

from duizhang.account.rules import rules


@lru_cache(maxsize=1024)
def base_unit(unit: str) -> tuple[str, float]:
    """The family that ``unit`` belongs to and its size in it; the unit itself and 1 for others.

    All words that count whole things (个, 家, 项, 人 …) are one family, ``count``.
    """
    known = rules()
    if unit in known.unit_size:
        return known.unit_size[unit]
    return ("count", 1.0) if unit in known.counting else (unit, 1.0)


def factor(unit: str, into: str) -> float | None:
    """What a number in ``unit`` is multiplied by to stand in ``into``; None: not comparable."""
    (a, size), (b, other) = base_unit(unit), base_unit(into)
    return size / other if a == b else None
