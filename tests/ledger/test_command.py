from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from duizhang.cli import main
from duizhang.ledger.lock import writing
from duizhang.ledger.option import ledger_path
from ledger.made import write


def run(*arguments: object, code: int) -> Result:
    result = CliRunner().invoke(main, ["build", "--jobs", "1", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUIZHANG_LEDGER", raising=False)


def test_a_summary_and_what_changed(pages: Path) -> None:
    assert run(pages, code=0).stdout == (
        "duizhang.ledger: 4 documents, 8 figures, 8 claims, 4 warnings\n"
        "read 4, unchanged 0, gone 0, not read 0\n"
    )
    (pages / "摘要.txt").unlink()
    result = run(pages, code=0)
    assert "read 0, unchanged 3, gone 1, not read 0" in result.stdout
    assert result.stderr == ""


def test_files_that_failed_are_named_on_stderr_and_the_code_is_1(pages: Path) -> None:
    write(pages, "坏 one.txt", "broken")
    result = run(pages, "nowhere", code=1)
    assert result.stderr == (
        "not read: nowhere: No such file or directory\n"
        "not read: 报告 pages/坏 one.txt: it is broken\n"
    )
    assert "4 documents" in result.stdout


def test_wrong_use_is_2(pages: Path, tmp_path: Path) -> None:
    run(code=2)
    own = tmp_path / "own.toml"
    own.write_text("[[colour]]\n")
    error = run(pages, "--lexicon", own, code=2).stderr
    assert "[colour] is not known" in error
    run(pages, "--lexicon", tmp_path / "none.toml", code=2)


def test_a_ledger_that_cannot_be_written_is_one_line(pages: Path, tmp_path: Path) -> None:
    run(pages, code=0)
    with writing(tmp_path / "duizhang.ledger"):
        result = run(pages, code=1)
    assert result.stdout == ""
    assert result.stderr.startswith("duizhang: ")
    assert result.stderr.count("\n") == 1
    assert "another writer is at work" in result.stderr


def test_which_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ledger_path() == Path("duizhang.ledger")
    monkeypatch.setenv("DUIZHANG_LEDGER", "other")
    assert ledger_path() == Path("other")
    assert ledger_path("mine") == Path("mine")


def test_a_missing_path_keeps_what_was_below_it_in_one_line(pages: Path, tmp_path: Path) -> None:
    run(pages, code=0)
    pages.rename(tmp_path / "away")
    result = run(pages, code=1)
    assert result.stderr == "kept: 报告 pages: No such file or directory, 4 documents kept\n"
    assert "4 documents" in result.stdout
    assert "gone 0" in result.stdout


def test_a_name_that_is_not_utf8_is_one_line(pages: Path) -> None:
    for name in (b"a\xff.txt", b"b\nc.txt"):
        with open(os.path.join(os.fsencode(pages), name), "wb") as file:
            file.write(b"broken")
    result = run(pages, code=1)
    assert result.stderr == (
        "not read: 报告 pages/a\\xff.txt: its name is not UTF-8; rename it\n"
        "not read: 报告 pages/b\\nc.txt: it is broken\n"
    )
    assert "4 documents" in result.stdout


def one_line(*arguments: object, word: str, code: int = 1) -> None:
    result = run(*arguments, code=code)
    assert result.stdout == ""
    assert word in result.stderr
    if code == 1:
        assert result.stderr.startswith("duizhang: ")
        assert result.stderr.count("\n") == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_folder_of_other_files_is_no_ledger(pages: Path, tmp_path: Path) -> None:
    before = sorted(pages.iterdir())
    one_line(pages, "--ledger", pages, word="no ledger, and not empty (临湖市-2024.txt)")
    assert sorted(pages.iterdir()) == before
    photos = tmp_path / "photos"
    write(photos, "building/house.txt", "mine")
    one_line(pages, "--ledger", photos, word="no ledger, and not empty (building)")
    assert (photos / "building" / "house.txt").exists()


def test_a_ledger_is_nothing_to_read(pages: Path, tmp_path: Path) -> None:
    run(pages, "--ledger", "l", code=0)
    one_line("l", "--ledger", "l", word="l: a ledger, nothing to read")
    one_line(pages, "l", word="l: a ledger, nothing to read")
    one_line("l/cache", "--ledger", "l", word="l/cache: a ledger, nothing to read")


def test_an_empty_name_is_wrong_use(pages: Path) -> None:
    one_line("", word="an empty PATH", code=2)
    one_line(pages, "--ledger", "", word="a ledger's folder has a name", code=2)
    assert not Path("duizhang.ledger").exists()


def test_nothing_found_makes_no_ledger(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    one_line("empty", "--ledger", "new/l", word="nothing to read in empty; no ledger was made")
    assert not (tmp_path / "new").exists()
    write(tmp_path / "bad", "a.txt", "broken")
    result = run("bad", "nowhere", code=1)
    assert result.stderr == (
        "not read: bad/a.txt: it is broken\n"
        "not read: nowhere: No such file or directory\n"
        "duizhang: nothing to read in bad, nowhere; no ledger was made\n"
    )
    assert not (tmp_path / "duizhang.ledger").exists()
    run(pages, code=0)
    assert "4 documents" in run("empty", code=0).stdout


def test_faults_of_a_ledger_are_one_line(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "loop").symlink_to("loop")
    one_line(pages, "--ledger", "loop", word="loop: Too many levels of symbolic links; a loop")
    run(pages, code=0)
    ledger = tmp_path / "duizhang.ledger"
    (ledger / "reviews.sqlite").write_text("junk " * 1000)
    one_line(pages, "--jobs", "1", word="reviews.sqlite: file is not a database; put a good copy")
    (ledger / "reviews.sqlite").unlink()
    whole = (ledger / "ledger.duckdb").read_bytes()
    for size in (5000, 20_000, len(whole) - 1):
        (ledger / "ledger.duckdb").write_bytes(whole[:size])
        one_line(pages, word="shorter than it was; `duizhang build --rebuild")
        shown = CliRunner().invoke(main, ["show"])
        assert (shown.exit_code, shown.stderr.count("\n")) == (1, 1)
        assert "ledger.duckdb: damaged" in shown.stderr
    assert "4 documents" in run(pages, "--rebuild", code=0).stdout


def test_a_ledger_without_rights_is_one_line(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(pages, code=0)
    real = os.stat

    def stat(path: Any, *rest: Any, **named: Any) -> Any:
        if "duizhang.ledger" in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest, **named)

    monkeypatch.setattr(os, "stat", stat)
    one_line(pages, word="duizhang.ledger: Permission denied; change its rights")
    shown = CliRunner().invoke(main, ["show"])
    assert shown.stderr.startswith("duizhang: duizhang.ledger: Permission denied; change")
    assert (shown.exit_code, shown.stderr.count("\n")) == (1, 1)


def test_a_faulty_lexicon_is_wrong_use(pages: Path, tmp_path: Path) -> None:
    one_line(pages, "--lexicon", "/dev/null", word="/dev/null: not a regular file", code=2)
    own = tmp_path / "own.toml"
    for text, word in (
        ('[[place]]\nname = ""\n', "[[place]] name='' is no name"),
        ('[[place]]\ncode = "123456"\n', "[[place]] name='' is no name"),
        ("place = [1]\n", "place is no [[place]]"),
    ):
        own.write_text(text, encoding="utf-8")
        one_line(pages, "--lexicon", own, word=word, code=2)
        from duizhang.language.lexicon import load_lexicon

        load_lexicon.cache_clear()
    assert not Path("duizhang.ledger").exists()
