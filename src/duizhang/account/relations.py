"""Comparisons promised without a figure (居民收入增速高于经济增速), closed from both sides' figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from duizhang.account.merge import rank
from duizhang.account.places import NATION
from duizhang.account.records import Comparison, Fact, Statement
from duizhang.account.rules import rules
from duizhang.account.subject import likeness, topic
from duizhang.model.records import Verdict

RATES = frozenset({"%", "‰"})  # the units of what is compared
_EPSILON = 1e-9
_NEARLY = 0.3  # points, as for rates
_WORDS = {"gt": "高于", "ge": "不低于", "eq": "同步", "le": "不高于", "lt": "低于"}


class Closed(msgspec.Struct, frozen=True):
    """What became of a comparison; ``left``/``right`` are the facts that it was closed from."""

    verdict: Verdict
    why: str
    left: tuple[Fact, ...] = ()
    right: tuple[Fact, ...] = ()


Lookup = Callable[[str], list[Fact]]


def merged(comparisons: Iterable[Comparison]) -> list[tuple[Comparison, ...]]:
    """Promised comparisons of one place with their witnesses, the one that is shown first."""
    groups: dict[tuple[str, str, str, str], list[Comparison]] = {}
    for c in sorted(
        comparisons, key=lambda c: (c.paper.coverage != "full", c.paper.id, c.relation.start)
    ):
        if c.relation.role == "target":
            key = (str(c.period), c.relation.left, c.relation.op, c.relation.right)
            groups.setdefault(key, []).append(c)
    return [tuple(group) for group in groups.values()]


def side(
    name: str, place: str, facts: Iterable[Fact], home: str, *, prefer: str = "growth"
) -> list[Fact]:
    """The figures that stand for one side of a comparison: an indicator id, or its words.

    Where the indicator itself is not reported, the parts that make it up (城镇 and 农村 income).
    """
    known = rules()
    rates = [
        f
        for f in facts
        if (s := f.witnesses[0]).claim.unit in RATES
        and s.place == place
        and (s.own or place != home)
    ]

    def one(indicator: str) -> list[Fact]:
        if indicator in known.names:
            fits = [f for f in rates if f.head.claim.indicator == indicator]
        else:
            want = topic(known.rate_words.sub("", indicator))
            fits = [f for f in rates if likeness(want, f.head.topic) >= 0.75]
        fits.sort(key=lambda f: (f.head.claim.aspect != prefer, rank(f.head)))
        return fits[:1]

    found = one(name)
    if not found and name in known.parts:
        parts = [one(part) for part in known.parts[name]]
        found = [f for part in parts for f in part] if all(parts) else []
    return found


def close_comparison(
    target: Comparison, facts: list[Fact], said: list[Comparison], above: str
) -> Closed | None:
    """The outcome of ``target`` from ``facts`` of its period, or from what ``said`` states.

    ``above`` is the key of the place that 全省 or 全国 on the right side means.
    """
    known = rules()
    relation = target.relation
    prefer = "share" if known.good.get(relation.left) == "down" else "growth"
    left = side(relation.left, target.place, facts, target.place, prefer=prefer)
    if relation.right in known.above or relation.right.removesuffix("水平") in known.above:
        names = {above, relation.right, relation.right.removesuffix("平均")}
        if relation.right in known.nation:
            names.add(NATION)
        right = next(
            (
                r
                for n in sorted(names)
                if (r := side(relation.left, n, facts, target.place, prefer=prefer))
            ),
            [],
        )
    else:
        right = side(relation.right, target.place, facts, target.place, prefer=prefer)
    if left and right:
        return _compare(target, left, right)
    for other in said:
        if (other.relation.left, other.relation.right) == (relation.left, relation.right):
            kept = other.relation.op == relation.op or (
                relation.op in ("eq", "ge") and other.relation.op in ("gt", "ge", "eq")
            )
            words = f"报告说{_WORDS.get(other.relation.op, other.relation.op)}"
            return Closed("declared" if kept else "missed", words)
    told = _told_beside(target, left[0], above) if left else None
    if told is not None:
        return told
    if left or right:
        only = (left or right)[0].head
        return Closed(
            "unreported", f"只报{only.claim.subject}{only.claim.value:g}%, 另一方未报", tuple(left)
        )
    return None


def _compare(target: Comparison, left: list[Fact], right: list[Fact]) -> Closed:
    known = rules()
    other = right[0].head.claim
    worst = max(_short(target.relation.op, f.head.claim.value, other.value) for f in left)
    slack = known.about_equal_points if known.about_equal.search(target.words[-40:]) else 0.0
    names = "、".join(f"{_name(f.head)}{f.head.claim.value:g}%" for f in left)
    why = f"{names}对{_name(right[0].head)}{other.value:g}%"
    strict = target.relation.op in ("gt", "lt")
    verdict: Verdict
    if worst < -_EPSILON or (not strict and worst <= slack + _EPSILON):
        verdict = "met"
    elif worst <= _NEARLY + _EPSILON:
        verdict = "nearly"
    else:
        verdict = "missed"
    return Closed(verdict, why, tuple(left), tuple(right))


def _told_beside(target: Comparison, left: Fact, above: str) -> Closed | None:
    """The outcome from the distance that the report tells behind the figure of the left side.

    农村居民收入增长6.2%，快于城镇居民1.5个百分点 has no figure for the right side.
    """
    known = rules()
    m = known.distance.match(left.head.after)
    if m is None or not _same_side(m.group("who"), target.relation.right, above):
        return None
    value = float(m.group("points"))
    by = value if m.group("way") in known.distance_up else -value
    short = by if target.relation.op in ("lt", "le") else -by
    verdict: Verdict = "met" if short <= _EPSILON else "nearly" if short <= _NEARLY else "missed"
    why = f"{_name(left.head)}{left.head.claim.value:g}%, 报告说{m.group('way')}{m.group('who')}{value:g}个百分点"
    return Closed(verdict, why, (left,))


def _same_side(words: str, right: str, above: str) -> bool:
    """Whether ``words`` name the right side of a comparison: an indicator, a place or its words."""
    known = rules()
    if right in known.above or right.removesuffix("水平") in known.above:
        return (bool(above) and words.startswith(above[:2])) or words[:2] == right[:2]
    if right not in known.names:
        return (
            likeness(topic(known.rate_words.sub("", words)), topic(known.rate_words.sub("", right)))
            >= 0.75
        )
    names = (known.names[right], *known.aliases.get(right, ()))
    bare = known.rate_words.sub("", words)
    return any(bare == n or (len(bare) >= 4 and n.startswith(bare)) for n in names)


def _short(op: str, left: float, right: float) -> float:
    """By how many points the left side misses the right one; negative: it is beyond."""
    return left - right if op in ("lt", "le") else right - left


def _name(s: Statement) -> str:
    return rules().names.get(s.claim.indicator, s.claim.subject)
