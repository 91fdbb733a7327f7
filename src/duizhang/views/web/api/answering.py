"""How the API answers: JSON or CSV, an ETag, how many rows there are and where the next ones are."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from fastapi import Depends, Query, Request
from starlette.responses import Response

from duizhang.views.web.store import Row

Format = Annotated[Literal["json", "csv"], Query(description="json or csv")]
Limit = Annotated[int, Query(ge=1, le=10_000, description="rows of a page")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="rows to pass over")]
OUT: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/json": {}, "text/csv": {}},
        "description": "Rows; X-Total-Count says how many there are, Link where the next page is",
    },
    304: {"description": "The caller has it: If-None-Match had the ETag"},
    404: {"description": "No such place, indicator or record"},
}


@dataclass(frozen=True)
class Paged:
    """Which rows of a table are asked for, and how they are written."""

    format: Format = "json"
    limit: Limit = 100
    offset: Offset = 0


Paging = Annotated[Paged, Depends()]


def of_rows(
    request: Request, rows: Sequence[Row], form: str, total: int, offset: int = 0, limit: int = 0
) -> Response:
    """``rows`` as JSON or CSV; ``total`` are all there are, of which these begin at ``offset``."""
    headers = {"X-Total-Count": str(total)}
    if limit and offset + limit < total:
        following = request.url.include_query_params(offset=offset + limit)
        headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    if form == "csv":
        return answer(request, _csv(rows), "text/csv; charset=utf-8", headers)
    body = {"total": total, "offset": offset, "rows": rows}
    return answer(request, msgspec.json.encode(body), "application/json", headers)


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


def answer(
    request: Request, body: bytes, kind: str, more: dict[str, str] | None = None
) -> Response:
    """``body`` with its ETag; nothing but the headers where the caller has it already."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", **(more or {})}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)
