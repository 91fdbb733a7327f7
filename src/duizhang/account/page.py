"""The account on a terminal: a summary line, then headline targets, lists, and the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

import click

from duizhang.account.records import Account, Comparison, Sides
from duizhang.account.rules import rules
from duizhang.model import Entry
from duizhang.views.number import gap as say_gap
from duizhang.views.number import say
from duizhang.views.table import Column, print_table
from duizhang.views.words import safe

# verdict: its shape, its word, click's colour for it
VERDICTS = {
    "exceeded": ("▲", "超额", "green"),
    "met": ("●", "完成", "green"),
    "nearly": ("◐", "接近", "yellow"),
    "missed": ("▼", "未达", "red"),
    "declared": ("○", "称已完成", "blue"),
    "not_comparable": ("≠", "口径不同", "bright_black"),
    "unreported": ("∅", "未报", "magenta"),
    "pending": ("…", "待", "bright_black"),
}
_TREND = {"raised": "次年提高", "lowered": "次年调低", "same": "次年持平"}
_COLUMNS = (
    Column("账"),
    Column("事项"),
    Column("目标"),
    Column("结果"),
    Column("差", "right"),
    Column("说明", dim=True),
)


def print_account(account: Account, entries: Sequence[Entry], *, steps: bool = False) -> None:
    """Print ``entries`` of ``account`` by place and period, each with its summary line."""
    walk: dict[str, list[str]] = {}
    if steps:
        for step in account.steps:
            walk.setdefault(step.entry, []).append(f"[{step.kind}] {step.words}")
    if not entries:
        click.echo("没有这样的账目。")
    for (place, period), group in groupby(entries, key=lambda e: (e.place, e.period)):
        lines = list(group)
        click.echo(click.style(f"{safe(place)} {period}年的账", bold=True))
        click.echo(summary(lines))
        for title, part in _parts(account, lines):
            click.echo()
            rows = [_cells(e, account.sides[e.id], walk.get(e.id, [])) for e in part]
            print_table(_COLUMNS, rows, title=title)
        click.echo()
    if account.conflicts:
        click.echo(click.style(f"来源不一致：{len(account.conflicts)}处", bold=True))
        for c in account.conflicts:
            click.echo(f"  {safe(c.place)} {c.period} {safe(c.what)}：{safe(c.why)}")


def summary(entries: Sequence[Entry]) -> str:
    """``28项：▲超额 2（7%）· …``: how many entries have each verdict, with shares."""
    counts: Counter[str] = Counter(e.verdict for e in entries)
    parts = [
        click.style(f"{shape}{word} {counts[v]}（{counts[v] / len(entries):.0%}）", fg=colour)
        for v, (shape, word, colour) in VERDICTS.items()
        if counts[v]
    ]
    return f"{len(entries)}项：" + " · ".join(parts)


def _parts(account: Account, entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    groups: dict[str, list[Entry]] = {"主要目标": [], "清单": [], "其他": []}
    for e in entries:
        target = account.sides[e.id].target
        listed = "清单" if "实事" in getattr(target, "list_name", "") else "其他"
        groups["主要目标" if target.headline else listed].append(e)
    return [(title, part) for title, part in groups.items() if part]


def _cells(entry: Entry, sides: Sides, steps: Sequence[str]) -> list[str]:
    shape, word, _ = VERDICTS[entry.verdict]
    target, result = sides.target, sides.result
    if isinstance(target, Comparison):
        promised = difference = ""
        name = " ".join(entry.subject.split())
    else:
        promised = say(target.claim)
        unit = "pp" if target.claim.unit in ("%", "pp") else target.claim.unit
        difference = "" if entry.gap is None else say_gap(entry.gap, unit)
        name = entry.subject or rules().name(entry.indicator)
    notes = [entry.why, _TREND.get(entry.trend, ""), "次年重提" if entry.repeated else ""]
    note = "；".join(n for n in notes if n)
    if steps:
        note = "\n".join([note, *steps]).strip()
    return [
        f"{shape} {word}",
        safe(name),
        safe(promised),
        safe(say(result.claim)) if result else "",
        difference,
        safe(note),
    ]
