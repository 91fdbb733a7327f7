"""A ZIP of reports: its members under their own names, each read by itself, nothing written to disk.

A member is addressed by the archive's path and its own: ``a.zip/dir/b.docx``. A ZIP within a ZIP
counts as a folder, one level deep. What a hostile archive may do is bounded here; what a member holds
is judged as any other file.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple

from duizhang.model import Source
from duizhang.reading.containers import zip_kind
from duizhang.reading.errors import Unreadable
from duizhang.reading.names import (
    HARMLESS,
    NO_REPORT,
    SAVED_PAGE,
    is_no_report,
    is_silent,
    page_folders,
)
from duizhang.reading.source import LARGE_LIMIT, limit_of, make_source

MOST_MEMBERS = 100_000
"""A country's counties for thirty years; their directory takes some 60 MiB of memory."""
MOST_BYTES = 16 * 2**30
"""Bytes that all members of an archive may have when they are unpacked, one after the other."""
MOST_RATIO = 250
"""Times its packed size that a large member may have: text packs 3 to 8 times, a table of the
same row a hundred times, zeros a thousand times."""
_MOST_MARKS = 4 * MOST_MEMBERS  # documents that are stored as they are hold marks, too
_LARGE = 16 * 2**20  # bytes; what is smaller may be packed as well as it likes
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
_TOO_DEEP = "a ZIP within a ZIP within a ZIP; unpack it first"
_ENTRY_MARK = b"PK\x01\x02"
_MANY = f"a ZIP archive of more than {MOST_MEMBERS:,} members"
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field


class Member(NamedTuple):
    """A file in an archive: its path in it, cleaned, and how to get at it.

    ``path`` holds no ``..`` and no empty part, so that it can only name something below the
    archive. ``reason``: why it cannot be read; empty where it may be.
    """

    path: str
    info: zipfile.ZipInfo | None
    inner: str = ""
    reason: str = ""


class Archive:
    """An open ZIP: its members by path, in their order. Raises :class:`Unreadable`."""

    def __init__(self, file: IO[bytes], name: str, depth: int = 0) -> None:
        self.name = name
        self._inner: dict[str, Archive] = {}
        try:
            size = file.seek(0, os.SEEK_END)
            _refuse_many(file, name)
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError) as error:
            raise Unreadable(name, f"a damaged ZIP archive ({error})") from error
        if len(self._zip.infolist()) > MOST_MEMBERS:
            raise Unreadable(name, _MANY)
        whole = sum(info.file_size for info in self._zip.infolist())
        if whole > MOST_BYTES or whole > max(LARGE_LIMIT, MOST_RATIO * size):
            told = f"{whole / 2**30:.1f} GiB unpacked, {size / 2**20:.1f} MiB packed"
            raise Unreadable(name, f"a ZIP archive that expands too far ({told})")
        self.members: dict[str, Member] = {}
        for info, path in _named(self._zip.infolist()):
            reason = _refused(info)
            if not _is_zip_name(path) or reason:
                self.members[path] = Member(path, info, reason=reason)
            elif depth:
                self.members[path] = Member(path, info, reason=_TOO_DEEP)
            else:
                self._open_inner(info, path)

    def _open_inner(self, info: zipfile.ZipInfo, path: str) -> None:
        """The members of the ZIP that is a member; the member itself where it is no archive."""
        reason = ""
        try:
            data = self._bytes(info, path)
            if zip_kind(data) == "application/zip":
                self._inner.clear()  # one at a time: each lies in memory
                inner = self._inner[path] = Archive(io.BytesIO(data), path, 1)
                for member in inner.members.values():
                    whole = f"{path}/{member.path}"
                    self.members[whole] = Member(whole, info, member.path, member.reason)
                return
        except Unreadable as error:
            reason = error.reason
        self.members[path] = Member(path, info, reason=reason)

    def read(self, member: Member) -> bytes:
        """The bytes of ``member``. Raises :class:`Unreadable`."""
        name = os.path.basename(member.path)
        if member.reason or member.info is None:
            raise Unreadable(name, member.reason)
        if not member.inner:
            return self._bytes(member.info, name)
        path = member.path[: -len(member.inner) - 1]
        if path not in self._inner:
            self._inner.clear()
            data = self._bytes(member.info, name)
            self._inner[path] = Archive(io.BytesIO(data), path, 1)
        inner = self._inner[path]
        return inner.read(inner.members[member.inner])

    def _bytes(self, info: zipfile.ZipInfo, name: str) -> bytes:
        try:
            with self._zip.open(info) as file:
                head = file.read(16)
                most = limit_of(head)
                data = head + file.read(most + 1 - len(head))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Unreadable(name, f"damaged in the archive ({error})") from error
        except (RuntimeError, ValueError, struct.error) as error:  # zipfile's own words
            raise Unreadable(name, f"cannot be unpacked ({error})") from error
        if len(data) > most:
            raise Unreadable(name, f"too large: the limit is {most // 2**20} MiB")
        return data


def _refuse_many(file: IO[bytes], name: str) -> None:
    """Raise :class:`Unreadable` for more members than there may be, before they fill the memory.

    What the archive states of their number may be false: their marks are counted.
    """
    file.seek(0)
    found, rest = 0, b""
    while piece := file.read(1 << 22):
        block = rest + piece
        found += block.count(_ENTRY_MARK)
        if found > _MOST_MARKS:
            raise Unreadable(name, _MANY)
        rest = block[-3:]
    file.seek(0)


def _refused(info: zipfile.ZipInfo) -> str:
    """Why the member cannot be read, judged before it is opened; empty where it may be."""
    if info.flag_bits & 1:
        return "encrypted; unpack it with its password first"
    if info.compress_type not in _METHODS:
        return "packed in a way that is not read; unpack it first"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a symbolic link, no file"
    if info.file_size > LARGE_LIMIT:
        return (
            f"too large: {info.file_size / 2**20:.0f} MiB, the limit is {LARGE_LIMIT // 2**20} MiB"
        )
    if info.file_size > max(_LARGE, MOST_RATIO * info.compress_size):
        return f"expands too far ({info.file_size / max(1, info.compress_size):.0f} times)"
    return ""


def _is_zip_name(path: str) -> bool:
    return path.lower().endswith(".zip")


# --- names ----------------------------------------------------------------------------------


def _named(infos: list[zipfile.ZipInfo]) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Every file with its path as people wrote it, each path once."""
    used: set[str] = set()
    for info in infos:
        path = _clean(_name(info))
        if not path or info.is_dir() or info.orig_filename.endswith(("/", "\\")):
            continue
        stem, dot, ending = path.rpartition(".")
        number = 1
        while path in used:  # a ZIP may hold a name twice
            number += 1
            path = f"{stem}~{number}{dot}{ending}" if dot else f"{ending}~{number}"
        used.add(path)
        yield info, path


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name: UTF-8 where it is marked or plainly that, else GB18030, else as DOS did."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437", "replace")
    told = _unicode_path(info.extra, raw)
    if told:
        return told
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.orig_filename


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in Info-ZIP's extra field, where it is there and of this very name."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            (crc,) = struct.unpack_from("<I", field, 1)
            if crc == zlib.crc32(raw):
                return field[5:].decode("utf-8", "replace")
        at += 4 + size
    return ""


def _clean(name: str) -> str:
    """``name`` as a path below the archive, whatever it says."""
    parts = name.replace("\\", "/").split("/")
    if parts and len(parts[0]) == 2 and parts[0][1] == ":":
        del parts[0]
    return "/".join(p for p in parts if p not in ("", ".", ".."))


# --- what the others use --------------------------------------------------------------------


def archive_at(path: str | Path) -> tuple[Path, str] | None:
    """The archive that ``path`` leads into, and the member's path (empty: the archive itself).

    None where ``path`` names anything else. Only a file that begins as a ZIP counts, and the
    archive itself only where it is no document (a DOCX is a ZIP, too).
    """
    whole = Path(path)
    try:
        for top in (whole, *whole.parents):
            if os.path.isfile(top):
                with open(top, "rb") as file:
                    if file.read(4) not in _MAGIC:
                        return None
                if top == whole and not is_archive(top):
                    return None
                return top, "" if top == whole else whole.relative_to(top).as_posix()
            if os.path.isdir(top):
                return None
    except (OSError, ValueError):
        return None
    return None


def is_archive(path: str | Path) -> bool:
    """Whether the ZIP at ``path`` is an archive of files, and no document."""
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        if size > LARGE_LIMIT:  # no document has so much
            return True
        file.seek(0)
        return zip_kind(file.read(LARGE_LIMIT)) == "application/zip"


def open_archive(path: str | Path) -> Archive:
    """The archive at ``path``; the one opened last is kept. Raises OSError, :class:`Unreadable`."""
    info = os.stat(path)
    whole = os.path.abspath(path)
    return _opened(whole, info.st_size, info.st_mtime_ns, info.st_ino, os.getpid())


@lru_cache(maxsize=1)
def _opened(path: str, size: int, changed: int, inode: int, process: int) -> Archive:
    # by process: one that forked shares the place in the file with its parent
    return Archive(open(path, "rb"), os.path.basename(path))


def open_member(path: str | Path, member: str) -> Source:
    """The Source ``member`` of the archive at ``path``. Raises :class:`Unreadable`."""
    archive = open_archive(path)
    name = os.path.basename(member)
    found = archive.members.get(member)
    if found is None:
        raise Unreadable(name, f"no such member of {archive.name}")
    return make_source(name, archive.read(found), f"{path}/{member}")


def open_sources(path: str | Path) -> Iterator[Source | Unreadable]:
    """Every report in the archive at ``path``, or why a member is none, in the order of names.

    The error's name is the member's whole path. What is no report by its name is left out as it is
    in a folder. Raises :class:`Unreadable` where the archive itself cannot be read.
    """
    archive = open_archive(path)
    for member, reason in chosen(archive):
        whole = f"{path}/{member}"
        if reason:
            yield Unreadable(whole, reason)
            continue
        try:
            yield open_member(path, member)
        except Unreadable as error:
            yield Unreadable(whole, error.reason)


def expanded(paths: Iterable[str]) -> Iterator[str]:
    """``paths``, with the reports in an archive in place of the archive.

    What cannot be read stands among them, to be refused where it is opened.
    """
    for path in paths:
        if archive_at(path) != (Path(path), ""):
            yield path
            continue
        try:
            members = [member for member, reason in chosen(open_archive(path))
                       if reason not in HARMLESS]  # fmt: skip
        except (Unreadable, OSError):
            yield path
        else:
            yield from (f"{path}/{member}" for member in members)


def chosen(archive: Archive) -> Iterator[tuple[str, str]]:
    """The members that are read, each with an empty reason, and those that are not, with theirs.

    What systems leave behind goes without a word, the folder of a saved page with one.
    """
    names: dict[str, list[str]] = {}  # by folder
    for path in archive.members:
        folder, _, name = path.rpartition("/")
        names.setdefault(folder, []).append(name)
    left_out: dict[str, str] = {}  # folder -> why nothing below it is read; empty: no word
    for folder in {above for path in names for above in _folders(path)}:
        parent, _, name = folder.rpartition("/")
        if is_silent(name) or name.endswith(".ledger"):
            left_out[folder] = ""
        elif page_folders([name], names.get(parent, [])):
            left_out[folder] = SAVED_PAGE
    told: set[str] = set()
    for path, member in sorted(archive.members.items()):
        folder, _, name = path.rpartition("/")
        above = next((f for f in _folders(folder) if f in left_out), "")
        if above:
            if left_out[above] and above not in told:
                told.add(above)
                yield above, left_out[above]
        elif not is_silent(name):
            yield path, NO_REPORT if is_no_report(name) else member.reason


def _folders(path: str) -> list[str]:
    """``path`` and all folders above it, the uppermost first."""
    parts = path.split("/")
    return ["/".join(parts[: n + 1]) for n in range(len(parts))] if path else []
