"""What an export does to files: all or nothing, others' left alone, faults in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from duizhang.cli import main
from duizhang.views.export import to_csv
from views.exported import make_ledger


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_ledger(tmp_path_factory.mktemp("export"))


def run(ledger: Path, out: Path, *more: str, format_: str = "csv") -> Result:
    words = ["export", "--format", format_, "--out", str(out), "--ledger", str(ledger)]
    return CliRunner().invoke(main, [*words, *more])


def test_files_of_an_export_are_replaced_and_no_others(ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("mine")
    (tmp_path / "claims.csv").write_text("old")
    assert run(ledger, tmp_path).exit_code == 0
    assert (tmp_path / "notes.csv").read_text() == "mine"
    assert (tmp_path / "claims.csv").read_text(encoding="utf-8").startswith("id,")
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_a_file_of_another_name_wants_force(ledger: Path, tmp_path: Path) -> None:
    mine = tmp_path / "notes.csv"
    mine.write_text("mine")
    refused = run(ledger, mine, "--table", "claims")
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
    assert mine.read_text() == "mine"
    assert run(ledger, mine, "--table", "claims", "--force").exit_code == 0
    assert mine.read_text(encoding="utf-8").startswith("id,")


def test_one_file_wants_one_table(ledger: Path, tmp_path: Path) -> None:
    assert run(ledger, tmp_path / "a.csv").exit_code == 2
    assert run(ledger, tmp_path / "a.xlsx", format_="xlsx").exit_code == 0


def test_a_fault_in_the_middle_changes_nothing(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "panel.csv").write_text("old")
    real, calls = to_csv.copy, []

    def failing(*words: object) -> int:
        calls.append(words)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        return real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(to_csv, "copy", failing)
    result = run(ledger, out)
    assert result.exit_code == 1
    assert result.stderr == f"duizhang: {out}: the disk is full; nothing was changed\n"
    assert [p.name for p in out.iterdir()] == ["panel.csv"]
    assert (out / "panel.csv").read_text() == "old"


@pytest.mark.parametrize("format_", ["csv", "xlsx", "dta"])
def test_a_disk_that_takes_no_more_is_one_line(format_: str, ledger: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    command = [sys.executable, "-m", "duizhang.cli", "export", "--format", format_]
    result = subprocess.run(
        [*command, "--ledger", str(ledger), "--out", str(tmp_path / "out"), "--with-evidence"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
        capture_output=True,
        encoding="utf-8",
    )
    assert result.returncode == 1
    assert result.stderr == f"duizhang: {tmp_path / 'out'}: File too large; nothing was changed\n"
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_no_folder_is_one_line(ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run(ledger, tmp_path / "file" / "deeper")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_an_unknown_place_and_a_missing_ledger_are_one_line(ledger: Path, tmp_path: Path) -> None:
    for result in (
        run(ledger, tmp_path / "o", "--place", "青汐市"),
        run(tmp_path / "none", tmp_path / "o"),
    ):
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 1
    assert not (tmp_path / "o").exists()


def test_a_folder_in_a_files_place_is_refused(ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").mkdir()
    result = run(ledger, tmp_path)
    assert result.exit_code == 1
    assert "a folder stands in its place" in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["claims.csv"]
