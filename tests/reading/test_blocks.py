"""Headings, paragraphs, items, rows and furniture."""

from __future__ import annotations

import pytest

from reading.pages import kinds, read

BODY = "全年完成投资300亿元，增长6%，建成一批重点项目。"


@pytest.mark.parametrize(
    ("line", "level", "marker"),
    [
        ("一、过去一年的工作", 0, "一、"),
        ("（一）扩大有效需求", 0, "（一）"),
        ("(二)扩大有效需求", 0, "(二)"),
        ("（一）促进农业发展。", 0, "（一）"),
        ("1 继续抓好项目建设", 0, "1"),
        ("3. 重点任务", 0, "3."),
        ("2031年成绩单", 0, ""),
        ("2031年", 0, ""),
        ("回顾2030年：", 0, ""),
        ("主要预期目标", 0, ""),
        ("发展环境持续优化", 0, ""),
        ("■ 项目建设提速", 0, "■"),
        ("——图解市政府工作报告", 0, "——"),
        ("聚焦深化改革，着力激发内生动力", 0, ""),
        ("附件1", 0, "附件1"),
        ("第三部分 重点工作", 0, "第三部分"),
    ],
)
def test_headings(line: str, level: int, marker: str) -> None:
    document = read(f"{line}\n{BODY}")
    block = document.blocks[0]
    assert (block.kind, block.level, block.marker) == ("heading", level, marker)
    assert document.text[block.start : block.end] == line


def test_a_bare_number_is_a_heading() -> None:
    document = read(f"1\n\n{BODY}\n\n2\n\n{BODY}")
    assert [(b.kind, b.marker) for b in document.blocks] == [
        ("heading", "1"),
        ("paragraph", ""),
        ("heading", "2"),
        ("paragraph", ""),
    ]


def test_markdown_says_it_in_level_and_marker() -> None:
    document = read(f"## 一、工作回顾\n\n- 增长**5%**\n* 新增3家\n\n{BODY}", "text/markdown")
    found = [(b.kind, b.level, b.marker, document.text[b.start : b.end]) for b in document.blocks]
    assert found == [
        ("heading", 2, "一、", "一、工作回顾"),
        ("item", 0, "-", "增长5%"),
        ("item", 0, "*", "新增3家"),
        ("paragraph", 0, "", BODY),
    ]
    assert document.text.startswith("一、工作回顾\n\n增长5%")


@pytest.mark.parametrize(
    ("line", "kind", "marker"),
    [
        ("（一）扩大需求。实施一批项目，完成投资50亿元；办好消费节。", "paragraph", "（一）"),
        ("一是扩大需求。实施一批项目，完成投资50亿元。", "paragraph", "一是"),
        ("——经济平稳增长。总量突破500亿元。", "paragraph", "——"),
        ("各位代表：", "paragraph", ""),
        ("地区生产总值增长7%左右", "paragraph", ""),
        ("一年来，主要做了以下工作。", "paragraph", ""),
        ("|指标|数值|", "row", ""),
        ("地区生产总值\t5.5%\t增长", "row", ""),
    ],
)
def test_other_lines(line: str, kind: str, marker: str) -> None:
    block = read(f"{line}\n{BODY}").blocks[0]
    assert (block.kind, block.marker) == (kind, marker)


def test_entries_beside_data_are_no_headings() -> None:
    page = "主要目标：\n地区生产总值增长7%左右\n居民收入增幅高于经济增长\n进出口增长10%以上"
    assert [kind for kind, _ in kinds(read(page))] == [
        "heading",
        "paragraph",
        "paragraph",
        "paragraph",
    ]


def test_numbered_lines_in_a_row_are_items() -> None:
    page = f"办好实事\n1. 新建学校\n2. 改造道路\n3. 扩建医院\n\n{BODY}"
    assert [kind for kind, _ in kinds(read(page))] == [
        "heading",
        "item",
        "item",
        "item",
        "paragraph",
    ]


def test_a_table_keeps_its_rows_and_loses_its_rule() -> None:
    document = read("|指标|数值|\n|---|---:|\n|生产总值|5.5%|", "text/markdown")
    assert kinds(document) == [("row", "|指标|数值|"), ("row", "|生产总值|5.5%|")]


def test_a_page_mark_is_furniture_of_its_own() -> None:
    document = read("(上接1版) 城市运行基础还不牢固，民生保障还有短板。\n\n（下转3版）")
    assert kinds(document) == [
        ("furniture", "(上接1版)"),
        ("paragraph", "城市运行基础还不牢固，民生保障还有短板。"),
        ("furniture", "（下转3版）"),
    ]
    assert (document.continued_from, document.continued_to) == ("1版", "3版")
    assert [w.code for w in document.warnings] == ["continued_from", "continued_to"]


def test_pages_that_met_leave_nothing_absent() -> None:
    document = read(f"{BODY}（下转第四版）（紧接第一版） {BODY}")
    assert (document.continued_from, document.continued_to) == ("", "")
    assert [kind for kind, _ in kinds(document)] == [
        "paragraph",
        "furniture",
        "furniture",
        "paragraph",
    ]


def test_page_marks_are_known_in_traditional_script() -> None:
    assert read("政府工作報告全文（下轉A3版）").continued_to == "A3版"


def test_web_furniture_around_a_report() -> None:
    page = "当前位置：\n首页\n>\n某市要闻\n【字体：\n大\n中\n小\n】\n2031年政府工作报告\n来源：\n某某日报\n"
    page += f"市长 张三\n各位代表：\n{BODY}\n责任编辑：\n李四\n打印本页\n"
    assert [text for kind, text in kinds(read(page)) if kind != "furniture"] == [
        "2031年政府工作报告",
        "各位代表：",
        BODY,
    ]


def test_a_licence_at_the_end_is_furniture_to_the_last_line() -> None:
    document = read(f"{BODY}\n本作品是中华人民共和国的\n法律\n、\n法规\n，可供使用。")
    assert {kind for kind, _ in kinds(document)[1:]} == {"furniture"}
