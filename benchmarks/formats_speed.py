"""What reading costs: files or pages a second on one core, memory, and sizes on disk.

Speeds are of the whole reading, from bytes to records, in seconds of processor time, so that what else
the machine does is not counted; the first file of a kind is read before, for loading. OCR uses all
cores: its seconds are those of the clock. Memory is the peak of a process of its own that reads the
pages one after another.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from formats_made import FORMATS, Made
from formats_texts import Paper

_ROOT = Path(__file__).resolve().parents[1]
_MIB = 2**20
_CORE_LIMIT, _WORKER_LIMIT = 200.0, 1536.0
# format, how many reports or pages, what is counted, least a second, most seconds a page
_PLAN: tuple[tuple[str, int, str, float, float], ...] = (
    ("html-government", 0, "reports", 20, 0),
    ("html-newspaper", 0, "reports", 20, 0),
    ("html-old", 0, "reports", 20, 0),
    ("docx", 0, "reports", 8, 0),
    ("pdf-1", 8, "pages", 15, 0),
    ("pdf-2", 8, "pages", 15, 0),
    ("pdf-4", 8, "pages", 15, 0),
    ("scan", 3, "page", 0, 8),
    ("photo", 3, "page", 0, 8),
    ("scan-newspaper", 2, "page", 0, 45),
)
_READ = """
import json, resource, sys, time
from pathlib import Path
from duizhang.model import Source
from duizhang.reading import decode, make_source
from duizhang.report import interpret
paths = [Path(p) for p in sys.argv[1:]]
def run(path):
    document = decode(make_source(path.name, path.read_bytes()))
    middle = time.process_time()
    interpret(document)
    return middle
run(paths[0])
clock, begun, decoding = time.perf_counter(), time.process_time(), 0.0
for path in paths:
    at = time.process_time()
    decoding += run(path) - at
peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps([time.process_time() - begun, decoding, time.perf_counter() - clock, peak / 1024]))
"""


class Measured(NamedTuple):
    """Something measured: what, how much, in what, and the goal it is held against."""

    what: str
    value: float
    unit: str
    goal: float
    at_least: bool = False

    @property
    def missed(self) -> bool:
        """Whether it is worse than its goal (0: none)."""
        if not self.goal:
            return False
        return self.value < self.goal if self.at_least else self.value > self.goal

    def line(self) -> str:
        """For a terminal."""
        goal = f"(goal {'>=' if self.at_least else '<='} {self.goal:g})" if self.goal else ""
        return f"{'LOW ' if self.missed else 'ok  '}{self.what:<40} {self.value:8.2f} {self.unit} {goal}"

    def row(self) -> dict[str, object]:
        """As plain data."""
        return {
            "what": self.what,
            "value": round(self.value, 2),
            "unit": self.unit,
            "goal": self.goal,
        }


def speeds(papers: Sequence[Paper]) -> Iterator[Measured]:
    """Speed and memory of the formats in :data:`_PLAN` whose tools are here."""
    for name, most, what, least, longest in _PLAN:
        kind = FORMATS[name]
        if kind.missing():
            continue
        step = max(1, len(papers) // most) if most and not kind.ocr else 1
        with tempfile.TemporaryDirectory() as folder:
            made = list(kind.make(papers[::step], most, Path(folder)))
            done = _measure(made, Path(folder))
        if isinstance(done, str):
            yield Measured(f"{name}: {done}", 0, "", 0)
            continue
        busy, decoding, clock, memory = done
        pages = sum(m.pages for m in made) if what != "reports" else len(made)
        if least:
            yield Measured(f"{name} read whole", pages / busy, f"{what}/s", least, True)
            yield Measured(f"{name} to text", pages / decoding, f"{what}/s", 0)
        else:
            yield Measured(f"{name} on all cores", clock / pages, f"s/{what}", longest)
            yield Measured(f"{name} of processor time", busy / pages, f"s/{what}", 0)
        yield Measured(f"{name} memory", memory, "MiB", _WORKER_LIMIT)


def _measure(made: Sequence[Made], folder: Path) -> list[float] | str:
    paths = []
    for i, one in enumerate(made):
        path = folder / f"{i}-{one.name}"
        path.write_bytes(one.data)
        paths.append(str(path))
    done = subprocess.run([sys.executable, "-c", _READ, *paths], capture_output=True, text=True)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["died"])[-1]
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def sizes() -> Iterator[Measured]:
    """MiB on disk of what an installation brings, as pip leaves it: the core, and with OCR."""
    with tempfile.TemporaryDirectory() as folder:
        empty = _installed(Path(folder) / "empty", [])
        core = _installed(Path(folder) / "core", ["--require-hashes", "-r", "requirements.txt"])
        yield Measured("core installation", core - empty, "MiB", _CORE_LIMIT)
        every = _installed(Path(folder) / "ocr", [".[ocr]"])
        yield Measured("added by the ocr extra", every - core, "MiB", 0)


def _installed(place: Path, what: Sequence[str]) -> float:
    """MiB of a new virtual environment with ``what`` installed (apparent sizes)."""
    begun = time.perf_counter()
    venv.create(place, with_pip=True)
    if what:
        command = [str(place / "bin" / "python"), "-m", "pip", "install", "-qq", *what]
        subprocess.run(command, check=True, cwd=_ROOT)
    found = sum(p.lstat().st_size for p in place.rglob("*") if not p.is_dir())
    print(f"  {place.name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return found / _MIB
