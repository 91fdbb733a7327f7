"""The command: files in, JSON Lines or a page out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from duizhang.views.account import command

PROMISED = """云川市政府工作报告
2031年工作安排
主要预期目标是：地区生产总值增长7%，固定资产投资增长6%左右。
全年新增充电桩300个以上。
"""
TOLD = """云川市政府工作报告
一、2031年工作回顾
全年地区生产总值增长6.8%，新增充电桩410个。
二、2032年工作安排
主要预期目标是：地区生产总值增长6%，固定资产投资增长6%左右。
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = [tmp_path / "云川市-2031.txt", tmp_path / "云川市-2032.txt"]
    for path, text in zip(paths, (PROMISED, TOLD), strict=True):
        path.write_text(text, encoding="utf-8")
    return [str(p) for p in paths]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def rows(*arguments: str) -> list[dict[str, Any]]:
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def test_every_promise_is_a_line_that_points_at_its_characters(files: list[str]) -> None:
    found = {(r["indicator"], r["period"]): r for r in rows(*files)}
    gdp = found["gdp", "2031"]
    assert (gdp["verdict"], gdp["gap"], gdp["trend"]) == ("nearly", pytest.approx(-0.2), "lowered")
    for side, printed in (("target", "7"), ("result", "6.8")):
        text = Path(gdp[side]["file"]).read_text(encoding="utf-8")
        assert text[gdp[side]["start"] : gdp[side]["end"]] == printed


def test_filters_choose_by_verdict_and_year(files: list[str]) -> None:
    assert {r["period"] for r in rows(*files, "--year", "2032")} == {"2032"}
    assert {r["verdict"] for r in rows(*files, "--verdict", "exceeded")} == {"exceeded"}


def test_steps_say_which_results_were_looked_at(files: list[str]) -> None:
    gdp = next(r for r in rows(*files, "--steps") if r["indicator"] == "gdp")
    assert gdp["steps"][0]["kind"] == "taken"


def test_the_page_groups_and_sums_up(files: list[str]) -> None:
    page = run(*files, "--year", "2031").output
    assert "云川市 2031年的账" in page
    assert page.index("主要目标") < page.index("其他")
    assert "接近 1" in page


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_done(
    files: list[str], tmp_path: Path
) -> None:
    missing = str(tmp_path / "nowhere.txt")
    done = run(*files, missing, "--json")
    assert done.exit_code == 1
    assert "nowhere.txt" in done.stderr
    assert len(done.stdout.splitlines()) >= 3


def test_a_place_is_closed_from_the_ledger(files: list[str], tmp_path: Path) -> None:
    from duizhang.ledger.build import build

    ledger = tmp_path / "test.ledger"
    build(files, ledger)
    found = rows("云川", "--ledger", str(ledger))
    assert {(r["indicator"], r["verdict"]) for r in found} >= {("gdp", "nearly")}
    assert found == rows("--ledger", str(ledger))


def test_a_place_that_is_not_in_the_ledger_is_said(files: list[str], tmp_path: Path) -> None:
    from duizhang.ledger.build import build

    ledger = tmp_path / "test.ledger"
    build(files, ledger)
    done = run("霞浦市", "--ledger", str(ledger))
    assert done.exit_code == 1
    assert "霞浦市" in done.stderr


def test_a_ledger_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = run("云川", "--ledger", str(tmp_path / "none"))
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)


def test_two_full_reports_that_differ_make_the_entry_doubtful(
    files: list[str], tmp_path: Path
) -> None:
    from duizhang.ledger.build import build

    alone = {(r["indicator"], r["period"]): r for r in rows(*files)}["gdp", "2031"]
    assert alone["confidence"] > 0.7
    other = tmp_path / "云川市-2032-另一份.txt"
    other.write_text(TOLD.replace("6.8%", "7.9%"), encoding="utf-8")
    ledger = tmp_path / "test.ledger"
    build([*files, str(other)], ledger)
    for arguments in ((*files, str(other)), ("--ledger", str(ledger))):
        found = {(r["indicator"], r["period"]): r for r in rows(*arguments)}["gdp", "2031"]
        values = {}
        for at in (found["result"], *found["also"]):
            text = (tmp_path / Path(at["file"]).name).read_text(encoding="utf-8")
            values[text[at["start"] : at["end"]]] = at["file"]
        assert set(values) == {"6.8", "7.9"}
        told = next(v for v in values if values[v] != found["result"]["file"])
        assert f"来源不一致: 另一份报告为{told}%" in found["why"]
        assert found["confidence"] < 0.7
    assert "来源不一致" in run(*files, str(other)).output
