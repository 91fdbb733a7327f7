"""Page furniture: by-lines, share buttons, dates of the web page, captions, licences."""

from __future__ import annotations

from duizhang.language.fold import fold
from duizhang.reading.layout import Layout, layout


def furniture_lines(lines: list[str]) -> list[bool]:
    """For each line (without white space around) whether it is page furniture."""
    known = layout()
    found = [len(line) <= known.furniture_longest and _alone(line, known) for line in lines]
    for i in range(1, len(lines)):
        if found[i] or len(lines[i]) > known.attached_longest:
            continue
        before = lines[i - 1]
        found[i] = bool(
            known.attached_behind.fullmatch(before) or known.attached_beside.fullmatch(before)
        )
    _tail(lines, found, known)
    return found


def _alone(line: str, known: Layout) -> bool:
    """Whether a line is furniture, whatever stands beside it; in either script."""
    line = fold(line)
    if known.furniture.fullmatch(line):
        return True
    return any(
        needed.search(line) and whole.fullmatch(line) for needed, whole in known.furniture_needing
    )


def _tail(lines: list[str], found: list[bool], known: Layout) -> None:
    """Mark all from a closing note (a licence) to the end of the page."""
    for i in range(max(0, len(lines) - known.tail_lines), len(lines)):
        if known.tail.match(lines[i]):
            if all(len(line) <= known.tail_longest for line in lines[i:]):
                found[i:] = [True] * (len(lines) - i)
            return
