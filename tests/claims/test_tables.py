"""Tables: what the row, the column's head and the lines above say of a figure."""

from __future__ import annotations

import io
import time

import openpyxl
import pytest

from duizhang.model import Claim, Source
from duizhang.reading import decode
from duizhang.report import interpret
from texts import past, read_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE = "青溪市2025年主要预期目标\n\n"


def told(claim: Claim) -> tuple[object, ...]:
    return (claim.value, claim.unit, claim.aspect, claim.role, claim.period, claim.indicator)


def rows(text: str) -> list[tuple[object, ...]]:
    """What each figure of a table says: value, unit, aspect, role, period, indicator."""
    return [told(c) for c in read_text(text).claims]


def test_columns_of_units_targets_results_and_offices() -> None:
    text = TITLE + (
        "| 序号 | 指标 | 单位 | 2024年完成 | 同比增长（%） | 2025年预期目标 | 责任单位 |\n"
        "| 1 | 地区生产总值 | 亿元 | 1787.3 | 5.9 | 6.5%左右 | 市发改委 |\n"
        "| 2 | 规模工业增加值 | % | 7.1 | | 8 | 市工信局 |\n"
        "| 3 | 城镇新增就业 | 万人 | 4.2 | | 4以上 | 市人社局 |\n"
        "| 4 | 城镇调查失业率 | % | 5.1 | | ≤5.5 | 第2办公室 |\n"
    )
    found = [(c.value, c.unit, c.hedge, c.aspect, c.role, c.period, c.indicator)
             for c in read_text(text).claims if c.subject != "办公室"]  # fmt: skip
    assert found[:9] == [
        (178730000000.0, "元", "none", "level", "result", "2024", "gdp"),
        (5.9, "%", "none", "growth", "result", "2024", "gdp"),
        (6.5, "%", "about", "growth", "target", "2025", "gdp"),
        (7.1, "%", "none", "growth", "result", "2024", "industrial_va_above_scale"),
        (8.0, "%", "none", "growth", "target", "2025", "industrial_va_above_scale"),
        (42000.0, "人", "none", "level", "result", "2024", "new_urban_jobs"),
        (40000.0, "人", "at_least", "level", "target", "2025", "new_urban_jobs"),
        (5.1, "%", "none", "share", "result", "2024", "unemployment_surveyed_urban"),
        (5.5, "%", "at_most", "share", "target", "2025", "unemployment_surveyed_urban"),
    ]


def test_the_numbers_of_rows_are_marks() -> None:
    report = read_text(
        TITLE + "| 序号 | 指标 | 目标 |\n| 1 | 粮食产量（万吨） | 96 |\n| 2 | 绿地（亩） | 5 |\n"
    )
    kinds = [(f.text, f.kind) for f in report.figures if f.kind != "date"]
    assert kinds == [("1", "marker"), ("96", "measure"), ("2", "marker"), ("5", "measure")]


TWO_ROWS = """青溪市2024年目标完成情况
（单位：亿元、%）

{upper}
{lower}
| 地区生产总值 | 1780 | 6.5 | 1787.3 | 5.9 | 100.4 |
"""


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("| 指标 | 2024年目标 | | 2024年完成 | | 完成率 |", "| | 总量 | 增速 | 总量 | 增速 | |"),
        (
            "| 指标 | 2024年目标 | 2024年目标 | 2024年完成 | 2024年完成 | 完成率 |",
            "| 指标 | 总量 | 增速 | 总量 | 增速 | 完成率 |",
        ),
        (
            "| 指标 | 目标 | | 完成 | | 完成率 |",
            "| | 总量 | 增速（%） | 总量 | 增速（%） | （%） |",
        ),
    ],
)
def test_heads_of_two_rows_and_units_of_the_caption(upper: str, lower: str) -> None:
    assert rows(TWO_ROWS.format(upper=upper, lower=lower)) == [
        (178000000000.0, "元", "level", "target", "2024", "gdp"),
        (6.5, "%", "growth", "target", "2024", "gdp"),
        (178730000000.0, "元", "level", "result", "2024", "gdp"),
        (5.9, "%", "growth", "result", "2024", "gdp"),
        (100.4, "%", "share", "result", "2024", ""),
    ]


@pytest.mark.parametrize("head", ["县区", "地区", "单位", "", "各县市区"])
def test_places_in_rows_and_indicators_in_columns(head: str) -> None:
    text = (
        "青溪市2025年各县区任务\n\n"
        f"| {head} | 地区生产总值增长（%） | 固定资产投资（亿元） |\n"
        "| 全市 | 6.5 | 320 |\n| 雨湖区 | 7 | 120 |\n| 岳塘区 | 6 | 90 |\n"
    )
    found = [(c.place, c.value, c.aspect, c.indicator) for c in read_text(text).claims]
    assert found == [
        ("self", 6.5, "growth", "gdp"), ("self", 32e9, "level", "fixed_asset_investment"),
        ("雨湖区", 7.0, "growth", "gdp"), ("雨湖区", 12e9, "level", "fixed_asset_investment"),
        ("岳塘区", 6.0, "growth", "gdp"), ("岳塘区", 9e9, "level", "fixed_asset_investment"),
    ]  # fmt: skip


def test_a_column_of_places_whose_cells_are_merged() -> None:
    text = (
        "青溪市2024年主要指标\n\n"
        "| 地区 | 指标 | 单位 | 目标 | 完成 |\n"
        "| 东坪区 | 地区生产总值 | 亿元 | 500 | 512 |\n| | 固定资产投资 | 亿元 | 120 | 118 |\n"
        "| 石桥县 | 地区生产总值 | 亿元 | 300 | 302 |\n"
    )
    found = [(c.place, c.indicator, c.role) for c in read_text(text).claims]
    east, stone = "东坪区", "石桥县"
    assert found == [
        (east, "gdp", "target"), (east, "gdp", "result"),
        (east, "fixed_asset_investment", "target"), (east, "fixed_asset_investment", "result"),
        (stone, "gdp", "target"), (stone, "gdp", "result"),
    ]  # fmt: skip


def test_a_column_of_years_beside_indicators_or_places() -> None:
    text = (
        "青溪市2026年主要指标\n\n"
        "| 年份 | 指标 | 目标 | 完成 |\n| 2024 | 地区生产总值增长（%） | 6 | 6.5 |\n"
        "| | 粮食产量（万吨） | 60 | 61 |\n| 2025年 | 粮食产量（万吨） | 62 | 63 |\n"
    )
    found = [(c.period, c.role, c.indicator, c.value) for c in read_text(text).claims]
    assert found == [
        ("2024", "target", "gdp", 6.0), ("2024", "result", "gdp", 6.5),
        ("2024", "target", "grain_output", 6e5), ("2024", "result", "grain_output", 61e4),
        ("2025", "target", "grain_output", 62e4), ("2025", "result", "grain_output", 63e4),
    ]  # fmt: skip
    text = "| 年度 | 县区 | 粮食产量（万吨） |\n| 2023 | 东坪区 | 5 |\n| 2024 | 东坪区 | 6 |\n"
    assert [(c.period, c.place) for c in read_text("青溪市统计\n\n" + text).claims] == [
        ("2023", "东坪区"), ("2024", "东坪区"),
    ]  # fmt: skip


def test_places_over_columns() -> None:
    text = (
        TITLE
        + "| 指标 | 全市 | 雨湖区 |\n| 社会消费品零售总额（亿元） | 600 | 90 |\n| 粮食产量（万吨） | 96 | 5 |\n"
    )
    found = [(c.place, c.indicator) for c in read_text(text).claims]
    assert found == [
        ("self", "retail_sales"), ("雨湖区", "retail_sales"),
        ("self", "grain_output"), ("雨湖区", "grain_output"),
    ]  # fmt: skip


def test_bare_years_over_columns_are_dates() -> None:
    text = (
        "青溪市主要指标\n\n| 指标 | 单位 | 2022 | 2023 |\n| 地区生产总值 | 亿元 | 1500 | 1620 |\n"
    )
    report = read_text(text)
    assert [(c.value, c.period) for c in report.claims] == [(150e9, "2022"), (162e9, "2023")]
    assert [f.kind for f in report.figures] == ["date", "date", "measure", "measure"]


def test_a_quantity_that_looks_like_a_year() -> None:
    text = (
        TITLE
        + "| 指标 | 单位 | 目标 | 建成 |\n| 重点项目 | 个 | 2000 | 2024 |\n| 新区 | | 8 | 2024 |\n"
    )
    report = read_text(text)
    assert [(c.value, c.unit) for c in report.claims][:1] == [(2000.0, "个")]
    assert report.figures[-1].kind == "date"


def test_last_year_beside_a_plan() -> None:
    text = TITLE + "| 指标 | 上年完成 | 目标 |\n| 粮食产量（万吨） | 95 | 96 |\n"
    found = [(c.value, c.role, c.period) for c in read_text(text).claims]
    assert found == [(950000.0, "result", "2024"), (960000.0, "target", "2025")]


def test_two_tables_below_each_other_have_heads_of_their_own() -> None:
    text = TITLE + (
        "| 指标 | 目标 |\n| 粮食产量（万吨） | 96 |\n\n"
        "| 指标 | 2024年完成 |\n| 粮食产量（万吨） | 95 |\n"
    )
    found = [(c.value, c.role, c.period) for c in read_text(text).claims]
    assert found == [(960000.0, "target", "2025"), (950000.0, "result", "2024")]


def test_a_sentence_in_a_cell_is_read_as_one() -> None:
    text = TITLE + (
        "| 序号 | 任务 | 目标 | 责任单位 |\n"
        "| 1 | 改造老旧小区86个，惠及居民1.2万户。 | 86个 | 市住建局 |\n"
        "| 2 | 新建公共充电桩1200个，其中乡镇300个。 | 1200个 | 市发改委 |\n"
    )
    subjects = [c.subject for c in read_text(text).claims]
    assert subjects == [
        "改造老旧小区", "惠及居民", "改造老旧小区", "新建公共充电桩", "乡镇", "新建公共充电桩",
    ]  # fmt: skip


def test_rows_of_a_part_and_rows_of_one_cell() -> None:
    text = TITLE + (
        "| 指标 | 目标 |\n| 一、经济发展 | |\n| 1.粮食产量（万吨） | 96 |\n| 其中：夏粮（万吨） | 20 |\n"
    )
    found = [(c.subject, c.indicator) for c in read_text(text).claims]
    assert found == [("粮食产量", "grain_output"), ("夏粮", "")]


def test_a_workbook_of_targets() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "2025年目标"
    for row in (
        ["青溪市2025年主要经济指标"], ["指标", "单位", "2024年", None, "2025年目标"],
        [None, None, "总量", "增速", None], ["地区生产总值", "亿元", 1787.3, 0.059, 0.065],
        ["城镇新增就业", "万人", 4.2, None, 4],
    ):  # fmt: skip
        sheet.append(row)
    for name in ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"):
        sheet.merge_cells(name)
    for name in ("D4", "E4"):
        sheet[name].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    report = interpret(decode(Source("a.xlsx", XLSX, "0" * 64, out.getvalue())))
    assert [told(c) for c in report.claims] == [
        (178730000000.0, "元", "level", "result", "2024", "gdp"),
        (5.9, "%", "growth", "result", "2024", "gdp"),
        (6.5, "%", "growth", "target", "2025", "gdp"),
        (42000.0, "人", "level", "result", "2024", "new_urban_jobs"),
        (40000.0, "人", "level", "target", "2025", "new_urban_jobs"),
    ]
    places = [report.document.locate(c.start, c.end)[0].cell for c in report.claims]
    assert places == ["C4", "D4", "E4", "C5", "E5"]


def test_many_rows_cost_no_more_than_their_number() -> None:
    text = "| 单 |\n" * 20_000 + "| 指标 | 目标 |\n" + "| 甲 | 5 |\n| 指标 | 完成 |\n" * 5_000
    start = time.process_time()
    read_text("青溪市\n" + text)
    assert time.process_time() - start < 30


def test_a_table_that_single_spaces_part() -> None:
    text = """表2　2025年主要产品产量
产品名称　单位　产量　比上年增长（%）
水泥　万吨　42.6　-3.1
砖　亿块　1.8　6.4
机床　套　1250　11.2"""
    got = [(c.subject, c.value, c.unit, c.aspect, c.period) for c in past(text)]
    assert got == [
        ("水泥", 426_000, "吨", "level", "2025"),
        ("水泥", -3.1, "%", "growth", "2025"),
        ("砖", 180_000_000, "块", "level", "2025"),
        ("砖", 6.4, "%", "growth", "2025"),
        ("机床", 1250, "套", "level", "2025"),
        ("机床", 11.2, "%", "growth", "2025"),
    ]


def test_a_column_of_shares_is_no_growth() -> None:
    text = (
        "青溪市2025年统计公报\n\n| 指标 | 绝对数（亿元） | 比上年增长（%） | 占比（%） |\n| --- | --- | --- | --- |\n"
        "| 地区生产总值 | 787.3 | 5.9 | 100.0 |\n| 第一产业增加值 | 148.2 | 3.8 | 18.8 |\n"
    )
    found = [(c.value, c.aspect, c.indicator) for c in read_text(text).claims if c.unit == "%"]
    assert found == [
        (5.9, "growth", "gdp"),
        (100.0, "share", ""),
        (3.8, "growth", "primary_va"),
        (18.8, "share", ""),
    ]


def test_a_list_of_tasks_names_them_beside_what_is_to_be_done() -> None:
    text = "云泽市2031年民生实事\n\n" + (
        "| 序号 | 事项 | 目标任务 | 完成情况 | 责任单位 |\n"
        "| 1 | 老旧小区改造 | 改造118个 | 已完成120个 | 市住建局 |\n"
        "| 2 | 新建公办幼儿园 | 12所 | 10所 | 市教育局 |\n"
    )
    assert [(c.value, c.subject, c.role) for c in read_text(text).claims] == [
        (118.0, "老旧小区改造", "target"), (120.0, "老旧小区改造", "result"),
        (12.0, "新建公办幼儿园", "target"), (10.0, "新建公办幼儿园", "result"),
    ]  # fmt: skip


def test_where_the_head_says_the_year_the_words_around_give_no_doubt() -> None:
    text = "指标,单位,2031年目标,2030年完成\n生产总值增速,%,6左右,6.2\n新增就业,万人,4.5,4.6\n"
    source = Source("t.csv", "text/csv", "0" * 64, text.encode())
    claims = interpret(decode(source)).claims
    assert [(c.value, c.role, c.period, c.doubt) for c in claims] == [
        (6.0, "target", "2031", ""), (6.2, "result", "2030", ""),
        (45000.0, "target", "2031", ""), (46000.0, "result", "2030", ""),
    ]  # fmt: skip
