from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from duizhang.model import Report
from duizhang.views import figures
from duizhang.views.figures import command, rows
from duizhang.views.number import plain_number

from . import handmade


@pytest.fixture
def report() -> Report:
    return handmade.report()


def row_of(report: Report, words: str, nth: int = 0) -> dict[str, object]:
    start, _ = handmade.spot(report.document.source_text, words, nth)
    return next(row for row in rows(report, "x.txt") if row["start"] == start)


def test_a_measure_carries_the_fields_of_its_claim(report: Report) -> None:
    text = report.document.source_text
    start, end = handmade.spot(text, "左右")
    row = row_of(report, "5.5")
    reasons = row.pop("reasons")
    assert row == {
        "file": "x.txt", "start": text.index("5.5"), "end": text.index("5.5") + 3,
        "kind": "measure", "value": 5.5, "unit": "%", "hedge": "about", "strive": False,
        "aspect": "growth", "role": "result", "period": "2024", "indicator": "gdp",
        "subject": "生产总值", "place": "self", "confidence": 0.93,
        "id": f"c:{text.index('5.5'):016x}",
    }  # fmt: skip
    assert isinstance(reasons, list)
    assert reasons[0] == {
        "field": "hedge", "rule": "左右", "value": "about", "start": start, "end": end,
    }  # fmt: skip
    assert reasons[3] == {"field": "place", "rule": "default", "value": "self"}


def test_the_second_end_of_a_range_points_to_the_first(report: Report) -> None:
    text = report.document.source_text
    first = row_of(report, "4.5", 1)
    assert (first["value"], first["value2"]) == (4.5, 5)
    second = next(r for r in rows(report, "x") if r["start"] == text.index("—") + 1)
    assert second["range_of"] == first["start"]
    assert "value" not in second
    assert "role" not in second


@pytest.mark.parametrize(
    ("words", "kind"), [("2025年1月8日", "date"), ("12345", "name"), ("2.5浓度", "name")]
)
def test_what_is_no_measure_says_only_what_it_is(report: Report, words: str, kind: str) -> None:
    row = row_of(report, words)
    assert row["kind"] == kind
    assert set(row) == {"file", "start", "end", "kind", "reasons"}


def test_quantities_in_chinese_numerals_have_lines_of_their_own(report: Report) -> None:
    row = row_of(report, "三成")
    assert (row["value"], row["hanzi"], row["kind"]) == (30, True, "measure")


def test_a_claim_whose_figure_is_not_listed_is_still_printed(report: Report) -> None:
    bare = msgspec.structs.replace(report, figures=())
    assert [r["start"] for r in rows(bare, "x") if r["kind"] == "measure"] == [
        c.start for c in report.claims
    ]


def test_relations_stand_among_the_figures_in_text_order(report: Report) -> None:
    found = list(rows(report, "x"))
    relation = next(r for r in found if r["kind"] == "relation")
    assert (relation["left"], relation["op"], relation["right"]) == (
        "income_per_capita", "gt", "gdp",
    )  # fmt: skip
    assert [r["start"] for r in found] == sorted(r["start"] for r in found)


def test_no_key_holds_null_and_every_line_survives_json(report: Report) -> None:
    for row in rows(report, "x"):
        assert None not in row.values()
        assert json.loads(msgspec.json.encode(row)) == row


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (5.0, 5),
        (-3.0, -3),
        (-0.0, 0),
        (5.5, 5.5),
        (2.0**53 + 2, 9007199254740994),
        (1.4e14, 140000000000000),
        (1e30, 1e30),
        (float("inf"), None),
        (float("nan"), None),
        (None, None),
    ],
)
def test_whole_numbers_are_printed_whole(value: float | None, plain: float | None) -> None:
    found = plain_number(value)
    assert found == plain
    assert type(found) is type(plain)


@pytest.fixture
def readable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A file whose reading is the handmade page, whatever the reader can do today."""
    path = tmp_path / "云 泽.txt"
    path.write_text(handmade.TEXT, encoding="utf-8")
    monkeypatch.setattr("duizhang.report.read", lambda *_: handmade.report())
    return path


def test_the_file_is_named_as_it_was_given(readable: Path) -> None:
    result = CliRunner().invoke(command, [str(readable)])
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert {line["file"] for line in lines} == {str(readable)}
    assert lines == list(rows(handmade.report(), str(readable)))


def test_a_file_that_cannot_be_read_is_one_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text("共新建学校12所。", encoding="utf-8")
    missing = tmp_path / "missing.txt"
    result = CliRunner().invoke(command, [str(missing), str(good)])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"duizhang: {missing}: ")
    assert result.stderr.count("\n") == 1
    assert [json.loads(line)["start"] for line in result.stdout.splitlines()] == [5]


def test_a_defect_of_the_reader_costs_one_file_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def read(path: str, _: object) -> Report:
        if path == "bad":
            raise KeyError("a\nb")
        return handmade.report()

    monkeypatch.setattr("duizhang.report.read", read)
    result = CliRunner().invoke(command, ["bad", "good"])
    assert result.exit_code == 1
    assert result.stderr.startswith("duizhang: bad: internal error: KeyError")
    assert result.stderr.count("\n") == 1
    assert '"good"' in result.stdout


def test_no_file_and_a_faulty_lexicon_are_wrong_use(tmp_path: Path) -> None:
    assert CliRunner().invoke(command, []).exit_code == 2
    faulty = tmp_path / "mine.toml"
    faulty.write_text("= = =", encoding="utf-8")
    assert CliRunner().invoke(command, ["--lexicon", str(faulty), "x"]).exit_code == 2


def test_jobs_change_neither_lines_nor_their_order(tmp_path: Path) -> None:
    paths = []
    for i in range(5):
        path = tmp_path / f"{i}.txt"
        path.write_text(f"新建学校{i}1所、医院{i}2家。", encoding="utf-8")
        paths.append(str(path))
    paths.insert(2, str(tmp_path / "missing"))
    one = CliRunner().invoke(command, paths)
    two = CliRunner().invoke(command, ["--jobs", "2", *paths])
    assert one.stdout_bytes == two.stdout_bytes
    assert one.stderr == two.stderr
    assert two.exit_code == 1


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("新建学校12所。\n" * 20000, encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run(
        [sys.executable, "-m", "duizhang.cli", "figures", str(path)],
        stdout=writer, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writer)
    assert run.stderr == b""


def test_lines_of_a_path_with_undecodable_bytes_are_still_json(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("duizhang.report.read", lambda *_: handmade.report())
    for line in figures.lines("caf\udce9.txt").splitlines():
        json.loads(line)
