"""Tables on a terminal: aligned also where Chinese stands, kept to the terminal's width.

``lines`` lays out (pure, for tests and other views), ``print_table`` prints. A cell that is too
long is wrapped; figures and Latin words are never broken, and no line begins with a closing mark.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Literal, NamedTuple

import click

# What stays in one piece: a figure with its sign, decimals and multiplier, a Latin word or an id;
# else one character; each with the closing marks behind it.
_PIECES = re.compile(
    r"(?:[−+－-]?[0-9A-Za-z０-９À-ÿ][0-9A-Za-z０-９À-ÿ.,:_/-]*(?:[%％‰]|[百千万亿兆]+)?|.)"
    r"[，。；：！？、）》”’』」】…]*|\s",
    re.DOTALL,
)
_GAP = "  "


class Column(NamedTuple):
    """A column: its title, on which side its cells stand, and its style (click's: dim, bold)."""

    title: str
    align: Literal["left", "right"] = "left"
    dim: bool = False


def width_of(text: str) -> int:
    """How many terminal cells ``text`` takes: two for a Chinese character."""
    from rich.cells import cell_len

    return cell_len(text)


def terminal_width() -> int:
    """The width of the terminal, of COLUMNS, or 80 where neither is known."""
    return max(20, shutil.get_terminal_size((80, 24)).columns)


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` cells, broken between words and characters only.

    A piece that is wider than ``width`` by itself stands on a line of its own.
    """
    lines: list[str] = []
    line, used = "", 0
    for piece in _PIECES.findall(" ".join(text.split())):
        size = width_of(piece)
        if line and used + size > width:
            lines.append(line.rstrip())
            line, used = "", 0
            if piece == " ":
                continue
        line += piece
        used += size
    return [*lines, line.rstrip()]


def lines(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], width: int
) -> Iterator[list[str]]:
    """The table line by line, each as its padded cells; the first line holds the titles.

    The widest columns give way until all fit ``width``, but no column becomes narrower than its
    widest unbreakable piece. A cell may hold line breaks of its own.
    """
    cells = [[column.title for column in columns], *(list(row) for row in rows)]
    natural = [max(max(map(width_of, row[i].split("\n"))) for row in cells) for i in _each(columns)]
    least = [max(_widest_piece(row[i]) for row in cells) for i in _each(columns)]
    widths = _fit(natural, least, width - len(_GAP) * (len(columns) - 1))
    for row in cells:
        wrapped = [
            [line for part in row[i].split("\n") for line in wrap(part, widths[i])]
            for i in _each(columns)
        ]
        for n in range(max(map(len, wrapped))):
            yield [
                _pad(w[n] if n < len(w) else "", widths[i], columns[i].align)
                for i, w in enumerate(wrapped)
            ]


def print_table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    *,
    title: str = "",
    width: int | None = None,
    file: IO[str] | None = None,
) -> None:
    """Print the table with its title in bold; styles are left out where no terminal is."""
    if title:
        click.echo(click.style(title, bold=True), file=file)
    room = width or terminal_width()
    heads = sum(1 for _ in lines(columns, [], room))
    for number, cells in enumerate(lines(columns, rows, room)):
        while len(cells) > 1 and not cells[-1].strip():
            cells.pop()
        cells[-1] = cells[-1].rstrip()
        click.echo(
            _GAP.join(
                click.style(cell, underline=number < heads, dim=column.dim and number >= heads)
                for cell, column in zip(cells, columns, strict=False)
            ),
            file=file,
        )


def _each(columns: Sequence[Column]) -> range:
    return range(len(columns))


def _widest_piece(text: str) -> int:
    return max((width_of(piece) for piece in _PIECES.findall(text)), default=0)


def _fit(natural: list[int], least: list[int], room: int) -> list[int]:
    widths = list(natural)
    while sum(widths) > room:
        shrinkable = [i for i in range(len(widths)) if widths[i] > least[i]]
        if not shrinkable:
            break
        widest = max(shrinkable, key=lambda i: (widths[i], i))
        widths[widest] -= 1
    return widths


def _pad(text: str, width: int, align: str) -> str:
    space = " " * max(0, width - width_of(text))
    return space + text if align == "right" else text + space
