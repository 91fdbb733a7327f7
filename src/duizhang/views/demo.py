"""``duizhang demo``: a ledger from the bundled samples, and one city's promises beside its results."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import click

from duizhang.views.headline import SLOTS, Headline, Line, Said, headline
from duizhang.views.inputs import Failed
from duizhang.views.table import Column, print_table

_CITY, _YEAR = "青溪市", 2025
_DEFAULT = "duizhang-demo.ledger"

_Place = tuple[str, int]  # a document's id and an offset in its source


@click.command(name="demo")
@click.option(
    "--ledger", metavar="FOLDER", default=_DEFAULT, help=f"The ledger's folder [./{_DEFAULT}]."
)
def command(ledger: str) -> None:
    """Build a ledger from the bundled samples and show a city.

    The two cities are invented. The ledger is one of its own, beside yours; delete it at will.
    """
    from duizhang.ledger.build import build
    from duizhang.ledger.errors import LedgerError
    from duizhang.samples import places_file, sample_files

    try:
        done = build(sample_files(), ledger, lexicon=places_file())
        table, closed = _table(Path(ledger))
    except LedgerError as error:
        raise Failed(str(error)) from error
    click.echo(
        f"Read {done.documents} bundled reports of two invented cities:"
        f" {done.figures:,} figures, {done.claims:,} claims.\n"
    )
    _print(table, closed)
    _print_next(ledger)


class _Closed(NamedTuple):
    """How a promise was closed: its verdict in words, and the printed result, if one was found."""

    verdict: str
    result: str


def _table(ledger: Path) -> tuple[Headline, dict[_Place, _Closed]]:
    """The city's headline table, and what became of the promise at each place."""
    from duizhang.account import close
    from duizhang.ledger.reader import Ledger
    from duizhang.views.verdicts import LOOKS

    with Ledger(ledger) as opened:
        rows = opened.claims(place=_CITY).rows()
        order = [str(row["id"]) for row in opened.sql("SELECT id FROM indicators ORDER BY rowid")]
        documents = opened.documents(place=_CITY).rows()
        account = close([opened.report(str(row["id"])) for row in documents])
    printed = {(row["document"], row["start_at"]): str(row["printed"]) for row in rows}
    closed = {}
    for entry in account.entries:
        look = LOOKS[entry.verdict]
        result = entry.result and printed.get((entry.result.document, entry.result.start))
        for spot in (entry.target, *entry.also):
            closed[spot.document, spot.start] = _Closed(f"{look.shape} {look.word}", result or "")
    return headline(rows, _YEAR, order), closed


def _print(table: Headline, closed: Mapping[_Place, _Closed]) -> None:
    columns = [
        Column("指标"),
        Column(f"{_YEAR - 1}年目标"),
        Column(f"{_YEAR - 1}年结果"),
        Column("账"),
        Column(f"{_YEAR}年目标"),
    ]
    rows = []
    for line in table.lines:
        ends = list(_ends(line, closed))
        if line.cells["last_target"]:
            target, result, following = (_cell(line.cells[slot]) for slot in SLOTS)
            # a result that is no headline figure (of a part, in doubt) may still close a promise
            result = result or _joined(end.result for end in ends)
            verdict = _joined(end.verdict for end in ends)
            rows.append([line.name, target, result or "未提", verdict, following or "未提"])
    print_table(columns, rows, title=f"{_CITY}：{_YEAR - 1}年说的，做到了吗？")


def _cell(said: tuple[Said, ...]) -> str:
    return _joined(one.printed for one in said)


def _joined(words: Iterable[str]) -> str:
    return " / ".join(dict.fromkeys(word for word in words if word))


def _ends(line: Line, closed: Mapping[_Place, _Closed]) -> Iterator[_Closed]:
    for said in line.cells["last_target"]:
        for row in said.witnesses:
            place = (row["document"], row["start_at"])
            if place in closed:
                yield closed[place]


def _print_next(ledger: str) -> None:
    from duizhang.samples import sample_files

    program = _program()
    page = next(path for path in sample_files() if path.name == f"{_CITY}-{_YEAR}-政府工作报告.txt")
    at = f"--ledger {ledger}"
    steps = [
        (f"account {_CITY} {at}", "every promise, closed with a reason"),
        (f"show 云汀市 {at}", "the other city's targets and results"),
        (f"accounted {_short(page)}", "a page with every numeral marked"),
        (f"explain {_short(page)}:{_first_figure(page)}", "why a figure was read so"),
        ("build YOUR-REPORTS/", "your own ledger, in ./duizhang.ledger"),
    ]
    click.echo(f"\nThe ledger lies in {ledger}. Try next:")
    for arguments, what in steps:
        click.echo(f"  # {what}\n  {program} {arguments}")


def _first_figure(page: Path) -> int:
    """The offset of a headline figure of ``page``."""
    from duizhang.report import read

    claims = read(page).claims
    return next((c.start for c in claims if c.indicator and c.role == "result"), 0)


def _program() -> str:
    """How the user called us, so that the commands can be pasted."""
    called = sys.argv[0]
    if os.sep in called and shutil.which("duizhang") != called and Path(called).name == "duizhang":
        return _short(Path(called))
    return "duizhang"


def _short(path: Path) -> str:
    """``path`` as seen from here, if that is the shorter name."""
    return min(os.path.relpath(path), str(path), key=len)
