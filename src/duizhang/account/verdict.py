"""The verdict: a promised number, a reported number, and one table (``language/data/account.toml``)."""

from __future__ import annotations

import msgspec

from duizhang.account.rules import Direction, Rules, Scale, rules
from duizhang.account.units import factor
from duizhang.model import Claim
from duizhang.model.records import Verdict

_EPSILON = 1e-9


class Judgement(msgspec.Struct, frozen=True):
    """A verdict with its gap (result minus target, base units of the target) and its margin.

    ``margin`` is how far the nearest border of the verdict is, in steps of the table (0: on it).
    """

    verdict: Verdict
    gap: float
    why: str
    margin: float


def judge(target: Claim, result: Claim) -> Judgement:
    """What ``result`` makes of ``target``; both of one subject, aspect, place and period.

    Raises ValueError where their units measure different things.
    """
    known = rules()
    size = factor(result.unit, target.unit)
    if size is None:
        raise ValueError(f"units {target.unit} and {result.unit} do not compare")
    scale = _scale(known, target)
    way = _direction(known, target, scale)
    value = result.value * size
    if {target.aspect, result.aspect} == {"level", "change"} and value * target.value < 0:
        value = -value  # 脱贫1000万人, and 贫困人口减少1000万人: a change downwards
    low, high = sorted((target.value, target.value if target.value2 is None else target.value2))
    if target.value2 is not None and low - _EPSILON <= value <= high + _EPSILON:
        return Judgement("met", 0.0, "在区间之内", 1.0)
    bound = low if value < low else high
    gap = _tidy(value - bound)
    beyond = gap if way.good == "up" else -gap
    point = known.points.get(target.unit, 1.0)

    def measure(row: dict[str, float]) -> float:
        return max(row.get("points", 0.0) * point, row.get("ratio", 0.0) * abs(bound))

    slack = measure(scale.about) if target.hedge == "about" else 0.0
    nearly, exceeded = measure(scale.nearly), measure(scale.exceeded)
    tolerance = _EPSILON * max(1.0, abs(bound))
    if beyond >= -slack - tolerance:
        if way.beyond and scale.exceeded and gap and beyond >= exceeded - tolerance:
            return Judgement("exceeded", gap, "", _margin(beyond - exceeded, exceeded))
        why = "在“左右”容许之内" if beyond < -tolerance else ""
        edges = [abs(beyond + slack)] + ([abs(exceeded - beyond)] if way.beyond else [])
        return Judgement("met", gap, why, _margin(min(edges), exceeded or 1.0))
    if -beyond <= nearly + tolerance:
        ratio = scale.nearly.get("ratio", 0.0) * abs(bound)
        points = scale.nearly.get("points", 0.0) * point
        why = "差距在目标的二十分之一以内" if ratio >= -beyond > points else ""
        return Judgement("nearly", gap, why, _margin(nearly + beyond, nearly))
    return Judgement("missed", gap, "", _margin(-beyond - nearly, nearly))


def in_words(target: Claim, result: Claim) -> str:
    """By which row of the table ``result`` is held against ``target``, for people."""
    known = rules()
    scale = _scale(known, target)
    way = _direction(known, target, scale)
    words = [_SCALES[scale.name], "越低越好" if way.good == "down" else "越高越好"]
    if target.hedge == "about" and scale.about:
        words.append(f"“左右”容许{_measure(scale.about)}")
    words.append(f"短{_measure(scale.nearly)}以内为接近")
    if way.beyond and scale.exceeded:
        words.append(f"过{_measure(scale.exceeded)}为超额")
    if target.value2 is not None:
        words.append("区间之内为完成")
    size = factor(result.unit, target.unit)
    if size not in (None, 1.0):
        words.append(f"{result.unit}合{size:g}{target.unit}")
    return "，".join(words)


_SCALES = {"rate": "按增速和占比的尺度", "amount": "按数量的尺度", "rank": "按位次的尺度"}


def _measure(row: dict[str, float]) -> str:
    parts = []
    if "points" in row:
        parts.append(f"{row['points']:g}点")
    if "ratio" in row:
        parts.append(f"{row['ratio']:.0%}")
    return "或".join(parts)


def _margin(distance: float, unit: float) -> float:
    return min(1.0, abs(distance) / unit) if unit else 1.0


def _tidy(value: float) -> float:
    """``value`` without the dust of binary fractions (6.7 - 7 is -0.3)."""
    return float(f"{value:.12g}") + 0.0


def _scale(known: Rules, target: Claim) -> Scale:
    for scale in known.scales:
        if target.aspect in scale.aspects or (
            target.aspect == "change" and target.unit in scale.units
        ):
            return scale
    return known.scales[1]


def _direction(known: Rules, target: Claim, scale: Scale) -> Direction:
    good = known.good.get(target.indicator, "")
    sign = "negative" if target.value < 0 else "positive"
    for row in known.directions:
        if row.scale is not None and row.scale != scale.name:
            continue
        if row.indicator is not None and row.indicator != good:
            continue
        if row.sign is not None and row.sign != sign:
            continue
        if row.hedges is not None and target.hedge not in row.hedges:
            continue
        return row
    return Direction("up")
