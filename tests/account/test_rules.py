"""The rules as data: every entry is alive, and its examples hold."""

import re
from typing import Any

import pytest

from duizhang.account.collect import paper_of
from duizhang.account.declared import said
from duizhang.account.rules import rules
from duizhang.account.subject import added_up

from .make import report


def _cues(key: str) -> list[tuple[int, str]]:
    return [(i, text) for i, row in enumerate(rules().data["cue"]) for text in row.get(key, [])]


def _orders(text: str) -> set[int]:
    made = report("云川市", 2032, "过去一年。" + text)
    return {s.order for s in said(made, paper_of(made, "云川市"))}


@pytest.mark.parametrize(("number", "text"), _cues("says"))
def test_a_cue_speaks_in_its_examples(number: int, text: str) -> None:
    assert number in _orders(text)


@pytest.mark.parametrize(("number", "text"), _cues("silent"))
def test_a_cue_is_silent_in_its_look_alikes(number: int, text: str) -> None:
    assert number not in _orders(text)


def test_every_cue_has_an_example() -> None:
    assert all(row["says"] for row in rules().data["cue"])


@pytest.mark.parametrize(
    "table",
    [
        "wish",
        "negation",
        "shortfall",
        "headline",
        "headline_title",
        "reach",
        "from_year",
        "cites",
        "distance",
        "listed",
        "part_year",
        "project",
        "finished",
    ],
)
def test_patterns_hold_in_their_examples(table: str) -> None:
    row: dict[str, Any] = rules().data[table]
    assert row["examples"]
    for text in row["examples"]:
        assert re.search(row["pattern"], text), text
    for text in row.get("silent", []):
        assert not re.search(row["pattern"], text), text


def test_what_a_subject_adds_up() -> None:
    data = rules().data["sum"]
    for line in data["added"]:
        subject, _, parts = line.partition(" -> ")
        assert added_up(subject) == tuple(parts.split(" + ")), subject
    for subject in data["examples"]:
        assert added_up(subject), subject
    for subject in data["silent"]:
        assert not added_up(subject), subject


def test_no_word_stands_for_two_things() -> None:
    words = [w for row in rules().data["synonym"] for w in row["words"]]
    assert len(words) == len(set(words))


def test_indicators_that_are_named_exist() -> None:
    known = rules()
    assert known.singular <= known.names.keys()
    assert known.parts.keys() <= known.names.keys()
