"""Lines of a scan: how large their print is, whatever the recogniser says of their boxes."""

from __future__ import annotations

from itertools import accumulate

import pytest

pytest.importorskip("cv2", reason="needs the extra duizhang[ocr]")

import numpy as np

from duizhang.reading.ocr import ScanLine, ScanPage
from duizhang.reading.ocr_engine import Reading
from duizhang.reading.ocr_spaces import with_holes, with_spaces
from duizhang.reading.scan_lines import runs_of_scan

_EM = 30.0
_FULL = "全市地区生产总值增长较快，新增就业人数比上年多"


def line(
    words: str, row: int, left: float = 0.0, high: float = 1.2, em: float = _EM, half: str = "。，"
) -> ScanLine:
    """A line of ``words``; its box is ``high`` em high, digits and ``half`` are half as wide."""
    wide = [em * (0.5 if c.isascii() or c in half else 1.0) for c in words]
    edges = tuple(accumulate([left, *wide]))
    middle = row * 1.75 * _EM
    box = left, middle - high * _EM / 2, edges[-1], middle + high * _EM / 2
    return ScanLine(words, box, edges, (1.0,) * len(words))


def sizes_of(*lines: ScanLine) -> dict[str, float]:
    page = ScanPage(lines, 900, 2000, ((1, 0, 0), (0, 1, 0)), True)
    return {run.text: round(run.size, 2) for run in runs_of_scan(page, _EM)}


def page_of(*more: ScanLine) -> list[ScanLine]:
    return [*(line(_FULL, row) for row in range(1, 9)), *more]


def test_a_short_line_that_ends_with_a_stop_is_no_larger_than_the_text() -> None:
    found = sizes_of(*page_of(line("建设。", 9), line("高质量发展", 10, 100, 1.45, 36.0)))
    assert found["建设。"] == 1.0
    assert found["高质量发展"] == pytest.approx(1.2, abs=0.02)


def test_a_line_that_was_found_low_is_not_spread_out() -> None:
    low = "创新成果转化项目不断增多，新签约科技型企业投"
    assert sizes_of(*page_of(line(low, 9, high=1.0, em=1.04 * _EM)))[low] == 1.0


def test_a_line_that_is_spread_to_fill_its_column_is_no_larger() -> None:
    spread = "国内生产总值继续保持较快增长"
    assert sizes_of(*page_of(line(spread, 9, em=1.15 * _EM)))[spread] == 1.0
    larger = line(spread, 9, high=1.4, em=1.15 * _EM)
    assert sizes_of(*page_of(larger))[spread] == pytest.approx(1.15, abs=0.01)


def test_a_line_that_is_pressed_together_is_no_smaller() -> None:
    pressed = "图为某某项目的建设现场实景"
    assert sizes_of(*page_of(line(pressed, 9, em=0.87 * _EM)))[pressed] == 1.0
    small = line(pressed, 9, high=1.0, em=0.76 * _EM)
    assert sizes_of(*page_of(small))[pressed] == pytest.approx(0.76, abs=0.01)


def test_characters_beside_signs_do_not_tell_the_size() -> None:
    signs = "湘商”“厂友”“校友”回乡创业"
    wide = line(signs, 9, half="”“")
    assert sizes_of(*page_of(wide))[signs] == 1.0


def headings(*words: str) -> list[str]:
    lines = [line(w, 9 + 2 * i, 60) for i, w in enumerate(words)]
    page = ScanPage(tuple(page_of(*lines)), 900, 2000, ((1, 0, 0), (0, 1, 0)), True)
    return [run.text for run in runs_of_scan(page, _EM) if run.text[0].isdigit()]


def test_the_space_behind_the_number_of_a_heading_is_put_back() -> None:
    assert headings("3继续扩大开放", "4继续保障民生") == ["3 继续扩大开放", "4 继续保障民生"]
    assert headings("3 继续扩大开放", "4继续保障民生") == ["3 继续扩大开放", "4 继续保障民生"]
    large = line("3继续扩大开放", 9, 60, 1.45, 36.0)
    page = ScanPage(tuple(page_of(large)), 900, 2000, ((1, 0, 0), (0, 1, 0)), True)
    assert [r.text for r in runs_of_scan(page, _EM)][-1] == "3 继续扩大开放"


@pytest.mark.parametrize(
    "words",
    [
        ("3继续扩大开放",),  # nothing shows that it is one of several headings
        ("3继续扩大开放", "8继续保障民生"),
        ("3个高地建设提速", "4个中心建设提速"),
        ("3季度开局良好", "4季度回升向好"),
        ("3继续扩大开放，", "4继续保障民生。"),
    ],
)
def test_other_numbers_keep_their_words(words: tuple[str, ...]) -> None:
    assert headings(*words) == list(words)


def reading(words: str, centres: list[float]) -> Reading:
    wide = centres[-1] + 1
    return Reading(
        words, (1.0,) * len(words), tuple(c / wide for c in centres), (0.0,) * len(words)
    )


def test_characters_beside_a_hole_are_in_doubt() -> None:
    words = "持续推进完成老小区改造任务"
    at = words.index("小")
    whole = [float(i) for i in range(len(words))]
    holed = [c + (i >= at) for i, c in enumerate(whole)]  # one more character had room
    assert set(with_holes(reading(words, whole)).sure) == {1.0}
    doubtful = [words[i] for i, s in enumerate(with_holes(reading(words, holed)).sure) if s < 0.6]
    assert doubtful == ["老", "小"]


def test_a_hole_beside_a_digit_is_none() -> None:
    words = "持续推进完成3小区改造任务"
    at = words.index("小")
    holed = [i + (0.8 if i >= at else 0.0) for i in range(len(words))]
    assert set(with_holes(reading(words, holed)).sure) == {1.0}


def line_picture(words: str, gap: int) -> tuple[np.ndarray, Reading]:
    """A strip with a square for each character, all inked; the third one moved by ``gap`` pixels."""
    left = [4 + 40 * i + (gap if i >= 2 else 0) for i in range(len(words))]
    strip = np.full((48, left[-1] + 44), 255, np.uint8)
    for x in left:
        strip[6:42, x + 2 : x + 38] = 0
    centres = tuple((x + 20) / strip.shape[1] for x in left)
    return strip, Reading(words, (1.0,) * len(words), centres, (0.0,) * len(words))


@pytest.mark.parametrize(
    ("words", "gap", "expected"),
    [
        ("衡阳制造立市文旅兴城", 6, "衡阳 制造立市文旅兴城"),  # behind a place little is enough
        ("制造立市文旅兴城提速", 6, "制造立市文旅兴城提速"),
        ("制造立市文旅兴城提速", 20, "制造 立市文旅兴城提速"),
        ("·制造立市文旅兴城提速", 20, "·制造立市文旅兴城提速"),  # an item of a list
        ("衡阳制造立市，文旅兴城", 20, "衡阳制造立市，文旅兴城"),  # running text
    ],
)
def test_spaces_of_a_headline(words: str, gap: int, expected: str) -> None:
    assert with_spaces(*line_picture(words, gap)).text == expected


def test_no_space_leaves_one_character_over() -> None:
    words = "全市固定资产投资增长左右"
    strip, found = line_picture(words, 0)
    moved = tuple(c + (0.03 if i == len(words) - 1 else 0) for i, c in enumerate(found.centre))
    wide = np.full((48, strip.shape[1] + 30), 255, np.uint8)
    wide[:, : strip.shape[1] - 44] = strip[:, :-44]
    wide[:, -44:] = strip[:, -44:]
    assert with_spaces(wide, Reading(words, found.sure, moved, found.rival)).text == words
