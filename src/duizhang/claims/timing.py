"""Decides the period and role of a figure from its sentence's words and the outline."""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhang.claims.mentions import DIGITS, PLAN_LENGTH, Mention, Times
from duizhang.claims.words import Verbs
from duizhang.figures.token import Token
from duizhang.model.records import Role
from duizhang.outline.periods import span
from duizhang.outline.walk import Sentence

_AVERAGE = re.compile(r"年均|平均每年|每年平均|年平均(?!浓度|气温|温度)|年均增")
_EVERY_YEAR = re.compile(
    r"(?:五|5)年(?:累计|共|合计|总共)[^，。；]{0,6}$|每年(?:均|都|平均)?(?:提高|增长|增加|下降|降低|减少|提升|新增)(?:约|近|超)?$"
)
_IN_ALL = re.compile(
    r"累计(?:新增|下降|降低|减少|增长|提高|完成|投入|实现|$)|累计[一-鿿]{0,6}(?:新增|下降|降低|减少)$"
)


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


_OPENS = re.compile(
    r"(?:现行$|从(?!业|严|事|紧|优|快|重|简|宽|拿地)|由(?![负正降增跌亏弱]))(?:[^，。；]{0,22})$"
)
_TAKEN_FROM = re.compile(r"中(?:拿出|安排|提取|列支|划转|筹集|统筹|支出)")  # 从结余中拿出A元
_GOES_TO = re.compile(r"[^。；]{0,40}?(?:到|至|为|跃|升|降|增|扩|提|减|壮大|发展)")
_CLOSES = ("to_up", "to_down")


def opens_from(token: Token) -> bool:
    """Whether the figure is the starting point of 从X提高到Y."""
    if "arrow from" in token.feats:
        return True
    goes_on = token.group > 1 and not token.tail.has("to_up", "to_down", "to")
    if goes_on and token.opener is not None and "arrow to" not in token.feats:
        return opens_from(token.opener)  # 分别由8%、20%提高到…: each is a starting point
    m = _OPENS.search(token.clause)
    return (
        m is not None
        and not _TAKEN_FROM.search(m.group())
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
        and _last(period) - year == PLAN_LENGTH
    ):
        period, rule = span(year, _last(period)), "each year of a plan, or all of them"
    elif (
        role == "target"
        and mention is not None
        and mention.first == mention.last
        and mention.last - year == PLAN_LENGTH
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
            span(year, year + DIGITS.get(plan.group(1), 5) - 1),
            "a plan of several years",
        )
    if sentence.heading and year and mention is None and _AIMS.search(token.clause):
        role, period, rule = "target", str(year), "an effort named in a heading"
    if role == "target" and mention is None and year and _ALREADY.search(token.clause):
        role, period, rule = "result", str(year - 1), "what is so already"
    if role == "result" and _NOT_REACHED.search(folded, sentence.start, token.start):
        role, rule = "target", "what was set and not reached"
    before, each = token.spread
    end = _last(sentence.span or base)
    if before is not None and end:
        if before.group("n") is None:
            period, rule = str(end - 1), "上年 at the start of a change"
        elif token.group:
            period, rule = (
                str(end - 1 - DIGITS.get(before.group("n"), 5) + token.group),
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
# 种植面积已达|40万亩, said in a plan
_ALREADY = re.compile(r"(?<!不)已经?(?:达到?|超过?|突破|有|累计)[^，。；]{0,4}$")
# 没有实现年初确定的|能耗降低4%左右的目标
_NOT_REACHED = re.compile(
    r"(?:没有|未能|没能|未)(?:如期|完全|全面)?(?:实现|完成|达到)(?:年初|年度)?(?:确定|提出|预定|制定)的[^，。；]*$"
)
_AIMS = re.compile(r"冲刺|力争|争取|迈向|剑指|瞄准")
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
    r"(?:总里程|运营里程|通车里程|营业里程|(?:公路|铁路|高铁)里程|总量|余额|存量|总数|保有量|拥有量|总规模|装机容量|总装机|覆盖面积|储量|保险覆盖|参保人数|人口覆盖)$"
)


_IS_TIMES = re.compile(r"(?:是|为|相当于)[0-9]{4}年[^，。；]{0,4}$")
_RANKED_BEHIND = re.compile(
    r"[，、](?:总量|总数|数量|规模)?(?:稳?居|位居|位列|列|排名?|跃居|稳居)[^，。；]{0,6}第"
)
_YEARLY = re.compile(
    r"(?:每年(?:都|均|一直)?|始终|一直|连年|历年)[^，。；]{0,6}$"
)  # so in each of the years
_STEPS = re.compile(
    r"(?:连跨|连续跨|连上|连续迈|跨过|连跃|(?:接连|相继|先后|连续)(?:突破|跨越|迈上|站上))[^，。；]{0,6}$"
)  # one after another, over the years
_EVENTS = frozenset(["场", "场次", "次", "人次", "批次", "期"])  # held one by one, all years long


def _is_state(token: Token) -> bool:
    """A state reached (达到, 占比, a rank, an index) is of the last year of a span."""
    if token.aspect in ("rank", "share", "index"):
        return not (token.aspect == "share" and _YEARLY.search(token.clause))
    if token.aspect == "multiple" and _IS_TIMES.search(token.clause):
        return True  # 是2017年的3.8倍
    if token.aspect == "level" and _RANKED_BEHIND.match(token.behind_long):
        return not _ADDITION.search(token.clause[-12:])  # 企业478家，居中部第1位
    if "arrow to" in token.feats:
        return True
    first = token.opener or token  # 连续跨越7万亿、8万亿、9万亿三个台阶: steps, all of them
    if _STEPS.search(first.clause) or _YEARLY.search(token.clause):
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
