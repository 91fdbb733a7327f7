"""Whatever goes wrong, the last good ledger stays and one line says what it was."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from duizhang.ledger import LedgerError, build, snapshot
from duizhang.ledger.reader import Ledger
from duizhang.ledger.snapshot import FILE_NAME, open_snapshot
from ledger.made import write

_TESTS = Path(__file__).parent.parent

# Builds with the pages of made.py and kills itself without warning at the moment named.
_KILLED = """
import os, signal, sys
from pathlib import Path
import duizhang.report
from ledger.made import read_made
from duizhang.ledger import build, search, snapshot

pages, ledger, moment = sys.argv[1:]
duizhang.report.read_source = read_made

def die(*args):
    os.kill(os.getpid(), signal.SIGKILL)

def after(function):
    def called(*args, **named):
        function(*args, **named)
        die()
    return called

def progress(done, total):
    if moment == "reading" and done == 2:
        die()

if moment == "loading":
    snapshot.Writer.load = after(snapshot.Writer.load)
if moment == "publishing":
    snapshot.Writer.publish = die
if moment == "between":
    snapshot.Writer.publish = after(snapshot.Writer.publish)
if moment == "renaming":
    os.replace = lambda a, b: die() if str(b).endswith("ledger.duckdb") else os.rename(a, b)
if moment == "search":
    search.SearchWriter.publish = after(search.SearchWriter.publish)
build([pages], ledger, progress=progress)
"""


def places(ledger: Path) -> list[str]:
    with Ledger(ledger) as opened:
        assert opened.sql("SELECT count(*) AS n FROM claims").rows()[0]["n"] > 0
        return opened.places()


@pytest.mark.parametrize(
    ("moment", "new"),
    [
        ("reading", False),
        ("loading", False),
        ("publishing", False),
        ("renaming", False),
        ("between", True),
        ("search", True),
    ],
)
def test_kill_9_leaves_a_good_ledger(pages: Path, tmp_path: Path, moment: str, new: bool) -> None:
    ledger = tmp_path / "l"
    build([pages], ledger)
    old = places(ledger)
    for n in range(3):
        write(pages, f"new{n}.txt", f"苇洲{n}市 2025", "今年 target 2025 gdp growth 5 %。")
    run = subprocess.run(
        [sys.executable, "-c", _KILLED, str(pages), str(ledger), moment],
        env={**os.environ, "PYTHONPATH": str(_TESTS)},
        capture_output=True,
        check=False,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()
    assert (places(ledger) != old) == new
    assert build([pages], ledger).documents == 7
    assert len(places(ledger)) == len(old) + 3
    with Ledger(ledger) as opened:
        assert len(opened.search("target")) == 7
    assert not (ledger / "building").exists()


def test_no_ledger_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger here; make one with `duizhang build"):
        Ledger(tmp_path)


@pytest.mark.parametrize(("version", "word"), [("0", "older"), ("99", "newer")])
def test_another_schema_is_refused(pages: Path, tmp_path: Path, version: str, word: str) -> None:
    ledger = tmp_path / "l"
    build([pages], ledger)
    con = duckdb.connect(str(ledger / FILE_NAME))
    con.execute("UPDATE meta SET value = ? WHERE key = 'schema'", [version])
    con.close()
    before = (ledger / FILE_NAME).read_bytes()
    for use in (lambda: Ledger(ledger), lambda: build([pages], ledger)):
        with pytest.raises(LedgerError, match=f"schema {version}, {word} than") as caught:
            use()
        assert "\n" not in str(caught.value)
    assert (ledger / FILE_NAME).read_bytes() == before
    assert build([pages], ledger, rebuild=True).documents == 4


def test_what_is_no_ledger_is_refused(pages: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    ledger.mkdir()
    (ledger / FILE_NAME).write_text("not a database " * 1000)
    for use in (lambda: Ledger(ledger), lambda: build([pages], ledger)):
        with pytest.raises(LedgerError, match="no DuckDB database"):
            use()
    (ledger / FILE_NAME).unlink()
    con = duckdb.connect(str(ledger / FILE_NAME))
    con.execute("CREATE TABLE other (a INTEGER)")
    con.close()
    for use in (lambda: Ledger(ledger), lambda: build([pages], ledger)):
        with pytest.raises(LedgerError, match="but no ledger of Duizhang"):
            use()
    assert build([pages], ledger, rebuild=True).documents == 4


def test_a_truncated_snapshot_is_refused_in_one_line(pages: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    build([pages], ledger)
    path = ledger / FILE_NAME
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(LedgerError) as caught:
        open_snapshot(ledger).execute("FROM claims").fetchall()
    assert "\n" not in str(caught.value)


def test_a_file_in_the_ledgers_place(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "l").write_text("x")
    with pytest.raises(LedgerError, match="a file, not a ledger's folder"):
        build([pages], tmp_path / "l")


def _full_os(*args: Any, **named: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def _full_duckdb(*args: Any, **named: Any) -> None:
    raise duckdb.IOException("IO Error: Could not write file: No space left on device")


def _full_sqlite(*args: Any, **named: Any) -> None:
    raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize(
    ("where", "fault"),
    [
        ("duizhang.ledger.snapshot.Writer.add", _full_os),
        ("duizhang.ledger.snapshot.Writer.load", _full_duckdb),
        ("duizhang.ledger.snapshot.replace_durably", _full_os),
        ("duizhang.ledger.search.SearchWriter.add", _full_sqlite),
    ],
)
def test_a_full_disk_leaves_the_last_good_ledger(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, fault: Any
) -> None:
    ledger = tmp_path / "l"
    build([pages], ledger)
    old = places(ledger)
    write(pages, "new.txt", "苇洲 2025", "今年 target 2025 gdp growth 5 %。")
    with monkeypatch.context() as patch:
        patch.setattr(where, fault)
        with pytest.raises(
            LedgerError, match="the disk is full; the last good ledger is untouched"
        ):
            build([pages], ledger)
    assert places(ledger) == old
    assert not (ledger / "building").exists()
    assert build([pages], ledger).documents == 5


def test_a_really_full_disk(pages: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("no rights to mount a small disk")
    try:
        ledger = disk / "l"
        build([pages], ledger)
        old = places(ledger)
        # Pages that do not compress: what is read of them is more than the disk has left.
        noise = "".join(
            chr(0x4E00 + (n * n * 7919 + n) % 20000) if n % 99_999 else "\n"
            for n in range(1_500_000)
        )
        write(pages, "new.txt", "苇洲 2025", "今年 target 2025 gdp growth 5 %。", noise)
        with pytest.raises(LedgerError, match="the disk is full"):
            build([pages], ledger)
        assert places(ledger) == old
    finally:
        subprocess.run(["umount", str(disk)], capture_output=True, check=False)


def test_a_reader_that_dies_is_one_files_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duizhang.ledger import work

    tasks = [work.Task(f"{n}", f"{n:064x}", f"{n:032x}") for n in range(16)]
    monkeypatch.setattr(work, "_read_chunk", _dies_at_5)
    outcomes = list(work.read_all(tasks, "", tmp_path / "cache", jobs=2))
    assert [o.task for o in outcomes] == tasks
    assert [bool(o.reason.startswith("reading it killed")) for o in outcomes] == [
        n == 5 for n in range(16)
    ]


def _dies_at_5(tasks: Any) -> Any:
    from duizhang.ledger.work import Outcome

    if any(task.path == "5" for task in tasks):
        os._exit(9)
    return [Outcome(task, None, reason="read") for task in tasks]


def test_snapshot_is_replaced_not_changed(pages: Path, tmp_path: Path) -> None:
    build([pages], tmp_path / "l")
    before = os.stat(tmp_path / "l" / snapshot.FILE_NAME).st_ino
    (pages / "摘要.txt").unlink()
    build([pages], tmp_path / "l")
    assert os.stat(tmp_path / "l" / snapshot.FILE_NAME).st_ino != before


def test_a_page_larger_than_a_load_is_no_fault(tmp_path: Path, made: None) -> None:
    page = write(
        tmp_path, "a.txt", "苇洲 2025", "今年 target 2025 gdp growth 5 %。", *["稻" * 700_000] * 10
    )
    assert build([page], tmp_path / "l").claims == 1
    with Ledger(tmp_path / "l") as ledger:
        assert ledger.documents().rows()[0]["characters"] > 7_000_000


def test_processes_that_cannot_start_replace_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duizhang.ledger import work

    for n in range(13):
        write(tmp_path / "p", f"{n}.txt", f"第{n}市政府工作报告", f"今年地区生产总值增长{n}%左右。")
    ledger = tmp_path / "l"
    build([tmp_path / "p" / "0.txt"], ledger)
    before = (ledger / FILE_NAME).read_bytes()
    write(tmp_path / "p", "0.txt", "甲市政府工作报告", "今年地区生产总值增长3%左右。")
    for target, fault in (("_start", _dies), ("_read_chunk", _dies)):
        with monkeypatch.context() as patch:
            patch.setattr(work, target, fault)
            with pytest.raises(LedgerError, match="before they have read one file") as caught:
                build([tmp_path / "p"], ledger, jobs=2)
        assert "\n" not in str(caught.value)
        assert (ledger / FILE_NAME).read_bytes() == before
    assert not (ledger / "building").exists()


def _dies(argument: Any) -> Any:
    os._exit(9)


def test_an_output_that_cannot_be_written_is_one_line(pages: Path, tmp_path: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    build([pages], tmp_path / "l")
    with open("/dev/full", "w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "duizhang.cli", "show", "--ledger", str(tmp_path / "l")],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert (run.returncode, run.stderr) == (1, "duizhang: output: No space left on device\n")
