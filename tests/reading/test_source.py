"""Opening files: what is refused, and in which words."""

from __future__ import annotations

import os
import pickle
import stat
from pathlib import Path

import pytest

from duizhang.reading import LIMIT, Unreadable, decode, make_source, open_source

TEXT = "2031年，全市地区生产总值增长6%左右。\n"


def test_reads_names_with_spaces_and_chinese(tmp_path: Path) -> None:
    path = tmp_path / "某 市 报告 (终稿).txt"
    path.write_text(TEXT, encoding="utf-8")
    source = open_source(path)
    assert (source.name, source.media_type) == ("某 市 报告 (终稿).txt", "text/plain")
    assert decode(source).source_text == TEXT


def test_identity_is_the_content_not_the_name(tmp_path: Path) -> None:
    for name in ("a.txt", "b.md"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    first, second = open_source(tmp_path / "a.txt"), open_source(str(tmp_path / "b.md"))
    assert first.sha256 == second.sha256
    assert len(first.sha256) == 64


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda p: None, "no such file"),
        (lambda p: p.mkdir(), "folder"),
        (lambda p: p.write_bytes(b""), "empty"),
        (lambda p: p.write_bytes(b"\xef\xbb\xbf \r\n\t\n"), "no text"),
        (lambda p: p.symlink_to(p.name), "loop"),
        (lambda p: os.mkfifo(p), "no regular file"),
        (
            lambda p: os.truncate(os.open(p, os.O_CREAT | os.O_WRONLY), 200 * 2**20),
            "too large: 200",
        ),
        (lambda p: p.write_bytes(b"Rar!\x1a\x07\x00"), "RAR archive - unpack it first"),
        (lambda p: p.write_bytes(b"PK\x05\x06" + bytes(18)), "a ZIP archive, not one report"),
        (lambda p: p.write_bytes(TEXT.encode() + b"\x00\x01\x02" * 9), "NUL"),
    ],
)
def test_refuses_in_one_line(tmp_path: Path, make, reason: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "报告.txt"
    make(path)
    with pytest.raises(Unreadable, match=reason) as caught:
        open_source(path)
    assert caught.value.name == "报告.txt"
    assert str(caught.value).startswith("报告.txt: ")
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_refuses_what_it_may_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(Unreadable, match="permission"):
        open_source(path)
    path.chmod(stat.S_IRWXU)


@pytest.mark.parametrize("path", ["a\x00b", "x" * 5000, "/dev/null", ""])
def test_refuses_odd_paths(path: str) -> None:
    with pytest.raises(Unreadable):
        open_source(path)


def test_a_limit_holds_for_bytes_too() -> None:
    with pytest.raises(Unreadable, match="limit is 32 MiB"):
        make_source("a", b"1" * (LIMIT + 1))


def test_the_error_travels_between_processes() -> None:
    error = pickle.loads(pickle.dumps(Unreadable("a.txt", "empty")))
    assert (error.name, error.reason) == ("a.txt", "empty")


def test_an_unknown_media_type_is_refused() -> None:
    source = make_source("a", TEXT.encode())
    with pytest.raises(Unreadable, match="not read yet"):
        decode(type(source)("a", "video/mp4", source.sha256, source.data))
