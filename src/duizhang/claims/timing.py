"""Decides the period and role of a figure from its sentence's words and the outline."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from itertools import accumulate
from typing import Any, NamedTuple

from duizhang.claims.words import Verbs
from duizhang.figures.token import Token
from duizhang.language.lexicon import Lexicon
from duizhang.model.records import Role
from duizhang.outline.periods import YEAR, PeriodTable, plan_years, span, table_of, year_span
from duizhang.outline.walk import Sentence


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


class Roles:
    """``roles.toml`` compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.tables["roles"]
        self.context: list[tuple[str, re.Pattern[str] | None, re.Pattern[str] | None, str]] = [
            (
                e["name"],
                re.compile(e["left"] if e["left"].endswith("$") else e["left"] + "$")
                if e["left"]
                else None,
                re.compile(e["right"]) if e["right"] else None,
                e.get("only", ""),
            )
            for e in table["context"]
        ]
        s = table["strive"]
        words = sorted(s["words"], key=lambda w: -len(w))
        self.strive = re.compile("|".join(words))
        self.near = frozenset(s["near"])
        self.stops = re.compile(f"[，,](?:并|并且|同时|进一步)?(?:{'|'.join(s['stops'])})")
        self.does = re.compile(rf"(?:{'|'.join(s['does'])})")
        self.obtain = re.compile(s["obtain"])
        self.toward = re.compile("|".join(s["toward"]))


def roles(lexicon: Lexicon) -> Roles:
    """The role table of a lexicon."""
    return Roles(lexicon)


_AVERAGE = re.compile(r"年均|平均每年|每年平均|年平均(?!浓度|气温|温度)|年均增")
_PLAN_LENGTH = 4  # years from the first of a five-year plan to its last
_EVERY_YEAR = re.compile(
    r"(?:五|5)年(?:累计|共|合计|总共)[^，。；]{0,6}$|每年(?:均|都|平均)?(?:提高|增长|增加|下降|降低|减少|提升|新增)(?:约|近|超)?$"
)
_IN_ALL = re.compile(
    r"累计(?:新增|下降|降低|减少|增长|提高|完成|投入|实现|$)|累计[一-鿿]{0,6}(?:新增|下降|降低|减少)$"
)
_SINCE = re.compile(r"(?:年?底|末|初)?(?:以来|起|开始|后，|至今)")
_BEFORE = re.compile(r"(?:年?底|末)?(?:以前|之前|前(?!三|两|五|十))")


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
        if left.endswith(_REACHES) and _MEASURE.match(folded, m.end()):
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
            last = first + _DIGITS[part.group(1)] - 1
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
        found.append(
            Mention(m.start(), m.end(), first, last, _set_against(table, left, right), True)
        )
    plans = [m for m in found if m.explicit and m.last - m.first == _PLAN_LENGTH]
    for m in _ALL_FIVE.finditer(folded, a, b):
        # “十一五”期间…；五年淘汰…: the years of the plan that was named before
        named = next((p for p in reversed(plans) if p.end <= m.start()), None)
        if named is not None:
            found.append(Mention(m.start(), m.end(), named.first, named.last, False, False))
    if year and sentence.stance == "review" and sentence.span:
        for m in _WHOLE_YEAR.finditer(folded, a, b):
            found.append(Mention(m.start(), m.end(), year - 1, year - 1, False, False))
        for m in _LAST_YEARS.finditer(folded, a, b):
            n = _DIGITS[m.group(1)]
            found.append(Mention(m.start(), m.end(), year - n, year - 1, False, False))
    if year:
        for m in table.local_any.finditer(folded, a, b):
            cue = table.local[int((m.lastgroup or "c0")[1:])]
            left = folded[max(a, m.start() - 2) : m.start()]
            if cue.review and sentence.stance != "review":
                continue
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


_ALL_FIVE = re.compile(
    r"(?<=[，；])(?:五|5)年(?:内|间|共|累计)?(?=[一-鿿]{2})(?!来|规划|计划|行动)"
)
_GOAL_MET = re.compile(r"[”\"]?(?:规划|总体|既定|确定的?)?(?:目标|任务|指标)")
_MEETS = re.compile(r"(?:完成|实现|达到|超额)[“\"]?$")
_REACHES = ("到", "至", "达", "为", "是", "于")
_MEASURE = re.compile(r"(?:同期|全年)?(?:水平)?的\s?[0-9.]+(?:%|倍)")
_WITH = re.compile(r"[与和同跟][“\"]?$")
_LASTS = re.compile(r"[”\"]?(?:期间|时期)")


def _set_against(table: PeriodTable, left: str, right: str) -> bool:
    """Whether a plan is only compared with; 与“十五五”期间年均…衔接 speaks of its years."""
    if not table.against.search(left):
        return False
    return not (_WITH.search(left) and _LASTS.match(right))


_NAMES_A_GOAL = re.compile(r"远景|愿景|规划|纲要|可持续发展议程")  # 2035年远景目标 dates nothing
_FIRST_YEARS = re.compile(r"(?:时期|期间)?前(两|三|四)年")
_WHOLE_YEAR = re.compile(r"全年(?!龄)")
_LAST_YEARS = re.compile(r"(?:近|连续|过去|最近)?(两|三|四)年(?:来|累计|间|，)")
_DIGITS = {"两": 2, "三": 3, "四": 4}


_REACH = 40  # how far behind a time the words may stand that settle what it speaks for


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


def _told_between(mention: Mention, token: Token) -> bool:
    # a list goes on as it began: 从2021年的A元和B元分别提高到C元和D元
    return token.prev is not None and token.prev.start >= mention.end and token.group < 2


def _ends_a_change(mention: Mention, token: Token, sentence: Sentence, folded: str) -> bool:
    """Whether the time is the end of a change that a clause before the figure tells of."""
    if mention.first != mention.last or mention.last != _last(sentence.span):
        return False
    before, between = folded[sentence.start : mention.start], folded[mention.end : token.start]
    return before.endswith(("到", "至")) and re.search("[，；]", between) is not None


class Spread(NamedTuple):
    """What the words before a list say of the years of its figures."""

    before: re.Match[str] | None  # 由前三年, 由上年的
    each: list[Mention]  # 2024年和2025年分别: single years, one for each figure


def _spread(token: Token, times: Times) -> Spread:
    each = times.near(token.start) if "分别" in token.clause else []
    if any(m.first != m.last for m in each):
        each = []
    return Spread(_YEARS_BEFORE.search(token.clause), each)


def _from_to(folded: str, m: re.Match[str], left: str, a: int, b: int) -> bool:
    """Whether 从 before the year opens 从1997年的…增加到…, not a comparison."""
    if not left.endswith(("从", "由")):
        return False
    return bool(re.search(r"到|至", folded[m.end() : min(b, m.end() + 60)]))


_OPENS = re.compile(
    r"(?:从(?!业|严|事|紧|优|快|重|简|宽|拿地)|由(?![负正降增跌亏弱]))(?:[^，。；]{0,22})$"
)
_GOES_TO = re.compile(r"[^。；]{0,40}?(?:到|至|为|跃|升|降|增|扩|提|减|壮大|发展)")
_CLOSES = ("to_up", "to_down")


def opens_from(token: Token) -> bool:
    """Whether the figure is the starting point of 从X提高到Y."""
    if "arrow from" in token.feats:
        return True
    m = _OPENS.search(token.clause)
    return (
        m is not None
        and not token.tail.has("to_up", "to_down")
        and bool(_GOES_TO.match(token.behind_long))
    )


_ADDITION = re.compile(
    r"新增|净增|累计|新建|建成|共(?=建|完|有|新|发|投|实)|总计|改造|完成|投入|获|培育|增量|新引进|发放|五年间|新开|创建|实施|打造|开工|投产"
)


def settle(
    token: Token, sentence: Sentence, times: Times, year: int, folded: str, verbs: Verbs
) -> None:
    """Sets period and role of a measured token."""
    base = sentence.period
    stance = sentence.stance
    role: Role = "target" if stance == "outlook" else "result" if stance == "review" else "context"
    rule, at = (sentence.why or "outline"), (0, 0)
    period = base
    mention = times.last(token.start)
    average = _AVERAGE.search(token.clause) is not None or (
        token.chained is not None
        and token.group > 0
        and _AVERAGE.search(token.chained.clause) is not None
    )
    closes = token.tail.has("to_up", "to_down") or "arrow to" in token.feats
    if (
        mention is not None
        and mention.opens
        and (closes or (not average and _told_between(mention, token)))
    ):
        mention = None  # 从2020年的X提高到Y: Y is of the part's own time, and what follows
    if mention is not None and sentence.span and _ends_a_change(mention, token, sentence, folded):
        mention = None  # 从2017年的X增加到2022年的Y，新建Z: Z is of all the years again
    pair = _pair(times, token, folded)
    if mention is not None:
        period = span(mention.first, mention.last)
        rule, at = "time named in the sentence", (mention.start, mention.end)
        if mention.since and mention.first == mention.last and _last(base) > mention.first:
            period = sentence.span or span(mention.first, _last(base))
            rule = "since a year named in the sentence"
            if _is_state(token):
                period = str(_last(base))
        if year and stance in ("review", "outlook"):
            if mention.last < year:
                role = "result"
            elif mention.first >= year:
                role = "target"
    if opens_from(token):
        if role == "target" and (mention is None or mention.last >= year):
            role = "result"  # what stands before the change is told, not promised
        if mention is None or token.start - mention.end > 12 or mention.first != mention.last:
            first = pair[0] + 1 if pair else _first(sentence.span or period)
            if first:
                period = str(first - 1)
                rule = "start of 从…到…"
    elif (
        role == "target"
        and _EVERY_YEAR.search(token.clause)
        and "-" not in period
        and _last(period) - year == _PLAN_LENGTH
    ):
        period, rule = span(year, _last(period)), "each year of a plan, or all of them"
    elif (
        role == "target"
        and mention is not None
        and mention.first == mention.last
        and mention.last - year == _PLAN_LENGTH
        and _IN_ALL.search(token.clause)
    ):
        # 到2030年，…累计下降17%: over the plan that ends then
        period, rule = span(year, mention.last), "all that a plan adds up to"
    elif average and mention is not None and mention.first == mention.last:
        years = times.outer_years(token.start)
        if sentence.span and _last(sentence.span) == mention.last:
            period, rule = sentence.span, "yearly average of the span"
        elif years and years[1] > years[0]:
            period, rule = span(years[0] + 1, years[1]), "yearly average between two years"
        elif mention.opens and _last(base) > mention.first:
            period, rule = span(mention.first + 1, _last(base)), "yearly average since a year"
        elif role == "target" and mention.last > year > 0 and (mention.last - year) % 5 == 4:
            # 到2030年，…年均增长8%: the yearly average of the plan that ends then
            period, rule = span(year, mention.last), "yearly average up to a year"
    elif (
        "-" in period
        and _is_state(token)
        and (role == "result" or (role == "target" and not _HELD.search(token.clause)))
    ):
        last = _last(period)
        if last:
            period, rule = str(last), "a state reached at the span's end"
    among = token.prev if token.clause.lstrip("，； ").startswith("其中") else None
    if (
        among is not None
        and (mention is None or mention.end <= among.start)
        and (
            token.unit in (among.unit, "%") and "-" in period + among.period and among.role == role
        )
    ):
        period, rule = among.period, "a part of the figure before it"
    based = _base_of(token, times, folded)
    if based and token.aspect in ("growth", "multiple", "change") and _last(period):
        first = based + 1
        if first < _last(period):
            period, rule = span(first, _last(period)), "since the year compared with"
    if token.group > 1 and token.prev is not None and token.prev.tail is token.tail:
        token.spread = token.prev.spread
    else:
        token.spread = _spread(token, times)
    plan = _PLAN_BEHIND.match(folded, token.stop) if role == "target" else None
    if plan is not None and period == str(year):
        period, rule = (
            span(year, year + _DIGITS.get(plan.group(1), 5) - 1),
            "a plan of several years",
        )
    if sentence.heading and year and mention is None and _AIMS.search(token.clause):
        role, period, rule = "target", str(year), "an effort named in a heading"
    before, each = token.spread
    end = _last(sentence.span or base)
    if before is not None and end:
        if before.group("n") is None:
            period, rule = str(end - 1), "上年 at the start of a change"
        elif token.group:
            period, rule = (
                str(end - 1 - _DIGITS.get(before.group("n"), 5) + token.group),
                "each of the years before",
            )
    if token.group and len(each) >= max(2, token.group):
        m = each[token.group - 1]  # 2024年和2025年分别新增A和B
        period, rule, at = str(m.first), "each of the years named", (m.start, m.end)
    token.period, token.role = period, role
    token.note("period", rule, period, *at)
    if base and base != period:
        token.note("period", "runner-up", base)
    token.note("role", sentence.why or "outline", role)
    token.feats.append("period:" + ("named" if mention is not None else "outline"))


# what is to be held all along is promised for every year of a span, not for its last
_HELD = re.compile(r"(?:控制|稳定|保持|维持|不高于|不低于|每年|常年)[^，。；]{0,6}$")
# 4万亿元的两年投资计划
_PLAN_BEHIND = re.compile(r"的?(两|三|四|五)年[一-鿿]{0,6}(?:计划|规划)")
_AIMS = re.compile(r"冲刺|力争|争取|迈向|剑指|瞄准")
_BASIS = re.compile(r"基础上")  # 在去年增长9%的基础上: what comes behind is of its own time
_BASE_YEAR = re.compile(r"(?:比|较)((?:19|20)[0-9]{2})年")
# 由前三年分别上升A、B、C: one year each; 由上年的A增加到B
_YEARS_BEFORE = re.compile(
    r"(?:由|从)(?:前(?P<n>两|三|四|五)年|上年|去年)(?![^，。；]*中)(?:的|分别|同期)*"
)


def _base_of(token: Token, times: Times, folded: str) -> int:
    """The year that the figure's clause compares with (比2020年, 较“十三五”末); 0 for none."""
    named = _BASE_YEAR.search(token.clause)
    if named is not None:
        return int(named.group(1))
    if token.aspect == "change":  # points above the end of a plan are of the year told
        return 0
    for m in reversed(times.near(token.start)):
        plan_end = m.against and m.first == m.last and folded[m.end - 1] in "末”"
        if plan_end and m.start >= token.start - len(token.clause):
            return m.last
    return 0


def _pair(times: Times, token: Token, folded: str) -> tuple[int, int] | None:
    """The last two single years named before the token, rising: 从1997年…到2002年."""
    last = times.named(token.start)
    several = last is not None and last.first != last.last and last.explicit
    if last is not None and several and folded[last.start].isdigit():
        return last.first, last.last  # a plan's years do not begin with its base
    years = times.last_years(token.start)
    if years is not None and years[1].first > years[0].first and years[1].explicit:
        return years[0].first, years[1].first
    return None


def _first(period: str) -> int:
    return int(period[:4]) if period[:4].isdigit() else 0


def _last(period: str) -> int:
    return int(period[-4:]) if period[-4:].isdigit() else 0


_STOCK = re.compile(
    r"(?:总里程|总量|余额|存量|总数|保有量|拥有量|总规模|装机容量|总装机|覆盖面积|储量|保险覆盖|参保人数|人口覆盖)$"
)


_YEARLY = re.compile(r"每年(?:都|均|一直)?[^，。；]{0,6}$")  # so in each of the years
_STEPS = re.compile(
    r"(?:连跨|连续跨|连上|连续迈|跨过|连跃)[^，。；]{0,6}$"
)  # one after another, over the years
_EVENTS = frozenset(["场", "场次", "次", "人次", "批次", "期"])  # held one by one, all years long


def _is_state(token: Token) -> bool:
    """A state reached (达到, 占比, a rank, an index) is of the last year of a span."""
    if token.aspect in ("rank", "share", "index"):
        return True
    if "arrow to" in token.feats:
        return True
    if _STEPS.search(token.clause) or _YEARLY.search(token.clause):
        return False
    if token.aspect != "level" or token.unit in _EVENTS:
        return False
    if _ADDITION.search(token.clause[-12:]):
        return False
    if _STOCK.search(token.clause):
        return True
    return bool(token.tail.has("to_up", "to_down")) or any(
        c == "to" and w not in ("有", "是", "为", "在", "近", "约") for w, c in token.tail.words
    )


def context_of(token: Token, folded: str, roles: Roles, stance: str) -> str:
    """The rule by which a figure is neither promised nor reported; empty if it is."""
    left = folded[max(0, token.start - 14) : token.start]
    right = folded[token.end : token.end + 16]
    for name, before, behind, only in roles.context:
        if only and only != stance:
            continue
        if behind is not None and not behind.match(right):
            continue
        if before is not None and not before.search(left):
            continue
        return name
    return ""


_ASIDE = re.compile(
    r"(?:达到|实现|突破|超过|达|增长|完成)?[0-9][0-9.]*(?:%|[百千万亿]*[一-鿿]{0,3}?)(?:以上|左右)?[，、；]"
)
_UNTIL = re.compile(r"^(?:到|用|在|于)[^，。；]{2,10}(?:年|末|底|内|时间|期间)，")
_FAR = 240


def strives(token: Token, sentence: Sentence, folded: str, roles: Roles) -> tuple[bool, int, int]:
    """Whether an effort word (力争) governs the figure, and where it stands."""
    if folded[token.start - 1 : token.start] == "向" and (
        m := roles.toward.match(folded, token.stop)
    ):
        return True, m.start(), m.end()
    begin = max(sentence.start, folded.rfind("；", sentence.start, token.start) + 1)
    begin = max(begin, token.start - _FAR)  # no effort word reaches further
    last: Any = None
    for m in roles.strive.finditer(folded, begin, token.start):
        rest = folded[m.end() : token.start]
        if m.group() == "争取" and (
            roles.obtain.match(rest + folded[token.start : token.stop])
            or not (roles.does.match(rest) or (not rest and token.unit == "%"))
        ):
            continue
        if m.group() == "争取" and "，" in rest and not re.search("[0-9]", rest.split("，")[0]):
            continue
        if re.match(r"取?得?(?:更好|更优|更大|更高|新的)", rest):
            continue
        last = m
    if last is None:
        return False, 0, 0
    rest = folded[last.end() : token.start]
    if last.group() in roles.near and re.search(r"[，。；]", rest):
        return False, 0, 0
    if last.group() == "努力" and not re.match(
        r"(?:达到|突破|实现|完成|把|使|将|在)[^个项件]{0,16}$", rest
    ):
        return False, 0, 0
    if roles.stops.search(_UNTIL.sub("", rest)):
        return False, 0, 0
    aside = _ASIDE.match(rest)
    if aside and re.search(r"[0-9]", rest[aside.end() :]):
        return False, 0, 0  # 增长6.5%左右、力争7%，…: of that one figure only
    before = re.split(r"[，；。：、\n]", folded[begin : last.start()])[-1]
    if len(before) > 4 and re.search(r"[，；]", rest):
        return False, 0, 0  # 增速力争高于…，到2030年…: behind its own subject, its clause only
    return True, last.start(), last.end()
