"""PDF: what is read of pages that typst sets, in which order, and where each character lies."""

from __future__ import annotations

import pypdfium2
import pytest

from duizhang.model import Source
from duizhang.reading.draft import Draft
from duizhang.reading.pdf import read_pdf, render

from .pdf_pages import SERIF, body, headline, page, paragraphs, quoted, typeset


def source(data: bytes) -> Source:
    return Source("x.pdf", "application/pdf", "0" * 64, data)


def read(data: bytes) -> Draft:
    return read_pdf(source(data))


def lines(draft: Draft, furniture: bool = False) -> list[str]:
    """The lines of the source text that are furniture, or that are not."""
    hints = {hint.start: hint.kind for hint in draft.hints}
    found = []
    at = 0
    for line in draft.source_text.split("\n"):
        if line and (hints.get(at) == "furniture") == furniture:
            found.append(line)
        at += len(line) + 1
    return found


@pytest.mark.parametrize("columns", [1, 2, 4])
def test_paragraphs_are_lines_in_reading_order(columns: int) -> None:
    wide = 210 if columns < 4 else 380
    text = paragraphs(40)
    title = "青溪市政府工作报告"
    data = typeset(page(wide, columns=columns) + headline(title) + body(text))
    assert lines(read(data)) == [title, *text]


def test_a_larger_line_is_a_heading() -> None:
    text = paragraphs(6)
    draft = read(typeset(page() + headline("青溪市政府工作报告") + body(text)))
    assert [(h.kind, draft.source_text[h.start : h.end]) for h in draft.hints] == [
        ("heading", "青溪市政府工作报告")
    ]


def test_running_heads_and_page_numbers_are_furniture_behind_the_paragraph() -> None:
    text = paragraphs(60)
    more = (
        ", header: text(8pt)[云汀日报　要闻], "
        'footer: align(center, context counter(page).display("— 1 —"))'
    )
    draft = read(typeset(page(columns=2, more=more) + body(text)))
    assert len(draft.pages) > 2
    assert lines(draft) == text
    numbers = [f"— {n} —" for n in range(1, len(draft.pages) + 1)]
    found = lines(draft, furniture=True)
    assert [x for x in found if x != "云汀日报　要闻"] == numbers
    assert found.count("云汀日报　要闻") == len(draft.pages)


def test_articles_above_and_beside_each_other_stay_whole() -> None:
    first, second, third = paragraphs(30), paragraphs(12, 100), paragraphs(6, 200)
    markup = page(380, 560)
    markup += f"#align(center, text(28pt)[{quoted('第一篇报道')}])\n"
    markup += f"#block(height: 225mm, columns(4)[{body(first)}])\n"
    beside = [
        f"[#align(center, text(20pt)[{quoted(title)}])\n#block(height: 150mm, columns({columns})[{body(text)}])]"
        for title, text, columns in (("第二篇报道", second, 2), ("第三篇报道", third, 1))
    ]
    markup += f"#grid(columns: (2fr, 1fr), gutter: 8mm, {', '.join(beside)})"
    found = lines(read(typeset(markup)))
    wanted = ["第一篇报道", *first, "第二篇报道", *second, "第三篇报道", *third]
    assert sorted(found) == sorted(wanted)
    for article in (first, second, third):
        assert [x for x in found if x in article] == article


def test_a_picture_with_its_caption_does_not_break_a_sentence() -> None:
    text = paragraphs(30)
    caption = "图为建设中的云溪大桥。"
    picture = (
        "#place(auto, float: true, stack(spacing: 2mm, rect(width: 100%, height: 40mm, fill: gray), "
        f"text(7pt)[{quoted(caption)}]))\n\n"
    )
    found = lines(
        read(typeset(page(columns=2) + body(text[:8]) + "\n\n" + picture + body(text[8:])))
    )
    assert [x for x in found if x != caption] == text
    assert caption in found


def test_footnotes_stand_behind_the_text_and_their_marks_touch_no_figure() -> None:
    markup = page() + "#set super(typographic: false)\n"
    markup += "全年完成投资25亿元，增长8#footnote[按可比价格计算。]%，新增就业3万人。\n\n"
    markup += body(paragraphs(3))
    draft = read(typeset(markup))
    found = lines(draft)
    assert found[0].replace(" ", "") == "全年完成投资25亿元，增长8%，新增就业3万人。"
    assert found[1:4] == paragraphs(3)
    assert found[4] == "按可比价格计算。"
    assert lines(draft, furniture=True).count("1") == 2  # the mark, and the note's own number


def test_marks_touch_no_figure_where_the_notes_stand_elsewhere() -> None:
    markup = page() + "#set super(typographic: false)\n"
    markup += "增长8#super[1]%，完成6.5万人#super[\\[2\\]]，占61#super[①]%，每人30m#super[2]，减排CO#sub[2]。"
    draft = read(typeset(markup + "\n\n" + body(paragraphs(3))))
    found = lines(draft)[0].replace(" ", "")
    assert found == "增长8%，完成6.5万人，占61%，每人30m2，减排CO2。"
    assert {"1", "[2]", "①"} <= set(lines(draft, furniture=True))


def test_marks_that_the_font_draws_small_touch_no_figure() -> None:
    markup = page().replace(f'"{SERIF}"', f'("Libertinus Serif", "{SERIF}")')
    markup += "全年增长8#footnote[按可比价格计算。]%，完成投资1200#footnote[快报数。]亿元。"
    draft = read(typeset(markup + "\n\n" + body(paragraphs(3))))
    assert lines(draft)[0].replace(" ", "") == "全年增长8%，完成投资1200亿元。"


def test_powers_of_ten_stay_raised() -> None:
    markup = page() + "#set super(typographic: false)\n"
    markup += "总量3.2×10#super[4]吨，投资5.6×10#super[8]元，增长8#super[1]%。\n\n"
    found = lines(read(typeset(markup + body(paragraphs(3)))))[0]
    assert found.replace(" ", "") == "总量3.2×10⁴吨，投资5.6×10⁸元，增长8%。"


def test_print_across_the_page_is_no_text() -> None:
    text = paragraphs(12)
    mark = "rotate(-35deg, text(60pt, fill: luma(220))[内部资料 2025])"
    draft = read(typeset(page(more=f", background: {mark}") + body(text)))
    assert lines(draft) == text
    assert lines(draft, furniture=True) == ["内部资料2025"]
    assert "slanted_print" in {w.code for w in draft.warnings}


def test_a_few_words_set_sideways_are_no_text() -> None:
    text = paragraphs(6)
    side = "#place(right + horizon, dx: 12mm, rotate(90deg, reflow: true)[本版增长12.5%的文字])\n"
    draft = read(typeset(page() + side + body(text)))
    assert lines(draft) == text
    assert lines(draft, furniture=True) == ["本版增长12.5%的文字"]


TABLE = [
    ["指标", "2024年完成", "2025年目标"],
    ["生产总值增长", "6.1%", "6.5%左右"],
    ["城镇新增就业", "4.2万人", "4.5万人"],
    ["粮食产量", "61.3万吨", "61万吨以上"],
]


@pytest.mark.parametrize("stroke", ["0.5pt", "none, column-gutter: 1em"])
@pytest.mark.parametrize("columns", [1, 2])
def test_rows_of_tables_are_lines_with_cells_parted_by_tabs(stroke: str, columns: int) -> None:
    cells = ", ".join(f"[{quoted(cell)}]" for row in TABLE for cell in row)
    text = paragraphs(24)
    table = f"#table(columns: 3, stroke: {stroke}, {cells})\n\n"
    draft = read(typeset(page(columns=columns) + body(text[:3]) + "\n\n" + table + body(text[3:])))
    rows = ["\t".join(row) for row in TABLE]
    assert lines(draft) == [*text[:3], *rows, *text[3:]]
    kinds = {draft.source_text[h.start : h.end]: h.kind for h in draft.hints}
    assert [kinds.get(row) for row in rows] == ["row"] * len(rows)


def test_a_mark_that_hangs_before_its_text_begins_its_line() -> None:
    entries = ["生产总值增长6%左右", "工业增加值增长7%", "新增就业5万人", "粮食产量60万吨"]
    items = "\n".join(f"- {quoted(entry)}" for entry in entries)
    markup = page() + "#set list(indent: 1em, body-indent: 1.5em)\n" + items
    found = lines(read(typeset(markup + "\n\n" + body(paragraphs(4)))))
    assert found == [*(f"• {entry}" for entry in entries), *paragraphs(4)]


def test_every_located_character_stands_in_its_box() -> None:
    text = paragraphs(30)
    data = typeset(page(columns=2) + headline("青溪市政府工作报告") + body(text))
    assert _misplaced(data, read(data)) == []


def _misplaced(data: bytes, draft: Draft) -> list[tuple[str, str]]:
    """Characters of the source text, with what stands in their boxes, where the two differ."""
    document = pypdfium2.PdfDocument(data)
    wrong = []
    pages = {p.number: document[p.number - 1].get_textpage() for p in draft.pages}
    for locator in draft.locators:
        high = draft.pages[locator.page - 1].height
        for i in range(locator.start, locator.end):
            box = locator.cut(i, i + 1).box
            assert box is not None
            left, top, right, bottom = box
            middle = (top + bottom) / 2
            inside = pages[locator.page].get_text_bounded(
                left=left + 0.3, right=right - 0.3, top=high - middle + 1, bottom=high - middle - 1
            )
            char = draft.source_text[i]
            if char.isalnum() and char not in inside:
                wrong.append((char, inside))
    return wrong


def test_what_the_adapter_puts_in_has_no_locator() -> None:
    draft = read(typeset(page() + body(paragraphs(3))))
    located = {i for x in draft.locators for i in range(x.start, x.end)}
    bare = [c for i, c in enumerate(draft.source_text) if i not in located]
    assert set(bare) <= {"\n", " ", "\t"}


def test_render_gives_the_page() -> None:
    data = typeset(page(100, 50) + "一")
    picture = render(source(data), 1, 2.0)
    assert picture.size == pytest.approx((100 / 25.4 * 144, 50 / 25.4 * 144), abs=2)
