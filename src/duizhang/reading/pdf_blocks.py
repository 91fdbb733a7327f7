"""Blocks of a PDF page - lines that stand below each other in one column - in reading order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from duizhang.reading.pdf_lines import Run, rows_of

_SAME_SIZE = 1.13  # lines of one block differ by less in size
_FARTHEST = 2.2  # em between two lines of one block
_FORK = 1.3  # em below a line in which two lines beside each other show that it spans columns
_INDENT = 3.0  # em
_TOUCH = 0.3  # em by which lines must overlap from left to right to stand below each other
_SLACK = 0.15  # em by which boxes may run into each other
_MOST = 400  # blocks; of more the order is from the top to the bottom
_CERTAIN = 3  # by so much rows of blocks must follow each other better than columns do
_HEADLINE = 1.15  # times the text's size
_SAME_GUTTER = 0.6  # of its width stays where more text is seen beside it
_TRIES = 64  # cuts of one page of which both ways are weighed

Flow = Callable[["Block", "Block"], int]


class Block:
    """Lines of one column, from the top; with their common box and size in points.

    A table has ``rows`` of cells of lines; where ``apart`` is set, each cell is a line of its own.
    """

    __slots__ = (
        "apart",
        "bottom",
        "even_edge",
        "left",
        "page",
        "right",
        "rows",
        "runs",
        "size",
        "top",
    )

    def __init__(self, runs: list[Run], page: int = 0) -> None:
        self.page = page
        self.runs = runs
        self.rows: list[list[list[Run]]] = []
        self.apart = False
        self.measure()

    def measure(self) -> None:
        """Compute box and size anew from the lines."""
        self.left = min(r.left for r in self.runs)
        self.right = max(r.right for r in self.runs)
        self.top = min(r.top for r in self.runs)
        self.bottom = max(r.bottom for r in self.runs)
        sizes = sorted(r.size for r in self.runs)
        self.size = sizes[len(sizes) // 2]
        self.even_edge: float | None = None  # noted by who measures it

    @property
    def width(self) -> float:
        """From the leftmost to the rightmost character."""
        return self.right - self.left


def blocks_of(runs: list[Run], page: int) -> list[Block]:
    """The blocks that ``runs`` (from the top) make, in the order of their first lines.

    A line goes on the block above it where each is the other's only neighbour: a headline over
    two columns, or a line below them, begins a block of its own.
    """
    rows = rows_of(runs)
    flat = [run for row in rows for run in row]
    row_of = {id(run): i for i, row in enumerate(rows) for run in row}
    open_blocks: list[_Open] = []
    found: list[list[Run]] = []
    for run in flat:
        top, left, right, size = run.top, run.left, run.right, run.size
        above = [b for b in open_blocks if b.holds(top, left, right, size)]
        open_blocks = [b for b in open_blocks if top < b.closes]
        block = above[0] if len(above) == 1 else None
        if block is not None and _goes_on(block.runs[-1], run) and not _forks(block, rows, row_of):
            block.add(run)
            continue
        open_blocks = [b for b in open_blocks if b not in above]
        open_blocks.append(_Open(run))
        found.append(open_blocks[-1].runs)
    return [Block(part, page) for part in found]


class _Open:
    """A block that may go on, and where: the height that closes it, its last line's foot and size,
    and the width of its last lines. The very last may be a paragraph's end, and what follows be
    indented: neither overlaps alone."""

    __slots__ = ("bottom", "closes", "left", "right", "runs", "size")

    def __init__(self, run: Run) -> None:
        self.runs: list[Run] = []
        self.add(run)

    def add(self, run: Run) -> None:
        """``run`` goes on this block."""
        self.runs.append(run)
        last = self.runs[-3:]
        self.left, self.right = min(r.left for r in last), max(r.right for r in last)
        self.bottom, self.size = run.bottom, run.size
        self.closes = run.bottom + 6 * run.size

    def holds(self, top: float, left: float, right: float, size: float) -> bool:
        """Whether such a line stands in the column of this block, near to its last lines."""
        if top - self.bottom > _FARTHEST * (size if size > self.size else self.size):
            return False
        shared = (right if right < self.right else self.right) - (
            left if left > self.left else self.left
        )
        if shared > _TOUCH * (size if size < self.size else self.size):
            return True
        # behind lines that are all indented the few characters of a paragraph's end stand beside them
        return self.left - _INDENT * size <= left < self.left


def _goes_on(upper: Run, run: Run) -> bool:
    return max(upper.size, run.size) <= _SAME_SIZE * min(upper.size, run.size)


def _forks(block: _Open, rows: list[list[Run]], row_of: dict[int, int]) -> bool:
    """Whether two lines beside each other stand right below ``block``."""
    upper = block.runs[-1]
    first: Run | None = None
    for i in range(row_of[id(upper)] + 1, len(rows)):
        if rows[i][0].top > upper.bottom + _FORK * upper.size:
            break
        for run in rows[i]:
            if not block.holds(run.top, run.left, run.right, run.size):
                continue
            if first is None:
                first = run
            elif run.top < first.middle and (run.left >= first.right or run.right <= first.left):
                return True
    return False


def in_order(blocks: list[Block], flow: Flow) -> list[Block]:
    """``blocks`` as a person reads them: columns from the left, each from its top.

    The page is cut along white bands, upright and level ones; where both cuts are possible columns
    are read, unless rows of blocks follow each other better by ``flow`` (see :func:`score`). Where none is,
    blocks come when all that stands above them is read, the leftmost first.
    """
    if len(blocks) > _MOST:
        return sorted(blocks, key=lambda b: (b.top, b.left))
    try:
        return _continued(_ordered(blocks, flow, [_TRIES]), flow)
    except RecursionError:  # boxes nested hundreds deep are no printed page
        return sorted(blocks, key=lambda b: (b.top, b.left))


def score(blocks: Sequence[Block], flow: Flow) -> int:
    """How well each of ``blocks`` follows the one before it, in sum."""
    return sum(flow(a, b) for a, b in pairwise(blocks))


def _ordered(blocks: list[Block], flow: Flow, tries: list[int]) -> list[Block]:
    if len(blocks) < 2:
        return blocks
    beside = _split(blocks, lambda b: (b.left, b.right))
    below = _split(blocks, lambda b: (b.top, b.bottom))
    if len(beside) > 1 and len(below) > 1:
        if _is_headline(below[0], [b for part in below[1:] for b in part]):
            return _all([below[0], [b for part in below[1:] for b in part]], flow, tries)
        across = _all(beside, flow, tries)
        tries[0] -= 1
        if tries[0] < 0:
            return across
        down = _all(below, flow, tries)
        surplus = score(down, flow) - score(across, flow)
        return down if surplus > _CERTAIN else across
    if len(beside) > 1:
        return _all(beside, flow, tries)
    if len(below) > 1:
        bands = _bands(below)
        return _all(bands if len(bands) > 1 else below, flow, tries)
    return _one_by_one(blocks, flow)


def _is_headline(top: list[Block], rest: list[Block]) -> bool:
    """Whether ``top`` is larger print over more than one column of the ``rest`` below it."""
    usual = sorted(b.size for b in rest)[len(rest) // 2]
    if any(b.size < _HEADLINE * usual for b in top):
        return False
    left, right = min(b.left for b in top), max(b.right for b in top)
    columns = _split(rest, lambda b: (b.left, b.right))
    return (
        sum(
            min(b.left for b in column) < right and max(b.right for b in column) > left
            for column in columns
        )
        > 1
    )


def _all(parts: list[list[Block]], flow: Flow, tries: list[int]) -> list[Block]:
    return [block for part in parts for block in _ordered(part, flow, tries)]


def _bands(parts: list[list[Block]]) -> list[list[Block]]:
    """``parts`` of a page from the top, those put together again that one gutter runs through: what
    spans its columns stands above or below them, and must not cut them where it does not stand."""
    found: list[list[Block]] = []
    for part in parts:
        if found:
            gutters = [g for g in (_gutter(found[-1]), _gutter(part)) if g > 0]
            together = found[-1] + part
            if gutters and _gutter(together) >= _SAME_GUTTER * min(gutters):
                found[-1] = together
                continue
        found.append(part)
    return found


def _gutter(blocks: list[Block]) -> float:
    """Width of the widest gap between columns of ``blocks``; 0 where there is one column."""
    groups = _split(blocks, lambda b: (b.left, b.right))
    return max(
        (
            min(b.left for b in right) - max(b.right for b in left)
            for left, right in pairwise(groups)
        ),
        default=0.0,
    )


def _split(blocks: list[Block], side: Callable[[Block], tuple[float, float]]) -> list[list[Block]]:
    """``blocks`` in groups that a white band parts, along one side of their boxes."""
    groups: list[list[Block]] = []
    reach = 0.0
    for block in sorted(blocks, key=lambda b: side(b)[0]):
        start, end = side(block)
        slack = _SLACK * block.size
        if groups and start + slack < reach:
            groups[-1].append(block)
            reach = max(reach, end - slack)
        else:
            groups.append([block])
            reach = end - slack
    return groups


def _one_by_one(blocks: list[Block], flow: Flow) -> list[Block]:
    """Blocks of a region that no straight cut parts."""
    above = [_above(block, blocks) for block in blocks]
    found: list[Block] = []
    left = set(range(len(blocks)))
    while left:
        ready = [i for i in left if not above[i] & left] or [
            min(left, key=lambda i: (blocks[i].top, blocks[i].left))
        ]
        under = [i for i in ready if found and _stands_under(found[-1], blocks[i])]
        best = min(under or ready, key=lambda i: (blocks[i].left, blocks[i].top))
        found.append(blocks[best])
        left.remove(best)
    return found


def _above(block: Block, blocks: list[Block]) -> set[int]:
    """Those that stand above ``block`` and share some of its width."""
    return {
        i
        for i, other in enumerate(blocks)
        if other is not block and other.top < block.top and _shared(other, block) > 0
    }


def _stands_under(upper: Block, block: Block) -> bool:
    return block.top > upper.top and _shared(upper, block) > 0


def _shared(a: Block, b: Block) -> float:
    """Width that both have, less what boxes may run into each other."""
    return min(a.right, b.right) - max(a.left, b.left) - _TOUCH * min(a.size, b.size)


def _continued(blocks: list[Block], flow: Flow) -> list[Block]:
    """Mend the order where an article was left in the middle of a sentence at a column's end.

    What begins anew behind it then waits until the nearest later block that goes on with the
    sentence, and what follows that without a break, is read.
    """
    found = list(blocks)
    i = 0
    while i < len(found) - 1:
        if flow(found[i], found[i + 1]) < 0:
            j = next((k for k in range(i + 2, len(found)) if _fits(found, i, k, flow)), 0)
            if j:
                end = j + 1
                while end < len(found) and flow(found[end - 1], found[end]) > 0:
                    end += 1
                moved = found[j:end]
                del found[j:end]
                found[i + 1 : i + 1] = moved
        i += 1
    return found


def _fits(blocks: list[Block], i: int, k: int, flow: Flow) -> bool:
    """Whether block ``k`` goes on block ``i`` better than on the one it stands behind now."""
    if blocks[k].top >= blocks[i].bottom and blocks[k].left < blocks[i].right:
        return False
    return flow(blocks[i], blocks[k]) > 0 and flow(blocks[k - 1], blocks[k]) <= 0
