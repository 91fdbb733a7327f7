"""Conflicts: where two sources differ, what happened, and what is no conflict at all."""

import pytest

from duizhang.account import Conflict, close
from duizhang.account.conflicts import slip

from .make import report


def conflicts(
    one: str, two: str, *, years: tuple[int, int] = (2032, 2032), coverage: str = "digest"
) -> list[Conflict]:
    return list(
        close(
            [
                report("云川市", years[0], one, name="one.txt"),
                report("云川市", years[1], two, name="two.txt", coverage=coverage),
            ]
        ).conflicts
    )  # fmt: skip


def _told(number: str, unit: str = "%", words: str = "生产总值增长", hedge: str = "") -> str:
    aspect = "growth" if unit == "%" else "level"
    return f"{words}{{{number}|{unit}|{aspect}|result|2031|gdp||{hedge}}}。"


@pytest.mark.parametrize(
    ("one", "two", "kind"),
    [
        pytest.param(_told("6.85"), _told("6.58"), "misprint", id="two digits exchanged"),
        pytest.param(_told("2910", "亿元"), _told("2970", "亿元"), "misprint", id="one digit"),
        pytest.param(_told("25.5"), _told("2.55"), "misprint", id="the point misplaced"),
        pytest.param(_told("6.0"), _told("5.4", words="预计生产总值增长"), "preliminary", id="estimate"),
        pytest.param(_told("8.1"), _told("9.4"), "scope", id="nothing explains it"),
    ],
)  # fmt: skip
def test_what_probably_happened(one: str, two: str, kind: str) -> None:
    found = conflicts(one, two)
    assert [c.kind for c in found] == [kind]
    assert 0 < found[0].confidence < 1


def test_a_later_year_revises() -> None:
    found = conflicts(_told("2460", "亿元"), _told("2600", "亿元"), years=(2032, 2034))
    assert [c.kind for c in found] == ["revised"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param(_told("6.0"), _told("6.0"), id="the same"),
        pytest.param(_told("2910.4", "亿元"), _told("2910", "亿元"), id="rounded"),
        pytest.param(_told("6.0"), _told("6.1", hedge="about"), id="左右"),
        pytest.param(_told("2910", "亿元"), _told("2900", "亿元", hedge="over"), id="超"),
        pytest.param(_told("6.0"), _told("2910", "亿元"), id="two aspects"),
    ],
)
def test_what_is_no_conflict(one: str, two: str) -> None:
    assert conflicts(one, two) == []


def test_two_promises_that_differ_are_a_conflict_and_stay_two_entries() -> None:
    one = "生产总值增长{6.5|%|growth|target|2032|gdp}。"
    two = "生产总值增长{5.6|%|growth|target|2032|gdp}。"
    assert [(c.role, c.kind) for c in conflicts(one, two)] == [("target", "misprint")]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("5.7", "7.5", True), ("120", "128", True), ("12", "1.2", True), ("3", "8", False), ("12", "34", False)],
)  # fmt: skip
def test_slips_of_the_printer(a: str, b: str, expected: bool) -> None:
    assert slip(a, b) is expected
