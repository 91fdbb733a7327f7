"""One adapter for each format: from a Source to a Draft of its text.

An adapter takes from the bytes the source text, and from the layout what it says of it: hints for
blocks, locators that lead from the text back to the file, pages, publisher, date and url. To add a
format: write an adapter in a module of its own, name it in :data:`ADAPTERS`, and teach
:mod:`duizhang.reading.media` its first bytes. Its module is loaded when it is first needed.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from duizhang.model import Source
from duizhang.reading.draft import Draft
from duizhang.reading.encoding import decode_text

Adapter = Callable[[Source], Draft]


def read_text(source: Source) -> Draft:
    """Plain text and Markdown: the source text is the decoded bytes."""
    text, encoding, warnings = decode_text(source.name, source.data)
    draft = Draft(text, encoding)
    draft.warnings.extend(warnings)
    return draft


# media type -> module and function of its adapter
ADAPTERS: dict[str, str] = {
    "text/plain": "duizhang.reading.formats:read_text",
    "text/markdown": "duizhang.reading.formats:read_text",
    "text/html": "duizhang.reading.html:read_html",
    "multipart/related": "duizhang.reading.mhtml:read_mhtml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        "duizhang.reading.docx:read_docx"
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (
        "duizhang.reading.sheet:read_sheet"
    ),
    "text/csv": "duizhang.reading.sheet:read_csv",
    "application/msword": "duizhang.reading.office:read_office",
    "application/vnd.ms-excel": "duizhang.reading.office:read_office",
    "application/rtf": "duizhang.reading.office:read_office",
    "application/vnd.oasis.opendocument.text": "duizhang.reading.office:read_office",
    "application/vnd.oasis.opendocument.spreadsheet": "duizhang.reading.office:read_office",
    "application/pdf": "duizhang.reading.pdf:read_pdf",
    "application/x-joined-pages": "duizhang.reading.join:read_joined",
    **dict.fromkeys(
        ("image/png", "image/jpeg", "image/tiff", "image/bmp", "image/webp", "image/gif"),
        "duizhang.reading.scan:read_scan",
    ),
}
# Read in the caller's own process; all others in a worker with limits (see reading/worker.py).
PLAIN = frozenset({"text/plain", "text/markdown"})


def adapter_of(media_type: str) -> Adapter | None:
    """The adapter of ``media_type``, its module loaded; None where there is none."""
    name = ADAPTERS.get(media_type)
    if name is None:
        return None
    module, _, function = name.partition(":")
    found: Adapter = getattr(import_module(module), function)
    return found
