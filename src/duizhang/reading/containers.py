"""What a container (a ZIP or an OLE2 file) holds, told by the names of its members."""

from __future__ import annotations

import io
import struct

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A document of an office program has some hundred members; what has more is an archive.
_MANY = 20_000
# What stands in a member ``mimetype`` -> media type, or what a person calls such a file.
_MIMETYPES: tuple[tuple[str, str], ...] = (
    ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    ("application/vnd.oasis.opendocument.presentation", "ODP (slides)"),
    ("application/vnd.oasis.opendocument", "OpenDocument file"),
    ("application/epub+zip", "EPUB book"),
)
# Names of streams of an OLE2 file -> media type, or what a person calls such a file. The first
# that is there tells: a text may hold a workbook, and an encrypted file holds neither in the open.
_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "encrypted Office file"),
    ("WordDocument", "application/msword"),
    ("WPSDocument", "application/msword"),
    ("PowerPoint Document", "PPT (old Office file)"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("HwpSummaryInformation", "HWP (Hangul file)"),
    ("__properties_version1.0", "Outlook message"),
    ("VisioDocument", "Visio drawing"),
    ("CONTENTS", "Works file"),
)


def zip_kind(data: bytes) -> str:
    """The media type of the ZIP ``data`` by its members; ``application/zip`` for any archive."""
    names, mimetype = _members(data)
    if mimetype:
        return next((kind for mark, kind in _MIMETYPES if mimetype.startswith(mark)), _ZIP)
    if "word/document.xml" in names:
        return _WORD
    if "xl/workbook.xml" in names:
        return _SHEET
    if "[Content_Types].xml" in names or "_rels/.rels" in names:
        folders = {name.partition("/")[0] for name in names}
        if "word" in folders:
            return _WORD
        if "xl" in folders:
            return "XLSB (binary workbook)" if "xl/workbook.bin" in names else _SHEET
        if "ppt" in folders:
            return "PPTX (slides)"
    if "OFD.xml" in names:
        return "OFD (a Chinese page format)"
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        return "iWork file"
    return _ZIP


_ZIP = "application/zip"


def _members(data: bytes) -> tuple[set[str], str]:
    """The names in the ZIP ``data``, and what its member ``mimetype`` says; of a damaged one what
    its first members are called."""
    import zipfile  # only here: most runs read text alone

    if data.count(_ENTRY_MARK) > _MANY:  # the counts that a ZIP states may be false
        return set(), ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mimetype = ""
            if "mimetype" in names and not archive.getinfo("mimetype").flag_bits & 1:
                with archive.open("mimetype") as member:
                    mimetype = member.read(200).decode("ascii", "replace").strip()
            return names, mimetype
    except Exception:  # zipfile raises many kinds of errors on damaged files
        return _first_names(data), ""


_ENTRY_MARK = b"PK\x01\x02"


def _first_names(data: bytes) -> set[str]:
    """Names in the local headers near the head of a ZIP that lost its directory."""
    names: set[str] = set()
    at = 0
    while (at := data.find(b"PK\x03\x04", at, 1 << 20)) >= 0 and at + 30 <= len(data):
        (length,) = struct.unpack_from("<H", data, at + 26)
        names.add(data[at + 30 : at + 30 + length].decode("utf-8", "replace"))
        at += 30
    return names


def ole_kind(data: bytes) -> str:
    """The media type of the OLE2 file ``data`` by its streams, or a name for people."""
    return next((kind for name, kind in _STREAMS if _has_stream(data, name)), "OLE2 file")


def _has_stream(data: bytes, name: str) -> bool:
    """Whether a directory entry of the OLE2 file ``data`` is called ``name``.

    Entries have 128 bytes and lie at multiples of them, as sectors have 512 or 4096; the length
    of the name in bytes, with its end, stands at 64.
    """
    sought = name.encode("utf-16-le") + b"\x00\x00"
    length = len(sought).to_bytes(2, "little")
    at = -1
    while (at := data.find(sought, at + 1)) >= 0:
        if at % 128 == 0 and data[at + 64 : at + 66] == length:
            return True
    return False
