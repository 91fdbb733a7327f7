"""Archives of reports: names, folders, and what a hostile one may not do."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from duizhang.model import Source
from duizhang.reading import Unreadable, open_source
from duizhang.reading.archive import archive_at, open_sources
from duizhang.reading.names import NO_REPORT, SAVED_PAGE

TEXT = "2031年，全市地区生产总值增长6%左右。\n"


def packed(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return buffer.getvalue()


def raw_named(name: bytes, extra: bytes = b"", data: bytes = TEXT.encode()) -> bytes:
    """A ZIP of one stored member, its name in bytes and marked as of no encoding."""
    sizes = struct.pack("<IIIHH", zlib.crc32(data), len(data), len(data), len(name), len(extra))
    head = struct.pack("<HHHHH", 20, 0, 0, 0, 0) + sizes
    local = b"PK\x03\x04" + head + name + extra + data
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, 0)
    directory = entry + name + extra
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), len(local), 0)
    return local + directory + b"PK\x05\x06" + end


def found(path: Path) -> dict[str, str]:
    """What each member below ``path`` gave: its text, or why there is none."""
    return {
        (s.path if isinstance(s, Source) else s.name).removeprefix(f"{path}/"): (
            s.data.decode() if isinstance(s, Source) else s.reason
        )
        for s in open_sources(path)
    }


def test_members_have_their_own_names_and_the_archives_path(tmp_path: Path) -> None:
    path = tmp_path / "报告.zip"
    path.write_bytes(packed({"市/2031年.txt": TEXT, "a.md": "# " + TEXT}))
    first, second = open_sources(path)
    assert isinstance(first, Source)
    assert isinstance(second, Source)
    assert (first.name, first.path) == ("a.md", f"{path}/a.md")
    assert (second.name, second.media_type) == ("2031年.txt", "text/plain")
    assert open_source(f"{path}/市/2031年.txt") == second
    assert open_source(str(path / "a.md")) == first


def test_a_zip_in_a_zip_is_a_folder_one_level_deep(tmp_path: Path) -> None:
    deep = packed({"c.txt": TEXT})
    inner = packed({"b.txt": TEXT + "b", "again.ZIP": deep})
    other = packed({"d.txt": TEXT + "d"}, zipfile.ZIP_STORED)
    path = tmp_path / "a.zip"
    path.write_bytes(packed({"x/inner.zip": inner, "other.zip": other, "bad.zip": b"PK?"}))
    assert found(path) == {
        "bad.zip": "a damaged ZIP archive (File is not a zip file)",
        "other.zip/d.txt": TEXT + "d",
        "x/inner.zip/again.ZIP": "a ZIP within a ZIP within a ZIP; unpack it first",
        "x/inner.zip/b.txt": TEXT + "b",
    }
    assert open_source(path / "other.zip" / "d.txt").data.decode() == TEXT + "d"


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("某市/报告.txt".encode("gbk"), "某市/报告.txt"),
        ("某市\\报告.txt".encode("gbk"), "某市/报告.txt"),
        ("誠.txt".encode("gbk"), "誠.txt"),  # its second byte is a backslash's or like it
        ("某市/报告.txt".encode(), "某市/报告.txt"),
        (b"\x80\xff.txt", "Ç\xa0.txt"),
        (b"../../etc/passwd", "etc/passwd"),
        (b"C:\\x\\..\\a.txt", "x/a.txt"),
        (b"/a//./b.txt", "a/b.txt"),
    ],
)
def test_names_are_read_as_they_were_written(tmp_path: Path, name: bytes, read: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(raw_named(name))
    assert found(path) == {read: TEXT}
    assert os.listdir(tmp_path) == ["a.zip"]
    assert open_source(f"{path}/{read}").name == read.rpartition("/")[2]


def test_a_unicode_name_in_the_extra_field(tmp_path: Path) -> None:
    raw = b"??.txt"
    told = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + "报告.txt".encode()
    path = tmp_path / "a.zip"
    path.write_bytes(raw_named(raw, struct.pack("<HH", 0x7075, len(told)) + told))
    assert list(found(path)) == ["报告.txt"]
    stale = b"\x01" + struct.pack("<I", 7) + "旧名.txt".encode()
    path.write_bytes(raw_named(raw, struct.pack("<HH", 0x7075, len(stale)) + stale))
    assert list(found(path)) == ["??.txt"]


def test_two_members_of_one_name_are_both_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(packed({"a.txt": TEXT, "b.txt": TEXT + "b"}).replace(b"b.txt", b"a.txt"))
    assert found(path) == {"a.txt": TEXT, "a~2.txt": TEXT + "b"}


def test_what_lies_beside_reports_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    members = (
        "a.txt", "__MACOSX/._a.txt", ".DS_Store", "x/Thumbs.db", "x/desktop.ini", "x/~$a.docx",
        "x/l.ledger/ledger.duckdb", "x/list.json", "x/page.html", "x/page_files/ad.html",
        "x/page_files/style.css",
    )  # fmt: skip
    path.write_bytes(packed(dict.fromkeys(members, TEXT)))
    assert found(path) == {
        "a.txt": TEXT,
        "x/list.json": NO_REPORT,
        "x/page.html": TEXT,
        "x/page_files": SAVED_PAGE,
    }


def flagged(data: bytes, flag: int) -> bytes:
    """``data``, a ZIP of one member, with ``flag`` set in both its heads."""
    made = bytearray(data)
    made[6] |= flag
    made[made.rindex(b"PK\x01\x02") + 8] |= flag
    return bytes(made)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (flagged(packed({"a.txt": TEXT}), 1), "encrypted"),
        (packed({"a.txt": TEXT}, zipfile.ZIP_LZMA), "packed in a way that is not read"),
        (packed({"a.txt": b"\0" * 30_000_000, "b": os.urandom(10**6)}), "expands too far"),
        (packed({"a.txt": b"1 " * 20_000_000, "b": os.urandom(10**6)}), "expands too far"),
        (packed({"a.txt": os.urandom(33 * 2**20)}), "too large: the limit is 32 MiB"),
        (packed({"a.txt": TEXT}).replace(TEXT.encode()[:3], b"xyz"), ""),
        (packed({"a.txt": TEXT}, zipfile.ZIP_STORED).replace(TEXT[:3].encode(), b"xyz"), "damaged"),
        (packed({"a.txt": ""}), "the file is empty"),
        (packed({"a.txt": b"Rar!\x1a\x07\x00"}), "RAR archive"),
    ],
)
def test_a_member_that_cannot_be_read_is_one_line(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    told = found(path)["a.txt"]
    assert told.startswith(reason) or reason in told
    assert "\n" not in told or told == TEXT
    assert "PK" not in told


def test_a_link_in_an_archive_leads_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    link = zipfile.ZipInfo("passwd.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(link, "/etc/passwd")
    assert found(path) == {"passwd.txt": "a symbolic link, no file"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (packed({f"{n}": b"\0" * 2**23 for n in range(40)}), "expands too far"),
        (packed({"a.txt": TEXT})[:-30], "damaged"),
        (b"PK\x03\x04" + b"\0" * 500, "damaged"),
    ],
)
def test_an_archive_that_cannot_be_read_is_one_line(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=reason) as caught:
        list(open_sources(path))
    assert "\n" not in str(caught.value)


def test_an_archive_of_a_million_members_is_refused_before_it_fills_the_memory(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.zip"
    entry = b"PK\x01\x02" + b"\0" * 42
    count = 1_000_000
    end = struct.pack("<HHHHIIH", 0, 0, 9, 9, len(entry) * count, 0, 0)
    path.write_bytes(b"PK\x03\x04" + entry * count + b"PK\x05\x06" + end)
    with pytest.raises(Unreadable, match="more than 100,000 members"):
        list(open_sources(path))


def test_what_leads_into_an_archive_and_what_does_not(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed({"x/b.txt": TEXT}))
    (tmp_path / "b.docx").write_bytes(packed({"word/document.xml": "x"}))
    (tmp_path / "c.txt").write_text(TEXT)
    (tmp_path / "d.zip").mkdir()
    assert archive_at(tmp_path / "a.zip") == (tmp_path / "a.zip", "")
    assert archive_at(tmp_path / "a.zip/x/b.txt") == (tmp_path / "a.zip", "x/b.txt")
    for name in ("b.docx", "c.txt", "c.txt/x", "d.zip", "d.zip/x", "none", "none/x"):
        assert archive_at(tmp_path / name) is None
    with pytest.raises(Unreadable, match=r"no such member of a\.zip"):
        open_source(tmp_path / "a.zip/none.txt")
    with pytest.raises(Unreadable, match="no such file"):
        open_source(tmp_path / "c.txt/x")
    with pytest.raises(Unreadable, match="name a member"):
        open_source(tmp_path / "a.zip")
