"""Characters of a PDF: what is done for many at once gives what doing it one by one would."""

from __future__ import annotations

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhang.reading import pdf_copies, pdf_glyphs
from duizhang.reading.pdf_copies import without_copies
from duizhang.reading.pdf_glyphs import SPACES, Glyph
from duizhang.reading.pdf_lines import runs_of
from duizhang.reading.pdf_text import page_text
from duizhang.reading.pdf_writer import _edges

from .pdf_pages import page, quoted, typeset

_steps = st.sampled_from([-40.0, -10.0, -0.5, 0.0, 0.4, 2.0, 5.0, 10.0, 10.4])
_glyphs = st.lists(
    st.tuples(st.sampled_from("增长1 ,"), _steps, _steps, st.sampled_from([5.0, 10.0, 24.0])),
    max_size=40,
)


@settings(deadline=None)
@given(_glyphs)
def test_copies_are_found_as_a_search_among_all_finds_them(
    drawn: list[tuple[str, float, float, float]],
) -> None:
    glyphs: list[Glyph] = []
    x = y = 100.0
    for char, right, down, size in drawn:
        x, y = x + right, y + (down if abs(down) < 3 or right < 0 else 0)
        wide = size if char > "z" else size / 2
        glyphs.append(Glyph(char, x, y, x + wide, y + size, size))
    gone = pdf_copies._copies(glyphs)
    assert without_copies(glyphs) == [g for g in glyphs if id(g) not in gone]


@given(
    st.lists(st.floats(0, 3000, width=32) | st.integers(0, 3000).map(lambda n: n / 20), min_size=1)
)
def test_edges_are_rounded_as_round_does(lefts: list[float]) -> None:
    lefts = sorted(lefts)
    expected = [round(x, 1) for x in [*lefts, lefts[-1]]]
    assert list(_edges(lefts, lefts[-1])) == expected


def test_codes_of_a_whole_page_are_those_of_its_characters() -> None:
    plain = "全市生产总值增长6.5%，新增就业3.2万人。"
    for words in (plain, f"{plain}（𠮷林）", f"{plain} co\u00adoperation {'long ' * 40}"):
        document = pypdfium2.PdfDocument(
            typeset(page() + "#set text(hyphenate: true)\n" + quoted(words))
        )
        first = document[0]
        text = pdfium.FPDFText_LoadPage(first.raw)
        count = pdfium.FPDFText_CountChars(text)
        codes = pdf_glyphs._codes(text, count)
        single = [pdfium.FPDFText_GetUnicode(text, i) for i in range(count)]
        assert codes == pdf_glyphs._whole(single)
        boxes = pdf_glyphs._boxes(text, count)
        box = pdfium.FS_RECTF()
        for i in range(count):
            pdfium.FPDFText_GetLooseCharBox(text, i, ctypes.byref(box))
            assert boxes[4 * i : 4 * i + 4] == [box.left, box.top, box.right, box.bottom]
        pdfium.FPDFText_ClosePage(text)
        first.close()
        document.close()


def test_halves_of_a_pair_are_one_character() -> None:
    assert pdf_glyphs._whole([0x4E00, 0xD842, 0xDFB7, 0x31]) == [0x4E00, 0, 0x20BB7, 0x31]
    assert pdf_glyphs._whole([0xDC00, 0x31, 0xD842]) == [0, 0x31, 0]


def test_stretches_of_a_page_tell_what_its_characters_tell() -> None:
    words = "全市生产总值增长6.5%，新增就业3.2万人；“两区”建成。" * 12
    document = pypdfium2.PdfDocument(
        typeset(page() + "#set par(justify: true)\n" + quoted(words) + "\n\n" + quoted("增 产"))
    )
    first = document[0]
    seen = page_text(first.raw, 1)
    first.close()
    document.close()
    assert seen.starts is not None
    assert 3 * len(seen.starts) < len(seen.glyphs)
    ends = [*seen.starts[1:], len(seen.glyphs)]
    for start, end in zip(seen.starts, ends, strict=True):
        part = seen.glyphs[start:end]
        assert len({(g.top, g.size) for g in part}) == 1
        assert end == start + 1 or not {g.char for g in part} & SPACES
    known, looked_at = runs_of(seen.glyphs, seen.starts), runs_of(seen.glyphs)
    assert [r.glyphs for r in known] == [r.glyphs for r in looked_at]
    again = [
        g._replace(left=g.left + 1) for g in seen.glyphs[:9]
    ]  # print that stands twice is found with the stretches known, too
    twice, starts = [*seen.glyphs, *again], [*seen.starts, len(seen.glyphs)]
    assert without_copies(seen.glyphs, seen.starts) is seen.glyphs
    assert without_copies(twice, starts) == without_copies(twice) == seen.glyphs
