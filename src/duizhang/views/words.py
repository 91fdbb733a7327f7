"""The words of the interface: what the model's fields and values are called to a reader.

Chinese first; the English is the model's own word, so that what a person reads on the screen can
be looked up in the codebook and typed into a query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from duizhang.language.lexicon import Lexicon
from duizhang.model import Report

FIELDS: Mapping[str, str] = {
    "kind": "类别",
    "value": "数值",
    "range_of": "属于",
    "unit": "单位",
    "hedge": "程度",
    "strive": "力争",
    "aspect": "口径",
    "role": "性质",
    "period": "时期",
    "indicator": "指标",
    "subject": "对象",
    "place": "地区",
    "section": "章节",
    "confidence": "把握",
    "doubt": "存疑",
    "runner-up": "次选",
    "left": "左",
    "op": "比较",
    "right": "右",
    "repair": "修复",
    "reading": "识读",
    "located": "出处",
}
KINDS: Mapping[str, str] = {
    "measure": "数量",
    "date": "日期",
    "name": "名称",
    "marker": "标记",
    "ordinal": "序数",
    "other": "其他",
}
ROLES: Mapping[str, str] = {"target": "目标", "result": "结果", "context": "背景", "": "未定"}
ASPECTS: Mapping[str, str] = {
    "level": "总量",
    "growth": "增速",
    "change": "增减",
    "share": "占比",
    "rank": "位次",
    "multiple": "倍数",
    "index": "指数",
    "qualifier": "限定",
    "": "未定",
}
HEDGES: Mapping[str, str] = {
    "none": "无",
    "about": "左右",
    "at_least": "以上",
    "over": "超过",
    "at_most": "以内",
    "under": "不足",
}
STANCES: Mapping[str, str] = {"review": "回顾", "outlook": "展望", "other": "其他", "": ""}
OPERATORS: Mapping[str, str] = {
    "gt": "高于",
    "ge": "不低于",
    "eq": "同步于",
    "le": "不高于",
    "lt": "低于",
}
SEGMENTS: Mapping[str, str] = {
    "ghost": "重印，已去",
    "joined": "断行，已接",
    "dropped": "版式，已去",
    "moved": "错位，已移",
}
COVERAGES: Mapping[str, str] = {
    "full": "全文",
    "partial": "部分",
    "digest": "摘编",
    "infographic": "图解文字",
}

GENRES: Mapping[str, str] = {
    "work_report": "政府工作报告",
    "communique": "统计公报",
    "plan_report": "计划报告",
    "budget_report": "预算报告",
}


def paper(row: Mapping[str, object]) -> str:
    """What a document is called: its own title, where that tells it from others, else what it is.

    ``row`` is one of the table ``documents``.
    """
    title, genre = str(row["title"] or ""), GENRES.get(str(row.get("genre") or ""), "")
    if title.lstrip("—- ") not in ("", genre):
        return title.lstrip("—- ")
    if not row["place"]:
        return str(row["name"])
    year = row["year"]
    shown = (int(str(year)) - (row.get("genre") == "communique")) if year else ""
    part = COVERAGES.get(str(row.get("coverage") or "full"), "")
    behind = f"（{part}）" if part and row.get("coverage") != "full" else ""
    return f"{row['place']}{shown}{'年' if shown else ''}{genre}{behind}"


# What a page may hold and a screen must not obey: control characters (a terminal takes them as
# commands) and those that turn the direction of text, so that it reads other than it is.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def safe(text: str) -> str:
    """``text`` with a replacement mark for what a screen would obey; the same length."""
    return _UNSAFE.sub("�", text)


def short(text: str, most: int) -> str:
    """``text``, cut in the middle where it has more than ``most`` characters."""
    if len(text) <= most:
        return text
    head = most // 2
    return f"{text[:head]}…{text[len(text) - (most - head - 1) :]}"


def indicator_name(lexicon: Lexicon, indicator: str) -> str:
    """The Chinese name of the indicator with that id; the id itself where none is known."""
    return names_of(lexicon).get(indicator, indicator)


def names_of(lexicon: Lexicon) -> Mapping[str, str]:
    """Chinese name by indicator id."""
    found: Mapping[str, str] = lexicon.compiled(_names)
    return found


def _names(lexicon: Lexicon) -> dict[str, str]:
    return {row["id"]: row["zh"] for row in lexicon.rows["indicators"]}


def place_name(report: Report, place: str) -> str:
    """``self`` as the report's own place; any other place as it is called."""
    return (report.identity.place or "本地") if place in ("", "self") else place


def percent(confidence: float) -> str:
    """0.934 as ``93%``."""
    return f"{confidence * 100:.0f}%"


_LINE_END = re.compile(r"(.?)[^\S\n]*\n\s*(?=(.?))")
_LATIN = re.compile(r"[A-Za-z0-9]")


def flowing(text: str) -> str:
    """``text`` as one quotes it: without a column's line ends and Markdown's marks of bold print.

    Between two words in Latin letters a space is left where a line ended.
    """
    return _LINE_END.sub(
        lambda m: m[1] + (" " if _LATIN.match(m[1]) and _LATIN.match(m[2]) else ""),
        text.replace("**", ""),
    )
