"""The account on a terminal: a summary line, then headline targets, lists, and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from duizhang.views.books import Books, Row
from duizhang.views.number import gap as say_gap
from duizhang.views.table import terminal_width, width_of, wrap
from duizhang.views.verdicts import LOOKS, OMITTED, PARTS, counts, notes, summary
from duizhang.views.words import safe

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_NUMBER = re.compile(r"\d+")
_WIDE = 120  # from this width on the reasons have a column of their own
_LEAST = 16  # cells that are left to the words of a line
_NARROW = 14  # cells that a figure may always take: +0.3个百分点 and −4.5万平方米 stand whole
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


def fitted(columns: Sequence[Sequence[str]], room: int) -> list[list[str]]:
    """Columns of figures that together take at most ``room`` cells: aligned, or else wrapped.

    The alignment of the widest goes first; then its cells are wrapped, figures in one piece. No
    column becomes narrower than its widest piece, and the last (the gap) gives way last of all.
    """
    made = [aligned(cells) for cells in columns]
    for narrow in (_plain, _wrapped):
        for at in [*sorted(range(len(made) - 1), key=lambda i: -_broadest(made[i])), -1]:
            over = sum(map(_broadest, made)) - room
            if over > 0:
                made[at] = narrow(columns[at], _broadest(made[at]) - over)
    return made


def _plain(cells: Sequence[str], _: int) -> list[str]:
    return list(cells)


def _wrapped(cells: Sequence[str], width: int) -> list[str]:
    return ["\n".join(wrap(cell, max(_NARROW, width))) for cell in cells]


def _broadest(cells: Sequence[str]) -> int:
    return max((width_of(line) for cell in cells for line in cell.split("\n")), default=0)


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
    head = max(width_of(f"{LOOKS[r['verdict']].shape} {LOOKS[r['verdict']].word}") for r in rows)
    head += any(r["omitted"] for r in rows)
    room = width - head - 2 * (5 if wide else 4) - (2 * _LEAST if wide else _LEAST)
    promised, reported, gaps = fitted(
        [
            [safe(r["promised"]) if r["aspect"] else "" for r in rows],
            [safe(r["reported"]) or _BLANK.get(r["verdict"], "") for r in rows],
            [safe(gap_of(r)) for r in rows],
        ],
        room,
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="underline")
    figures = {"目标": promised, "结果": reported, "差": gaps}
    widths = {title: _broadest((title, *cells)) for title, cells in figures.items()}
    rest = width - head - sum(widths.values()) - 2 * (5 if wide else 4)
    stacked = rest < _LEAST // 2
    if stacked:  # too narrow for columns: each figure behind its word, below the name
        widths, rest = {}, max(_LEAST // 2, width - head - 2)
    names = rest * 3 // 7 if wide else rest
    table.add_column("账", overflow="fold", width=head)
    table.add_column("事项", overflow="fold", width=names)
    for title, broad in widths.items():
        table.add_column(title, overflow="fold", width=broad)
    if wide:
        table.add_column("说明", overflow="fold", width=rest - names)
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
        numbers = {title: cells[i] for title, cells in figures.items()}
        if stacked:
            for title, cell in numbers.items():
                name.append(f"\n{title} {''.join(cell.split())}" if cell.strip() else "")
            numbers = {}
        if note and not wide:
            name.append("\n" + note, "dim")
        table.add_row(verdict, name, *numbers.values(), *([Text(note, "dim")] if wide else []))
    return table


def _print(console: Console, what: Any) -> None:
    with console.capture() as capture:
        console.print(what)
    for line in capture.get().splitlines():  # no blanks at the end of a line
        click.echo(line.rstrip())
