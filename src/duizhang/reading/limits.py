"""How much time and memory reading one file may take, by its media type. The one place for them."""

from __future__ import annotations

from typing import NamedTuple

from duizhang.reading.media import DOCX, XLSX

MIB = 1024 * 1024
MEMORY = 1536 * MIB
"""Bytes of private memory that a reading process may hold. OCR with its models needs some 700 MiB
for a newspaper page at 200 dpi, LibreOffice some 400 MiB for a long report."""

ANSWER = 64 * MIB
"""Bytes that a Document may have, packed. A yearbook of 500 pages with a box for every character
has some 12 MiB; more than this no report holds, and the caller's own memory would fill."""

FILE_SIZE = 512 * MIB
"""Bytes of the largest file a reading process may write (LibreOffice writes its profile and what it
converts)."""

PATIENCE = 3
"""Times its processor time that a reading may last: many readings share a machine."""

DRAWING = 30
"""Seconds of processor time for the picture of one page; a newspaper page takes 2."""

RESTART = 1024 * MIB
"""A reading process that holds more than this after its work ends, and another begins anew."""


class Limit(NamedTuple):
    """Seconds of processor time for any file of a type, more for each MiB of it, and the most."""

    base: int
    per_mib: int
    most: int

    def seconds(self, size: int) -> int:
        """Seconds of processor time for a file of ``size`` bytes."""
        return min(self.most, self.base + self.per_mib * size // MIB)


# A page of marks takes some 50 ms. What is hostile in it is nesting, not length.
_MARKS = Limit(30, 10, 300)
# A sheet of a million cells takes a minute; they are packed 10 to 1 in the file.
_SHEETS = Limit(60, 20, 600)
# LibreOffice starts cold in up to 20 s on a busy machine and converts a report in 2.
_OFFICE = Limit(120, 10, 600)
# A page of text takes 0.1 s. A scanned page takes 16 s of two cores (A4) or 90 s (a newspaper), and
# has some 0.3 to 3 MiB.
_PAGES = Limit(180, 90, 7200)
_PICTURE = Limit(300, 60, 1200)

LIMITS: dict[str, Limit] = {
    "text/html": _MARKS,
    "multipart/related": _MARKS,
    "text/csv": _MARKS,
    DOCX: _SHEETS,
    XLSX: _SHEETS,
    "application/msword": _OFFICE,
    "application/vnd.ms-excel": _OFFICE,
    "application/rtf": _OFFICE,
    "application/vnd.oasis.opendocument.text": _OFFICE,
    "application/vnd.oasis.opendocument.spreadsheet": _OFFICE,
    "application/pdf": _PAGES,
    "application/x-joined-pages": _PAGES,
    "image/png": _PICTURE,
    "image/jpeg": _PICTURE,
    "image/tiff": _PAGES,  # may hold many pages
    "image/bmp": _PICTURE,
    "image/webp": _PICTURE,
    "image/gif": _PICTURE,
}


def limit_of(media_type: str) -> Limit:
    """The limit for files of ``media_type``; that of marked-up pages where none is set."""
    return LIMITS.get(media_type, _MARKS)
