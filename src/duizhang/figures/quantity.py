"""Reads a quantity: multiplier, unit, hedge, value, and the other end of a range."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from duizhang.language.lexicon import Lexicon
from duizhang.model.records import Hedge


class UnitTable(NamedTuple):
    """``units.toml`` compiled: one pattern for all that may follow a numeral."""

    behind: re.Pattern[str]
    names: dict[str, tuple[str, int]]
    multipliers: dict[str, int]


class HedgeTable(NamedTuple):
    """``hedges.toml`` compiled."""

    before: re.Pattern[str]
    far: re.Pattern[str]
    behind: re.Pattern[str]
    names: dict[str, Hedge]
    far_names: dict[str, Hedge]
    behind_names: dict[str, Hedge]


class Amount(NamedTuple):
    """What follows a numeral. ``end`` is behind the unit (repaired offset)."""

    factor: int
    scale: int
    unit: str
    end: int
    surplus: bool
    multiplier: str


def unit_table(lexicon: Lexicon) -> UnitTable:
    """Compiles the units of a lexicon."""
    table = lexicon.tables["units"]
    names: dict[str, tuple[str, int]] = {}
    guards: dict[str, str] = dict(table["guards"])
    for form in table["plain"]:
        names[form] = (form, 1)
    for entry in table["unit"]:
        unit = entry.get("unit", entry["form"])
        for form in (entry["form"], *entry.get("also", ())):
            names[form] = (unit, int(entry.get("scale", 1)))
            if entry.get("not_before"):
                guards[form] = guards.get(form, "") + entry["not_before"]
    parts = []
    for form in sorted(names, key=lambda f: (-len(f), f)):
        guard = guards.get(form, "")
        body = re.escape(form).replace(r"\ ", r"\s?")
        if form[-1].isascii() and form[-1].isalpha():
            guard += "A-Za-z"
        parts.append(f"{body}(?![{guard}])" if guard else body)
    per = "|".join(re.escape(p) for p in sorted(table["per"], key=lambda f: (-len(f), f)))
    more = "|".join(table["surplus"])
    behind = re.compile(
        rf"[^\S\n]?(?P<s1>{more})?(?P<mult>(?:百(?!分点)|[万亿]|千(?![瓦伏米克焦乏卡]))+|十(?=[余多万亿]))?(?P<s2>{more})?(?P<mult2>(?<=万[{''.join(table['surplus'])}])亿)?[^\S\n]?"
        rf"(?:(?P<big>大)?(?P<unit>{'|'.join(parts)})"
        rf"(?P<s3>(?<=[倍年月天时%])多)?(?P<note>（[^（）0-9]{{1,8}}）(?:次)?)?(?P<per>[/／](?:{per}))?)?"
    )
    return UnitTable(behind, names, dict(table["multipliers"]))


def hedge_table(lexicon: Lexicon) -> HedgeTable:
    """Compiles the hedges of a lexicon."""
    table = lexicon.tables["hedges"]
    before: dict[str, Hedge] = {}
    far: dict[str, Hedge] = {}
    behind: dict[str, Hedge] = {}
    for entry in table["hedge"]:
        for word in entry["before"]:
            before[word] = entry["name"]  # a longer word wins: 不超过 before 超过
        for word in entry.get("far", ()):
            far[word] = entry["name"]
        for word in entry["behind"]:
            behind[word] = entry["name"]

    guards: dict[str, str] = table["guards"]

    def words(d: dict[str, Hedge]) -> str:
        ordered = sorted(d, key=lambda w: (-len(w), w))
        return "|".join(f"(?<![{guards[w]}]){w}" if w in guards else re.escape(w) for w in ordered)

    return HedgeTable(
        re.compile(rf"(?P<word>{words(before)}){table['between']}\s?$"),
        re.compile(rf"(?P<word>{words(far)})[^，。；、：0-9]{{1,16}}$"),
        re.compile(rf"\s?(?:口)?(?P<word>{words(behind)})"),
        before,
        far,
        behind,
    )


_SMALL = frozenset("个种类项条道件次轮")


def amount_behind(folded: str, end: int, lexicon: Lexicon) -> Amount:
    """Multiplier and unit that follow the numeral ending at ``end``."""
    table: UnitTable = lexicon.compiled(unit_table)
    m = table.behind.match(folded, end)
    assert m is not None  # every part is optional
    factor = 1
    for c in m.group("mult") or "":
        factor *= table.multipliers[c]
    if m.group("mult2"):  # 4万多亿元
        factor *= table.multipliers[m.group("mult2")]
    form = m.group("unit")
    stop = (
        m.end("unit") if form else (max(m.end("mult"), m.end("mult2")) if m.group("mult") else end)
    )
    surplus = bool(m.group("s1") or m.group("s2") or m.group("s3"))
    if not form:
        if m.group("s1") or m.group("s2"):
            stop = max(m.end("s1"), m.end("s2"), stop)
        return Amount(factor, 1, "", stop, surplus, m.group("mult") or "")
    unit, scale = table.names[" ".join(form.split())]
    surplus = surplus or "多" in form
    if m.group("note") and _is_measure_note(m.group("note"), table):
        unit += m.group("note")
        stop = m.end("note")
    elif m.group("per"):
        unit += "/" + m.group("per")[1:]
        stop = m.end("per")
    if m.group("s3"):
        stop = max(stop, m.end("s3"))
    return Amount(factor, scale, unit, stop, surplus, m.group("mult") or "")


def _is_measure_note(note: str, table: UnitTable) -> bool:
    """Whether （间） in 套（间） is a second measure word rather than an aside."""
    return all(c in table.names or c in "、，次" for c in note.strip("（）").replace("）次", ""))


def hedge_of(folded: str, start: int, amount: Amount, lexicon: Lexicon) -> tuple[Hedge, int, int]:
    """The hedge nearest to the numeral and the span of its word (repaired offsets)."""
    table: HedgeTable = lexicon.compiled(hedge_table)
    # a word right before the numeral is nearest of all, but for a surplus glued to the digits
    m = table.before.search(folded, max(0, start - 10), start)
    if amount.surplus:
        return "over", amount.end - 1, amount.end
    if m:
        return table.names[m.group("word")], m.start("word"), m.end("word")
    b = table.behind.match(folded, amount.end)
    if b:
        return table.behind_names[b.group("word")], b.start("word"), b.end("word")
    m = table.far.search(folded, max(0, start - 24), start)
    if m:
        return table.far_names[m.group("word")], m.start("word"), m.end("word")
    return "none", 0, 0


def value_of(number: str, amount: Amount) -> float:
    """The value in base units; exact as far as a float can hold it."""
    value = Decimal(number) * amount.factor * amount.scale
    return float(value)
