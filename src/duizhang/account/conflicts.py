"""Where two sources differ on one thing, and what probably happened.

A difference of rounding, or one that 左右 or 超 covers, is none. Sources are never averaged.
Where many sources give many values, each is held against the best supported one of its matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import msgspec

from duizhang.account.match import number
from duizhang.account.merge import HEARD, same_subject, support
from duizhang.account.records import (
    Conflict,
    ConflictKind,
    Fact,
    Period,
    Promise,
    Sides,
    Statement,
)
from duizhang.account.rules import rules
from duizhang.account.subject import surroundings
from duizhang.account.units import base_unit, factor
from duizhang.language.verdicts import DIFFERING
from duizhang.model import Entry, Spot

_DOUBTED = 0.6  # how sure an entry is at most whose result two full reports give differently
_PRELIMINARY = re.compile(r"预计|初步核算|初步统计|快报|有望")
_SENTENCE = re.compile(r"[。；]")
_AROUND = 4  # pairs of characters around both figures that show one matter
_MATTERS = 8  # so many matters are told apart where more than HEARD papers speak of one thing
_SHOWN = 5  # so many rival values are told of one result
_DIGEST = frozenset({"digest", "infographic"})


def conflicts(records: Iterable[Fact | Promise]) -> list[Conflict]:
    """The conflicts among facts, or among promises, of one place."""
    groups: dict[tuple[object, ...], list[Fact | Promise]] = {}
    told = [(record, record.witnesses[0]) for record in records]
    papers: dict[Period, set[str]] = {}
    for _, s in told:
        papers.setdefault(s.period, set()).add(s.paper.id)
    singular = rules().singular
    contested = {period for period, names in papers.items() if len(names) > 1}
    for record, s in told:
        claim = s.claim
        if s.period not in contested or not s.own or claim.aspect == "rank":
            continue
        core = claim.indicator if claim.indicator in singular else s.topic.core
        if core:
            unit = base_unit(claim.unit)[0]
            groups.setdefault((s.period, claim.aspect, unit, core), []).append(record)
    found = []
    for group in groups.values():
        if len(group) == 1:
            continue
        for a, b in _pairs(group):
            conflict = differ(a, b)
            if conflict is not None:
                found.append(conflict)
    return found


def _pairs(group: Sequence[Fact | Promise]) -> Iterator[tuple[Statement, Statement]]:
    """The pairs of one matter in a ``group`` that two papers tell, the earlier witness first.

    All of them while few papers speak; else each record with the best supported one of its
    matter, so that neither the work nor the conflicts grow with the square of the papers.
    """
    heads = [record.head for record in group]
    if len({s.paper.id for s in heads}) <= HEARD:
        yield from ((a, b) for a, b in combinations(heads, 2) if _of_two_papers(a, b))
        return
    leaders: list[int] = []
    for i in sorted(range(len(group)), key=lambda i: (-support(group[i]), i)):
        leader = next((n for n in leaders if _of_two_papers(heads[n], heads[i])), None)
        if leader is not None:
            yield heads[min(i, leader)], heads[max(i, leader)]
        elif len(leaders) < _MATTERS:
            leaders.append(i)


def _of_two_papers(a: Statement, b: Statement) -> bool:
    return a.paper.id != b.paper.id and same_subject(a, b) and _one_matter(a, b)


def doubted(
    entries: Iterable[Entry],
    sides: Mapping[str, Sides],
    facts: Sequence[Fact],
    found: Iterable[Conflict],
) -> list[Entry]:
    """``entries``, those marked whose result another full report of the same year gives otherwise."""
    if not (found := list(found)):
        return list(entries)
    starts = {spot.start for c in found for spot in (c.left, c.right)}
    of = {w.spot: w for f in facts for w in f.witnesses if w.claim.start in starts}
    others: dict[Spot, list[Statement]] = {}
    for c in found:
        a, b = of.get(c.left), of.get(c.right)
        if a is None or b is None or not (a.paper.whole and b.paper.whole):
            continue
        if a.paper.year == b.paper.year:
            others.setdefault(a.spot, []).append(b)
            others.setdefault(b.spot, []).append(a)
    told = {spot: _said(rivals) for spot, rivals in others.items()}
    made = []
    for e in entries:
        result = sides[e.id].result
        said = told.get(result.spot, "") if result and e.result else ""
        if said:
            why = f"{DIFFERING}: 另一份报告为{said}"
            e = msgspec.structs.replace(
                e,
                why="; ".join(w for w in (why, e.why) if w),
                confidence=min(e.confidence, _DOUBTED),
            )
        made.append(e)
    return made


def _said(rivals: Sequence[Statement]) -> str:
    """The values of ``rivals``, the first of them and how many there are where they are many."""
    values = list(dict.fromkeys(number(s) for s in rivals))
    more = f"等{len(values)}个数" if len(values) > _SHOWN else ""
    return "、".join(values[:_SHOWN]) + more


def _one_matter(a: Statement, b: Statement) -> bool:
    """Whether two alike subjects are of one matter: an indicator's, or in words that agree."""
    if a.claim.indicator and a.claim.indicator == b.claim.indicator:
        return True
    shared = surroundings(a.before, a.after) & surroundings(b.before, b.after)
    return len(shared) >= _AROUND


def differ(a: Statement, b: Statement) -> Conflict | None:
    """The conflict between two statements of one thing; None where they agree."""
    size = factor(b.claim.unit, a.claim.unit)
    if size is None or a.claim.strive != b.claim.strive:
        return None
    left, right = a.claim.value, b.claim.value * size
    if _agree(a, left, b, right) or a.claim.value2 is not None or b.claim.value2 is not None:
        return None
    kind, why, sure = _kind(a, b)
    return Conflict(
        place=a.place,
        period=str(a.period),
        what=a.claim.subject or b.claim.subject,
        role="target" if a.claim.role == "target" else "result",
        left=a.spot,
        right=b.spot,
        left_value=left,
        right_value=right,
        unit=a.claim.unit,
        kind=kind,
        why=f"{number(a)}与{number(b)}: {why}",
        confidence=sure,
        indicator=a.claim.indicator or b.claim.indicator,
        claims=(a.claim.id, b.claim.id),
    )


def printed(s: Statement) -> str:
    """The numeral as the page prints it."""
    return s.paper.text[s.claim.start : s.claim.end]


def _step(s: Statement) -> float:
    """The worth of the last printed digit, in base units."""
    text = printed(s)
    try:
        shown = float(text)
    except ValueError:
        return 0.0
    multiplier = abs(s.claim.value) / shown if shown else 1.0
    return float(multiplier * 10.0 ** -len(text.partition(".")[2]))


def _agree(a: Statement, left: float, b: Statement, right: float) -> bool:
    gap = abs(left - right)
    rounding = max(_step(a), _step(b)) / 2
    if gap <= rounding * (1 + 1e-9) + 1e-9 * max(abs(left), abs(right)):
        return True
    about = 0.1 if a.claim.unit in ("%", "pp") else 0.01 * max(abs(left), abs(right))
    for one, value, other in ((a, left, right), (b, right, left)):
        if one.claim.hedge == "about" and gap <= about + 1e-9:
            return True
        tenth = 0.1 * abs(value)
        if one.claim.hedge in ("over", "at_least") and 0 <= other - value <= tenth:
            return True
        if one.claim.hedge in ("under", "at_most") and 0 <= value - other <= tenth:
            return True
    return False


def _kind(a: Statement, b: Statement) -> tuple[ConflictKind, str, float]:
    early, late = sorted((a, b), key=lambda s: (s.paper.year, s.paper.id))
    tentative = [s for s in (a, b) if _PRELIMINARY.search(_SENTENCE.split(s.before)[-1])]
    if len(tentative) == 1:
        return "preliminary", "一处为预计或初步数, 一处为正式数", 0.8
    if early.claim.role == "result" and early.paper.year <= early.period.last:
        return "preliminary", f"{early.paper.year}年的报告在期末之前所报", 0.85
    books = {a.paper.genre, b.paper.genre}
    if len(books) > 1 and a.topic.scopes != b.topic.scopes:
        return "scope", "两处所指范围不同", 0.6
    one, two = printed(a), printed(b)
    if slip(one, two):
        return "misprint", "两数只差一位或两位互换, 疑有一处印误", 0.7
    if "communique" in books and len(books) > 1 and a.claim.role == "result":
        return "preliminary", "报告在年初作出, 统计公报在其后: 公报为准", 0.6
    if early.paper.year != late.paper.year:
        return "revised", f"{late.paper.year}年的报告有修订", 0.6
    if (a.paper.coverage in _DIGEST) != (b.paper.coverage in _DIGEST):
        coarse = max(_step(a), _step(b))
        if _step(a) != _step(b) and abs(a.claim.value - b.claim.value) <= coarse * (1 + 1e-9):
            return "rounded", "摘编取了约数", 0.6
        if a.claim.role == "target":
            return "misprint", "摘编与全文不一, 疑摘编有误, 以全文为准", 0.55
    return "scope", "口径或范围可能不同", 0.4


def slip(a: str, b: str) -> bool:
    """Whether two numerals differ as misprints do: one digit, two exchanged, a point misplaced."""
    if a == b or not a or not b:
        return False
    bare_a, bare_b = a.replace(".", ""), b.replace(".", "")
    if bare_a == bare_b and len(bare_a) > 1:
        return True
    if len(a) != len(b) or a.find(".") != b.find(".") or len(bare_a) < 2:
        return False
    at = [i for i, (x, y) in enumerate(zip(bare_a, bare_b, strict=True)) if x != y]
    if len(at) == 1:
        return len(bare_a) >= 3
    swapped = len(at) == 2 and at[1] == at[0] + 1
    return swapped and bare_a[at[0]] == bare_b[at[1]] and bare_a[at[1]] == bare_b[at[0]]


def ordered(found: Sequence[Conflict]) -> list[Conflict]:
    """``found`` in a fixed order."""
    return sorted(
        found,
        key=lambda c: (
            c.place,
            c.period,
            c.role,
            c.left.document,
            c.left.start,
            c.right.document,
            c.right.start,
        ),
    )
