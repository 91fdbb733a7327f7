"""Reports for tests, written as text with the claims marked in it.

``report("云川市", 2031, "国内生产总值增长{7|%|growth|target|2031|gdp}左右。")``: inside braces stand
the printed numeral, unit, aspect, role, period, and optionally indicator, subject, hedge, place.
The value is the printed number times 万 or 亿 where one of them is part of the unit (``万人``).
Without a subject it is the words before the figure in its clause.
``<居民收入快于经济增长|income_per_capita gt gdp|target|2031>`` is a relation.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from duizhang.model import Claim, Document, Identity, Pledge, Relation, Report, Section, Segment

_MARK = re.compile(r"\{([^}]*)\}|<([^>]*)>")
_TIMES = {"万": 1e4, "亿": 1e8}
_CLAUSE = re.compile(r"[，。；、：\n]")


def report(
    place: str,
    year: int,
    marked: str,
    *,
    name: str = "",
    coverage: Any = "full",
    genre: str = "work_report",
    code: str = "",
    outlook_from: str = "",
    confidence: float = 0.95,
) -> Report:
    """A report of ``place`` whose outlook is of ``year``, with the claims marked in its text.

    ``outlook_from`` are the words with which its outlook begins; before them it looks back.
    """
    text, spots = _plain(marked)
    sha = hashlib.sha256(f"{name}{place}{year}{coverage}{marked}".encode()).hexdigest()
    claims: list[Claim] = []
    relations: list[Relation] = []
    for start, end, body in spots:
        left = max((m.end() for m in re.finditer(r"[。\n]", text[:start])), default=0)
        stop = re.search(r"[。\n]", text[end:])
        right = end + (stop.end() if stop else len(text) - end)
        if body.startswith("<"):
            relations.append(_relation(sha, start, end, left, right, body[1:]))
        else:
            claims.append(_claim(sha, text, start, end, left, right, body, confidence))
    at = text.find(outlook_from) if outlook_from else len(text)
    return Report(
        document=Document(
            name=name or f"{place}-{year}.txt",
            sha256=sha,
            media_type="text/plain",
            encoding="utf-8",
            source_text=text,
            text=text,
            segments=(Segment("kept", 0, len(text), 0, len(text)),),
            blocks=(),
        ),
        identity=Identity(place=place, place_code=code, year=year, coverage=coverage, genre=genre),
        sections=(
            Section("", 1, 0, at, 0, 0, "review", str(year - 1)),
            Section("", 1, at, len(text), at, at, "outlook", str(year)),
        ),
        claims=tuple(claims),
        relations=tuple(relations),
    )


def with_list(made: Report, name: str, heading: str) -> Report:
    """``made`` with the claims behind ``heading`` as items of the list called ``name``."""
    at = made.document.source_text.index(heading)
    ids = tuple(c.id for c in made.claims if c.start > at)
    pledge = Pledge("p:1", "item", at, at + 1, "", list_name=name, claims=ids)
    return Report(
        made.document, made.identity, made.sections, claims=made.claims, pledges=(pledge,)
    )


def _plain(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text without marks, and for each mark the span of its figure or words."""
    text = ""
    spots = []
    last = 0
    for m in _MARK.finditer(marked):
        text += marked[last : m.start()]
        body = m.group(1) or "<" + m.group(2)
        printed = body.removeprefix("<").partition("|")[0]
        spots.append((len(text), len(text) + len(printed), body))
        text += printed
        if m.group(1):
            unit = body.split("|")[1]
            text += {"pp": "个百分点"}.get(unit, unit)
        last = m.end()
    return text + marked[last:], spots


def _claim(
    sha: str, text: str, start: int, end: int, left: int, right: int, body: str, sure: float
) -> Claim:
    printed, unit, aspect, role, period, *more = body.split("|")
    indicator, subject, hedge, place = [*more, "", "", "", ""][:4]
    times = 1.0
    while unit[:1] in _TIMES and len(unit) > 1:
        times *= _TIMES[unit[0]]
        unit = unit[1:]
    low, _, high = printed.partition("~")
    return Claim(
        id=f"c:{sha[:8]}{start:08x}",
        start=start,
        end=end,
        value=float(low) * times,
        value2=float(high) * times if high else None,
        unit=unit,
        aspect=aspect,  # type: ignore[arg-type]
        role=role,  # type: ignore[arg-type]
        period=period,
        indicator=indicator,
        subject=subject or _CLAUSE.split(text[:start])[-1],
        place=place or "self",
        hedge=hedge or "none",  # type: ignore[arg-type]
        unit_end=end + len(body.split("|")[1]),
        evidence_start=left,
        evidence_end=right,
        confidence=sure,
    )


def _relation(sha: str, start: int, end: int, left: int, right: int, body: str) -> Relation:
    _, sides, role, period = body.split("|")
    one, op, two = sides.split(" ")
    return Relation(
        id=f"r:{sha[:8]}{start:08x}",
        start=start,
        end=end,
        left=one,
        op=op,  # type: ignore[arg-type]
        right=two,
        role=role,  # type: ignore[arg-type]
        period=period,
        place="self",
        evidence_start=left,
        evidence_end=right,
        confidence=0.9,
    )
