from __future__ import annotations

import io

import pytest

from duizhang.views.table import Column, lines, print_table, width_of, wrap


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("增长6.5%左右", 20, ["增长6.5%左右"]),
        ("增长6.5%左右", 6, ["增长", "6.5%左", "右"]),
        ("增长12345.6%左右", 4, ["增长", "12345.6%", "左右"]),
        ("达到1.5万亿元，增长", 10, ["达到", "1.5万亿", "元，增长"]),
        ("稳中有进，好", 8, ["稳中有", "进，好"]),
        ("c:1a2b3c4d", 4, ["c:1a2b3c4d"]),
        ("下降−3.8%", 6, ["下降", "−3.8%"]),
        ("a long word", 6, ["a long", "word"]),
        ("", 5, [""]),
    ],
)
def test_lines_never_break_a_figure(text: str, width: int, expected: list[str]) -> None:
    assert wrap(text, width) == expected


@pytest.mark.parametrize("width", [18, 24, 40, 80])
def test_tables_keep_to_the_width_and_align(width: int) -> None:
    columns = [Column("指标"), Column("数字", "right"), Column("原文")]
    rows = [
        ["地区生产总值", "6.5%", "全年地区生产总值增长6.5%左右，就业稳定"],
        ["gdp", "10万人", ""],
    ]
    laid = list(lines(columns, rows, width))
    assert all(sum(map(width_of, line)) + 4 <= width for line in laid)
    for i in range(3):
        assert len({width_of(line[i]) for line in laid}) == 1
    assert "".join(line[2].strip() for line in laid) == "原文" + rows[0][2]
    assert any(line[1].endswith("6.5%") for line in laid)


def test_what_cannot_be_broken_may_stand_out() -> None:
    laid = list(lines([Column("a"), Column("b")], [["1234567890", "0987654321"]], 10))
    assert laid[-1] == ["1234567890", "0987654321"]


def test_printing_leaves_styles_and_trailing_space_out_of_files() -> None:
    file = io.StringIO()
    print_table(
        [Column("指标"), Column("值")],
        [["一", ""], ["二三四", "5"]],
        title="题",
        file=file,
        width=40,
    )
    assert file.getvalue() == "题\n指标    值\n一\n二三四  5\n"
