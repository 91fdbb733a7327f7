"""Pages that no one means to write: they are read in one go, without running away."""

from __future__ import annotations

import pytest

from duizhang.reading import Unreadable
from reading.pages import read

LINE = "地区生产总值增长5.5%，新增企业1000家。"


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1_000_000,
        LINE * 40_000,
        (LINE + "\n") * 80_000,
        "（" * 300_000 + "）" * 300_000,
        "“《（" * 100_000,
        "1\n" * 50_000,
        "稳步向前\n" * 50_000,
        "稳步向前，推进各项工作落实\n" * 20_000,
        "*" * 500_000,
        "**a" * 50_000,
        "&" * 500_000,
        " " * 500_000 + "增",
        "，" * 500_000,
        "记者 " * 100_000,
        "a\t" * 200_000,
        "（上接" * 100_000 + "版",
    ],
    ids=lambda t: t[:6].strip() or "spaces",
)
def test_it_is_read_in_linear_time(text: str) -> None:
    """A quadratic step would take hours here, not seconds."""
    document = read(text)
    kept = sum(s.end - s.start for s in document.segments if s.kind == "kept")
    assert kept == len(document.text) > 0
    assert document.segments[-1].end == len(text)


@pytest.mark.parametrize("text", ["1" * 10_000_000, LINE * 220_000, "（" * 1_000_001])
def test_a_line_that_no_one_wrote_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match=r"one line of [0-9,]+ characters"):
        read("2026年政府工作报告\n" + text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_parts_lines(end: str) -> None:
    document = read(f"一、工作回顾{end}{LINE}{end}{LINE[:-1]}5。")
    assert [b.kind for b in document.blocks] == ["heading", "paragraph", "paragraph"]


@pytest.mark.parametrize("cut", range(1, 60, 3))
def test_a_page_may_end_anywhere(cut: int) -> None:
    page = (
        "## 一、**重点**\n\n- 增长**5.5**%，《某某\n条例》&nbsp;（下转3版）\n稳步向前稳步向前，，"
    )
    document = read(page[:cut])
    assert document.source_text == page[:cut]
    assert document.blocks
