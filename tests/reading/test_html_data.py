"""The knowledge of web pages: each entry reads its examples, and no look-alike."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from duizhang.reading.html_words import tables, words

W = words()
LINES, META, SERIES = tables()["lines"], tables()["meta"], tables()["series"]


def _whole(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _anywhere(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.search(text) is not None


CASES: list[tuple[str, Callable[[str], bool], list[str], list[str]]] = [
    ("around", W.is_around, tables()["around"]["examples"], tables()["around"]["not"]),
    ("article", W.is_article, tables()["article"]["examples"], tables()["article"]["not"]),
    (
        "hidden",
        _anywhere(W.hidden_style),
        tables()["hidden"]["examples"],
        tables()["hidden"]["not"],
    ),
    ("tail", _whole(W.tail), LINES["tail_examples"], LINES["tail_not"]),
    ("bar", _whole(W.bar), LINES["bar_examples"], LINES["bar_not"]),
    ("foot", _whole(W.foot), LINES["foot_examples"], LINES["foot_not"]),
    ("info", _whole(W.info), LINES["info_examples"], LINES["info_not"]),
    ("index", _whole(W.index_cell), LINES["index_examples"], LINES["index_not"]),
    ("subtitle", _whole(W.subtitle), LINES["subtitle_examples"], LINES["subtitle_not"]),
    ("publisher", _anywhere(W.publisher_line), META["publisher_examples"], META["publisher_not"]),
    ("published", _anywhere(W.published_line), META["published_examples"], META["published_not"]),
    ("next", _whole(W.next_page), SERIES["next_examples"], SERIES["next_not"]),
    ("previous", _whole(W.previous_page), SERIES["previous_examples"], SERIES["previous_not"]),
    ("number", _anywhere(W.page_number), SERIES["number_examples"], SERIES["number_not"]),
    ("numbered", _anywhere(W.page_title), SERIES["title_examples"], SERIES["title_not"]),
]


@pytest.mark.parametrize(
    ("reads", "text", "wanted"),
    [
        pytest.param(reads, text, wanted, id=f"{name}-{text}")
        for name, reads, examples, others in CASES
        for texts, wanted in ((examples, True), (others, False))
        for text in texts
    ],
)
def test_examples(reads: Callable[[str], bool], text: str, wanted: bool) -> None:
    assert reads(text) is wanted
