"""``duizhang history``: one indicator of a place through the years, promised and reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from duizhang.ledger.option import ledger_option
from duizhang.views.account_view import aligned
from duizhang.views.books import check_place, of_ledger
from duizhang.views.inputs import Failed
from duizhang.views.table import Column, print_table
from duizhang.views.verdicts import LOOKS, OMITTED
from duizhang.views.words import ASPECTS, safe

Row = Mapping[str, Any]
_BARS = "▁▂▃▄▅▆▇█"
_TRENDS = {"raised": "↑次年提高", "lowered": "↓次年调低", "same": "=次年持平"}
_KEPT = ("met", "exceeded")
_SHORT = ("nearly", "missed")


class Year(NamedTuple):
    """What was promised for a year and what came of it; fields empty where nothing was said."""

    year: int
    promised: str = ""
    reported: str = ""
    verdict: str = ""
    omitted: bool = False
    marks: str = ""
    target: float | None = None
    result: float | None = None
    entry: str = ""


class History(NamedTuple):
    """The years of one indicator in one aspect (growth, level, share), the earliest first."""

    indicator: str
    aspect: str
    unit: str
    years: tuple[Year, ...]

    @property
    def kept(self) -> tuple[int, int]:
        """How many promises were kept by a figure, and how many have one at all."""
        judged = [y for y in self.years if y.verdict in _KEPT + _SHORT]
        return sum(y.verdict in _KEPT for y in judged), len(judged)


def histories(entries: Iterable[Row], results: Iterable[Row]) -> list[History]:
    """The histories that ``entries`` (of one place and indicator) and ``results`` make.

    ``results`` are rows of ``claims``; they fill years for which nothing was promised. The aspect
    with the most promises comes first. Only single years count.
    """
    promised: dict[tuple[str, str], dict[int, list[Row]]] = {}
    for e in entries:
        if e["aspect"] and str(e["year"]) == e["period"]:
            promised.setdefault((e["aspect"], e["unit"]), {}).setdefault(e["year"], []).append(e)
    told: dict[tuple[str, str], dict[int, Row]] = {}
    for c in results:
        if c["role"] == "result" and c["own_place"] and c["period"].isdigit():
            told.setdefault((c["aspect"], c["unit"]), {}).setdefault(int(c["period"]), c)
    found = []
    order = sorted(promised, key=lambda k: (-len(promised[k]), k))
    for key in (*order, *sorted(told.keys() - promised.keys())):
        years = {y: _told(y, row) for y, row in told.get(key, {}).items()}
        years |= {y: _year(y, rows) for y, rows in promised.get(key, {}).items()}
        found.append(History("", key[0], key[1], tuple(years[y] for y in sorted(years))))
    return found


def _told(year: int, row: Row) -> Year:
    return Year(year, reported=str(row["printed"]), result=row["value"])


def _year(year: int, rows: Sequence[Row]) -> Year:
    first = rows[0]
    marks = [_TRENDS.get(first["trend"], ""), "次年重提而未报" if first["repeated"] else ""]
    if len({r["promised"] for r in rows}) > 1:
        marks.append("另有目标 " + "、".join(r["promised"] for r in rows[1:]))
    return Year(
        year,
        first["promised"],
        first["reported"],
        first["verdict"],
        first["omitted"],
        " ".join(m for m in marks if m),
        first["target_value"],
        first["result_value"],
        first["id"],
    )


def sparkline(values: Sequence[float | None]) -> str:
    """The values as bars of eight heights from the least to the greatest; a blank for none."""
    known = [v for v in values if v is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    return "".join(" " if v is None else _BARS[round((v - low) / span * 7)] for v in values)


@click.command()
@click.argument("place")
@click.argument("indicator")
@click.option("--aspect", type=click.Choice([a for a in ASPECTS if a]), help="Only this aspect.")
@click.option("--json", "json_", is_flag=True, help="JSON Lines, one for each year.")
@ledger_option
def command(place: str, indicator: str, aspect: str | None, json_: bool, ledger: Path) -> None:
    """Follow one indicator of a place through the years.

    INDICATOR is its id or Chinese name (`duizhang show --json` lists them). Targets and results
    of all years in the ledger, marks where a promise was raised, lowered or repeated, and the
    share that was kept.
    """
    from duizhang.ledger.errors import LedgerError
    from duizhang.views.ledger import Ledger

    try:
        with Ledger(ledger, books=()) as opened:
            check_place(opened, ledger, place)
            wanted = opened.indicator_id(indicator)
            named = opened.sql("SELECT name FROM indicators WHERE id = ?", [wanted]).rows()
            name = str(named[0]["name"]) if named else wanted
            claims = opened.claims(place=place, indicator=wanted).rows()
    except LedgerError as error:
        raise Failed(str(error)) from error
    entries = [e for e in of_ledger(ledger, place).entries if e["indicator"] == wanted]
    found = [h for h in histories(entries, claims) if aspect in (None, h.aspect)]
    if json_:
        _print_json(place, wanted, found)
        return
    if not found:
        click.echo(f"{place}没有{name}的目标或结果。")
    shown = [h for h in found if any(y.promised for y in h.years)] or found
    for one in shown:
        _print(place, name, one)


def _print(place: str, indicator: str, one: History) -> None:
    aspect = ASPECTS.get(one.aspect, one.aspect)
    click.echo(click.style(f"{safe(place)} {safe(indicator)}（{aspect}）", bold=True))
    span = range(one.years[0].year, one.years[-1].year + 1)
    by_year = {y.year: y for y in one.years}
    for word, values in (
        ("目标", [by_year[y].target if y in by_year else None for y in span]),
        ("结果", [by_year[y].result if y in by_year else None for y in span]),
    ):
        bars = sparkline(values)
        if bars.strip():
            click.echo(f"{word} {bars}  {span[0]}—{span[-1]}")
    kept, judged = one.kept
    if judged:
        click.echo(f"有结果可比的 {judged} 年里兑现 {kept} 年（{kept / judged:.0%}）")
    promised = aligned([y.promised for y in one.years])
    reported = aligned([y.reported for y in one.years])
    rows = [
        (str(y.year), safe(promised[i]), safe(reported[i]), _verdict(y), safe(y.marks))
        for i, y in enumerate(one.years)
    ]
    columns = (Column("年"), Column("目标", "right"), Column("结果", "right"), Column("账"))
    print_table((*columns, Column("标记", dim=True)), rows)
    click.echo()


def _verdict(year: Year) -> str:
    if not year.verdict:
        return "未提目标"
    look = LOOKS[year.verdict]
    return f"{OMITTED.shape if year.omitted else ''}{look.shape} {look.word}"


def _print_json(place: str, indicator: str, found: Iterable[History]) -> None:
    import msgspec

    for one in found:
        for year in one.years:
            row = {"place": place, "indicator": indicator, "aspect": one.aspect, "unit": one.unit}
            click.echo(msgspec.json.encode(row | year._asdict()))
