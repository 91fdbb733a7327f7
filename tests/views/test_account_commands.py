"""The commands on the account, over the two invented cities: what they print and answer."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from duizhang.cli import main
from duizhang.ledger.build import build
from duizhang.samples import sample_files
from duizhang.views.account_view import aligned
from duizhang.views.history import sparkline


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("account") / "l"
    build(sample_files(), folder)
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A ledger that a test may write reviews to."""
    build(sample_files(), tmp_path / "l")
    return tmp_path / "l"


def run(ledger: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--ledger", str(ledger)])


def rows(ledger: Path, *arguments: str) -> list[dict[str, Any]]:
    done = run(ledger, *arguments, "--json")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def entry(ledger: Path, indicator: str, place: str = "青溪") -> dict[str, Any]:
    found = rows(ledger, "account", place, "--year", "2024")
    return next(r for r in found if r["indicator"] == indicator)


def test_decimal_points_stand_in_line() -> None:
    assert aligned(["6.5%左右", "10%", "未报"]) == [" 6.5%左右", "10%      ", "未报"]


def test_the_page_has_its_summary_parts_words_and_shapes(ledger: Path) -> None:
    page = run(ledger, "account", "青溪", "--year", "2024").output
    assert page.index("兑现") < page.index("主要目标") < page.index("清单") < page.index("其他")
    for words in (
        "▲ 超额",
        "● 完成",
        "◐ 接近",
        "▼ 未达",
        "○ 称已完成",
        "≠ 口径不同",
        "∅ 未报",
        "⊘▼",
    ):
        assert words in page
    assert "−0.3个百分点" in page
    assert not [line for line in page.split("\n") if line != line.rstrip()]


def test_omitted_is_what_the_communique_tells_and_the_report_does_not(ledger: Path) -> None:
    found = rows(ledger, "account", "--omitted")
    assert {r["indicator"] for r in found} >= {"fixed_asset_investment"}
    assert all("统计公报" in r["result"]["file"] for r in found)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_html_page_stands_alone(ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "账.html"
    assert run(ledger, "account", "青溪", "--html", str(out)).exit_code == 0
    text = out.read_text(encoding="utf-8")
    page = _Page()
    page.feed(text)
    assert not [t for t, _ in page.tags if t in ("script", "link", "img", "iframe")]
    assert not [a for _, a in page.tags if any(k in a for k in ("src", "href", "onclick"))]
    assert text.count("<details>") == len(rows(ledger, "account", "青溪"))
    assert "<mark>6.2</mark>" in text
    again = tmp_path / "again.html"
    run(ledger, "account", "青溪", "--html", str(again))
    assert again.read_bytes() == out.read_bytes()


def test_an_entry_is_explained_by_both_sentences_and_its_steps(ledger: Path) -> None:
    told = entry(ledger, "gdp")
    page = run(ledger, "explain", told["id"][:14]).output
    assert "〔6.5〕" in page
    assert "〔6.2〕" in page
    assert "取用" in page
    assert "不取" in page
    assert "容许0.1点" in page
    row = rows(ledger, "explain", told["id"])[0]
    assert (row["id"], row["verdict"]) == (told["id"], "nearly")
    assert {s["kind"] for s in row["steps"]} == {"taken", "near", "refused", "compared"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "e:ffffffffffffffff"),
        ("account", "霞浦市"),
        ("history", "霞浦市", "gdp"),
        ("history", "青溪", "麻将"),
        ("projects", "霞浦市"),
        ("review", "accept", "c:ffffffffffffffff"),
    ],
)
def test_what_is_not_there_is_said_in_a_line(ledger: Path, arguments: tuple[str, ...]) -> None:
    done = run(ledger, *arguments)
    assert done.exit_code == 1
    assert done.stderr.startswith("duizhang: ")
    assert done.stderr.count("\n") == 1


def test_conflicts_show_both_texts_and_what_happened(ledger: Path) -> None:
    found = rows(ledger, "conflicts", "--year", "2024")
    pairs = {(c["left"]["value"], c["right"]["value"]) for c in found if c["role"] == "target"}
    assert (7.0, 8.0) in pairs
    page = run(ledger, "conflicts", "青溪").output
    assert "〔7〕" in page
    assert "〔8〕" in page
    assert "把握" in page


def test_history_follows_targets_and_results(ledger: Path) -> None:
    page = run(ledger, "history", "青溪", "地区生产总值").output
    lines = {line.split()[0]: line for line in page.split("\n") if line[:2] == "20"}
    assert "6.5%左右" in lines["2024"]
    assert "6.2%" in lines["2024"]
    assert "次年调低" in lines["2024"]
    assert "待" in lines["2025"]
    assert "未提目标" in lines["2023"]
    years = rows(ledger, "history", "青溪", "gdp", "--aspect", "growth")
    assert [(y["year"], y["target"]) for y in years] == [(2023, None), (2024, 6.5), (2025, 6.0)]


@pytest.mark.parametrize(
    ("values", "bars"),
    [([1, 8], "▁█"), ([1, None, 1], "▁ ▁"), ([None], ""), ([0, 3.5, 7], "▁▅█")],
)
def test_sparklines(values: list[float | None], bars: str) -> None:
    assert sparkline(values) == bars


def test_projects_stay_go_and_are_told(ledger: Path) -> None:
    found = {
        r["steps"][-1]["name"]: r
        for r in rows(ledger, "projects", "青溪")
        if r["list"] == "民生实事"
    }
    stays = found["改造城镇老旧小区65个"]
    assert [(s["year"], s["state"]) for s in stays["steps"]] == [(2024, "新列"), (2025, "延续")]
    assert "86个" in stays["steps"][0]["outcome"]
    assert "清单" in found["建成口袋公园15个"]["end"]
    assert found["加装既有住宅电梯200部"]["end"] == "在列"


def test_a_project_is_finished_where_a_later_report_says_so() -> None:
    from duizhang.views.finished import Papers

    text = "去年大事不少。“云雀湖泵站”等3个项目建成投用。加快松岭产业园建设。要确保果岭大桥通车。"
    papers = Papers([("d:1", "云雀湖泵站开工。\n"), ("d:2", text)])
    found = papers.finished("云雀湖泵站工程")
    assert found is not None
    words, spot = found
    assert "建成投用" in words
    assert (spot.document, text[spot.start : spot.end]) == ("d:2", words)
    assert papers.finished("松岭产业园") is None
    assert papers.finished("果岭大桥") is None
    assert papers.finished("没有的泵站") is None


def test_reviews_are_made_listed_carried_over_and_counted(own: Path, tmp_path: Path) -> None:
    id_ = entry(own, "retail_sales")["id"]
    signed = ("--who", "甲", "--when", "2026-01-02", "--why", "试")
    assert run(own, "review", "correct", id_, "verdict=missed", *signed).exit_code == 0
    assert entry(own, "retail_sales")["verdict"] == "missed"
    assert "甲 2026-01-02" in entry(own, "retail_sales")["reviewed"]
    assert id_ in run(own, "review", "list").output
    lines = run(own, "review", "export").stdout
    build(sample_files(), own)
    assert entry(own, "retail_sales")["verdict"] == "missed"
    other = tmp_path / "other"
    build(sample_files(), other)
    file = tmp_path / "reviews.jsonl"
    file.write_text(lines, encoding="utf-8")
    assert "1 new" in run(other, "review", "import", str(file)).output
    assert "0 new" in run(other, "review", "import", str(file)).output
    assert entry(other, "retail_sales")["verdict"] == "missed"


def test_a_rejected_result_is_gone_from_the_account(own: Path) -> None:
    before = entry(own, "services_revenue_above_scale")
    assert run(own, "review", "reject", before["id"], "--who", "甲").exit_code == 0
    after = entry(own, "services_revenue_above_scale")
    assert before["result"] is not None
    assert after["result"] != before["result"]


@pytest.mark.parametrize(
    "wrong", ["verdict=great", "value=many", "colour=red", "role=outcome", "verdict"]
)
def test_a_wrong_field_or_value_is_wrong_use(ledger: Path, wrong: str) -> None:
    target = "e:1" if "verdict" in wrong else "c:1"
    assert run(ledger, "review", "correct", target, wrong).exit_code == 2


def test_a_correction_names_what_there_is(own: Path) -> None:
    claim = rows(own, "show", "青溪市")[0]["id"]
    assert run(own, "review", "correct", claim, "period=25").exit_code == 2
    unknown = run(own, "review", "correct", claim, "indicator=nothing_of_the_kind")
    assert unknown.exit_code == 1
    assert "no indicator" in unknown.output
    named = run(own, "review", "correct", claim, "indicator=地区生产总值", "--who", "甲")
    assert named.exit_code == 0
    assert "indicator=gdp" in run(own, "review", "list").output
