"""Where the benchmark lies, and what the repository froze of the last accepted run.

The gold data and the real texts are not ours to ship: they lie in a folder ``shared`` beside the
checkout, or where ``DUIZHANG_SHARED`` says. The repository holds only figures and places:
``benchmarks/history.jsonl`` (one line a record), ``benchmarks/cases.csv`` (document, offset, the
fields read wrongly there) and ``benchmarks/held_out.txt`` (documents nobody looks into).
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_BEGIN, _END = "<!-- scores: written by `duizhang score --record` -->", "<!-- end of scores -->"
_SHOWN = (
    "accounted",
    "kind",
    "value",
    "unit",
    "hedge",
    "aspect",
    "role",
    "period",
    "indicator",
    "place",
    "whole",
    "whole+subject",
    "relations",
    "headline precision",
    "headline recall",
)

Case = tuple[str, int]
"""A place of the gold data: the document's name and the offset of the numeral or relation."""

Wrong = Mapping[Case, frozenset[str]]
"""For each case that is not all right, the names of the fields that are wrong."""


def checkout() -> Path | None:
    """The root of the repository that we run in or from; None when installed alone."""
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[3]):
        if (folder / "benchmarks").is_dir() and (folder / "src" / "duizhang").is_dir():
            return folder
    return None


def shared_folder() -> Path | None:
    """The folder that holds ``bench``: ``DUIZHANG_SHARED``, else ``../shared``; None if absent."""
    named = os.environ.get("DUIZHANG_SHARED")
    root = checkout()
    places = [Path(named)] if named else [root.parent / "shared"] if root else []
    for place in places:
        if (place / "bench" / "score.py").is_file():
            return place.resolve()
    return None


def real_texts(shared: Path) -> list[Path]:
    """All real reports in ``shared``, in the order of their names."""
    found = [*shared.glob("seeds/*.txt"), *shared.glob("corpus/*/*.txt")]
    return sorted(found, key=lambda path: path.name)


def held_out(root: Path | None) -> frozenset[str]:
    """Names of the documents that are shown as totals only."""
    path = root / "benchmarks" / "held_out.txt" if root else None
    if path is None or not path.is_file():
        return frozenset()
    return frozenset(path.read_text(encoding="utf-8").split())


def gold_hash(shared: Path) -> str:
    """SHA-256 over names and bytes of the gold files: two records compare only if it is the same."""
    digest = hashlib.sha256()
    for path in sorted((shared / "bench" / "gold").iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def last_record(root: Path) -> dict[str, Any] | None:
    """The last line of ``benchmarks/history.jsonl``; None when nothing was recorded yet."""
    path = root / "benchmarks" / "history.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
    full = [line for line in lines if line.strip()]
    return json.loads(full[-1]) if full else None


def append_record(root: Path, record: Mapping[str, Any]) -> None:
    """Add one line to ``benchmarks/history.jsonl``."""
    with (root / "benchmarks" / "history.jsonl").open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")


def score_table(record: Mapping[str, Any]) -> str:
    """The Markdown table of ``record`` that the README shows."""
    seen, unseen, closed = record["figures"], record["held_out"], record["account"] or {}
    lines = ["| read rightly | all documents | of these, held out |", "| --- | --- | --- |"]
    lines += [f"| {name} | {seen[name]:.3f} | {unseen[name]:.3f} |" for name in _SHOWN]
    if closed:
        lines.append(f"| verdict of the account | {closed['verdict']:.3f} | |")
    return "\n".join(lines)


def with_scores(page: str, record: Mapping[str, Any]) -> str:
    """``page`` (the README) with the table between its two marks made anew."""
    head, rest = page.split(_BEGIN)
    tail = rest.split(_END)[1]
    return f"{head}{_BEGIN}\n\n{score_table(record)}\n\n{_END}{tail}"


def load_cases(root: Path) -> dict[Case, frozenset[str]] | None:
    """The frozen wrong cases; None when none were frozen."""
    path = root / "benchmarks" / "cases.csv"
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["document"], int(row["offset"])): frozenset(row["wrong"].split())
            for row in csv.DictReader(file)
        }


def save_cases(root: Path, wrong: Wrong) -> None:
    """Freeze ``wrong``, sorted, one case a line, so that a change of it reads well as a diff."""
    path = root / "benchmarks" / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["document", "offset", "wrong"])
        for (document, offset), fields in sorted(wrong.items()):
            out.writerow([document, offset, " ".join(sorted(fields))])
