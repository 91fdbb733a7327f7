"""The layout data holds what its examples say."""

from __future__ import annotations

import re
from typing import Any

import pytest

from duizhang.reading.furniture import furniture_lines
from duizhang.reading.layout import layout, tables

DATA = tables()
FURNITURE = DATA["furniture"]["line"]
MARKERS = DATA["marker"]


@pytest.mark.parametrize("entry", FURNITURE, ids=lambda e: e["name"])
def test_furniture(entry: dict[str, Any]) -> None:
    assert entry["examples"], "an entry without an example is dead"
    for example in entry["examples"]:
        assert re.fullmatch(entry["pattern"], example)
        assert furniture_lines([example]) == [True]
    for example in entry["not"]:
        assert furniture_lines([example]) == [False], example


@pytest.mark.parametrize("entry", MARKERS, ids=lambda e: e["name"])
def test_markers(entry: dict[str, Any]) -> None:
    for example in entry["examples"]:
        found = layout().marker(example)
        assert found, example
        assert found[1].name == entry["name"]
        assert example.startswith(found[0])
    for example in entry["not"]:
        found = layout().marker(example)
        assert found is None or found[1].name != entry["name"], example


@pytest.mark.parametrize(
    ("table", "key", "pattern"),
    [
        ("lines", "open_end", layout().open_end.search),
        ("lines", "open_start", layout().open_start.match),
        ("lines", "sure_units", layout().sure_unit.match),
        ("lines", "counted", layout().counted.match),
        ("heading", "never", layout().never_heading.fullmatch),
        ("heading", "datum", layout().datum.search),
        ("tables", "head", layout().table_head.search),
    ],
)
def test_line_patterns(table: str, key: str, pattern: Any) -> None:
    for example in DATA[table][f"{key}_examples"]:
        assert pattern(example), example
    for example in DATA[table][f"{key}_not"]:
        assert not pattern(example), example


def test_continued() -> None:
    continued = DATA["continued"]
    for example in continued["examples_from"]:
        assert layout().continued_from.fullmatch(example)
    for example in continued["examples_to"]:
        assert layout().continued_to.fullmatch(example)
    for example in continued["not"]:
        assert not layout().continued_from.search(example)
        assert not layout().continued_to.search(example)


def test_the_tail() -> None:
    tail = DATA["furniture"]["tail"]
    assert all(re.match(tail["pattern"], example) for example in tail["examples"])
    assert not any(re.match(tail["pattern"], example) for example in tail["not"])
