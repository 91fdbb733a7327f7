"""Opening a file: what is no readable report is refused here, in one clear line."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

from duizhang.model import Source
from duizhang.reading.errors import Unreadable
from duizhang.reading.formats import ADAPTERS
from duizhang.reading.media import NAMES, media_type

# A report has some 60 KB of text; a text beyond this is something else, and would only fill the
# memory.
LIMIT = 32 * 1024 * 1024
# Files that hold pictures of pages: a newspaper page at 300 dpi has some 20 MB, a year's report of
# scanned pages ten times that. An archive holds many files.
LARGE_LIMIT = 256 * 1024 * 1024
_LARGE = (
    b"%PDF-",
    b"PK",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
    b"RIFF",
    b"\xd0\xcf\x11\xe0",
)

_REASONS = {
    errno.ENOENT: "no such file",
    errno.EACCES: "no permission to read it",
    errno.EPERM: "no permission to read it",
    errno.ELOOP: "a loop of symbolic links",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENOTDIR: "no such file (a part of the path is no folder)",
    errno.EISDIR: "is a folder, not a file",
}


def open_source(path: str | Path) -> Source:
    """The bytes at ``path`` with their name, hash and media type. Raises :class:`Unreadable`.

    A member of a ZIP archive is named by both paths, one behind the other: ``a.zip/dir/b.docx``.
    Refused: what is missing, no regular file, empty, larger than :func:`limit_of` says (without
    reading it), or of a format that no adapter reads.
    """
    name = os.path.basename(os.fspath(path)) or str(path)
    try:
        info = os.stat(path)
        if not stat.S_ISREG(info.st_mode):
            raise Unreadable(name, _kind_of(info.st_mode))
        with open(path, "rb") as file:
            head = file.read(16)
            limit = limit_of(head)
            if info.st_size > limit:
                raise Unreadable(name, _too_large(info.st_size, limit))
            data = head + file.read(limit + 1 - len(head))
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            from duizhang.reading.archive import archive_at, open_member

            if inside := archive_at(path):
                return open_member(*inside)
        reason = _REASONS.get(error.errno or 0, error.strerror or "cannot be opened")
        raise Unreadable(name, reason) from error
    except ValueError as error:  # a NUL inside the path
        raise Unreadable(name.replace("\x00", "?"), "the name is not valid") from error
    try:
        return make_source(name, data, str(path))
    except Unreadable:
        if data.startswith(b"PK"):
            from duizhang.reading.archive import open_archive

            if media_type(data) == "application/zip":
                open_archive(path)  # a damaged one says so
        raise


def make_source(name: str, data: bytes, path: str = "") -> Source:
    """A Source of bytes that are already here (a download, a test). Raises :class:`Unreadable`."""
    limit = limit_of(data)
    if len(data) > limit:
        raise Unreadable(name, _too_large(len(data), limit))
    if not data.strip(b"\xef\xbb\xbf\xfe\xff \t\r\n\x0b\x0c"):
        raise Unreadable(name, "the file is empty" if not data else "the file holds no text")
    found = media_type(data)
    if found not in ADAPTERS:
        raise Unreadable(name, _not_read(found))
    return Source(name, found, hashlib.sha256(data).hexdigest(), data, path)


def _kind_of(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "is a folder, not a file"
    return "is no regular file (a device, pipe or socket)"


def _not_read(found: str) -> str:
    if found == "application/zip":
        return "a ZIP archive, not one report: name a member of it (a.zip/report.docx)"
    if found in NAMES:
        return f"{NAMES[found]} is not read yet"
    if found.endswith("archive"):
        return f"{found} - unpack it first"
    if found.startswith("encrypted"):
        return f"{found} - save it without its password first"
    return f"{found} - no text"


def limit_of(head: bytes) -> int:
    """How many bytes a file may have that begins with ``head`` (16 bytes or more)."""
    return LARGE_LIMIT if head.startswith(_LARGE) else LIMIT


def _too_large(size: int, limit: int) -> str:
    return f"too large: {size / 2**20:.0f} MiB, the limit is {limit // 2**20} MiB"
