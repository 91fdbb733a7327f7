"""The second book: what a communiqué tells beside, or instead of, the place's own report."""

from __future__ import annotations

import pytest

from duizhang.account import close
from duizhang.model import Report

from .make import report

PROMISED = report(
    "云川市",
    2031,
    "主要预期目标是：投资增长{5|%|growth|target|2031|fixed_asset_investment}，"
    "生产总值增长{6|%|growth|target|2031|gdp}。",
)
SILENT = report("云川市", 2032, "过去一年生产总值增长{6.1|%|growth|result|2031|gdp}。")
FULL = report(
    "云川市", 2032, "投资增长{5.2|%|growth|result|2031|fixed_asset_investment}。", name="w"
)


def communique(text: str) -> Report:
    return report("云川市", 2032, text, name="公报.txt", genre="communique")


INVESTMENT = communique("投资下降{-3.7|%|growth|result|2031|fixed_asset_investment}。")


def entry(indicator: str, *reports: Report) -> tuple[str, bool]:
    found = next(e for e in close([PROMISED, *reports]).entries if e.indicator == indicator)
    return found.verdict, found.omitted


@pytest.mark.parametrize(
    ("indicator", "reports", "expected"),
    [
        pytest.param("fixed_asset_investment", [SILENT], ("unreported", False), id="nobody tells"),
        pytest.param(
            "fixed_asset_investment", [SILENT, INVESTMENT], ("missed", True), id="only it tells"
        ),
        pytest.param(
            "fixed_asset_investment",
            [INVESTMENT],
            ("missed", False),
            id="there is no report that could have told",
        ),
        pytest.param("gdp", [SILENT, INVESTMENT], ("met", False), id="the report tells"),
    ],
)
def test_what_the_report_leaves_out_is_closed_and_marked(
    indicator: str, reports: list[Report], expected: tuple[str, bool]
) -> None:
    assert entry(indicator, *reports) == expected


def test_where_both_speak_alike_nothing_is_omitted_or_in_conflict() -> None:
    same = communique("投资增长{5.2|%|growth|result|2031|fixed_asset_investment}。")
    account = close([PROMISED, FULL, same])
    found = next(e for e in account.entries if e.indicator == "fixed_asset_investment")
    assert (found.verdict, found.omitted, len(found.results)) == ("met", False, 2)
    assert account.conflicts == ()


@pytest.mark.parametrize(
    ("early", "late", "kind"),
    [
        pytest.param(
            "预计生产总值增长", "生产总值增长", "preliminary", id="an estimate and the count"
        ),
        pytest.param("生产总值增长", "生产总值增长", "preliminary", id="January and March"),
    ],
)
def test_where_both_speak_and_differ_it_is_a_conflict(early: str, late: str, kind: str) -> None:
    one = report("云川市", 2032, early + "{6.2|%|growth|result|2031|gdp}。")
    other = communique(late + "{5.1|%|growth|result|2031|gdp}。")
    assert [c.kind for c in close([PROMISED, one, other]).conflicts] == [kind]


def test_a_communique_promises_nothing() -> None:
    odd = communique("生产总值增长{6|%|growth|target|2032|gdp}。")
    assert close([odd]).entries == ()


def test_the_plan_report_is_a_source_of_results_too() -> None:
    plan = report(
        "云川市",
        2032,
        "投资增长{5.1|%|growth|result|2031|fixed_asset_investment}。",
        name="计划报告.txt",
        genre="plan_report",
    )
    assert entry("fixed_asset_investment", SILENT, plan) == ("met", True)


def test_a_figure_of_part_of_the_year_closes_nothing() -> None:
    promised = report("云川市", 2031, "接待游客{300|万人次|level|target|2031||接待游客}。")
    told = report("云川市", 2032, "国庆假期接待游客{40|万人次|level|result|2031||接待游客}。")
    found = close([promised, told]).entries[0]
    assert (found.verdict, found.result) == ("not_comparable", None)
    assert "国庆" in found.why
