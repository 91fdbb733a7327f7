"""The account on a terminal: a summary line, then headline targets, lists, and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import click

from duizhang.views.books import Books, Row
from duizhang.views.number import gap as say_gap
from duizhang.views.table import terminal_width, width_of, wrap
from duizhang.views.verdicts import LOOKS, OMITTED, PARTS, counts, notes, summary
from duizhang.views.words import safe

_NUMBER = re.compile(r"\d+")
_WIDE = 120  # from this width on the reasons have a column of their own
_LEAST = 16  # cells that are left to the words of a line
_NARROW = 14  # cells that a figure may always take: +0.3个百分点 and −4.5万平方米 stand whole
_BLANK = {"unreported": "未报", "pending": "待", "not_comparable": "不可比", "declared": "无数字"}


def print_account(books: Books, rows: Sequence[Row]) -> None:
    """Print ``rows`` by place and period, each with its summary line, then what differs."""
    width = terminal_width()
    if not rows:
        click.echo("没有这样的账目。")
    for (place, period), group in groupby(rows, key=lambda r: (r["place"], r["period"])):
        lines = list(group)
        click.echo(click.style(f"{safe(place)} {period}年的账", bold=True))
        click.echo(summary(lines))
        click.echo(_tally(lines, width))
        for part, title in PARTS.items():
            inside = [r for r in lines if r["part"] == part]
            if inside:
                click.echo()
                click.echo(click.style(f"{title}（{len(inside)}）", bold=True))
                for line in _table(inside, books, width):
                    click.echo(line)
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


def _tally(rows: Iterable[Row], width: int) -> str:
    """How many there are of each verdict, in lines of at most ``width`` cells."""
    text, used = "", 0
    for v, n in counts(str(r["verdict"]) for r in rows).items():
        part = f"{LOOKS[v].shape}{LOOKS[v].word} {n}"
        gap = ("" if not used else "  ") if used + 2 + width_of(part) <= width else "\n"
        used = width_of(part) + (used + len(gap) if gap != "\n" else 0)
        text += gap + click.style(part, fg=rgb(LOOKS[v].colour))
    return text


class _Line(NamedTuple):
    """A line of a cell: its words, and what a terminal is told of their look."""

    text: str
    colour: str = ""
    dim: bool = False

    def styled(self) -> str:
        """The words as they are printed."""
        if not self.text:
            return ""
        fg = rgb(self.colour) if self.colour else None
        return click.style(self.text, fg=fg, dim=self.dim or None) if fg or self.dim else self.text


_Cell = list[tuple[_Line, ...]]  # lines, each of parts that look otherwise


def _table(rows: Sequence[Row], books: Books, width: int) -> Iterator[str]:
    """The table line by line: the verdict, what was promised, the figures, the reasons."""
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
    figures = {"目标": promised, "结果": reported, "差": gaps}
    widths = {title: _broadest((title, *cells)) for title, cells in figures.items()}
    rest = width - head - sum(widths.values()) - 2 * (5 if wide else 4)
    stacked = rest < _LEAST // 2
    if stacked:  # too narrow for columns: each figure behind its word, below the name
        widths, rest = {}, max(_LEAST // 2, width - head - 2)
    names = rest * 3 // 7 if wide else rest
    columns = {"账": head, "事项": names, **widths} | ({"说明": rest - names} if wide else {})
    yield _joined(
        ((click.style(title, underline=True), width_of(title)) for title in columns), columns
    )
    for i, row in enumerate(rows):
        note = _note(row, books)
        name = _wrapped_in(name_of(row), names)
        numbers = {title: cells[i] for title, cells in figures.items()}
        if stacked:
            for title, cell in numbers.items():
                name += (
                    _wrapped_in(f"{title} {''.join(cell.split())}", names) if cell.strip() else []
                )
            numbers = {}
        if note and not wide:
            name += _wrapped_in(note, names, dim=True)
        cells: list[_Cell] = [[_verdict(row)], name]
        cells += [[(_Line(line),) for line in cell.split("\n")] for cell in numbers.values()]
        cells += [_wrapped_in(note, columns["说明"], dim=True)] if wide else []
        for n in range(max(map(len, cells))):
            parts = [cell[n] if n < len(cell) else () for cell in cells]
            yield _joined(
                (
                    ("".join(p.styled() for p in line), sum(width_of(p.text) for p in line))
                    for line in parts
                ),
                columns,
            )


def _joined(parts: Iterable[tuple[str, int]], columns: Mapping[str, int]) -> str:
    """Cells with their widths as one line, without blanks at its end."""
    line = ""
    for (text, size), width in zip(parts, columns.values(), strict=True):
        line += text + " " * (max(0, width - size) + 2)
    return line.rstrip()


def _verdict(row: Row) -> tuple[_Line, ...]:
    look = LOOKS[row["verdict"]]
    mark = (_Line(OMITTED.shape, OMITTED.colour),) if row["omitted"] else ()
    return (*mark, _Line(f"{look.shape} {look.word}", look.colour))


def _note(row: Row, books: Books) -> str:
    """What there is to say beside the figures, and the steps where they were asked for."""
    told = notes(row) + ([OMITTED.word + "，由他处查得"] if row["omitted"] else [])
    note = safe("；".join(told))
    walk = "\n".join(f"[{s['kind']}] {safe(s['words'])}" for s in books.steps.get(row["id"], ()))
    return "\n".join(n for n in (note, walk) if n)


def _wrapped_in(text: str, width: int, *, dim: bool = False) -> _Cell:
    """``text`` in lines of ``width`` cells; a piece too long for a line is broken after all."""
    found: _Cell = []
    for line in (part for told in text.split("\n") for part in wrap(told, width)):
        while width_of(line) > width:
            fits = max(1, next(i for i in range(len(line), -1, -1) if width_of(line[:i]) <= width))
            found.append((_Line(line[:fits], dim=dim),))
            line = line[fits:]
        found.append((_Line(line, dim=dim),))
    return found


def rgb(colour: str) -> tuple[int, int, int]:
    """``#b3261e`` as click takes it."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
