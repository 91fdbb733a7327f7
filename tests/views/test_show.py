from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from duizhang.cli import main
from duizhang.language.lexicon import Lexicon
from duizhang.ledger import build
from duizhang.model import Claim, Figure, Identity, Report, Source
from duizhang.reading import decode

# One page of a place and year: each line of claims is (role, period, indicator, aspect, value,
# unit, words around the value in the page).
Page = tuple[str, int, str, list[tuple[str, str, str, str, float, str, str]]]

PAGES: dict[str, Page] = {
    "临湖2024.txt": (
        "临湖市",
        2024,
        "full",
        [("target", "2024", "gdp", "growth", 6.5, "%", "{6.5%}左右")],
    ),
    "临湖2025.txt": (
        "临湖市",
        2025,
        "full",
        [
            ("result", "2024", "gdp", "growth", 6.1, "%", "增长{6.1%}"),
            ("target", "2025", "gdp", "growth", 6.0, "%", "增长{6%}"),
            ("target", "2025", "cpi", "growth", 2.0, "%", "{2%}以内"),
            ("result", "2024", "energy_intensity", "growth", -3.8, "%", "下降{3.8%}"),
            ("result", "2024", "", "level", 45000.0, "人", "新增{4.5万人}"),
            ("context", "", "", "level", 3.0, "个", "{3个}方面"),
        ],
    ),
    "摘要2025.txt": (
        "临湖",
        2025,
        "digest",
        [
            ("result", "2024", "gdp", "growth", 6.1, "%", "增长{6.1%}"),
            ("target", "2025", "gdp", "growth", 5.5, "%", "增长{5.5%}"),
        ],
    ),
    "望川2025.txt": (
        "望川市",
        2025,
        "full",
        [("target", "2025", "gdp", "growth", 7.0, "%", "{7%}")],
    ),
}


def read_made(source: Source, lexicon: Lexicon | None = None) -> Report:
    place, year, coverage, said = PAGES[source.name]
    document = decode(source)
    text = document.source_text
    claims: list[Claim] = []
    at = 0
    for number, (role, period, indicator, aspect, value, unit, words) in enumerate(said):
        inner = words[words.index("{") + 1 : words.index("}")]
        start = text.index(words.replace("{", "").replace("}", ""), at) + words.index("{")
        digits = len(inner) - len(inner.lstrip("0123456789."))
        at = start + len(inner)
        hedge = (
            "about" if words.endswith("左右") else "at_most" if words.endswith("以内") else "none"
        )
        claims.append(
            Claim(
                f"c:{source.sha256[:12]}{number:04x}",
                start,
                start + digits,
                value,
                unit,
                aspect,  # type: ignore[arg-type]
                role,  # type: ignore[arg-type]
                period,
                indicator,
                "某事项" if not indicator else "",
                "self",
                hedge=hedge,  # type: ignore[arg-type]
                unit_end=at,
                evidence_end=len(text),
                confidence=0.9,
            )
        )
    figures = tuple(Figure(c.start, c.end, "measure", "", c.value) for c in claims)
    identity = Identity(place, year=year, coverage=coverage)  # type: ignore[arg-type]
    return Report(document, identity, figures=figures, claims=tuple(claims))


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("duizhang.report.read_source", read_made)
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, (place, year, _, said) in PAGES.items():
        words = "，".join(s[-1].replace("{", "").replace("}", "") for s in said)
        (pages / name).write_text(f"{place}{year}：{words}。\n", encoding="utf-8")
    build([pages], tmp_path / "l")
    monkeypatch.setenv("DUIZHANG_LEDGER", str(tmp_path / "l"))
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "l"


def show(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["show", *arguments])
    assert result.exit_code == code, result.output
    return result


def cells(output: str) -> dict[str, list[str]]:
    """The columns of each line that has any, by its first column (two spaces part columns)."""
    rows = [[c.strip() for c in line.split("  ") if c.strip()] for line in output.splitlines()]
    return {row[0]: row[1:] for row in rows if len(row) > 1}


def test_without_a_place_the_places_and_years(ledger: Path) -> None:
    lines = show().stdout.splitlines()
    assert [line.split() for line in lines] == [
        ["地区", "年份", "文稿", "目标", "结果", "内容"],
        ["临湖市", "2025", "1", "1", "1", "摘编"],
        ["临湖市", "2024", "1", "1", "0", "全文"],
        ["临湖市", "2025", "1", "2", "3", "全文"],
        ["望川市", "2025", "1", "1", "0", "全文"],
    ]


@pytest.mark.parametrize("name", ["临湖", "临湖市"])
def test_the_headline_table(ledger: Path, name: str) -> None:
    output = show(name).stdout
    assert output.splitlines()[0] == "临湖市 2025年"
    table = cells(output)
    assert table["指标"] == ["口径", "2024年目标", "2024年结果", "2025年目标"]
    assert table["地区生产总值"] == ["增速", "6.5%左右", "6.1% ×2", "6% / 5.5%"]
    assert table["居民消费价格"] == ["增速", "未提", "未提", "2%以内"]
    assert table["某事项"][:4] == ["总量", "4.5万人", "结果", "2024"]
    assert "−3.8%" in output
    assert "还有1个数字" in output


def test_another_year_and_what_is_not_at_hand(ledger: Path) -> None:
    output = show("临湖", "--year", "2024").stdout
    assert cells(output)["地区生产总值"] == ["增速", "—", "未提", "6.5%左右"]
    assert "手头没有2023年的报告" in output
    assert "no report of 2011; there is 2024、2025" in show("临湖", "--year", "2011", code=1).stderr


def test_role_and_indicator_narrow(ledger: Path) -> None:
    table = cells(show("临湖", "--role", "target").stdout)
    assert table["指标"] == ["口径", "2024年目标", "2025年目标"]
    assert "某事项" not in table
    assert set(cells(show("临湖", "--indicator", "居民消费价格").stdout)) == {
        "指标",
        "居民消费价格",
    }
    across = show("--indicator", "gdp", "--role", "target", "--year", "2025").stdout
    assert [line.split()[:5] for line in across.splitlines()[1:]] == [
        ["临湖", "2025", "地区生产总值", "增速", "5.5%"],
        ["临湖市", "2025", "地区生产总值", "增速", "6%"],
        ["望川市", "2025", "地区生产总值", "增速", "7%"],
    ]


def records(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_json_lines_are_the_claims_of_the_table(ledger: Path) -> None:
    rows = records(show("临湖", "--json").stdout)
    assert [(r["headline"], r["indicator"], r["printed"]) for r in rows] == [
        ("last_target", "gdp", "6.5%左右"),
        ("last_result", "gdp", "6.1%"),
        ("last_result", "gdp", "6.1%"),
        ("target", "gdp", "6%"),
        ("target", "gdp", "5.5%"),
        ("target", "cpi", "2%以内"),
        ("last_result", "energy_intensity", "−3.8%"),
        ("", "", "4.5万人"),
        ("", "", "3个"),
    ]
    assert {r["place"] for r in records(show("--json").stdout)} == {"临湖", "临湖市", "望川市"}


def test_csv_has_a_head_and_no_byte_order_mark(ledger: Path) -> None:
    output = show("临湖", "--csv").stdout_bytes.decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(output)))
    assert output.startswith("headline,id,")
    assert len(rows) == 9
    assert rows[0]["value"] == "6.5"


def test_a_file_is_shown_without_a_ledger(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIZHANG_LEDGER", str(tmp_path / "none"))
    table = cells(show("pages/临湖2025.txt").stdout)
    assert table["地区生产总值"] == ["增速", "—", "6.1%", "6%"]


@pytest.mark.parametrize("width", [50, 72, 120])
def test_tables_keep_the_terminals_width(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    from duizhang.views.table import width_of

    monkeypatch.setenv("COLUMNS", str(width))
    lines = show("临湖").stdout.splitlines()
    assert max(width_of(line) for line in lines if not line.startswith("…")) <= width
    assert any("c:" in line for line in lines) == (width >= 72)


def test_unknown_places_name_near_ones(ledger: Path) -> None:
    error = show("临胡市", code=1).stderr
    assert error.startswith("duizhang: no place 临胡市 in ")
    assert "near: 临湖市" in error
    assert show("--indicator", "gpd", code=1).stderr == "duizhang: no indicator 'gpd'; near: gdp\n"


def test_wrong_use(ledger: Path, tmp_path: Path) -> None:
    assert "not both" in show("--json", "--csv", code=2).stderr
    assert "no ledger here" in show("--ledger", str(tmp_path / "none"), code=1).stderr
