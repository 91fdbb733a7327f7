"""The worked notebook runs, and what it shows is the ledger's; what shows itself is escaped."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

import pytest

import duizhang as dz
from duizhang.ledger.build import build
from duizhang.samples import places_file, sample_files
from duizhang.views.export.dictionary import columns

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "notebooks" / "growth-targets.ipynb"
SHARED = Path(os.environ.get("DUIZHANG_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> dz.Ledger:
    folder = tmp_path_factory.mktemp("notebook") / "l"
    build(sample_files(), folder, lexicon=places_file())
    return dz.Ledger(folder)


def run(shared: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The cells of the notebook after it was run."""
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    if importlib.util.find_spec("ipykernel") is None:
        pytest.skip("no ipykernel")
    pytest.importorskip("vl_convert")
    monkeypatch.setenv("DUIZHANG_SHARED", str(shared))
    book = nbformat.read(NOTEBOOK, as_version=4)
    runner = nbclient.NotebookClient(
        book, timeout=300, kernel_name="python3", resources={"metadata": {"path": NOTEBOOK.parent}}
    )
    runner.execute()
    return [cell for cell in book.cells if cell.cell_type == "code"]


def printed(cell: Any) -> str:
    return "".join(o.text for o in cell.outputs if o.output_type == "stream")


def shown(cell: Any) -> str:
    return "".join(o.data["text/html"] for o in cell.outputs if "text/html" in o.get("data", {}))


def test_the_notebook_is_kept_without_outputs() -> None:
    nbformat = pytest.importorskip("nbformat")
    book = nbformat.read(NOTEBOOK, as_version=4)
    cells = [cell for cell in book.cells if cell.cell_type == "code"]
    assert cells
    assert not any(cell.outputs or cell.execution_count for cell in cells)


def test_the_notebook_answers_from_the_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = run(tmp_path, monkeypatch)
    assert "<table>" in shown(cells[0])
    assert "<svg" in shown(cells[4])
    assert "growth targets for 2024" in printed(cells[5])
    assert "青溪市人民政府. " in printed(cells[6])


@pytest.mark.skipif(not (SHARED / "corpus" / "national").is_dir(), reason="no corpus")
def test_the_notebook_answers_from_the_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = run(SHARED, monkeypatch)
    lines = printed(cells[2]).splitlines()
    years = [line.split()[0] for line in lines]
    assert years == [str(y) for y in range(2003, 2015)]
    assert all("%" in line for line in lines)
    assert "12 growth targets for 2003–2014" in printed(cells[5])


def test_a_ledger_shows_what_it_holds(ledger: dz.Ledger) -> None:
    text = ledger._repr_html_()
    assert f"<td>{len(ledger.documents())}</td>" in text
    assert "● 完成" in text
    assert len(text) < 3000


def test_verdicts_are_shown_by_shape_and_word(ledger: dz.Ledger) -> None:
    text = ledger.entries(verdict="met").select("subject", "verdict")._repr_html_()
    assert "● 完成</span>" in text
    hostile = ledger.sql("SELECT '<script>' AS verdict, '<b>' AS \"<i>\"")._repr_html_()
    assert "<script>" not in hostile
    assert "<b>" not in hostile
    assert "<i>" not in hostile


def test_a_long_table_is_not_fetched_to_be_shown(ledger: dz.Ledger) -> None:
    table = ledger.sql("FROM range(3_000_000)")
    text = table._repr_html_()
    assert "2,999,980 more rows" in text
    assert len(text) < 3000
    assert table._rows is None
    assert repr(table).startswith("<Table 3000000 rows")


def test_columns_are_chosen(ledger: dz.Ledger) -> None:
    table = ledger.entries().select("verdict", "id")
    assert table.columns == ["verdict", "id"]
    assert [r["id"] for r in table] == [r["id"] for r in ledger.entries()]
    with pytest.raises(dz.LedgerError, match="no column"):
        ledger.entries().select("nothing")


def test_the_panel_has_the_columns_of_the_dictionary(ledger: dz.Ledger) -> None:
    panel = ledger.panel()
    assert set(panel.columns) == {c.name for c in columns("panel")}
    cells = [(r["place"], r["year"], r["indicator"], r["aspect"]) for r in panel]
    assert len(cells) == len(set(cells)) > 10
    entries = {r["id"]: r for r in ledger.entries()}
    promised = [r for r in panel if r["entry"]]
    assert promised
    for row in promised:
        assert row["verdict"] == entries[row["entry"]]["verdict"]
        assert row["target_value"] == entries[row["entry"]]["target_value"]
    assert all(r["target_value"] is None for r in panel if r["verdict"] == "no_target")
    assert {r["place"] for r in ledger.panel(place="青溪", year=2025)} == {"青溪市"}


def test_the_foremost_promise_of_a_cell_is_of_the_headline(ledger: dz.Ledger) -> None:
    entries = ledger.entries().rows()
    for row in ledger.panel():
        if row["promises"] > 1:
            mates = [e for e in entries if (e["place"], e["year"], e["indicator"], e["aspect"])
                     == (row["place"], row["year"], row["indicator"], row["aspect"])
                     and e["period"] == str(e["year"])]  # fmt: skip
            assert len(mates) == row["promises"]
            if any(e["part"] == "headline" for e in mates):
                assert next(e for e in mates if e["id"] == row["entry"])["part"] == "headline"


def test_a_chart_says_what_it_shows(ledger: dz.Ledger, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    chart = dz.chart(ledger, place="青溪", indicator="gdp")
    assert "青溪市 地区生产总值" in chart._repr_html_()
    chart.save(tmp_path / "c.svg")
    assert (tmp_path / "c.svg").read_text(encoding="utf-8").startswith("<svg")
    with pytest.raises(dz.LedgerError, match="nothing to draw"):
        dz.chart(ledger, place="青溪", indicator="gdp", aspect="rank")
