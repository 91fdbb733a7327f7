"""Comparisons without a figure, closed from the figures of both sides."""

import pytest

from duizhang.account import close
from duizhang.model import Entry

from .make import report


def one(promised: str, told: str, *others: str) -> Entry:
    reports = [report("云川市", 2031, promised), report("云川市", 2032, told)]
    reports += [report("中国", 2032, words, name="nation.txt") for words in others]
    return next(e for e in close(reports).entries if e.place == "云川市")


FASTER = "<居民收入增速高于经济增速|income_per_capita gt gdp|target|2031>。"
LEVEL = "<居民收入与经济增长同步|income_per_capita eq gdp|target|2031>。"
ABOUT = "<居民收入与经济增长基本同步|income_per_capita eq gdp|target|2031>。"


def _told(income: str, gdp: str) -> str:
    return (
        f"居民收入增长{{{income}|%|growth|result|2031|income_per_capita}}，"
        f"经济增长{{{gdp}|%|growth|result|2031|gdp}}。"
    )


@pytest.mark.parametrize(
    ("promised", "income", "gdp", "verdict"),
    [
        (FASTER, "5.9", "5.5", "met"),
        (FASTER, "5.5", "5.5", "nearly"),
        (FASTER, "5.2", "5.5", "nearly"),
        (FASTER, "5.0", "5.5", "missed"),
        (LEVEL, "5.5", "5.5", "met"),
        (LEVEL, "5.3", "5.5", "nearly"),
        (ABOUT, "5.2", "5.5", "met"),
        (ABOUT, "5.1", "5.5", "missed"),
    ],
)
def test_both_sides_are_compared(promised: str, income: str, gdp: str, verdict: str) -> None:
    entry = one(promised, _told(income, gdp))
    assert entry.verdict == verdict
    assert entry.result is not None
    assert f"{float(gdp):g}%" in entry.why


def test_town_and_country_together_stand_for_all_residents() -> None:
    told = (
        "城镇居民收入增长{6|%|growth|result|2031|income_urban}、"
        "农村居民收入增长{9|%|growth|result|2031|income_rural}，"
        "经济增长{7|%|growth|result|2031|gdp}。"
    )
    assert one(LEVEL, told).verdict == "missed"  # one of the two lies below


@pytest.mark.parametrize(
    ("promised", "behind", "verdict"),
    [
        ("gt income_urban", "，快于城镇居民1.4个百分点", "met"),
        ("gt income_urban", "，低于城镇居民收入0.2个百分点", "nearly"),
        ("gt income_urban", "，慢于城镇居民0.9个百分点", "missed"),
        ("gt income_urban", "，快于全市经济0.9个百分点", "unreported"),
        ("lt income_urban", "，高于城镇居民0.9个百分点", "missed"),
    ],
)
def test_the_distance_tells_where_the_other_side_has_no_figure(
    promised: str, behind: str, verdict: str
) -> None:
    relation = f"<农村居民收入增速快于城镇居民|income_rural {promised}|target|2031>。"
    told = f"农村居民收入增长{{6.2|%|growth|result|2031|income_rural}}{behind}。"
    assert one(relation, told).verdict == verdict


def test_words_of_growth_are_no_part_of_a_sides_name() -> None:
    promised = "<茶业投入增速高于经济增速|茶业投入增速 gt gdp|target|2031>。"
    told = (
        "茶业投入增长{3.1|%|growth|result|2031||茶业投入}，经济增长{5|%|growth|result|2031|gdp}。"
    )
    assert one(promised, told).verdict == "missed"


def test_a_side_may_stand_in_another_places_report() -> None:
    promised = "<失业率低于全国平均|unemployment_surveyed_urban lt 全国平均|target|2031>。"
    told = "城镇调查失业率{5.0|%|share|result|2031|unemployment_surveyed_urban}。"
    nation = "城镇调查失业率{5.2|%|share|result|2031|unemployment_surveyed_urban}。"
    assert one(promised, told).verdict == "unreported"
    assert one(promised, told, nation).verdict == "met"


def test_words_of_the_report_stand_where_figures_are_missing() -> None:
    told = "<居民收入增速快于经济增速|income_per_capita gt gdp|result|2031>。"
    assert one(FASTER, told).verdict == "declared"
    slower = "<居民收入增速慢于经济增速|income_per_capita lt gdp|result|2031>。"
    assert one(FASTER, slower).verdict == "missed"


def test_one_side_alone_closes_nothing_but_is_told() -> None:
    entry = one(FASTER, "居民收入增长{5.9|%|growth|result|2031|income_per_capita}。")
    assert (entry.verdict, entry.result) == ("unreported", None)
    assert "5.9" in entry.why
