"""How well a fact answers a promise: one comparison, with its score and its reason in words."""

from __future__ import annotations

from typing import Literal

import msgspec

from duizhang.account.alike import (
    ALIKE,
    both_moved,
    kin,
    other_money,
    part_told,
    same_entity,
    subject_score,
    sum_of,
    whole_of,
)
from duizhang.account.records import Fact, Promise, Statement
from duizhang.account.rules import rules
from duizhang.account.subject import clash, likeness
from duizhang.account.units import factor

Fit = Literal["fit", "near", "apart"]

ACCEPT = 0.6  # a candidate below this is not taken
_HOPELESS = 0.58  # below this no objection could bring a candidate back
NEAR = 0.62  # something close is told as close only from here on
_CITED = 0.8  # how sure it is that a result which tells the promised number again answers it
_VERY = 0.85  # and as alike as this are named alike
_FROM = 20  # characters before a change in which the year that it is measured from may stand
_DURATIONS = frozenset(["年", "个月", "届"])
_ALL_THERE_IS = ("达到", "达", "增至", "增加到")
_NEAR_MONEY = 1.25  # times that one amount of money may be another that only the context tells
_WITNESSES = 3  # so many of each side are compared, the best of them counts

CONTEXT = "上下文相近"
_LIKE, _UNLIKE = "事项相近", "事项不同"
_WORDS = {
    "mode": "一方为新增, 一方为累计",
    "stage": "进展阶段不同",
    "size": "规模门槛不同",
    "which firms": "企业统计口径不同",
    "what of green": "绿地率与绿化覆盖率不是一回事",
    "what of production": "产能、产量、产值不是一回事",
}
_ASPECT = {
    "level": "数量",
    "growth": "增速",
    "change": "变化量",
    "share": "占比",
    "rank": "位次",
    "multiple": "倍数",
    "index": "指数",
    "": "数量",
}
# Aspects that a reader may take one for the other, with the doubt that this costs.
_CLOSE = {
    frozenset({"level", "index"}): 0.05,
    frozenset({"share", "index"}): 0.05,
    frozenset({"level", ""}): 0.05,
}


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A promise held against a fact: ``fit`` may close it, ``near`` only explains.

    ``words`` say what speaks for and against it, where somebody asked; ``why`` what against;
    ``added`` that the fact adds something else to what was promised.
    """

    promise: int
    fact: int
    fit: Fit
    score: float
    words: str
    why: str = ""
    added: bool = False


def _speaks_for(p: Statement, f: Statement, context: bool, taken: bool) -> str:
    """What :func:`subject_score` was made of, in words; ``taken`` tells that it was enough."""
    one, two = p.indicator, f.indicator
    same = f"同一指标（{rules().name(one)}）" if one and one == two else ""
    if same and one in rules().singular:
        return same
    like = (
        CONTEXT
        if context
        else f"{_LIKE if taken else _UNLIKE}（{p.claim.subject}／{f.claim.subject}）"
    )
    return "，".join(w for w in (like, same or ("指标不同" if one and two else "")) if w)


def every_year(p: Statement) -> bool:
    """Whether a promise of several years is one for each of them (今明两年每年增长10%)."""
    clause = p.before[-16:]
    return p.period.years > 1 and p.claim.aspect == "growth" and "每年" in clause


def _periods(p: Statement, f: Statement) -> tuple[bool, float]:
    """Whether a fact of another statement's period may close ``p``, and at what cost."""
    one, two = p.period, f.period
    if one == two:
        return True, 0.0
    if two.years > 1 or not one.first <= two.last <= one.last:
        return False, 0.0
    if every_year(p):
        return True, 0.0 if one.last == two.last else 0.05
    aspect, mode = p.claim.aspect, p.topic.mode
    state = aspect in ("share", "rank", "index") or (aspect == "level" and mode != "new")
    return state and one.last == two.last, 0.05


def compare(
    pi: int, promise: Promise, fi: int, fact: Fact, *, walk: bool = True
) -> Candidate | None:
    """The candidate that ``fact`` is for ``promise``.

    None where it is plainly of another thing and, without ``walk``, nobody asks why.
    """
    p, f = promise.witnesses[0], fact.witnesses[0]
    score, context = subject_score(p, f)
    if len(promise.witnesses) > 1 or len(fact.witnesses) > 1:
        for one in promise.witnesses[:_WITNESSES]:
            for other in fact.witnesses[:_WITNESSES]:
                better, around = subject_score(one, other)
                if better > score:
                    score, context, p, f = better, around, one, other
    if (
        score < _HOPELESS
        and f.cites != p.claim.value
        and not walk
        and not f.topic.parts
        and not same_entity(p.topic.core, f.topic.core)
        and not kin(p, f)
    ):
        return None
    if score < _CITED and f.cites == p.claim.value:
        score, context = _CITED, True
    objection = _objection(p, f, score, context)
    refused, cost, least = objection.words, objection.cost, objection.least
    score = round(max(least, score - cost), 4)
    words = ""
    if walk:
        words = _speaks_for(p, f, context, score >= ACCEPT)
        words = f"{words}；{refused}" if refused else words
    if score >= ACCEPT and not refused:
        return Candidate(pi, fi, "fit", min(1.0, score + _likely(p, f)), words)
    own = objection.own and not p.topic.dependent
    told = least > 0 or own or not context
    if refused and told and score >= NEAR and f.paper.year <= p.period.last + 1:
        return Candidate(pi, fi, "near", score, words, refused, objection.added)
    return Candidate(pi, fi, "apart", max(0.0, score), words, refused)


class _Objection(msgspec.Struct, frozen=True, gc=False):
    """Why a fact cannot close a promise though its subject is the same; empty words: it can.

    ``cost`` is what the remaining doubts cost, ``least`` the score that the objection itself makes
    sure of; ``added`` as in :class:`Candidate`; ``own`` tells that it is told even where only the context shows the likeness.
    """

    words: str = ""
    cost: float = 0.0
    least: float = 0.0
    own: bool = False
    added: bool = False


def _objection(p: Statement, f: Statement, score: float, context: bool) -> _Objection:
    a, b = p.topic, f.topic
    singular = p.claim.indicator == f.claim.indicator and p.claim.indicator in rules().singular
    size = factor(f.claim.unit, p.claim.unit)
    added = 0.0 if part_told(p, f) >= 0 else max(sum_of(a, b), _two_verbs(p, f))
    amount = p.claim.aspect in ("level", "change", "") and (
        f.claim.aspect == p.claim.aspect or both_moved(p, f)
    )
    if added and amount and size is not None:
        return _Objection(f"只报“{f.claim.subject}”合计{number(f)}", least=added, added=True)
    one_mode = not (a.mode and b.mode and a.mode != b.mode)
    if amount and size is not None and one_mode and sum_of(b, a) and not whole_of(p, f):
        return _Objection(f"目标是合计, 只报其中“{f.claim.subject}”{number(f)}", own=True)
    if f.claim.unit in _DURATIONS and p.claim.unit not in _DURATIONS:
        return _Objection(cost=1.0)  # 连续6年居首位: for how long, not how much
    same_period, cost = _periods(p, f)
    if not same_period:
        if size is None and not singular and score < _VERY:
            return _Objection(cost=1.0)
        if p.claim.unit == f.claim.unit == "元" and other_money(p, f):
            return _Objection(f"只报{f.claim.subject}{f.period}年的{number(f)}")
        return _Objection(f"只有{f.period}年的{_ASPECT[f.claim.aspect]}{number(f)}")
    if context and other_money(p, f):
        return _Objection(cost=1.0)
    part = _part_year(f)
    if part and not _part_year(p):
        return _Objection(f"只是{part}的数: {number(f)}")
    since = _from_year(f)
    if since and since != _from_year(p) and since != f.period.first - 1:
        return _Objection(f"基期不同: 报的是比{since}年{number(f)}")
    if not singular:
        other = clash(a, b)
        over = rules().scope_over.get(other)
        if other and (other not in _WORDS or (over and (other, over) not in a.scopes | b.scopes)):
            return _Objection(cost=1.0)
        other = other or _unlike(p, f, size)
        if other:
            words = f"{_WORDS[other]}: 只报{f.claim.subject}{number(f)}"
            return _Objection(words, own=True)
        cost += 0.04 * len({g for g, _ in a.scopes} ^ {g for g, _ in b.scopes})
        if a.mode != b.mode:
            cost += 0.02 if b.mode == "new" or _of_stock(p) else 0.1
    if p.claim.aspect == f.claim.aspect == "rank" and _ranked(p) != _ranked(f) != "":
        return _Objection(cost=1.0)
    if p.claim.aspect != f.claim.aspect and not both_moved(p, f):
        close = _CLOSE.get(frozenset({p.claim.aspect, f.claim.aspect}))
        percent = {p.claim.aspect, f.claim.aspect} == {"growth", "share"} and singular
        if close is None and not percent:
            least = 0.65 if same_entity(a.core, b.core) or kin(p, f) else 0.0
            only = f"只报{_ASPECT[f.claim.aspect]}{number(f)}, 未报{_ASPECT[p.claim.aspect]}"
            return _Objection(only, least=least)
        cost += close or 0.1
    if size is None:
        if not singular and score < _VERY and not same_entity(a.core, b.core):
            return _Objection(cost=1.0)  # so many households promised, so many miles told
        return _Objection(f"单位不同: 只报{number(f)}")
    return _Objection(cost=cost + _scale(p, f, size, context))


def _of_stock(s: Statement) -> bool:
    """Whether a figure is one of all there is (突破55万户, 达到600套) by its own clause."""
    return bool(rules().stock.search(s.clause[-16:] + s.claim.subject))


def _ranked(s: Statement) -> str:
    """What a rank is one of by its own clause: 增速 or 总量; empty where it does not say."""
    found = rules().rank_of_pattern.findall(s.clause + s.claim.subject)
    return rules().rank_of[found[-1]] if found else ""


def _two_verbs(p: Statement, f: Statement) -> float:
    """How surely the fact adds up two works (新建和改造) of which one was promised, 0 to 1."""
    subject = f.claim.subject
    m = rules().two_verbs.search(subject) if "和" in subject or "、" in subject else None
    if m is None:
        return 0.0
    clause = p.clause
    own = rules().building.findall(clause[clause.rfind("、") + 1 :][-12:])
    promised = set(own or rules().building.findall(p.claim.subject))
    return 0.9 if len(promised & {m.group("one"), m.group("two")}) == 1 == len(promised) else 0.0


def _part_year(s: Statement) -> str:
    """The part of a year (国庆假期, 上半年) that a figure's own clause names; empty: none."""
    found = rules().part_year.search(s.clause + s.claim.subject)
    return found.group() if found else ""


def _from_year(s: Statement) -> int:
    """The year that a change is measured from, 0 where it is not said or there is no change."""
    if s.claim.aspect not in ("growth", "change", "multiple"):
        return 0
    said = rules().from_year.search(s.before[-_FROM:])
    return int(said.group("year")) if said else 0


def _unlike(p: Statement, f: Statement, size: float | None) -> str:
    """What makes a count another count where only one side names its mode or stage."""
    known = rules()
    a, b = p.topic, f.topic
    clause = p.clause[-16:] + p.claim.subject
    if b.stage in known.begun and known.finished_only.search(clause) and not a.stage:
        return "stage"
    if a.mode == "new" and not b.mode and p.claim.aspect == "level" and not b.stage:
        many = abs(f.claim.value * (size or 1.0)) >= 3 * abs(p.claim.value)
        done = known.finishing.search(f.clause[-16:] + f.claim.subject)
        if many and not done:
            return "mode"
    if b.mode == "new" and not a.mode and p.claim.aspect == "level" and known.stock.search(clause):
        few = abs(f.claim.value * (size or 1.0)) * 3 <= abs(p.claim.value)
        return "mode" if few and likeness(a, b) >= ALIKE else ""
    if b.mode == "cumulative" and not a.mode and p.claim.aspect in ("level", "change", ""):
        yearly = f.claim.unit == "元" and f.before.endswith(_ALL_THERE_IS)  # 资金增加到1750亿元
        return "" if yearly or p.claim.hedge == "over" or _of_stock(p) else "mode"
    if not a.mode and not b.mode and p.claim.aspect == "level" and f.before.endswith(_ALL_THERE_IS):
        begun = known.finishing.search(clause) and not _of_stock(p) and p.claim.hedge != "over"
        if begun and abs(f.claim.value * (size or 1.0)) >= 2 * abs(p.claim.value):
            return "mode"  # 打造片区12个, 片区达到31个
    if b.stage and not a.stage and b.stage != "签约" and a.mode != "new":
        very = f.claim.value * (size or 1.0) == p.claim.value  # N个项目全部开工
        return "" if very or known.finishing.search(p.clause + p.claim.subject) else "stage"
    return ""


def _scale(p: Statement, f: Statement, size: float, context: bool) -> float:
    """What it costs that the two numbers are of quite different magnitude.

    What a budget gives is for one of many things: an amount that only the words around it bring
    together with another must be near to it.
    """
    a, b = abs(p.claim.value), abs(f.claim.value * size)
    if p.claim.aspect not in ("level", "change", "index", "") or not a or not b:
        return 0.0
    ratio = max(a, b) / min(a, b)
    if context and ratio > _NEAR_MONEY and rules().budget.search(p.claim.subject):
        return 0.35
    return 0.35 if ratio > 30 else 0.15 if ratio > 6 else 0.0


def _likely(p: Statement, f: Statement) -> float:
    """A small preference among fits: the first report after the year, and the very number."""
    late = max(0, f.paper.year - p.period.last - 1) if f.paper.year else 0
    exact = abs(f.claim.value - p.claim.value) <= 1e-9 * max(1.0, abs(p.claim.value))
    return (0.05 if exact else 0.0) - 0.02 * min(5, late)


def number(s: Statement) -> str:
    """The figure as a reader would write it: 4.5万人, 5.5%, 第28位."""
    value, unit = s.claim.value, s.claim.unit
    for size, name in ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")):
        if abs(value) >= size and unit not in ("%", "‰", "pp", "bp"):
            return f"{value / size:.10g}{name}{unit}"
    if s.claim.aspect == "rank":
        return f"第{value:g}位"
    return f"{value:.10g}{'个百分点' if unit == 'pp' else unit}"
