"""Reports like real ones, as many as are needed: a text with other digits, places and order.

For measuring speed and memory on thousands of reports when a few dozen are at hand. What makes a
report hard to read stays: its lengths, numerals, headings, dates, broken lines and marks.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

# A numeral that may change: no year, day or clock, no list number at a line's head, no part of a
# Latin word (5G, G20).
_NUMERAL = re.compile(
    r"(?<![0-9A-Za-z.])(?!(?:19|20)[0-9]{2}(?![0-9.]))[0-9]+(?:\.[0-9]+)?"
    r"(?![0-9A-Za-z.])(?!\s*[年月日时])"
)
_LIST_NUMBER = re.compile(r"[\s#*（(]*$")
_DATE_AHEAD = re.compile(r"[—\-－–~～至到]\s*[0-9]+\s*[年月日时]")
_HEADING = re.compile(
    r"\s*(?:#|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])"
)
_OWN = "\ue000"  # stands for the report's own place while others trade names
_GOVERNMENT = {"nation": {"国务院"}}  # who else speaks for a place of this level
_PARAGRAPH_LENGTH = 60  # shorter lines may be the pieces of one broken at a column's width


def vary(text: str, seed: int) -> str:
    """``text`` with other digits, other places and its paragraphs in another order.

    The same ``seed`` gives the same text. Length and the number of numerals stay as they are. A
    numeral becomes the same other numeral wherever it stands; years and dates stay. Long
    paragraphs change places between two headings; cities and provinces trade their names.
    """
    return _reordered(_elsewhere(_renumbered(text, seed), seed), seed)


def moved(text: str, seed: int, old: str, new: str, year: int) -> str:
    """``text`` varied (see :func:`vary`) and made the report of another place, under a title.

    The place ``old`` becomes ``new`` wherever it stands, by its full name and by its short one.
    """
    for name in _called(old):
        text = text.replace(name, _OWN)
    return f"{year}年{new}政府工作报告\n\n" + vary(text, seed).replace(_OWN, new)


def _called(place: str) -> list[str]:
    """The names by which a report calls its own place, the longest first."""
    from duizhang.language.places import default_places

    known = default_places().best(place)
    if known is None:
        return [place]
    names = {place, known.name, *(set(known.short) - set(known.weak))}
    return sorted(names | _GOVERNMENT.get(known.level, set()), key=lambda n: (-len(n), n))


def place_name(number: int) -> str:
    """The ``number``-th of some three thousand names that one place each has; then from the start."""
    names = _alone()
    return names[number % len(names)]


@cache
def _alone() -> tuple[str, ...]:
    from duizhang.language.places import default_places

    rows = [p for p in default_places().rows if p.level in ("prefecture", "county")]
    often = Counter(p.name for p in rows)
    known = [p for p in rows if often[p.name] == 1 and not p.valid_to and len(p.name) > 2]
    return tuple(p.name for p in sorted(known, key=lambda p: (p.level != "prefecture", p.code)))


def _renumbered(text: str, seed: int) -> str:
    def other(match: re.Match[str]) -> str:
        line_start = text.rfind("\n", 0, match.start()) + 1
        if _LIST_NUMBER.match(text, line_start, match.start()) and len(match[0]) <= 2:
            return match[0]
        if _DATE_AHEAD.match(text, match.end()):
            return match[0]
        dice = random.Random(f"{seed} {match[0]}")
        made = "".join(
            digit if digit == "." else dice.choice("123456789") if digit != "0" else "0"
            for digit in match[0]
        )
        return made if not re.fullmatch("(19|20)[0-9]{2}", made) else "3" + made[1:]

    return _NUMERAL.sub(other, text)


def _elsewhere(text: str, seed: int) -> str:
    names = _trade(seed)
    return _names().sub(lambda match: names[match[0]], text)


def _reordered(text: str, seed: int) -> str:
    dice = random.Random(seed)
    lines = text.split("\n")
    run: list[int] = []
    for i, line in enumerate([*lines, "#"]):
        if _HEADING.match(line):
            kept = [lines[j] for j in run]
            dice.shuffle(kept)
            for j, paragraph in zip(run, kept, strict=True):
                lines[j] = paragraph
            run = []
        elif len(line) >= _PARAGRAPH_LENGTH and line.rstrip().endswith("。"):
            run.append(i)
    return "\n".join(lines)


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    """Names of two characters that may stand for one another: 永州 and 衡阳, both 市."""
    from duizhang.language.places import default_places

    groups: dict[tuple[str, str], list[str]] = {}
    for place in default_places().rows:
        for name in place.short:
            if (
                place.level in ("province", "prefecture")
                and len(name) == 2
                and name not in place.weak
            ):
                ending = place.name.removeprefix(name)
                if len(ending) == 1:
                    groups.setdefault((place.level, ending), []).append(name)
    return tuple(tuple(dict.fromkeys(names)) for names in groups.values())


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(name) for names in _groups() for name in names))


def _trade(seed: int) -> Mapping[str, str]:
    dice = random.Random(seed)
    traded: dict[str, str] = {}
    for names in _groups():
        others = list(names)
        dice.shuffle(others)
        traded |= dict(zip(names, others, strict=True))
    return traded
