"""How a number is said: with its unit, its multiplier and its hedge, from a record alone.

The hedge never leaves the number, a minus is a real minus, and nothing is rounded more than the
source did.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

MINUS = "−"
RANGE = "—"

# the words that surround a number, before and behind, by hedge
HEDGES = {
    "none": ("", ""),
    "about": ("", "左右"),
    "at_least": ("", "以上"),
    "over": ("超", ""),
    "at_most": ("", "以内"),
    "under": ("不足", ""),
}
_SPOKEN_UNITS = {"pp": "个百分点", "bp": "个基点"}
_MULTIPLIERS = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
# proportions and ranks are never counted in 万
_PLAIN_UNITS = frozenset({"%", "‰", "pp", "bp", "位", "倍"})
# at most so many decimals before a multiplier: 4.5万人, but 12345人 rather than 1.2345万人
_DECIMALS = 2
# Beyond 64 bits an integer has no JSON encoding that every reader takes; it stays a float.
_LARGEST = 2**63


class Quantity(Protocol):
    """What can be said: a :class:`Claim`, or a :class:`Figure` that is a measure."""

    @property
    def value(self) -> float | None: ...
    @property
    def value2(self) -> float | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def hedge(self) -> str: ...


def say(quantity: Quantity, *, strive: bool = True) -> str:
    """``quantity`` in Chinese as a reader expects it.

    ``6.5%左右``, ``4.5万人``, ``2910亿元``, ``全国第37位``, ``前30位``, ``−3.8%``, ``超200万吨``,
    ``4.5%—5%``, ``力争6%``. With ``strive`` False the 力争 is left to the caller. A quantity
    without a value says its text, or nothing.
    """
    if quantity.value is None or not math.isfinite(quantity.value):
        return str(getattr(quantity, "text", ""))
    word = "力争" if strive and getattr(quantity, "strive", False) else ""
    before, behind = HEDGES.get(quantity.hedge, ("", ""))
    rank = getattr(quantity, "aspect", "rank") == "rank" and quantity.unit == "位"
    if rank:
        return word + _rank(quantity)
    value, value2 = quantity.value, quantity.value2
    if value < 0 and quantity.hedge not in ("none", "about"):
        # 下降3%以上 is a fall of 3% and more; −3%以上 would read as "−3% or better"
        fall2 = None if value2 is None else abs(value2)
        return f"{word}降{before}{amount(abs(value), quantity.unit, fall2)}{behind}"
    return f"{word}{before}{amount(value, quantity.unit, value2)}{behind}"


def _rank(quantity: Quantity) -> str:
    place = str(getattr(quantity, "place", ""))
    scope = place if place.startswith("全") else ""  # 全国, 全省, 全市: the field that is ranked
    if quantity.hedge == "at_most":
        return f"{scope}前{amount(quantity.value or 0, '位')}"
    before, behind = HEDGES.get(quantity.hedge, ("", ""))
    return f"{scope}{before}第{amount(quantity.value or 0, '位', quantity.value2)}{behind}"


def amount(value: float, unit: str, value2: float | None = None) -> str:
    """A bare amount or range in ``unit``, with 万, 亿 or 万亿 where that reads better."""
    numbers = [_decimal(value)] + ([] if value2 is None else [_decimal(value2)])
    divisor, multiplier = (Decimal(1), "") if unit in _PLAIN_UNITS else _multiplier(numbers)
    shown = [_plain(number / divisor) for number in numbers]
    spoken = multiplier + _SPOKEN_UNITS.get(unit, unit)
    if unit in ("%", "‰"):  # 4.5%—5%: the genre writes the sign at both ends
        return RANGE.join(text + spoken for text in shown)
    return RANGE.join(shown) + spoken


def gap(value: float, unit: str = "") -> str:
    """A difference with its sign: ``+2``, ``−1.3``, ``+20亿元``, ``0``."""
    return ("+" if value > 0 else "") + amount(value, unit)


def scaling(largest: float, unit: str = "") -> tuple[float, str]:
    """How an axis up to ``largest`` in ``unit`` is labelled: the divisor, and what follows a number.

    (10000.0, "万吨") for 1,834,000 吨; (1.0, "%") for 6.5 %.
    """
    divisor, word = Decimal(1), ""
    if unit not in _PLAIN_UNITS:
        fitting = ((d, w) for d, w in _MULTIPLIERS if abs(largest) >= d)
        divisor, word = next(fitting, (divisor, word))
    return float(divisor), word + _SPOKEN_UNITS.get(unit, unit)


def plain_number(value: float | None) -> int | float | None:
    """``value`` as an int where it is whole (and fits 64 bits); None where it is no number."""
    if value is None or not math.isfinite(value):
        return None
    return int(value) if value == int(value) and abs(value) < _LARGEST else value


def _decimal(value: float) -> Decimal:
    # 15 digits hold any figure a report prints, and drop what binary fractions add to it
    return Decimal(f"{value:.15g}")


def _multiplier(numbers: Sequence[Decimal]) -> tuple[Decimal, str]:
    """The largest multiplier that leaves every number above one and short."""
    for divisor, word in _MULTIPLIERS:
        fits = (number == 0 or abs(number) >= divisor for number in numbers)
        short = (_places(number / divisor) <= _DECIMALS for number in numbers)
        if any(numbers) and all(fits) and all(short):
            return divisor, word
    return Decimal(1), ""


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _plain(number: Decimal) -> str:
    text = format(number.normalize(), "f")
    return MINUS + text[1:] if text.startswith("-") and number else text.lstrip("-")
