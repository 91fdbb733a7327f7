"""Bad input: doubled, misdated, namesake, renamed and missing reports, each with a clear answer."""

from __future__ import annotations

import msgspec
import pytest

from duizhang.account import Account, close
from duizhang.account.places import Places, successor
from duizhang.model import Identity, Report

from .make import report

GDP = "生产总值增长{6|%|growth|target|2031|gdp}。"


def told(place: str, year: int, value: str, **more: str) -> Report:
    return report(place, year, f"生产总值增长{{{value}|%|growth|result|{year - 1}|gdp}}。", **more)  # type: ignore[arg-type]


def codes(account: Account) -> dict[str, str]:
    return {n.code: n.message for n in account.notices}


def test_two_reports_of_one_year_are_two_witnesses_and_said() -> None:
    one, two = report("云川市", 2031, GDP), report("云川市", 2031, GDP, name="again.txt")
    account = close([one, two, told("云川市", 2032, "6.1")])
    assert [(e.verdict, len(e.also)) for e in account.entries] == [("met", 1)]
    assert "2份" in codes(account)["year_twice"]


def test_two_reports_of_one_year_that_differ_are_a_conflict() -> None:
    other = report("云川市", 2031, GDP.replace("{6|", "{9|"), name="other.txt")
    account = close([report("云川市", 2031, GDP), other])
    assert len(account.entries) == 2
    assert [c.role for c in account.conflicts] == ["target"]


def test_a_report_that_is_dated_wrong_counts_for_the_year_of_its_promises() -> None:
    things = ("瓷业", "茶业", "竹业", "渔业", "果业")
    promises = "".join(f"{t}增长{{7|%|growth|target|2031||{t}}}。" for t in things)
    results = "".join(f"{t}增长{{8|%|growth|result|2031||{t}}}。" for t in things)
    wrong = msgspec.structs.replace(
        report("云川市", 2031, promises), identity=Identity(place="云川市", year=2035)
    )
    account = close([wrong, report("云川市", 2032, results)])
    assert {e.verdict for e in account.entries} == {"exceeded"}
    assert "自称2035年" in codes(account)["year_doubted"]
    assert "2031年入账" in codes(account)["year_doubted"]


def test_two_promises_for_another_year_do_not_date_a_report_anew() -> None:
    early = report("云川市", 2031, "瓷业增长{7|%|growth|target|2032||瓷业}。")
    assert "year_doubted" not in codes(close([early]))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param(("鼓楼区", "320106"), ("鼓楼区", "350102"), id="two districts"),
        pytest.param(("城关镇", "610922100"), ("城关镇", "620102100"), id="two towns"),
        pytest.param(("吉林省", "220000"), ("吉林市", "220200"), id="a province and its city"),
    ],
)
def test_namesakes_do_not_close_each_other(one: tuple[str, str], two: tuple[str, str]) -> None:
    reports = [
        report(one[0], 2031, GDP, code=one[1]),
        told(two[0], 2032, "6.4", code=two[1]),
    ]
    entries = close(reports).entries
    assert [e.verdict for e in entries] == ["pending"]
    assert close([*reports, told(one[0], 2032, "5", code=one[1])]).entries[0].verdict == "missed"


def test_a_place_that_was_raised_is_one_with_its_successor() -> None:
    before, after = (
        report("孟津县", 2020, GDP.replace("2031", "2020"), code="410322"),
        told("孟津区", 2021, "6.3", code="410308"),
    )
    assert successor("410322") == "410308"
    account = close([before, after])
    assert [(e.place, e.verdict) for e in account.entries] == [("孟津区", "met")]
    assert "place_ended" not in codes(account)


def test_a_place_that_was_merged_into_another_says_so() -> None:
    before = report("下城区", 2020, GDP.replace("2031", "2020"), code="330103")
    account = close([before, told("拱墅区", 2021, "7", code="330105")])
    assert [(e.place, e.verdict) for e in account.entries] == [("下城区", "pending")]
    assert "2020年为止" in codes(account)["place_ended"]


def test_a_place_without_a_successor_in_the_ledger_keeps_its_name() -> None:
    assert Places([Identity(place="孟津县", place_code="410322")]).find("孟津县") == "孟津县"


def test_a_year_that_is_missing_leaves_its_promise_pending_and_is_said() -> None:
    account = close([report("云川市", 2031, GDP), told("云川市", 2033, "7")])
    entry = account.entries[0]
    assert (entry.verdict, entry.why) == ("pending", "缺2032年的报告")
    assert codes(account)["year_missing"] == "缺2032年的报告全文"


def test_a_later_report_may_still_close_what_a_missing_year_left_open() -> None:
    late = report("云川市", 2033, "前年生产总值增长{6.4|%|growth|result|2031|gdp}。")
    entry = close([report("云川市", 2031, GDP), late]).entries[0]
    assert (entry.verdict, "2033" in entry.why) == ("met", True)
