"""What was read of a file, as one self-contained HTML page: every block in its order.

No script and no request. Everything that comes from the file is escaped; a policy in the head
forbids all else.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from duizhang.model import Report
from duizhang.views.page import TAGS
from duizhang.views.reading_order import BLOCKS, Shown, left_out, on_page, shown_blocks, summary
from duizhang.views.words import SEGMENTS, safe

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def reading_page(report: Report, page: int | None = None) -> str:
    """The page as text, ready to be written as UTF-8; the same report gives the same page."""
    document = report.document
    blocks = on_page(page, shown_blocks(report))
    css = (files("duizhang.views") / "data" / "reading.css").read_text(encoding="utf-8")
    name = _text(document.name)
    notes = "".join(f"<li>{_text(line)}</li>\n" for line in summary(document, blocks, page))
    parts = [
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        '<meta name="referrer" content="no-referrer">\n',
        f"<title>{name} · 读出的次序 · 对账 Duizhang</title>\n<style>\n{css}</style>\n</head>\n",
        f"<body>\n<header><h1>{name}</h1>\n<p>{_text(document.media_type)}，按读出的次序</p>\n",
        f"<ul>\n{notes}</ul></header>\n<main>\n<table>\n<thead><tr>",
        '<th scope="col">序</th><th scope="col">类别</th><th scope="col">出处</th>',
        '<th scope="col">文字</th></tr></thead>\n<tbody>\n',
        *_rows(blocks, report),
        "</tbody></table>\n",
        *_left(report, page),
        "</main>\n</body>\n</html>\n",
    ]
    return "".join(parts)


def _rows(blocks: list[Shown], report: Report) -> Iterator[str]:
    for s in blocks:
        kind = s.block.kind
        depth = f" {s.block.level}" if s.block.level else ""
        yield f'<tr class="{kind}" id="b{s.number}"><td class="no">{s.number}</td>'
        yield f'<td class="kind">{BLOCKS[kind]}{depth}</td><td class="at">{_text(s.place)}</td>'
        yield f"<td>{''.join(_marked(s, report))}</td></tr>\n"


def _marked(shown: Shown, report: Report) -> Iterator[str]:
    """The repaired text of a block, its numerals marked."""
    document = report.document
    at = shown.block.start
    for mark in shown.marks:
        inside = (document.map.to_text(i) for i in range(mark.start, mark.end))
        places = [p for p in inside if p is not None]
        if not places or places[0] < at:
            continue
        behind = min(places[-1] + 1, shown.block.end)
        yield _text(document.text[at : places[0]])
        doubt = " doubt" if mark.doubt else ""
        yield f'<mark class="{mark.tag}{doubt}" title="{TAGS[mark.tag]}">'
        yield f"{_text(document.text[places[0] : behind])}</mark>"
        at = behind
    yield _text(document.text[at : shown.block.end])


def _left(report: Report, page: int | None) -> Iterator[str]:
    found = [x for x in left_out(report.document) if page is None or x.page == page]
    if not found:
        return
    yield f"<h2>没有读进正文的 {len(found)} 处</h2>\n<table>\n<thead><tr>"
    yield '<th scope="col">缘由</th><th scope="col">出处</th><th scope="col">文字</th></tr></thead>\n'
    yield "<tbody>\n"
    for x in found:
        yield f'<tr><td class="kind">{SEGMENTS[x.kind]}</td><td class="at">{_text(x.place)}</td>'
        yield f"<td>{_text(x.text.strip())}</td></tr>\n"
    yield "</tbody></table>\n"


def _text(text: str) -> str:
    return escape(safe(text), quote=True)
