"""The account on a terminal: a summary line, then headline targets, lists, and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from duizhang.views.books import Books, Row
from duizhang.views.number import gap as say_gap
from duizhang.views.table import terminal_width, width_of
from duizhang.views.verdicts import LOOKS, OMITTED, PARTS, counts, notes, summary
from duizhang.views.words import safe

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_NUMBER = re.compile(r"\d+")
_WIDE = 120  # from this width on the reasons have a column of their own
_BLANK = {"unreported": "未报", "pending": "待", "not_comparable": "不可比", "declared": "无数字"}


def print_account(books: Books, rows: Sequence[Row]) -> None:
    """Print ``rows`` by place and period, each with its summary line, then what differs."""
    from rich.console import Console

    console = Console(highlight=False, width=terminal_width())
    if not rows:
        click.echo("没有这样的账目。")
    for (place, period), group in groupby(rows, key=lambda r: (r["place"], r["period"])):
        lines = list(group)
        click.echo(click.style(f"{safe(place)} {period}年的账", bold=True))
        click.echo(summary(lines))
        _print(console, _tally(lines))
        for part, title in PARTS.items():
            inside = [r for r in lines if r["part"] == part]
            if inside:
                click.echo()
                click.echo(click.style(f"{title}（{len(inside)}）", bold=True))
                _print(console, _table(inside, books, console.width))
        click.echo()
    for notice in books.notices:
        click.echo(f"提示 {safe(notice['place'])}：{safe(notice['message'])}")
    if books.conflicts:
        places = {r["place"] for r in rows}
        several = sum(c["place"] in places for c in books.conflicts) or len(books.conflicts)
        click.echo(f"来源不一致 {several} 处：`duizhang conflicts` 逐条列出。")


def name_of(row: Row) -> str:
    """What a row is about, for people: its subject, else its indicator."""
    return safe(row["subject"] or row["indicator_name"])


def gap_of(row: Row) -> str:
    """The gap with its sign, in the unit of the promise; points for rates."""
    if row["gap"] is None:
        return ""
    return say_gap(row["gap"], "pp" if row["unit"] in ("%", "pp") else row["unit"])


def aligned(cells: Sequence[str]) -> list[str]:
    """``cells`` padded on both sides so that the decimal points of their numbers stand in line.

    The number of a cell is its first; a cell without one is set at the left end of the numbers.
    """
    split = []
    for cell in cells:
        found = _NUMBER.search(cell)
        at = found.end() if found else 0
        split.append((cell[:at], cell[at:]))
    left = max((width_of(a) for a, _ in split), default=0)
    right = max((width_of(b) for a, b in split if a), default=0)
    return [
        " " * (left - width_of(a)) + a + b + " " * max(0, right - width_of(b)) if a else b
        for a, b in split
    ]


def _tally(rows: Iterable[Row]) -> Text:
    from rich.text import Text

    parts = [
        (f"{LOOKS[v].shape}{LOOKS[v].word} {n}", LOOKS[v].colour)
        for v, n in counts(str(r["verdict"]) for r in rows).items()
    ]
    text = Text()
    for i, part in enumerate(parts):
        text.append("  " if i else "")
        text.append(*part)
    return text


def _table(rows: Sequence[Row], books: Books, width: int) -> Any:
    from rich.table import Table
    from rich.text import Text

    wide = width >= _WIDE
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="underline")
    table.add_column("账", no_wrap=True)
    table.add_column("事项", overflow="fold", min_width=14, ratio=3 if wide else None)
    table.add_column("目标", no_wrap=True)
    table.add_column("结果", no_wrap=True)
    table.add_column("差", no_wrap=True)
    if wide:
        table.add_column("说明", overflow="fold", ratio=4)
    compared = [not r["aspect"] for r in rows]
    promised = aligned(["" if c else r["promised"] for r, c in zip(rows, compared, strict=True)])
    reported = aligned([r["reported"] or _BLANK.get(r["verdict"], "") for r in rows])
    gaps = aligned([gap_of(r) for r in rows])
    for i, row in enumerate(rows):
        look = LOOKS[row["verdict"]]
        verdict = Text()
        if row["omitted"]:
            verdict.append(OMITTED.shape, OMITTED.colour)
        verdict.append(f"{look.shape} {look.word}", look.colour)
        told = notes(row) + ([OMITTED.word + "，由他处查得"] if row["omitted"] else [])
        note = safe("；".join(told))
        walk = "\n".join(
            f"[{s['kind']}] {safe(s['words'])}" for s in books.steps.get(row["id"], ())
        )
        note = "\n".join(n for n in (note, walk) if n)
        name = Text(name_of(row))
        if note and not wide:
            name.append("\n" + note, "dim")
        cells: list[Text | str] = [
            verdict,
            name,
            safe(promised[i]),
            safe(reported[i]),
            safe(gaps[i]),
        ]
        table.add_row(*cells, *([Text(note, "dim")] if wide else []))
    return table


def _print(console: Console, what: Any) -> None:
    with console.capture() as capture:
        console.print(what)
    for line in capture.get().splitlines():  # no blanks at the end of a line
        click.echo(line.rstrip())
