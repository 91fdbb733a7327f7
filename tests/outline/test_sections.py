"""Sections: what a heading settles for all below it, and what a running phrase changes."""

from __future__ import annotations

import pytest

from texts import read_text, wrong

MEETING = "——2026年1月8日在青溪市第十八届人民代表大会第五次会议上"
PAGE = """青溪市政府工作报告

一、“十四五”发展成就和2025年工作回顾

（一）综合实力

生产总值增长5%。

（二）民生福祉

新增就业4.5万人。

二、“十五五”时期主要目标

森林覆盖率达到63%。

三、2026年工作安排

（一）着力扩大内需

新增企业42家。

1. 抓项目

开工项目80个。

名词解释

每万元产值用电12千瓦时。
"""


def test_the_tree() -> None:
    report = read_text(PAGE)
    text = report.document.source_text
    tree = [(s.heading, s.level, s.parent) for s in report.sections]
    assert [h for h, _, _ in tree] == [
        "青溪市政府工作报告",
        "一、“十四五”发展成就和2025年工作回顾",
        "（一）综合实力",
        "（二）民生福祉",
        "二、“十五五”时期主要目标",
        "三、2026年工作安排",
        "（一）着力扩大内需",
        "1. 抓项目",
        "名词解释",
    ]
    by_name = {h: (level, tree[p][0] if p >= 0 else "") for h, level, p in tree}
    assert by_name["（二）民生福祉"] == (2, "一、“十四五”发展成就和2025年工作回顾")
    assert by_name["1. 抓项目"] == (3, "（一）着力扩大内需")
    assert by_name["三、2026年工作安排"] == (1, "")
    for s in report.sections:
        assert text[s.heading_start : s.heading_end] == s.heading
        assert s.start == s.heading_start < s.heading_end <= s.end


def test_sections_cover_what_stands_below_them() -> None:
    report = read_text(PAGE)
    sections = report.sections
    for section in sections:
        if section.parent >= 0:
            above = sections[section.parent]
            assert above.start <= section.start
            assert section.end <= above.end
            assert above.level < section.level
    for claim in report.claims:
        section = sections[claim.section]
        assert section.start <= claim.start < section.end


def test_stance_and_period_pass_down() -> None:
    found = {s.heading: (s.stance, s.period) for s in read_text(PAGE).sections}
    assert found["一、“十四五”发展成就和2025年工作回顾"][0] == "review"
    assert found["（二）民生福祉"][0] == "review"
    assert found["二、“十五五”时期主要目标"] == ("outlook", "2026-2030")
    assert found["三、2026年工作安排"] == ("outlook", "2026")
    assert found["（一）着力扩大内需"] == ("outlook", "2026")
    assert found["1. 抓项目"] == ("outlook", "2026")
    assert found["名词解释"][0] == "other"


@pytest.mark.parametrize(
    "heading",
    [
        "名词解释",
        "附件：名词解释",
        "《政府工作报告》有关名词解释",
        wrong("有关用语说明", why="a heading without a mark settles only by the words of _STRONG"),
        "四、名词解释",
        "（四）名词解释",
    ],
)
def test_a_glossary_promises_nothing(heading: str) -> None:
    page = PAGE.replace("名词解释", heading)
    assert [c.role for c in read_text(page).claims if c.value == 12] == ["context"]


@pytest.mark.parametrize(
    ("heading", "stance", "period"),
    [
        ("一、2025年工作回顾", "review", "2025"),
        ("一、过去一年工作总结", "review", "2025"),
        ("2025年成绩单", "review", "2025"),
        ("一、过去五年工作回顾", "review", "2021-2025"),
        ("一、“十四五”时期发展成就", "review", "2021-2025"),
        ("二、今后五年目标任务", "outlook", "2026-2030"),
        ("二、2026年主要预期目标", "outlook", "2026"),
        ("二、2026年重点工作", "outlook", "2026"),
        ("二、对今年政府工作的建议", "outlook", "2026"),
        ("二、今年工作打算", "outlook", "2026"),
        ("三、加强政府自身建设", "outlook", "2026"),
        ("2026年省重点民生实事", "outlook", "2026"),
        ("（三）存在的困难和问题", "review", "2025"),
    ],
)
def test_a_heading_settles(heading: str, stance: str, period: str) -> None:
    page = f"青溪市政府工作报告\n\n{MEETING}\n\n{heading}\n\n新增企业12家。\n"
    section = next(s for s in read_text(page).sections if s.heading == heading)
    assert (section.stance, section.period) == (stance, period)


def roles(text: str) -> list[tuple[str, str]]:
    return [(c.role, c.period) for c in read_text(text).claims]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("过去一年，生产总值增长5%。", ("result", "2025")),
        ("去年，生产总值增长5%。", ("result", "2025")),
        ("五年来，生产总值年均增长5%。", ("result", "2021-2025")),
        ("今年经济社会发展的主要预期目标是：生产总值增长5%。", ("target", "2026")),
        ("今后五年，生产总值年均增长5%。", ("target", "2026-2030")),
        ("“十四五”期间，生产总值年均增长5%。", ("result", "2021-2025")),
        ("“十五五”时期，生产总值年均增长5%。", ("target", "2026-2030")),
        ("2026年，生产总值增长5%。", ("target", "2026")),
        ("2025年，生产总值增长5%。", ("result", "2025")),
    ],
)
def test_the_first_words_of_a_sentence_settle_it(words: str, expected: tuple[str, str]) -> None:
    page = f"青溪市政府工作报告\n\n{MEETING}\n\n各位代表：\n\n{words}\n"
    assert roles(page) == [expected]


@pytest.mark.parametrize(
    "title",
    [
        f"青溪市政府工作报告\n\n{MEETING}",
        "2026年青溪市政府工作报告",
    ],
)
def test_a_running_phrase_holds_until_the_next(title: str) -> None:
    text = f"""{title}

过去一年，我们攻坚克难。生产总值增长5%。

新增就业4.5万人。

今年的主要任务是：生产总值增长6%。

新增就业4.6万人。
"""
    assert roles(text) == [("result", "2025")] * 2 + [("target", "2026")] * 2


def test_a_look_back_inside_the_plans_is_a_result() -> None:
    text = """2026年青溪市政府工作报告

二、2026年工作安排

2025年建成变电站12座。

新增就业4.6万人。
"""
    assert roles(text) == [("result", "2025"), ("target", "2026")]


def test_a_reader_chat_below_the_report_says_nothing() -> None:
    text = """青溪市政府工作报告

二、2026年工作安排

生产总值增长5%左右。

欢迎来到直播间

网友扫码进聊天室，点赞转发有抽奖，首批100名。
"""
    assert roles(text) == [("target", "2026"), ("context", "")]


def test_a_title_that_stands_alone_displaces_nothing() -> None:
    """A plan report's title looks ahead, its first part back: no page whose columns were mixed up."""
    told = "生产总值增长5.2%，新增就业4.3万人，建成公路120公里。" * 12
    plans = "建成公路300公里，新开工200公里，新增装机80万千瓦，使里程达到1500公里。" * 12
    text = (
        "南江省2026年国民经济和社会发展计划报告\n\n一、2025年计划执行情况\n\n"
        f"{told}\n\n二、2026年经济社会发展目标\n\n{plans}\n"
    )
    report = read_text(text)
    ahead = text.index("二、2026年")
    assert {c.role for c in report.claims if c.start > ahead} == {"target"}
    assert {c.role for c in report.claims if c.start < ahead} == {"result"}


DIGEST = """青溪晚报　2026年1月9日　星期五　总第1234期
——青溪市政府工作报告速览

【数看·2025】
生产总值：1830亿元，↑5.2%

【五年·答卷】
新增城镇就业22万人

【目标·2026】
生产总值增长5%左右

【干法·新招】
新建公园12个
"""


def test_a_newspapers_digest_with_bracketed_headings() -> None:
    report = read_text(DIGEST)
    got = [(c.role, c.period, c.value) for c in report.claims]
    assert got == [
        ("result", "2025", 183_000_000_000),
        ("result", "2025", 5.2),
        ("result", "2021-2025", 220_000),
        ("target", "2026", 5),
        ("target", "2026", 12),
    ]
    years = [f.kind for f in report.figures if f.text in ("2025", "2026")]
    assert years == ["date", "date", "date"]
