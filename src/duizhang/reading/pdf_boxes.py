"""Figures in boxes on a PDF page: large numbers in a row, each with its words below or above it."""

from __future__ import annotations

from collections.abc import Sequence

from duizhang.reading.boxes import is_label, is_value, paired_rows
from duizhang.reading.pdf_blocks import Block
from duizhang.reading.pdf_lines import Run, rows_of

_LARGER = 1.2  # a number's size against that of its words
_NEAR = 1.6  # em of the number between it and its words
_LINES = 3  # of the words of one box
_MIDDLE = 1.2  # em of the words by which middles, or left edges, may differ
_MOST = 400  # lines of a page of boxes


def boxes_of(runs: list[Run], page: int) -> list[Block]:
    """Take boxes that stand beside each other out of ``runs`` and give each row of them.

    The cells of such a block are its boxes, the words first; each is a line of its own.
    """
    if len(runs) > _MOST:
        return []
    values = [run for run in runs if is_value(run.text)]
    if len(values) < 2:
        return []
    labels = [run for run in runs if is_label(run.text)]
    found: list[Block] = []
    gone: set[int] = set()
    for row in rows_of(sorted(values, key=lambda r: (r.middle, r.left))):
        left = [run for run in labels if id(run) not in gone]
        best = min(
            (boxes for side in (1, -1) if (boxes := _row(row, left, side))),
            key=lambda boxes: sum(_gap(words[0], value) for words, value in boxes),
            default=[],
        )
        if best:
            block = Block([run for words, value in best for run in (*words, value)], page)
            block.rows, block.apart = [[[*words, value] for words, value in best]], True
            found.append(block)
            gone |= {id(run) for run in block.runs}
    if found:
        runs[:] = [run for run in runs if id(run) not in gone]
    return found


def unbox(tables: Sequence[Block]) -> None:
    """Tables of boxes, a row of numbers over a row of words, are written box by box."""
    for table in tables:
        texts = [["".join(run.text for run in cell) for cell in row] for row in table.rows]
        pairs = paired_rows(texts)
        if pairs:
            table.rows = [
                [[*w, *v] for w, v in zip(table.rows[words], table.rows[values], strict=True)]
                for words, values in pairs
            ]
            table.apart = True


def _row(row: list[Run], labels: list[Run], side: int) -> list[tuple[list[Run], Run]]:
    """The numbers of ``row`` with their words on one ``side`` (1: below); nothing where fewer than
    two and than half have words, or two have the same."""
    found = [(words, value) for value in row if (words := _words(value, labels, side))]
    every = [id(run) for words, _ in found for run in words]
    if len(found) < max(2, len(row) / 2) or len(set(every)) < len(every):
        return []
    return found


def _words(value: Run, labels: list[Run], side: int) -> list[Run]:
    """The lines of words that stand in the column of ``value`` and next to it, from the top."""
    found: list[Run] = []
    last, near = value, _NEAR * value.size
    for run in sorted(labels, key=lambda r: side * r.middle):
        if side * run.middle <= side * last.middle or not _in_column(value, run):
            continue
        gap = run.top - last.bottom if side > 0 else last.top - run.bottom
        if gap > near or value.size < _LARGER * run.size or len(found) == _LINES:
            break
        found.append(run)
        last, near = run, 0.8 * run.size
    found.sort(key=lambda r: r.top)
    return found if is_label("".join(run.text for run in found)) else found[:1]


def _in_column(value: Run, run: Run) -> bool:
    slack = _MIDDLE * run.size
    middles = (value.left + value.right) - (run.left + run.right)
    return abs(middles) / 2 <= slack or abs(value.left - run.left) <= slack


def _gap(words: Run, value: Run) -> float:
    return max(words.top - value.bottom, value.top - words.bottom)
