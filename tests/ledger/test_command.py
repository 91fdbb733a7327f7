from __future__ import annotations

import os
from pathlib import Path

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
