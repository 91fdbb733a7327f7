"""A Report made of a ledger's rows, for a document of which the cache no longer holds what was read.

It has the text, outline, figures, claims, relations and warnings. It lacks what the tables do not
hold: which characters reading removed or moved, and what of the page is furniture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from duizhang.model import (
    Claim,
    Document,
    Figure,
    Identity,
    Relation,
    Report,
    Section,
    Segment,
    Warning_,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duizhang.views.web.store import Row, Snapshot

_SECTIONS = """
heading, level, start_at, end_at, heading_start, heading_end, stance, period, place, parent
"""
_FIGURES = """
start_at, end_at, kind, text, value, value2, unit, hedge, unit_end, range_of, hanzi, rule
"""
_CLAIMS = """
id, start_at, end_at, value, unit, aspect, role, period, indicator, subject, place, value2,
  hedge, strive, unit_end, evidence_start, evidence_end, coalesce(section, -1) AS section,
  confidence, doubt, hanzi
"""
_RELATIONS = """
id, start_at, end_at, left_term, op, right_term, role, period, place, evidence_start,
  evidence_end, coalesce(section, -1) AS section, confidence
"""
_WARNINGS = "code, message, start_at, end_at"


def report_of_rows(snapshot: Snapshot, about: Row) -> Report:
    """The report of the document whose row (id, name, sha256, place, year …) is ``about``."""
    name = str(about["id"])
    text = snapshot.texts([name]).get(name, "")
    whole = (Segment("kept", 0, len(text), 0, len(text)),) if text else ()
    document = Document(
        about["name"],
        about["sha256"],
        about["media_type"],
        about["encoding"],
        text,
        text,
        whole,
        (),
    )

    def records(table: str, columns: str, kind: Any) -> tuple[Any, ...]:
        found = _records(snapshot.within(table, columns, name), kind)
        return tuple(found if table == "sections" else sorted(found, key=lambda x: x.start))

    return Report(
        document,
        Identity(about["place"], year=about["year"] or 0),
        records("sections", _SECTIONS, Section),
        records("figures", _FIGURES, Figure),
        records("claims", _CLAIMS, Claim),
        records("relations", _RELATIONS, Relation),
        (),
        records("warnings", _WARNINGS, Warning_),
    )


def _records(rows: Sequence[Mapping[str, Any]], kind: Any) -> list[Any]:
    names = {"start_at": "start", "end_at": "end", "left_term": "left", "right_term": "right"}
    none = {"parent": -1}
    found = [
        {names.get(k, k): none.get(k, v) if v is None else v for k, v in row.items()}
        for row in rows
    ]
    return msgspec.convert(found, list[kind], strict=False)
