"""``duizhang page FILE``: what was read of a file, in which order, and what was left out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from duizhang.model import Block, Document, Page, Report
from duizhang.reading.located import place_of
from duizhang.views.inputs import Failed, lexicon_at, lexicon_option, report_at
from duizhang.views.page import Mark, marks_of
from duizhang.views.words import SEGMENTS, safe

BLOCKS = {
    "heading": "标题",
    "paragraph": "段落",
    "item": "条目",
    "row": "表行",
    "furniture": "不读",
}
_BEGINNING = 60  # characters of a block that the table shows


class Shown(NamedTuple):
    """A block as it was read: its number from 1 in reading order, and where it stands.

    ``start``/``end`` are source offsets; ``page`` 0 where there are none; ``place`` for people;
    ``marks`` are its numerals.
    """

    number: int
    block: Block
    start: int
    end: int
    page: int
    place: str
    text: str
    marks: list[Mark]


class Left(NamedTuple):
    """Source characters that reading took out of the text: what for, and where."""

    kind: str
    start: int
    end: int
    page: int
    place: str
    text: str


def shown_blocks(report: Report) -> list[Shown]:
    """The blocks of ``report`` in the order they were read."""
    document = report.document
    marks = marks_of(report)
    starts = [mark.start for mark in marks]
    found = []
    for number, block in enumerate(document.blocks, 1):
        start, end = document.map.span_to_source(block.start, block.end)
        page, place = _place(document, start, end)
        inside = marks[bisect_left(starts, start) : bisect_left(starts, end)]
        text = document.text[block.start : block.end]
        found.append(Shown(number, block, start, end, page, place, text, inside))
    return found


def left_out(document: Document) -> list[Left]:
    """What was taken out of the source text, but for bare white space, in the order of the text."""
    found = []
    for segment in document.segments:
        text = document.source_text[segment.start : segment.end]
        if segment.text_end > segment.text_start or not text.strip():
            continue
        page, place = _place(document, segment.start, segment.end)
        found.append(Left(segment.kind, segment.start, segment.end, page, place, text))
    return found


def _place(document: Document, start: int, end: int) -> tuple[int, str]:
    """Page and place, for people, of a block: its whole extent where it has boxes."""
    place = place_of(document, start, end)
    if place is None:
        return 0, f"@{start}"
    if place.cell is not None:
        last = document.locate(start, end)[-1]
        if last.part == (place.part or "") and last.cell not in ("", place.cell):
            place = place._replace(cell=f"{place.cell}:{last.cell}")
    if place.box is not None:
        from duizhang.views.page_image import around

        boxes = [
            x.box
            for x in document.locate(start, end)
            if x.box is not None and x.page == place.page and x.part == (place.part or "")
        ]
        place = place._replace(box=around(boxes))
    return place.page or 0, str(place)


def on_page(page: int | None, shown: Sequence[Shown]) -> list[Shown]:
    """Those of ``shown`` that begin on ``page``; all where that is None."""
    return [s for s in shown if page is None or s.page == page]


# --- terminal --------------------------------------------------------------------------------


def print_listing(report: Report, page: int | None) -> None:
    """A table of the blocks, and below it what was left out, by kind."""
    from duizhang.views.table import Column, print_table

    document = report.document
    blocks = on_page(page, shown_blocks(report))
    columns = [
        Column("序", "right"),
        Column("类别"),
        Column("出处", dim=True),
        Column("数字", "right"),
        Column("开头"),
    ]
    print_table(
        columns,
        [
            [str(s.number), BLOCKS[s.block.kind], safe(s.place), _count(s), beginning(s.text)]
            for s in blocks
        ],
        title=safe(" · ".join((document.name, document.media_type, *_pages(document.pages, page)))),
    )
    for line in summary(document, blocks, page):
        click.echo(safe(line))


def _pages(pages: Sequence[Page], page: int | None) -> Iterator[str]:
    if pages:
        yield f"{len(pages)}页" if page is None else f"第{page}页，共{len(pages)}页"


def _count(shown: Shown) -> str:
    return f"{len(shown.marks) or ''}{'?' if any(m.doubt for m in shown.marks) else ''}"


def beginning(text: str, most: int = _BEGINNING) -> str:
    """The first characters of a block on one line."""
    flat = re.sub(r"\s+", " ", safe(text[: 2 * most]))
    return flat if len(flat) <= most and len(text) <= 2 * most else flat[:most] + "…"


def summary(document: Document, blocks: Sequence[Shown], page: int | None) -> Iterator[str]:
    """What was left out, and what a reader should know, one line each."""
    kinds = Counter(s.block.kind for s in blocks)
    numerals = sum(len(s.marks) for s in blocks)
    parts = [f"{zh} {kinds[kind]}" for kind, zh in BLOCKS.items() if kinds[kind]]  # type: ignore[index]
    yield f"{'，'.join(parts) or '没有文字'}；数字 {numerals} 处"
    left = [x for x in left_out(document) if page is None or x.page == page]
    for kind in dict.fromkeys(x.kind for x in left):
        those = [x for x in left if x.kind == kind]
        characters = sum(len("".join(x.text.split())) for x in those)
        yield f"{SEGMENTS[kind]}：{len(those)} 处，{characters} 字"
    for warning in document.warnings:
        known, place = (
            _place(document, warning.start, warning.end) if warning.end > warning.start else (0, "")
        )
        if page is None or known in (0, page):
            yield f"提示 {warning.message}（{warning.code}{f'，{place}' if place else ''}）"


def as_rows(report: Report, page: int | None) -> Iterator[dict[str, Any]]:
    """One plain dict for each block, and for each run of characters that was left out."""
    document = report.document
    for s in on_page(page, shown_blocks(report)):
        row = {
            "number": s.number,
            "kind": s.block.kind,
            "level": s.block.level,
            "start": s.start,
            "end": s.end,
            "numerals": len(s.marks),
            "doubts": sum(m.doubt for m in s.marks),
            "page": s.page or None,
            "located": s.place,
            "text": s.text,
        }
        yield {k: v for k, v in row.items() if v is not None}
    for x in left_out(document):
        if page is None or x.page == page:
            yield {
                "kind": x.kind, "start": x.start, "end": x.end, "located": x.place, "text": x.text,
            }  # fmt: skip


# --- command ---------------------------------------------------------------------------------


@click.command("page")
@click.argument("file")
@click.option("--page", type=click.IntRange(min=1), metavar="N", help="Only this page.")
@click.option(
    "--out",
    metavar="OUT",
    type=click.Path(path_type=Path),
    help="Write a picture (.png, of a PDF or an image) or a listing (.html) there.",
)
@click.option("--json", "json_", is_flag=True, help="The blocks as JSON Lines.")
@lexicon_option
def command(
    file: str, page: int | None, out: Path | None, json_: bool, lexicon: str | None
) -> None:
    """Show what was read of FILE, in which order, and what was left out.

    A picture of a page has its blocks outlined and numbered in reading order and its numerals
    coloured by their kind and role; without --page it is that of the first. Without --out: a table
    of the blocks.
    """
    suffix = out.suffix.lower() if out is not None else ""
    if out is not None and suffix not in (".png", ".html", ".htm"):
        raise click.UsageError(f"--out {out}: a name that ends in .png or .html")
    report = report_at(file, lexicon_at(lexicon))
    pages = report.document.pages
    if page is not None and suffix != ".png" and not any(p.number == page for p in pages):
        last = max((p.number for p in pages), default=0)
        reason = f"it has {last}" if last else "its format has no pages"
        raise Failed(f"{file}: no page {page}: {reason}")
    if json_:
        import msgspec

        for row in as_rows(report, page):
            click.echo(msgspec.json.encode(row))
    if suffix == ".png" and out is not None:
        _write_picture(report, file, page or 1, out)
    elif out is not None:
        from duizhang.views.accounted import write_html
        from duizhang.views.reading_page import reading_page

        write_html(out, reading_page(report, page), file)
        click.echo(f"{out}: {len(report.document.blocks)} blocks", err=True)
    elif not json_:
        print_listing(report, page)


def _write_picture(report: Report, file: str, number: int, out: Path) -> None:
    from duizhang.views.page_image import NoPicture, page_at, picture_source, save_png
    from duizhang.views.page_overlay import overlaid

    try:
        source = picture_source(Path(file), report.document)
        page = page_at(report.document, number)
        image = overlaid(source, report, page)
    except NoPicture as error:
        hint = "" if report.document.pages else "; --out OUT.html writes a listing"
        raise Failed(f"{file}: {error}{hint}") from error
    save_png(image, out, source)
    of = len(report.document.pages)
    click.echo(f"{out}: page {number} of {of}, {image.width} x {image.height}", err=True)
