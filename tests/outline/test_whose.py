"""Whose page it is: the place that a report, or a newspaper's page about one, speaks for."""

from __future__ import annotations

import pytest

from duizhang.language.places import default_places
from duizhang.outline.whose import told_name, whose
from texts import read_text

PRESS = "{name}日报\n\n2031{name}两会特别报道\n\n——图解市政府工作报告\n\n全市生产总值增长5%。{more}"


@pytest.mark.parametrize(
    ("text", "file", "name", "level"),
    [
        # the paper and the sessions name it; what kind of place it is the page says of its report
        (PRESS.format(name="沣阳", more="沣阳绕城高速通车。"), "x.txt", "沣阳市", "prefecture"),
        (PRESS.format(name="浏阳", more=""), "x.txt", "浏阳市", "county"),
        # a paper of the province tells of one of its cities
        ("湖南日报\n\n株洲两会专题\n\n株洲提出，建设幸福株洲。", "x.txt", "株洲市", "prefecture"),
        # words before the name are told with it once, the name again and again
        (
            "昨日闭幕的澧湘市第七届人民代表大会第六次会议票决实事。澧湘晚报记者报道，澧湘人有了新盼头。",
            "x.txt", "澧湘市", "prefecture",
        ),
        ("带你读懂常州市2031年政府工作报告\n\n常州人看常州。", "x.txt", "常州市", "prefecture"),
        # the assembly names it once, the government never: 自治区 alone is no name
        (
            "政府工作报告\n\n2031年1月2日在朔宁自治区第十三届人民代表大会第一次会议上\n\n"
            "我代表自治区人民政府作报告。自治区办了实事。",
            "x.txt", "朔宁自治区", "province",
        ),
        # a known place that is but the end of a longer name
        ("渝东区2031年政府工作报告\n\n全区增长5%。", "x.txt", "渝东区", "county"),
        ("我代表梧桐镇人民政府作报告，请审议。", "x.txt", "梧桐镇", "township"),
        # the nation's own words, and the name of a file
        (
            "国内生产总值增长5%。国务院部门取消一批审批，中央财政加大投入，我国外贸稳住。",
            "x.txt", "中国", "nation",
        ),
        ("增长5%。", "中国-2031.txt", "中国", "nation"),
        # a page that names many places and itself none
        ("多地召开两会。全国两会在即，今年两会有哪些看点？", "x.txt", "", ""),
    ],
)  # fmt: skip
def test_whose_page_it_is(text: str, file: str, name: str, level: str) -> None:
    found = whose(text, file, default_places())
    assert (found.name, found.level) == (name, level)


@pytest.mark.parametrize(
    ("run", "text", "name"),
    [
        ("日闭幕的澧湘市", "日闭幕的澧湘市，澧湘人，澧湘", "澧湘市"),
        ("在沧津市", "沧津市 在沧津市 沧津", "沧津市"),
        ("云家岭市", "云家岭市的云家岭", "云家岭市"),
        ("只说一次的市", "只说一次的市", "只说一次的市"),
    ],
)
def test_a_name_reaches_as_far_as_it_is_told_again(run: str, text: str, name: str) -> None:
    assert told_name(run, text) == name


@pytest.mark.parametrize(
    ("text", "year"),
    [
        # each opens a paragraph: the later one promises
        (
            "　　2030年是极不寻常的一年。全年增长3%，新增就业2万人。\n\n"
            "　　2031年是开局之年。要把稳增长放在首位，力争增长5%左右，争取新增就业3万人以上，"
            "确保粮食丰收，力争进出口回升，加快建设产业园区，推进乡村振兴，持续改善民生，办好群众身边的实事，"
            "守住安全底线，进一步深化改革，扩大开放，培育新的增长点。\n",
            2031,
        ),
        # years that others are measured from are not told of
        ("由2025年的3万亩增加到4万亩，比2025年多1万亩，从2025年起每年新增。\n2029年，共植树3万亩。", 2030),
    ],
)  # fmt: skip
def test_the_year_is_told_by_paragraphs_that_open_with_it(text: str, year: int) -> None:
    assert read_text(text).identity.year == year
