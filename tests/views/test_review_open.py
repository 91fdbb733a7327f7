from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from duizhang.cli import main
from duizhang.ledger import build
from duizhang.report import interpret

from . import located

TEXT = located.TEXT


def run(*arguments: str) -> list[str]:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger of one page on which 2910 and 12 were read with doubt."""
    doubtful = {TEXT.index("2910"): 0.5, TEXT.index("12所"): 0.7}
    report = interpret(located.document(TEXT, doubtful))
    monkeypatch.setattr("duizhang.report.read_source", lambda *_: report)
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    build([page], tmp_path / "l")
    return tmp_path / "l"


def test_claims_read_with_doubt_wait_until_someone_has_reviewed_them(ledger: Path) -> None:
    waiting = run("review", "list", "--open", "--ledger", str(ledger))
    assert ["2910亿元" in waiting[0], "12所" in waiting[1], len(waiting)] == [True, True, 2]
    assert all("识读存疑" in line and "第1页 (" in line for line in waiting)
    id_ = waiting[0].split()[0]
    run("review", "accept", id_, "--who", "某", "--ledger", str(ledger))
    assert run("review", "list", "--open", "--ledger", str(ledger)) == waiting[1:]
    assert run("review", "list", waiting[1].split()[0], "--open", "--ledger", str(ledger))
    assert id_ in run("review", "list", "--ledger", str(ledger))[0]


def test_without_doubt_nothing_waits(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    build([page], tmp_path / "l")
    assert run("review", "list", "--open", "--ledger", str(tmp_path / "l")) == [
        "没有存疑而未审阅的。"
    ]
