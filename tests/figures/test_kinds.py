"""What a numeral is: a measure, or a date, name, list mark, ordinal."""

from __future__ import annotations

import re

import pytest

from texts import figures, wrong

# the numerals meant stand in 〔〕
KINDS: dict[str, list[str]] = {
    "measure": [
        "5G基站突破〔1〕万个",
        "三类500强项目〔20〕个",
        "办好〔10〕项重点民生实事",
        "做好以下〔8〕个方面工作",
        "连续〔9〕年增长",
        "连续〔3〕年保持稳定",
        "投资〔2025〕万元",
        "第〔37〕位",
        "改造老旧小区〔173〕个",
        "PM2.5浓度〔28〕微克/立方米",
        "国道G318改造〔45〕公里",
        "办结热线〔12345〕件",
        "用水〔110〕万立方米",
        "引进世界500强企业〔3〕家",
        "打造“15分钟生活圈”〔20〕个",
        "1至11月新增〔300〕户",
    ],
    "date": [
        "〔2024〕年",
        "〔12〕月〔25〕日",
        "第〔4〕季度",
        "〔2025〕—〔2027〕年",
        "〔7〕月〔27〕日特大洪灾",
        "〔2026〕年〔1〕月",
        "〔1〕—〔11〕月",
        "上世纪〔90〕年代",
        "近〔3〕年年均增速",
        "到〔2030〕年底",
        "〔2025〕年以来",
        "截至〔10〕月底",
    ],
    "name": [
        "“〔12345〕”热线",
        "〔12345〕热线",
        "“〔135〕”机制",
        "“〔4〕×〔500〕”产业集群",
        "〔5〕G网络",
        "〔5〕G-A基站",
        "〔905〕基地",
        "三类〔500〕强",
        "“三类〔500〕强”企业",
        "世界〔500〕强",
        "〔110〕平台",
        "PM〔2.5〕",
        "PM〔10〕",
        "国道G〔318〕线",
        "T〔1000〕碳纤维",
        "〔10〕大基础设施项目",
        "实施“〔10〕大惠民工程”",
        "〔5〕A级景区",
        "地铁〔2〕号线",
        "“〔1〕+〔3〕+N”体系",
        "“〔15〕分钟生活圈”",
        "改革〔3.0〕版",
        "广义货币M〔2〕",
    ],
    "ordinal": [
        "第〔3〕届",
        "成立〔75〕周年",
        "第〔28〕届奥运会",
        "第〔2〕批试点",
        "第〔5〕次会议",
    ],
    "marker": [
        "（〔1〕）坚持项目为王",
        "\n〔1〕. 继续大抓项目建设",
        "\n〔2〕、优化环境",
        "上接〔1〕版",
        "下转〔3〕版",
        "\n〔3〕 稳住农业",
    ],
}
ROWS = [
    *((kind, text) for kind, texts in KINDS.items() for text in texts),
    wrong("measure", "拥有〔2000〕年的历史", why="a count of years that looks like a year"),
]


@pytest.mark.parametrize(("kind", "text"), ROWS)
def test_kind(kind: str, text: str) -> None:
    marked = [m.start() - 2 * n for n, m in enumerate(re.finditer("〔", text))]
    if text.startswith("\n"):
        text, marked = "坚持稳中求进。" + text, [m + 7 for m in marked]
    else:
        text, marked = "全市推进" + text, [m + 4 for m in marked]
    got = {f.start: f.kind for f in figures(re.sub("[〔〕]", "", text) + "，抓好落实。")}
    assert [got[start] for start in marked] == [kind] * len(marked)


def test_a_measure_is_what_has_a_value() -> None:
    got = figures("2025年12345热线办结3万件，第3届展会签约5亿元。")
    assert [(f.text, f.value is not None) for f in got] == [
        ("2025", False),
        ("12345", False),
        ("3", True),
        ("3", False),
        ("5", True),
    ]


def test_every_figure_says_its_rule() -> None:
    assert all(f.rule for f in figures("（1）2025年5G基站突破1万个，增长5%—6%。"))
