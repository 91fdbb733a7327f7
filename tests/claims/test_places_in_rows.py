"""Figures told of several places at once, and lists of places below a head."""

from __future__ import annotations

from texts import past, plan, read_text

CITIES = """今年干什么 三市目标看过来

### 长沙 稳中求进
长沙今年生产总值增长6%左右。

### 株洲 先进制造
株洲今年生产总值增长7%左右。

### 湘潭 县域突围
湘潭今年生产总值增长5%左右。

各市固定资产投资目标

长沙 4%左右
株洲 5.5%
湘潭 3%—4%
"""


def test_places_in_a_row_are_the_places_of_the_figures() -> None:
    got = past("长沙、株洲、湘潭经济总量分别突破1.7万亿元、4000亿元和3000亿元。")
    assert [(c.place, c.subject, c.indicator) for c in got] == [
        ("长沙", "经济总量", "gdp"),
        ("株洲", "经济总量", "gdp"),
        ("湘潭", "经济总量", "gdp"),
    ]


def test_things_in_a_row_are_no_places() -> None:
    got = past("瓷器、茶叶产量分别达到8万吨和2万吨。")
    assert [(c.place, c.subject) for c in got] == [("self", "瓷器产量"), ("self", "茶叶产量")]


def test_a_list_of_places_below_a_head() -> None:
    report = read_text(CITIES)
    below = report.document.source_text.index("各市固定资产投资")
    got = [c for c in report.claims if c.start > below]
    assert [(c.place, c.subject, c.indicator, c.aspect) for c in got] == [
        ("长沙", "固定资产投资", "fixed_asset_investment", "growth"),
        ("株洲", "固定资产投资", "fixed_asset_investment", "growth"),
        ("湘潭", "固定资产投资", "fixed_asset_investment", "growth"),
    ]


def test_spending_for_peoples_livelihood_is_its_share() -> None:
    (got,) = plan("把财政支出的75%以上用于民生。")
    assert (got.indicator, got.aspect) == ("livelihood_expenditure_share", "share")


def test_so_many_people_are_no_bound() -> None:
    (got,) = plan("吸引20万名以上大学生来长沙就业创业。")
    assert (got.aspect, got.value, got.hedge) == ("level", 200_000, "at_least")


def test_what_is_so_already_is_no_promise() -> None:
    (got,) = plan("脐橙种植面积已达40万亩。")
    assert (got.role, got.period) == ("result", "2025")


def test_why_is_not_what() -> None:
    got = past("一般公共预算收入完成30.6亿元，受煤炭价格下跌影响下降4.9%。")
    assert [(c.indicator, c.value) for c in got] == [
        ("general_public_budget_revenue", 30.6e8),
        ("general_public_budget_revenue", -4.9),
    ]


def test_both_ends_of_two_changes() -> None:
    got = past("茶叶精品率、深加工率分别由8%、20%提高到15.6%、46%。")
    assert [(c.subject, c.value, c.period) for c in got] == [
        ("茶叶精品率", 8, "2024"),
        ("深加工率", 20, "2024"),
        ("茶叶精品率", 15.6, "2025"),
        ("深加工率", 46, "2025"),
    ]


def test_a_total_behind_what_is_new_is_of_the_same_indicator() -> None:
    got = past("高新技术企业净增212家，达到2160家。")
    assert got[1].indicator == "high_tech_firms"
