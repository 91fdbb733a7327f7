"""A page about several places: each part belongs to the place its heading names."""

from __future__ import annotations

import pytest

from texts import read_text, wrong

DIGEST = """# 三市2026年目标速览

## 衡阳 制造立市

2026年，生产总值增长5.5%左右，规模工业增加值增长7%。

2025年，生产总值增长5.2%。

## 邵阳 向新而行

2026年，生产总值增长5%左右，力争新增规上企业42家。

## 岳阳 港通天下

2026年，生产总值增长6%左右。居民收入增长与经济增长同步。
"""


def test_each_part_has_its_place() -> None:
    report = read_text(DIGEST)
    assert [(c.place, c.role, c.period, c.value) for c in report.claims] == [
        ("衡阳", "target", "2026", 5.5),
        ("衡阳", "target", "2026", 7),
        ("衡阳", "result", "2025", 5.2),
        ("邵阳", "target", "2026", 5),
        ("邵阳", "target", "2026", 42),
        ("岳阳", "target", "2026", 6),
    ]
    assert [r.place for r in report.relations] == ["岳阳"]
    assert report.identity.places == ("衡阳", "邵阳", "岳阳")
    assert (report.identity.coverage, report.identity.place) == ("digest", "")


@pytest.mark.parametrize("mark", ["## ", "", "■", "● ", "**"])
def test_however_the_headings_are_marked(mark: str) -> None:
    end = "**" if mark == "**" else ""
    page = "\n\n".join(
        f"{mark}{place}{end}\n\n2026年，生产总值增长{n}%左右，固定资产投资增长8%，新增就业4万人。"
        for place, n in (("衡阳", 5), ("邵阳市", 6))
    )
    report = read_text(page)
    assert [c.place for c in report.claims] == ["衡阳"] * 3 + ["邵阳"] * 3


def test_one_place_in_a_heading_makes_no_digest() -> None:
    report = read_text("衡阳市政府工作报告\n\n衡阳\n\n2026年，生产总值增长5%左右。")
    assert report.identity.coverage == "full"
    assert [c.place for c in report.claims] == ["self"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("全市生产总值增长6%。", "self"),
        ("县域经济总量突破900亿元。", "县域"),
        ("衡阳经济总量突破900亿元。", "衡阳"),
        wrong(
            "青云地区生产总值增长6%。", "青云地区", why="地区 is taken for the name's 地区生产总值"
        ),
        ("全国粮食产量增长1.2%。", "全国"),
        ("全省生产总值增长5%，我市增长6%。", "全省"),
    ],
)
def test_a_figure_about_another_place(text: str, place: str) -> None:
    page = f"青溪市政府工作报告\n\n一、2025年工作回顾\n\n{text}\n"
    assert read_text(page).claims[0].place == place
