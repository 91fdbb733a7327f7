"""The ledger's tables: documents, claims, relations, pledges, entries, conflicts, and names."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.views.web.listing import Year, filters_of, where_of
from duizhang.views.web.pages.search import paragraphs_with
from duizhang.views.web.store import Row

router = APIRouter(tags=["tables"])

Words = Annotated[str | None, Query(max_length=80)]
Format = Annotated[Literal["json", "csv"], Query(description="json or csv")]
Limit = Annotated[int, Query(ge=1, le=10_000, description="rows of a page")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="rows to pass over")]


@dataclass(frozen=True)
class Paged:
    """Which rows of a table are asked for, and how they are written."""

    format: Format = "json"
    limit: Limit = 100
    offset: Offset = 0


Paging = Annotated[Paged, Depends()]
_OUT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {}, "text/csv": {}}, "description": "A page of rows"}
}


@router.get("/documents", responses=_OUT)
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


@router.get("/claims", responses=_OUT)
def claims(
    request: Request,
    paging: Paging,
    place: Words = None,
    year: Year = None,
    period: Words = None,
    role: Literal["target", "result", "context"] | None = None,
    indicator: Words = None,
) -> Response:
    """Claims (表述): figures bound to what they say. ``year`` is that of the report."""
    return _table(
        request, "claims", "* EXCLUDE (reasons)", "document, start_at, id", paging,
        place=place, year=year, period=period, role=role, indicator=indicator,
    )  # fmt: skip


@router.get("/relations", responses=_OUT)
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


@router.get("/pledges", responses=_OUT)
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


@router.get("/entries", responses=_OUT)
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
) -> Response:
    """Entries (账目): one for each promise. ``year`` is the last that was promised for, ``q``
    stands in the subject, the indicator or the list."""
    return _table(
        request, "entries", "* EXCLUDE (spots)", "place, period, target_document, target_start, id",
        paging, place=place, year=year, verdict=verdict, part=part,
        indicator=indicator, words=q, aspect=aspect, omitted=omitted,
    )  # fmt: skip


@router.get("/conflicts", responses=_OUT)
def conflicts(
    request: Request,
    paging: Paging,
    place: Words = None,
    year: Year = None,
    kind: Words = None,
) -> Response:
    """Conflicts (来源不一致): two sources on one thing."""
    return _table(
        request, "conflicts", "*", "place, year, id", paging, place=place,
        year=year, kind=kind,
    )  # fmt: skip


@router.get("/indicators", responses=_OUT)
def indicators(
    request: Request, format: Format = "json", limit: Limit = 1000, offset: Offset = 0
) -> Response:
    """Indicators (指标) that the lexicon knows."""
    return _table(request, "indicators", "id, name", "id", Paged(format, limit, offset))


@router.get("/claims/{name}")
def claim(request: Request, name: str) -> Response:
    """One claim with the reasons for its reading."""
    return _one(request, "claims", name, ("reasons",))


@router.get("/entries/{name}")
def entry(request: Request, name: str) -> Response:
    """One entry with all its places of evidence."""
    return _one(request, "entries", name, ("spots",))


@router.get("/documents/{name}/text", responses={200: {"content": {"text/plain": {}}}})
def text(request: Request, name: str) -> Response:
    """The source text of a document, to which all offsets point."""
    with request.app.state.store.reading() as snapshot:
        found = snapshot.texts([name])
    if name not in found:
        raise HTTPException(404, f"no document {name}")
    return answer(request, found[name].encode("utf-8", "replace"), "text/plain; charset=utf-8")


@router.get("/search")
def search(
    request: Request, q: Annotated[str, Query(min_length=1, max_length=80)], limit: Limit = 50
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
    return answer(request, msgspec.json.encode({"rows": rows}), "application/json")


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
    if paged.format == "csv":
        return answer(request, _csv(rows), "text/csv; charset=utf-8", total)
    body = {"total": total, "offset": paged.offset, "rows": rows}
    return answer(request, msgspec.json.encode(body), "application/json", total)


def _one(request: Request, table: str, name: str, packed: Sequence[str]) -> Response:
    with request.app.state.store.reading() as snapshot:
        row = snapshot.row(f"SELECT * FROM {table} WHERE id = ?", [name])
    if row is None:
        raise HTTPException(404, f"no {name} in this ledger")
    for column in packed:
        row[column] = msgspec.Raw(str(row[column]).encode())
    return answer(request, msgspec.json.encode(row), "application/json")


def _csv(rows: Sequence[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows([_cell(v) for v in row.values()] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> Any:
    """A list in one cell; a cell that a spreadsheet would take for a formula is set in quotes."""
    if isinstance(value, list):
        value = ";".join(map(str, value))
    if isinstance(value, str) and value[:1] in ("=", "+", "@", "\t", "\r"):
        return "'" + value
    return value


def answer(request: Request, body: bytes, kind: str, total: int | None = None) -> Response:
    """``body`` with its ETag; nothing but the headers where the caller has it already."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if total is not None:
        headers["X-Total-Count"] = str(total)
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)
