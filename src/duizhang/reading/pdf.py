"""PDF: pages of text with the place of each character; pages without text go to OCR.

The characters come from PDFium. Their order in the file says little, so lines, columns, paragraphs
and tables are found from where they stand: lines (``pdf_lines``), running heads and notes
(``pdf_furniture``), tables (``pdf_tables``), blocks in reading order (``pdf_blocks``), paragraphs
(``pdf_paragraphs``); ``pdf_writer`` puts the source text together.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from operator import itemgetter
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from duizhang.model import Page, Source, Warning_
from duizhang.reading.draft import Draft
from duizhang.reading.errors import Unreadable, how_to_add
from duizhang.reading.pdf_doubt import doubt_of
from duizhang.reading.pdf_flow import Sheet, write
from duizhang.reading.pdf_glyphs import HIDDEN_SURE
from duizhang.reading.pdf_lines import runs_of
from duizhang.reading.pdf_notes import typed_over
from duizhang.reading.pdf_text import MOST_CHARACTERS, PageText, page_text
from duizhang.reading.pdf_turn import turned
from duizhang.reading.scan import unread

if TYPE_CHECKING:
    from PIL import Image

MOST_PAGES = 2000
_MOST_IN_ALL = 4_000_000  # characters
_SCAN_DPI = 200
_MOST_PIXELS = 40_000_000  # of one picture
_CATALOG = re.compile(rb"\b(\d{1,9})\s+0\s+obj\s*<<[^<>]{0,200}/Type\s*/Catalog\b")
_NO_EXTRA = f"scans need the extra: {how_to_add('ocr')}"


def read_pdf(source: Source) -> Draft:
    """The text of a PDF with a page and box for each character. Raises :class:`Unreadable`.

    Refused: what PDFium cannot open, what a password locks, more than :data:`MOST_PAGES` pages,
    and files of which no page holds text (or none that OCR can read). A single page that cannot be
    read is a warning.
    """
    with _opened(source) as document:
        count = len(document)
        if count == 0:
            raise Unreadable(source.name, "a PDF without pages")
        if count > MOST_PAGES:
            raise Unreadable(source.name, f"{count:,} pages; the limit is {MOST_PAGES:,}")
        with _without_looking_for_cycles():
            return _Reading(source.name, document).draft()


@contextmanager
def _without_looking_for_cycles() -> Iterator[None]:
    """A page is some 6,000 small records that hold no others: to look through them again and again
    for cycles takes a twentieth of the time, of long files more."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def render(source: Source, number: int, scale: float = 2.0) -> Image.Image:
    """The picture of page ``number`` (from 1); ``scale`` is pixels a point.

    A page that would be larger than 40 million pixels is drawn smaller. Raises
    :class:`Unreadable` for a file or page that cannot be opened.
    """
    with _opened(source) as document:
        if not 1 <= number <= len(document):
            raise Unreadable(source.name, f"has no page {number}")
        try:
            return _picture(document[number - 1], scale)
        except (pypdfium2.PdfiumError, ValueError) as error:
            raise Unreadable(source.name, f"page {number} cannot be drawn") from error


def _picture(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    width, height = page.get_size()
    area = max(1.0, width * height)
    scale = min(scale, (_MOST_PIXELS / area) ** 0.5, 20_000 / max(width, height, 1.0))
    picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    return picture


@contextmanager
def _opened(source: Source) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = _document(source.data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(source.name, _reason(str(error))) from error
    try:
        yield document
    finally:
        document.close()


def _document(data: bytes) -> pypdfium2.PdfDocument:
    """The document in ``data``; of a file whose end is missing, with the catalog that is found."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        catalog = _CATALOG.search(data)
        if catalog is None or b"/Encrypt" in data:
            raise
    trailer = b"\ntrailer<</Root %b 0 R>>\nstartxref\n0\n%%%%EOF\n" % catalog.group(1)
    return pypdfium2.PdfDocument(data + trailer)


def _reason(error: str) -> str:
    if re.search("password", error, re.I):
        return "the PDF is locked by a password"
    if re.search("security", error, re.I):
        return "the PDF is encrypted in a way that cannot be opened"
    return "a damaged PDF: it cannot be opened"


class _Reading:
    """One PDF while it is read."""

    def __init__(self, name: str, document: pypdfium2.PdfDocument) -> None:
        self.name = name
        self.document = document
        self.warnings: list[tuple[int, str, str]] = []  # page, code, message
        self.pages: list[Page] = []
        self.unread: list[str] = []  # why pages hold nothing that could be read
        self.characters = 0

    def draft(self) -> Draft:
        """The draft of all pages. Raises :class:`Unreadable` where none could be read."""
        sheets = [self._sheet(number) for number in range(1, len(self.document) + 1)]
        writer, starts = write(sheets)
        draft = writer.draft()
        if not draft.text.strip():
            reason = self.unread[0] if self.unread else "no page holds any text"
            raise Unreadable(self.name, reason)
        draft.pages = self.pages
        last = len(draft.text)
        for page, code, message in sorted(self.warnings):
            start = min(starts.get(page, 0), last - 1)
            draft.warnings.append(Warning_(code, message, start, start + 1))
        return draft

    def _sheet(self, number: int) -> Sheet:
        """The lines of one page."""
        try:
            page = self.document[number - 1]
        except pypdfium2.PdfiumError:
            self._skip(number, "page_unreadable", f"page {number} is damaged and was left out")
            self.pages.append(Page(number, 0.0, 0.0))
            return Sheet.empty(number)
        try:
            return self._read(page, number)
        finally:
            page.close()

    def _read(self, page: pypdfium2.PdfPage, number: int) -> Sheet:
        width, height = page.get_size()
        self.pages.append(Page(number, round(width, 1), round(height, 1)))
        try:
            text = page_text(page.raw, number)
        except ValueError:
            self._skip(number, "page_unreadable", f"page {number}: its text cannot be loaded")
            return Sheet.empty(number, width, height)
        self.characters += len(text.glyphs)
        if text.too_many or self.characters > _MOST_IN_ALL:
            limit = MOST_CHARACTERS if text.too_many else _MOST_IN_ALL
            self._skip(
                number, "page_too_full", f"page {number} goes beyond {limit:,} characters; left out"
            )
            return Sheet.empty(number, width, height)
        typed = typed_over(page.raw)
        if typed:
            message = f"page {number}: {typed} fields of a form or typed notes over it are not read"
            self.warnings.append((number, "not_read", message))
        solid = "".join("".join(map(itemgetter(0), text.glyphs)).split())
        doubt = doubt_of(solid, text.fonts)
        if doubt:
            self.warnings.append(
                (number, "text_layer_doubted", f"page {number}: {doubt}; its text was not used")
            )
            return self._scanned(page, text)
        if not solid:
            if text.pictures or pdfium.FPDFPage_CountObjects(page.raw):
                return self._scanned(page, text)
            return Sheet.empty(number, width, height)
        self._note(text)
        level, turn = turned(text)
        return Sheet.of(level, runs_of(level.glyphs, level.starts), turn)

    def _note(self, text: PageText) -> None:
        """Warnings of what was mended or left out on a page."""
        number = text.number
        if text.doubled:
            message = f"page {number}: {text.doubled} characters were printed twice (fake bold)"
            self.warnings.append((number, "doubled_print", message + "; the copies are left out"))
        if text.lost:
            message = f"page {number}: {text.lost} characters off the page or white on white"
            self.warnings.append((number, "unseen_text", message + " are left out"))
        if text.slanted:
            message = (
                f"page {number}: {len(text.slanted)} characters across the page (a watermark?)"
            )
            self.warnings.append((number, "slanted_print", message + " are no part of the text"))
        if any(g.sure < 1 for g in text.glyphs):
            message = f"page {number}: its text is a hidden layer over a picture, made by OCR"
            self.warnings.append(
                (number, "hidden_text", f"{message}; taken as {HIDDEN_SURE:.0%} sure")
            )

    def _scanned(self, page: pypdfium2.PdfPage, text: PageText) -> Sheet:
        """The lines that OCR reads on a page that has no text of its own."""
        number = text.number
        empty = Sheet.empty(number, text.width, text.height)
        try:
            from duizhang.reading.ocr_engine import NoEngine
            from duizhang.reading.pdf_scan import scanned_sheet
        except ImportError:
            self._skip(number, "page_without_text", f"page {number} has no text; {_NO_EXTRA}")
            return empty
        try:
            picture = _picture(page, _SCAN_DPI / 72)
            sheet, lost = scanned_sheet(picture, number, picture.width / max(text.width, 1.0))
        except NoEngine:
            self._skip(number, "page_without_text", f"page {number} has no text; {_NO_EXTRA}")
            return empty
        except (pypdfium2.PdfiumError, ValueError):
            self._skip(number, "page_unreadable", f"page {number} has no text and cannot be drawn")
            return empty
        if not sheet.runs:
            return empty
        self.warnings.append((number, "scanned_page", f"page {number} was read by OCR"))
        if lost:
            self.warnings.append((number, "unread_print", f"page {number}: {unread(lost)}"))
        return sheet

    def _skip(self, number: int, code: str, message: str) -> None:
        self.unread.append(message)
        self.warnings.append((number, code, message))
