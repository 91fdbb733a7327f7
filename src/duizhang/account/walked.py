"""How an entry was closed, step by step: every candidate, why it was taken or refused, the verdict."""

from __future__ import annotations

from collections.abc import Sequence

from duizhang.account.match import Candidate, number
from duizhang.account.outcome import Outcome
from duizhang.account.records import Statement, Step, StepKind
from duizhang.account.verdict import in_words
from duizhang.model import Entry

_SHOWN = 8  # candidates that are told of


def walked(
    entry: Entry,
    head: Statement,
    outcome: Outcome,
    cards: Sequence[Candidate],
    fit: Candidate | None,
    facts: Sequence[Statement],
) -> list[Step]:
    """The steps to ``entry``: ``cards`` are its candidates, ``fit`` the one taken among them.

    ``facts`` are the place's facts, as the witness of each that is shown.
    """
    steps = []
    for card in cards[:_SHOWN]:
        fact = facts[card.fact]
        said = f"{number(fact)}: {card.words}"
        kind: StepKind = "near" if card.fit == "near" else "refused"
        if fit is not None and card.fact == fit.fact:
            kind = "taken"
        elif card.fit == "fit":
            said = f"{said}；另有更合适的一对"
        steps.append(Step(entry.id, kind, said, fact.spot, card.score))
    for word in outcome.declared_by:
        steps.append(Step(entry.id, "declared", outcome.why, word))
    verdict = f"{entry.verdict} {outcome.why}".strip()
    if fit is None:
        steps.append(Step(entry.id, "silent", verdict))
        return steps
    result = facts[fit.fact]
    sides = f"目标{number(head)}，结果{number(result)}；{in_words(head.claim, result.claim)}"
    steps.append(Step(entry.id, "compared", f"{sides} → {verdict}"))
    return steps
