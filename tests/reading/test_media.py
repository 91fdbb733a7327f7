"""What a file is, seen from its first bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from duizhang.reading.media import media_type


def _zip(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("一、总体要求\n增长5%。".encode(), "text/plain"),
        ("一、总体要求\n增长5%。".encode("gb18030"), "text/plain"),
        ("一、总体要求\n增长5%。".encode("utf-16"), "text/plain"),
        ("一、总体要求\n增长5%。".encode("utf-16-be"), "text/plain"),
        ("# 某市\n\n增长5%。".encode(), "text/markdown"),
        ("增长**5%**。".encode(), "text/markdown"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "HTML"),
        (b"<HTML lang=zh><body>", "HTML"),
        (b'<?xml version="1.0"?><html>', "HTML"),
        (b'<?xml version="1.0"?><feed>', "XML"),
        (b"%PDF-1.4", "PDF"),
        (_zip("word/document.xml"), "DOCX"),
        (_zip("xl/workbook.xml"), "XLSX"),
        (_zip("a.txt"), "ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"\xff\xd8\xff\xe0", "JPEG image"),
        (b"\x7fELF\x02", "executable"),
        (b"MZ" + b"\x00" * 58 + b"\x80\x00\x00\x00", "executable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC (old Office file)"),
        (b"GDP\x00\x01", "binary file (NUL bytes)"),
        (bytes(range(1, 32)) * 3, "binary file"),
        (b"MZ is how this sentence begins.", "text/plain"),
    ],
)
def test_content_tells(data: bytes, found: str) -> None:
    assert media_type(data) == found
