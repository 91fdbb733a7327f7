"""An account as rows of the ledger's tables ``entries``, ``conflicts`` and ``notices``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from duizhang.account.records import Account, Comparison, Conflict, Sides
from duizhang.account.rules import rules
from duizhang.language.number import say
from duizhang.model import Claim, Entry, Spot

Row = dict[str, Any]


def entry_rows(account: Account) -> list[Row]:
    """One row for each entry, with the columns of the table ``entries`` and in their order."""
    return [_entry(e, account.sides[e.id], account.reviewed.get(e.id, "")) for e in account.entries]


def part_of(sides: Sides) -> tuple[str, str]:
    """Where a promise stands (headline, list, other), and the name of its list."""
    target = sides.target
    if target.headline:
        return "headline", ""
    found = _listed(getattr(target, "list_name", ""))
    return ("list", found) if found else ("other", "")


@lru_cache(maxsize=4096)
def _listed(frame: str) -> str:
    """The name of a list in the words above a promise, of which many stand below the same."""
    found = rules().listed.search(frame)
    return found.group() if found else ""


def _entry(e: Entry, sides: Sides, reviewed: str) -> Row:
    target, result = sides.target, sides.result
    part, list_name = part_of(sides)
    compared = isinstance(target, Comparison)
    claim = None if isinstance(target, Comparison) else target.claim
    return {
        "id": e.id,
        "place": e.place,
        "period": e.period,
        "year": int(e.period[-4:]),
        "part": part,
        "list_name": list_name,
        "indicator": e.indicator,
        "indicator_name": rules().name(e.indicator),
        "subject": " ".join(e.subject.split()),
        "aspect": claim.aspect if claim else "",
        "unit": claim.unit if claim else "",
        "promised": " ".join(e.subject.split()) if compared or not claim else _told(claim),
        "reported": _told(result.claim) if result else "",
        "target_value": claim.value if claim else None,
        "result_value": result.claim.value if result else None,
        "verdict": e.verdict,
        "gap": e.gap,
        "why": e.why,
        "trend": e.trend,
        "repeated": e.repeated,
        "omitted": e.omitted,
        "confidence": e.confidence,
        "reviewed": reviewed,
        "target_id": target.relation.id if isinstance(target, Comparison) else target.claim.id,
        "target_document": e.target.document,
        "target_start": e.target.start,
        "target_end": e.target.end,
        "result_id": result.claim.id if result else None,
        "result_document": e.result.document if e.result else None,
        "result_start": e.result.start if e.result else None,
        "result_end": e.result.end if e.result else None,
        "spots": {
            "also": _spots(e.also),
            "results": _spots(e.results),
            "near": _spots(e.near),
            "declared_by": _spots(e.declared_by),
        },
    }


class _Quantity(NamedTuple):
    """What of a claim is told as a number."""

    value: float
    value2: float | None
    unit: str
    hedge: str
    strive: bool
    aspect: str
    place: str


def _told(claim: Claim) -> str:
    place = claim.place if claim.aspect == "rank" else ""  # only ranks are told with their field
    c = claim
    return _say(_Quantity(c.value, c.value2, c.unit, c.hedge, c.strive, c.aspect, place))


@lru_cache(maxsize=16384)
def _say(quantity: _Quantity) -> str:
    """Places and years tell the same few thousand rates, and a number is dear to write."""
    return say(quantity)


def _spots(spots: Iterable[Spot]) -> list[list[Any]]:
    return [[s.document, s.start, s.end] for s in spots]


def conflict_rows(conflicts: Iterable[Conflict]) -> list[Row]:
    """One row for each conflict, with the columns of the table ``conflicts``."""
    rows: list[Row] = []
    for c in conflicts:
        parts = (c.place, c.period, *c.claims, c.left.document, c.right.document)
        rows.append(
            {
                "id": "x:" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:16],
                "place": c.place,
                "period": c.period,
                "year": int(c.period[-4:]),
                "role": c.role,
                "indicator": c.indicator,
                "subject": c.what,
                "kind": c.kind,
                "reason": c.why,
                "confidence": c.confidence,
                "unit": c.unit,
                "left_value": c.left_value,
                "right_value": c.right_value,
                "left_document": c.left.document,
                "left_start": c.left.start,
                "left_end": c.left.end,
                "right_document": c.right.document,
                "right_start": c.right.start,
                "right_end": c.right.end,
                "claims": list(c.claims),
            }
        )
    return rows


def notice_rows(account: Account) -> list[Row]:
    """One row for each notice, with the columns of the table ``notices``."""
    return [
        {
            "place": n.place,
            "year": n.year,
            "code": n.code,
            "message": n.message,
            "documents": list(n.documents),
        }
        for n in account.notices
    ]
