"""What may answer a promise, and what may not: one rule of matching a case."""

from __future__ import annotations

import pytest

from duizhang.account import close
from duizhang.model import Entry

from .make import report
from .test_close import pair

T, R = "target|2031", "result|2031"


def _entries(promised: str, told: str) -> dict[str, Entry]:
    found = close(pair(promised, told)).entries
    return {e.subject: e for e in found if e.period == "2031"}


def _only(promised: str, told: str) -> Entry:
    (entry,) = _entries(promised, told).values()
    return entry


@pytest.mark.parametrize(
    ("promised", "told", "verdict"),
    [
        pytest.param(
            f"高新窑炉企业总数达到{{30|家|level|{T}||高新窑炉企业总数}}。",
            f"新认定高新窑炉企业{{9|家|level|{R}}}，总数达到{{33|家|level|{R}||新认定高新窑炉企业总数}}。",
            "exceeded",
            id="a figure's own words tell that it is the total",
        ),
        pytest.param(
            f"打造茶旅片区{{12|个|level|{T}}}。",
            f"茶旅片区达到{{31|个|level|{R}}}。",
            "not_comparable",
            id="all there are answer no promise of so many more",
        ),
        pytest.param(
            f"完成旧窑改造{{75|座|level|{T}}}。",
            f"旧窑改造开工{{75|座|level|{R}||旧窑改造开工}}。",
            "not_comparable",
            id="what is begun is not finished",
        ),
        pytest.param(
            f"改造提升瓷土渠道{{40|公里|level|{T}}}。",
            f"新建和改造提升瓷土渠道{{90|公里|level|{R}}}。",
            "not_comparable",
            id="two works told as one",
        ),
        pytest.param(
            f"煤矸石产能稳定在{{12|万吨|level|{T}}}。",
            f"煤矸石产量{{12|万吨|level|{R}}}。",
            "not_comparable",
            id="capacity and output",
        ),
        pytest.param(
            f"改造供气、供水、排水等管网{{200|公里|level|{T}||改造供气、供水、排水等管网}}。",
            f"改造各类管网{{205|公里|level|{R}||改造各类管网}}。",
            "met",
            id="the whole of what a promise adds up",
        ),
        pytest.param(
            f"中央财政衔接补助资金安排{{17|亿元|level|{T}}}。",
            f"中央财政衔接补助资金增加到{{17|亿元|level|{R}}}。",
            "met",
            id="a sum raised to so much is that year's",
        ),
        pytest.param(
            f"新改建乡村户厕{{20|户|level|{T}}}。",
            f"新改建乡村公路{{1.6|公里|level|{R}}}。",
            "unreported",
            id="another thing in other units is not even close",
        ),
        pytest.param(
            f"利用窑业外资规模保持第{{1|位|rank|{T}||利用窑业外资规模}}。",
            f"利用窑业外资规模连续{{6|年|level|{R}||利用窑业外资规模}}居首位。",
            "unreported",
            id="for how long is not how high",
        ),
    ],
)
def test_what_answers(promised: str, told: str, verdict: str) -> None:
    assert _only(promised, told).verdict == verdict


def test_a_change_is_of_what_its_amount_is_of() -> None:
    found = _entries(
        f"今年市财政安排{{100|万元|level|{T}||市财政}}资金支持再就业，"
        f"比上年增加{{20|万元|change|{T}||市财政}}。",
        f"市财政安排窑工生活补助、再就业补助{{200|万元|level|{R}||市财政安排窑工生活补助、再就业补助}}，"
        f"比上年增加{{29|万元|change|{R}||市财政安排窑工生活补助、再就业补助}}。",
    )
    assert {e.verdict for e in found.values()} <= {"not_comparable", "unreported"}


def test_of_each_of_several_things_the_one_kept_least_counts() -> None:
    entry = _only(
        f"窑区事故起数、伤亡人数均下降{{-10|%|growth|{T}||窑区事故起数、伤亡人数}}。",
        f"窑区事故起数、伤亡人数分别下降{{-12|%|growth|{R}||窑区事故起数}}、{{-8.9|%|growth|{R}||伤亡人数}}。",
    )
    assert (entry.verdict, entry.gap) == ("missed", pytest.approx(1.1))


def test_level_with_last_year_answers_a_ceiling() -> None:
    reports = [
        report("云川市", 2031, f"明年工作。居民消费价格涨幅{{2|%|growth|{T}|cpi||about}}。", outlook_from="明年"),
        report("云川市", 2032, "过去一年。<居民消费价格与上年持平|cpi eq 上年|result|2031>。"),
    ]  # fmt: skip
    (entry,) = (e for e in close(reports).entries if e.period == "2031")
    assert (entry.verdict, entry.result) == ("declared", None)
    assert entry.declared_by


def test_one_investment_of_two_lists() -> None:
    found = close(
        pair(
            f"实施公共项目{{350|个|level|{T}}}、完成投资{{32|亿元|level|{T}||投资}}。",
            f"实施重大项目{{315|个|level|{R}}}、完成投资{{82|亿元|level|{R}||投资}}。",
        )
    ).entries
    assert [e.verdict for e in found if e.subject == "投资"] == ["unreported"]
