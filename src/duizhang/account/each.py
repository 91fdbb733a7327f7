"""A figure promised of each of several things (A、B均下降10%): the thing that kept it least counts."""

from __future__ import annotations

from collections.abc import Sequence

from duizhang.account.match import Candidate
from duizhang.account.records import Statement
from duizhang.account.rules import rules
from duizhang.account.subject import HELD, likeness, topic
from duizhang.account.units import factor
from duizhang.account.verdict import judge

_SHORT = {"exceeded": 0, "met": 1, "nearly": 2, "missed": 3}  # how far from kept


def least_kept(
    head: Statement, fit: Candidate, cards: Sequence[Candidate], heads: Sequence[Statement]
) -> Candidate:
    """Of what is told of each thing that ``head`` promises, the one kept least.

    ``fit`` is what the pairing gives, ``cards`` what else was held against the promise, ``heads``
    the facts by number. ``fit`` itself where the things are not told apart, or not all of them.
    """
    parts = head.topic.parts
    if not parts or not rules().each.search(head.clause):
        return fit
    best: dict[int, Candidate] = {}
    for card in (fit, *cards):
        fact = heads[card.fact]
        if fact.claim.aspect != head.claim.aspect or fact.topic.parts:
            continue
        if factor(fact.claim.unit, head.claim.unit) is None:
            continue
        if fact.period != heads[fit.fact].period:
            continue
        scores = [likeness(topic(part), fact.topic) for part in parts]
        part = max(range(len(parts)), key=lambda i: (scores[i], -i))
        if scores[part] >= HELD and (part not in best or card.score > best[part].score):
            best[part] = card
    if len(best) < len(parts):
        return fit
    return max(
        best.values(),
        key=lambda c: (
            _SHORT.get(judge(head.claim, heads[c.fact].claim).verdict, 0),
            c.fact == fit.fact,
        ),
    )
