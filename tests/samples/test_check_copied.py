"""scripts/check_copied.py: finds what stands word for word in a real text, and only that."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts/check_copied.py"
REAL = "梨花开遍山坡的时候，村口的老水车又吱呀吱呀地转了起来，溪水绕过石桥。"


def check(tmp_path: Path, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "real.txt").write_text(REAL, encoding="utf-8")
    ours = tmp_path / "ours.md"
    ours.write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(shared), "--files", str(ours), *options],
        capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"前言\n{REAL[:22]}", True),
        (f"前言\n{REAL[:10]}\n {REAL[10:22]}", True),  # white space hides nothing
        (f"前言\n{REAL[:21]}", False),
        (f"{REAL[:12]}不同{REAL[12:24]}", False),
    ],
)
def test_a_run_of_22_is_found(tmp_path: Path, text: str, found: bool) -> None:
    result = check(tmp_path, text)
    assert result.returncode == int(found), result.stderr
    assert bool(result.stdout) is found


def test_it_says_where_once_for_each_stretch(tmp_path: Path) -> None:
    result = check(tmp_path, f"前言\n\n{REAL}\n")
    assert len(result.stdout.splitlines()) == 1
    assert f"ours.md:3: {REAL[:22]}" in result.stdout


def test_a_skipped_text_is_not_compared(tmp_path: Path) -> None:
    assert check(tmp_path, REAL, "--skip", "real").returncode == 0


def test_without_shared_texts_nothing_is_said_to_be_copied(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path / "none")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0
    assert "no shared texts" in result.stderr
