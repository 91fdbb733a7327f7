"""Spaces around and inside numbers and Latin words: 332万 吨, 2910 亿元, 12 月, 1 .5, 5G 基站."""

from __future__ import annotations

import re

from duizhang.reading.draft import Cut, Draft
from duizhang.reading.layout import layout

_WIDE = "\u2e80-\u2fdf\u3001-\u9fff\uf900-\ufaff\uff01-\uff60\u3001-\u3017“”‘’—…·℃‰"
_HALF = "0-9A-Za-z０-９%％"
# One space with, on one side at least, a character that needs none beside it; the first line is a
# decimal point torn off its digits. Each begins with the space, so that a scan jumps from one to
# the next.
_SPACE = re.compile(
    rf" (?:(?<=[0-9] )(?=[.．][0-9])|(?<=[0-9][.．] )(?=[0-9]{{1,2}}[%％‰万亿倍])"
    rf"|(?<=[0-9][万亿千百] )(?=[吨元亩人户斤家个项件千亿美平立公辆头株套台])"
    rf"|(?<=[{_HALF}] )(?=[{_WIDE}%％])|(?<=[{_WIDE}] )(?=[{_HALF}“《（])"
    rf"|(?<=[“《（] )(?=[{_WIDE}])|(?<=[{_WIDE}] )(?=[”》）]))"
)
# Thousands set apart: 38 416元. What counts must stand behind it, for two numbers may stand so.
_THOUSANDS = re.compile(
    r"(?<![0-9０-９.．,，])[0-9]{1,3}(?: [0-9]{3})+(?![0-9.．])(?= ?[万亿千]?[元人户吨亩家个公平立件套])"
)
_LINE_START = re.compile(r"[ \t\u3000]*(?:[#>*+\-][#>*+\- ]*)?[0-9０-９]{1,3}[.．、]?$")


def close_spaces(draft: Draft) -> None:
    """Remove single spaces between Han characters, digits, units and Latin words.

    Between two Latin words, two numbers or two Han words the space stays: it may part names.
    Behind a number that begins a line it stays, too, unless a unit follows: it may be a mark.
    """
    text = draft.text
    if " " not in text:
        return
    unit = layout().sure_unit
    cuts: list[Cut] = []
    for m in _SPACE.finditer(text):
        at = m.start()
        near = max(0, at - 12)
        line = max(text.rfind("\n", near, at), text.rfind("\r", near, at)) + 1
        begins = (line or not near) and _LINE_START.match(text, line, at)
        if begins and not (text[at - 1].isdigit() and unit.match(text, at + 1)):
            continue
        cuts.append(Cut(at, at + 1, "joined"))
    cuts += [
        Cut(m.start() + i, m.start() + i + 1, "joined")
        for m in _THOUSANDS.finditer(text)
        for i, c in enumerate(m.group())
        if c == " "
    ]
    cuts = sorted(set(cuts))
    numbers = [c for c in cuts if text[c.start - 1].isdigit() or text[c.end].isdigit()]
    if numbers:
        draft.warn(
            "spaced_number",
            f"{len(numbers)} spaces beside or inside numbers were closed up",
            numbers[0].start,
            numbers[0].end,
        )
    draft.remove(cuts)
