"""Witnesses of one thing: statements of several sources that say the same become one record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from duizhang.account.records import Fact, Period, Promise, Statement
from duizhang.account.rules import rules
from duizhang.account.subject import clash, likeness, surroundings
from duizhang.account.units import base_unit

_COVERAGE = {"full": 0, "partial": 1, "digest": 2, "infographic": 3}
_GENRE = {"work_report": 0, "plan_report": 1, "communique": 2, "budget_report": 3}
_AROUND = 5  # pairs of characters that two sources share around a subject that leans on them
_SAME = 0.75  # likeness above which equal values of two sources are one thing
HEARD = 6  # so many papers that contradict each other are all heard

Record = TypeVar("Record", Promise, Fact)


def rank(s: Statement) -> tuple[int, int, int, str, int]:
    """The order in which witnesses are shown: earliest report, fullest paper, first place."""
    return (
        s.paper.year,
        _COVERAGE.get(s.paper.coverage, 4),
        _GENRE.get(s.paper.genre, 4),
        s.paper.id,
        s.claim.start,
    )


def same_subject(a: Statement, b: Statement) -> bool:
    """Whether two statements of one place, period, aspect and value are about one thing."""
    left, right = a.claim, b.claim
    if left.indicator and left.indicator == right.indicator and left.indicator in rules().singular:
        return True
    if left.indicator and right.indicator and left.indicator != right.indicator:
        return False
    one, two = a.topic, b.topic
    if clash(one, two):
        return False
    if one.dependent or two.dependent:
        if left.subject != right.subject:
            return False
        if a.paper.id == b.paper.id:
            return a.before[-24:] == b.before[-24:]
        shared = surroundings(a.before, a.after) & surroundings(b.before, b.after)
        return a.before[-24:] == b.before[-24:] or len(shared) >= _AROUND
    return likeness(one, two) >= _SAME


def thing(s: Statement) -> tuple[object, ...]:
    """What ``s`` gives a value of: two sources that differ on it contradict each other."""
    known = s.claim.indicator if s.claim.indicator in rules().singular else ""
    unit = base_unit(s.claim.unit)[0]
    return s.period, s.claim.aspect, unit, known or s.topic.core or s.claim.subject


def support(record: Fact | Promise) -> int:
    """How many papers say it."""
    return len({w.paper.id for w in record.witnesses})


def heard(records: Sequence[Fact | Promise]) -> set[int]:
    """The numbers of those of ``records`` that take part in closing an account.

    That is all of them, save where more than :data:`HEARD` papers contradict each other on one
    thing: then those of the best supported papers. Hundreds of copies of one report, each with
    other numbers, would else all be held against each other.
    """
    papers: dict[Period, set[str]] = {}
    for record in records:
        head = record.witnesses[0]
        papers.setdefault(head.period, set()).add(head.paper.id)
    crowded = {period for period, names in papers.items() if len(names) > HEARD}
    kept = set(range(len(records)))
    if not crowded:
        return kept
    groups: dict[tuple[object, ...], list[int]] = {}
    for i, record in enumerate(records):
        if record.head.period in crowded:
            groups.setdefault(thing(record.head), []).append(i)
    for group in groups.values():
        best = sorted(group, key=lambda i: (-support(records[i]), i))
        names = list(dict.fromkeys(records[i].head.paper.id for i in best))[:HEARD]
        kept.difference_update(i for i in group if records[i].head.paper.id not in names)
    return kept


def _key(s: Statement) -> tuple[object, ...]:
    claim = s.claim
    unit, size = base_unit(claim.unit)
    upper = claim.value2
    return (
        s.place,
        s.period,
        claim.aspect,
        unit,
        round(claim.value * size, 9),
        None if upper is None else round(upper * size, 9),
    )


def _merge(
    statements: Iterable[Statement], make: Callable[[tuple[Statement, ...]], Record]
) -> list[Record]:
    groups: dict[tuple[object, ...], list[list[Statement]]] = {}
    known = list(statements)
    papers = {s.paper.id: s for s in known}
    order = {name: n for n, name in enumerate(sorted(papers, key=lambda p: rank(papers[p])[:4]))}

    def at(s: Statement) -> tuple[int, int]:
        """The place of ``s`` among all: as :func:`rank` has it, its paper ranked only once."""
        return order[s.paper.id], s.claim.start

    for s in sorted(known, key=at):
        heaps = groups.setdefault(_key(s), [])
        for heap in heaps:
            if same_subject(heap[0], s):
                heap.append(s)
                break
        else:
            heaps.append([s])
    made = [make(tuple(heap)) for heaps in groups.values() for heap in heaps]
    return sorted(made, key=lambda r: at(r.witnesses[0]))


def promises(statements: Iterable[Statement]) -> list[Promise]:
    """The promises among ``statements``: targets that a paper makes for its own place.

    A communiqué promises nothing.
    """
    return _merge(
        (
            s
            for s in statements
            if s.claim.role == "target" and s.own and s.paper.genre != "communique"
        ),
        Promise,
    )


def facts(statements: Iterable[Statement]) -> list[Fact]:
    """The facts among ``statements``: results, each with all its witnesses."""
    return _merge((s for s in statements if s.claim.role == "result"), Fact)
