"""``duizhang show``: what the ledger, or one file, says of a place, as tables."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from duizhang.ledger.option import ledger_option
from duizhang.ledger.places import full_name
from duizhang.views.headline import SLOTS, Headline, Row, Said, Slot, headline, latest_year, slot_of
from duizhang.views.inputs import Failed, lexicon_at, lexicon_option, report_at
from duizhang.views.table import Column, print_table, terminal_width
from duizhang.views.words import ASPECTS, COVERAGES, ROLES, safe

_ROOM_FOR_IDS = 72
_FEW = 20  # other figures that are listed without --all
_SLOT_ROLES = {"last_target": "target", "last_result": "result", "target": "target"}


class _Found(NamedTuple):
    """What is to be shown of a place: its claims, its reports, and the order of indicators."""

    place: str
    rows: list[Row]
    documents: list[Row]
    order: list[str]


@click.command()
@click.argument("place", required=False)
@click.option("--year", type=int, metavar="Y", help="The year of the report [the latest].")
@click.option("--role", type=click.Choice(["target", "result"]), help="Only these figures.")
@click.option("--indicator", metavar="I", help="Only this indicator: its id or Chinese name.")
@click.option("--all", "every", is_flag=True, help="List all other figures, context too.")
@click.option("--json", "json_", is_flag=True, help="The claims as JSON Lines.")
@click.option("--csv", "csv_", is_flag=True, help="The claims as CSV (UTF-8, no byte-order mark).")
@ledger_option
@lexicon_option
def command(
    place: str | None,
    year: int | None,
    role: str | None,
    indicator: str | None,
    every: bool,
    json_: bool,
    csv_: bool,
    ledger: Path,
    lexicon: str | None,
) -> None:
    """Print targets and results as tables.

    PLACE is a place's name, with or without 省 or 市: its headline indicators with last year's
    target, last year's result and this year's target, and its other figures. A file's name shows
    that file, without a ledger. Without PLACE: the places and years that the ledger holds.
    """
    from duizhang.ledger.errors import LedgerError

    if json_ and csv_:
        raise click.UsageError("--json or --csv, not both")
    out = _Out(json_, csv_)
    try:
        if place is not None and Path(place).is_file():
            for part in _of_file(place, lexicon, indicator):
                _show_place(part, year, role, every, out)
            return
        if place is None and indicator is None and role is None:
            return _overview(ledger, year, out)
        found = _of_ledger(ledger, place, indicator)
    except LedgerError as error:
        raise Failed(str(error)) from error
    if place is None:
        _across(found, year, role, out)
    else:
        _show_place(found, year, role, every, out)


# --- what there is to show ---------------------------------------------------------------------


def _of_file(path: str, lexicon: str | None, indicator: str | None) -> list[_Found]:
    """What the file at ``path`` says of each place it speaks for (a digest: of several)."""
    from duizhang.ledger.rows import claim_rows
    from duizhang.views.words import names_of

    words = lexicon_at(lexicon)
    report = report_at(path, words)
    identity = report.identity
    names = names_of(words)
    wanted = {i for i, name in names.items() if indicator in (i, name)} | {indicator or ""}
    rows = [_without_reasons(r) for r in claim_rows(report, names)]
    if indicator is not None:
        rows = [r for r in rows if r["indicator"] in wanted]
    document = {"year": identity.year or None, "coverage": identity.coverage}
    main = identity.place or Path(path).name
    parts: dict[str, list[Row]] = {main: []} if not identity.places else {}
    for row in rows:
        parts.setdefault(row["place"] if row["own_place"] and row["place"] else main, []).append(
            row
        )
    return [_Found(name, part, [document], list(names)) for name, part in parts.items()]


def _of_ledger(ledger: Path, place: str | None, indicator: str | None) -> _Found:
    from duizhang.views.ledger import Ledger

    with Ledger(ledger, books=()) as opened:
        documents = opened.documents(place=place).rows()
        if place is not None and not documents:
            near = opened.near(place)
            hint = f"; near: {'、'.join(near)}" if near else "; `duizhang show` lists the places"
            raise Failed(f"no place {place} in {ledger}{hint}")
        rows = opened.claims(place=place, indicator=indicator).rows()
        name = full_name(place, opened.places()) if place is not None else ""
        order = [
            str(r["id"]) for r in opened.sql("SELECT id FROM ledger.indicators ORDER BY rowid")
        ]
    if place is not None:  # a full report speaks before a digest of it
        full = {str(d["id"]) for d in documents if d["coverage"] == "full"}
        rows = sorted(rows, key=lambda r: r["document"] not in full)
    return _Found(name, [_without_reasons(r) for r in rows], list(documents), order)


def _without_reasons(row: Mapping[str, Any]) -> Row:
    return {key: value for key, value in row.items() if key != "reasons"}


# --- tables --------------------------------------------------------------------------------------


def _overview(ledger: Path, year: int | None, out: _Out) -> None:
    """The places and years of the ledger, one line each."""
    from duizhang.views.ledger import Ledger

    with Ledger(ledger, books=()) as opened:
        rows = opened.sql(
            "WITH said AS (SELECT d.id, coalesce(nullif(c.place, ''), d.place) AS place, d.year,"
            " d.coverage, c.role FROM documents d LEFT JOIN claims c"
            " ON c.document = d.id AND c.own_place WHERE ? IS NULL OR d.year = ?)"
            " SELECT place, year, count(DISTINCT id) AS documents,"
            " count(*) FILTER (role = 'target') AS targets,"
            " count(*) FILTER (role = 'result') AS results,"
            " list(DISTINCT coverage ORDER BY coverage) AS coverage"
            " FROM said GROUP BY ALL ORDER BY place, year",
            [year, year],
        ).rows()
        places = opened.places()
    if out.rows(rows):
        return
    columns = [
        Column("地区"),
        Column("年份"),
        Column("文稿", "right"),
        Column("目标", "right"),
        Column("结果", "right"),
        Column("内容"),
    ]
    print_table(
        columns,
        [
            [
                safe(full_name(row["place"], places)) or "（未写明）",
                str(row["year"] or "—"),
                str(row["documents"]),
                str(row["targets"]),
                str(row["results"]),
                "、".join(COVERAGES.get(c, c) for c in row["coverage"]),
            ]
            for row in rows
        ],
    )


def _across(found: _Found, year: int | None, role: str | None, out: _Out) -> None:
    """One kind of figure over all places."""
    rows = [
        row
        for row in found.rows
        if row["own_place"]
        and row["aspect"] != "qualifier"
        and role in (None, row["role"])
        and year in (None, row["year"])
    ]
    if not out.rows(rows):
        columns = [Column("地区"), Column("年份"), *_FIGURE_COLUMNS]
        cells = [[safe(r["place"]), str(r["year"] or "—"), *_figure_cells(r)] for r in rows]
        _print_figures(columns, cells)


def _show_place(found: _Found, year: int | None, role: str | None, every: bool, out: _Out) -> None:
    years = {int(d["year"]) for d in found.documents if d["year"]}
    if year is None:
        year = latest_year(found.rows, years)
    if year is None or (years and not years & {year, year - 1}):
        known = "、".join(map(str, sorted(years)))
        raise Failed(
            f"{found.place}: no report of {year or 'a known year'}; there is {known or 'none'}"
        )
    rows = [row for row in found.rows if role in (None, row["role"])]
    table = headline(rows, year, found.order)
    if out.rows(_records(table, year)):
        return
    slots = [slot for slot in SLOTS if role in (None, _SLOT_ROLES[slot])]
    _print_headline(found, table, slots)
    _print_others(table, every)


def _records(table: Headline, year: int) -> list[Row]:
    said = [s for line in table.lines for slot in SLOTS for s in line.cells[slot]]
    rows = [{"headline": slot_of(row, year), **row} for s in said for row in s.witnesses]
    return rows + [{"headline": "", **row} for row in table.others]


def _print_headline(found: _Found, table: Headline, slots: Sequence[Slot]) -> None:
    year = table.year
    titles = {
        "last_target": f"{year - 1}年目标",
        "last_result": f"{year - 1}年结果",
        "target": f"{year}年目标",
    }
    whole = {d["year"] for d in found.documents if d["coverage"] == "full"}
    absent = {
        slot: "未提" if (year - 1 if slot == "last_target" else year) in whole else "—"
        for slot in SLOTS
    }
    columns = [Column("指标"), Column("口径"), *(Column(titles[slot]) for slot in slots)]
    rows = [
        [
            line.name,
            ASPECTS.get(line.aspect, line.aspect),
            *(_cell(line.cells[slot]) or absent[slot] for slot in slots),
        ]
        for line in table.lines
        if any(line.cells[slot] for slot in slots)
    ]
    print_table(columns, rows, title=f"{safe(found.place)} {year}年")
    if "last_target" in slots and not any(d["year"] == year - 1 for d in found.documents):
        click.echo(f"— 手头没有{year - 1}年的报告。")
    elif "—" in {absent[slot] for slot in slots}:
        click.echo("— 手头的文稿不全，不能说它未提。")


def _cell(said: Iterable[Said]) -> str:
    return " / ".join(
        safe(s.printed) + (f" ×{s.documents}" if s.documents > 1 else "") for s in said
    )


_FIGURE_COLUMNS = (
    Column("指标或对象"),
    Column("口径"),
    Column("数字"),
    Column("性质"),
    Column("时期"),
    Column("编号", dim=True),
)


def _figure_cells(row: Row) -> list[str]:
    name = str(row["indicator_name"] or row["subject"])
    if not row["own_place"]:
        name = f"{row['place']}：{name}"
    return [
        safe(name),
        ASPECTS.get(row["aspect"], row["aspect"]),
        safe(row["printed"]),
        ROLES.get(row["role"], row["role"]) + ("？" if row["doubt"] else ""),
        str(row["period"] or "—"),
        str(row["id"])[:10],
    ]


def _print_figures(
    columns: Sequence[Column], cells: Sequence[Sequence[str]], title: str = ""
) -> None:
    """Print a table of figures; its last column, the id, only where there is room for it."""
    if terminal_width() < _ROOM_FOR_IDS:
        columns, cells = columns[:-1], [row[:-1] for row in cells]
    print_table(columns, cells, title=title)


def _print_others(table: Headline, every: bool) -> None:
    """The figures behind the headlines: targets and results, in the order of the pages."""
    rows = list(table.others)
    shown = (
        rows
        if every
        else [r for r in rows if r["role"] in ("target", "result") and r["aspect"] != "qualifier"][
            :_FEW
        ]
    )
    if shown:
        click.echo()
        _print_figures(_FIGURE_COLUMNS, [_figure_cells(r) for r in shown], title="其他数字")
    if len(rows) > len(shown):
        click.echo(f"… 还有{len(rows) - len(shown)}个数字：--all 全部列出，--json 供程序读取。")


class _Out:
    """Rows for programs, where they were asked for."""

    def __init__(self, json_: bool, csv_: bool) -> None:
        self.json, self.csv, self.headed = json_, csv_, False

    def rows(self, rows: Sequence[Row]) -> bool:
        """Print ``rows`` if a format for programs was asked for; whether it was."""
        if self.json:
            import msgspec

            for row in rows:
                click.echo(msgspec.json.encode(row), nl=True)
        elif self.csv and rows:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            if not self.headed:
                writer.writerow(rows[0])
                self.headed = True
            for row in rows:
                writer.writerow(
                    ";".join(map(str, value)) if isinstance(value, (list, tuple)) else value
                    for value in row.values()
                )
        return self.json or self.csv
