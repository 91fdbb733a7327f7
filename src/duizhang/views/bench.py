"""``duizhang bench``: reports a second on one core and on all, the slowest stage, and memory."""

from __future__ import annotations

import hashlib
import importlib
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache, wraps
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import click

from duizhang.model import Source
from duizhang.views import benchdata
from duizhang.views.vary import moved, place_name, vary

FULL_REPORT = 20_000
"""Characters of a full report, by which speeds are made comparable."""

_CHUNK = 8
_STAGES = ("reading", "outline", "figures", "claims", "language")


class Run(NamedTuple):
    """What one run read: reports, characters, figures; seconds it took, in all and by stage."""

    reports: int
    characters: int
    figures: int
    seconds: float
    stages: dict[str, float]

    @property
    def full_reports_a_second(self) -> float:
        """Full reports (of 20,000 characters) a second."""
        return self.characters / FULL_REPORT / self.seconds


@click.command(name="bench")
@click.option(
    "--reports",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    metavar="N",
    help="Reports to read.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: os.cpu_count() or 1,
    metavar="J",
    help="Processes for the run on all cores [one for each core].",
)
@click.option(
    "--build",
    "to_build",
    type=click.IntRange(min=1),
    metavar="N",
    help="Build a ledger of N reports too, in a folder that is then removed.",
)
def command(reports: int, jobs: int, to_build: int | None) -> None:
    """Measure reports a second and the slowest stage.

    Reads varied real reports where the benchmark lies beside the checkout (or where
    DUIZHANG_SHARED says), else varied samples, all made in memory. Speeds are given in full
    reports of 20,000 characters, so that short ones do not flatter.
    """
    texts = _texts()
    kind = "real reports" if benchdata.shared_folder() else "samples"
    one = read_timed(varied(texts, reports))
    click.echo(
        f"{reports} varied {kind}, {one.characters // reports:,} characters"
        f" and {one.figures // reports:,} figures each"
    )
    _echo_speed("one core", one)
    early, late = _memory_over(texts, reports)
    click.echo(f"{'peak memory':>14}  {early:.0f} MB after a tenth, {late:.0f} MB after all")
    for stage, seconds in sorted(one.stages.items(), key=lambda item: -item[1]):
        share = seconds / one.seconds
        slowest = "  slowest" if seconds == max(one.stages.values()) else ""
        click.echo(
            f"{stage:>14}  {1000 * seconds / reports:6.2f} ms a report, {share:4.0%}{slowest}"
        )
    if jobs > 1:
        _echo_speed(f"{jobs} processes", _read_parallel(texts, reports, jobs))
    if to_build:
        _build(texts, to_build, jobs)


def varied(texts: Sequence[str], count: int, start: int = 0) -> Iterator[Source]:
    """``count`` sources made from ``texts`` in turn, each with a seed of its own.

    In every round through ``texts`` each of their places becomes another, and keeps its years:
    twelve years of one place are again twelve years of one place.
    """
    owners = [_identity(text) for text in texts]
    homes = list(dict.fromkeys(place for place, _ in owners))
    for seed in range(start, start + count):
        turn, which = divmod(seed, len(texts))
        place, year = owners[which]
        data = vary(texts[which], seed).encode()
        if place and year:
            new = place_name(turn * len(homes) + homes.index(place))
            data = moved(texts[which], seed, place, new, year).encode()
        yield Source(f"{seed:05}.txt", "text/plain", hashlib.sha256(data).hexdigest(), data)


@cache
def _identity(text: str) -> tuple[str, int]:
    """The place and year of the report ``text``; empty and 0 where it is of several places."""
    from duizhang.report import read_source

    data = text.encode()
    name = "report.txt"
    own = read_source(Source(name, "text/plain", hashlib.sha256(data).hexdigest(), data)).identity
    return ("", 0) if own.places else (own.place, own.year)


def read_timed(sources: Iterator[Source]) -> Run:
    """Read all ``sources`` in this process; making them is not timed, nor is the first one."""
    from duizhang.report import read_source

    waiting = list(sources)
    read_source(waiting[0])  # the lexicon is compiled once
    characters = figures = 0
    with _stages_timed() as stages:
        begun = time.perf_counter()
        for source in waiting:
            report = read_source(source)
            characters += len(report.document.source_text)
            figures += len(report.figures)
        seconds = time.perf_counter() - begun
    stages["records"] = seconds - sum(stages.values())
    return Run(len(waiting), characters, figures, seconds, dict(stages))


@contextmanager
def _stages_timed() -> Iterator[dict[str, float]]:
    """Counts the seconds spent in each stage by the functions that ``report`` calls from it."""
    module = importlib.import_module("duizhang.report")
    seconds: defaultdict[str, float] = defaultdict(float)

    def timed(function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                seconds[stage] += time.perf_counter() - begun

        return call

    before = dict(vars(module))
    for name, value in before.items():
        home = str(getattr(value, "__module__", "")).split(".")
        if isinstance(value, FunctionType) and home[0] == "duizhang" and home[1] in _STAGES:
            setattr(module, name, timed(value, home[1]))
    try:
        yield seconds
    finally:
        for name, value in before.items():
            setattr(module, name, value)


def _texts() -> list[str]:
    from duizhang.samples import sample_files

    shared, hidden = benchdata.shared_folder(), benchdata.held_out(benchdata.checkout())
    paths = benchdata.real_texts(shared) if shared else sample_files()
    return [path.read_text(encoding="utf-8-sig") for path in paths if path.stem not in hidden]


def _read_chunk(sources: list[Source]) -> tuple[int, int]:
    from duizhang.report import read_source

    read = [read_source(source) for source in sources]
    return sum(len(r.document.source_text) for r in read), sum(len(r.figures) for r in read)


def _read_parallel(texts: Sequence[str], reports: int, jobs: int) -> Run:
    sources = varied(texts, reports)
    chunks = [chunk for _ in range(0, reports, _CHUNK) if (chunk := list(islice(sources, _CHUNK)))]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        list(pool.map(_read_chunk, [chunks[0]] * jobs * 2))  # the workers have started
        begun = time.perf_counter()
        read = list(pool.map(_read_chunk, chunks))
        seconds = time.perf_counter() - begun
    characters, figures = (sum(column) for column in zip(*read, strict=True))
    return Run(reports, characters, figures, seconds, {})


_MEMORY = """
import sys
from duizhang.views.bench import peak_after
print(*peak_after(int(sys.argv[1])))
"""


def _memory_over(texts: Sequence[str], reports: int) -> tuple[float, float]:
    """Peak memory in MB of a fresh process after a tenth of ``reports``, and after all."""
    run = subprocess.run(
        [sys.executable, "-c", _MEMORY, str(reports)], capture_output=True, text=True, check=True
    )
    early, late = map(float, run.stdout.split())
    return early, late


def peak_after(reports: int) -> tuple[float, float]:
    """Read ``reports`` one after the other; peak memory in MB after a tenth of them and after all."""
    from duizhang.report import read_source

    early = 0.0
    for i, source in enumerate(varied(_texts(), reports), 1):
        read_source(source)
        if i == max(1, reports // 10):
            early = _peak()
    return early, _peak()


def _peak(children: bool = False) -> float:
    """Peak resident memory in MB of this process, or of the largest of its ended children."""
    import resource

    who = resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(who).ru_maxrss * unit / 1_000_000


def _echo_speed(name: str, run: Run) -> None:
    click.echo(
        f"{name:>14}  {run.full_reports_a_second:.1f} full reports a second"
        f" ({run.reports / run.seconds:.1f} of these, {run.figures / run.seconds:,.0f} figures)"
    )


def _build(texts: Sequence[str], count: int, jobs: int) -> None:
    with tempfile.TemporaryDirectory(prefix="duizhang-bench-") as name:
        folder = Path(name)
        (folder / "reports").mkdir()
        for source in varied(texts, count):
            (folder / "reports" / source.name).write_bytes(source.data)
        arguments = ["build", str(folder / "reports"), "--ledger", str(folder / "bench.ledger")]
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "duizhang.cli", *arguments, "--jobs", str(jobs)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        seconds = time.perf_counter() - begun
        size = sum(p.stat().st_size for p in folder.glob("bench.ledger/*") if p.is_file())
    click.echo(
        f"{'build':>14}  {count:,} reports in {seconds:.1f} s with {jobs} processes,"
        f" {_peak(children=True):.0f} MB at most in one, a ledger of {size / 1e6:.0f} MB"
    )
