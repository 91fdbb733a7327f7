"""Reports made by hand, so that a view is tested without the reader."""

from __future__ import annotations

import re
from typing import Any

from duizhang.model import (
    Block,
    Claim,
    Document,
    Figure,
    Identity,
    Reason,
    Relation,
    Report,
    Section,
    Segment,
    Warning_,
)

TEXT = """云泽市政府工作报告
2025年1月8日
一、2024年工作回顾
全市生产总值达到2910亿元、增长5.5%左右，城镇新增就业4.5万人。PM2.5浓度下降3.8%，居全省第7位。
二、2025年工作安排
生产总值增长4.5%—5%，力争新建学校12所；居民收入增长高于经济增长。拨打12345热线。近三成村庄通气。
"""


def document(text: str, segments: tuple[Segment, ...] | None = None) -> Document:
    """``text`` as a document: nothing repaired unless ``segments`` say so, a block a line."""
    n = len(text)
    segments = segments or ((Segment("kept", 0, n, 0, n),) if n else ())
    repaired = "".join(
        text[s.start : s.end]
        for s in sorted(segments, key=lambda s: s.text_start)
        if s.text_end > s.text_start
    )
    blocks = tuple(
        Block("heading" if re.match("[一二三]、", m.group()) else "paragraph", *m.span())
        for m in re.finditer(r"[^\n]+", repaired)
    )
    return Document("page.txt", "ab" * 32, "text/plain", "utf-8", text, repaired, segments, blocks)


def spot(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    """The span of the ``nth`` occurrence of ``words``."""
    start = [m.start() for m in re.finditer(re.escape(words), text)][nth]
    return start, start + len(words)


def claim(text: str, words: str, value: float, nth: int = 0, **fields: Any) -> Claim:
    """A claim on the numeral ``words``; ``unit_words`` is what follows it (multiplier, unit)."""
    start, end = spot(text, words, nth)
    after = fields.pop("unit_words", "")
    sentence = max(text.rfind("。", 0, start), text.rfind("\n", 0, start)) + 1
    stop = text.find("。", end)
    defaults: dict[str, Any] = {
        "unit": "", "aspect": "level", "role": "result", "period": "2024", "indicator": "",
        "subject": "", "place": "self", "confidence": 0.93, "unit_end": end + len(after),
        "evidence_start": sentence, "evidence_end": stop + 1 if stop >= 0 else len(text),
    }  # fmt: skip
    return Claim(id=f"c:{start:016x}", start=start, end=end, value=value, **(defaults | fields))


def measure(made: Claim, text: str) -> Figure:
    """The figure below ``made``."""
    return Figure(
        made.start, made.end, "measure", text[made.start : made.end], made.value, made.value2,
        made.unit, made.hedge, made.unit_end, hanzi=made.hanzi, rule="number and unit",
    )  # fmt: skip


def report(text: str = TEXT) -> Report:
    """The page above with every numeral accounted for."""
    about = spot(text, "左右")
    claims = [
        claim(text, "2910", 2910e8, unit="元", unit_words="亿元", indicator="gdp", subject="生产总值"),
        claim(text, "5.5", 5.5, unit="%", unit_words="%", hedge="about", aspect="growth",
              indicator="gdp", subject="生产总值", reasons=(
                  Reason("hedge", "左右", "about", *about),
                  Reason("indicator", "生产总值", "gdp", *spot(text, "生产总值")),
                  Reason("role", "section", "result", *spot(text, "2024年工作回顾")),
                  Reason("place", "default", "self"))),
        claim(text, "4.5", 45000, unit="人", unit_words="万人", subject="城镇新增就业"),
        claim(text, "3.8", -3.8, unit="%", unit_words="%", aspect="growth", subject="PM2.5浓度"),
        claim(text, "7", 7, unit="位", unit_words="位", aspect="rank", place="全省", role="context"),
        claim(text, "4.5", 4.5, 1, value2=5.0, unit="%", unit_words="%", aspect="growth",
              role="target", period="2025", indicator="gdp", subject="生产总值"),
        claim(text, "12", 12, nth=0, unit="所", unit_words="所", role="target", period="2025",
              strive=True, subject="新建学校", confidence=0.41, doubt="subject far away"),
        claim(text, "三", 30, unit="%", unit_words="成", hedge="about", aspect="share",
              subject="村庄", hanzi=True,
              reasons=(Reason("hedge", "近", "about", *spot(text, "近")),)),
    ]  # fmt: skip
    figures = [measure(c, text) for c in claims]
    upper = claim(text, "5", 5, nth=_nth(text, "5", text.index("—") + 1))
    figures.append(
        Figure(upper.start, upper.end, "measure", "5", unit_end=upper.end + 1,
               range_of=claims[5].start, rule="range")
    )  # fmt: skip
    date = spot(text, "2025年1月8日")
    figures.append(Figure(*date, "date", "2025年1月8日", rule="date"))
    for words in ("2024年工", "2025年工"):
        start, _ = spot(text, words)
        figures.append(Figure(start, start + 4, "date", words[:4], rule="date"))
    pm = text.index("2.5浓度")
    figures.append(Figure(pm, pm + 3, "name", "2.5", rule="PM2.5"))
    hot = spot(text, "12345")
    figures.append(Figure(*hot, "name", "12345", rule="hotline"))
    relation = Relation(
        "r:1", *spot(text, "居民收入增长高于经济增长"), "income_per_capita", "gt", "gdp",
        "target", "2025", "self", confidence=0.9,
    )  # fmt: skip
    sections = []
    for words, stance, period in (
        ("一、2024年工作回顾", "review", "2024"),
        ("二、2025年工作安排", "outlook", "2025"),
    ):
        start, end = spot(text, words)
        sections.append(
            Section(words, 1, start, len(text), start, end, stance, period)  # type: ignore[arg-type]
        )
    return Report(
        document(text),
        Identity(place="云泽市", year=2025, title="云泽市政府工作报告", date="2025-01-08"),
        sections=tuple(sections),
        figures=tuple(sorted(figures, key=lambda f: f.start)),
        claims=tuple(sorted(claims, key=lambda c: c.start)),
        relations=(relation,),
        warnings=(Warning_("numbering-gap", "编号从二跳到四", *spot(text, "二、")),),
    )


def _nth(text: str, words: str, start: int) -> int:
    return text[:start].count(words)
