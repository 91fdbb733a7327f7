"""Subjects: what is one thing and what is two, from the examples beside the data."""

import pytest

from duizhang.account.rules import rules
from duizhang.account.subject import clash, likeness, topic

_TABLES = ("synonym", "mode", "stage", "scope")


def _pairs(key: str) -> list[tuple[str, str]]:
    data = rules().data
    rows = [row for table in _TABLES for row in data[table]] + [
        data["filler"],
        data["base"],
        data["lead"],
        data["generic"],
    ]
    return [(a, b) for row in rows for a, b in row.get(key, [])]


@pytest.mark.parametrize(("a", "b"), _pairs("same"))
def test_two_wordings_of_one_thing(a: str, b: str) -> None:
    assert not clash(topic(a), topic(b))
    assert likeness(topic(a), topic(b)) >= 0.6


@pytest.mark.parametrize(("a", "b"), _pairs("apart"))
def test_two_things(a: str, b: str) -> None:
    assert clash(topic(a), topic(b)) or likeness(topic(a), topic(b)) < 0.6


def test_a_sum_knows_its_parts() -> None:
    assert len(topic("城镇新增就业、失业人员再就业").parts) == 2
    assert topic("城镇新增就业").parts == ()


def test_a_word_that_leans_on_the_sentence_is_dependent() -> None:
    assert topic("覆盖面").dependent
    assert topic("基本建成").dependent
    assert not topic("智能产线").dependent
