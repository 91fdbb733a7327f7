"""docs/tour.md is walked line by line: each command runs, and prints what the page shows.

In a ``console`` block a line that begins with ``$`` is a command, the others are what it prints. A
line of ``…`` stands for any lines, ``…`` within a line for any words.
"""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOUR = ROOT / "docs" / "tour.md"
_NEEDS = {
    "poster": "typst",
    "publish": "vl_convert",
    "serve": "uvicorn",
    "digest": "jinja2",
    "plot": "altair",
}


def _steps(page: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of all console blocks in order, each with the lines shown below it."""
    for block in re.findall(r"^```console\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        assert block.startswith("$ ")
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = step.rstrip("\n").split("\n")
            yield command.split("  #")[0].strip(), shown


def _pattern(shown: list[str]) -> re.Pattern[str]:
    parts = [r"(?:.*\n)*?" if line.strip() == "…" else _words(line) + r"[ \t]*\n" for line in shown]
    return re.compile("".join(parts))


def _words(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.rstrip().split("…"))


def test_what_a_page_may_leave_out() -> None:
    printed = "一\n二  \n三 4 五\n"
    assert _pattern(["一", "…", "三 … 五"]).fullmatch(printed)
    assert _pattern(["一", "二", "三 4 五"]).fullmatch(printed)
    assert not _pattern(["一", "三 … 五"]).fullmatch(printed)
    assert not _pattern(["一", "…", "三 5 五"]).fullmatch(printed)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the samples lie where a clone has them."""
    folder = tmp_path_factory.mktemp("tour")
    (folder / "src" / "duizhang").mkdir(parents=True)
    (folder / "src" / "duizhang" / "samples").symlink_to(ROOT / "src" / "duizhang" / "samples")
    return folder


def test_the_tour_can_be_walked(home: Path) -> None:
    environment = {**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    environment.pop("DUIZHANG_LEDGER", None)
    walked = 0
    for command, shown in _steps(TOUR.read_text("utf-8")):
        program, *arguments = shlex.split(command)
        if program == "export":
            environment.update([arguments[0].split("=", 1)])
            continue
        assert program == "duizhang", command
        if (needed := _NEEDS.get(arguments[0])) is not None:
            pytest.importorskip(needed)
        if arguments[0] == "serve":
            printed = _served(arguments, home, environment)
        else:
            printed = _printed(arguments, home, environment)
        printed = printed.rstrip() + "\n"
        assert _pattern(shown).fullmatch(printed), f"$ {command}\n{printed}"
        walked += 1
    assert walked > 12


def _printed(arguments: list[str], home: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "duizhang.cli", *arguments],
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # a terminal shows both
        encoding="utf-8",
        check=False,
    )
    if "no Chinese font" in done.stdout:
        pytest.skip("no font with Chinese characters")
    assert done.returncode == 0, f"{arguments}: {done.stdout}"
    return done.stdout


def _served(arguments: list[str], home: Path, environment: dict[str, str]) -> str:
    """What ``serve`` prints, once it has answered; on a port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-u", "-m", "duizhang.cli", *arguments, "--port", str(port)]
    with subprocess.Popen(
        command, cwd=home, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    ) as server:
        try:
            assert server.stdout is not None
            lines = [server.stdout.readline() for _ in range(3)]
            assert "青溪市" in _asked(f"http://127.0.0.1:{port}/")
        finally:
            server.terminate()
    return "".join(lines).replace(str(port), "8321")


def _asked(address: str) -> str:
    for attempt in range(100):
        try:
            with urlopen(address, timeout=10) as answer:
                return str(answer.read().decode())
        except OSError:
            if attempt == 99:
                raise
            time.sleep(0.1)
    raise AssertionError
