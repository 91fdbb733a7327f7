"""Page furniture: by-lines, share buttons, dates of the web page, captions, licences."""

from __future__ import annotations

from duizhang.reading.layout import layout


def furniture_lines(lines: list[str]) -> list[bool]:
    """For each line (without white space around) whether it is page furniture."""
    known = layout()
    whole, longest = known.furniture, known.furniture_longest
    found = [len(line) <= longest and whole.fullmatch(line) is not None for line in lines]
    for i in range(1, len(lines)):
        if found[i] or len(lines[i]) > known.attached_longest:
            continue
        if known.attached_behind.fullmatch(lines[i - 1]) or known.attached_beside.fullmatch(
            lines[i - 1]
        ):
            found[i] = True
    return found
