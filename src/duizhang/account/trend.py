"""A promise beside the next year's: raised, the same, lowered; and where a long goal stands."""

from __future__ import annotations

from collections.abc import Sequence

from duizhang.account.match import number
from duizhang.account.records import Fact, Period, Promise, Statement
from duizhang.account.rules import rules
from duizhang.account.subject import clash, likeness, pairs
from duizhang.account.units import base_unit, factor


def same_thing(a: Statement, b: Statement) -> bool:
    """Whether two promises of different years are about one thing, in one aspect and unit."""
    if a.claim.aspect != b.claim.aspect or factor(a.claim.unit, b.claim.unit) is None:
        return False
    if a.claim.indicator and a.claim.indicator == b.claim.indicator:
        if a.claim.indicator in rules().singular:
            return True
    elif a.claim.indicator and b.claim.indicator:
        return False
    one, two = a.topic, b.topic
    return likeness(one, two) >= 0.75 and not clash(one, two)


class Following:
    """The promises of the next year, found by indicator or by the words of their subject."""

    def __init__(self, promises: Sequence[Promise]) -> None:
        self._promises = promises
        self._indicator: dict[str, list[int]] = {}
        self._grams: dict[tuple[str, str], dict[str, list[int]]] = {}
        for i, p in enumerate(promises):
            claim, name = p.head.claim, p.head.topic.name
            if claim.indicator:
                self._indicator.setdefault(claim.indicator, []).append(i)
            grams = self._grams.setdefault((claim.aspect, base_unit(claim.unit)[0]), {})
            for gram in pairs(name):
                grams.setdefault(gram, []).append(i)

    def of(self, promise: Promise) -> Promise | None:
        """The promise of the same thing, the first of the same indicator before all others."""
        head = promise.head
        same = self._indicator.get(head.claim.indicator, ()) if head.claim.indicator else ()
        for i in same:
            if same_thing(head, self._promises[i].head):
                return self._promises[i]
        grams = self._grams.get((head.claim.aspect, base_unit(head.claim.unit)[0]), {})
        alike: set[int] = set()
        for gram in grams.keys() & head.topic.grams:
            alike.update(grams[gram])
        for i in sorted(alike.difference(same)):
            if same_thing(head, self._promises[i].head):
                return self._promises[i]
        return None


def trend(now: Statement, then: Statement) -> str:
    """``raised``, ``same`` or ``lowered``: a promised fall counts by its depth."""
    size = factor(then.claim.unit, now.claim.unit) or 1.0
    a, b = now.claim.value, then.claim.value * size
    if a < 0 and b < 0:
        a, b = -a, -b
    return "same" if abs(a - b) <= 1e-9 * max(1.0, abs(a)) else "raised" if b > a else "lowered"


def path(head: Statement, so_far: Sequence[Fact], latest: int) -> str:
    """Where a straight line would stand after ``latest``, and what the last figures say."""
    period: Period = head.period
    done = min(period.years, max(0, latest - period.first + 1))
    if not done:
        return ""
    words = [f"第{done}年（共{period.years}年）"]
    yearly = "年均" in head.before[-24:] or "每年" in head.before[-24:]
    flow = head.claim.aspect in ("growth", "change") or head.topic.mode == "new"
    if flow and not yearly:
        line = head.claim.value * done / period.years
        words.append(f"直线进度为{line:.4g}{head.claim.unit}")
    for fact in so_far[-1:]:
        words.append(f"{fact.head.period}年为{number(fact.head)}")
    return ", ".join(words)
