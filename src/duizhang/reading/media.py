"""What kind of file some bytes are, judged by their content and never by a name."""

from __future__ import annotations

import re

from duizhang.reading.containers import ole_kind, zip_kind
from duizhang.reading.delimited import is_table

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What a person calls a file of a media type that reports come in.
NAMES: dict[str, str] = {
    "text/plain": "text",
    "text/markdown": "Markdown",
    "text/html": "HTML",
    "multipart/related": "MHTML (a saved page)",
    "application/pdf": "PDF",
    DOCX: "DOCX",
    XLSX: "XLSX",
    "text/csv": "CSV",
    "application/msword": "DOC (old Office file)",
    "application/vnd.ms-excel": "XLS (old Office file)",
    "application/rtf": "RTF",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "image/png": "PNG image",
    "image/jpeg": "JPEG image",
    "image/tiff": "TIFF image",
    "image/bmp": "BMP image",
    "image/webp": "WebP image",
    "image/gif": "GIF image",
    "application/zip": "ZIP archive",
}
# First bytes -> media type, or what a person calls such a file.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"PK\x07\x08PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ\x00", "xz archive"),
    (b"\x28\xb5\x2f\xfd", "zstd archive"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000 image"),
    (b"AT&TFORM", "DjVu file"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"\x7fELF", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"),
    (b"\xca\xfe\xba\xbe", "executable"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"{\\rtf", "application/rtf"),
    (b"SQLite format 3\x00", "SQLite database"),
    (b"PAR1", "Parquet file"),
    (b"ID3", "sound file"),
    (b"OggS", "sound file"),
)
_UTF_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_LATE_PDF = re.compile(rb"^%PDF-\d\.\d", re.M)  # behind junk, as some servers send it
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta)\b", re.I)
# A piece of a page: it begins with a tag that only HTML has, and one of them is closed again.
_HTML_PIECE = re.compile(
    rb"<(?:div|table|p|section|article|main|script|style|link|span|h[1-6]|ul|ol|center|font)"
    rb"(?:\s[^<>]*)?>[\s\S]*</(?:div|table|p|section|article|main|script|style|span|h[1-6]|ul|ol|"
    rb"center|font)\s*>",
    re.I,
)
_XML = re.compile(rb"<\?xml\b|<[a-z]+:?[a-z]*\s+xmlns", re.I)
_DECLARATION = re.compile(rb"<\?[^>]*\?>\s*|<!doctype(?!\s+html)[^>\[]*>\s*", re.I)
# Kinds of XML by what stands near its head -> what a person calls such a file.
_XML_KINDS: tuple[tuple[bytes, str], ...] = (
    (b'progid="Word.Document"', "Word 2003 XML"),
    (b'progid="Excel.Sheet"', "Excel 2003 XML"),
    (b"<office:document", "flat OpenDocument XML"),
    (b"<pkg:package", "flat Word XML"),
    (b"<svg", "SVG image"),
    (b"<rss", "news feed"),
    (b"<feed", "news feed"),
)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[ \t]?[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
_PAGE_TYPE = re.compile(rb"^content-type:\s*(?:multipart/(?:related|alternative)|text/html)", re.I)
_MARKDOWN = re.compile(rb"^#{1,6}[ \t]+\S|\*\*[^*\n]{1,200}\*\*", re.M)
_PE = re.compile(rb"MZ[\x00-\xff]{58}[\x40-\xff][\x00-\x0f]\x00\x00")
_HEAD = 65536
_FEW_CONTROLS = 8  # stray control characters that a text may hold


def media_type(data: bytes) -> str:
    """The media type of ``data``: a key of :data:`NAMES`, else a name for people.

    A name for people (``RAR archive``, ``binary file``) has no slash in it.
    """
    head = data[:_HEAD]
    for magic, found in _MAGIC:
        if head.startswith(magic):
            if found == "application/zip":
                return zip_kind(data)
            return ole_kind(data) if found == "application/msword" else found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "video or HEIC image"
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00":
        return "image/bmp"
    if _PE.match(head):
        return "executable"
    if _LATE_PDF.search(head[:1024]):
        return "application/pdf"
    wide = _wide(head)
    start = _as_utf8(head, wide)
    marked = _marked_up(start.removeprefix(b"\xef\xbb\xbf").lstrip())
    if marked:
        return marked
    if not head.startswith(_UTF_BOMS):
        if b"\x00" in data and not wide:
            return "binary file (NUL bytes)"
        if not wide and _controls(head) > max(_FEW_CONTROLS, len(head) // 50):
            return "binary file"
    if is_table(start, whole=len(data) <= _HEAD):
        return "text/csv"
    return "text/markdown" if not wide and _MARKDOWN.search(head) else "text/plain"


def _wide(head: bytes) -> str:
    """The UTF-16 or UTF-32 that ``head`` is in, else empty."""
    for bom, name in (
        (b"\xff\xfe\x00\x00", "utf-32-le"),
        (b"\x00\x00\xfe\xff", "utf-32-be"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if head.startswith(bom):
            return name
    return looks_utf16(head) if b"\x00" in head else ""


def _as_utf8(head: bytes, wide: str) -> bytes:
    """``head`` with ASCII readable as such."""
    if not wide:
        return head
    return head.decode(wide, "ignore").encode("utf-8", "ignore")


def _marked_up(start: bytes) -> str:
    """``text/html``, ``multipart/related`` or a kind of XML; empty where there are no marks."""
    if not start.startswith(b"<"):
        return _mime(start)
    inner = start
    while True:  # comments, declarations and stylesheets may stand before the first tag
        if inner.startswith(b"<!--"):
            end = inner.find(b"-->")
            inner = inner[end + 3 :].lstrip() if end >= 0 else b""
        elif match := _DECLARATION.match(inner):
            inner = inner[match.end() :]
        else:
            break
    if _HTML.match(inner):
        return "text/html"
    if _XML.match(start) or _XML.match(inner):
        near = start[:4096]
        return next((name for mark, name in _XML_KINDS if mark in near), "XML")
    return "text/html" if _HTML_PIECE.match(inner) else ""


def _mime(start: bytes) -> str:
    """``multipart/related`` where ``start`` is the head of a saved page (MHTML)."""
    at, page, version = 0, False, False
    while match := _HEADER.match(start, at):
        page = page or bool(_PAGE_TYPE.match(match[0]))
        version = version or match[0][:13].lower() == b"mime-version:"
        at = match.end()
    return "multipart/related" if page and version else ""


def looks_utf16(head: bytes) -> str:
    """``utf-16-le`` or ``utf-16-be`` when ``head`` reads as Chinese text in it, else empty.

    In such text nearly every unit is a CJK character, CJK punctuation or printable ASCII, in one
    byte order only.
    """
    even = head[: len(head) // 2 * 2]
    if len(even) < 4:
        return ""
    best, share = "", 0.9
    for name, high, low in (
        ("utf-16-le", even[1::2], even[0::2]),
        ("utf-16-be", even[0::2], even[1::2]),
    ):
        good = sum(
            0x4E <= h <= 0x9F
            or h in (0x30, 0x20, 0xFF)
            or (h == 0 and (32 <= w < 127 or w in b"\t\r\n"))
            for h, w in zip(high[:2000], low[:2000], strict=True)
        ) / min(2000, len(high))
        if good > share:
            best, share = name, good
    return best


def _controls(head: bytes) -> int:
    """How many control characters there are that no text needs."""
    controls = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32)) + b"\x7f"
    return len(head) - len(head.translate(None, controls))
