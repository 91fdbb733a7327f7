"""The formats of the round trip: how the files of each are made, what is aimed at, what it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import formats_html
import formats_office
import formats_pdf
import formats_scan
from formats_office import Target
from formats_texts import Paper, as_text


class Made(NamedTuple):
    """A file that was made of a report (or of an excerpt); ``targets``: of a workbook's cells."""

    paper: Paper
    name: str
    data: bytes
    pages: int = 0
    targets: list[Target] | None = None


Maker = Callable[[Sequence[Paper], int, Path], Iterator[Made]]


class Format(NamedTuple):
    """A format, its goal (the share of figures that are the same), and how its files are made."""

    name: str
    goal: float
    make: Maker
    missing: Callable[[], str]
    ocr: bool = False


def _nothing() -> str:
    return ""


def _each(suffix: str, write: Callable[[Paper], bytes]) -> Maker:
    """One file for each report."""

    def make(papers: Sequence[Paper], pages: int, folder: Path) -> Iterator[Made]:
        for paper in papers:
            yield Made(paper, f"{paper.name}{suffix}", write(paper))

    return make


def _targets(papers: Sequence[Paper], pages: int, folder: Path) -> Iterator[Made]:
    for i, paper in enumerate(papers):
        data, expected = formats_office.targets(paper, unit_column=i % 2 == 1)
        if expected:
            yield Made(paper, f"{paper.name}.xlsx", data, 0, expected)


def _pdf(columns: int) -> Maker:
    def make(papers: Sequence[Paper], pages: int, folder: Path) -> Iterator[Made]:
        for paper in papers:
            data = formats_pdf.typeset(paper, columns)
            yield Made(paper, f"{paper.name}.pdf", data, formats_pdf.page_count(data))

    return make


def _chromium(papers: Sequence[Paper], pages: int, folder: Path) -> Iterator[Made]:
    chosen = papers[:: max(1, len(papers) // 8)]  # three seconds each
    for i, paper in enumerate(chosen):
        data = formats_pdf.printed(paper, 4 if i % 2 else 2, folder)
        yield Made(paper, f"{paper.name}.pdf", data, formats_pdf.page_count(data))


def _soffice(suffix: str, source: str, write: Callable[[Paper], bytes]) -> Maker:
    """What LibreOffice makes of the files that ``write`` gives, which end with ``source``."""

    def make(papers: Sequence[Paper], pages: int, folder: Path) -> Iterator[Made]:
        sources = [folder / f"{paper.name}{source}" for paper in papers]
        for path, paper in zip(sources, papers, strict=True):
            path.write_bytes(write(paper))
        made = formats_pdf.converted(sources, suffix, folder)
        for paper in papers:
            data = made[paper.name]
            count = formats_pdf.page_count(data) if suffix.startswith("pdf") else 0
            yield Made(paper, f"{paper.name}.{suffix.partition(':')[0]}", data, count)

    return make


def _web(paper: Paper) -> bytes:
    page = '<!DOCTYPE html><html><meta charset="utf-8"><body>'
    return (page + formats_html.article(paper)).encode()


def _without_note(paper: Paper) -> bytes:
    return formats_office.docx(paper, note=False)


def _pictures(columns: int, suffix: str, take: Callable[[bytes], bytes]) -> Maker:
    """``pages`` excerpts of one page each, of reports spread over all of them."""

    def make(papers: Sequence[Paper], pages: int, folder: Path) -> Iterator[Made]:
        for i in range(pages):
            paper = papers[i * len(papers) // pages if pages <= len(papers) else i % len(papers)]
            part, data = formats_pdf.one_page(paper, columns, i // len(papers))
            yield Made(part, f"{paper.name}{suffix}", take(data), 1)

    return make


def _ocr_missing() -> str:
    try:
        import rapidocr  # noqa: F401
    except ImportError:
        return "the ocr extra is not installed"
    return formats_pdf.typst_missing()


_TYPST, _OFFICE = formats_pdf.typst_missing, formats_pdf.soffice_missing
FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("plain", 1.0, _each(".txt", lambda p: as_text(p.pieces).encode()), _nothing),
        Format("html-government", 0.995, _each(".html", formats_html.government), _nothing),
        Format("html-newspaper", 0.995, _each(".html", formats_html.newspaper), _nothing),
        Format("html-old", 0.995, _each(".html", formats_html.old), _nothing),
        Format("mhtml", 0.995, _each(".mhtml", formats_html.mhtml), _nothing),
        Format("docx", 0.995, _each(".docx", formats_office.docx), _nothing),
        Format("docx-soffice", 0.995, _soffice("docx:MS Word 2007 XML", ".html", _web), _OFFICE),
        Format("odt", 0.995, _soffice("odt", ".docx", formats_office.docx), _OFFICE),
        Format("rtf", 0.995, _soffice("rtf", ".docx", formats_office.docx), _OFFICE),
        Format("doc", 0.995, _soffice("doc", ".docx", formats_office.docx), _OFFICE),
        Format("xlsx", 0.98, _targets, _nothing),
        Format("pdf-1", 0.99, _pdf(1), _TYPST),
        Format("pdf-2", 0.98, _pdf(2), _TYPST),
        Format("pdf-4", 0.98, _pdf(4), _TYPST),
        Format("pdf-chromium", 0.98, _chromium, formats_pdf.chromium_missing),
        Format("pdf-soffice", 0.99, _soffice("pdf", ".docx", _without_note), _OFFICE),
        Format("scan", 0.975, _pictures(1, ".png", formats_scan.scan), _ocr_missing, True),
        Format("photo", 0.94, _pictures(1, ".jpg", formats_scan.photograph), _ocr_missing, True),
        Format("scan-2", 0.975, _pictures(2, ".png", formats_scan.scan), _ocr_missing, True),
        Format("photo-2", 0.94, _pictures(2, ".jpg", formats_scan.photograph), _ocr_missing, True),
        Format("scan-newspaper", 0.94, _pictures(4, ".png", formats_scan.scan), _ocr_missing, True),
    )
}
