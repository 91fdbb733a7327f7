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
from duizhang.reading.media import LATER, media_type

# A report has some 60 KB; a file beyond this is something else, and would only fill the memory.
LIMIT = 32 * 1024 * 1024

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

    Refused: what is missing, no regular file, empty, larger than :data:`LIMIT` bytes (without
    reading it), or of a format that no adapter reads.
    """
    name = os.path.basename(os.fspath(path)) or str(path)
    try:
        info = os.stat(path)
        if not stat.S_ISREG(info.st_mode):
            raise Unreadable(name, _kind_of(info.st_mode))
        if info.st_size > LIMIT:
            raise Unreadable(name, _too_large(info.st_size))
        with open(path, "rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or "cannot be opened")
        raise Unreadable(name, reason) from error
    except ValueError as error:  # a NUL inside the path
        raise Unreadable(name.replace("\x00", "?"), "the name is not valid") from error
    return make_source(name, data, str(path))


def make_source(name: str, data: bytes, path: str = "") -> Source:
    """A Source of bytes that are already here (a download, a test). Raises :class:`Unreadable`."""
    if len(data) > LIMIT:
        raise Unreadable(name, _too_large(len(data)))
    if not data.strip(b"\xef\xbb\xbf\xfe\xff \t\r\n\x0b\x0c"):
        raise Unreadable(name, "the file is empty" if not data else "the file holds no text")
    found = media_type(data)
    if found not in ADAPTERS:
        raise Unreadable(name, f"{found} {'is not read yet' if found in LATER else '- no text'}")
    return Source(name, found, hashlib.sha256(data).hexdigest(), data, path)


def _kind_of(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "is a folder, not a file"
    return "is no regular file (a device, pipe or socket)"


def _too_large(size: int) -> str:
    return f"too large: {size / 2**20:.0f} MiB, the limit is {LIMIT // 2**20} MiB"
