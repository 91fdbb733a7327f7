"""Twenty people at once on a large ledger: ``web_scale.py LEDGER [--seconds 60] [--people 20]``.

Starts ``duizhang serve`` on the ledger (``web_scale_ledger.py`` makes one). One person asks for each
kind of page in turn: what a page takes of the processor. Then twenty drive it, each
from page to page with 1 to 3 s between them, then once more without a pause. Prints for every kind
of page p50, p95, the slowest (ms, until the last byte), errors; then the server's processor time,
its peak memory and the load of the machine. Every address is drawn anew: what was asked before is
asked again only as often as chance has it.

With ``--replace`` the twenty read once more while the snapshot is replaced by rename, twice, as a build
does it, and one person writes a review every two seconds: what is asked is errors (there should be
none), the memory with two snapshots open, and whether every review is shown at the end.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from duizhang.ledger.reader import Ledger

_WORDS = [
    "就业",
    "粮食",
    "税收",
    "投资",
    "外贸",
    "高质量",
    "5G",
    "营商环境",
    "老旧小区",
    "义务教育",
    "养老",
    "碳达峰",
    "高速公路",
    "棚户区",
]
_SORTS = ["year", "place", "gap", "verdict", "confidence"]
_VERDICTS = ["met", "exceeded", "missed", "nearly", "unreported", "not_comparable", "declared"]
_TOKEN = "token-of-the-benchmark"
_ALONE = 30  # pages of each kind that one person asks for
Page = Callable[[random.Random], str]


def pages_of(ledger: Path) -> list[tuple[str, int, Page]]:
    """Kinds of pages, how often each is asked for, and what makes an address of it."""
    with Ledger(ledger) as opened:
        ids: dict[str, list[str]] = {
            table: [str(r["id"]) for r in opened.sql(
                f"SELECT id FROM {table} USING SAMPLE reservoir(5000 ROWS) REPEATABLE (5)")]
            for table in ("claims", "entries", "documents")
        }  # fmt: skip
        places = [str(r["place"]) for r in opened.sql(
            "SELECT place FROM documents WHERE place <> '' GROUP BY 1 ORDER BY 1")]  # fmt: skip
        indicators = [str(r["indicator"]) for r in opened.sql(
            "SELECT indicator FROM entries WHERE indicator <> '' AND aspect <> '' GROUP BY 1"
            " ORDER BY count(*) DESC LIMIT 40")]  # fmt: skip
        words = opened.sql(
            "SELECT DISTINCT substr(subject, 1, 2 + abs(hash(subject) % 3)::INT) AS w FROM entries"
            " WHERE length(subject) > 3 ORDER BY 1 LIMIT 400"
        )
        known = [*_WORDS, *(str(r["w"]) for r in words)]
        years = [int(r["year"]) for r in opened.sql(
            "SELECT DISTINCT year FROM entries ORDER BY 1 DESC LIMIT 19")]  # fmt: skip

    def one(found: list[Any]) -> Callable[[random.Random], str]:
        return lambda r: quote(str(r.choice(found)))

    place, year, word, indicator = one(places), one(years), one(known), one(indicators)
    sort, verdict = one(_SORTS), one(_VERDICTS)

    def some(r: random.Random) -> str:
        return "&".join(f"place={place(r)}" for _ in range(r.randint(2, 6)))

    return [
        ("overview", 2, lambda r: r.choice(["/", "/en/"])),
        ("places", 1, lambda r: r.choice(["/places", f"/places?q={place(r)}"])),
        ("place", 6, lambda r: f"/place/{place(r)}/{year(r)}"),
        ("indicators", 1, lambda r: "/indicators"),
        ("indicator", 4, lambda r: f"/indicator/{indicator(r)}/{year(r)}"),
        ("compare", 3, lambda r: f"/compare?{some(r)}"),
        ("document", 4, lambda r: f"/document/{r.choice(ids['documents'])}"),
        ("documents side by side", 1, lambda r: "/document/{}?beside={}".format(*r.sample(ids["documents"], 2))),
        ("account", 3, lambda r: f"/account?sort={sort(r)}&p={r.randint(1, 50)}"),
        ("account, grouped, texts", 1,
         lambda r: f"/account?place={place(r)}&group=verdict&texts=1&year={year(r)}"),
        ("account, filters", 4,
         lambda r: f"/account?place={place(r)}&verdict={verdict(r)}&sort={sort(r)}"),
        ("account, words", 2, lambda r: f"/account?q={word(r)}&year={year(r)}"),
        ("omitted", 1, lambda r: f"/omitted?year={year(r)}"),
        ("conflicts", 2, lambda r: f"/conflicts?place={place(r)}&p={r.randint(1, 2)}"),
        ("conflicts, all", 1, lambda r: f"/conflicts?year={year(r)}&p={r.randint(1, 5)}"),
        ("projects", 2, lambda r: f"/projects?place={place(r)}"),
        ("search", 6, lambda r: f"/search?q={word(r)}"),
        ("claim", 6, lambda r: f"/claim/{r.choice(ids['claims'])}"),
        ("entry", 6, lambda r: f"/entry/{r.choice(ids['entries'])}"),
        ("review", 2, lambda r: f"/review?skip={r.randint(0, 100)}"),
        ("chart of places", 2, lambda r: f"/chart/indicator/{indicator(r)}/{year(r)}.svg"),
        ("chart of years", 2, lambda r: f"/chart/place/{place(r)}/{indicator(r)}.svg"),
        ("api place", 1, lambda r: f"/api/v1/places/{place(r)}/{year(r)}"),
        ("api compare", 1, lambda r: f"/api/v1/compare?{some(r)}&format=csv"),
        ("api entries", 2, lambda r: f"/api/v1/entries?place={place(r)}&year={year(r)}"),
        ("api claims", 2, lambda r: f"/api/v1/claims?year={year(r)}&offset={r.randint(0, 900)}"),
        ("api csv", 1, lambda r: f"/api/v1/entries?format=csv&limit=1000&year={year(r)}"),
    ]  # fmt: skip


class People:
    """Those who ask, each on a connection of their own; ``took`` has ms by kind of page."""

    def __init__(self, port: int, pages: list[tuple[str, int, Page]], pause: bool) -> None:
        self.port, self.pages, self.pause = port, pages, pause
        self.took: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self._lock = threading.Lock()

    def run(self, people: int, seconds: float) -> None:
        """All of them at once, for so long."""
        end = time.monotonic() + seconds
        threads = [threading.Thread(target=self._one, args=(n, end)) for n in range(people)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _one(self, number: int, end: float) -> None:
        rng = random.Random(number * 7 + self.pause)
        weights = [share for _, share, _ in self.pages]
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        time.sleep(rng.random() * (2 if self.pause else 0))
        while time.monotonic() < end:
            ((kind, _, address),) = rng.choices(self.pages, weights)
            path = address(rng)
            begun = time.perf_counter()
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                # a chart or a year that this place has not is an answer, no error
                wrong = answer.status not in (200, 404)
                told = f"{answer.status} {path}" if wrong else ""
            except OSError as error:
                told = f"{error} {path}"
                connection.close()
            took = 1000 * (time.perf_counter() - begun)
            with self._lock:
                self.took[kind].append(took)
                if told:
                    self.errors.append(told)
            if self.pause:
                time.sleep(rng.uniform(1, 3))


def _family(pid: int) -> list[int]:
    """A process and those it started."""
    children = Path(f"/proc/{pid}/task").glob("*/children")
    found = {int(child) for path in children for child in path.read_text().split()}
    return [pid, *sorted(found)]


def _status(pid: int, name: str) -> int:
    """KiB of the server and the processes it started."""
    total = 0
    for one in _family(pid):
        found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{one}/status").read_text(), re.M)
        total += int(found.group(1)) if found else 0
    return total


def _worked(pid: int) -> float:
    """Seconds of processor time of the server and the processes it started."""
    total = 0
    for one in _family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def _load() -> str:
    return " ".join(Path("/proc/loadavg").read_text().split()[:2])


def _share(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def report(people: People, pid: int, worked: float, seconds: float, title: str) -> None:
    """Print what was measured as Markdown."""
    every = [t for found in people.took.values() for t in found]
    print(
        f"\n### {title}\n\n| page | asked | p50 | p95 | slowest |\n| --- | ---: | ---: | ---: | ---: |"
    )
    for kind, _, _ in people.pages:
        took = people.took.get(kind)
        if took:
            print(f"| {kind} | {len(took)} | {statistics.median(took):.0f} | "
                  f"{_share(took, 0.95):.0f} | {max(took):.0f} |")  # fmt: skip
    print(f"| **all** | {len(every)} | {statistics.median(every):.0f} | {_share(every, 0.95):.0f} |"
          f" {max(every):.0f} |\n")  # fmt: skip
    print(f"{len(every) / seconds:.1f} answers a second, {1000 * worked / len(every):.1f} ms of"
          f" processor time each; {len(people.errors)} errors; the server's memory"
          f" {_status(pid, 'VmRSS') / 1024:.0f} MiB, at most {_status(pid, 'VmHWM') / 1024:.0f} MiB;"
          f" load of the machine {_load()}")  # fmt: skip
    for told in people.errors[:5]:
        print(f"- {told}")


def alone(port: int, pid: int, pages: list[tuple[str, int, Page]]) -> None:
    """Print what each kind of page takes when one person asks for 30 of it, one after another."""
    print("\n### One person\n\n| page | processor time | p50 | p95 |\n| --- | ---: | ---: | ---: |")
    rng = random.Random(11)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for kind, _, address in pages:
        took = []
        before = _worked(pid)
        for _ in range(_ALONE):
            begun = time.perf_counter()
            connection.request("GET", address(rng))
            connection.getresponse().read()
            took.append(1000 * (time.perf_counter() - begun))
        worked = 1000 * (_worked(pid) - before) / _ALONE
        print(
            f"| {kind} | {worked:.0f} | {statistics.median(took):.0f} | {_share(took, 0.95):.0f} |"
        )
    print(f"\nms; load of the machine {_load()}", flush=True)


class Replacing:
    """Puts a copy of the snapshot in its place, twice, and writes reviews meanwhile."""

    def __init__(self, ledger: Path, port: int, seconds: float) -> None:
        self.ledger, self.port, self.seconds = ledger, port, seconds
        self.judged: list[str] = []
        self.errors: list[str] = []
        with Ledger(ledger) as opened:
            self._claims = [str(r["id"]) for r in opened.sql(
                "SELECT id FROM claims WHERE role = 'target' AND own_place USING SAMPLE"
                " reservoir(500 ROWS) REPEATABLE (9)")]  # fmt: skip

    def run(self) -> None:
        """For so long; to be run beside the readers."""
        begun = time.monotonic()
        replaced = 0
        while (passed := time.monotonic() - begun) < self.seconds:
            if passed > self.seconds * (replaced + 1) / 3 and replaced < 2:
                for name in ("ledger.duckdb", "search.sqlite"):
                    shutil.copyfile(self.ledger / name, self.ledger / f"{name}.new")
                    os.replace(self.ledger / f"{name}.new", self.ledger / name)
                replaced += 1
            self._judge(self._claims[len(self.judged)])
            time.sleep(2)

    def _judge(self, claim: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = "action=accept&skip=0&who=" + quote("某人")
        headers = {"Authorization": f"Bearer {_TOKEN}",
                   "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        connection.request("POST", f"/review/claim/{claim}", body, headers)
        status = connection.getresponse().status
        self.judged.append(claim)
        if status != 303:
            self.errors.append(f"{status} /review/claim/{claim}")

    def lost(self) -> int:
        """How many of the reviews the server does not show."""
        lost = 0
        for claim in self.judged:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            connection.request("GET", f"/api/v1/claims/{claim}")
            lost += json.loads(connection.getresponse().read())["confidence"] != 1.0
        return lost


def replaced(port: int, pid: int, pages: list[tuple[str, int, Page]], arguments: Any) -> None:
    """Print how twenty fare while the snapshot is replaced and somebody reviews."""
    people, writer = People(port, pages, True), Replacing(arguments.ledger, port, arguments.seconds)
    thread = threading.Thread(target=writer.run)
    before = _worked(pid)
    thread.start()
    people.run(arguments.people, arguments.seconds)
    thread.join()
    people.errors += writer.errors
    report(people, pid, _worked(pid) - before, arguments.seconds, "while the snapshot is replaced")
    print(f"{len(writer.judged)} reviews written meanwhile, {writer.lost()} of them not shown")
    (arguments.ledger / "reviews.sqlite").unlink()


def _serve(ledger: Path) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "duizhang.cli", "serve", str(ledger), "--port", str(port),
               "--token", _TOKEN]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/")
            if connection.getresponse().status == 200:
                return process, port
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--warm", type=float, default=20, help="seconds between start and readers")
    parser.add_argument("--requests", type=int, default=0, help="so many more, to watch the memory")
    parser.add_argument("--replace", action="store_true", help="replace the snapshot meanwhile")
    parser.add_argument("--calm", action="store_true", help="without the run without a pause")
    arguments = parser.parse_args()
    pages = pages_of(arguments.ledger)
    print(f"{os.cpu_count()} cores, load before {_load()}")
    process, port = _serve(arguments.ledger)
    try:
        time.sleep(arguments.warm)
        alone(port, process.pid, pages)
        runs = [(True, "1 to 3 s between pages"), (False, "without a pause")]
        for pause, title in runs[: 1 if arguments.calm else 2]:
            people = People(port, pages, pause)
            before = _worked(process.pid)
            people.run(arguments.people, arguments.seconds)
            worked = _worked(process.pid) - before
            report(people, process.pid, worked, arguments.seconds, title)
        if arguments.replace:
            replaced(port, process.pid, pages, arguments)
        done = 0
        while done < arguments.requests:
            people = People(port, pages, False)
            people.run(arguments.people, 20)
            done += sum(map(len, people.took.values()))
            held = _status(process.pid, "VmRSS") / 1024
            print(f"after {done:,} more: {held:.0f} MiB, {len(people.errors)} errors", flush=True)
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    main()
