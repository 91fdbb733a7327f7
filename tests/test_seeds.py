"""The headline facts of the shared seeds, by offset and value. Skipped where they are absent.

A fact is a measure of the gold that has an indicator; it is right when value, unit, role, period
and indicator are. ``MISTAKES`` holds how many each seed has at present: fewer is a reason to
lower it, more is a loss.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from duizhang.report import read

SHARED = Path(os.environ.get("DUIZHANG_SHARED", Path(__file__).parents[2] / "shared"))
MISTAKES = {"seed-000": 0, "seed-001": 0, "seed-002": 1, "seed-003": 0, "seed-004": 1}
pytestmark = pytest.mark.skipif(
    not (SHARED / "seeds").is_dir(), reason="the shared seeds are not here"
)


@cache
def facts(seed: str) -> list[dict[str, Any]]:
    """The gold's measures that have an indicator."""
    path = SHARED / "bench" / "gold" / f"{seed}.figures.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row.get("indicator")]


def mistakes(seed: str) -> list[str]:
    """The facts that are not read right: offset, and each wrong field as gold and as read."""
    claims = {c.start: c for c in read(SHARED / "seeds" / f"{seed}.txt").claims}
    found = []
    for fact in facts(seed):
        claim = claims.get(fact["start"])
        if claim is None:
            found.append(f"{fact['start']}: no claim")
            continue
        wrong = [
            f"{field} {fact.get(field)!r} read {getattr(claim, field)!r}"
            for field in ("value", "value2", "unit", "role", "period", "indicator")
            if not same(fact.get(field), getattr(claim, field))
        ]
        if wrong:
            found.append(f"{fact['start']}: " + "; ".join(wrong))
    return found


def same(gold: Any, got: Any) -> bool:
    """Whether ``got`` is what the gold says, or one of what it allows."""
    if isinstance(gold, int | float) and isinstance(got, int | float):
        return abs(gold - got) <= 1e-9 * max(1.0, abs(gold))
    if {gold, got} <= {"", "人", "户", "人次"}:
        return True  # where no measure word is written, who is counted may be named or not
    if gold is None or got is None:
        return gold is got
    return str(got) in [part.strip() for part in str(gold).split(",")]


@pytest.mark.parametrize("seed", MISTAKES)
def test_headline_facts(seed: str) -> None:
    found = mistakes(seed)
    print(f"{seed}: {len(found)} of {len(facts(seed))} headline facts are wrong", *found, sep="\n")
    assert len(facts(seed)) > 10
    assert len(found) <= MISTAKES[seed]
