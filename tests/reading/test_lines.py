"""Lines broken by a column, a link or a page are joined; all others stay apart."""

from __future__ import annotations

import pytest

from reading.pages import codes, kinds, read

COLUMN = """全市经济运行总体平稳、稳中有
进。实现地区生产总值 1830 亿
元，比上年增长5.6%。新增规上
企业 96 家，粮食产量达 312万
吨以上，城乡居民收入分别增长
5.1%和6.3%，完成全年任务。"""


def test_a_column_becomes_a_paragraph() -> None:
    document = read(COLUMN)
    assert document.text == (
        "全市经济运行总体平稳、稳中有进。实现地区生产总值1830亿元，比上年增长5.6%。"
        "新增规上企业96家，粮食产量达312万吨以上，城乡居民收入分别增长5.1%和6.3%，完成全年任务。"
    )
    assert codes(document) == ["joined_lines", "spaced_number"]


def test_it_does_so_with_any_line_end() -> None:
    for end in ("\r\n", "\r", "\u2028"):
        assert read(COLUMN.replace("\n", end)).text == read(COLUMN).text


def test_a_column_goes_on_over_an_empty_line() -> None:
    broken = COLUMN.replace("新增规上\n", "新增规上\n\n")
    assert read(broken).text == read(COLUMN).text


def test_paragraphs_of_a_column_stay_apart() -> None:
    document = read(COLUMN.replace("5.1%和", "") + "\n" + COLUMN.replace("全市", "全县"))
    assert [kind for kind, _ in kinds(document)] == ["paragraph", "paragraph"]


def test_a_heading_above_a_column_stays_apart() -> None:
    document = read("聚焦产业升级，着力培育增长新动能\n\n" + COLUMN)
    assert kinds(document)[0] == ("heading", "聚焦产业升级，着力培育增长新动能")
    assert len(document.blocks) == 2


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "认真落实《\n某某条例（草案）\n》，做好工作。",
            "认真落实《某某条例（草案）》，做好工作。",
        ),
        ("推动产业升级、园区\n，完成投资5亿元。", "推动产业升级、园区，完成投资5亿元。"),
        (
            "持续改善环境质量，全市空气优良天数稳步增加，以PM\n2.5\n浓度下降为主线，抓好治理。",
            "持续改善环境质量，全市空气优良天数稳步增加，以PM2.5浓度下降为主线，抓好治理。",
        ),
        (
            "全年投资稳步扩大。完成固定资产投资\n\n1250\n\n亿元，增长6%。",
            "全年投资稳步扩大。完成固定资产投资1250亿元，增长6%。",
        ),
        (
            "推进老城改造提升。完善东湖、西湖、南湖等片\n\n区配套设施。",
            "推进老城改造提升。完善东湖、西湖、南湖等片区配套设施。",
        ),
        ("实施产业“十百\n\n千”工程，加快发展。", "实施产业“十百千”工程，加快发展。"),
        (
            "今后五年经济社会发展的\n主要目标\n是：增长6%。",
            "今后五年经济社会发展的主要目标是：增长6%。",
        ),
        ("The long\nroad, and so on", "The long\nroad, and so on"),
    ],
)
def test_what_cannot_end_goes_on(source: str, text: str) -> None:
    assert read(source).text == text


@pytest.mark.parametrize(
    "text",
    [
        "地区生产总值增长7%左右\n规模工业增加值增长8%左右\n固定资产投资增长5.5%左右",
        "- 地区生产总值增长7%左右\n- 规模工业增加值增长8%\n- 城镇调查失业率低于全省",
        "2031年工作安排\n主要预期目标\n地区生产总值增长6%。",
        "发展环境持续优化\n全年办好实事一百件，群众满意度明显提高。\n产业升级步伐加快\n投资增长5%。",
        "一、过去一年的工作\n全年经济稳中有进，结构持续优化。\n（一）扩大内需\n投资增长5%。",
        "全年工作扎实推进，各项任务圆满完成。\n\n12\n\n家企业上市，融资50亿元。",
        "1\n\n抓项目，稳增长。",
        "附件2\n名词解释",
        "各位代表！\n过去一年，全市上下团结奋斗，成绩来之不易。",
        "推进改革。做好政务公开工作：\n一是加强公开。\n二是加强监督。",
        "- 深化改革。推进试点，做好总结\n\n发展环境持续优化",
        "某某日报记者/张三\n2031年，全市经济稳中有进。",
        "做好就业工作，新增就业5万人，\n（一）稳岗位",
    ],
)
def test_lines_of_their_own_stay(text: str) -> None:
    document = read(text)
    assert "\n" in document.text
    assert document.text.count("\n") == text.count("\n")
    assert "joined_lines" not in codes(document)


def test_a_clean_page_is_left_alone() -> None:
    page = "\n".join(
        f"（{n}）推进第{n}项工作。围绕目标任务，完成投资{k}亿元，新建项目{k}个。"
        for k, n in enumerate("一二三四五六七八九", 1)
    )
    document = read(page)
    assert document.text == page
    assert len(document.segments) == 1
