"""The picture of a document's page, drawn from the file as it was read, in a process with limits."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.model import Page
from duizhang.reading.page_picture import DRAWN

if TYPE_CHECKING:
    from duizhang.views.web.store import Row, Snapshot

router = APIRouter()

_DOCUMENT = "SELECT sha256, media_type FROM documents WHERE id = ?"
_PAGE = """
SELECT number, width, height, unit, coalesce(part, '') AS part FROM pages
WHERE document = ? AND number = ?
"""
_PATHS = "SELECT path FROM names WHERE document = ? ORDER BY path"
_BOXES = """
SELECT id, start_at, page, box, printed FROM claims
WHERE document = ? AND page IS NOT NULL AND box IS NOT NULL ORDER BY start_at
"""


@router.get("/document/{name}/page/{number}.png")
def picture(request: Request, name: str, number: int) -> Response:
    """One page as PNG; 404 with a word where the file is not what was read any more."""
    with request.app.state.store.reading() as snapshot:
        about = snapshot.row(_DOCUMENT, [name])
        row = snapshot.row(_PAGE, [name, number]) if about else None
        if about is None or row is None:
            raise HTTPException(404, f"账里没有文稿 {name} 的第 {number} 页")
        if about["media_type"] not in DRAWN:
            raise HTTPException(404, "这种文稿没有页面图")
        paths = _paths(snapshot, request.app.state.store.folder, name)
    if not paths:
        raise HTTPException(404, "原件已经不在了，页面图画不出来")
    body = _png(request, paths[0], about, Page(**row))
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="image/png", headers=headers)


def _paths(snapshot: Snapshot, ledger: Path, name: str) -> list[Path]:
    """The files that hold the document and are there, by what the ledger knows of them."""
    home = Path(ledger).absolute().parent
    found = [home / str(r["path"]) for r in snapshot.rows(_PATHS, [name])]
    return [path for path in found if path.is_file()]


def _png(request: Request, path: Path, about: Row, page: Page) -> bytes:
    """The picture, kept as long as the file is not touched."""
    from duizhang.reading import Unreadable, open_source
    from duizhang.reading.worker import draw_outside

    try:
        info = path.stat()
        key = ("page", str(path), info.st_mtime_ns, info.st_size, about["sha256"], page.number)
        kept: bytes | None = request.app.state.pictures.get(key)
        if kept is None:
            source = open_source(path)
            if source.sha256 != about["sha256"]:
                raise HTTPException(404, "原件在读过之后改动了，页面图画不出来；重建账本即可")
            kept = draw_outside(source, page)
            request.app.state.pictures.put(key, kept)
    except (OSError, Unreadable) as error:
        why = error.reason if isinstance(error, Unreadable) else str(error.strerror)
        raise HTTPException(404, f"页面图画不出来：{why}") from error
    return kept


def pictures_of(snapshot: Snapshot, ledger: Path, about: Row) -> list[Row]:
    """The pages of a document that can be drawn, each with the boxes of its claims.

    Empty where it has none; the file itself is looked at only when a picture is asked for.
    """
    name = str(about["id"])
    if about["media_type"] not in DRAWN or not _paths(snapshot, ledger, name):
        return []
    pages = snapshot.rows(
        "SELECT number, width, height FROM pages WHERE document = ? ORDER BY number", [name]
    )
    boxes: dict[int, list[Row]] = {}
    for row in snapshot.rows(_BOXES, [name]):
        boxes.setdefault(int(row["page"]), []).append(row)
    return [page | {"boxes": boxes.get(int(page["number"]), [])} for page in pages]
