"""What a report says of itself: place, year, meeting, date, speaker, genre."""

from __future__ import annotations

import pytest

from texts import read_text

SPOKEN = """{title}

——{date}在青溪县第十八届人民代表大会第{session}次会议上

青溪县人民政府县长　{speaker}

各位代表：

一、过去一年工作

生产总值增长5%。

二、{ahead}

生产总值增长6%。
"""


def spoken(**fields: str) -> str:
    usual = {
        "title": "政府工作报告",
        "date": "2026年1月8日",
        "session": "五",
        "speaker": "张三",
        "ahead": "下一年工作安排",
    }
    return SPOKEN.format(**usual | fields)


def test_a_report_names_its_meeting_day_and_place() -> None:
    found = read_text(spoken()).identity
    assert (found.place, found.level, found.year) == ("青溪县", "county", 2026)
    assert (found.date, found.genre, found.coverage) == ("2026-01-08", "work_report", "full")
    assert found.meeting == "青溪县第十八届人民代表大会第五次会议"
    assert found.title == "政府工作报告"


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("张三", "张三"),
        ("欧阳三丰", "欧阳三丰"),
        ("张　三", "张三"),
        ("张 三", "张三"),
        ("张三\n各位代表", "张三"),
    ],
)
def test_the_speaker(speaker: str, name: str) -> None:
    assert read_text(spoken(speaker=speaker)).identity.speaker == name


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (spoken(), 2026),
        (spoken(date="2025年12月28日"), 2026),
        (spoken(date="2025年11月28日"), 2026),
        (spoken(date="2026年3月2日"), 2026),
        (spoken(ahead="2026年工作安排", date="2025年12月28日"), 2026),
        (spoken(title="2027年青溪县政府工作报告", date="2026年12月8日"), 2027),
        ("一、2025年工作回顾\n\n生产总值增长5%。", 2026),
        ("青溪市2025年国民经济和社会发展统计公报\n\n生产总值1830亿元，增长5.2%。", 2026),
        ("一、“十四五”发展成就\n\n生产总值年均增长5%。", 2026),
        ("2026年主要目标\n\n生产总值增长5%。", 2026),
        ("生产总值增长5%。", 0),
    ],
)
def test_the_year_is_that_of_the_outlook(text: str, year: int) -> None:
    assert read_text(text).identity.year == year


def test_the_name_of_the_file_helps_where_the_text_says_nothing() -> None:
    assert read_text("生产总值增长5%。", "青溪市-2026.txt").identity.year == 2026
    assert read_text(spoken(), "青溪县-2019.txt").identity.year == 2026


@pytest.mark.parametrize(
    ("text", "place", "level"),
    [
        ("湖南省政府工作报告\n\n一、2025年工作回顾\n\n增长5%。", "湖南省", "province"),
        ("青溪市政府工作报告\n\n一、2025年工作回顾\n\n增长5%。", "青溪市", "prefecture"),
        ("我代表国务院，向大会报告工作。\n\n一、2025年工作回顾\n\n增长5%。", "中国", "nation"),
        ("青溪市2025年国民经济和社会发展统计公报\n\n生产总值增长5.2%。", "青溪市", "prefecture"),
        ("增长5%。", "", ""),
    ],
)
def test_the_place(text: str, place: str, level: str) -> None:
    found = read_text(text).identity
    assert (found.place, found.level) == (place, level)


@pytest.mark.parametrize(
    ("text", "genre"),
    [
        ("青溪市政府工作报告\n\n增长5%。", "work_report"),
        ("青溪市2025年国民经济和社会发展统计公报\n\n增长5%。", "communique"),
        ("关于青溪市2025年国民经济和社会发展计划执行情况的报告\n\n增长5%。", "plan_report"),
        ("关于青溪市2025年财政预算执行情况的报告\n\n增长5%。", "budget_report"),
    ],
)
def test_the_genre(text: str, genre: str) -> None:
    assert read_text(text).identity.genre == genre


def test_a_communique_tells_of_the_year_in_its_title() -> None:
    report = read_text("青溪市2025年国民经济和社会发展统计公报\n\n全年生产总值增长5.2%。")
    assert [(c.role, c.period) for c in report.claims] == [("result", "2025")]


@pytest.mark.parametrize(
    ("text", "coverage"),
    [
        ("青溪市政府工作报告\n\n增长5%。", "full"),
        ("（上接1版）\n\n全市生产总值增长5%。\n\n一、2026年工作安排\n\n增长6%。", "partial"),
        ("图解青溪市政府工作报告\n\n2025年成绩单\n\n生产总值增长5%。", "infographic"),
    ],
)
def test_how_much_of_the_report_the_page_holds(text: str, coverage: str) -> None:
    assert read_text(text).identity.coverage == coverage


def test_a_newspaper_leaves_out_the_year_of_the_meeting() -> None:
    text = (
        "12月28日，代市长张三在望川市第九届人民代表大会第三次会议上作《政府工作报告》。\n"
        "回顾2024年，地区生产总值增长5.5%。\n2025年工作安排\n地区生产总值增长5%左右。\n"
        "（望川日报记者 李四 整理）\n"
    )
    found = read_text(text).identity
    assert (found.year, found.date, found.publisher) == (2025, "2024-12-28", "望川日报")
