"""List the files of the repository that copy a run of real text.

    python scripts/check_copied.py [SHARED] [--files FILE ...] [--skip NAME ...]

A run is copied when 22 characters in a row, white space left out, of which 15 or more are Han,
also stand in a text below SHARED (default: ``shared`` beside the checkout, or
``DUIZHANG_SHARED``). Looked at is what git tracks or would track. ``--skip`` leaves out the texts
of SHARED whose names hold NAME (held-out ones). Exits 1 when anything is found, 0 when nothing is
or when there is no SHARED to compare with (said on stderr).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUN, HAN = 22, 15
TEXTS = {".txt", ".md", ".html"}  # of SHARED: its tables of vocabulary are no one's sentences


def squeeze(text: str) -> tuple[str, list[int]]:
    """``text`` without white space, and for each character left the number of its line."""
    kept, lines = [], []
    for number, line in enumerate(text.splitlines(), 1):
        squeezed = "".join(line.split())
        kept.append(squeezed)
        lines += [number] * len(squeezed)
    return "".join(kept), lines


def runs(text: str) -> Iterator[tuple[int, str]]:
    """Every run that could count as copied, with its start in the squeezed ``text``."""
    han = [0]
    for character in text:
        han.append(han[-1] + ("\u3400" <= character <= "\u9fff"))
    for start in range(len(text) - RUN + 1):
        if han[start + RUN] - han[start] >= HAN:
            yield start, text[start : start + RUN]


def tracked() -> list[Path]:
    """What git tracks, and what it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True,
    ).stdout.decode()  # fmt: skip
    return [ROOT / name for name in listed.split("\0") if name]


def read(path: Path) -> str | None:
    """The text of a file; None when it is gone or is no text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def copied(
    files: list[Path], shared: Path, skip: tuple[str, ...] = ()
) -> list[tuple[Path, int, str]]:
    """First copied run of each stretch: (file, line, the run)."""
    wanted: dict[str, list[tuple[Path, int, int]]] = {}
    for path in files:
        text = read(path)
        if text is None:
            continue
        squeezed, lines = squeeze(text)
        for start, run in runs(squeezed):
            wanted.setdefault(run, []).append((path, start, lines[start]))
    hits: set[tuple[Path, int, int, str]] = set()
    for source in sorted(shared.rglob("*")):
        if source.suffix not in TEXTS or any(name in source.name for name in skip):
            continue
        text = read(source) or ""
        for _, run in runs(squeeze(text)[0]):
            hits.update((path, start, line, run) for path, start, line in wanted.get(run, ()))
    found, last = [], (Path(), -9)
    for path, start, line, run in sorted(hits):
        if (path, start - 1) != last:
            found.append((path, line, run))
        last = (path, start)
    return found


def main() -> int:
    """Print what is copied as ``file:line: run``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", nargs="?", type=Path)
    parser.add_argument("--files", nargs="+", type=Path, help="look at these files only")
    parser.add_argument("--skip", nargs="+", default=[], help="names of texts to leave out")
    arguments = parser.parse_args()
    shared = arguments.shared or Path(os.environ.get("DUIZHANG_SHARED") or ROOT.parent / "shared")
    if not shared.is_dir():
        print("check_copied: no shared texts to compare with", file=sys.stderr)
        return 0
    found = copied(
        [path.resolve() for path in arguments.files or tracked()], shared, tuple(arguments.skip)
    )
    for path, line, run in found:
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        print(f"{name}:{line}: {run}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
