"""Gold data of our own: pages written in the genre's manner, read as well as they were before.

Each folder of ``cases`` was written, text and gold, by someone who did not know the rules. What was
read rightly of it stands in ``cases/least.json`` (without the last thousandth); it may only rise.
"""

import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from duizhang.model import Claim, Report
from duizhang.report import read

HERE = Path(__file__).parent / "cases"
LEAST: dict[str, dict[str, float]] = json.loads((HERE / "least.json").read_text(encoding="utf-8"))
# what the benchmark's own scorer takes for one unit
SAME = {"个百分点": "pp", "名": "人", "%": "%"}
PEOPLE = {"", "人", "户", "人次"}


def _unit(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip()
    return SAME.get(text, text)


def _one_of(gold: Any, got: str) -> bool:
    return got in [part.strip() for part in str(gold or "").split(",")]


def _near(gold: Any, got: float | None) -> bool:
    if gold is None or got is None:
        return gold is None and got is None
    return abs(float(gold) - got) <= 1e-9 * max(1.0, abs(float(gold)))


def _right(gold: dict[str, Any], claim: Claim) -> dict[str, bool]:
    unit = _unit(str(gold.get("unit", ""))), _unit(claim.unit)
    return {
        "value": _near(gold.get("value"), claim.value) and _near(gold.get("value2"), claim.value2),
        "unit": unit[0] == unit[1] or set(unit) <= PEOPLE,
        "hedge": _one_of(gold["hedge"], claim.hedge),
        "aspect": gold["aspect"] == claim.aspect,
        "role": gold["role"] == claim.role,
        "period": _one_of(gold["period"], claim.period),
        "indicator": _one_of(gold["indicator"], claim.indicator),
    }


@cache
def _reports(folder: str) -> dict[str, Report]:
    return {path.stem: read(path) for path in sorted((HERE / folder).glob("*.txt"))}


def _scores(folder: str) -> dict[str, float]:
    right: dict[str, int] = {"kind": 0, "whole": 0}
    numerals = measures = 0
    for name, report in _reports(folder).items():
        claims = {claim.start: claim for claim in report.claims}
        kinds = {figure.start: figure.kind for figure in report.figures}
        lines = (HERE / folder / f"{name}.figures.jsonl").read_text(encoding="utf-8").splitlines()
        for gold in map(json.loads, lines):
            numerals += 1
            named = {kinds.get(gold["start"], ""), gold["kind"]}
            right["kind"] += len(named) == 1 or named <= {"name", "ordinal", "other"}
            if gold["kind"] == "measure" and "same_as" not in gold:
                measures += 1
                claim = claims.get(gold["start"])
                right["whole"] += claim is not None and all(_right(gold, claim).values())
    return {"kind": right["kind"] / numerals, "whole": right["whole"] / measures}


@pytest.mark.parametrize("folder", sorted(LEAST))
def test_pages_are_read_as_well_as_before(folder: str) -> None:
    scores = _scores(folder)
    assert {k: v for k, v in scores.items() if v < LEAST[folder][k]} == {}


def test_every_folder_of_gold_counts() -> None:
    # pairs for the account have no gold of figures
    assert {path.parent.name for path in HERE.glob("*/*.figures.jsonl")} == set(LEAST)


@pytest.mark.parametrize("folder", sorted(LEAST))
def test_gold_points_at_its_numerals(folder: str) -> None:
    for name, report in _reports(folder).items():
        lines = (HERE / folder / f"{name}.figures.jsonl").read_text(encoding="utf-8").splitlines()
        for gold in map(json.loads, lines):
            assert report.document.source_text[gold["start"] : gold["end"]] == gold["num"]
