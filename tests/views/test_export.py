"""Exports are what the ledger holds, in every format, to the byte and to the programs that read them."""

from __future__ import annotations

import csv
import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner

import duizhang as dz
from duizhang.cli import main
from duizhang.views.export import to_xlsx
from duizhang.views.export.dictionary import TABLES, columns, values
from views.exported import FORMULA, make_ledger

Row = dict[str, Any]
Export = Callable[..., Path]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_ledger(tmp_path_factory.mktemp("export"))


@pytest.fixture
def export(ledger: Path, tmp_path: Path) -> Export:
    def run(format_: str, *more: str, out: str = "") -> Path:
        target = tmp_path / (out or format_)
        words = ["export", "--format", format_, "--out", str(target), "--ledger", str(ledger)]
        result = CliRunner().invoke(main, [*words, *more])
        assert result.exit_code == 0, result.output
        return target

    return run


def plain(value: Any) -> Any:
    """A value of the ledger as an export has it: no empty text, lists as text."""
    if isinstance(value, list):
        value = ";".join(value)
    return None if value == "" else value


def of_ledger(ledger: Path, table: str) -> dict[str, Row]:
    """The rows of the ledger's own table by id."""
    with dz.Ledger(ledger) as opened:
        return {r["id"]: {k: plain(v) for k, v in r.items()} for r in opened.sql(f"FROM {table}")}


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        if one is None or other is None:
            return one is other
        return math.isclose(one, other, rel_tol=1e-15)
    return bool(one == other)


def assert_rows(found: list[Row], wanted: dict[str, Row], leave: tuple[str, ...] = ()) -> None:
    """Every column that both have is equal, row by row."""
    assert {r["id"] for r in found} == set(wanted)
    for row in found:
        own = wanted[row["id"]]
        for name in (row.keys() & own.keys()) - set(leave):
            assert same(row[name], own[name]), (row["id"], name, row[name], own[name])


# The GB/T 2260 code of a row is looked up where the ledger's own document has none.
_LOOKED_UP = ("place_code", "level")


@pytest.mark.parametrize("table", [t for t in TABLES if t != "panel"])
def test_parquet_holds_the_rows_of_the_ledger(table: str, ledger: Path, export: Export) -> None:
    path = export("parquet", "--with-evidence") / f"{table}.parquet"
    with duckdb.connect() as con:
        found = con.execute(f"SELECT * FROM '{path}'")
        names = [c[0] for c in found.description]
        rows = [dict(zip(names, r, strict=True)) for r in found.fetchall()]
    assert rows
    assert names == [c.name for c in columns(table)]
    assert_rows(rows, of_ledger(ledger, table), _LOOKED_UP)


def test_the_dictionary_names_what_every_format_has(export: Export) -> None:
    folder = export("csv")
    for table in TABLES:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            head = next(csv.reader(file))
        assert head == [c.name for c in columns(table, evidence=False)]
    assert {c.kind for t in TABLES for c in columns(t)} == {
        "id", "text", "code", "integer", "number", "boolean",
    }  # fmt: skip
    for table in TABLES:
        for column in columns(table):
            assert column.zh, column
            assert column.en, column
            assert len(column.name) <= 32
            if column.values:
                assert values(column.values)


def test_coded_columns_hold_only_known_codes(export: Export) -> None:
    folder = export("jsonl")
    for table in TABLES:
        rows = [json.loads(line) for line in (folder / f"{table}.jsonl").open(encoding="utf-8")]
        for column in columns(table, evidence=False):
            if column.values and column.kind == "text":
                known = {v.code for v in values(column.values)} | {None}
                assert {r[column.name] for r in rows} <= known, column.name


def test_csv_and_jsonl_say_the_same(export: Export, ledger: Path) -> None:
    lines = (export("jsonl") / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    objects = [json.loads(line) for line in lines]
    assert_rows(objects, of_ledger(ledger, "claims"), _LOOKED_UP)
    with (export("csv") / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(objects)
    for row, wanted in zip(rows, objects, strict=True):
        for name, value in wanted.items():
            text = row[name]
            if isinstance(value, bool):
                assert text == str(value).lower()
            elif isinstance(value, (int, float)):
                assert float(text) == value
            else:
                assert text == (value or "")


def test_bom_only_on_request(export: Export) -> None:
    plain_ = (export("csv", "--table", "documents") / "documents.csv").read_bytes()
    marked = (
        export("csv", "--table", "documents", "--bom", out="b") / "documents.csv"
    ).read_bytes()
    assert marked == b"\xef\xbb\xbf" + plain_
    assert not plain_.startswith(b"\xef\xbb\xbf")


def test_pandas_and_polars_read_the_panel(export: Export, ledger: Path) -> None:
    pandas = pytest.importorskip("pandas")
    polars = pytest.importorskip("polars")
    folder = export("parquet")
    one = pandas.read_parquet(folder / "panel.parquet")
    other = polars.read_parquet(folder / "panel.parquet")
    assert len(one) == len(other)
    assert list(one.columns) == other.columns
    codes = {"place_code": "string"}
    text = pandas.read_csv(export("csv") / "panel.csv", dtype=codes | {"province_code": "string"})
    assert text["target_value"].fillna(-1).tolist() == one["target_value"].fillna(-1).tolist()
    assert text["place_code"].fillna("").tolist() == one["place_code"].fillna("").tolist()
    with dz.Ledger(ledger) as opened:
        entries = {r["id"]: r for r in opened.entries()}
    for row in other.iter_rows(named=True):
        if row["entry"]:
            entry = entries[row["entry"]]
            for mine, theirs in (("verdict", "verdict"), ("target_printed", "promised"),
                                 ("result_value", "result_value"), ("gap", "gap")):  # fmt: skip
                assert row[mine] == entry[theirs]


def test_a_cell_of_the_panel_is_one_row(export: Export) -> None:
    path = export("parquet", "--table", "panel") / "panel.parquet"
    with duckdb.connect() as con:
        total, cells = con.execute(
            f"SELECT count(*), count(DISTINCT (place, year, indicator, aspect)) FROM '{path}'"
        ).fetchone() or (0, 0)
    assert total == cells > 10


def test_excel_holds_the_rows_and_no_formula(export: Export, ledger: Path) -> None:
    book = openpyxl.load_workbook(export("xlsx", "--with-evidence") / "duizhang.xlsx")
    assert book.sheetnames == [*TABLES, "legend"]
    sheet = book["claims"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref is not None
    names = [c.value for c in sheet[1]]
    rows = [
        dict(zip(names, [c.value for c in row], strict=True)) for row in sheet.iter_rows(min_row=2)
    ]
    assert not any(c.data_type == "f" or c.hyperlink for row in sheet.iter_rows() for c in row)
    wanted = of_ledger(ledger, "claims")
    cleaned = ("sentence", "subject", "heading")
    assert_rows(rows, wanted, (*_LOOKED_UP, *cleaned))
    for row in rows:
        for name in cleaned:
            text = wanted[row["id"]][name]
            assert row[name] == (text and text.replace("\x02", "\ufffd"))
    assert any("=SUM(A1)" in str(r["sentence"]) for r in rows)
    names_of_files = [row[2] for row in book["documents"].iter_rows(min_row=2)]
    assert [c.data_type for c in names_of_files if c.value == FORMULA] == ["s"]
    percent = [r for r in sheet.iter_rows(min_row=2) if r[names.index("unit")].value == "%"]
    assert {r[names.index("value")].number_format for r in percent} == {'General"%"'}
    legend = {(r[0].value, r[1].value): r[3].value for r in book["legend"].iter_rows(min_row=2)}
    assert legend["claims", "hedge"] == "程度"


def test_excel_goes_on_in_further_sheets(
    export: Export, ledger: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(to_xlsx, "ROWS", 50)
    words = ["export", "--format", "xlsx", "--table", "claims", "--ledger", str(ledger)]
    result = CliRunner().invoke(main, [*words, "--out", str(tmp_path / "claims.xlsx")])
    assert "more than a sheet holds" in result.stderr
    book = openpyxl.load_workbook(tmp_path / "claims.xlsx")
    sheets = [s for s in book if s.title.startswith("claims")]
    assert len(sheets) > 2
    ids = [r[0].value for s in sheets for r in s.iter_rows(min_row=2)]
    assert len(ids) == len(set(ids)) == len(of_ledger(ledger, "claims"))
    assert all(s[1][0].value == "id" for s in sheets)


def test_libreoffice_reads_the_sheet(export: Export, ledger: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice")
    book = export("xlsx", "--table", "entries") / "duizhang.xlsx"
    command = [office, f"-env:UserInstallation=file://{tmp_path}/home", "--headless"]
    for kind in ("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true", "pdf"):
        words = ["--convert-to", kind, "--outdir", str(tmp_path), str(book)]
        subprocess.run([*command, *words], check=True, timeout=180, capture_output=True)
    with (tmp_path / "duizhang.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = of_ledger(ledger, "entries")
    assert {r["id"] for r in rows} == set(wanted)
    for row in rows:
        for name in ("promised", "reported", "verdict", "why", "unit"):
            assert row[name] == (wanted[row["id"]][name] or "")
    assert (tmp_path / "duizhang.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_stata_reads_labels_and_values_back(lang: str, export: Export, ledger: Path) -> None:
    reader = pytest.importorskip("pyreadstat")
    folder = export("dta", "--with-evidence", "--lang", lang)
    for table in TABLES:
        frame, about = reader.read_dta(str(folder / f"{table}.dta"))
        shown = columns(table)
        assert list(frame.columns) == [c.name for c in shown]
        assert about.column_names_to_labels == {c.name: getattr(c, lang)[:80] for c in shown}
        for column in shown:
            if column.values:
                words = {v.number: getattr(v, lang) for v in values(column.values)}
                assert about.variable_value_labels[column.name] == words
    frame, _ = reader.read_dta(str(folder / "claims.dta"))
    wanted = of_ledger(ledger, "claims")
    assert len(frame) == len(wanted)
    codes = {v.code: v.number for v in values("aspect")}
    for row in frame.to_dict("records"):
        own = wanted[row["id"]]
        assert codes[own["aspect"]] == row["aspect"]
        assert row["sentence"] == own["sentence"]
        assert row["value"] == own["value"] or (own["value"] is None and math.isnan(row["value"]))
        assert row["own_place"] == int(own["own_place"])


def test_the_frictionless_package_is_valid(export: Export) -> None:
    frictionless = pytest.importorskip("frictionless")
    folder = export("frictionless", "--with-evidence")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])[:5]
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [r["name"] for r in package["resources"]] == list(TABLES)


@pytest.mark.parametrize("format_", ["csv", "parquet", "xlsx", "dta", "jsonl", "frictionless"])
def test_the_same_ledger_gives_the_same_bytes(format_: str, ledger: Path, tmp_path: Path) -> None:
    made = []
    for number, zone in enumerate(("UTC", "Asia/Shanghai")):
        out = tmp_path / str(number)
        command = [sys.executable, "-m", "duizhang.cli", "export", "--format", format_]
        command += ["--ledger", str(ledger), "--out", str(out), "--with-evidence"]
        environment = os.environ | {"PYTHONHASHSEED": str(number), "TZ": zone}
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        made.append({p.name: p.read_bytes() for p in out.iterdir()})
    assert made[0]
    assert made[0] == made[1]


def test_place_and_year_choose_rows(export: Export) -> None:
    path = export("jsonl", "--place", "青溪", "--year", "2025", "--table", "entries")
    rows = [json.loads(x) for x in (path / "entries.jsonl").open(encoding="utf-8")]
    assert rows
    assert {(r["place"], r["year"]) for r in rows} == {("青溪市", 2025)}


def test_every_format_has_the_rows_chosen(export: Export) -> None:
    chosen = ("--place", "青溪", "--year", "2025", "--table", "entries")
    lines = (export("jsonl", *chosen) / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    book = openpyxl.load_workbook(export("xlsx", *chosen) / "duizhang.xlsx")
    assert [r[0].value for r in book["entries"].iter_rows(min_row=2)] == [
        json.loads(line)["id"] for line in lines
    ]
    reader = pytest.importorskip("pyreadstat")
    frame, _ = reader.read_dta(str(export("dta", *chosen) / "entries.dta"))
    assert len(frame) == len(lines) > 0


def test_what_people_corrected_is_in_the_tables(tmp_path: Path) -> None:
    folder = make_ledger(tmp_path)
    with dz.Ledger(folder) as opened:
        claim = opened.claims(place="青溪", year=2025, role="target", indicator="gdp").rows()[0]
        sha256 = opened.sql("SELECT sha256 FROM documents WHERE id = ?", [claim["document"]])
        dz.Reviews(folder).add(
            dz.Review(
                claim["id"], "wrong", "林", "2025-03-01T10:00:00+08:00",
                sha256=sha256.rows()[0]["sha256"], start=claim["start_at"], end=claim["end_at"],
                place=claim["place"], period=claim["period"], indicator="gdp",
                fields={"value": 4.25},
            )
        )  # fmt: skip
    words = ["export", "--format", "jsonl", "--ledger", str(folder), "--out", str(tmp_path / "o")]
    assert CliRunner().invoke(main, words).exit_code == 0
    lines = (tmp_path / "o" / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    found = {r["id"]: r for r in map(json.loads, lines)}
    assert found[claim["id"]]["value"] == 4.25
    entries = (tmp_path / "o" / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    mine = [r for r in map(json.loads, entries) if r["target_id"] == claim["id"]]
    assert [r["target_value"] for r in mine] == [4.25]


def test_codes_join(export: Export) -> None:
    rows = [
        json.loads(x)
        for x in (export("jsonl", "--table", "documents") / "documents.jsonl").open(
            encoding="utf-8"
        )
    ]
    coded = [r for r in rows if r["place_code"]]
    assert coded
    assert all(len(r["place_code"]) == 6 for r in coded)
    assert all(r["province_code"] == r["place_code"][:2] + "0000" for r in coded)
