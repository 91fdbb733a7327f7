"""The data dictionary's words are those of the model and of the other faces, and of its page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pytest

from duizhang.model import records
from duizhang.views import conflicts, verdicts, words
from duizhang.views.export.dictionary import TABLES, columns, values
from duizhang.views.export.page import render
from duizhang.views.export.tables import RECIPES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("name", "literal"),
    [
        ("role", records.Role),
        ("aspect", records.Aspect),
        ("hedge", records.Hedge),
        ("op", records.Operator),
        ("coverage", records.Coverage),
    ],
)
def test_codes_are_the_models(name: str, literal: object) -> None:
    assert {v.code for v in values(name)} == set(get_args(literal)) - {""}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("role", words.ROLES),
        ("aspect", words.ASPECTS),
        ("hedge", words.HEDGES),
        ("op", words.OPERATORS),
        ("coverage", words.COVERAGES),
        ("genre", words.GENRES),
        ("part", verdicts.PARTS),
        ("trend", verdicts.TRENDS),
        ("conflict_kind", conflicts.KINDS),
    ],
)
def test_words_are_those_of_other_faces(name: str, said: Mapping[str, str]) -> None:
    assert {v.code: v.zh for v in values(name)} == {k: v for k, v in said.items() if k}


def test_verdicts_are_those_of_the_account() -> None:
    said = {v.code: (v.zh, v.en) for v in values("verdict")}
    assert said.pop("no_target")
    assert said == {k: (look.word, look.english) for k, look in verdicts.LOOKS.items()}


def test_each_column_has_a_source_and_each_source_a_column() -> None:
    assert RECIPES.keys() == TABLES.keys()
    for table, recipe in RECIPES.items():
        assert list(recipe.columns) == [c.name for c in columns(table)]


def test_numbers_of_values_are_never_twice() -> None:
    for name in {c.values for t in TABLES for c in columns(t) if c.values}:
        numbers = [v.number for v in values(name)]
        assert len(numbers) == len(set(numbers))
        assert all(len(v.zh) <= 32 and len(v.en) <= 80 for v in values(name))


def test_the_page_is_the_dictionary() -> None:
    """When this fails: python scripts/write_data_dictionary.py"""
    assert (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == render()
