"""A place (地方): last year's targets beside results and this year's targets, and its account."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.views.headline import SLOTS, headline, slot_of
from duizhang.views.verdicts import counts
from duizhang.views.web.listing import Year
from duizhang.views.web.names import place_named
from duizhang.views.web.render import page
from duizhang.views.web.sparks import Spark, spark
from duizhang.views.web.store import Row, Snapshot

router = APIRouter()

_DOCUMENTS = """
SELECT id, name, title, place, year, genre, coverage, date, publisher, url, figures FROM documents
WHERE list_contains(?::VARCHAR[], place) OR list_has_any(?::VARCHAR[], places)
ORDER BY year DESC NULLS LAST, genre, id
"""
_CLAIMS = """
SELECT id, document, year, period, role, indicator, indicator_name, subject, aspect, value, value2,
  unit, hedge, strive, printed, own_place, doubt, confidence, start_at
FROM claims
WHERE list_contains(?::VARCHAR[], place) AND indicator <> '' AND period IN (?, ?)
ORDER BY document, start_at
"""
_ENTRIES = """
SELECT id, place, period, year, part, list_name, indicator, indicator_name, subject, aspect, unit,
  promised, reported, verdict, gap, why, trend, repeated, omitted, confidence, target_id
FROM entries WHERE list_contains(?::VARCHAR[], place) AND year = ?
ORDER BY period, target_document, target_start, id
"""


_HISTORY = """
SELECT indicator, aspect, unit, year, target_value, result_value, reported FROM entries
WHERE list_contains(?::VARCHAR[], place) AND indicator <> '' AND part <> 'list'
  AND period = year::VARCHAR
QUALIFY row_number() OVER (PARTITION BY indicator, aspect, unit, year
                           ORDER BY part, target_document, target_start, id) = 1
ORDER BY year
"""
_LISTS = """
SELECT list_name, count(*) AS items, max(completion) AS completion FROM pledges
WHERE list_contains(?::VARCHAR[], place) AND own_place AND kind = 'item' AND role = 'target'
  AND period = ? GROUP BY 1 ORDER BY items DESC, 1
"""
_SILENT = 40  # promises never heard of again that are listed


@router.get("/place/{name}")
@router.get("/place/{name}/{year}")
def place(request: Request, name: str, year: Year = None) -> Response:
    """The page of a place, for the report of ``year`` (the latest, if none is named)."""
    with request.app.state.store.reading() as snapshot:
        names = place_named(snapshot, name)
        documents = snapshot.rows(_DOCUMENTS, [names, names])
        years = sorted({d["year"] for d in documents if d["year"]}, reverse=True)
        if year is None and years:
            year = years[0]
        if year is None:
            raise HTTPException(404, f"{names[0]}的文稿没有写明年份")
        entries = snapshot.rows(_ENTRIES, [names, year - 1])
        return page(
            request,
            "place.html",
            place=names[0],
            year=year,
            years=years,
            documents=documents,
            lines=_lines(snapshot, names, year, documents, entries),
            slots=SLOTS,
            entries=entries,
            silent=[e for e in entries if e["verdict"] == "unreported"][:_SILENT],
            omitted=[e for e in entries if e["omitted"]],
            lists=snapshot.rows(_LISTS, [names, str(year)]),
            tally=counts(str(e["verdict"]) for e in entries),
        )


def _lines(
    snapshot: Snapshot, names: list[str], year: int, documents: list[Row], entries: list[Row]
) -> list[Row]:
    """The newspaper's table: one row an indicator, with what each slot says and the verdict."""
    rows = snapshot.rows(_CLAIMS, [names, str(year - 1), str(year)])
    full = {d["id"] for d in documents if d["coverage"] == "full"}
    rows.sort(key=lambda r: r["document"] not in full)  # a full report speaks before a digest
    order = [str(r["id"]) for r in snapshot.rows("SELECT id FROM ledger.indicators ORDER BY rowid")]
    wanted = {
        (r["indicator"], r["aspect"]) for r in rows if slot_of(r, year) in ("target", "last_target")
    }
    closed = {e["target_id"]: e for e in entries}
    sparks = _sparks(snapshot, names)
    made = []
    for line in headline(rows, year, order).lines:
        if (line.indicator, line.aspect) not in wanted:
            continue
        promised = [w["id"] for said in line.cells["last_target"] for w in said.witnesses]
        entry = next((closed[i] for i in promised if i in closed), None)
        made.append(
            {"line": line, "entry": entry, "spark": sparks.get((line.indicator, line.aspect))}
        )
    return made


def _sparks(snapshot: Snapshot, names: list[str]) -> dict[tuple[str, str], Spark]:
    """Sparklines by indicator and aspect, of the unit that has the most years."""
    points: dict[tuple[str, str, str], list[tuple[int, float | None, float | None, str]]] = {}
    for r in snapshot.rows(_HISTORY, [names]):
        point = (r["year"], r["target_value"], r["result_value"], r["reported"])
        points.setdefault((r["indicator"], r["aspect"], r["unit"]), []).append(point)
    found: dict[tuple[str, str], Spark] = {}
    for key in sorted(points, key=lambda k: len(points[k])):
        made = spark(points[key])
        if made is not None:
            found[key[:2]] = made
    return found
