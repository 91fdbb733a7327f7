from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

import duizhang as dz
from duizhang.ledger import build
from duizhang.ledger.places import called, full_name, near_places, same_place


@pytest.fixture
def ledger(pages: Path, tmp_path: Path) -> dz.Ledger:
    build([pages], tmp_path / "l")
    return dz.Ledger(tmp_path / "l")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("衡阳", "衡阳市", True),
        ("广西", "广西壮族自治区", True),
        ("新疆", "新疆维吾尔自治区", True),
        ("北京市", "北京", True),
        ("吉林省", "吉林市", False),
        ("衡阳", "衡阳县", True),
        ("湖南", "湖北", False),
        ("湖", "湖南", False),
        ("", "湖南", False),
    ],
)
def test_places_with_and_without_their_rank(one: str, other: str, same: bool) -> None:
    assert same_place(one, other) is same


def test_names_of_places() -> None:
    assert called("衡阳", ["衡阳市", "衡阳", "邵阳市"]) == ["衡阳", "衡阳市"]
    assert full_name("衡阳", ["衡阳市", "衡阳"]) == "衡阳市"
    assert full_name("吉林", ["吉林市", "吉林省"]) == "吉林"
    assert near_places("衡羊市", ["衡阳市", "郴州市", "长沙"])[0] == "衡阳市"


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ({}, 8),
        ({"place": "临湖"}, 7),
        ({"place": "临湖市"}, 7),
        ({"place": "望川"}, 1),
        ({"place": "无"}, 0),
        ({"year": 2024}, 1),
        ({"role": "result"}, 3),
        ({"indicator": "gdp"}, 6),
        ({"indicator": "地区生产总值"}, 6),
        ({"period": "2024"}, 4),
        ({"place": "临湖", "year": 2025, "role": "target", "indicator": "cpi"}, 1),
    ],
)
def test_claims_by_what_they_are(ledger: dz.Ledger, where: dict[str, object], count: int) -> None:
    assert len(ledger.claims(**where)) == count  # type: ignore[arg-type]


def test_documents_relations_pledges(ledger: dz.Ledger) -> None:
    assert len(ledger.documents(place="临湖", year=2025)) == 2
    assert "text" not in ledger.documents().columns
    assert {row["op"] for row in ledger.relations(place="望川", role="target")} == {"gt"}
    assert ledger.pledges(kind="task").rows()[0]["claims"] == ["c:1"]
    assert len(ledger.pledges(kind="list")) == 0


def test_a_document_gives_its_report(ledger: dz.Ledger) -> None:
    row = ledger.documents(place="望川").rows()[0]
    report = ledger.report(row["id"])
    assert report.identity.place == "望川市"
    assert len(report.claims) == 1
    with pytest.raises(dz.LedgerError, match="no document d:0"):
        ledger.report("d:0")


def test_an_ambiguous_place_is_asked_back(tmp_path: Path, made: None) -> None:
    from ledger.made import write

    write(tmp_path / "p", "a.txt", "芦川市 2025")
    write(tmp_path / "p", "b.txt", "芦川县 2025")
    build([tmp_path / "p"], tmp_path / "l")
    with dz.Ledger(tmp_path / "l") as ledger:
        assert len(ledger.documents(place="芦川县")) == 1
        with pytest.raises(dz.LedgerError, match="芦川 may be 芦川县 or 芦川市: say which"):
            ledger.documents(place="芦川")


def test_results_as_people_want_them(ledger: dz.Ledger) -> None:
    table = ledger.sql("SELECT place, value FROM claims WHERE indicator = ? ORDER BY ALL", ["gdp"])
    assert table.columns == ["place", "value"]
    assert len(table) == len(list(table)) == 6
    assert table.rows()[0] == {"place": "临湖", "value": 5.5}
    for module, shape in (("pandas", (6, 2)), ("polars", (6, 2)), ("arrow", (6, 2))):
        if importlib.util.find_spec("pyarrow" if module == "arrow" else module):
            assert getattr(table, module)().shape == shape
    assert "<td>临湖</td><td>5.5</td>" in table._repr_html_()
    assert "&lt;b&gt;" in ledger.sql("SELECT '<b>' AS a")._repr_html_()
    assert "and 5 more rows" in ledger.sql("FROM range(25)")._repr_html_()


@pytest.mark.parametrize(
    ("method", "module"), [("arrow", "pyarrow"), ("pandas", "pandas"), ("polars", "polars")]
)
def test_a_missing_library_names_the_extra(
    ledger: dz.Ledger, monkeypatch: pytest.MonkeyPatch, method: str, module: str
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda n: None if n == module else real(n))
    with pytest.raises(
        dz.LedgerError, match=rf"this needs {module}: pip install 'duizhang\[data\]'"
    ):
        getattr(ledger.sql("SELECT 1"), method)()


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM claims",
        "CREATE TABLE x (a INTEGER)",
        "selec",
        "SELECT nothing",
        "SELECT 'a'::INTEGER",
    ],
)
def test_wrong_queries_say_so_in_one_line(ledger: dz.Ledger, query: str) -> None:
    with pytest.raises(dz.LedgerError) as caught:
        ledger.sql(query).rows()
    assert "\n" not in str(caught.value)
    assert len(ledger.claims()) == 8


def test_importing_duizhang_imports_nothing_heavy() -> None:
    code = (
        "import sys, duizhang; assert duizhang.__version__;"
        "print([m for m in ('click', 'duckdb', 'msgspec', 'rich', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_all_public_names_are_there() -> None:
    assert all(getattr(dz, name) is not None for name in dz.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = dz.nothing
    assert set(dz.__all__) <= set(dir(dz))


def test_every_table_and_column_is_documented(ledger: dz.Ledger) -> None:
    docs = Path(__file__).parents[2] / "docs" / "schema.md"
    if not docs.exists():
        pytest.skip("the documentation is not installed")
    parts = docs.read_text(encoding="utf-8").split("\n## ")
    by_table = {part.split("\n", 1)[0]: part for part in parts}
    columns = ledger.sql(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'ledger'"
        " AND table_name NOT IN ('targets', 'results')"
    ).rows()
    assert len(columns) > 100
    missing = [
        f"{row['table_name']}.{row['column_name']}"
        for row in columns
        if f"`{row['column_name']}`" not in by_table.get(row["table_name"], "")
    ]
    assert missing == []
