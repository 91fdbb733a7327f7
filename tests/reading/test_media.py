"""What a file is, seen from its first bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from duizhang.reading.media import media_type

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODF = "application/vnd.oasis.opendocument."


def _zip(*names: str, mimetype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if mimetype:
            archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name in names:
            archive.writestr(
                zipfile.ZipInfo(name), "x"
            )  # without the present time: tests are named by it
    return buffer.getvalue()


def _ole(*streams: str) -> bytes:
    """The head of an OLE2 file and directory entries for ``streams``."""
    entries = [
        name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little")
        for name in ("Root Entry", *streams)
    ]
    body = b"".join(entry.ljust(128, b"\0") for entry in entries)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + body


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("一、总体要求\n增长5%。".encode(), "text/plain"),
        ("一、总体要求\n增长5%。".encode("gb18030"), "text/plain"),
        ("一、总体要求\n增长5%。".encode("utf-16"), "text/plain"),
        ("一、总体要求\n增长5%。".encode("utf-16-be"), "text/plain"),
        ("# 某市\n\n增长5%。".encode(), "text/markdown"),
        ("增长**5%**。".encode(), "text/markdown"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "text/html"),
        (b"<HTML lang=zh><body>", "text/html"),
        (b'<?xml version="1.0"?><html>', "text/html"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', "text/html"),
        (b"<!-- saved from url -->\n<!--x--><html>", "text/html"),
        ("<div class=a><p>增长5%。</p></div>".encode("gb18030"), "text/html"),
        ("<!doctype html><p>增长5%。".encode("utf-16"), "text/html"),
        (b"<!---->" * 9000 + b"x", "text/plain"),
        (b"<5% of all\nand more", "text/plain"),
        (b'<?xml version="1.0"?><feed>', "news feed"),
        (b'<?xml version="1.0"?><items>', "XML"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w>', "Word 2003 XML"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', "SVG image"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
         b'\ttype="text/html"\r\n\r\n--x', "multipart/related"),
        ("时间: 上午\n地点: 某市\n增长5%。".encode(), "text/plain"),
        (b"%PDF-1.4", "application/pdf"),
        (b"junk\n%PDF-1.4\n", "application/pdf"),
        ("某市说%PDF-1.4不是报告".encode(), "text/plain"),
        (_zip("word/document.xml"), WORD),
        (_zip("[Content_Types].xml", "word/document2.xml"), WORD),
        (_zip("[Content_Types].xml", "word/document.xml")[:150], WORD),
        (_zip("xl/workbook.xml"), SHEET),
        (_zip("[Content_Types].xml", "ppt/presentation.xml"), "PPTX (slides)"),
        (_zip("content.xml", mimetype=ODF + "text"), ODF + "text"),
        (_zip("content.xml", mimetype=ODF + "spreadsheet"), ODF + "spreadsheet"),
        (_zip("content.xml", mimetype=ODF + "presentation"), "ODP (slides)"),
        (_zip("OFD.xml", "Doc_0/Document.xml"), "OFD (a Chinese page format)"),
        (_zip("a.txt"), "application/zip"),
        (_zip("word/a.txt"), "application/zip"),
        (_zip(), "application/zip"),
        (_zip("a.txt")[:40], "application/zip"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x7fELF\x02", "executable"),
        (b"MZ" + b"\x00" * 58 + b"\x80\x00\x00\x00", "executable"),
        (_ole("WordDocument"), "application/msword"),
        (_ole("Workbook"), "application/vnd.ms-excel"),
        (_ole("Workbook", "WordDocument"), "application/msword"),
        (_ole("EncryptedPackage"), "encrypted Office file"),
        (_ole("WordDocuments"), "OLE2 file"),
        (b"{\\rtf1\\ansi", "application/rtf"),
        (b"Rar!\x1a\x07\x00", "RAR archive"),
        (b"GDP\x00\x01", "binary file (NUL bytes)"),
        (bytes(range(1, 32)) * 3, "binary file"),
        (b"MZ is how this sentence begins.", "text/plain"),
    ],
)  # fmt: skip
def test_content_tells(data: bytes, found: str) -> None:
    assert media_type(data) == found


TABLE = "指标,目标,完成\n地区生产总值增速,6%左右,6.2%\n城镇新增就业（万人）,3,3.4\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_table_of_cells_is_csv(encoding: str, delimiter: str) -> None:
    assert media_type(TABLE.replace(",", delimiter).encode(encoding)) == "text/csv"


def test_a_table_with_a_title_a_note_and_a_row_without_its_last_cell_is_csv() -> None:
    table = "某市主要指标\n" + TABLE + "粮食（万吨）,20\n进出口增速,5%,5.1%\n注：快报数\n"
    assert media_type(table.encode()) == "text/csv"


def test_a_long_table_is_judged_by_its_whole_rows() -> None:
    assert media_type((TABLE * 3000).encode()) == "text/csv"


@pytest.mark.parametrize(
    "text",
    [
        "今年,全市增长5%。\n明年,全市增长6%。\n后年,全市增长7%。\n",  # sentences
        "一、目标,任务\n增长5%\n就业3万人,增长2%\n",  # rows differ
        "指标,目标\n6,7\n",  # too few rows
        "指标\n6\n7\n",  # one column
        "甲,乙\n丙,丁\n戊,己\n",  # no numbers
        "| a | b |\n| 1 | 2 |\n| 3 | 4 |\n",  # Markdown
        "目标,完成\n6," + "长" * 300 + "\n7,8\n",  # a paragraph
    ],
)
def test_a_plain_report_is_never_csv(text: str) -> None:
    assert media_type(text.encode()) in ("text/plain", "text/markdown")
