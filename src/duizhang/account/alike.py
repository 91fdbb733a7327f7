"""What speaks for two statements being about one thing: their names, and the words around them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from duizhang.account.records import Promise, Statement
from duizhang.account.rules import rules
from duizhang.account.subject import (
    HELD,
    Topic,
    likeness,
    pairs,
    surroundings,
    topic,
)
from duizhang.account.units import base_unit

_NUMERAL_BEFORE = re.compile(r".*\d[^\d，。；、]*[，；、]", re.DOTALL)
_MARK = re.compile("[，；、。]")
_MOST = 0.8  # so many of a name's characters stand for it
ALIKE = 0.75  # names as alike as this are of one thing


def subject_score(p: Statement, f: Statement) -> tuple[float, bool]:
    """How sure it is that two statements are about one thing, and whether their context tells it."""
    a, b = p.topic, f.topic
    one, two = p.indicator, f.indicator
    same = one != "" and one == two
    if same and one in rules().singular:
        return 1.0, False
    score = likeness(a, b)
    context = False
    if (
        score < 0.9
        and (a.dependent or b.dependent or a.name[-2:] == b.name[-2:])
        and p.claim.unit == f.claim.unit
        and p.claim.aspect == f.claim.aspect
    ):
        around = _around(p, f)
        if around and p.claim.value == f.claim.value:
            around += 0.06  # the very number, with the very unit, in words that agree
        if around > score:
            score, context = around, True
    if p.topic.parts and not f.topic.parts and score < HELD and whole_of(p, f):
        score = HELD
    if a.dependent and b.dependent and not context and not _of_one(p, f):
        # 完成投资 of public projects, and of great projects: what is invested in tells
        score, same = min(score, 0.5), False
    if same:
        score = 0.45 + 0.55 * score if score >= 0.3 else score
    elif one and two:
        score -= 0.3
    elif (one or two) in rules().singular:
        score -= 0.06
    return score, context


def _of_one(p: Statement, f: Statement) -> bool:
    """Whether two subjects that lean on the figures before them lean on one thing, as far as told."""
    one, two = p.name.removesuffix(p.topic.name), f.name.removesuffix(f.topic.name)
    return not one or not two or likeness(topic(one), topic(two)) > 0.5


def _around(p: Statement, f: Statement) -> float:
    """Likeness where one side's subject leans on the words around it.

    What the other side calls the thing must stand in those words; both are measured alike.
    """
    best = 0.0
    for named, leaning in ((f, p), (p, f)):
        if named.topic.dependent:
            continue
        if leaning.topic.dependent:
            words, weight = surroundings(leaning.before, leaning.after), 0.9
        else:
            words, weight = _own_words(leaning.before, leaning.after), 0.82
        for name in (named.topic.name, *named.topic.parts[: 4 if leaning.topic.dependent else 0]):
            own = pairs(name)
            if len(own) >= 2:
                best = max(best, weight * len(own & words) / len(own))
            elif leaning.topic.dependent and own and own <= words:
                best = max(best, 0.68)
    part = "其中" in f.clause
    if p.name and f.name and (p.topic.dependent or f.topic.dependent or part):
        best = max(best, (0.95 if part else 0.9) * likeness(topic(p.name), topic(f.name)))
    if p.topic.dependent and f.topic.dependent:
        left, right = surroundings(p.before, p.after), surroundings(f.before, f.after)
        best = max(best, min(0.8, 0.07 * len(left & right)))
    return best


@lru_cache(maxsize=16384)
def _own_words(before: str, after: str) -> frozenset[str]:
    """The surroundings of a figure with a name of its own: without what other figures are of.

    The words up to the figure before it, and those behind the next mark, speak of those.
    """
    found = _NUMERAL_BEFORE.search(before)
    own = before[found.end() :] if found else before
    return surroundings(own, _MARK.split(after, maxsplit=1)[0])


def cited(after: str) -> float | None:
    """The promised value that the words behind a result tell again; None where they tell none."""
    known = rules()
    if not known.cites_hint.search(after):
        return None
    m = known.cites.search(after)
    times = {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
    return m and float(m.group("number")) * math.prod(times[c] for c in m.group("times"))


def part_told(p: Statement, f: Statement) -> int:
    """Which of the things that a figure is told of each (A、B均增长5%) is promised; -1: not such."""
    if not f.topic.parts or not rules().each.search(f.clause):
        return -1
    return max(
        range(len(f.topic.parts)), key=lambda i: (_covered(f.topic.parts[i], p.topic.name), -i)
    )


def sum_of(p: Topic, f: Topic) -> float:
    """How surely the fact adds something else to what was promised, 0 to 1."""
    if not f.parts or p.parts or not p.name:
        return 0.0
    held = [_part_held(p, part) for part in f.parts]
    if max(held) < 0.6:
        return 0.0
    # what all parts end in (等管网) tells nothing of which of them was promised
    shared = _shared_end(f.parts)
    heads = [part[: len(part) - shared] for part in f.parts] if shared >= 2 else []
    other = all(heads) and any(h in p.name for h in heads) and any(h not in p.name for h in heads)
    return max(held) if min(held) < 0.55 or (heads and other) else 0.0


def whole_of(promised: Statement, told: Statement) -> bool:
    """Whether a figure is told of all that the promise adds up: it names none of it apart.

    汽车、家电以旧换新销售额 and 以旧换新带动销售额; 燃气、消防等重大隐患 and 各类重大隐患.
    """
    subject = promised.claim.subject
    *before, last = rules().sum_pattern.split(subject)
    if not before:
        return False
    heads = [part[-2:] for part in before] + [last[:2]]
    words = told.claim.subject
    if any(head in words for head in heads):
        return False
    tail = last.partition("等")[2] or last[2:]
    if len(tail) == 2:  # too short a name to be alike: 燃气、供水等管网 and 各类管网
        return words.endswith(tail)
    return likeness(topic(tail), told.topic) >= HELD


def _part_held(p: Topic, part: str) -> float:
    """How surely ``part`` of a sum is what was promised."""
    covered = _covered(p.name, part)
    return max(likeness(p, topic(part)), covered if covered >= _MOST else 0.0)


def _shared_end(names: Sequence[str]) -> int:
    """How many characters ``names`` all end in."""
    columns = zip(*(name[::-1] for name in names), strict=False)
    return next((i for i, row in enumerate(columns) if len(set(row)) > 1), min(map(len, names)))


def _covered(inner: str, outer: str) -> float:
    """The share of ``inner``'s characters that ``outer`` holds."""
    return sum(ch in outer for ch in inner) / len(inner) if inner else 0.0


def same_entity(promised: str, told: str) -> bool:
    """Whether both begin with one name (B保中心进出口额, B保中心), a misprinted letter allowed."""
    return len(told) >= 3 and (
        told in promised[: len(told) + 1]
        or (len(told) >= 4 and told[0] < "一" and told[1:] in promised[: len(told)])
    )


def kin(p: Statement, f: Statement) -> bool:
    """Whether two indicators differ by what is told of one thing (研发投入强度, 研发经费投入)."""
    one, two = p.indicator, f.indicator
    return one != "" != two != one and likeness(p.topic, f.topic) >= ALIKE


def both_moved(p: Statement, f: Statement) -> bool:
    """Whether one side tells as an amount what the other tells as a change.

    新增500万户 and 增加500万户; 脱贫1000万人 and 贫困人口减少1000万人.
    """
    if {p.claim.aspect, f.claim.aspect} != {"level", "change"}:
        return False
    amount, change = (p, f) if p.claim.aspect == "level" else (f, p)
    if change.claim.value < 0 < amount.claim.value:
        words = amount.clause[-16:] + amount.claim.subject
        return bool(rules().reducing.search(words))
    return p.topic.mode == f.topic.mode == "new"


def other_money(p: Statement, f: Statement) -> bool:
    """Whether two figures are of the money of two different payers (中央财政, 全国财政)."""
    one, two = _whose_money(p), _whose_money(f)
    return bool(one) and bool(two) and not one & two


def _whose_money(s: Statement) -> frozenset[tuple[str, str]]:
    """Whose money a figure is, by the words of its clause, or else of its sentence up to it."""
    found = _money_in(s.clause) or _money_in(s.claim.subject)
    return found or _money_in(s.before[s.before.rfind("。") + 1 :][-40:])


@lru_cache(maxsize=16384)
def _money_in(words: str) -> frozenset[tuple[str, str]]:
    known = rules()
    told = {known.scopes[m.group()] for m in known.scope_pattern.finditer(words)}
    return frozenset(scope for scope in told if scope[0] == "whose money")


def same_asked(asked: Sequence[Promise]) -> list[int]:
    """For each promise the number of the first that asks for the same thing."""
    seen: dict[tuple[object, ...], int] = {}
    numbers = []
    for i, promise in enumerate(asked):
        claim = promise.head.claim
        about = promise.head.topic
        name = claim.indicator if claim.indicator in rules().singular else about.core
        if name != claim.indicator and about.dependent:
            name = promise.head.name  # 完成投资 of one list, and of another
        key: tuple[object, ...] = (
            (name, about.mode, about.stage, about.scopes, claim.aspect, base_unit(claim.unit)[0])
            if name != claim.indicator
            else (name, claim.aspect)
        )
        if not name:
            key = (i,)
        numbers.append(seen.setdefault(key, i))
    return numbers
