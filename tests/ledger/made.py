"""A tiny language for reports, so that the ledger's tests do not hang on how well pages are read.

The first line is ``place year [coverage]``; every later line may hold figures written as
``role period indicator aspect value unit``, for instance ``target 2025 gdp growth 6.5 %``.
A page of one word ``broken`` cannot be read.
"""

from __future__ import annotations

import re
from pathlib import Path

from duizhang.language.lexicon import Lexicon
from duizhang.model import (
    Claim,
    Figure,
    Identity,
    Pledge,
    Reason,
    Relation,
    Report,
    Section,
    Source,
    Warning_,
)
from duizhang.reading import Unreadable, decode

_CLAIM = re.compile(
    r"(target|result|context) (\S+) (\S+) (level|growth|share|rank|qualifier) (-?[\d.]+) ([^\s，；。]+)"
)


def read_made(source: Source, lexicon: Lexicon | None = None) -> Report:
    """The report that ``source`` holds in the language above."""
    document = decode(source)
    text = document.source_text
    if text.strip() == "broken":
        raise Unreadable(source.name, "it is broken")
    if text.strip() == "defect":
        raise ZeroDivisionError("division\nby zero")
    place, year, *coverage = text.split("\n", 1)[0].split()
    figures: list[Figure] = []
    claims: list[Claim] = []
    for number, match in enumerate(_CLAIM.finditer(text)):
        role, period, indicator, aspect, value, unit = match.groups()
        start, end = match.span(5)
        line = text.rfind("\n", 0, start) + 1
        stop = text.find("\n", start)
        figures.append(Figure(start, end, "measure", value, float(value), None, unit))
        claims.append(
            Claim(
                f"c:{source.sha256[:12]}{number:04x}",
                start,
                end,
                float(value),
                unit,
                aspect,  # type: ignore[arg-type]
                role,  # type: ignore[arg-type]
                period,
                "" if indicator == "-" else indicator,
                "某物",
                "self",
                unit_end=match.end(6),
                evidence_start=line,
                evidence_end=len(text) if stop < 0 else stop,
                section=0,
                confidence=0.9,
                reasons=(Reason("role", "made", role, *match.span(1)),),
            )
        )
    relation = Relation(
        f"r:{source.sha256[:16]}", 0, 2, "gdp", "gt", "全省平均", "target", "2025", "self"
    )
    pledge = Pledge(f"p:{source.sha256[:16]}", "task", 0, 2, "办好实事", claims=("c:1",))
    return Report(
        document,
        Identity(place, year=int(year), coverage=coverage[0] if coverage else "full"),  # type: ignore[arg-type]
        (Section("今年工作", 1, 0, len(text), 0, 4, "outlook", year),),
        tuple(figures),
        tuple(claims),
        (relation,),
        (pledge,),
        (Warning_("made", "a made report"),),
    )


def write(folder: Path, name: str, *lines: str) -> Path:
    """A page with ``lines`` in ``folder``."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def two_years(folder: Path) -> None:
    """Two reports of 临湖市 (2024, 2025), a second witness of the latter, one of 望川市."""
    write(
        folder,
        "临湖市-2024.txt",
        "临湖市 2024",
        "全年目标：target 2024 gdp growth 6.5 %，同时做好就业。",
    )
    write(
        folder,
        "临湖市-2025.txt",
        "临湖市 2025",
        "去年完成：result 2024 gdp growth 6.1 %，新增就业 result 2024 - level 45000 人。",
        "今年目标：target 2025 gdp growth 6 %；target 2025 cpi growth 2 %。",
    )
    write(
        folder,
        "摘要.txt",
        "临湖 2025 digest",
        "去年 result 2024 gdp growth 6.1 %；今年 target 2025 gdp growth 5.5 %。",
    )
    write(folder, "望川市-2025.txt", "望川市 2025", "今年 target 2025 gdp growth 7 %。")
