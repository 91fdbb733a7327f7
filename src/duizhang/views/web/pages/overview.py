"""Overview (总览): what the ledger holds, how promises fared, what waits for review."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from duizhang.views.verdicts import counts
from duizhang.views.web.listing import WAITS, tallied
from duizhang.views.web.render import page
from duizhang.views.web.store import Row, Snapshot

router = APIRouter()

_FACTS = f"""
SELECT
  (SELECT count(*) FROM books) AS places,
  (SELECT count(DISTINCT year) FROM documents) AS years,
  (SELECT min(year) FROM documents) AS first_year,
  (SELECT max(year) FROM documents) AS last_year,
  (SELECT count(*) FROM documents) AS documents,
  (SELECT count(*) FROM figures) AS figures,
  (SELECT count(*) FROM entries) AS promises,
  (SELECT count(*) FROM conflicts) AS conflicts,
  (SELECT count(*) FROM entries WHERE omitted) AS omitted,
  (SELECT count(*) FROM claims WHERE {WAITS}) AS doubts
"""
_YEARS = """
SELECT year, verdict, count(*) AS n FROM entries WHERE part = 'headline' AND verdict <> 'pending'
GROUP BY ALL ORDER BY year DESC, verdict
"""
_NEWEST = """
SELECT id, name, title, place, year, genre, coverage, date, figures, claims FROM documents
WHERE place <> '' ORDER BY year DESC NULLS LAST, place_code, place, genre, id LIMIT 30
"""
_LEVELS = """
SELECT place, place_code, level, max(year) AS year, count(*) AS documents FROM documents
WHERE place <> '' AND level IN ('nation', 'province') GROUP BY ALL ORDER BY place_code, place
"""


@router.get("/")
def overview(request: Request) -> Response:
    """The first page."""
    with request.app.state.store.reading() as snapshot:
        told = snapshot.once("overview", lambda: _told(snapshot))
        return page(request, "overview.html", section="overview", **told)


def _told(snapshot: Snapshot) -> Row:
    """All that the page says: the same in both languages."""
    verdicts = snapshot.rows("SELECT verdict, count(*) AS n FROM entries GROUP BY 1")
    return {
        "facts": snapshot.row(_FACTS) or {},
        "tally": tallied({str(r["verdict"]): int(r["n"]) for r in verdicts}),
        "years": _by_year(snapshot),
        "newest": snapshot.rows(_NEWEST),
        "provinces": snapshot.rows(_LEVELS),
        "skipped": snapshot.rows("SELECT path, reason FROM skipped ORDER BY path LIMIT 20"),
    }


def _by_year(snapshot: Snapshot) -> list[Row]:
    """Headline targets by year, the latest first: ``year`` and ``counts`` by verdict."""
    found: dict[int, list[str]] = {}
    for row in snapshot.rows(_YEARS):
        found.setdefault(row["year"], []).extend([row["verdict"]] * row["n"])
    return [{"year": year, "counts": counts(verdicts)} for year, verdicts in found.items()][:12]
