"""Hostile files: a reader that never ends, eats memory, crashes, takes one line and no more."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from duizhang.model import Document, Source
from duizhang.reading import Unreadable, decode_safely, limits, make_source, worker
from duizhang.reading.limits import Limit

TESTS = str(Path(__file__).parent.parent)
posix = pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limits")


@pytest.fixture(autouse=True)
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The reading process has a reader for ``text/x-hostile``, and two seconds for it."""
    start = worker._START.replace("duizhang.reading.worker_process", "reading.hostile")
    monkeypatch.setattr(worker, "_START", start)
    monkeypatch.setitem(limits.LIMITS, "text/x-hostile", Limit(1, 0, 1))
    monkeypatch.syspath_prepend(TESTS)
    worker._end()
    yield
    worker._end()


def source(word: str) -> Source:
    made = make_source("坏.bin", word.encode())
    return msgspec.structs.replace(made, media_type="text/x-hostile")


def read(word: str) -> Document:
    return decode_safely(source(word))


def gone(pid: int, seconds: float = 5) -> bool:
    """Whether the process ``pid`` ends within ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_one_warm_process_reads_all() -> None:
    first = read("who")
    assert int(first.text) != os.getpid()
    assert read("print").text == read("who").text == first.text
    assert (first.name, first.media_type) == ("坏.bin", "text/x-hostile")


def test_text_starts_no_process() -> None:
    decode_safely(make_source("a", "增长5%。".encode()))
    assert worker._warm is None


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("sleep", "reading it took more than 3 s"),
        pytest.param("spin", "reading it took more than 1 s of computing", marks=posix),
        pytest.param("eat", "reading it needs more than 1.5 GiB of memory", marks=posix),
        pytest.param("crash", "its reader crashed", marks=posix),
        ("exit", "its reader ended without an answer"),
        ("refuse", "a reason of two lines"),
        ("fail", "its reader failed: KeyError: 'a\\nkey'"),
        ("nest", "it is nested too deeply to be read"),
        ("long", "holds more text than a report: 120 million characters"),
    ],
)
def test_a_fault_is_one_line_and_the_next_file_is_read(
    word: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if word != "sleep":  # a machine that has other work, too
        monkeypatch.setattr(worker, "PATIENCE", 60)
    if word in ("eat", "long"):
        monkeypatch.setitem(limits.LIMITS, "text/x-hostile", Limit(20, 0, 20))
    with pytest.raises(Unreadable) as caught:
        read(word)
    assert str(caught.value) == f"坏.bin: {reason}"
    monkeypatch.setattr(worker, "PATIENCE", 60)
    assert read("who").text


def test_nobody_answers_a_reader_that_asks() -> None:
    assert read("ask").text == "''"


@posix
def test_what_a_reader_started_ends_with_it(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    with pytest.raises(Unreadable, match="more than 3 s"):
        read(f"child {told}")
    assert gone(int(told.read_text()))


@posix
def test_a_process_that_cannot_start_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(Unreadable, match="no process"):
        read("who")


_PARENT = """
import sys
sys.path.insert(0, {tests!r})
from reading import test_worker
from duizhang.reading import limits, worker
worker._START = worker._START.replace("duizhang.reading.worker_process", "reading.hostile")
print(test_worker.read("who").text, flush=True)
limits.LIMITS["text/x-hostile"] = limits.Limit(600, 0, 600)
test_worker.read("sleep")
"""


@posix
def test_no_orphan_stays_when_the_parent_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT.format(tests=TESTS)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.2)  # it reads what never ends
    parent.kill()
    parent.wait()
    assert gone(child)
    parent.stdout.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_forked_process_has_a_reader_of_its_own() -> None:
    first = read("who").text
    inlet, outlet = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(outlet, read("who").text.encode())
            worker._end()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    assert os.read(inlet, 99).decode() not in ("", first)
    assert read("who").text == first
    os.close(inlet)
    os.close(outlet)
