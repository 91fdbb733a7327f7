"""Verdicts: the examples of the table in account.toml, and what no example can say."""

from typing import Any

import pytest

from duizhang.account.rules import rules
from duizhang.account.verdict import judge
from duizhang.model import Claim


def claim(**fields: Any) -> Claim:
    plain: dict[str, Any] = {"id": "c:0", "start": 0, "end": 1, "value": 0.0, "unit": ""}
    plain |= {"aspect": "level", "role": "target", "period": "2031"}
    plain |= {"indicator": "", "subject": "", "place": "self"}
    return Claim(**(plain | fields))


def _examples() -> list[tuple[dict[str, Any], float, str, float]]:
    return [
        (row["promise"], value, verdict, gap)
        for row in rules().data["example"]
        for value, verdict, gap in row["results"]
    ]


@pytest.mark.parametrize(("promise", "value", "verdict", "gap"), _examples())
def test_the_examples_of_the_table(
    promise: dict[str, Any], value: float, verdict: str, gap: float
) -> None:
    target = claim(**promise)
    result = claim(**{k: v for k, v in promise.items() if k in ("unit", "aspect")}, value=value)
    found = judge(target, result)
    assert (found.verdict, found.gap) == (verdict, pytest.approx(gap))


def test_every_scale_and_direction_has_an_example() -> None:
    seen = {
        judge(claim(**row["promise"]), claim(**row["promise"])).verdict
        for row in rules().data["example"]
    }
    assert seen == {"met"}  # whoever reaches exactly what was promised has met it


def test_units_of_one_kind_are_converted_into_the_promised_one() -> None:
    found = judge(claim(value=1500, unit="亩"), claim(value=110, unit="公顷"))
    assert (found.verdict, found.gap) == ("exceeded", 150)


def test_units_of_two_kinds_do_not_compare() -> None:
    with pytest.raises(ValueError, match="do not compare"):
        judge(claim(value=1, unit="元"), claim(value=1, unit="美元"))
