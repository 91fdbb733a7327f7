"""Add (添加): drop a file, see what was read, and only then take it into the ledger."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.ledger.rows import claim_rows
from duizhang.views.web.intake import LIMIT, TooLargeError, Waiting
from duizhang.views.web.render import Links, language_of, page
from duizhang.views.web.store import Row
from duizhang.views.web.writing import check_writing, gone_to

router = APIRouter()

_FILES = 20
_SHOWN = 12  # targets of a document that are shown before it is taken in


@router.get("/add")
def add(request: Request) -> Response:
    """The form, and what waits."""
    intake = request.app.state.intake
    return page(
        request, "add.html", section="add", waiting=intake.all(), limit=LIMIT >> 20, refresh=False
    )


@router.post("/add")
def upload(
    request: Request,
    files: Annotated[list[UploadFile], File()],
    csrf: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Keep the files aside and have them read."""
    check_writing(request, csrf)
    given = [f for f in files if f.filename]
    if not given:
        raise HTTPException(422, "没有选文件")
    if len(given) > _FILES:
        raise HTTPException(422, f"一次最多 {_FILES} 个文件；更多请打成 ZIP，或用 duizhang build")
    keys = []
    for file in given:
        try:
            keys.append(request.app.state.intake.take(file.filename or "", file.file))
        except TooLargeError as error:
            raise HTTPException(413, f"{file.filename}：大于 {LIMIT >> 20} MiB") from error
    link = Links(language_of(request))
    return gone_to(request, link("add", keys[0]) if len(keys) == 1 else link("add"))


@router.get("/add/{key}")
def one(request: Request, key: str) -> Response:
    """What was read of a file, or how far it is."""
    waiting = _waiting(request, key)
    return page(
        request,
        "added.html",
        section="add",
        key=key,
        file=waiting,
        found=[_found(waiting, i) for i in range(len(waiting.reports))],
        refresh=waiting.state in ("reading", "building"),
    )


@router.post("/add/{key}")
def decide(
    request: Request,
    key: str,
    action: Annotated[str, Form(pattern="^(keep|drop)$")],
    csrf: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Take the file into the ledger, or forget it."""
    check_writing(request, csrf)
    _waiting(request, key)
    link = Links(language_of(request))
    if action == "drop":
        request.app.state.intake.drop(key)
        return gone_to(request, link("add"))
    request.app.state.intake.keep(key)
    return gone_to(request, link("add", key))


def _waiting(request: Request, key: str) -> Waiting:
    found: Waiting | None = request.app.state.intake.get(key)
    if found is None:
        raise HTTPException(404, "这个文件已经不在了：请重新添加")
    return found


def _found(waiting: Waiting, number: int) -> Row:
    """What a person should see of a document before it enters the ledger."""
    report = waiting.reports[number]
    rows = claim_rows(report, {})
    targets = [r for r in rows if r["role"] == "target" and r["own_place"]]
    with_name = [r for r in targets if r["indicator"]] or targets
    return {
        "id": waiting.documents[number],
        "identity": report.identity,
        "name": report.document.name,
        "figures": len(report.figures),
        "claims": len(report.claims),
        "doubts": sum(bool(c.doubt) for c in report.claims),
        "targets": with_name[:_SHOWN],
        "more": max(0, len(targets) - _SHOWN),
        "warnings": report.warnings[:20],
    }
