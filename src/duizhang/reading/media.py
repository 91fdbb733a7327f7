"""What kind of file some bytes are, judged by their content and never by a name."""

from __future__ import annotations

import re

# First bytes -> what a person calls such a file.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP archive"),
    (b"PK\x05\x06", "ZIP archive"),
    (b"\x1f\x8b", "gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ\x00", "xz archive"),
    (b"\x28\xb5\x2f\xfd", "zstd archive"),
    (b"\x89PNG\r\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"II*\x00", "TIFF image"),
    (b"MM\x00*", "TIFF image"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"\x7fELF", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"),
    (b"\xca\xfe\xba\xbe", "executable"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC (old Office file)"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3\x00", "SQLite database"),
    (b"PAR1", "Parquet file"),
    (b"ID3", "sound file"),
    (b"OggS", "sound file"),
)
# Formats that reports are published in, though no adapter reads them so far.
LATER = frozenset(
    [
        "PDF",
        "HTML",
        "XML",
        "DOCX",
        "XLSX",
        "PPTX",
        "DOC (old Office file)",
        "RTF",
        "PNG image",
        "JPEG image",
        "GIF image",
        "TIFF image",
        "WebP image",
        "BMP image",
    ]
)
_UTF_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_HTML = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_XML = re.compile(rb"<\?xml\b|<[a-z]+:?[a-z]*\s+xmlns", re.I)
_MARKDOWN = re.compile(rb"^#{1,6}[ \t]+\S|\*\*[^*\n]{1,200}\*\*", re.M)
_PE = re.compile(rb"MZ[\x00-\xff]{58}[\x40-\xff][\x00-\x0f]\x00\x00")
_HEAD = 65536
_FEW_CONTROLS = 8  # stray control characters that a text may hold


def media_type(data: bytes) -> str:
    """The media type of ``data``: ``text/plain`` or ``text/markdown``, else a name for people.

    A name for people (``PDF``, ``ZIP archive``, ``binary file``) has no slash in it.
    """
    head = data[:_HEAD]
    for magic, label in _MAGIC:
        if head.startswith(magic):
            return _zip_label(head) if label == "ZIP archive" else label
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP image"
    if head[4:8] == b"ftyp":
        return "video or HEIC image"
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00":
        return "BMP image"
    if _PE.match(head):
        return "executable"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:4096]
    if _HTML.match(start):
        return "HTML"
    if _XML.match(start):
        return "XML"
    if head.startswith(_UTF_BOMS):
        return "text/plain"
    if b"\x00" in data:
        return "text/plain" if looks_utf16(head) else "binary file (NUL bytes)"
    if _controls(head) > max(_FEW_CONTROLS, len(head) // 50):
        return "binary file"
    return "text/markdown" if _MARKDOWN.search(head) else "text/plain"


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


def _zip_label(head: bytes) -> str:
    if b"word/" in head:
        return "DOCX"
    if b"xl/" in head:
        return "XLSX"
    if b"ppt/" in head:
        return "PPTX"
    return "ZIP archive"
