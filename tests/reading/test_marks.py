"""Marks that say nothing leave the text, and the way back stays."""

from __future__ import annotations

import pytest

from reading.pages import codes, read, removed


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("增长**5.7%**左右。", "增长5.7%左右。"),
        ("增长**5**.**7**%。", "增长5.7%。"),
        ("***重点***工作", "重点工作"),
        ("__重点__工作", "重点工作"),
        ("snake__case__name", "snake__case__name"),
        ("2**3 倍", "2**3倍"),
        ("增长&nbsp;5%&#160;左右", "增长5%左右"),
        ("R&amp;D经费", "R&D经费"),
        ("A&B公司", "A&B公司"),
        ("增\u200b长\ufeff5\u00ad%\x00左\x1f右", "增长5%左右"),
        ("增长8¹%，完成6.5②万吨", "增长8%，完成6.5万吨"),
        ("增长8%¹，每人30m²，其中①5%的企业", "增长8%¹，每人30m²，其中①5%的企业"),
        ("第一行。\r\n第二行。\r\n", "第一行。\n第二行。\n"),
        ("1\\. 推进改革", "1. 推进改革"),
    ],
)
def test_marks_go(source: str, text: str) -> None:
    document = read(source)
    assert document.text == text
    assert document.source_text == source


def test_invisible_characters_are_reported_once() -> None:
    document = read("增\u200b长5\u200b%。")
    assert codes(document) == ["invisible_characters"]
    assert removed(document, "dropped") == ["\u200b", "\u200b"]
    assert (document.warnings[0].start, document.warnings[0].end) == (1, 2)


def test_a_figure_in_bold_leads_back_to_its_source() -> None:
    document = read("- 预计增长**5.7%**左右")
    at = document.text.index("5.7")
    assert document.map.span_to_source(at, at + 3) == (8, 11)
    assert document.source_text[8:11] == "5.7"
