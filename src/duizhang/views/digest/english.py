"""Records in English: numbers, indicators, comparisons and clauses, as far as english.toml knows them.

What it does not know is quoted in Chinese and marked as such, never guessed. A number keeps the
decimals that its report prints; 4.5万人 is 45,000 people, 2910亿元 is 291 billion yuan.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from duizhang.language.number import MINUS
from duizhang.views.clauses import Point, Told, split_number

Row = Mapping[str, Any]
MARK = " (in Chinese)"
_SCALES = ((10**12, " trillion"), (10**9, " billion"), (10**6, " million"))
_DECIMALS = 4  # before "million": 3.3275 million, but 3,327,512
_RISES = ("growth", "change")
_TOLD = frozenset({"growth", "change", "level", "share", "index"})
_CUT = re.compile(r"[，；;。、！!]|,(?!\d)")
_HAN = re.compile(r"[\u2e80-\u9fff]")


def quoted(words: str) -> str:
    """``words`` of a report as a quotation; marked where they are Chinese."""
    return f"“{words}”{MARK if _HAN.search(words) else ''}"


def name_of(indicator: str) -> str:
    """The English name of an indicator; empty where there is none."""
    return str(_words()["names"].get(indicator) or _indicators().get(indicator, _NONE).english)


def number(row: Row) -> str:
    """The number of a claim with hedge and unit; empty where its unit has no English word."""
    unit = _unit(row)
    if row["value"] is None or row["aspect"] not in _TOLD or unit is None:
        return ""
    return ("down " if _falls(row) else "") + _hedged(row, _amount(row, unit))


def said(row: Row) -> str:
    """``fixed-asset investment up about 6%``: a claim by its indicator; empty where it cannot be."""
    name, told = name_of(str(row["indicator"])), number(row)
    if not name or not told:
        return ""
    rises = row["aspect"] in _RISES and not _falls(row)
    return f"{_lower(name)} {'up ' if rises else ''}{told}"


def _falls(row: Row) -> bool:
    """−2.7% is said as a fall of 2.7%: 降3%以上 is a fall of at least 3%, not at least −3%."""
    return row["aspect"] in _RISES and row["value"] < 0


def relation(row: Row, words: str) -> str:
    """A comparison (a row of relations, in ``words`` of its report); empty where it cannot be."""
    left, right = (_term(str(row[side])) for side in ("left_term", "right_term"))
    told = _words()["growth" if "增" in words else "level"].get(row["op"])
    if not left or not right or not told:
        return ""
    return str(told).format(left=left, right=right)


def list_name(name: str) -> str:
    """What a named list is, with its own name: ``Livelihood matters (“十件民生实事”)``."""
    kind = next((told for word, told in _words()["lists"].items() if word in name), "List")
    return f"{kind} (“{name}”)"


def items(points: Sequence[Point]) -> str:
    """The items of a list, as :func:`clause` says them; marked once where all are quoted."""
    told = [clause(point) for point in points]
    if all(_all_quoted(words) for words in told):
        return "; ".join(words.removesuffix(MARK) for words in told) + MARK
    return "; ".join(told)


def _all_quoted(words: str) -> bool:
    return words.startswith("“") and words.endswith(f"”{MARK}") and words.count(MARK) == 1


def clause(point: Point) -> str:
    """The clauses of a point: those that are an indicator and its number in English, others quoted."""
    parts: list[str] = []
    held: tuple[int, int] | None = None  # of the clauses that are quoted together
    before = ""
    for start, end, inside in _segments(point):
        told = _said_alone(point.text[start:end], start, inside, before) if inside else ""
        before = str(inside[-1].claim["indicator"]) if inside and told else ""
        if not told:
            held = (held[0] if held else start, end)
            continue
        if held:
            parts.append(quoted(point.text[slice(*held)]))
            held = None
        parts.append(told)
    if held:
        parts.append(quoted(point.text[slice(*held)]))
    return "; ".join(parts)


def _segments(point: Point) -> Iterator[tuple[int, int, list[Told]]]:
    """The clauses of the text (start, end without the mark behind) with the figures inside."""
    at = 0
    for stop, then in [*((m.start(), m.end()) for m in _CUT.finditer(point.text)), (None, None)]:
        end = len(point.text) if stop is None else stop
        if end > at:
            yield at, end, [f for f in point.figures if at <= f.start < end]
        at = end if then is None else then


def _said_alone(text: str, start: int, inside: Sequence[Told], before: str) -> str:
    """``text`` in English where it says one indicator's number and nothing else."""
    if len(inside) != 1:
        return ""
    figure, row = inside[0], inside[0].claim
    known = _names(str(row["indicator"]))
    more = ""
    lead, behind = text[: figure.start - start], text[figure.end - start :]
    while lead not in known:
        found = next((w for w in _strips() if lead.startswith(w) or lead.endswith(w)), None)
        if found is None:
            break
        more = more or _words()["clause"]["more"].get(found, "")
        lead = lead.removeprefix(found) if lead.startswith(found) else lead.removesuffix(found)
    if (lead and lead not in known) or behind:
        return ""
    if not lead and row["indicator"] != before:
        return ""
    told = said(row)
    return f"{told} ({more})" if told and more else told


def _amount(row: Row, unit: str) -> str:
    values = [Decimal(f"{v:.15g}") for v in (row["value"], row["value2"]) if v is not None]
    if _falls(row):
        values = [abs(v) for v in values]
    scale, word = 1, ""
    if unit not in ("%", "‰"):
        for size, name in _SCALES:
            shown = [v / size for v in values]
            if all(abs(v) >= 1 and _decimals(v) <= _DECIMALS for v in shown):
                scale, word = size, name
                break
    texts = [_plain(v / scale, row if scale == 1 else None) for v in values]
    return "–".join(texts) + word + unit


def _plain(value: Decimal, row: Row | None) -> str:
    """``value`` in digits: with the decimals that the report prints, where it prints this number."""
    printed = split_number(str(row["printed"]))[1].lstrip("−-") if row is not None else ""
    decimals = _decimals(value)
    if re.fullmatch(r"\d+\.\d+", printed) and Decimal(printed) == abs(value):
        decimals = max(decimals, len(printed.split(".")[1]))
    text = f"{abs(value):,.{decimals}f}"
    return MINUS + text if value < 0 else text


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _hedged(row: Row, amount: str) -> str:
    striven = " (striven for)" if row["strive"] else ""
    return str(_words()["hedges"][row["hedge"]]) + amount + striven


def _unit(row: Row) -> str | None:
    words = _words()
    unit = str(row["unit"])
    own = words["units_of"].get(row["indicator"], {}).get(unit)
    found = own if own is not None else words["units"].get(unit)
    return None if found is None else str(found)


def _term(word: str) -> str:
    return str(_words()["terms"].get(word) or _lower(name_of(word)))


def _lower(name: str) -> str:
    """A name in the middle of a sentence; GDP and R&D keep their capitals."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


class _Known(NamedTuple):
    """An indicator's English name and its Chinese ones, its own first."""

    english: str
    names: tuple[str, ...]


_NONE = _Known("", ())


@cache
def _words() -> dict[str, Any]:
    text = (files("duizhang.views.digest") / "english.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _names(indicator: str) -> tuple[str, ...]:
    """The Chinese names that mean an indicator and nothing narrower."""
    known = _indicators().get(indicator, _NONE)
    return known.names[:1] if indicator in _words()["clause"]["narrow"] else known.names


@cache
def _strips() -> tuple[str, ...]:
    """The words that may stand around an indicator's name, the longest first."""
    told = _words()["clause"]
    return tuple(sorted({*told["plain"], *told["more"]}, key=lambda w: (-len(w), w)))


@cache
def _indicators() -> Mapping[str, _Known]:
    text = (files("duizhang.language.data") / "indicators.csv").read_text(encoding="utf-8")
    return {
        row["id"]: _Known(row["en"], (row["zh"], *filter(None, row["aliases"].split("|"))))
        for row in csv.DictReader(text.splitlines())
        if row["en"]
    }
