"""Running heads, page numbers and footnotes of a PDF: what is no part of the running text."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from duizhang.reading.note_marks import BEFORE, exponent, is_mark
from duizhang.reading.pdf_blocks import Block
from duizhang.reading.pdf_lines import Run, rows_of

_ZONE = 0.2  # of the page's height, at its head and foot
_ROWS = 4  # rows of a running head
_GRID = 4.0  # pt: places that differ by less are the same
_DIGITS = re.compile(r"[0-9０-９]+|[ivxlcIVXLC]+(?=[\s—–·-]*$)")
_NUMBER = re.compile(r"[-—–－·•\s]*(?:第\s*)?\d{1,4}\s*页?[-—–－·•\s]*(?:[/／共]\s*\d{1,4}\s*页?)?")
_NUMBER_ZONE = 0.1  # of the page's height, at its foot: a lone number there is the page's
_MARGIN = 0.07  # of the page's height: what stands there in small print is no text
_MARGIN_SIZE = 0.9  # of the body's size
_APART = 0.8  # em between such print and what stands next to it; OCR measures it to a tenth
_MARGIN_LONGEST = 80  # characters
_NOTE = re.compile(
    r"(?:[①-⑳]|\[\d{1,2}\]|〔\d{1,2}〕|[*＊†※]|\d{1,2})(?=\s*[A-Za-z一-鿿“《])|注[:：释]"
)
_NOTE_SIZE = 0.93  # of the body's size, at most
_NOTE_ZONE = 0.4  # of the page's height, from its head: notes stand below
_SMALL = 0.8  # of its line's size: a mark of a note is smaller
_RAISED = 0.15  # ... and stands higher by so much of it


def split_furniture(pages: list[list[Run]], heights: list[float], body: float) -> list[list[Run]]:
    """Take running heads and page numbers out of ``pages`` (lines from the top); gives them.

    A line is one when the same words stand at the same place of other pages, or all but their
    digits; from the outermost row inwards, until a row is none. ``body`` is the text's size.
    """
    edges = [_edge_rows(runs, height) for runs, height in zip(pages, heights, strict=True)]
    counts: Counter[tuple[str, int]] = Counter()
    for rows in edges:
        counts.update({key for side in rows for row in side for run in row for key in _keys(run)})
    needed = 2 if len(pages) <= 6 else 3
    taken: list[list[Run]] = []
    for page, (rows, height) in enumerate(zip(edges, heights, strict=True)):
        out: list[Run] = []
        for side in rows:
            for row in side:
                if not all(any(counts[k] >= needed for k in _keys(run)) for run in row):
                    break
                out += row
            out += _marginal(side, out, height, body)
        gone = {id(run) for run in out}
        pages[page][:] = [run for run in pages[page] if id(run) not in gone]
        taken.append(sorted(out, key=lambda r: (r.top, r.left)))
    return taken


def _edge_rows(runs: list[Run], height: float) -> tuple[list[list[Run]], list[list[Run]]]:
    rows = rows_of(runs)
    head = [row for row in rows[:_ROWS] if row[0].bottom < height * _ZONE]
    foot = [row for row in rows[: -_ROWS - 1 : -1] if row[0].top > height * (1 - _ZONE)]
    return head, foot


def _keys(run: Run) -> tuple[tuple[str, int], ...]:
    """What a line says but for its digits, and where; in two grids, for places may be at an edge."""
    words = _DIGITS.sub("#", run.text.replace(" ", ""))
    place = run.middle / _GRID
    return (words, int(place) * 2), (words, int(place + 0.5) * 2 + 1)


def _marginal(side: list[list[Run]], out: list[Run], height: float, body: float) -> list[Run]:
    """An outermost row that is furniture though no other page repeats it: small print in the
    margin, or the page's number alone below all else."""
    if not side or side[0][0] in out:
        return []
    row = side[0]
    gap = abs(row[0].middle - side[1][0].middle) - row[0].size if len(side) > 1 else height
    if gap <= _APART * min(r.size for r in row):
        return []
    small = all(r.size < _MARGIN_SIZE * body and len(r.glyphs) <= _MARGIN_LONGEST for r in row)
    outside = row[0].bottom < _MARGIN * height or row[0].top > (1 - _MARGIN) * height
    number = (
        len(row) == 1
        and row[0].top > height * (1 - _NUMBER_ZONE)
        and _NUMBER.fullmatch(row[0].text) is not None
    )
    note = _NOTE.match(row[0].text) is not None
    return row if number or (small and outside and not note) else []


def split_notes(blocks: list[Block], body: float, height: float) -> list[Block]:
    """Take footnotes out of ``blocks``: smaller print with a mark, below all running text."""
    lowest = max((b.bottom for b in blocks if b.size > _NOTE_SIZE * body), default=0.0)
    low = [
        b
        for b in blocks
        if b.size <= _NOTE_SIZE * body and b.top > _NOTE_ZONE * height and not b.rows
    ]
    low = [b for b in low if b.top >= _floor(b, blocks, body) and not b.top < lowest * 0.5]
    if not any(_NOTE.match(b.runs[0].text) for b in low):
        return []
    first = min(b.top for b in low if _NOTE.match(b.runs[0].text))
    notes = [b for b in low if b.top >= first - 1]
    for note in notes:
        blocks.remove(note)
    return sorted(notes, key=lambda b: (b.left, b.top))


def _floor(block: Block, blocks: list[Block], body: float) -> float:
    """Where the running text of the columns ends that ``block`` stands in."""
    return max(
        (
            b.bottom - b.size / 2
            for b in blocks
            if b.size > _NOTE_SIZE * body and min(b.right, block.right) > max(b.left, block.left)
        ),
        default=0.0,
    )


def note_lines(notes: list[Block]) -> list[list[Run]]:
    """The notes of a page, each as its lines: one begins with its mark."""
    found: list[list[Run]] = []
    for block in notes:
        for run in block.runs:
            if found and not _NOTE.match(run.text):
                found[-1].append(run)
            else:
                found.append([run])
    return found


def split_numbers(notes: list[list[Run]]) -> list[Run]:
    """Take the bare numbers of ``notes`` out of their first lines: they are no figures."""
    taken: list[Run] = []
    for lines in notes:
        m = _NOTE.match(lines[0].text)
        size = len(m.group().strip()) if m and m.group().strip().isdigit() else 0
        if 0 < size < len(lines[0].glyphs):
            taken.append(Run(lines[0].glyphs[:size]))
            lines[0].glyphs = lines[0].glyphs[size:]
            lines[0].measure()
    return taken


def split_marks(runs: list[Run]) -> list[Run]:
    """Take raised marks of notes out of the lines, where they would touch figures: 8¹%, but not m²."""
    taken: list[Run] = []
    for run in runs:
        most = _SMALL * run.size
        small = [i for i, g in enumerate(run.glyphs) if g.size <= most]
        if not small or len(small) == len(run.glyphs):
            continue
        starts = [i for n, i in enumerate(small) if not n or small[n - 1] != i - 1]
        ends = [a + 1 for a, b in pairwise([*small, len(run.glyphs) + 1]) if b != a + 1]
        for start, end in sorted(zip(starts, ends, strict=True), reverse=True):
            if not _is_raised(run, start, end):
                continue
            said = "".join(g.char for g in run.glyphs[start:end])
            before = "".join(g.char for g in run.glyphs[max(0, start - BEFORE) : start])
            if power := exponent(said, before):
                run.rewrite(start, end, power)
            elif is_mark(said, before):
                taken.append(Run(run.glyphs[start:end]))
                run.glyphs = run.glyphs[:start] + run.glyphs[end:]
    return sorted(taken, key=lambda r: (r.top, r.left))


def _is_raised(run: Run, start: int, end: int) -> bool:
    """Whether the small glyphs ``[start, end)`` of ``run`` stand above its foot."""
    foot = run.bottom - _RAISED * run.size
    return all(g.bottom < foot for g in run.glyphs[start:end] if g.char.strip())
