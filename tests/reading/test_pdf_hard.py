"""PDF: turned, cropped, doubled, hidden and broken pages, and files that are no sound PDF."""

from __future__ import annotations

import random
import sys

import pytest

from duizhang.model import Source
from duizhang.reading.draft import Draft
from duizhang.reading.errors import Unreadable
from duizhang.reading.pdf import MOST_PAGES, read_pdf, render
from duizhang.reading.pdf_blocks import Block, in_order
from duizhang.reading.pdf_copies import without_copies
from duizhang.reading.pdf_doubt import doubt_of
from duizhang.reading.pdf_glyphs import Glyph
from duizhang.reading.pdf_lines import Run, runs_of
from duizhang.reading.pdf_text import PageText
from duizhang.reading.pdf_turn import turned

from .pdf_pages import assembled, picture_page, written

_TEXT = "BT /F 12 Tf 50 200 Td (Output grew by 6.5 percent) Tj ET"
_LINE = "Output grew by 6.5 percent"


def source(data: bytes) -> Source:
    return Source("x.pdf", "application/pdf", "0" * 64, data)


def read(data: bytes) -> Draft:
    return read_pdf(source(data))


def first_box(draft: Draft) -> tuple[float, ...]:
    box = draft.locators[0].box
    assert box is not None
    return box


def codes(draft: Draft) -> set[str]:
    return {warning.code for warning in draft.warnings}


def test_a_box_has_its_origin_at_the_upper_left() -> None:
    draft = read(written(_TEXT))
    assert draft.source_text == _LINE + "\n"
    left, top, right, bottom = first_box(draft)
    assert left == pytest.approx(50, abs=1)
    assert 85 < top < bottom < 107  # the base line is 100 below the upper edge
    assert right > 150


def test_a_cropped_page_counts_from_its_crop_box() -> None:
    draft = read(written(_TEXT, more="/CropBox[40 100 400 250]"))
    assert (draft.pages[0].width, draft.pages[0].height) == (360, 150)
    left, top, _, bottom = first_box(draft)
    assert left == pytest.approx(10, abs=1)
    assert 35 < top < bottom < 57


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_seen(angle: int) -> None:
    matrix = {90: "0 1 -1 0 200 50", 180: "-1 0 0 -1 350 100", 270: "0 -1 1 0 200 250"}[angle]
    text = f"BT /F 12 Tf {matrix} Tm (Output grew by 6.5 percent) Tj ET"
    draft = read(written(text, more=f"/Rotate {angle}"))
    assert draft.source_text == _LINE + "\n"
    left, top, right, bottom = first_box(draft)
    assert right - left > 100 > 20 > bottom - top > 5
    size = draft.pages[0]
    assert 0 <= left < right <= size.width
    assert 0 <= top < bottom <= size.height


@pytest.mark.parametrize("matrix", ["0 1 -1 0 200 50", "0 -1 1 0 200 250"])
def test_lines_that_run_up_or_down_are_read(matrix: str) -> None:
    draft = read(written(f"BT /F 12 Tf {matrix} Tm (Output grew by 6.5 percent) Tj ET"))
    assert draft.source_text == _LINE + "\n"
    assert all(x.end == x.start + 1 for x in draft.locators)
    boxes = [x.box for x in draft.locators if x.box]
    assert max(b[2] for b in boxes) - min(b[0] for b in boxes) < 20
    assert max(b[3] for b in boxes) - min(b[1] for b in boxes) > 100


def test_columns_of_upright_han_characters_are_read_from_the_right() -> None:
    first, second = "全市生产总值增长", "新增就业五万人"
    glyphs = [
        Glyph(c, x, 20 + 12 * i, x + 12, 32 + 12 * i, 12)
        for x, words in ((300.0, first), (280.0, second))
        for i, c in enumerate(words)
    ]
    level, back = turned(PageText(1, 400, 300, glyphs, [], [], []))
    assert back is not None
    runs = runs_of(level.glyphs)
    assert [run.text for run in runs] == [first, second]
    g = runs[0].glyphs[0]
    assert back((g.left, g.top, g.right, g.bottom)) == pytest.approx((300, 20, 312, 32))


def test_print_that_stands_twice_is_read_once() -> None:
    again = "BT /F 12 Tf 51.6 200.2 Td (Output grew by 6.5 percent) Tj ET"
    draft = read(written(_TEXT + " " + again))
    assert draft.source_text == _LINE + "\n"


def test_what_is_shifted_by_a_fraction_of_its_width_stands_twice() -> None:
    once = [Glyph(c, 20 + 10 * i, 20, 30 + 10 * i, 30, 10) for i, c in enumerate("增长11倍")]
    again = [g._replace(left=g.left + 0.8, right=g.right + 0.8) for g in once]
    assert without_copies(once + again) == once


def test_letters_that_are_doubled_by_nature_stay() -> None:
    draft = read(written("BT /F 12 Tf 50 200 Td (1100 all illicit bills, 11.11 ... million) Tj ET"))
    assert draft.source_text == "1100 all illicit bills, 11.11 ... million\n"


def test_a_hidden_layer_is_read_with_less_certainty() -> None:
    draft = read(written(_TEXT.replace("BT", "BT 3 Tr")))
    assert draft.source_text == _LINE + "\n"
    assert "hidden_text" in codes(draft)
    assert set(draft.locators[0].sure) == {0.9}


def test_white_and_distant_text_is_left_out() -> None:
    white = "1 1 1 rg BT /F 12 Tf 50 150 Td (Fell by 9 percent) Tj ET"
    away = "BT /F 12 Tf 50 900 Td (Fell by 8 percent) Tj ET"
    draft = read(written(f"{_TEXT} {away} {white}"))
    assert draft.source_text == _LINE + "\n"
    assert "unseen_text" in codes(draft)


def test_white_text_on_a_dark_ground_is_read() -> None:
    ground = "0 0 0.4 rg 40 190 300 30 re f 1 1 1 rg "
    assert read(written(ground + _TEXT)).source_text == _LINE + "\n"


def test_a_page_without_text_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duizhang.reading.pdf_scan", None)
    with pytest.raises(Unreadable, match=r"page 1 has no text; .*pip install 'duizhang\[ocr\]'"):
        read(assembled(picture_page()))


def test_beside_pages_of_text_a_scanned_one_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duizhang.reading.pdf_scan", None)
    draft = read(written(_TEXT, "0.5 g 40 40 200 200 re f"))
    assert draft.source_text == _LINE + "\n"
    (told,) = [w.message for w in draft.warnings if w.code == "page_without_text"]
    assert told.startswith("page 2 has no text; scans need the extra: pip install 'duizhang[ocr]'")


@pytest.mark.parametrize(
    ("text", "fonts", "doubted"),
    [
        ("经济社会发展主要目标和工作安排" * 10, {"SimSun"}, False),
        ("經濟社會發展主要目標和工作安排" * 10, {"MingLiU"}, False),
        ("鼢齆龘麤爨灪癵驫鱻羴猋骉" * 10, {"SimSun"}, True),
        ("\ue001\ue002\ue003\ue004增长" * 10, {"SimSun"}, True),
        ("增长\ufffd" * 20, {"SimSun"}, True),
        ("!#%$&'()*+,-./:;<=>?@[]^_`{|}~" * 5, {"FZSSJW--GB1-0", "STXihei"}, True),
        ("2024 12.5% 2025 13.1% GDP" * 10, {"SimSun"}, False),
        ("Outputgrewby6.5percent" * 10, {"Helvetica"}, False),
    ],
)
def test_text_that_a_font_names_wrongly_is_noticed(
    text: str, fonts: set[str], doubted: bool
) -> None:
    assert bool(doubt_of(text, frozenset(fonts))) is doubted


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7\n" + b"nonsense " * 500, "damaged"),
        (assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"]), "PDF"),
        (written(""), "no page holds any text"),
        (written(*[_TEXT] * (MOST_PAGES + 1)), "pages; the limit is"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert reason in caught.value.reason
    assert "\n" not in str(caught.value)


def test_a_lie_about_a_million_pages_is_refused_at_once() -> None:
    data = written(_TEXT).replace(b"/Count 1/", b"/Count 1000000/")
    with pytest.raises(Unreadable):
        read(data)


def test_damaged_files_are_read_or_refused() -> None:
    whole = written(_TEXT, _TEXT, _TEXT)
    chance = random.Random(7)
    for _ in range(60):
        data = bytearray(whole[: chance.randrange(20, len(whole))])
        for _ in range(chance.randrange(6)):
            data[chance.randrange(9, len(data))] = chance.randrange(256)
        try:
            draft = read(bytes(data))
        except Unreadable:
            continue
        assert draft.source_text.strip()


def test_a_cut_file_gives_what_is_left() -> None:
    whole = written(_TEXT, _TEXT, _TEXT)
    assert _LINE in read(whole[: whole.index(b"xref")]).source_text


@pytest.mark.parametrize("seed", range(30))
def test_blocks_that_lie_anyhow_are_ordered_each_once(seed: int) -> None:
    chance = random.Random(seed)
    blocks = []
    for _ in range(chance.randrange(2, 40)):
        x, y, size = chance.uniform(0, 400), chance.uniform(0, 400), chance.choice([8, 10, 20])
        wide = chance.randrange(1, 12)
        blocks.append(
            Block([Run([Glyph("字", x + size * i, y, x + size * (i + 1), y + size, size)
                        for i in range(wide)])])
        )  # fmt: skip
    found = in_order(blocks, lambda a, b: int(a.left + b.top) % 5 - 2)
    assert sorted(map(id, found)) == sorted(map(id, blocks))


def test_a_huge_page_is_drawn_within_bounds() -> None:
    picture = render(source(written(_TEXT, media="0 0 14000 14000")), 1, 10.0)
    assert picture.width * picture.height <= 41_000_000
    with pytest.raises(Unreadable, match="no page 2"):
        render(source(written(_TEXT)), 2)


def test_fields_of_a_form_are_a_warning() -> None:
    field = "/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(6.5%)/Rect[150 195 250 215]>>"
    field += "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]>>]"
    draft = read(written("BT /F 12 Tf 20 200 Td (Growth this year) Tj ET", more=field))
    (said,) = [w.message for w in draft.warnings if w.code == "not_read"]
    assert said.startswith("page 1: 1 fields")
