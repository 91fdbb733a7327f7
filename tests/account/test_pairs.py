"""Pairs of reports of our own, read and closed as well as they were before.

Each folder of ``cases/account`` holds reports of places and years of its own, written with their gold
before anybody looked at what becomes of them. What is closed rightly stands in ``least.json``.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from duizhang.account import close
from duizhang.report import read

from .score_gold import score

HERE = Path(__file__).parents[1] / "cases" / "account"
LEAST: dict[str, dict[str, float]] = json.loads((HERE / "least.json").read_text(encoding="utf-8"))


def _gold(folder: str) -> list[dict[str, Any]]:
    lines = (HERE / folder / "account.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("folder", sorted(LEAST))
def test_pairs_are_closed_as_well_as_before(folder: str) -> None:
    reports = [read(path) for path in sorted((HERE / folder).glob("*.txt"))]
    numbers, errors = score(close(reports, closed_world=True), _gold(folder))
    least = LEAST[folder]
    assert numbers["false results"] <= least["false results"], errors
    assert {k: v for k, v in numbers.items() if k != "false results" and v < least.get(k, 0)} == {}


@pytest.mark.parametrize("folder", sorted(LEAST))
def test_gold_points_at_its_numerals(folder: str) -> None:
    for row in _gold(folder):
        for side in (row["target"], row["result"] or {}):
            if "num" in side:
                text = (HERE / folder / f"{side['doc']}.txt").read_text(encoding="utf-8")
                assert text[side["start"] : side["start"] + len(side["num"])] == side["num"]


def test_every_folder_of_pairs_counts() -> None:
    assert {path.parent.name for path in HERE.glob("*/account.jsonl")} == set(LEAST)
