"""The scoring: totals are the scorer's own, and a change shows case by case."""

from __future__ import annotations

import json
import subprocess
import sys
import types
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from duizhang import cli
from duizhang.views import benchdata, score, scoring

SHARED = benchdata.shared_folder()
needs_bench = pytest.mark.skipif(SHARED is None, reason="the benchmark is not beside the checkout")
DOCS = ("seed-000", "seed-001")


def spoiled(lines: list[dict[str, object]], path: str) -> list[dict[str, object]]:
    """Rows of a reader that is right but for every tenth numeral, in a field by turns."""
    by_id = {line["id"]: line for line in lines}
    rows = []
    for i, line in enumerate(lines):
        row = {**line, "file": path}
        if "same_as" in row:
            row["range_of"] = by_id[row.pop("same_as")]["start"]
        match i % 40:
            case 0:
                continue
            case 10:
                row["kind"] = "date"
            case 20:
                row |= {"role": "context", "subject": "没有"}
            case 30:
                row["range_of"] = -1
        rows.append(row)
    return rows


@pytest.fixture
def bench() -> scoring.Bench:
    assert SHARED is not None
    return scoring.Bench(SHARED / "bench")


@pytest.fixture
def printed(bench: scoring.Bench) -> dict[str, str]:
    out = {}
    for document in DOCS:
        path = str(bench.text_of(document))
        gold = bench.gold / f"{document}.figures.jsonl"
        lines = [json.loads(line) for line in gold.read_text("utf-8").split("\n") if line.strip()]
        out[path] = "".join(json.dumps(row) + "\n" for row in spoiled(lines, path))
    return out


@needs_bench
def test_totals_are_those_that_the_scorer_prints(
    bench: scoring.Bench, printed: dict[str, str], tmp_path: Path
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(printed.values()), encoding="utf-8")
    shown = tmp_path / "shown.py"
    shown.write_text(f"print(open({str(rows)!r}, encoding='utf-8').read())", encoding="utf-8")
    assert SHARED is not None
    run = subprocess.run(
        [
            sys.executable,
            SHARED / "bench" / "score.py",
            "--json",
            *DOCS,
            "--cmd",
            f"{sys.executable} {shown}",
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    theirs, ours = json.loads(run.stdout), bench.figures(DOCS, printed).totals
    assert {**theirs, "seconds": 0} == {**ours, "seconds": 0}
    assert 0.8 < ours["whole"] < 0.99


@needs_bench
def test_wrong_cases_add_up_to_the_totals(bench: scoring.Bench, printed: dict[str, str]) -> None:
    scored = bench.figures(DOCS, printed)
    for field in ("accounted", "kind", *bench.fields, "whole", "whole+subject"):
        of = "numerals" if field in ("accounted", "kind") else "measures"
        wrong = sum(field in fields for fields in scored.wrong.values())
        assert round(1 - wrong / scored.totals[of], 4) == scored.totals[field], field


@needs_bench
def test_account_cases_add_up_to_the_totals(
    bench: scoring.Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in account closes every promise as missed, without a result."""
    gold = (bench.gold / "account.jsonl").read_text("utf-8").split("\n")

    @click.command()
    @click.option("--json", "as_json", is_flag=True)
    @click.option("--closed-world", is_flag=True)
    @click.argument("files", nargs=-1)
    def command(as_json: bool, closed_world: bool, files: tuple[str, ...]) -> None:
        for line in filter(str.strip, gold):
            target = json.loads(line)["target"]
            click.echo(json.dumps({"target": target, "verdict": "missed", "why": "no\nresult"}))

    module = types.ModuleType("stand_in")
    vars(module)["command"] = command
    monkeypatch.setitem(sys.modules, "stand_in", module)
    monkeypatch.setitem(cli.COMMANDS, "account", ("stand_in", ""))
    scored = bench.account()
    wrong = sum("account_verdict" in fields for fields in scored.wrong.values())
    assert 0 < wrong < scored.totals["promises"]
    assert round(1 - wrong / scored.totals["promises"], 4) == scored.totals["verdict"]


@needs_bench
def test_held_out_documents_are_never_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that finds nothing: every place of every document is wrong."""
    monkeypatch.setattr(scoring, "_figures_of", lambda path: "")
    hidden = benchdata.held_out(benchdata.checkout())
    assert len(hidden) == 3
    listed = CliRunner().invoke(score.command, ["--errors", "99999", "--no-account"]).output
    assert "seed-000@" in listed
    assert not [name for name in hidden if name in listed]
    totals = CliRunner().invoke(score.command, ["--held-out", "--errors", "5"]).output
    assert "           documents  3" in totals
    assert "@" not in totals


@pytest.mark.parametrize("arguments", [["--record", "seed-000"], ["--check", "--held-out"]])
def test_a_record_takes_all_documents(arguments: list[str]) -> None:
    assert CliRunner().invoke(score.command, arguments).exit_code == 2


def test_changes_name_what_was_gained_and_lost() -> None:
    before = {("a", 5): frozenset({"role", "whole"}), ("a", 9): frozenset({"unit"})}
    after = {("a", 9): frozenset({"unit", "role"}), ("b", 1): frozenset({"role"})}
    assert score.changes(before, after) == {
        "role": ([("a", 5)], [("a", 9), ("b", 1)]),
        "whole": ([("a", 5)], []),
    }


@pytest.mark.parametrize(
    ("whole", "verdict", "lines"),
    [
        (0.91, 0.8, 0),
        (0.9, 0.8, 0),
        (0.9 - 1e-12, 0.8, 0),
        (0.8999, 0.8, 1),
        (0.95, 0.7, 1),
        (0.95, None, 1),
    ],
)
def test_a_guarded_score_may_only_rise(whole: float, verdict: float | None, lines: int) -> None:
    heads = {"headline precision": 0.97, "headline recall": 0.96}
    previous = {"figures": {"whole": 0.9, **heads}, "account": {"verdict": 0.8}}
    account = None if verdict is None else {"verdict": verdict}
    now = {"figures": {"whole": whole, **heads}, "account": account}
    assert len(list(score.fell(previous, now))) == lines


def test_frozen_cases_come_back_as_they_went(tmp_path: Path) -> None:
    (tmp_path / "benchmarks").mkdir()
    cases = {("乙市", 40): frozenset({"whole+subject", "unit"}), ("乙市", 7): frozenset({"kind"})}
    assert benchdata.load_cases(tmp_path) is None
    benchdata.save_cases(tmp_path, cases)
    assert benchdata.load_cases(tmp_path) == cases


def test_the_last_record_counts(tmp_path: Path) -> None:
    (tmp_path / "benchmarks").mkdir()
    assert benchdata.last_record(tmp_path) is None
    for whole in (0.5, 0.6):
        benchdata.append_record(tmp_path, {"whole": whole})
    assert benchdata.last_record(tmp_path) == {"whole": 0.6}
