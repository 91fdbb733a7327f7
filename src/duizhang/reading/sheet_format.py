"""What a person sees in a cell: a number, date or truth value in the cell's number format."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[(?P<bracket>[^\]]*)\]|(?P<digits>[0#?]+)|(?P<other>.)",
    re.S,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_DATE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[[^\]]*\]|_.|\*.'
    r"|(?P<part>y+|e+|m+|d+|h+|s+|a{3,4}|AM/PM|A/P|上午/下午)|(?P<other>.)",
    re.I | re.S,
)
_WEEK = "一二三四五六日"
_GENERAL = frozenset(["", "general", "@", "g/通用格式", "g/標準"])
_DIGITS = 10  # significant digits that a cell without a format shows
_LONGEST = 1e21


class _Section(NamedTuple):
    """One section of a number format, cut up."""

    tokens: tuple[tuple[str, str], ...]  # (kind, text): whole, point, decimals, percent, literal
    condition: tuple[str, float] | None
    decimals: int
    required: int  # decimals that stand even where they are 0
    scale: int  # powers of ten: +2 for each percent sign, -3 for each comma at the end
    grouped: bool


def shown(value: object, number_format: str) -> str:
    """``value`` of a cell as the cell shows it: 0.065 in ``0.0%`` -> ``6.5%``.

    A negative number has its minus sign also where the format shows it by colour or in brackets.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return _date(value, number_format)
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, (int, float)):
        return _number(value, number_format)
    return str(value)


def _number(value: float, number_format: str) -> str:
    if value != value or abs(value) >= _LONGEST:
        return str(value)
    if number_format.strip().lower() in _GENERAL:
        return _general(value)
    sections = _sections(number_format)
    chosen = next((s for s in sections if s.condition and _holds(value, s.condition)), None)
    if chosen is None and any(s.condition for s in sections):
        chosen = next((s for s in sections if not s.condition), sections[-1])
    if chosen is None:
        at = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
        chosen = sections[at]
    if not any(kind == "whole" for kind, _ in chosen.tokens):
        words = "".join(text for kind, text in chosen.tokens if kind == "literal").strip()
        return words or (_general(value) if value else "")
    text = _filled(abs(value), chosen)
    if value < 0 and re.search("[1-9]", text):
        text = text.strip("()（） ")
        return text if text.startswith(("-", "−", "△", "▲")) else "-" + text
    return text.strip()


def _general(value: float) -> str:
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    text = f"{Decimal(repr(value)):f}"
    digits = len(text.replace(".", "").replace("-", "").lstrip("0"))
    if digits > _DIGITS:
        text = f"{Decimal(f'{value:.{_DIGITS}g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=512)
def _sections(number_format: str) -> tuple[_Section, ...]:
    return tuple(_section(text) for text in _SECTION.split(number_format)[:4])


def _section(text: str) -> _Section:
    tokens: list[tuple[str, str]] = []
    condition: tuple[str, float] | None = None
    decimals = required = scale = 0
    grouped = pointed = False
    for m in _TOKEN.finditer(text):
        if m["digits"] is not None:
            if pointed:
                decimals += len(m["digits"])
                required += len(m["digits"].rstrip("#?"))
                tokens.append(("decimals", ""))
            else:
                tokens.append(("whole", m["digits"]))
        elif m["bracket"] is not None:
            c = _CONDITION.fullmatch(m["bracket"].strip())
            condition = (c.group(1), float(c.group(2))) if c else condition
        elif m["other"] == "." and not pointed:
            pointed = True
            tokens.append(("point", "."))
        elif m["other"] == ",":
            behind = text[m.end() :]
            if re.match(r",*[0#?]", behind) and not pointed:
                grouped = True
            else:
                scale -= 3
        elif m["other"] == "%":
            scale += 2
            tokens.append(("literal", "%"))
        else:
            said = m["quoted"] or m["escaped"] or m["currency"] or m["other"] or ""
            if said:
                tokens.append(("literal", said))
    return _Section(tuple(tokens), condition, decimals, required, scale, grouped)


def _holds(value: float, condition: tuple[str, float]) -> bool:
    sign, bound = condition
    return {"<": value < bound, ">": value > bound, "=": value == bound, "<=": value <= bound,
            ">=": value >= bound, "<>": value != bound}[sign]  # fmt: skip


def _filled(value: float, section: _Section) -> str:
    """The digits of ``value`` in the places of ``section``."""
    try:
        # through its shortest decimal, as Excel rounds what it shows and not what it stores
        exact = Decimal(repr(value)).scaleb(section.scale)
        rounded = exact.quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP)
    except InvalidOperation:
        return _general(value)
    whole, _, fraction = f"{rounded:f}".partition(".")
    while len(fraction) > section.required and fraction.endswith("0"):
        fraction = fraction[:-1]
    runs = [text for kind, text in section.tokens if kind == "whole"]
    wanted = sum(text.count("0") for text in runs)
    whole = whole.lstrip("0").rjust(wanted, "0")
    if section.grouped and whole:
        whole = f"{int(whole):,}".rjust(wanted, "0")
    pieces: list[str] = []
    for text in reversed(runs[1:]):  # 0!.0 cuts the whole digits, the first run takes the rest
        size = min(len(text), len(whole))
        pieces.append(whole[len(whole) - size :])
        whole = whole[: len(whole) - size]
    pieces.append(whole)
    made = []
    given = False
    for kind, text in section.tokens:
        if kind == "whole":
            made.append(pieces.pop())
        elif kind == "point":
            made.append("." if fraction else "")
        elif kind == "decimals":
            made.append("" if given else fraction)
            given = True
        else:
            made.append(text)
    return "".join(made)


def _date(value: datetime.datetime | datetime.date | datetime.time, number_format: str) -> str:
    form = _SECTION.split(number_format)[0]
    if form.lower() in ("mm-dd-yy", "m/d/yy", "m/d/yyyy"):
        form = "yyyy/m/d"  # the format that every program shows in the country's own order
    if form.strip().lower() in _GENERAL:
        return value.isoformat(" ") if isinstance(value, datetime.datetime) else value.isoformat()
    parts = list(_DATE.finditer(form))
    made = []
    for i, m in enumerate(parts):
        part = (m["part"] or "").lower()
        if not part:
            made.append(m["quoted"] or m["escaped"] or m["other"] or "")
        elif part[0] == "m":
            near = [p["part"] for p in parts[:i] if p["part"]][-1:]
            after = [p["part"] for p in parts[i + 1 :] if p["part"]][:1]
            minutes = any(p[0] in "hH" for p in near) or any(p[0] in "sS" for p in after)
            number = getattr(value, "minute" if minutes else "month", 0)
            made.append(f"{number:02d}" if len(part) == 2 else str(number))
        else:
            made.append(_date_part(value, part))
    return "".join(made).strip()


def _date_part(value: datetime.datetime | datetime.date | datetime.time, part: str) -> str:
    if part[0] in "ye":
        year = getattr(value, "year", 0)
        return f"{year % 100:02d}" if part in ("y", "yy") else str(year)
    if part[0] == "d" and len(part) <= 2:
        number = getattr(value, "day", 0)
    elif part[0] in "ad":
        if part in ("am/pm", "a/p"):
            return "AM" if getattr(value, "hour", 0) < 12 else "PM"
        day = value.weekday() if isinstance(value, datetime.date) else 0
        return ("星期" if len(part) == 4 else "周") + _WEEK[day]
    elif part.startswith("上午"):
        return "上午" if getattr(value, "hour", 0) < 12 else "下午"
    else:
        number = getattr(value, "hour" if part[0] == "h" else "second", 0)
    return f"{number:02d}" if len(part) == 2 else str(number)
