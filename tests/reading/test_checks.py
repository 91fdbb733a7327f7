"""What is only warned of: odd numerals and gaps in a numbering."""

from __future__ import annotations

import pytest

from reading.pages import codes, read


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("补助资金36l亿元。", "36l"),
        ("增长1O%左右。", "1O"),
        ("新增l20个。", "l20"),
        ("达到1.2l万元。", "1.2l"),
    ],
)
def test_a_letter_in_a_number(text: str, odd: str) -> None:
    document = read(text)
    assert document.text == text
    (warning,) = document.warnings
    assert warning.code == "odd_numeral"
    assert text[warning.start : warning.end] == odd


@pytest.mark.parametrize(
    "text",
    [
        "建成5G基站1万个",
        "O2O平台3个",
        "PM2.5浓度",
        "总量20l",
        "H1N1流感",
        "Tel12号",
        "AI大模型20个",
    ],
)
def test_letters_that_belong(text: str) -> None:
    assert codes(read(text)) == []


def _sections(*marks: str) -> str:
    bodies = (
        "投资稳步扩大，增长6%，建成一批重点项目。",
        "消费持续回暖。",
        "改革不断深化，开放迈出新步伐，成效明显。",
    )
    return "\n".join(f"{mark}抓好重点工作\n{bodies[i % 3]}" for i, mark in enumerate(marks))


@pytest.mark.parametrize(
    ("marks", "missing"),
    [
        (("1 ", "2 ", "3 ", "5 "), "4"),
        (("一、", "二、", "四、"), "3"),
        (("（一）", "（二）", "（五）"), "3、4"),
    ],
)
def test_a_gap_is_named(marks: tuple[str, ...], missing: str) -> None:
    document = read(_sections(*marks))
    (warning,) = document.warnings
    assert warning.code == "numbering_gap"
    assert f"skips {missing}:" in warning.message
    assert document.source_text[warning.start : warning.end] == marks[-1].strip()


@pytest.mark.parametrize(
    "marks",
    [
        ("一、", "（一）", "（二）", "二、", "（一）", "（二）", "三、"),
        ("1 ", "2 ", "3 "),
        ("一、", "（三）", "（四）"),
        ("1 ", "2 ", "1 ", "2 ", "9 "),
        ("九、", "十、", "十一、"),
    ],
)
def test_sound_numberings(marks: tuple[str, ...]) -> None:
    assert codes(read(_sections(*marks))) == []


def test_a_number_inside_a_paragraph_is_no_gap() -> None:
    page = "（一）抓投资。增长5%。（二）抓消费。增长6%。\n（三）抓外贸。增长7%。（四）抓农业。\n（五）抓改革。推进试点。"
    assert codes(read(page)) == []
