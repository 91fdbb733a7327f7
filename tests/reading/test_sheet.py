"""Sheets: rows as a person sees them, and the way back to their cells."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhang.reading import Unreadable, decode
from duizhang.reading.draft import Draft
from duizhang.reading.sheet import read_csv, read_sheet
from duizhang.reading.sheet_format import shown
from reading.word_files import package, source

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(rows: Sequence[Sequence[object]], title: str = "Sheet1") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(book: openpyxl.Workbook) -> Draft:
    return read_sheet(source(saved(book), XLSX, "a.xlsx"))


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.065, "0.0%", "6.5%"),
        (0.065, "0%", "7%"),
        (1.005, "0.00", "1.01"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (1234567.891, "#,##0", "1,234,568"),
        (0.5, "#.##", ".5"),
        (5.0, "0.##", "5"),
        (-2.6, "0.0", "-2.6"),
        (-2.6, "0.0_ ;[Red]-0.0 ", "-2.6"),
        (-2.6, "0.0_);(0.0)", "-2.6"),
        (-2.6, "0.0;[Red]0.0", "-2.6"),
        (-0.01, "0.0", "0.0"),
        (0, '0.0;-0.0;"-"', "-"),
        (12.5, '0.0"亿元"', "12.5亿元"),
        (12345, '0!.0,"万"', "1.2万"),
        (125000000, '#,##0.00,,"百万"', "125.00百万"),
        (5, "00", "05"),
        (5, '"第"0"位"', "第5位"),
        (15000, '[>=10000]0.0,"千";0', "15.0千"),
        (500, '[>=10000]0.0,"千";0', "500"),
        (88.5, "¥#,##0.00", "¥88.50"),
        (88.5, "[$¥-804]#,##0.00", "¥88.50"),
        (6.5, "General", "6.5"),
        (0.1 + 0.2, "General", "0.3"),
        (19 / 3, "General", "6.333333333"),
        (1250, "G/通用格式", "1250"),
        (2025.0, "General", "2025"),
        (0.0000001, "General", "0.0000001"),
        (True, "General", "TRUE"),
        ("6.5%左右", "@", "6.5%左右"),
        (datetime.datetime(2025, 3, 1), "mm-dd-yy", "2025/3/1"),
        (datetime.datetime(2025, 3, 1), 'yyyy"年"m"月"d"日"', "2025年3月1日"),
        (datetime.datetime(2025, 3, 1), 'yyyy"年"', "2025年"),
        (datetime.datetime(2025, 3, 1, 9, 5), "yyyy-mm-dd hh:mm", "2025-03-01 09:05"),
        (datetime.datetime(2025, 3, 1), "aaaa", "星期六"),
    ],
)
def test_a_cell_is_what_a_person_sees(value: object, form: str, text: str) -> None:
    assert shown(value, form) == text


def test_rows_titles_and_notes() -> None:
    book = workbook(
        [
            ["2025年主要预期目标"],
            [None, None, None],
            ["指标", "单位", "目标"],
            ["一、经济"],
            ["地区生产总值", "%", 0.065],
            ["注：初步数"],
        ],
        "目标",
    )
    book.active.merge_cells("A1:C1")
    book.active["C5"].number_format = "0.0%"
    draft = read(book)
    assert draft.source_text.split("\n") == [
        "目标", "2025年主要预期目标", "", "| 指标 | 单位 | 目标 |", "| 一、经济 |  |  |",
        "| 地区生产总值 | % | 6.5% |", "注：初步数", "",
    ]  # fmt: skip
    assert [h.kind for h in draft.hints] == ["heading", "row", "row", "row"]
    at = draft.source_text.index("6.5%")
    (found,) = (x for x in draft.locators if x.start <= at < x.end)
    assert (found.part, found.cell) == ("目标", "C5")


def test_words_broken_inside_a_cell_are_whole() -> None:
    draft = read(workbook([["地区生产\n总值", "GDP\ngrowth", "a|b"], [1, 2, 3]]))
    assert draft.source_text.split("\n")[0] == "| 地区生产总值 | GDP growth | a｜b |"


def test_hidden_sheets_are_left_out_and_hidden_rows_told_of() -> None:
    book = workbook([["甲", 1], ["乙", 2]])
    book.active.row_dimensions[2].hidden = True
    book.create_sheet("选项").append(["不看", 3])
    book["选项"].sheet_state = "hidden"
    draft = read(book)
    assert "不看" not in draft.source_text
    assert "乙" in draft.source_text
    assert {w.code for w in draft.warnings} == {"hidden_rows", "hidden_sheet"}


def test_a_formula_without_its_value_is_a_warning_at_its_row() -> None:
    draft = read(workbook([["甲", 1, "=1+1"], ["乙", 5], ["丙", "#DIV/0!"]]))
    found = [(w.code, draft.source_text[w.start : w.end], w.message) for w in draft.warnings]
    assert ("no_value", "| 甲 | 1 |", "Sheet1!C1: a formula without a stored value") in found
    assert any("B3: #DIV/0!" in message for _, _, message in found)
    assert "DIV" not in draft.source_text


def test_tables_of_delimited_cells() -> None:
    text = '指标,目标,完成\n地区生产总值,6.5%,"6.8%"\n"投资，工业",8,\n'
    draft = read_csv(source(text.encode("gb18030"), "text/csv"))
    assert draft.source_text.split("\n")[:3] == [
        "| 指标 | 目标 | 完成 |", "| 地区生产总值 | 6.5% | 6.8% |", "| 投资，工业 | 8 |  |",
    ]  # fmt: skip
    assert draft.encoding == "gb18030"
    assert [x.cell for x in draft.locators][-2:] == ["A3", "B3"]


def test_tabs_part_cells_too() -> None:
    draft = read_csv(source("指标\t目标\n工业\t5\n农业\t3\n".encode(), "text/csv"))
    assert draft.source_text.startswith("| 指标 | 目标 |\n| 工业 | 5 |")


cells = st.one_of(st.none(), st.integers(-9999, 9999), st.sampled_from(["增长5%", "亿元", " a "]))


@settings(deadline=None)
@given(st.lists(st.lists(cells, max_size=5), min_size=1, max_size=6))
def test_every_cell_is_read_once_and_located(rows: list[list[object]]) -> None:
    rows = [*rows, ["尾"]]
    book = workbook(rows)
    draft = read(book)
    seen = {x.cell: draft.source_text[x.start : x.end] for x in draft.locators}
    expected = {
        cell.coordinate: str(cell.value).strip()
        for row in book.active.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert seen == expected
    assert len(seen) == len(draft.locators)


# -------------------------------------------------------------------- hostile files


def changed(book: openpyxl.Workbook, part: str, pattern: str, to: str) -> bytes:
    """The file of ``book`` with the XML of ``part`` changed."""
    with zipfile.ZipFile(io.BytesIO(saved(book))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts[part] = re.sub(pattern, to, parts[part].decode(), count=1).encode()
    return package(dict(parts))


SHEET = "xl/worksheets/sheet1.xml"


def test_a_lie_about_its_size_costs_nothing() -> None:
    data = changed(workbook([["甲", 1]]), SHEET, 'ref="A1:B1"', 'ref="A1:XFD1048576"')
    assert read_sheet(source(data, XLSX)).source_text.strip() == "| 甲 | 1 |"


def test_a_cell_far_out_is_left_out() -> None:
    book = workbook([["甲", 1]])
    book.active["XFD3"] = "远"
    assert "远" not in read(book).source_text


def test_a_sheet_of_many_rows_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhang.reading.sheet.ROWS", 10)
    draft = read(workbook([["甲", i] for i in range(50)]))
    assert draft.source_text.count("甲") == 10
    assert [w.code for w in draft.warnings] == ["cut"]


@pytest.mark.parametrize(
    ("part", "pattern", "to"),
    [
        (SHEET, "<sheetData", "<!DOCTYPE a []><sheetData"),
        (SHEET, "<sheetData>", "<a"),
        ("xl/workbook.xml", "<sheets>", "<sheets"),
        ("xl/styles.xml", "</styleSheet>", "<x"),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../../etc/passwd"),
        (SHEET, "(?s)<sheetData>.*</sheetData>", "<sheetData/>"),
        (SHEET, "<sheetData>", "<sheetData>" + " " * 60_000_000),
    ],
)  # fmt: skip
def test_damaged_files_are_one_line(part: str, pattern: str, to: str) -> None:
    with pytest.raises(Unreadable) as error:
        read_sheet(source(changed(workbook([["甲", 1]]), part, pattern, to), XLSX))
    assert "\n" not in error.value.reason


def test_the_way_back_survives_the_repairs() -> None:
    book = workbook([["指标", "2025年目标"], ["地区生产总值增长", "6.5%左右"]])
    document = decode(source(saved(book), XLSX, "a.xlsx"))
    at = document.source_text.index("6.5%")
    assert [x.cell for x in document.locate(at, at + 4)] == ["B2"]
    assert [b.kind for b in document.blocks] == ["row", "row"]
