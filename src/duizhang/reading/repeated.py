"""A paragraph or bullet that stands twice, the second right behind the first."""

from __future__ import annotations

import re

from duizhang.reading.draft import Cut, Draft

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]*\S[^\n\r\x0b\x0c\x85\u2028\u2029]*")
_SHORTEST = 12  # characters; shorter lines repeat for good reasons (table cells, 各位代表！)
_SHORTEST_NEAR = 24
_DIFFER = 6  # characters that two nearly equal lines may differ by
_HAN = re.compile("[\u4e00-\u9fff]")
_DIGIT = re.compile(r"\d")


def drop_repeated(draft: Draft) -> None:
    """Mark exact repetitions as ghosts; warn of near ones, which both stay."""
    text = draft.text
    cuts: list[Cut] = []
    near: list[tuple[int, int]] = []
    before, before_end = "", 0
    for m in _LINE.finditer(text):
        line = m.group().strip()
        hint = draft.hint(m.start() + m.group().index(line[0])) if draft.hints else None
        if hint and hint.kind == "row":  # two rows of a table may well say the same
            before, before_end = "", m.end()
            continue
        if len(line) >= _SHORTEST and abs(len(line) - len(before)) <= _DIFFER:
            if line == before and _HAN.search(line):
                cuts.append(Cut(before_end, m.end(), "ghost"))
                continue
            if len(line) >= _SHORTEST_NEAR and _nearly(line, before):
                near.append(m.span())
        before, before_end = line, m.end()
    for start, end in near:
        draft.warn(
            "repeated_item",
            "this item and the one before it are nearly the same; one may be a misprint",
            start,
            end,
        )
    if cuts:
        draft.warn(
            "repeated_paragraph",
            f"{len(cuts)} paragraphs stood twice in a row; the repetitions are left out",
            cuts[0].start,
            cuts[0].end,
        )
        draft.remove(cuts)


def _nearly(line: str, before: str) -> bool:
    """Whether two lines differ in one spot only, by few characters, and in no digit."""
    shorter = min(len(line), len(before))
    head = 0
    while head < shorter and line[head] == before[head]:
        head += 1
    tail = 0
    while tail < shorter - head and line[-1 - tail] == before[-1 - tail]:
        tail += 1
    if shorter - head - tail > _DIFFER:
        return False
    digits = (_DIGIT.search(line), _DIGIT.search(before))
    return all(digits) and _DIGIT.findall(line) == _DIGIT.findall(before)
