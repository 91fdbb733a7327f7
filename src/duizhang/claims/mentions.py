"""Finds the times named in a sentence (去年, 2024年, “十四五”期间) and which of them speaks where."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple

from duizhang.language.lexicon import Lexicon
from duizhang.outline.periods import YEAR, Cue, PeriodTable, plan_years, span, table_of, year_span
from duizhang.outline.walk import Sentence

PLAN_LENGTH = 4  # years from the first of a five-year plan to its last
DIGITS = {"两": 2, "三": 3, "四": 4}
_SINCE = re.compile(r"(?:年?底|末|初)?(?:以来|起|开始|后，|至今)")
_BEFORE = re.compile(r"(?:年?底|末)?(?:以前|之前|前(?!三|两|五|十))")
_ALL_FIVE = re.compile(
    r"(?<=[，；])(?:五|5)年(?:内|间|共|累计)?(?=[一-鿿]{2})(?!来|规划|计划|行动)"
)
_GOAL_MET = re.compile(r"[”\"]?(?:规划|总体|既定|确定的?)?(?:目标|任务|指标)")
_MEETS = re.compile(r"(?:完成|实现|达到|超额)[“\"]?$")
_REACHES = ("到", "至", "达", "为", "是", "于")
_MEASURE = re.compile(r"(?:同期|全年)?(?:水平)?的\s?[0-9.]+(?:%|倍)")
_LEVEL = re.compile(r"(?:同期)?水平(?=[，。；、])")  # 恢复到2019年水平
_SUPERLATIVE = re.compile(r"以来(?:的)?(?:最|首|历史|同期|罕见|新)")
_PLANNED = re.compile(r"[”\"]?(?:确定的?|规划的?)?(?:[0-9]{1,3}项)?(?:重大|重点)(?:工程|项目|任务)")
_WITH = re.compile(r"[与和同跟][“\"]?$")
_LASTS = re.compile(r"[”\"]?(?:期间|时期)")
_NAMES_A_GOAL = re.compile(r"远景|愿景|规划|纲要|可持续发展议程")  # 2035年远景目标 dates nothing
_FIRST_YEARS = re.compile(r"(?:时期|期间)?前(两|三|四)年")
_WHOLE_YEAR = re.compile(r"全年(?!龄)")
_LAST_YEARS = re.compile(r"(?:近|连续|过去|最近)?(两|三|四)年(?:来|累计|间|，)")
_BASIS = re.compile(r"基础上")  # 在去年增长9%的基础上: what comes behind is of its own time
_REACH = 40  # how far behind a time the words may stand that settle what it speaks for


class Mention(NamedTuple):
    """A time named in a sentence: repaired offsets, years, whether it is only compared with."""

    start: int
    end: int
    first: int
    last: int
    against: bool
    explicit: bool
    opens: bool = False  # 从 or 由 stands before it: the start of a change
    since: bool = False  # 以来 or 起 stands behind it


def mentions(
    folded: str, sentence: Sentence, year: int, lexicon: Lexicon, early: bool = False
) -> list[Mention]:
    """Every time named in a sentence, in order."""
    table = table_of(lexicon, early)
    found: list[Mention] = []
    a, b = sentence.start, sentence.end
    for m in YEAR.finditer(folded, a, b):
        first, last = year_span(m)
        left = folded[max(a, m.start() - 4) : m.start()]
        against = bool(table.against.search(left)) and not _from_to(folded, m, left, a, b)
        right = folded[m.end() : m.end() + 6]
        if _NAMES_A_GOAL.match(right):
            continue
        if _SUPERLATIVE.match(right):
            continue  # 2016年以来最高水位 dates a flood, not the work done
        if left.endswith(_REACHES) and (
            _MEASURE.match(folded, m.end()) or _LEVEL.match(folded, m.end())
        ):
            against = True  # 恢复到2019年的96%
        since = bool(_SINCE.match(right))
        against = against or bool(_BEFORE.match(right))
        opens = left.endswith(("从", "由")) and not since
        old = found[-1] if found else None
        if (
            old is not None
            and old.first == old.last
            and first == last
            and first > old.last
            and folded[old.end : m.start()] in ("到", "至", "底至", "底到")
        ):
            found[-1] = Mention(old.start, m.end(), old.first, last, old.against, True)
            continue
        found.append(Mention(m.start(), m.end(), first, last, against, True, opens, since))
    for m in table.plan.finditer(folded, a, b):
        first, last = plan_years(m, table)
        part = _FIRST_YEARS.match(folded, m.end())
        if part is not None:
            last = first + DIGITS[part.group(1)] - 1
        left = folded[max(a, m.start() - 4) : m.start()]
        right = folded[m.end() : m.end() + 3]
        if right.startswith(("末", "”末")):  # 由“十三五”末的…: its last year
            opens = left.rstrip("“").endswith(("从", "由"))
            against = not opens and bool(table.against.search(left))
            found.append(Mention(m.start(), m.end() + 1, last, last, against, True, opens))
            continue
        if _GOAL_MET.match(right) and _MEETS.search(
            left + folded[max(a, m.start() - 8) : m.start()]
        ):
            continue  # 提前一年完成“十四五”目标 names what was met, not when
        if right.startswith(("规划", "开局", "收官", "良好", "”规", "”开", "”收")):
            continue
        if _PLANNED.match(folded, m.end()):
            continue  # 实施“十四五”重大工程，完成投资A: works of the plan, done this year
        found.append(
            Mention(m.start(), m.end(), first, last, _set_against(table, left, right), True)
        )
    plans = [m for m in found if m.explicit and m.last - m.first == PLAN_LENGTH]
    for m in _ALL_FIVE.finditer(folded, a, b):
        # “十一五”期间…；五年淘汰…: the years of the plan that was named before
        named = next((p for p in reversed(plans) if p.end <= m.start()), None)
        if named is not None:
            found.append(Mention(m.start(), m.end(), named.first, named.last, False, False))
    if year and sentence.stance == "review" and sentence.span:
        for m in _WHOLE_YEAR.finditer(folded, a, b):
            found.append(Mention(m.start(), m.end(), year - 1, year - 1, False, False))
        for m in _LAST_YEARS.finditer(folded, a, b):
            n = DIGITS[m.group(1)]
            found.append(Mention(m.start(), m.end(), year - n, year - 1, False, False))
    if year:
        for m in table.local_any.finditer(folded, a, b):
            cue = table.local[int((m.lastgroup or "c0")[1:])]
            left = folded[max(a, m.start() - 2) : m.start()]
            if cue.review and sentence.stance != "review":
                ahead = _ahead(table, folded, m.start(), b)
                if ahead is None:
                    continue
                cue, m = ahead
            first, last = year + cue.first, year + cue.last
            if cue.review:
                plan = next((p for p in table.plans.values() if p[1] == year - 1), None)
                if plan and last - first == 4 and sentence.period == span(*plan):
                    first, last = plan
            found.append(
                Mention(m.start(), m.end(), first, last, bool(table.against.search(left)), False)
            )
    found.sort()
    return found


def _ahead(
    table: PeriodTable, folded: str, start: int, end: int
) -> tuple[Cue, re.Match[str]] | None:
    """What the words at ``start`` name outside a review: 五年内 looks back in one, else ahead."""
    for cue in table.local:
        m = None if cue.review else cue.pattern.match(folded, start, end)
        if m is not None:
            return cue, m
    return None


def _set_against(table: PeriodTable, left: str, right: str) -> bool:
    """Whether a plan is only compared with; 与“十五五”期间年均…衔接 speaks of its years."""
    if not table.against.search(left):
        return False
    return not (_WITH.search(left) and _LASTS.match(right))


def _from_to(folded: str, m: re.Match[str], left: str, a: int, b: int) -> bool:
    """Whether 从 before the year opens 从1997年的…增加到…, not a comparison."""
    if not left.endswith(("从", "由")):
        return False
    return bool(re.search(r"到|至", folded[m.end() : min(b, m.end() + 60)]))


class Times:
    """The times named in a sentence, looked up from where a figure stands."""

    def __init__(self, found: list[Mention], folded: str) -> None:
        self._all = found
        self._all_at = [m.start for m in found]
        self._ends = list(accumulate((m.end for m in found), max))
        self._named = [m for m in found if not m.against]
        self._named_at = [m.start for m in self._named]
        self._years = [m for m in self._named if m.first == m.last]
        self._years_at = [m.start for m in self._years]
        # where each time named ceases to speak, and the nearest before it that speaks further
        self._until: list[int] = []
        self._further: list[int] = []
        for i, m in enumerate(self._named):
            basis = _BASIS.search(folded, m.end, m.end + _REACH)
            until = basis.end() if basis else sys.maxsize
            further = i - 1
            while further >= 0 and self._until[further] <= until:
                further = self._further[further]
            self._until.append(until)
            self._further.append(further)

    def last(self, at: int) -> Mention | None:
        """The last time named before ``at`` that still speaks there."""
        i = bisect_left(self._named_at, at) - 1
        while i >= 0 and self._until[i] <= at:
            i = self._further[i]
        return self._named[i] if i >= 0 else None

    def named(self, at: int) -> Mention | None:
        """The last time named before ``at``, not only compared with."""
        n = bisect_left(self._named_at, at)
        return self._named[n - 1] if n else None

    def last_years(self, at: int) -> tuple[Mention, Mention] | None:
        """The last two single years named before ``at``."""
        n = bisect_left(self._years_at, at)
        return (self._years[n - 2], self._years[n - 1]) if n >= 2 else None

    def outer_years(self, at: int) -> tuple[int, int] | None:
        """The first and the last single year named before ``at``, if there are two."""
        n = bisect_left(self._years_at, at)
        return (self._years[0].first, self._years[n - 1].first) if n >= 2 else None

    def near(self, at: int) -> list[Mention]:
        """The times right before ``at``, those compared with too."""
        end = begin = bisect_left(self._all_at, at)
        while begin and at - self._ends[begin - 1] < _REACH:
            begin -= 1
        return [m for m in self._all[begin:end] if at - m.end < _REACH]
