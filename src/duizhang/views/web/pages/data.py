"""The data (数据): every table of the ledger, as CSV and JSON."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from duizhang.views.web.render import page

router = APIRouter()

TABLES = {
    "documents": "文稿：谁在哪一年说的，来自哪个文件",
    "claims": "表述：每个数字说的是什么，依据在原文何处",
    "relations": "关系：不写数字的比较，如“高于全国平均”",
    "pledges": "事项：清单、清单里的条目、任务",
    "entries": "账目：每项承诺、它的结果和账",
    "conflicts": "来源不一致：两处来源对同一件事给出不同的数",
    "indicators": "指标：编号和名称",
}


@router.get("/data")
def data(request: Request) -> Response:
    """The tables there are, with their number of rows."""
    with request.app.state.store.reading() as snapshot:
        rows = [
            {"table": name, "words": words, "n": _count(snapshot.row(_COUNT.format(table=name)))}
            for name, words in TABLES.items()
        ]
    return page(request, "data.html", rows=rows)


_COUNT = "SELECT count(*) AS n FROM {table}"


def _count(row: dict[str, int] | None) -> int:
    return row["n"] if row else 0
