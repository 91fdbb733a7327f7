"""How sure a claim is: the chance that all of its headline fields are right.

A logistic model over the names of what was decided how (``Token.feats`` and a few more), its
weights in ``confidence.csv``, fitted by ``scripts/fit_confidence.py`` on gold data. A feature the
table does not know adds nothing.
"""

from __future__ import annotations

import math
from typing import cast

from duizhang.figures.token import Token
from duizhang.language.lexicon import Lexicon
from duizhang.outline.outline import Outline
from duizhang.outline.walk import Sentence

REVIEW_BELOW = 0.6  # a claim less sure than this goes to review with its reason
TIMED = "table:time"  # the feature of a figure whose year its row or column says


def weights(lexicon: Lexicon) -> dict[str, float]:
    """Feature -> weight."""
    return {r["feature"]: float(r["weight"]) for r in lexicon.rows["confidence"]}


def features(token: Token, sentence: Sentence | None, outline: Outline) -> list[str]:
    """The features of a claim, in no order; each counts once."""
    made = {"bias", *token.feats}
    made.add(f"kind:{token.aspect}")
    made.add(f"role:{token.role}")
    made.add(f"unit:{token.unit if token.unit in _UNITS else 'other' if token.unit else 'none'}")
    made.add(f"hedge:{token.hedge}")
    if token.strive:
        made.add("strive")
    if token.group > 1:
        made.add("in a list")
    if token.chained is not None:
        made.add("chained")
    if "-" in token.period:
        made.add("period:span")
    elif not token.period:
        made.add("period:none")
    if token.indicator:
        made.add("indicator:named")
    if token.rule != "quantity":
        made.add("words")
    if not token.core:
        made.add("core:none")
    elif len(token.core) > 14:
        made.add("core:long")
    if token.tail is not None and not token.tail.words:
        made.add("tail:none")
    if sentence is not None:
        if TIMED not in made:  # a year that heads a column leaves nothing to the words around
            made.add(f"stance:{sentence.why.split(' (')[0]}")
        if sentence.span:
            made.add("span around" + (":state" if "-" not in token.period else ""))
        if sentence.end - sentence.start > 200:
            made.add("sentence:long")
    for code in outline.warnings:
        made.add(f"page:{code.code}")
    if outline.identity.level == "nation":
        made.add("level:nation")
    return sorted(made)


_UNITS = frozenset(
    ["%", "元", "个", "人", "家", "pp", "位", "公里", "项", "户", "亩", "年", "倍", "吨"]
)


def confidence_of(
    token: Token, sentence: Sentence | None, outline: Outline, lexicon: Lexicon
) -> float:
    """The chance that value, unit, hedge, aspect, role, period and indicator are all right."""
    table = cast("dict[str, float]", lexicon.compiled(weights))
    score = sum(table.get(f, 0.0) for f in features(token, sentence, outline))
    return round(1 / (1 + math.exp(-score)), 3)


def doubt_of(token: Token, sure: float) -> str:
    """Why a claim goes to review, in words; empty when it does not."""
    if sure >= REVIEW_BELOW:
        return ""
    said = [w for f, w in _DOUBTS if any(x.startswith(f) for x in token.feats)]
    return "；".join(said[:2]) or "读法把握不大"


_DOUBTS = (
    ("subject:none", "未见统计对象"),
    ("subject:before", "统计对象取自前一数字"),
    ("subject:topic", "统计对象取自前句"),
    ("indicator:refused", "可能只是指标的一部分"),
    ("period:named", "句中另有时间"),
    ("subject:behind", "统计对象在数字之后"),
)
