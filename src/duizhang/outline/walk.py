"""The running state of a walk through a report: what headings and running times have settled."""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhang.language.lexicon import Lexicon
from duizhang.model import Block
from duizhang.model.records import Stance
from duizhang.outline.periods import (
    YEAR,
    PeriodTable,
    periods_in,
    plan_years,
    span,
    table_of,
    year_span,
)
from duizhang.outline.stance import StanceScorer, stance_scorer


class Node(NamedTuple):
    """A heading and what it settles (repaired offsets; ``end`` is filled when the next begins)."""

    heading: str
    level: int
    start: int
    heading_end: int
    stance: Stance
    period: str
    place: str
    parent: int


class Sentence:
    """A sentence with what the outline settles for it (repaired offsets)."""

    __slots__ = (
        "block",
        "end",
        "heading",
        "period",
        "place",
        "section",
        "span",
        "stance",
        "start",
        "why",
    )

    def __init__(self, start: int, end: int, block: int) -> None:
        self.start, self.end, self.block = start, end, block
        self.stance: Stance = ""
        self.period = ""
        self.span = ""  # the years of the part it stands in, where those are several
        self.place = "self"
        self.section = -1
        self.why = ""
        self.heading = False


LEVELS = (
    (
        1,
        re.compile(
            r"(?:第?[一二三四五六七八九十]{1,3}(?:[、，．.]|部分)|附件\s?[0-9一二三四五六七八九十]*|第[一二三四五六]章)"
        ),
    ),
    (2, re.compile(r"（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]+[,，]")),
    (3, re.compile(r"[0-9]{1,2}(?:[.、．]|\s|$)|（[0-9]{1,2}）|[一二三四五六七八九十]+是")),
)
_LEAD = re.compile(
    r"^[\s　#>*■●◆▲·—-]*(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．是]|各位代表[！：:，]?|同志们[！：:，]?)?[\s　]*"
)
_CAPTION = re.compile(r"(?:图|表|专栏)\s*[0-9一二三四五六七八九十]")
_TITLE = re.compile(r"政府工作报告|会议上|人民代表大会|^各位代表")
# a line that is nothing but 【…】 heads a part of a newspaper's digest
BRACKETED = re.compile(r"^\s*【[^】\n]{2,20}】\s*$")
_IN_FIGURES = "told in figures"  # the cue of 数说, 数读
_BARE_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9年])")
_FIVE_YEARS = re.compile(r"(?:五|5)年(?!级|计划|规划)")
_DAY = re.compile(r"年[0-9]{1,2}月[0-9]{1,2}日")
_GONE = re.compile(r"^(?:刚刚)?过去的(?=[0-9])")
_SO_FAR = re.compile(
    r"今年(?:以来|年?初以来|前[0-9一二三四五六七八九]个?月|1|一季度|上半年|前三季度)"
)
_STRONG = re.compile(
    r"回顾|总结|成绩单|安排|目标任务|预期目标|民生实事|重点任务|工作部署|主要任务|发展成就|展望|名词|主要情况|主要目标|总体要求"
    r"|作战图|施工图|任务书|路线图|[这怎那]么干|这样干|新的一年|回望|回眸"
)


def heading_level(block: Block, text: str) -> int:
    """1 for 一、, 2 for （一）, 3 for 1.; the layout's own level where it has no mark."""
    head = (block.marker + text) if block.marker and not text.startswith(block.marker) else text
    head = head.lstrip("　 #*")
    if BRACKETED.match(head):
        return 1
    for level, pattern in LEVELS:
        if pattern.match(head):
            return level
    return block.level or 2


class Cues:
    """``sections.toml`` compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.cues = [
            (entry["name"], entry["stance"], re.compile(entry["pattern"]))
            for entry in lexicon.tables["sections"]["cue"]
        ]

    def stance(self, heading: str) -> tuple[str, str]:
        for name, stance, pattern in self.cues:
            if pattern.search(heading):
                return stance, name
        return "", ""


class Walk:
    """The running state of the walk: what the last headings and cues have settled."""

    def __init__(self, year: int, lexicon: Lexicon, early: bool) -> None:
        self.year = year
        self.early = early
        self.lexicon = lexicon
        self.table: PeriodTable = table_of(lexicon, early)
        self.cues: Cues = lexicon.compiled(Cues)
        self.nodes: list[Node] = []
        self.stack: list[int] = []
        self.stance: Stance = ""
        self.period = ""
        self.settled = False  # the stance comes from a heading that spoke for one side only
        self.opening = False  # a heading below the first rank has just settled it
        self.rank = 9  # the layout's own level of the heading that settled it; 9: it has none
        self.place = "self"
        self.why = ""
        # (block, period, stance, holds) of a look aside; it holds through the block or while the
        # words go on looking that way
        self.aside: tuple[int, str, Stance, bool] | None = None

    def default_period(self, stance: str) -> str:
        if not self.year:
            return ""
        return str(self.year if stance == "outlook" else self.year - 1) if stance != "other" else ""

    def heading(self, heading: str, level: int, start: int, end: int, rank: int = 0) -> None:
        """A heading of a ``level``; ``rank`` is that which the layout itself gives it (#, ##)."""
        if _CAPTION.match(heading) or (_TITLE.search(heading) and not self.stance):
            self._node(heading, level, start, end)  # the report's own name settles nothing
            return
        self.opening = False
        stance, cue = self.cues.stance(heading)
        periods = periods_in(_DAY.sub("", heading), self.year, self.lexicon, self.early)
        if not periods and self.year:
            periods = self._bare(heading, stance)
        if cue == _IN_FIGURES and periods and self.year:
            stance = periods[0][2] or self._stance_of(periods[0][1])  # 数说2031 may look ahead
        beside = 0 < rank <= self.rank  # set as the heading that settled what stood before
        if (
            level > 1
            and stance
            and self.stance
            and not (periods or beside or _STRONG.search(heading))
        ):
            stance = ""  # （二）着力推进… below a review does not turn to the future
        elif level > 1 and (stance, self.stance) == ("outlook", "review"):
            stance = stance if periods or "民生实事" not in heading else ""  # what became of them
        if not stance and periods and self.year:
            # （二）“十五”期间…主要情况 turns back inside a look ahead
            stance = periods[0][2] or self._stance_of(periods[0][1])
            cue = "period in the heading"
        if stance == "both":
            self.settled = False
            self.stance = "review"
            self.why = cue
        elif stance:
            self.settled = True
            self.opening = level > 1 and not periods
            if stance != self.stance:
                self.rank = rank or 9
            self.stance = stance  # type: ignore[assignment]
            self.why = cue
        elif level == 1 and self.stance and self.nodes:
            self.why = "heading before"
            self.settled = True
        if stance or (level == 1 and self.stance):
            fitting = [p for _, p, s in periods if not s or s == self.stance]
            if fitting:
                self.period = fitting[0]
            elif stance or not self.period:
                self.period = self.default_period(self.stance)
        elif periods:
            fitting = [p for _, p, s in periods if not s or s == self.stance or not self.stance]
            if fitting:
                self.period = fitting[0]
                if not self.stance:
                    self.stance = self._stance_of(fitting[0])
        self._node(heading, level, start, end)

    def _bare(self, heading: str, stance: str) -> list[tuple[int, str, str]]:
        """The time that 回望2025, 【2025·…】 or 【五年·答卷】 names."""
        bracketed = BRACKETED.match(heading) is not None
        m = _BARE_YEAR.search(heading)
        if m is not None and (bracketed or int(m.group(1)) in (self.year - 1, self.year)):
            return [(m.start(), m.group(1), "")]
        m = _FIVE_YEARS.search(heading) if bracketed else None
        if m is None or stance not in ("review", "outlook"):
            return []
        first = self.year - 5 if stance == "review" else self.year
        return [(m.start(), span(first, first + 4), stance)]

    def _node(self, heading: str, level: int, start: int, end: int) -> None:
        while self.stack and self.nodes[self.stack[-1]].level >= level:
            self.stack.pop()
        parent = self.stack[-1] if self.stack else -1
        self.nodes.append(
            Node(heading[:80], level, start, end, self.stance, self.period, self.place, parent)
        )
        self.stack.append(len(self.nodes) - 1)

    def turn_ahead(self) -> None:
        """A list of promises in a part that no heading settled begins the look ahead."""
        if not self.settled and self.stance == "review" and self.year:
            self.stance, self.period, self.why = "outlook", str(self.year), "words of the passage"

    def _stance_of(self, period: str) -> Stance:
        if not self.year or not period:
            return ""
        return "outlook" if int(period[-4:]) >= self.year else "review"

    def _cue_at(self, head: str) -> tuple[str, Stance] | None:
        """A period and stance that the first words of a sentence settle."""
        head = _GONE.sub("", head)
        m = YEAR.match(head) if self.year else None
        if m:
            first, last = year_span(m)
            rest = head[m.end() : m.end() + 30]
            if re.match(r"(?:年?底|末|初)?以来", rest) and first == last < self.year - 1:
                return span(first, self.year - 1), "review"
            if re.match(
                r"[，,：:]|以来|是|来|我们|全[省市区县州国]|，?面对|是?在|的?(?:主要|工作|重点|预期)|[一-鿿]{0,12}(?:目标|任务)是?[:：]|主要|重点",
                rest,
            ):
                stance: Stance = "outlook" if last >= self.year else "review"
                if self.year and first < self.year:
                    stance = "review"
                return span(first, last), stance
            return None
        m = self.table.plan.match(head) if self.year else None
        if m:
            first, last = plan_years(m, self.table)
            return span(first, last), "review" if last < self.year else "outlook"
        for cue in self.table.running:
            m = cue.pattern.match(head)
            if m and not self.year:
                return "", cue.stance  # type: ignore[return-value]
            if m:
                if cue.keeps and self.stance == cue.stance and "-" in self.period:
                    return None
                if cue.name == "past five years":
                    plan = next(
                        (p for p in self.table.plans.values() if p[1] == self.year - 1), None
                    )
                    if plan:
                        return span(*plan), "review"
                return span(self.year + cue.first, self.year + cue.last), cue.stance  # type: ignore[return-value]
        return None

    def sentence(self, sentence: Sentence, text: str) -> None:
        sentence.section = self.stack[-1] if self.stack else -1
        sentence.place = self.place
        head = _LEAD.sub("", text[:60], count=1)
        sentence.span = self.period if "-" in self.period else ""
        found = self._cue_at(head)
        if self.opening and not sentence.heading and head.strip():
            # （三）办好民生实事 and then 过去一年…: the words below tell of what was done
            if found is not None and found[1] == "review" == _other(self.stance):
                self.settled = False
            self.opening = False
        if found is None:
            sentence.stance, sentence.period, sentence.why = self.stance, self.period, self.why
            self._stay_aside(sentence, text)
            return
        self.aside = None
        period, stance = found
        if self.stance == "other":
            sentence.stance, sentence.period = "other", ""
            return
        within = period and "-" in self.period and self.period[:4] <= period <= self.period[-4:]
        told = stance == self.stance == "review" and "-" not in period
        if within and told and int(period) != self.year - 1:
            # a year told of inside a look back over several: this sentence only
            sentence.stance, sentence.period, sentence.why = stance, period, "sentence's own time"
            return
        if told and self.period == str(self.year - 1) and period < self.period:
            # an earlier year in a look back over one: this paragraph only
            sentence.stance, sentence.period, sentence.why = stance, period, "sentence's own time"
            self.aside = (sentence.block, period, "review", True)
            return
        if _SO_FAR.match(head):
            # what this year has brought so far, told in its middle: this paragraph only
            sentence.stance, sentence.period, sentence.why = "review", period, "this year so far"
            self.aside = (sentence.block, period, "review", True)
            return
        one_year = self.settled and stance == self.stance == "outlook" and "-" not in self.period
        if one_year and "-" in period:
            # “十五五”时期… in a year's plan speaks of itself only
            sentence.stance, sentence.period, sentence.why = stance, period, "sentence's own time"
            return
        if self.settled and stance != self.stance:
            # a look back in a plan, a look ahead in a review: while the words go on so
            keep = self.stance == "review" and not re.search(r"目标|任务|安排|重点", head)
            sentence.stance = self.stance if keep else stance
            sentence.period = period
            sentence.why = "sentence's own time"
            if not keep and stance == "review":
                self.aside = (sentence.block, period, stance, False)
            return
        self.stance, self.period, self.why = stance, period, "running time"
        sentence.stance, sentence.period, sentence.why = stance, period, self.why

    def _stay_aside(self, sentence: Sentence, text: str) -> None:
        """A look back opened by the sentence before goes on while the words look back."""
        if self.aside is None:
            return
        block, period, stance, holds = self.aside
        scorer: StanceScorer = self.lexicon.compiled(stance_scorer)
        if block != sentence.block or (not holds and scorer.score(text) <= 0.5):
            self.aside = None
            return
        sentence.stance, sentence.period, sentence.why = (
            stance,
            period,
            "time of the sentence before",
        )


def _other(stance: Stance) -> Stance:
    return {"review": "outlook", "outlook": "review"}.get(stance, "")  # type: ignore[return-value]
