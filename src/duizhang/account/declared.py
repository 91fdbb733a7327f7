"""What a report says of its promises in words: kept, not kept, done as a list, better than before."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from duizhang.account.records import Paper, Statement
from duizhang.account.rules import rules
from duizhang.account.subject import clean, core, grams
from duizhang.model import Report, Spot

_SENTENCE = re.compile(r"[^。；！？]+[。；！？]?")
_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?!\s*(?:\n|[-■])))+")
# A cheap look before the patterns are run: every cue holds one of these.
_TRIGGER = re.compile(
    r"完成|实现|兑现|办结|办成|落实|见效|预期|控制|遏制|改善|提|增|扩大|优化|降|好"
)


class Said(msgspec.Struct, frozen=True):
    """One cue found in a paper: its kind, what it speaks of, the whole sentence, and its place.

    ``plan`` tells that it speaks of several years, ``first`` the first of them (0: not said).
    """

    kind: str
    about: str
    sentence: str
    plan: bool
    first: int
    spot: Spot
    order: int


def said(report: Report, paper: Paper) -> tuple[Said, ...]:
    """All that ``report`` says in words of what became of things, in text order."""
    text = report.document.source_text
    ahead = [(s.start, s.end, s.level) for s in report.sections if s.stance == "outlook"]
    back = [(s.start, s.end, s.level) for s in report.sections if s.stance == "review"]
    found: list[Said] = []
    for paragraph in _PARAGRAPH.finditer(text):
        for m in _SENTENCE.finditer(paragraph.group()):
            start = paragraph.start() + m.start()
            if _TRIGGER.search(m.group()) and not _looks_ahead(start, ahead, back):
                found += _in_sentence(text, start, paragraph.start() + m.end(), paper)
    return tuple(found)


def _looks_ahead(
    at: int, ahead: Sequence[tuple[int, int, int]], back: Sequence[tuple[int, int, int]]
) -> bool:
    """Whether the deepest section with a stance at ``at`` is one of outlook."""
    deepest = max((lv for a, b, lv in ahead if a <= at < b), default=-1)
    return deepest >= 0 and deepest >= max((lv for a, b, lv in back if a <= at < b), default=-1)


def _in_sentence(text: str, start: int, end: int, paper: Paper) -> list[Said]:
    known = rules()
    places = [i for i in range(start, end) if not text[i].isspace()]
    words = "".join(text[i] for i in places)
    plan = bool(known.plan.search(words))
    first = next((year for name, year in known.plan_first.items() if name in words), 0)
    found = []
    for order, cue in enumerate(known.cues):
        for m in cue.pattern.finditer(words):
            clause = words[max(words.rfind("，", 0, m.start()), -1) + 1 : m.end()]
            if known.wish.search(clause):
                continue
            spot = Spot(paper.id, places[m.start()], places[m.end() - 1] + 1)
            about = clean(m.group("topic"))
            found.append(Said(cue.kind, about, words, plan, first, spot, order))
    return found


def speaks_of(about: str, target: Statement) -> float:
    """How well the words ``about`` name what ``target`` promises, 0 to 1."""
    claim = target.claim
    aliases = rules().aliases.get(claim.indicator, ())
    if any(len(a) >= 2 and a in about for a in aliases):
        return 0.9
    inner, outer = target.topic.name, core(about)
    if len(inner) < 2 or len(outer) < 2:
        return 0.0
    own = grams(inner)
    held = len(own & grams(outer)) / len(own)
    half = max(4, (len(inner) + 1) // 2)
    if len(inner) >= 4 and inner[:half] in outer:
        return max(held, 0.7)
    return held


def covers(words: Said, target: Statement) -> bool:
    """Whether a statement on all main targets covers ``target``: a headline, or one of its plan."""
    if target.period.years == 1:
        return target.headline and not words.plan
    plan = words.plan and (target.period.years >= 4 or bool(words.first))
    of_plan = bool(rules().plan.search(target.before + target.list_name))
    return plan and of_plan and words.first in (0, target.period.first)


def belongs_to(listed: str, target: Statement) -> bool:
    """Whether ``target`` stands in the list that ``listed`` names (民生实事)."""
    around = target.list_name + target.before + target.after
    key = listed.removeprefix("重点").removesuffix("项目").removesuffix("任务").removesuffix("目标")
    return key in around
