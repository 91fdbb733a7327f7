"""Lines of a scan: how large their print is, whatever the recogniser says of their boxes."""

from __future__ import annotations

from itertools import accumulate

import pytest

pytest.importorskip("cv2", reason="needs the extra duizhang[ocr]")

from duizhang.reading.ocr import ScanLine, ScanPage
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
        ("3继续扩大开放，", "4继续保障民生。"),
    ],
)
def test_other_numbers_keep_their_words(words: tuple[str, ...]) -> None:
    assert headings(*words) == list(words)
