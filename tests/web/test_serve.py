"""``duizhang serve`` as a process: a busy port, the log, the end."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_COMMAND = [sys.executable, "-m", "duizhang.cli", "serve"]


def _get(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"User-Agent": "NameOfABrowser"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


@contextmanager
def _served(ledger: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    process = subprocess.Popen(
        [*_COMMAND, str(ledger), "--port", "0", *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        found = re.match(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
        assert found
        port = int(found.group(1))
        assert port  # the one that was given, not 0
        for _ in range(100):
            try:
                _get(port, "/")
                break
            except OSError:
                time.sleep(0.1)
        yield process, port
    finally:
        process.kill()
        process.communicate()


def test_a_busy_port_is_one_line(samples: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*_COMMAND, str(samples), "--port", port], capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
    assert done.returncode != 0
    (line,) = done.stderr.strip().splitlines()
    assert "taken" in line
    assert port in line
    assert done.stdout == ""


def test_the_log_says_what_was_asked_and_not_who(samples: Path) -> None:
    with _served(samples, "--access-log") as (process, port):
        assert _get(port, "/search?q=%E5%B0%B1%E4%B8%9A") == 200
        assert _get(port, "/enter?token=somethingsecret") in (200, 303, 403)
        assert _get(port, "/nothing%0Ahere") == 404
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=20)[1]
        assert process.returncode in (0, 130)
    lines = told.strip().splitlines()
    assert any(re.fullmatch(r"\S+ GET /search 200 \d+ \d+ ms", line) for line in lines), told
    assert any(" GET /nothing?here 404 " in line for line in lines)
    for secret in ("就业", "%E5", "somethingsecret", "127.0.0.1", "NameOfABrowser", "Traceback"):
        assert secret not in told


def test_it_ends_while_people_read(samples: Path) -> None:
    with _served(samples) as (process, port):
        kept = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        kept.request("GET", "/account")
        assert kept.getresponse().read()
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=20)
        assert time.monotonic() - begun < 8
        assert told == "", told
        kept.close()
