"""The bundled samples: what they hold, and that they are read and closed as their author meant.

``expected.csv`` lists headline figures by hand, ``expected_account.csv`` what becomes of promises.
A figure is named by its numeral inside a context of at most 12 characters that stands in its file
once. ``indicator`` and ``verdict`` list with commas what readers may equally say.
"""

from __future__ import annotations

import csv
import importlib.util
import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from duizhang.cli import main
from duizhang.language.places import default_places, read_places
from duizhang.model import Claim, Report
from duizhang.report import read
from duizhang.samples import places_file, sample_files

HERE = Path(__file__).parent
FILES = {path.name: path for path in sample_files()}
CITIES = {"青溪市", "云汀市"}
VERDICTS = {"met", "exceeded", "nearly", "missed", "declared", "not_comparable", "unreported"}


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FACTS = table("expected.csv")
PROMISES = table("expected_account.csv")


def name_of(row: dict[str, str]) -> str:
    return f"{row['document'][:8]} {row['context']}"


def place_in(document: str, context: str, numeral: str) -> int:
    """Offset of the numeral, or of the context where a promise has none."""
    text = FILES[document].read_bytes().decode("utf-8")
    return text.index(context) + context.index(numeral)


@cache
def report(document: str) -> Report:
    return read(FILES[document])


@cache
def claims(document: str) -> dict[int, Claim]:
    return {claim.start: claim for claim in report(document).claims}


@cache
def account() -> dict[tuple[str, int], dict[str, object]]:
    """Lines of the account of all samples, by file and start of the promise, witnesses too."""
    command = ["account", "--json", "--closed-world", *map(str, FILES.values())]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    lines: dict[tuple[str, int], dict[str, object]] = {}
    rows = [json.loads(line) for line in result.stdout.splitlines() if line.strip()]
    for row in rows:
        for spot in (row["target"], *row.get("also", [])):
            lines.setdefault((Path(spot["file"]).name, spot["start"]), row)
    return lines


def test_two_reports_and_a_communique_of_each_city_and_two_papers() -> None:
    kinds = Counter(name.rsplit("-", 1)[1].split(".")[0] for name in FILES)
    assert kinds == {"政府工作报告": 4, "统计公报": 2, "目标速览": 1, "图解报告": 1}


def test_the_cities_are_invented() -> None:
    places = default_places()
    added = read_places(places_file())
    assert {place.name for place in added} == CITIES
    for place in added:
        assert places.by_code(place.code) is None
        assert [places.find(name) for name in (place.name, *place.short)] == [[], []]


@pytest.mark.parametrize("name", [n for n in FILES if "工作报告" in n or "公报" in n])
def test_a_report_says_itself_whose_it_is(name: str) -> None:
    place = default_places().place_of(FILES[name].read_text(encoding="utf-8"))
    assert place is not None
    assert (place.name, place.level) == (name.split("-")[0], "prefecture")


@pytest.mark.parametrize("row", [*FACTS, *PROMISES], ids=name_of)
def test_every_expected_figure_stands_in_its_file_once(row: dict[str, str]) -> None:
    spots = [(row["document"], row["context"], row["numeral"])]
    if row.get("result_document"):
        spots.append((row["result_document"], row["result_context"], row["result_numeral"]))
    for document, context, numeral in spots:
        text = FILES[document].read_text(encoding="utf-8")
        assert text.count(context) == 1
        assert numeral in context
        assert len(context) <= 12


def test_the_account_holds_every_verdict() -> None:
    assert {v for row in PROMISES for v in row["verdict"].split(",")} == VERDICTS


def test_the_digest_contradicts_the_report_once() -> None:
    digest, whole = (
        next(row for row in FACTS if row["document"] == document and row["period"] == "2024"
             and row["indicator"] == "fixed_asset_investment")
        for document in ("两市-2024-目标速览.md", "青溪市-2024-政府工作报告.txt")
    )  # fmt: skip
    assert (digest["value"], whole["value"]) == ("8", "7")


@pytest.mark.parametrize("row", FACTS, ids=name_of)
def test_a_headline_figure_is_read(row: dict[str, str]) -> None:
    if not claims(row["document"]):
        pytest.skip("the reader yields no claims yet")
    start = place_in(row["document"], row["context"], row["numeral"])
    claim = claims(row["document"]).get(start)
    assert claim is not None, "no claim stands here"
    assert claim.value == pytest.approx(float(row["value"]))
    assert (claim.unit, claim.role, claim.period) == (row["unit"], row["role"], row["period"])
    assert claim.indicator in row["indicator"].split(",")


@pytest.mark.parametrize("row", PROMISES, ids=name_of)
def test_a_promise_is_closed(row: dict[str, str]) -> None:
    if not claims(row["document"]):
        pytest.skip("the reader yields no claims yet")
    if importlib.util.find_spec("duizhang.views.account") is None:
        pytest.skip("there is no account command yet")
    start = place_in(row["document"], row["context"], row["numeral"])
    spans = range(start, start + len(row["numeral"] or row["context"]))
    entry = next(
        (account()[row["document"], s] for s in spans if (row["document"], s) in account()), None
    )
    assert entry is not None, "no line for this promise"
    assert entry["verdict"] in row["verdict"].split(",")
    if row["gap"]:
        assert entry["gap"] == pytest.approx(float(row["gap"]))
