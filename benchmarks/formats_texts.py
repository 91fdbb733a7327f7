"""The reports that the round trip sets: their lines, and plain text written from them.

A text is read once as it lies in ``../shared`` (or in the bundled samples). What stays when the web
page's own furniture is gone and broken lines are joined are its pieces: headings, paragraphs, items,
rows. The pieces written as plain text, a blank line between them, are *the plain text*: what is read
from it is what every other format must give.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from typing import NamedTuple

from duizhang.model import Document, Report
from duizhang.model.document import BlockKind
from duizhang.reading import decode, make_source
from duizhang.report import interpret
from duizhang.views import benchdata

_MARKDOWN_MARKS = frozenset("-*+>")
_HEAD_LONGEST = 60
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


class Piece(NamedTuple):
    """A line to be set: what it is, the level its layout states (0: none), its words.

    ``mark`` is a list mark that the words do not hold (``-``).
    """

    kind: BlockKind
    level: int
    text: str
    mark: str = ""


class Paper:
    """A report to be set: its name without suffix, its pieces, and whether it is held out."""

    def __init__(self, name: str, pieces: Sequence[Piece], hidden: bool = False) -> None:
        self.name, self.pieces, self.hidden = name, tuple(pieces), hidden

    @cached_property
    def plain(self) -> Report:
        """What the plain text says."""
        return read_bytes(f"{self.name}.txt", as_text(self.pieces).encode())

    @cached_property
    def date(self) -> str:
        """A date (ISO) for the page that agrees with the report; empty where it names no year."""
        identity = self.plain.identity
        if _ISO.fullmatch(identity.date):
            return identity.date
        return f"{identity.year}-02-05" if identity.year else ""

    @cached_property
    def head(self) -> tuple[Piece, ...]:
        """The headings that the report opens with: its title, if it has one."""
        found: list[Piece] = []
        for piece in self.pieces[:2]:
            if piece.kind != "heading" or len(piece.text) > _HEAD_LONGEST or found[1:]:
                break
            found.append(piece)
        return tuple(found)

    def starts(self, characters: int) -> list[float]:
        """Where excerpts may begin that do not overlap, the one with the most digits first."""
        total = sum(len(p.text) for p in self.pieces)
        count = max(1, total // characters)
        shares = [i / count for i in range(count)]
        digits = {
            s: sum(c.isdigit() for p in self.excerpt(characters, s).pieces for c in p.text)
            for s in shares
        }
        return sorted(shares, key=lambda s: (-digits[s], s))

    def excerpt(self, characters: int, start: float) -> Paper:
        """Title and some ``characters`` of whole pieces, from the share ``start`` of the text on."""
        head, body = self.head, self.pieces[len(self.head) :]
        total = sum(len(p.text) for p in body)
        chosen: list[Piece] = []
        at = taken = 0
        for piece in body:
            if at >= start * total and (not chosen or taken + len(piece.text) <= characters):
                chosen.append(piece)
                taken += len(piece.text)
            elif chosen:
                break
            at += len(piece.text)
        return Paper(self.name, [*head, *chosen], self.hidden)


def papers(names: Sequence[str] = ()) -> list[Paper]:
    """The reports named, or all: those of ``../shared``, else the samples. KeyError: no such."""
    shared = benchdata.shared_folder()
    if shared is not None:
        hidden = benchdata.held_out(benchdata.checkout())
        found = {p.stem: (p.read_bytes(), p.stem in hidden) for p in benchdata.real_texts(shared)}
    else:
        samples = sorted(files("duizhang.samples").iterdir(), key=lambda p: p.name)
        found = {
            p.name.rpartition(".")[0]: (p.read_bytes(), False)
            for p in samples
            if p.name.endswith((".txt", ".md"))
        }
    return [paper_of(name, *found[name]) for name in (names or sorted(found))]


def paper_of(name: str, data: bytes, hidden: bool = False) -> Paper:
    """The report that the plain text ``data`` holds."""
    once = pieces_of(decode(make_source(f"{name}.txt", data)))
    again = decode(make_source(f"{name}.txt", as_text(once).encode()))
    return Paper(name, pieces_of(again), hidden)


def pieces_of(document: Document) -> list[Piece]:
    """The lines of ``document``; furniture is left out."""
    found = []
    for block in document.blocks:
        if block.kind == "furniture":
            continue
        mark = block.marker if block.marker in _MARKDOWN_MARKS else ""
        text = re.sub(
            r"[\n\r\x0b\x0c\x85\u2028\u2029]+", "", document.text[block.start : block.end]
        )
        found.append(Piece(block.kind, block.level, text, mark))
    return found


def as_text(pieces: Sequence[Piece]) -> str:
    """The pieces as plain text, with Markdown's marks where a piece had them."""
    lines = []
    for i, piece in enumerate(pieces):
        if i and not (piece.kind == "row" and pieces[i - 1].kind == "row"):
            lines.append("")
        mark = "#" * piece.level or piece.mark
        lines.append(f"{mark} {piece.text}" if mark else piece.text)
    return "\n".join(lines) + "\n"


def cells_of(row: str) -> list[str]:
    """The cells of a table's row as plain text has it."""
    if row.startswith("|"):
        return [c.strip() for c in row.strip("|").split("|")]
    return [c.strip() for c in re.split(r"\t+| {2,}", row)]


def read_bytes(name: str, data: bytes) -> Report:
    """What the file ``data`` says. Raises :class:`duizhang.reading.Unreadable`."""
    return interpret(decode(make_source(name, data)))
