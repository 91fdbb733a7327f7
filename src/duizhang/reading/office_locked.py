"""Whether an old Office file (OLE2) is protected by a password, told by its first bytes."""

from __future__ import annotations

import struct

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FILEPASS = 0x2F
_BOF = (0x0809, 0x0409, 0x0209)


def is_locked(data: bytes) -> bool:
    """Whether ``data`` is an OLE2 file that a password protects (DOC, XLS, or DOCX/XLSX in one)."""
    if not data.startswith(_OLE) or len(data) < 1024:
        return False
    if _entry(data, "EncryptedPackage") is not None:
        return True
    word = _entry(data, "WordDocument")
    if word is not None:
        # the base of the File Information Block: its mark, and the flag fEncrypted
        return word[:2] in (b"\xec\xa5", b"\xdc\xa5") and bool(word[11] & 1)
    book = _entry(data, "Workbook") or _entry(data, "Book")
    return book is not None and _has_password(book)


def _entry(data: bytes, name: str) -> bytes | None:
    """The first sector of the stream ``name``; None where there is none.

    Entries of the directory have 128 bytes and lie at multiples of them.
    """
    sought = name.encode("utf-16-le") + b"\0\0"
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
    at = -1
    while (at := data.find(sought, at + 1)) >= 0:
        if at % 128 == 0 and data[at + 64 : at + 66] == struct.pack("<H", len(sought)):
            if at + 128 > len(data):
                return None
            first = struct.unpack_from("<I", data, at + 116)[0]
            sector = data[(first + 1) * size : (first + 2) * size]
            return sector if len(sector) >= 64 else None
    return None


def _has_password(book: bytes) -> bool:
    """Whether one of a workbook's first records says that what follows is encrypted."""
    at = 0
    for i in range(4):
        if at + 4 > len(book):
            return False
        kind, size = struct.unpack_from("<HH", book, at)
        if kind == _FILEPASS:
            return True
        if i == 0 and kind not in _BOF:
            return False
        at += 4 + size
    return False
