"""Office packages (DOCX, XLSX): a zip of XML parts, opened with bounds on all that it unpacks to.

No entity is resolved, no external part is looked at. A part that is missing or damaged is a fault
of the file; only the main part makes it unreadable.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from duizhang.reading.errors import Unreadable

# A report's XML has some 2 MB. Beyond these a package is something else, or a bomb.
PART_LIMIT = 48 * 2**20  # bytes of one part, unpacked
TOTAL_LIMIT = 192 * 2**20  # bytes of all parts that are read
RATIO = 400  # times a part may be larger than its packed bytes, if it is large
MEMBERS = 20_000
_RATIO_FROM = 4 * 2**20
_CHUNK = 2**20

# ISO's strict names of the same vocabularies, and what all Office programs write.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main",
     b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/",
     b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/",
     b"http://schemas.openxmlformats.org/drawingml/2006/"),
)  # fmt: skip
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Relation(NamedTuple):
    """What a part points at: the last word of the relation's type, and the target's part name."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of an Office file. Raises :class:`Unreadable` for what is no sound zip."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
            raise Unreadable(name, "a damaged or truncated Office file") from error
        found = self._zip.infolist()
        if len(found) > MEMBERS:
            raise Unreadable(name, f"{len(found)} parts in one Office file - refused")
        # some programs write \ or other cases: names are compared as Office does
        self._members = {_folded(info.filename): info for info in reversed(found)}
        self._left = TOTAL_LIMIT

    def __contains__(self, part: str) -> bool:
        return _folded(part) in self._members

    @property
    def names(self) -> list[str]:
        """The names of all parts, as the file writes them."""
        return [info.filename for info in self._members.values()]

    def read(self, part: str) -> bytes | None:
        """The bytes of ``part``; None where it is missing. Raises :class:`Unreadable`."""
        info = self._members.get(_folded(part))
        if info is None:
            return None
        if info.flag_bits & 1:
            raise Unreadable(self.name, "protected by a password")
        limit = min(PART_LIMIT, self._left)
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(_CHUNK):
                    size += len(chunk)
                    # what is counted is what comes out, not what the zip's own list says
                    if size > limit or (
                        size > _RATIO_FROM and size > RATIO * max(1, info.compress_size)
                    ):
                        raise Unreadable(
                            self.name, f"{part} unpacks to too much (a zip bomb?) - refused"
                        )
                    chunks.append(chunk)
        except (
            zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError,
            RuntimeError,
        ) as error:  # fmt: skip
            raise Unreadable(self.name, f"damaged: {part} cannot be unpacked") from error
        self._left -= size
        return b"".join(chunks)

    def check(self, types: bool = False) -> None:
        """Unpack every XML part once, for a library that reads the file by itself.

        Raises :class:`Unreadable` where a part is too large, declares an entity, or (unless
        ``types`` may be named, as OpenDocument's first programs did) a document type.
        """
        for info in list(self._members.values()):
            if info.filename.lower().endswith((".xml", ".rels", ".vml")):
                data = self.read(info.filename) or b""
                self._refuse_types(info.filename, data, types)

    def tree(self, part: str) -> etree._Element | None:
        """The root of the XML in ``part``; None where it is missing. Raises :class:`Unreadable`."""
        data = self.read(part)
        if data is None:
            return None
        self._refuse_types(part, data)
        if b"http://purl.oclc.org/" in data[:8192]:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Unreadable(self.name, f"damaged: {part} is no sound XML") from error

    def some_tree(self, part: str) -> etree._Element | None:
        """As :meth:`tree`, for a part that the text can do without: None where it is damaged."""
        try:
            return self.tree(part)
        except Unreadable:
            return None

    def relations(self, part: str) -> dict[str, Relation]:
        """What ``part`` (empty: the package) points at, by the relation's id."""
        folder, base = posixpath.split(part)
        root = self.some_tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Relation] = {}
        for node in root.iter(_RELATION) if root is not None else ():
            target = unquote(node.get("Target", "")).replace("\\", "/")
            external = node.get("TargetMode", "") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = node.get("Type", "").rsplit("/", 1)[-1]
            found[node.get("Id", "")] = Relation(kind, target, external)
        return found

    def _refuse_types(self, part: str, data: bytes, types: bool = False) -> None:
        """No Office program writes a document type: one that stands there is an attack."""
        marks = [b"<!ENTITY"] if types else [b"<!ENTITY", b"<!DOCTYPE"]
        if data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"):
            marks += [m.decode().encode(wide) for m in marks for wide in ("utf-16-le", "utf-16-be")]
        if any(mark in data for mark in marks):
            raise Unreadable(self.name, f"{part} declares XML entities - refused")


def _folded(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()
