"""Indicators: every name of one is found as that one, in a phrase about the whole place."""

from __future__ import annotations

import pytest

from duizhang.claims.subject import indicator_of
from duizhang.claims.words import indicators, subjects
from duizhang.language.lexicon import default_lexicon
from texts import past

LEXICON = default_lexicon()
ROWS = LEXICON.rows["indicators"]
OWN = frozenset(["青溪市", "青溪"])


def names(row: dict[str, str]) -> list[str]:
    """The names that stand for the indicator alone: ``?`` marks one that needs another word."""
    every = (row["zh"], *row["aliases"].split("|"))
    return [name for name in every if name and not name.startswith("?")]


def lead(row: dict[str, str], name: str) -> str:
    """What is new must be called so where the indicator counts only that."""
    new = any(word in name for word in ("新", "净增", "升规", "入库", "入统"))
    return "全市新增" if row["modifiers"] == "growing" and not new else "全市"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_name_of_an_indicator_is_found_as_it(row: dict[str, str]) -> None:
    table, words = LEXICON.compiled(indicators), LEXICON.compiled(subjects)
    unit = row["units"].split("|")[0]
    other = {
        name: got
        for name in names(row)
        if (got := indicator_of(lead(row, name) + name, unit, "level", table, words, OWN)[0])
        != row["id"]
    }
    assert other == {}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_name_of_an_indicator_is_read_as_it(row: dict[str, str]) -> None:
    unit = row["units"].split("|")[0]
    other = {}
    for name in names(row):
        got = [c.indicator for c in past(f"{lead(row, name)}{name}达到12{unit}。")]
        if got[-1:] != [row["id"]]:
            other[name] = got
    assert other == {}
