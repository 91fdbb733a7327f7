from __future__ import annotations

import pytest

from duizhang.model import Document, Locator
from duizhang.reading.located import lines_of, place_of


def document(*locators: Locator) -> Document:
    text = "x" * 200
    return Document("a", "ab" * 32, "x/y", "utf-8", text, text, (), (), locators=locators)


@pytest.mark.parametrize(
    ("locator", "words"),
    [
        (Locator(0, 4, page=3, box=(72.2, 340, 120, 351.6)), "第3页 (72, 340)–(120, 352)"),
        (Locator(0, 4, "b.jpg", page=1, box=(1, 2, 3, 4)), "b.jpg 第1页 (1, 2)–(3, 4)"),
        (Locator(0, 4, "Sheet1", cell="B7"), "Sheet1!B7"),
        (Locator(0, 4, "主要指标", cell="B7"), "主要指标!B7"),
        (Locator(0, 4, "2025 年's", cell="B7"), "'2025 年''s'!B7"),
        (Locator(0, 4, cell="C2"), "C2"),
        (Locator(0, 4, "word/document.xml", 12, 3, 7), "word/document.xml ¶12"),
        (Locator(0, 4, at=120, until=124), "标记@120–124"),
    ],
)
def test_a_place_is_said_for_people(locator: Locator, words: str) -> None:
    assert str(place_of(document(locator), 0, 4)) == words


def test_plain_text_and_inserted_characters_have_no_place() -> None:
    assert place_of(document(), 0, 4) is None
    assert place_of(document(Locator(0, 4, page=1)), 4, 5) is None


def test_runs_on_one_line_are_one_box_and_a_broken_figure_is_placed_by_its_first_line() -> None:
    runs = (
        Locator(0, 1, page=1, box=(10, 10, 20, 20)),
        Locator(1, 3, page=1, box=(21, 11, 40, 21)),
        Locator(4, 6, page=1, box=(10, 30, 30, 40)),
        Locator(6, 8, page=2, box=(10, 30, 30, 40)),
    )
    made = document(*runs)
    assert [x.box for x in lines_of(made, 0, 8)] == [(10, 10, 40, 21), runs[2].box, runs[3].box]
    place = place_of(made, 0, 8)
    assert place is not None
    assert (place.page, place.box) == (1, (10, 10, 40, 21))


def test_the_foot_of_a_column_and_the_head_of_the_next_are_two_boxes() -> None:
    runs = (
        Locator(0, 2, page=1, box=(10, 10, 30, 20)),
        Locator(2, 4, page=1, box=(300, 10, 320, 20)),
    )
    assert len(lines_of(document(*runs), 0, 4)) == 2


def test_the_least_sure_character_speaks_for_a_span() -> None:
    made = document(Locator(0, 4, page=1, box=(0, 0, 40, 10), sure=(0.99, 0.4, 0.9, 0.1)))
    place = place_of(made, 0, 3)
    assert place is not None
    assert place.sure == 0.4


def test_of_markup_the_whole_span_is_named() -> None:
    made = document(Locator(0, 2, at=100, until=102), Locator(2, 4, at=130, until=132))
    place = place_of(made, 1, 3)
    assert place is not None
    assert (place.part_start, place.part_end) == (101, 131)
