"""What exports of a large ledger take: ``export_scale.py REPORT… [--where FOLDER]``.

Makes ledgers of a hundred thousand and of a million claims from the REPORTS given (real ones, not
ours to ship; see account_scale.py), gives each claim its sentence, then runs ``duizhang export`` in a
process of its own for every format, twice, and prints a row of Markdown for each: wall and processor
seconds, peak memory, size, and whether both runs gave the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import duckdb
from account_scale import measure, templates

SIZES = {"100k": "11x40", "1M": "120x40"}
RUNS = (
    ("1M", "parquet", "claims", False),
    ("1M", "csv", "claims", False),
    ("1M", "jsonl", "claims", False),
    ("1M", "frictionless", "claims", False),
    ("1M", "dta", "claims", False),
    ("100k", "xlsx", "claims", False),
    ("1M", "parquet", "claims", True),
    ("1M", "csv", "claims", True),
    ("1M", "jsonl", "claims", True),
    ("1M", "dta", "claims", True),
    ("1M", "parquet", "", False),
    ("1M", "csv", "", False),
    ("1M", "dta", "", False),
    ("1M", "xlsx", "claims", False),
)
_SENTENCES = """
UPDATE claims SET
  sentence = substring(d.text, evidence_start + 1, evidence_end - evidence_start),
  printed = substring(d.text, start_at + 1, unit_end - start_at)
FROM documents d WHERE d.id = claims.document
"""


class Run(NamedTuple):
    """What one export took: seconds, processor seconds, bytes of memory, of output, a hash."""

    wall: float
    worked: float
    memory: int
    size: int
    digest: str


def made(name: str, chains: list, where: Path) -> Path:
    """The ledger of that size in ``where``; made where it is not there."""
    folder = where / f"{name}.ledger"
    if not folder.exists():
        places, years = map(int, SIZES[name].split("x"))
        print(measure(chains, places, years, 1, where), flush=True)
        with duckdb.connect(str(where / "scale.ledger" / "ledger.duckdb")) as con:
            con.execute(_SENTENCES)
        (where / "scale.ledger").rename(folder)
    return folder


def export(ledger: Path, format_: str, table: str, evidence: bool, out: Path) -> Run:
    """Run one export in a process of its own."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "duizhang.cli", "export", "--format", format_]
    command += ["--ledger", str(ledger), "--out", str(out)]
    command += ["--table", table] if table else []
    command += ["--with-evidence"] if evidence else []
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: {process.returncode}")
    digest, size = hashlib.sha256(), 0
    for path in sorted(out.iterdir()):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
        size += path.stat().st_size
    worked = used.ru_utime + used.ru_stime
    return Run(wall, worked, used.ru_maxrss * 1024, size, digest.hexdigest())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", nargs="+")
    parser.add_argument("--where", default=tempfile.gettempdir(), type=Path)
    arguments = parser.parse_args()
    chains = list(templates(arguments.reports).values())
    ledgers = {name: made(name, chains, arguments.where) for name in SIZES}
    out = arguments.where / "export-scale"
    for name, format_, table, evidence in RUNS:
        runs = [export(ledgers[name], format_, table, evidence, out) for _ in range(2)]
        best = min(runs, key=lambda r: r.wall)
        what = (table or "all tables") + (" with evidence" if evidence else "")
        print(
            f"| {name} | {format_} | {what} | {best.wall:.1f} s | {best.worked:.1f} s |"
            f" {max(r.memory for r in runs) / 2**30:.2f} GiB | {best.size / 2**20:.0f} MiB |"
            f" {'yes' if runs[0].digest == runs[1].digest else 'NO'} |",
            flush=True,
        )
    shutil.rmtree(out)


if __name__ == "__main__":
    main()
