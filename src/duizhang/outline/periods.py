"""Reads what a text says of time: years, spans, five-year plans, and words relative to the report."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from duizhang.language.lexicon import Lexicon


class Cue(NamedTuple):
    """A compiled entry of ``periods.toml``: offsets from N, the year of the outlook.

    A ``calendar`` cue (今年, 明年) counts from the year in which it is said.
    """

    name: str
    pattern: re.Pattern[str]
    first: int
    last: int
    stance: str
    review: bool
    calendar: bool
    keeps: bool


class PeriodTable(NamedTuple):
    """``periods.toml`` compiled."""

    plans: dict[str, tuple[int, int]]
    plan: re.Pattern[str]
    running: tuple[Cue, ...]
    early: tuple[Cue, ...]  # running, in a report that is spoken in December
    local: tuple[Cue, ...]
    local_any: re.Pattern[str]
    against: re.Pattern[str]


def _cue(entry: dict[str, Any]) -> Cue:
    return Cue(
        entry["name"],
        re.compile(entry["pattern"]),
        entry["from"],
        entry["to"],
        entry.get("stance", ""),
        bool(entry.get("review")),
        bool(entry.get("calendar")),
        bool(entry.get("keeps")),
    )


def _early(cue: Cue) -> Cue:
    """``cue`` in a report that is spoken at the end of the year before its own."""
    if not cue.calendar:
        return cue
    stance = "review" if cue.last - 1 < 0 and cue.stance else cue.stance
    return cue._replace(first=cue.first - 1, last=cue.last - 1, stance=stance)


def period_table(lexicon: Lexicon) -> PeriodTable:
    """Compiles the periods of a lexicon."""
    table = lexicon.tables["periods"]
    plans = {k: (int(v[0]), int(v[1])) for k, v in table["plans"].items()}
    long = "|".join(sorted((p for p in plans if len(p) > 2), key=lambda p: (-len(p), p)))
    short = "|".join(p for p in plans if len(p) <= 2)  # 十五 without quotes is a number
    local = tuple(_cue(e) for e in table["local"])
    running = [(_cue(e), bool(e.get("early"))) for e in table["running"]]
    return PeriodTable(
        plans,
        re.compile(
            rf"(?<![一二三四五六七八九十第])(?:[“\"]?(?P<long>{long})[”\"]?|[“\"](?P<short>{short})[”\"])(?!条|年|个|项|[、，]?届|运)"
        ),
        tuple(cue for cue, early in running if not early),
        tuple(cue for cue, early in running if early),
        local,
        re.compile("|".join(f"(?P<c{i}>{c.pattern.pattern})" for i, c in enumerate(local))),
        re.compile(f'(?:{"|".join(table["against"])})[“‘"]?$'),
    )


def early_table(lexicon: Lexicon) -> PeriodTable:
    """The periods as a report means them that is spoken in the December before its year."""
    table: PeriodTable = lexicon.compiled(period_table)
    running, local = (
        tuple(map(_early, cues)) for cues in ((*table.running, *table.early), table.local)
    )
    return table._replace(running=running, local=local)


def table_of(lexicon: Lexicon, early: bool) -> PeriodTable:
    """The periods of ``lexicon``, for a report that is spoken ``early`` or in its own year."""
    found: PeriodTable = lexicon.compiled(early_table if early else period_table)
    return found


def plan_years(match: re.Match[str], table: PeriodTable) -> tuple[int, int]:
    """The years of a match of ``table.plan``."""
    return table.plans[match.group("long") or match.group("short")]


def span(first: int, last: int) -> str:
    """``2025`` or ``2021-2025``."""
    return str(first) if first == last else f"{first}-{last}"


YEAR = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})(?:\s*[—-]\s*((?:19|20)?[0-9]{2}))?\s*年(?!龄|均|限)"
)


def year_span(match: re.Match[str]) -> tuple[int, int]:
    """The years of a YEAR match: 2025年 -> (2025, 2025); 2026-2030年, 2026-30年."""
    first = int(match.group(1))
    second = match.group(2)
    if not second:
        return first, first
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    return (first, last) if last > first else (first, first)


def periods_in(
    text: str, year: int, lexicon: Lexicon, early: bool = False
) -> list[tuple[int, str, str]]:
    """Every period a heading names, in order: (offset, period, stance it implies or '')."""
    table = table_of(lexicon, early)
    found: list[tuple[int, str, str]] = []
    for m in YEAR.finditer(text):
        first, last = year_span(m)
        found.append((m.start(), span(first, last), ""))
    for m in table.plan.finditer(text):
        first, last = plan_years(m, table)
        stance = ("review" if last < year else "outlook") if year else ""
        found.append((m.start(), span(first, last), stance))
    if year:
        for cue in table.running:
            for m in cue.pattern.finditer(text):
                found.append((m.start(), span(year + cue.first, year + cue.last), cue.stance))
    return sorted(found)
