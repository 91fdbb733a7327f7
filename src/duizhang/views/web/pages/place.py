"""A place (地方): last year's targets beside results and this year's targets, and its account."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.account.names import list_key
from duizhang.account.outcome import PARTLY_SEEN
from duizhang.views.citation import of_document, reference
from duizhang.views.verdicts import counts
from duizhang.views.web.listing import Year
from duizhang.views.web.names import place_named
from duizhang.views.web.newspaper import Alone, Told, table
from duizhang.views.web.render import page
from duizhang.views.web.sparks import Spark, spark
from duizhang.views.web.store import Row, Snapshot
from duizhang.views.words import paper

router = APIRouter()

_DOCUMENTS = """
SELECT id, name, title, place, level, year, genre, coverage, date, published, publisher, url, figures
FROM documents WHERE list_contains(?::VARCHAR[], place) OR list_has_any(?::VARCHAR[], places)
ORDER BY year DESC NULLS LAST, genre, id
"""
_CLAIMS = """
id, document, year, period, role, place, indicator, indicator_name, subject, aspect, value, value2,
  unit, hedge, strive, printed, own_place, doubt, confidence, start_at
"""
_ENTRIES = """
SELECT id, place, period, year, part, list_name, indicator, indicator_name, subject, aspect, unit,
  promised, reported, verdict, gap, why, trend, repeated, omitted, confidence, target_id, result_id,
  target_document, target_start, spots
FROM entries WHERE list_contains(?::VARCHAR[], place) AND year IN (?, ?)
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
SELECT list_name, period, count(*) FILTER (kind = 'item') AS items, max(completion) AS completion
FROM pledges WHERE list_contains(?::VARCHAR[], place) AND own_place AND role = 'target'
  AND kind <> 'task' AND regexp_full_match(period, '[0-9]{4}') GROUP BY ALL ORDER BY period, list_name
"""
_TASKS = """
SELECT document, text, start_at FROM pledges
WHERE list_contains(?::VARCHAR[], place) AND kind = 'task' AND role = 'target' AND period = ?
  AND len(claims) = 0 ORDER BY document, start_at
"""
_NOTICES = """
SELECT DISTINCT year, code, message FROM notices
WHERE list_contains(?::VARCHAR[], place) AND year IN (0, ?, ?) ORDER BY year, code, message
"""
_SILENT = 40  # promises never heard of again that are listed
_LISTED = 6  # years of the lists
_BEHIND = 40  # characters behind the last figure of the main targets that belong to them


@router.get("/place/{name}")
@router.get("/place/{name}/{year}")
def place(request: Request, name: str, year: Year = None, whole: bool = False) -> Response:
    """The page of a place, for the report of ``year`` (the latest, if none is named).

    ``whole``: what was seen of the reports is taken for all they say.
    """
    with request.app.state.store.reading() as snapshot:
        names = place_named(snapshot, name)
        documents = snapshot.rows(_DOCUMENTS, [names, names])
        years = sorted({d["year"] for d in documents if d["year"]}, reverse=True)
        if year is None and years:
            year = years[0]
        if year is None:
            raise HTTPException(404, f"{names[0]}的文稿没有写明年份")
        every = _entries(snapshot, names, year)
        unsure = sum(e["year"] == year - 1 and _partly_seen(e) for e in every)
        if whole:
            every = [_taken_for_all(e) if _partly_seen(e) else e for e in every]
        entries = [e for e in every if e["year"] == year - 1]
        sparks = _sparks(snapshot, names)
        rows, alone = _lines(snapshot, names, year, documents, every)
        lines: list[Row] = [
            {"line": told, "spark": sparks.pop((told.indicator, told.aspect), None)}
            for told in rows
        ]
        of_last = [d for d in documents if d["year"] == year - 1]
        return page(
            request,
            "place.html",
            place=names[0],
            year=year,
            years=years,
            documents=documents,
            cited={d["id"]: reference(of_document(d, paper(d))) for d in documents},
            parts=[
                (words, found)
                for words, main in (("主要目标", True), ("其他有指标的目标", False))
                if (found := [x for x in lines if x["line"].headline == main])
            ],
            sparks=any(x["spark"] for x in lines),
            before=bool(of_last) or any(x["line"].last_target for x in lines),
            results=any(x["line"].last_result for x in lines),
            alone=alone,
            unsure=unsure,
            whole=whole,
            partial=bool(of_last) and not any(d["coverage"] == "full" for d in of_last),
            tasks=_tasks(snapshot, names, year, every),
            entries=entries,
            silent=[e for e in entries if e["verdict"] == "unreported"][:_SILENT],
            omitted=[e for e in entries if e["omitted"]],
            lists=_lists(snapshot, names, year),
            notices=snapshot.rows(_NOTICES, [names, year - 1, year]),
            tally=counts(str(e["verdict"]) for e in entries),
        )


def _partly_seen(entry: Row) -> bool:
    """Whether it waits only because no full report of the next year was seen."""
    return bool(entry["verdict"] == "pending" and entry["why"].split("; ")[0] == PARTLY_SEEN)


def _taken_for_all(entry: Row) -> Row:
    """The entry as ``duizhang account --closed-world`` has it: silence of a part counts."""
    return entry | {"verdict": "unreported", "why": "", "repeated": bool(entry["trend"])}


def table_of(snapshot: Snapshot, name: str, year: int) -> tuple[list[str], list[Told]]:
    """The names of a place and the table of its page for the report of ``year``."""
    names = place_named(snapshot, name)
    documents = snapshot.rows(_DOCUMENTS, [names, names])
    return names, _lines(snapshot, names, year, documents, _entries(snapshot, names, year))[0]


def _entries(snapshot: Snapshot, names: list[str], year: int) -> list[Row]:
    return snapshot.rows(_ENTRIES, [names, year - 1, year])


def _lines(
    snapshot: Snapshot, names: list[str], year: int, documents: list[Row], entries: list[Row]
) -> tuple[list[Told], list[Alone]]:
    """The newspaper's table, of the papers of this year and the last, and what is not in it."""
    rows = [
        row
        for d in documents
        if d["year"] in (year - 1, year)
        for row in snapshot.within("claims", _CLAIMS, d["id"])
        if row["place"] in names and row["indicator"]
    ]
    rows.sort(key=lambda r: (r["document"], r["start_at"]))
    full = [d["id"] for d in documents if d["coverage"] == "full"]
    order = snapshot.once("order of indicators", lambda: snapshot.rows(_ORDER))
    return table(rows, entries, year, full, [str(r["id"]) for r in order])


_ORDER = "SELECT id FROM ledger.indicators ORDER BY rowid"


def _tasks(snapshot: Snapshot, names: list[str], year: int, entries: list[Row]) -> list[Row]:
    """What stands among the main targets of ``year`` and has no figure, each once."""
    spans: dict[str, list[int]] = {}
    for e in entries:
        if e["year"] == year and e["part"] == "headline":
            spans.setdefault(e["target_document"], []).append(e["target_start"])
    if not spans:
        return []
    found: dict[str, Row] = {}
    for task in snapshot.rows(_TASKS, [names, str(year)]):
        at = spans.get(task["document"])
        if at and min(at) <= task["start_at"] <= max(at) + _BEHIND:
            found.setdefault(task["text"], task)
    return list(found.values())


def _lists(snapshot: Snapshot, names: list[str], year: int) -> Row:
    """The named lists through the years up to ``year``: items by list and year, what ended them."""
    lists: dict[str, dict[int, Row]] = {}
    for row in snapshot.rows(_LISTS, [names]):
        if int(row["period"]) > year:
            continue
        mine = lists.setdefault(list_key(row["list_name"]), {})
        one = mine.setdefault(int(row["period"]), {"n": 0, "done": ""})
        one["n"] = max(one["n"], row["items"])  # two papers of a year name the same list
        one["done"] = one["done"] or row["completion"] or ""
    years = sorted({y for mine in lists.values() for y in mine})[-_LISTED:]
    kept = {
        name: mine for name, mine in lists.items() if any(mine.get(y, {}).get("n") for y in years)
    }
    return {"years": years, "lists": kept}


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
