"""The ledger's tables: documents, claims, relations, pledges, entries, conflicts, and names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.views.web.api.answering import (
    OUT,
    Format,
    Limit,
    Offset,
    Paged,
    Paging,
    answer,
    of_rows,
)
from duizhang.views.web.listing import Year, chosen, filters_of, where_of
from duizhang.views.web.pages.account import GROUPS, ORDERS
from duizhang.views.web.pages.conflicts import GROUPS as CONFLICT_GROUPS
from duizhang.views.web.pages.conflicts import ORDERS as CONFLICT_ORDERS
from duizhang.views.web.pages.search import paragraphs_with

router = APIRouter(tags=["tables"])

Words = Annotated[str | None, Query(max_length=80)]


@router.get("/documents", responses=OUT)
def documents(
    request: Request,
    paging: Paging,
    place: Words = None,
    year: Year = None,
) -> Response:
    """Documents (文稿), without their texts."""
    columns = "* EXCLUDE (text, read_key)"
    order = "year, place, id"
    return _table(request, "documents", columns, order, paging, place=place, year=year)


@router.get("/claims", responses=OUT)
def claims(
    request: Request,
    paging: Paging,
    place: Words = None,
    year: Year = None,
    period: Words = None,
    role: Literal["target", "result", "context"] | None = None,
    indicator: Words = None,
    document: Words = None,
    doubtful: bool | None = None,
) -> Response:
    """Claims (表述): figures bound to what they say. ``year`` is that of the report; ``doubtful``
    are those that wait for review."""
    return _table(
        request, "claims", "* EXCLUDE (reasons)", "document, start_at, id", paging,
        place=place, year=year, period=period, role=role, indicator=indicator, document=document,
        doubtful=doubtful,
    )  # fmt: skip


@router.get("/relations", responses=OUT)
def relations(
    request: Request,
    paging: Paging,
    place: Words = None,
    year: Year = None,
    role: Words = None,
) -> Response:
    """Relations (关系): comparisons without a figure."""
    return _table(
        request, "relations", "* EXCLUDE (reasons)", "document, start_at, id", paging, place=place, year=year, role=role,
    )  # fmt: skip


@router.get("/pledges", responses=OUT)
def pledges(
    request: Request,
    paging: Paging,
    place: Words = None,
    year: Year = None,
    kind: Literal["list", "item", "task"] | None = None,
) -> Response:
    """Pledges (事项): lists, their items, tasks."""
    return _table(
        request, "pledges", "*", "document, start_at, id", paging, place=place,
        year=year, kind=kind,
    )  # fmt: skip


@router.get("/entries", responses=OUT)
def entries(
    request: Request,
    paging: Paging,
    place: Words = None,
    year: Year = None,
    verdict: Words = None,
    part: Words = None,
    indicator: Words = None,
    aspect: Words = None,
    q: Words = None,
    omitted: bool | None = None,
    sort: Words = None,
    group: Words = None,
) -> Response:
    """Entries (账目): one for each promise. ``year`` is the last that was promised for, ``q``
    stands in the subject, the indicator or the list; ``sort`` and ``group`` are those of the page."""
    order = "place, period, target_document, target_start, id"
    if sort:
        order = chosen(ORDERS, sort)[1]
    if group in GROUPS:
        order = f"{GROUPS[group][1]}, {order}"
    return _table(
        request, "entries", "* EXCLUDE (spots)", order, paging, place=place, year=year, verdict=verdict, part=part,
        indicator=indicator, words=q, aspect=aspect, omitted=omitted,
    )  # fmt: skip


@router.get("/conflicts", responses=OUT)
def conflicts(
    request: Request,
    paging: Paging,
    place: Words = None,
    year: Year = None,
    kind: Words = None,
    sort: Words = None,
    group: Words = None,
) -> Response:
    """Conflicts (来源不一致): two sources on one thing."""
    order = chosen(CONFLICT_ORDERS, sort)[1] if sort else "place, year, id"
    if group in CONFLICT_GROUPS:
        order = f"{CONFLICT_GROUPS[group][1]}, {order}"
    return _table(request, "conflicts", "*", order, paging, place=place, year=year, kind=kind)


@router.get("/indicators", responses=OUT)
def indicators(
    request: Request, format: Format = "json", limit: Limit = 1000, offset: Offset = 0
) -> Response:
    """Indicators (指标) that the lexicon knows, and how many promises of each were made and kept."""
    with request.app.state.store.reading() as snapshot:
        rows = snapshot.rows(_INDICATORS)
    part = rows[offset : offset + limit]
    return of_rows(request, part, format, len(rows), offset, limit)


_INDICATORS = """
SELECT i.id, any_value(i.name) AS name, count(e.id) AS promises, count(DISTINCT e.place) AS places,
  count(*) FILTER (e.verdict IN ('met', 'exceeded', 'nearly', 'missed')) AS judged,
  count(*) FILTER (e.verdict IN ('met', 'exceeded')) AS kept
FROM indicators i LEFT JOIN entries e ON e.indicator = i.id
GROUP BY i.id ORDER BY promises DESC, i.id
"""


@router.get("/claims/{name}", responses=OUT)
def claim(request: Request, name: str, format: Format = "json") -> Response:
    """One claim with the reasons for its reading."""
    return _one(request, "claims", name, ("reasons",), format)


@router.get("/entries/{name}", responses=OUT)
def entry(request: Request, name: str, format: Format = "json") -> Response:
    """One entry with all its places of evidence."""
    return _one(request, "entries", name, ("spots",), format)


@router.get("/documents/{name}/text", responses={200: {"content": {"text/plain": {}}}})
def text(request: Request, name: str) -> Response:
    """The source text of a document, to which all offsets point."""
    with request.app.state.store.reading() as snapshot:
        found = snapshot.texts([name])
    if name not in found:
        raise HTTPException(404, f"no document {name}")
    return answer(request, found[name].encode("utf-8", "replace"), "text/plain; charset=utf-8")


@router.get("/search", responses=OUT)
def search(
    request: Request,
    q: Annotated[str, Query(min_length=1, max_length=80)],
    limit: Limit = 50,
    format: Format = "json",
) -> Response:
    """Paragraphs in which the words stand."""
    with request.app.state.store.reading() as snapshot:
        found = paragraphs_with(snapshot, q, limit) if q.strip() else []
    rows = [
        {
            "document": paper["id"],
            "name": paper["name"],
            "place": paper["place"],
            "year": paper["year"],
            "start_at": start,
            "end_at": start + len(text),
            "text": text,
        }
        for paper, start, text, _ in found
    ]
    return of_rows(request, rows, format, len(rows))


def _table(
    request: Request, table: str, columns: str, order: str, paged: Paged, **asked: Any
) -> Response:
    """A page of ``table``; its own words are ours, what was asked for is a parameter."""
    with request.app.state.store.reading() as snapshot:
        where, values = where_of(filters_of(snapshot, **asked))
        count = snapshot.row(f"SELECT count(*) AS n FROM {table} WHERE {where}", values)
        rows = snapshot.rows(
            f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",
            [*values, paged.limit, paged.offset],
        )
    total = int(count["n"]) if count else 0
    return of_rows(request, rows, paged.format, total, paged.offset, paged.limit)


def _one(request: Request, table: str, name: str, packed: Sequence[str], form: str) -> Response:
    with request.app.state.store.reading() as snapshot:
        row = snapshot.row(f"SELECT * FROM {table} WHERE id = ?", [name])
    if row is None:
        raise HTTPException(404, f"no {name} in this ledger")
    if form == "csv":
        return of_rows(request, [row], form, 1)
    for column in packed:
        row[column] = msgspec.Raw(str(row[column]).encode())
    return answer(request, msgspec.json.encode(row), "application/json")
