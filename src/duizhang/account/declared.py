"""What a report says of its promises in words: kept, not kept, done as a list, better than before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

import msgspec

from duizhang.account.page import Page
from duizhang.account.records import Paper, Statement
from duizhang.account.rules import rules
from duizhang.account.subject import HELD, Topic, core, grams, likeness, topic
from duizhang.model import Report, Spot

# A sentence ends with its mark, a blank line, or before a bullet; a line's end alone ends nothing.
_END = re.compile(r"[。；！？\n](?:(?<!\n)|(?=\s*(?:\n|[-■])))")
# A cheap look before the patterns are run: every cue holds one of these.
_TRIGGER = re.compile(
    r"完成|实现|兑现|办结|办成|落实|见效|收官|达成|销号|预期|控制|遏制|改善|提|增|扩大|优化|降|好|稳中有|全省前列|全国前列|全市前列|[部面]解决|[部面]交付"
    r"|消除|清零|剿灭|打通|达标|完工"
)

_LIST = "民生实事"  # what all its names are held against each other as
_STOP = re.compile(r"[，。；！？]")
_SOME = 4  # characters and pairs that two names share at least, where one holds the other
_WITHIN = 0.85  # so much of the words stands in the name of what they speak of
_NEAR = 300  # characters within which a figure still tells what its neighbours speak of


class Said(msgspec.Struct, frozen=True, gc=False):
    """One cue found in a paper: its kind, what it speaks of, the clause that says it, its place.

    ``plan`` tells that it speaks of several years, ``first`` the first of them (0: not said).
    """

    kind: str
    about: str
    clause: str
    plan: bool
    first: int
    spot: Spot
    order: int


def said(report: Report, paper: Paper, page: Page | None = None) -> tuple[Said, ...]:
    """All that ``report`` says in words of what became of things, in text order.

    ``page`` is its text, where it is known already.
    """
    text = report.document.source_text
    page = page or Page(text)
    stance = _Stance(report)
    found: list[Said] = []
    ends = [*(m.end() for m in _END.finditer(text)), len(text)]
    for i in page.holding(rules().cue_words, ends):
        start, end = ends[i - 1] if i else 0, ends[i]
        if _TRIGGER.search(text, start, end) and not stance.ahead(start, end):
            found += _in_sentence(page, start, end, paper)
    return tuple(found)


def by_kind(words: Iterable[Said]) -> dict[str, list[Said]]:
    """``words`` by their kind, each kind in its order."""
    found: dict[str, list[Said]] = {}
    for s in words:
        found.setdefault(s.kind, []).append(s)
    return found


class _Stance:
    """Whether a sentence looks ahead: by the figures in it, those around it, or its section."""

    def __init__(self, report: Report) -> None:
        told = [c for c in report.claims if c.role in ("target", "result")]
        told.sort(key=lambda c: c.start)
        self._starts = [c.start for c in told]
        self._roles = [c.role for c in told]
        self._sections = sorted(
            (s for s in report.sections if s.stance in ("review", "outlook")), key=lambda s: s.start
        )

    def ahead(self, start: int, end: int) -> bool:
        """Whether the sentence ``start``..``end`` is one of outlook."""
        starts, roles = self._starts, self._roles
        i = bisect_left(starts, start)
        j = bisect_left(starts, end, i)
        if i < j:
            return roles[i:j].count("target") * 2 > j - i
        before = roles[i - 1] if i and start - starts[i - 1] <= _NEAR else ""
        behind = roles[j] if j < len(starts) and starts[j] - start <= _NEAR else ""
        near = {role for role in (before, behind) if role}
        if len(near) == 1:
            return "target" in near
        found = None
        for s in self._sections:
            if s.start > start:
                break
            if start < s.end and (found is None or s.level >= found.level):
                found = s
        return found is not None and found.stance == "outlook"


def _in_sentence(page: Page, start: int, end: int, paper: Paper) -> list[Said]:
    known = rules()
    words = page.clean(start, end)
    orders = {
        order
        for first in known.cues_by_first.keys() & set(words)
        for need, of in known.cues_by_first[first]
        if need in words
        for order in of
    }
    matches = [
        (order, cue, m)
        for order in sorted(orders)
        for cue in (known.cues[order],)
        for m in cue.pattern.finditer(words)
    ]
    if not matches:
        return []
    plan = bool(known.plan.search(words))
    first = next((year for name, year in known.plan_first.items() if name in words), 0)
    found = []
    for order, cue, m in matches:
        clause = words.rfind("，", 0, m.start()) + 1
        named = "topic" in cue.pattern.groupindex
        about = m.group("topic") if named else words[clause : m.start()]
        if cue.kind == "missed" and not about and clause:
            # 进出口总额仅增长4.1%，没有完成预期目标: the clause before names it
            clause = words.rfind("，", 0, clause - 1) + 1
            about = words[clause : m.start()].rstrip("，")
        if len(about) < 2 or known.wish.search(words, clause, m.end()):
            continue
        if cue.kind != "missed" and _denied(words, clause, m.start(), m.end()):
            continue
        first_at = m.start() if named else clause
        spot = Spot(paper.id, page.source(start, first_at), page.source(start, m.end() - 1) + 1)
        stop = _STOP.search(words, m.end())
        quote = words[clause : stop.start() if stop else len(words)]
        found.append(Said(cue.kind, about, quote, plan, first, spot, order))
    return found


def _denied(words: str, clause: int, start: int, end: int) -> bool:
    """Whether the cue ``start``..``end`` of the clause from ``clause`` on is negated."""
    known = rules()
    before = max(words.rfind("、", clause, start), words.rfind("：", clause, start)) + 1
    if known.negation.search(words, max(clause, before), end):
        return True
    stop = _STOP.search(words, end)
    return bool(known.shortfall.match(words, end, stop.start() if stop else len(words)))


def may_speak(target: Statement) -> Callable[[str], bool]:
    """A cheap look whether words may name what ``target`` promises well enough to speak of it.

    Most words of a report speak of other things; :func:`speaks_of` need not be asked of those.
    """
    named = target.topic
    if target.claim.indicator or named.dependent:
        return lambda about: True
    own = named.grams
    least = min(0.6 * len(own), _SOME)
    return lambda about: len(own & _about(about).grams) >= least


def speaks_of(about: str, target: Statement) -> float:
    """How well the words ``about`` name what ``target`` promises, 0 to 1."""
    indicator, named = target.claim.indicator, target.topic
    others, outer, known, rest, rest_core, rest_grams = _about(about)
    if others and indicator not in others:
        about, outer, known = rest, rest_core, rest_grams
    if indicator:
        for name in rules().aliases.get(indicator, ()):
            if name in about and len(name) >= 2:
                return 0.9
    inner, own = named.name, named.grams
    if named.dependent and len(outer) >= 3 and outer in target.before[-40:]:
        return 0.65  # 做好保交楼工作，完成剩余1.6万套交付任务
    if len(inner) < 2 or len(outer) < 2:
        return 0.0
    held = len(own & known) / len(own)
    if len(outer) >= 4 and len(own & known) >= _WITHIN * len(known):
        held = max(held, 0.65)  # “两癌”筛查任务 of 妇女“两癌”免费筛查
    if len(inner) < 4:  # 扶贫 is a word of much else
        held *= min(1.0, 1.5 * len(inner) / len(outer))
    if len(inner) >= 4 and inner[: max(4, (len(inner) + 1) // 2)] in outer:
        return max(held, 0.7)
    if held >= HELD or len(own & known) < _SOME:
        return held
    return max(held, _held(about, named))


@lru_cache(maxsize=16384)
def _held(about: str, promised: Topic) -> float:
    """How alike the words are to a promise's name of which they hold a part (“两癌”筛查任务)."""
    found = likeness(topic(about), promised)
    return found if found >= HELD else 0.0


class _About(NamedTuple):
    """Words taken apart once: the indicators they name in full, and what is left without them."""

    others: frozenset[str]
    core: str
    grams: frozenset[str]
    rest: str
    rest_core: str
    rest_grams: frozenset[str]


@lru_cache(maxsize=16384)
def _about(about: str) -> _About:
    known = rules()
    others = frozenset(known.named[m.group()] for m in known.named_pattern.finditer(about))
    rest = known.named_pattern.sub("，", about)  # what it says of other things
    one, two = core(about), core(rest)
    return _About(others, one, grams(one), rest, two, grams(two))


def covers(words: Said, target: Statement) -> bool:
    """Whether a statement on all main targets covers ``target``: a headline, or one of its plan."""
    if target.period.years == 1:
        return target.headline and not words.plan
    plan = words.plan and (target.period.years >= 4 or bool(words.first))
    of_plan = bool(rules().plan.search(target.before + target.list_name))
    # a plan's main targets are those of its headline; what it would spend is told item by item
    main = target.headline or bool(target.claim.indicator)
    return plan and of_plan and main and words.first in (0, target.period.first)


@lru_cache(maxsize=16384)
def _one_name(text: str) -> str:
    """``text`` with all names of the list of what is done for people's livelihood made one."""
    return rules().list_alike.sub(_LIST, text)


def belongs_to(listed: str, target: Statement) -> bool:
    """Whether ``target`` stands in the list that ``listed`` names (民生实事)."""
    some = rules().list_some.match(listed)
    if some:
        marks = [m.end() for m in rules().item_begins.finditer(target.before)]
        own = target.before[max([0, *marks]) :]
        return target.item and some.group("part") in own
    key = _one_name(listed)
    key = key.removeprefix("重点").removesuffix("项目").removesuffix("任务").removesuffix("目标")
    if target.item and key in _one_name(target.list_name):
        return True
    before, after = _one_name(target.before), _one_name(target.after)
    stands = after.find(key)
    if stands >= 0 and after[stands + len(key) :][:1] not in ("：", ":"):
        return True  # …等十件民生实事: the list stands behind its items
    at = before.rfind(key)
    behind = before[at + len(key) :] if at >= 0 else "。"
    # the list ends with its sentence, where its items do not go on with numbers of their own
    return "。" not in behind or bool(rules().item_begins.search(behind))
