"""Files that LibreOffice opens, and the clear lines for those that nobody may open."""

from __future__ import annotations

import os
import struct
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from duizhang.model import Report, Source
from duizhang.reading import Unreadable, decode, make_source, office
from duizhang.reading.office import read_office
from duizhang.reading.office_locked import is_locked
from duizhang.report import interpret
from duizhang.samples import __file__ as samples
from reading.word_files import package, par, source, styled, table, word

HERE = pytest.mark.skipif(office.soffice() is None, reason="LibreOffice is not installed")
SAMPLES = sorted(p for p in Path(samples).parent.iterdir() if p.suffix in (".txt", ".md"))
DOC, RTF = "application/msword", "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"
FIELDS = ("value", "value2", "unit", "hedge", "strive", "aspect", "role", "period", "indicator",
          "subject", "place")  # fmt: skip


def claims(report: Report) -> Counter[tuple[object, ...]]:
    return Counter(tuple(getattr(c, name) for name in FIELDS) for c in report.claims)


def as_word(text: str) -> bytes:
    """A report's lines as a Word file: Markdown's headings as styles, its tables as tables."""
    body = ""
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            if set(line) - set("|-: "):
                rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            body += table(*rows)
            rows = []
        marks = len(line) - len(line.lstrip("#"))
        if marks:
            body += styled(line[marks:].strip(), f"Heading{marks}")
        elif line.strip():
            body += par(line)
    return word(body)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_a_word_file_says_what_the_plain_text_says(path: Path) -> None:
    plain = interpret(decode(make_source(path.name, path.read_bytes())))
    data = as_word(plain.document.source_text)
    report = interpret(decode(source(data, name=path.name)))
    assert claims(report) == claims(plain)


def converted(data: bytes, to: str, folder: Path, suffix: str = "docx") -> bytes:
    """``data`` as LibreOffice saves it."""
    (folder / f"a.{suffix}").write_bytes(data)
    subprocess.run(
        [str(office.soffice()), f"-env:UserInstallation={(folder / 'profile').as_uri()}",
         "--headless", "--convert-to", to, "--outdir", str(folder), str(folder / f"a.{suffix}")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (folder / f"a.{to.partition(':')[0]}").read_bytes()


@HERE
@pytest.mark.parametrize(
    ("to", "media_type"),
    [("doc:MS Word 97", DOC), ("rtf:Rich Text Format", RTF), ("odt:writer8", ODT)],
)
def test_other_formats_say_what_the_plain_text_says(
    to: str, media_type: str, tmp_path: Path
) -> None:
    path = next(p for p in SAMPLES if p.suffix == ".md" and "工作报告" in p.name)
    plain = interpret(decode(make_source(path.name, path.read_bytes())))
    data = converted(as_word(plain.document.source_text), to, tmp_path)
    report = interpret(decode(source(data, media_type, path.name)))
    assert claims(report) == claims(plain)
    claim = report.claims[0]
    (found, *_) = report.document.locate(claim.start, claim.end)
    assert found.part == "word/document.xml"


@HERE
def test_what_libreoffice_makes_of_a_page_is_read(tmp_path: Path) -> None:
    page = (
        '<html><meta charset="utf-8"><h1>一、2025年工作回顾</h1><p>全年增长5%。</p><ol><li>改造86个小区。'
        "<li>新建12所学校。</ol><table><tr><td>指标<td>目标</table></html>"
    ).encode()
    made = converted(page, "odt:writer8", tmp_path, "html")
    document = decode(source(made, ODT))
    lines = document.source_text.split("\n")
    assert lines[:4] == [
        "一、2025年工作回顾",
        "全年增长5%。",
        "1. 改造86个小区。",
        "2. 新建12所学校。",
    ]
    assert document.blocks[0].kind == "heading"


@HERE
def test_sheets_of_old_programs(tmp_path: Path) -> None:
    data = converted(
        "指标,目标\n粮食产量（万吨）,96\n".encode(), "xls:MS Excel 97", tmp_path, "csv"
    )
    document = decode(source(data, "application/vnd.ms-excel"))
    assert "| 96 |" in document.source_text


def ole(name: str, stream: bytes) -> bytes:
    """An OLE2 file as far as it is looked at: a directory entry and the stream it points to."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(30, b"\0") + struct.pack("<H", 9)
    wide = name.encode("utf-16-le") + b"\0\0"
    entry = wide.ljust(64, b"\0") + struct.pack("<H", len(wide))
    entry = entry.ljust(116, b"\0") + struct.pack("<I", 1)
    return head.ljust(512, b"\0") + entry.ljust(512, b"\0") + stream.ljust(512, b"\0")


@pytest.mark.parametrize(
    ("name", "stream", "locked"),
    [
        ("EncryptedPackage", b"", True),
        ("WordDocument", b"\xec\xa5\xc1\x00" + b"\0" * 7 + b"\x13", True),
        ("WordDocument", b"\xec\xa5\xc1\x00" + b"\0" * 7 + b"\x12", False),
        ("Workbook", b"\x09\x08\x02\x00ab\x2f\x00\x00\x00", True),
        ("Workbook", b"\x09\x08\x02\x00ab\x42\x00\x02\x00ab", False),
        ("Catalog", b"", False),
    ],
)
def test_passwords_are_told_by_the_first_bytes(name: str, stream: bytes, locked: bool) -> None:
    data = ole(name, stream)
    assert is_locked(data) == locked
    if locked:
        with pytest.raises(Unreadable, match="protected by a password"):
            read_office(source(data, DOC))


def test_it_is_told_where_libreoffice_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "soffice", lambda: None)
    with pytest.raises(Unreadable) as error:
        read_office(source(b"{\\rtf1 a}", RTF))
    assert error.value.reason == "RTF is read through LibreOffice, which is not installed"


def odt(content: str, **more: str) -> Source:
    mark = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" ' + (
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    text = (
        f'<office:document-content {mark} office:version="1.2"><office:body><office:text>{content}'
        "</office:text></office:body></office:document-content>"
    )
    parts: dict[str, str | bytes] = {"mimetype": ODT, "content.xml": text, **more}
    return source(package(parts), ODT)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (odt('<text:section><text:section-source xlink:href="../a.txt"/></text:section>'), "links to other files"),
        (odt("<text:p>a</text:p>" + " " * 60_000_000), "unpacks to too much"),
        (source(package({"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), ODT), "entities"),
        (source(package({"META-INF/manifest.xml": "<encryption-data/>"}), ODT), "a password"),
        (source(b"PK\x03\x04", ODT), "damaged"),
    ],
)  # fmt: skip
def test_hostile_files_never_come_to_libreoffice(
    given: Source, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_run", lambda *_: pytest.fail("it came to LibreOffice"))
    with pytest.raises(Unreadable, match=reason):
        read_office(given)


@HERE
@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, DOC),
        (ole("WordDocument", b"\xec\xa5\xc1\x00" + os.urandom(200)[:7] + b"\0" * 200), DOC),
        (b"{\\rtf1", RTF),
    ],
    ids=["empty", "word", "rtf"],
)
def test_damaged_files_are_one_line(data: bytes, media_type: str) -> None:
    with pytest.raises(Unreadable) as error:
        read_office(source(data, media_type))
    assert "\n" not in error.value.reason


@HERE
def test_what_takes_too_long_is_ended_with_all_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(office, "TIMEOUT", 0.5)
    script = tmp_path / "slow"
    script.write_text(f"#!/bin/sh\nsleep 98 & echo $! > {tmp_path}/pid\nwait\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(office, "soffice", lambda: str(script))
    with pytest.raises(Unreadable, match="took more than"):
        read_office(source(b"{\\rtf1 a}", RTF))
    time.sleep(0.2)
    state = Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


@HERE
def test_files_that_a_text_names_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密机密", encoding="utf-8")
    field = f'{{\\rtf1 abc {{\\field{{\\*\\fldinst INCLUDETEXT "{secret}"}}{{\\fldrslt old}}}} x}}'
    draft = read_office(source(field.encode(), RTF))
    assert "机密" not in draft.source_text
