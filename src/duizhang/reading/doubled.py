"""Fake bold: print that stands twice because a page made it bold by printing it twice.

The copy of such a page reads 稳步向前稳步向前，， or 22.. 实 干实 干: runs of one kind of character
(words, digits, signs) follow their own copy. Chinese doubles words by nature, too (研究研究,
高高兴兴), so a doubled phrase counts only where the whole line is made of doubled runs, or a clause
begins with one that is long, or its stop is doubled with it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from duizhang.reading.draft import Cut, Draft

_HAN = re.compile("[\u4e00-\u9fff]")
# Short enough that looking at every tiling costs nothing, long enough for any heading.
_LONGEST_LINE = 120
# A clause that begins with a phrase and its copy; then perhaps its stop and the stop's copy.
_CLAUSE = re.compile(
    r"[\s，。；：！？,;:]"
    r"(?P<phrase>[^\s，。；：！？,;:（）《》“”、(0-9][^\s，。；：！？,;:]{1,39}?)(?P<copy>(?P=phrase))"
    r"(?=(?:(?P<stop>[，。；：！？、,;:])(?P<stop_copy>(?P=stop)))?)"
)
_STOP_TWICE = re.compile(r"[\u4e00-\u9fff][，。；：]{2}")
_YEAR = re.compile(r"[\u4e00-\u9fff]{2}20[0-9]{2}(?![0-9])")
_BEHIND = re.compile(r"[\s，。；：！？、,;:”）]|\Z")
# Single Han characters with one or two spaces between each: 亮 点 纷 呈.
_SPACED = re.compile(
    "(?<![\u4e00-\u9fff][ \u3000])(?<![\u4e00-\u9fff\uff1a:])"
    "[\u4e00-\u9fff](?:[ \u3000]{1,2}[\u4e00-\u9fff](?![\u4e00-\u9fff])){2,}"
)
_GAPS = re.compile("[ \u3000][\u4e00-\u9fff][ \u3000]")
_SPACES = re.compile("[ \u3000]+")
_PHRASE_SURE = 8  # characters from which a doubled phrase needs no boundary behind it
_PHRASE_BOUNDED = 5  # ... and from which one counts that ends with its clause


def drop_doubled(draft: Draft) -> None:
    """Mark second copies as ghosts, and close up headings that were spaced out."""
    text = draft.text
    ghosts = _doubled_clauses(text)
    if _STOP_TWICE.search(text):
        ghosts = sorted({*ghosts, *_over_line_ends(text)})
    at = 0
    bold: list[int] = []
    for line in text.splitlines(keepends=True):
        if 6 <= len(line) <= _LONGEST_LINE:
            found = _doubled_line(line, at)
            if found:
                ghosts += found
                bold.append(draft.source(at + len(line) - len(line.lstrip())))
        at += len(line)
    if ghosts:
        ghosts.sort()
        draft.warn(
            "doubled_print",
            f"{len(ghosts)} runs of text were printed twice (fake bold); the copies are left out",
            ghosts[0].start,
            ghosts[0].end,
        )
        draft.remove(ghosts)
    bold += _close_up(draft)
    draft.bold = sorted(bold)


def _doubled_clauses(text: str, stopped: bool = False) -> list[Cut]:
    """The copies of clauses; only of those whose stop is doubled, too, if ``stopped``."""
    cuts: list[Cut] = []
    # a line's end in front, for the first clause begins behind nothing
    for m in _CLAUSE.finditer("\n" + text):
        phrase = m["phrase"]
        few = 2 if m["stop"] else 3
        if len(set(_HAN.findall(phrase))) < few or phrase in (phrase + phrase)[1:-1]:
            continue  # a rhythm (一个一个), no phrase
        if (
            m["stop"]
            or (not stopped and len(phrase) >= _PHRASE_SURE)
            or (
                not stopped
                and len(phrase) >= _PHRASE_BOUNDED
                and _BEHIND.match(text, m.end("copy") - 1)
            )
        ):
            cuts.append(Cut(m.start("copy") - 1, m.end("copy") - 1, "ghost"))
            if m["stop"]:
                cuts.append(Cut(m.start("stop_copy") - 1, m.end("stop_copy") - 1, "ghost"))
    return cuts


def _over_line_ends(text: str) -> list[Cut]:
    """Doubled clauses that a column's width broke: found in the text without its line ends."""
    places = [i for i, c in enumerate(text) if c not in "\r\n" or text[i - 1 : i] == "\n"]
    solid = "".join([text[i] for i in places])
    if len(solid) == len(text):
        return []
    return [
        Cut(places[cut.start], places[cut.end - 1] + 1, "ghost")
        for cut in _doubled_clauses(solid, stopped=True)
    ]


def _doubled_line(line: str, at: int) -> list[Cut]:
    """Ghosts in a line that is made of doubled runs from its first character to its last."""
    places = [i for i, c in enumerate(line) if not c.isspace()]
    n = len(places)
    if n < 8 or n % 2:
        return []
    solid = "".join([line[i] for i in places])
    if not _starts_doubled(solid) or not _starts_doubled(solid[::-1]):
        return []  # cheap, and true of nearly every line
    runs = _tile(solid)
    if not _bold(solid, runs):
        return []
    cuts = []
    start = 0
    for length in runs:
        if not _seamless(places[start : start + length + 1]):
            return []
        first_end = places[start + length - 1] + 1
        copy_end = places[start + 2 * length - 1] + 1
        cuts.append(Cut(at + first_end, at + copy_end, "ghost"))
        start += 2 * length
    return cuts


def _seamless(places: list[int]) -> bool:
    """Whether a copy (the last place is its first) follows its first print without a gap.

    A gap of its own is a table's (指标 数值 指标 数值), unless every character is spaced out.
    """
    gaps = [behind - before for before, behind in pairwise(places)]
    return gaps[-1] == 1 or (len(gaps) > 2 and min(gaps) > 1)


def _starts_doubled(solid: str) -> bool:
    i = solid.find(solid[0], 1)
    while 0 < i <= len(solid) // 2:
        if solid.startswith(solid[:i], i):
            return True
        i = solid.find(solid[0], i + 1)
    return False


def _tile(solid: str) -> list[int]:
    """Lengths of doubled runs that make up ``solid``, the longest runs first; [] when none do.

    From the end: ``best[i]`` is the first run of a tiling of ``solid[i:]``.
    """
    n = len(solid)
    best = [0] * n + [-1]
    for i in range(n - 2, -1, -1):
        for length in range((n - i) // 2, 0, -1):
            behind = i + 2 * length
            if best[behind] and solid[i : i + length] == solid[i + length : behind]:
                best[i] = length
                break
    runs = []
    i = 0
    while i < n:
        if best[i] == 0:
            return []
        runs.append(best[i])
        i += 2 * best[i]
    return runs


def _bold(solid: str, runs: list[int]) -> bool:
    """Whether a tiling is fake bold: no number that repeats itself, no 高高兴兴快快乐乐."""
    if not runs:
        return False
    start = 0
    longest = 0
    for length in runs:
        if _HAN.search(solid, start, start + length):
            longest = max(longest, length)
        start += 2 * length
    distinct = len(set(_HAN.findall(solid)))
    if distinct == 2 and len(runs) == 1 and _YEAR.search(solid):
        return True  # 回望2031回望2031
    return distinct >= 3 and (longest >= 4 or (longest >= 1 and len(runs) >= 5))


def _close_up(draft: Draft) -> list[int]:
    """Close up what was spaced out; the source offsets of the lines that are all such print."""
    text = draft.text
    if not _GAPS.search(text):
        return []
    spaced = list(_SPACED.finditer(text))
    cuts = [
        Cut(m.start() + s.start(), m.start() + s.end(), "joined")
        for m in spaced
        for s in _SPACES.finditer(m.group())
    ]
    bold = [draft.source(m.start()) for m in spaced if text[m.end() : m.end() + 1] in ("", "\n")]
    if cuts:
        draft.warn(
            "spaced_heading",
            f"spaces between the characters of words were closed up ({len(cuts)})",
            cuts[0].start,
            cuts[0].end,
        )
        draft.remove(cuts)
    return bold
