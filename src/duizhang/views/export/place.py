"""Where an export goes: made aside, then put in its place by rename; others' files are left alone."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from duizhang.ledger.errors import LedgerError
from duizhang.views.export.dictionary import TABLES
from duizhang.views.export.source import Wrote

DEFAULT = "duizhang-export"
_SUFFIXES = ("csv", "parquet", "dta", "jsonl")
OWN = frozenset(
    {f"{t}.{s}" for t in TABLES for s in _SUFFIXES} | {"datapackage.json", "duizhang.xlsx"}
)


def into(
    out: Path, suffix: str, force: bool, make: Callable[[Path], Sequence[Wrote]]
) -> list[Path]:
    """Let ``make`` write into a folder aside, then move its files to ``out``.

    ``out`` is one file where it ends in ``suffix`` and is no folder, else a folder. What stands
    there is replaced only where it has a name of an export (or ``force``). LedgerError, in one
    line, where that cannot be done; then nothing was changed. Returns the files.
    """
    single = bool(suffix) and out.suffix == suffix and not out.is_dir()
    if single and os.path.lexists(out) and out.name not in OWN and not force:
        raise LedgerError(f"{out}: is there already; name another file, or say --force")
    if not single and os.path.lexists(out) and not out.is_dir():
        raise LedgerError(f"{out}: is no folder; name another with --out")
    home = out.parent if single else out
    fresh = not home.exists()
    try:
        home.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".duizhang-export-", dir=home))
    except OSError as error:
        raise LedgerError(f"{home}: {error.strerror or error}; name another with --out") from error
    done = False
    try:
        made = make(aside)
        targets = [out if single else home / wrote.file for wrote in made]
        for target in targets:
            if target.is_dir():
                raise LedgerError(f"{target}: a folder stands in its place")
        for wrote, target in zip(made, targets, strict=True):
            os.replace(aside / wrote.file, target)
        done = True
        return targets
    except OSError as error:
        raise LedgerError(f"{out}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if fresh and not done:
            shutil.rmtree(home, ignore_errors=True)
