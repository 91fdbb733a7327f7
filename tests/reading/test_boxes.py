"""Figures in boxes, a large number over or under its words: in HTML, Word and PDF."""

from __future__ import annotations

import pytest

from duizhang.reading.boxes import belong, is_label, is_value, paired_rows

from .pdf_pages import body, page, paragraphs, typeset
from .test_html import P, document, text_of
from .test_pdf import lines, read
from .word_files import read_word, table

NUMBERS = ["6.5%", "3.2万人", "118个", "45.6亿元"]
WORDS = ["地区生产总值增长", "城镇新增就业", "改造老旧小区", "地方财政收入"]
JOINED = [word + number for word, number in zip(WORDS, NUMBERS, strict=True)]


@pytest.mark.parametrize("text", [*NUMBERS, "约3.2万人", "12", "5% 左右"])
def test_a_number_with_its_unit_is_a_value(text: str) -> None:
    assert is_value(text)
    assert not is_label(text)


@pytest.mark.parametrize(
    "text", ["2025", "增长6.5%", "第3", "一季度", "", "新增就业3.2万人，增长5%"]
)
def test_words_and_years_are_no_value(text: str) -> None:
    assert not is_value(text)


@pytest.mark.parametrize("text", ["2025年", "总值（亿元）", "全年增长。", "%", "GDP", "指标：", ""])
def test_what_holds_a_number_a_stop_or_a_unit_is_no_label(text: str) -> None:
    assert not is_label(text)


def test_a_number_belongs_to_the_words_beside_it_in_either_order() -> None:
    assert belong("6.5%", "地区生产总值增长")
    assert belong("地区生产总值增长", "6.5%")
    assert not belong("6.5%", "3.2万人")
    assert not belong("地区生产总值增长", "城镇新增就业")


@pytest.mark.parametrize(
    ("rows", "pairs"),
    [
        ([NUMBERS, WORDS], [(1, 0)]),
        ([WORDS, NUMBERS], [(0, 1)]),
        ([WORDS[:2], NUMBERS[:2], WORDS[2:], NUMBERS[2:]], [(0, 1), (2, 3)]),
        ([["", *WORDS], ["", *NUMBERS]], [(0, 1)]),
        ([WORDS[:2], NUMBERS[:2], NUMBERS[2:], WORDS[2:]], []),  # which order?
        ([["指标", *WORDS], ["2024年", *NUMBERS]], []),  # a table with a head and a first column
        ([["指标", "数值"], ["粮食产量", "61万吨"]], []),
        ([WORDS, NUMBERS, NUMBERS], []),
        ([WORDS[:1], NUMBERS[:1]], []),
        ([["总值（亿元）", "就业（万人）"], ["523.6", "3.2"]], []),  # read by its head
        ([], []),
    ],
)
def test_rows_of_numbers_and_of_their_words(
    rows: list[list[str]], pairs: list[tuple[int, int]]
) -> None:
    assert paired_rows(rows) == pairs


def _row(cells: list[str]) -> str:
    return "<tr>" + "".join(f"<td><b>{cell}</b></td>" for cell in cells) + "</tr>"


@pytest.mark.parametrize("upside_down", [False, True])
def test_html_boxes(upside_down: bool) -> None:
    pairs = [(n, w)[:: -1 if upside_down else 1] for n, w in zip(NUMBERS, WORDS, strict=True)]
    boxes = "".join(f"<div><div>{a}</div><div>{b}</div></div>" for a, b in pairs)
    found = document(f"{P}<div>{boxes}</div>{P}").text.split("\n")
    for word, number in zip(WORDS, NUMBERS, strict=True):
        assert (word + number if upside_down else number + word) in found


@pytest.mark.parametrize("order", [1, -1])
def test_html_and_word_tables_of_boxes(order: int) -> None:
    rows = [WORDS, NUMBERS][::order]
    found = text_of(f"{P}<table>{''.join(map(_row, rows))}</table>{P}")
    assert [x for x in found.split("\n") if x in JOINED] == JOINED
    assert [x for x in read_word(table(*rows)).source_text.split("\n") if x] == JOINED


def _box(above: str, below: str, frame: str) -> str:
    return (
        f"{frame}(width: 38mm, stack(spacing: 3mm, align(center, {above}), align(center, {below})))"
    )


@pytest.mark.parametrize("frame", ["box", "rect"])
@pytest.mark.parametrize("order", [1, -1])
def test_pdf_boxes(order: int, frame: str) -> None:
    boxes = [
        _box(*[f'text(20pt, "{number}")', f'"{word}"'][::order], frame)
        for word, number in zip(WORDS * 2, [*NUMBERS, *NUMBERS[::-1]], strict=True)
    ]
    grid = f"#grid(columns: 4, gutter: 4mm, {', '.join(boxes)})\n\n"
    text = paragraphs(8)
    draft = read(typeset(page() + body(text[:4]) + "\n\n" + grid + body(text[4:])))
    second = [word + number for word, number in zip(WORDS, NUMBERS[::-1], strict=True)]
    assert lines(draft) == [*text[:4], *JOINED, *second, *text[4:]]


def test_a_table_with_a_head_and_large_figures_stays_a_table() -> None:
    cells = ["指标", "去年", "今年", "就业", "3.1万人", "3.2万人", "财政收入", "44亿元", "46亿元"]
    made = ", ".join(f"[{cell}]" for cell in cells)
    found = lines(read(typeset(page() + f"#table(columns: 3, {made})\n\n" + body(paragraphs(4)))))
    assert found[:3] == ["指标\t去年\t今年", "就业\t3.1万人\t3.2万人", "财政收入\t44亿元\t46亿元"]
