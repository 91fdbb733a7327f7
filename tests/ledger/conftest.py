from __future__ import annotations

from pathlib import Path

import pytest

from ledger.made import read_made, two_years


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are read in the tiny language of ``made.py`` (in this process only)."""
    monkeypatch.setattr("duizhang.report.read_source", read_made)


@pytest.fixture
def pages(tmp_path: Path, made: None) -> Path:
    """A folder with four reports."""
    folder = tmp_path / "报告 pages"
    two_years(folder)
    return folder
