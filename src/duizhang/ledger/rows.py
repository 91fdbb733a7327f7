"""A Report becomes rows: one JSON line for each, with the columns of ``schema.sql``.

DuckDB reads JSON Lines at some 60 MB a second and core, without pandas or Arrow; encoding them
in the worker that read the report leaves the writer almost nothing to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from operator import add
from typing import NamedTuple

import msgspec

from duizhang.ledger.printed import figure_ends, printed
from duizhang.model import Claim, Document, Pledge, Relation, Report
from duizhang.reading.located import Place, place_of

_NEAR = 1000  # characters of evidence before and behind a figure, at most
_GRAM_RUNS = re.compile(r"\w+")
_json = msgspec.json.Encoder()


class Shard(NamedTuple):
    """The rows of one document, ready for the stores.

    ``tables`` maps a table's name to JSON Lines; ``paragraphs`` are (start, end, grams), source
    offsets and the two-character grams joined by spaces.
    """

    document: str
    tables: dict[str, bytes]
    paragraphs: list[tuple[int, int, str]]


def document_id(sha256: str) -> str:
    """``d:`` and the first 16 hex digits of the source's hash."""
    return "d:" + sha256[:16]


def grams(text: str) -> str:
    """The two-character grams of ``text`` in their order, joined by spaces.

    Grams do not cross punctuation or white space; a run of one character stands for itself.
    """
    found: list[str] = []
    for run in _GRAM_RUNS.findall(text):
        if len(run) == 1:
            found.append(run)
        else:
            found += map(add, run, run[1:])
    return " ".join(found)


def shard(report: Report, key: str, indicators: Mapping[str, str]) -> Shard:
    """All rows of ``report``; ``key`` is its read key, ``indicators`` maps id to Chinese name."""
    document = report.document
    whole = document_id(document.sha256)
    tables = {
        "documents": [_document(report, whole, key)],
        "pages": _pages(document, whole),
        "sections": _sections(report, whole),
        "figures": _figures(report, whole),
        "claims": claim_rows(report, indicators),
        "relations": _relations(report, whole),
        "pledges": _pledges(report, whole),
        "warnings": [
            {
                "document": whole,
                "code": w.code,
                "message": w.message,
                "start_at": w.start,
                "end_at": w.end,
            }
            for w in report.warnings
        ],
    }
    lines = {name: _json.encode_lines(rows) for name, rows in tables.items() if rows}
    return Shard(whole, lines, document_paragraphs(document))


def document_paragraphs(document: Document) -> list[tuple[int, int, str]]:
    """Source start, source end and grams of every block of ``document``."""
    return [
        (*document.map.span_to_source(block.start, block.end), grams(text))
        for block in document.blocks
        if (text := document.text[block.start : block.end])
    ]


Row = dict[str, object]


def _document(report: Report, whole: str, key: str) -> Row:
    document, identity = report.document, report.identity
    return {
        "id": whole,
        "sha256": document.sha256,
        "name": document.name,
        "media_type": document.media_type,
        "encoding": document.encoding,
        "place": identity.place,
        "place_code": identity.place_code,
        "level": identity.level,
        "year": identity.year or None,
        "title": identity.title,
        "date": identity.date,
        "meeting": identity.meeting,
        "speaker": identity.speaker,
        "publisher": identity.publisher or document.publisher,
        "published": document.published,
        "url": document.url,
        "coverage": identity.coverage,
        "genre": identity.genre,
        "places": identity.places,
        "continued_from": document.continued_from,
        "continued_to": document.continued_to,
        "characters": len(document.source_text),
        "figures": len(report.figures),
        "claims": len(report.claims),
        "relations": len(report.relations),
        "pledges": len(report.pledges),
        "warnings": len(report.warnings),
        "read_key": key,
        "text": document.source_text,
    }


def _pages(document: Document, whole: str) -> list[Row]:
    return [
        {
            "document": whole,
            "number": p.number,
            "width": p.width,
            "height": p.height,
            "unit": p.unit,
            "part": p.part or None,
        }
        for p in document.pages
    ]


def place_row(document: Document, start: int, end: int) -> Row:
    """The columns that say where ``[start, end)`` lies in the file; none of plain text.

    A column that a row leaves out is NULL, so plain text costs nothing.
    """
    if not document.locators:
        return {}
    place = place_of(document, start, end)
    if place is None:
        return dict.fromkeys(_PLACE_COLUMNS)
    return {**place._asdict(), "located": str(place)}


_PLACE_COLUMNS = (*Place._fields, "located")


def _sections(report: Report, whole: str) -> list[Row]:
    return [
        {
            "document": whole,
            "number": number,
            "parent": _known(s.parent),
            "level": s.level,
            "heading": s.heading,
            "stance": s.stance,
            "period": s.period,
            "place": s.place,
            "start_at": s.start,
            "end_at": s.end,
            "heading_start": s.heading_start,
            "heading_end": s.heading_end,
        }
        for number, s in enumerate(report.sections)
    ]


def _figures(report: Report, whole: str) -> list[Row]:
    return [
        {
            "document": whole,
            "start_at": f.start,
            "end_at": f.end,
            "unit_end": max(f.unit_end, f.end),
            "kind": f.kind,
            "text": f.text,
            "value": f.value,
            "value2": f.value2,
            "unit": f.unit,
            "hedge": f.hedge,
            "range_of": f.range_of,
            "hanzi": f.hanzi,
            "rule": f.rule,
            **place_row(report.document, f.start, max(f.unit_end, f.end)),
        }
        for f in report.figures
    ]


def claim_rows(report: Report, indicators: Mapping[str, str]) -> list[Row]:
    """The claims of ``report`` as rows of the table ``claims``; ``indicators`` maps id to name."""
    whole = document_id(report.document.sha256)
    text = report.document.source_text
    ends = figure_ends(report.figures)
    rows: list[Row] = []
    for c in report.claims:
        rows.append(
            {
                "id": c.id,
                "document": whole,
                **_where(report, c.place),
                "period": c.period,
                "role": c.role,
                "indicator": c.indicator,
                "indicator_name": indicators.get(c.indicator, c.indicator),
                "subject": c.subject,
                "aspect": c.aspect,
                "value": c.value,
                "value2": c.value2,
                "unit": c.unit,
                "hedge": c.hedge,
                "strive": c.strive,
                "printed": printed(c, report.document, ends),
                "sentence": _sentence(text, c),
                "section": _known(c.section),
                "heading": _heading(report, c.section),
                "confidence": c.confidence,
                "doubt": c.doubt,
                "hanzi": c.hanzi,
                "start_at": c.start,
                "end_at": c.end,
                "unit_end": max(c.unit_end, c.end),
                "evidence_start": c.evidence_start,
                "evidence_end": c.evidence_end,
                "reasons": c.reasons,
                **place_row(report.document, c.start, max(c.unit_end, c.end)),
            }
        )
    return rows


def _relations(report: Report, whole: str) -> list[Row]:
    text = report.document.source_text
    return [
        {
            "id": r.id,
            "document": whole,
            **_where(report, r.place),
            "period": r.period,
            "role": r.role,
            "left_term": r.left,
            "op": r.op,
            "right_term": r.right,
            "sentence": _sentence(text, r),
            "section": _known(r.section),
            "confidence": r.confidence,
            "start_at": r.start,
            "end_at": r.end,
            "evidence_start": r.evidence_start,
            "evidence_end": r.evidence_end,
            "reasons": r.reasons,
            **place_row(report.document, r.start, r.end),
        }
        for r in report.relations
    ]


def _pledges(report: Report, whole: str) -> list[Row]:
    return [_pledge(report, whole, p) for p in report.pledges]


def _pledge(report: Report, whole: str, p: Pledge) -> Row:
    return {
        "id": p.id,
        "document": whole,
        **_where(report, p.place),
        "period": p.period,
        "role": p.role,
        "kind": p.kind,
        "list_name": p.list_name,
        "list_id": p.list_id,
        "number": p.number or None,
        "verb": p.verb,
        "text": p.text,
        "claims": p.claims,
        "completion": p.completion,
        "completion_start": p.completion_start,
        "completion_end": p.completion_end,
        "section": _known(p.section),
        "start_at": p.start,
        "end_at": p.end,
    }


def _sentence(text: str, said: Claim | Relation) -> str:
    """The evidence as it stands; of a page without full stops only what is near."""
    start = max(said.evidence_start, said.start - _NEAR)
    end = min(said.evidence_end, said.end + _NEAR)
    return text[start:end]


def _where(report: Report, place: str) -> Row:
    """The place by name, whether it is the report's own, and the report's year."""
    identity = report.identity
    own = place in ("self", "", identity.place) or place in identity.places
    name = identity.place if place in ("self", "") else place
    return {"place": name, "own_place": own, "year": identity.year or None}


def _heading(report: Report, section: int) -> str:
    return report.sections[section].heading if 0 <= section < len(report.sections) else ""


def _known(index: int) -> int | None:
    return index if index >= 0 else None
