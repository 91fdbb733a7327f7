from __future__ import annotations

import os
from pathlib import Path

import pytest

from duizhang.ledger.walk import NOT_UTF8, Skipped, find_files, shown
from duizhang.reading.names import NO_REPORT, SAVED_PAGE


def names(found: list[Path], top: Path) -> list[str]:
    return [path.relative_to(top).as_posix() for path in found]


def test_folders_are_walked_sorted_without_hidden_files_and_ledgers(tmp_path: Path) -> None:
    for name in (
        "乙/b.txt", "甲.md", "a b.txt", ".hidden", ".git/x", "x.ledger/y", "l/ledger.duckdb",
        "l/cache/z",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    found = find_files([tmp_path, tmp_path / "甲.md"])
    assert names(found.files, tmp_path) == ["a b.txt", "乙/b.txt", "甲.md"]
    assert found.skipped == []


def test_settings_beside_reports_are_skipped_with_a_word_unless_named(tmp_path: Path) -> None:
    for name in ("a.txt", "index.yaml", "b.JSON"):
        (tmp_path / name).write_text("x")
    found = find_files([tmp_path])
    assert names(found.files, tmp_path) == ["a.txt"]
    assert [(Path(s.path).name, s.reason) for s in found.skipped] == [
        ("b.JSON", NO_REPORT),
        ("index.yaml", NO_REPORT),
    ]
    found = find_files([tmp_path / "index.yaml", tmp_path])
    assert names(found.files, tmp_path) == ["a.txt", "index.yaml"]
    assert found.named == {tmp_path / "index.yaml"}


def test_what_systems_and_office_leave_behind_is_left_out_silently(tmp_path: Path) -> None:
    for name in ("a.docx", "~$a.docx", "Thumbs.db", "desktop.ini", "__MACOSX/a.docx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    found = find_files([tmp_path])
    assert names(found.files, tmp_path) == ["a.docx"]
    assert found.skipped == []


@pytest.mark.parametrize("ending", ["_files", ".files", "_文件"])
def test_the_folder_of_a_saved_page_is_left_out_with_one_word(tmp_path: Path, ending: str) -> None:
    for name in (
        "报告.html",
        f"报告{ending}/ad.html",
        f"报告{ending}/x.css",
        f"other{ending}/b.htm",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    found = find_files([tmp_path])
    assert names(found.files, tmp_path) == [f"other{ending}/b.htm", "报告.html"]
    assert found.skipped == [Skipped(str(tmp_path / f"报告{ending}"), SAVED_PAGE)]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "b.txt").symlink_to("a.txt")
    found = find_files([tmp_path])
    assert names(found.files, tmp_path) == ["a.txt", "b.txt"]
    assert [Path(s.path).name for s in found.skipped] == ["self"]


def test_pipes_and_missing_files_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found = find_files([tmp_path, tmp_path / "none", "bad\0name"])
    reasons = {Path(s.path).name: s.reason for s in found.skipped}
    assert reasons["pipe"] == "not a regular file"
    assert reasons["none"] == "No such file or directory"
    assert len(found.skipped) == 3


def test_a_folder_without_rights_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shut").mkdir()
    (tmp_path / "a.txt").write_text("x")
    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = find_files([tmp_path])
    assert names(found.files, tmp_path) == ["a.txt"]
    assert found.skipped == [Skipped(str(tmp_path / "shut"), "Permission denied")]


def test_names_that_are_not_utf8_and_lines_in_names(tmp_path: Path) -> None:
    top = os.fsencode(tmp_path)
    for name in (b"a\xff.txt", b"\xe6b\xff/c.txt", b"d\n.txt"):
        os.makedirs(os.path.dirname(os.path.join(top, name)), exist_ok=True)
        with open(os.path.join(top, name), "wb") as file:
            file.write(b"x")
    found = find_files([tmp_path, os.fsdecode(top + b"/a\xff.txt")])
    assert names(found.files, tmp_path) == ["d\n.txt"]
    assert found.skipped == [
        Skipped(f"{tmp_path}/\\xe6b\\xff", NOT_UTF8),
        Skipped(f"{tmp_path}/a\\xff.txt", NOT_UTF8),
    ]
    assert shown("a\nb\x1b\udcff\u3000字") == "a\\nb\\x1b\\xff\u3000字"
    assert shown("a\ud800") == "a?"


def test_a_name_in_gb18030_is_told(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + "/政府工作报告.txt".encode("gb18030"), "wb") as file:
        file.write(b"x")
    (skipped,) = find_files([tmp_path]).skipped
    assert skipped.reason == f"{NOT_UTF8} (it is 政府工作报告.txt in GB18030)"
