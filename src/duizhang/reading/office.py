"""DOC, WPS, RTF, ODT, XLS and ODS: turned by LibreOffice into DOCX or XLSX, and read as those.

LibreOffice is no part of Duizhang: where it is missing, the file is refused in one line. It runs with
a profile of its own for each process that reads, without macros, without following links, and, where
the system lets a user do so, without any network. Locators lead into the parts of what it wrote.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from duizhang.model import Source
from duizhang.reading.draft import Draft
from duizhang.reading.errors import Unreadable
from duizhang.reading.office_locked import is_locked
from duizhang.reading.office_package import Package

TIMEOUT = 180  # seconds of wall clock for one file; a report takes 1 to 2, a first start some 5
_LARGEST = 256 * 2**20  # bytes of what LibreOffice may write for one file
_PREFIX = "duizhang-office-"
_PLACES = ("/Applications/LibreOffice.app/Contents/MacOS/soffice",)
# Macros off, links never updated, nothing asked, nothing sent: (path, property, value).
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Misc", "FirstRun", "false"),
    ("Writer/Content/Update", "Link", "0"),
    ("Writer/Content/Update", "Field", "false"),
    ("Calc/Content/Update", "Link", "1"),
    ("Calc/Formula/Load", "OOXMLRecalcMode", "1"),
    ("Calc/Formula/Load", "ODFRecalcMode", "1"),
)


class _Kind(NamedTuple):
    called: str
    suffix: str
    to: str
    packed: bool  # a zip whose parts are bounded before LibreOffice unpacks them


_KINDS = {
    "application/msword": _Kind("DOC (or WPS)", "doc", "docx", False),
    "application/rtf": _Kind("RTF", "rtf", "docx", False),
    "application/vnd.oasis.opendocument.text": _Kind("ODT", "odt", "docx", True),
    "application/vnd.ms-excel": _Kind("XLS", "xls", "xlsx", False),
    "application/vnd.oasis.opendocument.spreadsheet": _Kind("ODS", "ods", "xlsx", True),
}
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}


def read_office(source: Source) -> Draft:
    """The draft of an office file that LibreOffice opens. Raises :class:`Unreadable`.

    Also where LibreOffice is not installed, and for a file that is protected by a password.
    """
    kind = _KINDS[source.media_type]
    if is_locked(source.data):
        raise Unreadable(source.name, "protected by a password")
    if kind.packed:
        package = Package(source.name, source.data)
        if b"encryption-data" in (package.read("META-INF/manifest.xml") or b""):
            raise Unreadable(source.name, "protected by a password")
        package.check(types=True)
        _refuse_links(source.name, package)
    program = soffice()
    if program is None:
        why = f"{kind.called} is read through LibreOffice, which is not installed"
        raise Unreadable(source.name, why)
    data = _converted(program, source, kind)
    made = Package(source.name, data)
    if kind.to == "docx":
        from duizhang.reading.docx import read_package

        return read_package(made)
    from duizhang.reading.sheet import read_package as read_workbook

    return read_workbook(made, data)


def soffice() -> str | None:
    """Where LibreOffice's program lies; None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if os.path.exists(place)), None)


_LINKED = re.compile(
    rb"<(?:text:section-source|table:table-source|table:cell-range-source)\b[^>]*"
    rb"""xlink:href=(?:"[^"#]|'[^'#])|<(?:text|table|office):dde-"""
)


def _refuse_links(name: str, package: Package) -> None:
    """Sections and tables whose text is another file's are not opened: nothing is fetched."""
    if _LINKED.search(package.read("content.xml") or b""):
        raise Unreadable(name, "parts of it are links to other files - refused")


def _converted(program: str, source: Source, kind: _Kind) -> bytes:
    """What LibreOffice makes of ``source``."""
    with tempfile.TemporaryDirectory(dir=_profile()) as folder:
        path = Path(folder, f"in.{kind.suffix}")
        path.write_bytes(source.data)
        command = [
            *_offline(), program, f"-env:UserInstallation={_profile().as_uri()}",
            "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo",
            "--convert-to", _FILTERS[kind.to], "--outdir", folder, str(path),
        ]  # fmt: skip
        if not _run(command, folder):
            raise Unreadable(source.name, f"LibreOffice took more than {TIMEOUT} s for it")
        made = Path(folder, f"in.{kind.to}")
        if not made.is_file():
            raise Unreadable(source.name, f"LibreOffice cannot read it (a damaged {kind.called}?)")
        if made.stat().st_size > _LARGEST:
            raise Unreadable(source.name, "LibreOffice makes too large a file of it")
        return made.read_bytes()


def _run(command: list[str], folder: str) -> bool:
    """Whether ``command`` ended in time; else it is ended, with all that it started."""
    quiet = subprocess.DEVNULL
    # the same process group as the reader's own, which is ended as a whole from outside
    process = subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, cwd=folder,
        env=os.environ | {"SAL_USE_VCLPLUGIN": "svp", "HOME": folder},
    )  # fmt: skip
    try:
        process.wait(TIMEOUT)
        return True
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            for child in [*_below(process.pid), process.pid]:
                with suppress(OSError):
                    os.kill(child, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
            process.wait()


def _below(pid: int) -> list[int]:
    """All processes that ``pid`` started, and those they started (Linux; elsewhere none)."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            parent = int(entry.read_text(errors="replace").rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(entry.parent.name))
    found: list[int] = []
    todo = [pid]
    while todo:
        below = parents.get(todo.pop(), [])
        found += below
        todo += below
    return found


@cache
def _offline() -> tuple[str, ...]:
    """What to put before a command so that it has no network; nothing where that cannot be had."""
    program = shutil.which("unshare")
    if program is None:
        return ()
    try:
        tried = subprocess.run(
            [program, "-rn", "true"], capture_output=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return (program, "-rn") if tried.returncode == 0 else ()


@cache
def _profile() -> Path:
    """The profile of this process: made once, for a first start costs seconds."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    user = folder / "user"
    user.mkdir()
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items '
        'xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>\n',
        encoding="utf-8",
    )
    return folder


def _sweep() -> None:
    """Removes the profiles of processes that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(_PREFIX + "*"):
        pid = re.match(r"([0-9]+)-", folder.name.removeprefix(_PREFIX))
        with suppress(OSError):
            if pid and folder.stat().st_uid == os.getuid() and not _lives(int(pid.group(1))):
                shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
