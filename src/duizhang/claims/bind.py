"""Binds every quantity of a document to what it says, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_right

from duizhang.claims import timing
from duizhang.claims.aspect import aspect_of, sign, spread_qualifiers
from duizhang.claims.clause import TIMES, fill_clause, is_link
from duizhang.claims.indicator import IndicatorReader
from duizhang.claims.items import items_of, with_tail
from duizhang.claims.mentions import Times, mentions
from duizhang.claims.place_lines import PlaceLines
from duizhang.claims.roles import Roles, context_of, roles, strives
from duizhang.claims.subject import SubjectReader
from duizhang.claims.tables import TableReader
from duizhang.claims.words import Indicators, Subjects, Verbs, indicators, subjects, verbs
from duizhang.figures.token import Token
from duizhang.language.lexicon import Lexicon
from duizhang.model import Identity
from duizhang.outline.outline import Outline
from duizhang.outline.walk import Sentence

_GROUP_LINK = re.compile(
    r"^[\s*、，和与及以→]*(?:分别)?(?:超过|超|突破|约|近|达到|达|提高到|提高至|增加到|降至|降到|到)?(?:每[月年天户人])?第?$"
)
_TO = re.compile(
    r"^[\s*]*(?:分别)?(?:提高到|提高至|增加到|降至|降到|上升到|下降到|提升到|提升至|增至)"
)
_TAIL = re.compile(r"(?:产业|行业)?(?:产量|产值|营业收入|销售额|装机|出货量)$")
_CLAUSES = re.compile(r"[，：；]")
_TOGETHER = re.compile(r"分别|依次|各自|分列|分居")
# 增速分列全省第2、第4、第5位: what was told of each thing before, and no thing of its own
_OF_EACH = re.compile(r"^其?(?:增速|增幅|总量|规模|排名|位次|占比|同比)$")
_ALL = re.compile(r"均|都|各")


def bind(tokens: list[Token], folded: str, outline: Outline, lexicon: Lexicon) -> None:
    """Fills the claim fields of every measure in ``tokens``."""
    made = Binder(folded, outline, lexicon)
    starts = [s.start for s in outline.sentences]
    by_sentence: dict[int, list[Token]] = {}
    for token in tokens:
        if token.start < 0:
            continue
        i = bisect_right(starts, token.start) - 1
        token.sentence = i
        made.tables.recall(token)
        if token.kind == "measure" and i >= 0:
            by_sentence.setdefault(i, []).append(token)
    for i, members in by_sentence.items():
        made.sentence(outline.sentences[i], members)


def own_names(identity: Identity) -> frozenset[str]:
    """The names a report may call its own place by."""
    place = identity.place
    own = (
        {place, re.sub(r"(?:壮族|回族|维吾尔)?自治区$|[省市县区州]$", "", place)}
        if place
        else set()
    )
    for name in identity.places:
        own |= {name, name + "市"}
    return frozenset(o for o in own if len(o) >= 2)


class Binder:
    """The tables one document needs, compiled once."""

    def __init__(self, folded: str, outline: Outline, lexicon: Lexicon) -> None:
        self.folded, self.outline, self.lexicon = folded, outline, lexicon
        self.year = outline.identity.year
        self.verbs: Verbs = lexicon.compiled(verbs)
        self.subjects: Subjects = lexicon.compiled(subjects)
        self.indicators: Indicators = lexicon.compiled(indicators)
        self.roles: Roles = lexicon.compiled(roles)
        self.own = own_names(outline.identity)
        self.above = _ABOVE.get(outline.identity.level, frozenset())
        self.tables = TableReader(folded, self.year, lexicon, self.own)
        self.lines = PlaceLines(folded, tuple(outline.identity.places), self.indicators)
        self.names = IndicatorReader(folded, outline, lexicon, self.own)
        self.reader = SubjectReader(self.indicators, self.subjects, self.verbs, self.own)

    def sentence(self, sentence: Sentence, tokens: list[Token]) -> None:
        """Binds the measures of one sentence."""
        folded = self.folded
        heads = [t for t in tokens if t.range_to is None]
        prev: Token | None = None
        begin = sentence.start
        for i, token in enumerate(heads):
            gap = fill_clause(token, folded, begin, self.verbs)
            parts = [p for p in _CLAUSES.split(gap)[:-1] if p.strip("、和与及 *")]
            token.gap_before = parts[-1].strip("、和与及 *") if parts else ""
            limit = heads[i + 1].start if i + 1 < len(heads) else sentence.end
            near = prev if prev is not None and "；" not in gap and "：" not in gap else None
            if gap.strip() == "→" and prev is not None:
                prev.feats.append("arrow from")  # 2310亿元→3268亿元
                token.feats.append("arrow to")
            part = "parts" in token.feats and gap.strip(" *") in ("：", ":", "∶")  # 8.1：43.5：48.4
            if part:
                token.feats.append("ratio goes on")
            if prev is not None and (part or _GROUP_LINK.match(gap)):
                self._continue_group(token, prev, limit, gap)
            else:
                self.reader.read(token, folded, limit, near, gap)
            token.prev = prev
            prev = token
            begin = token.stop
        self._distribute(heads)
        times = Times(
            mentions(folded, sentence, self.year, self.lexicon, self.outline.early), folded
        )
        self.names.begin()
        for token in heads:
            self._claim(token, sentence, times)
            self.tables.apply(token)
            self.lines.apply(token)
            self.names.done(token)
            if not token.subject:  # nothing around it names a thing: its own words stand in
                token.subject = token.clause.strip("、，和与及 *") or token.unit or token.number
        spread_qualifiers(heads, folded)

    def _continue_group(self, token: Token, prev: Token, limit: int, gap: str) -> None:
        """A figure that only a link parts from the one before: 增长4.4%、5.6%."""
        if _TOGETHER.search(token.clause):
            token.group = 1  # 从A和B|分别提高到C和D: a list of its own
        elif _TO.match(gap) and prev.group > 1 and timing.opens_from(prev):
            token.group = 1  # 分别由A、B|提高到C、D: the other end of each
        else:
            token.group = (prev.group or 1) + 1
            prev.group = prev.group or 1
            if not prev.tail.has("to_up", "to_down"):
                token.opener = prev.opener or prev
        self.reader.read(token, self.folded, limit, prev, gap)
        alike = not token.tail.words and token.unit == prev.unit
        if (
            alike
            and token.hedge == "none"
            and prev.hedge_at[0] < prev.start
            and (
                prev.hedge == "over"
                or (prev.hedge in ("at_least", "at_most", "under") and "分别" in prev.clause)
            )
        ):
            token.hedge, token.hedge_at = prev.hedge, prev.hedge_at
            token.note("hedge", "spread over the list", "over", *prev.hedge_at)
        if token.chained is prev and not token.tail.words:
            token.tail = prev.tail
            if prev.unit == "个" and token.unit == "pp":
                prev.unit = "pp"

    def _distribute(self, heads: list[Token]) -> None:
        """Gives each figure of 分别 its own thing of the list before it."""
        free: list[Token] = []  # those before with a subject of their own
        for i, token in enumerate(heads):
            if token.group == 1:
                self._share_out(heads, i, free)
            if token.chained is None:
                free.append(token)

    def _share_out(self, heads: list[Token], at: int, free: list[Token]) -> None:
        """Shares the list before among the group that the figure ``at`` opens."""
        if "parts" in heads[at].feats:
            return  # 三次产业结构为8.1：43.5：48.4: each part is of the whole
        end = at + 1
        while (
            end < len(heads)
            and heads[end].group == end - at + 1
            and heads[end].chained is heads[end - 1]
        ):
            end += 1
        group = heads[at:end]
        if len(group) < 2:
            return
        before = heads[max(0, at - len(group)) : at]
        items = self._items(heads[at], group, before, free[-len(group) :])
        if items is None:
            return
        shared = self._of_places(items)
        tail = _TAIL.search(items[-1])
        if tail is not None and not any(_TAIL.search(item) for item in items[:-1]):
            # 原油、天然气产量分别达到…: the output of both
            items = [*(item + tail.group() for item in items[:-1]), items[-1]]
        for member, item in zip(group, items, strict=True):
            member.subject = shared or item
            if shared:
                member.fixed_place = item.removesuffix(shared)
            member.chained = None
            member.feats.append("subject:distributed")
            member.note("subject", "the list is shared out", item)

    def _of_places(self, items: list[str]) -> str:
        """What is told of each of several places (A、B、C经济总量分别为…); empty: of things."""
        *others, last = items
        if not all(map(self.names.is_place, others)):
            return ""
        for size in range(2, min(6, len(last) - 1)):
            if self.names.is_place(last[:size]) and self.indicators.at_end(last[size:]):
                return last[size:]
        return ""

    def _split_word(self, text: str, count: int) -> bool:
        return any(w in text and len(p) == count for w, p in self.subjects.split.items())

    def _items(
        self, token: Token, group: list[Token], before: list[Token], free: list[Token]
    ) -> list[str] | None:
        """The things that the figures of ``group`` measure one each, or None.

        ``before`` and ``free`` are as many figures before it, all and those not chained.
        """
        together = _TOGETHER.search(token.clause)
        text = (_TOGETHER.split(token.clause)[0] if together else token.clause).lstrip(
            "、，和与及 *"
        )
        if together and TIMES.match(text):
            return None  # 一季度、上半年生产总值分别增长…: one thing at several times
        ends = group[1].tail.has("to_up", "to_down")
        if not together and ends and timing.opens_from(token):
            return None  # 城乡…标准由113元提高到128元: one thing, before and after
        core = self.verbs.strip(text).core
        if not core and token.gap_before:
            core = self.verbs.strip(token.gap_before).core
        share = _SHARES.search(core)
        if (
            share is not None
        ):  # 一、二、三产业增加值占生产总值的比重分别为…: shares, each of one thing
            items = items_of(core[: share.start()], len(group), self.subjects)
            return [item + share.group() for item in items] if items is not None else None
        if core:
            items = items_of(core, len(group), self.subjects)
            if items is not None:
                items = with_tail(items, self.indicators)
                if (
                    together
                    or self._split_word(core, len(group))
                    or all(self.indicators.at_end(x) is not None for x in items)
                ):
                    return items
            if not _OF_EACH.match(core) and self.verbs.strip(text).core:
                return None
        # 城镇A元，农村B元，分别增长x%和y%: the figures before are the list
        last = free
        if len({t.subject for t in last}) < len(group):
            last = before
        if len(last) == len(group) and len({t.subject for t in last}) == len(group):
            return [t.subject for t in last]
        return None

    def _claim(self, token: Token, sentence: Sentence, times: Times) -> None:
        folded = self.folded
        token.aspect, rule = aspect_of(token, folded, self.verbs, token.subject)  # type: ignore[assignment]
        if (
            (
                token.group > 1
                and token.prev is not None
                and token.tail is token.prev.tail
                and token.unit == token.prev.unit
            )
            and token.prev.aspect
            and token.aspect in ("share", "level", "growth", "change")
            and "parts" not in token.feats
        ):
            token.aspect = token.prev.aspect
            rule = "as the figure before it"
        token.note("aspect", rule, token.aspect)
        token.feats.append(f"aspect:{rule}")
        fall, word = sign(token, self.verbs)
        if fall and token.value is not None:
            token.value = -token.value
            if token.value2 is not None:
                token.value2 = -token.value2
            token.note("value", "a fall is negative", word)
        token.place = token.fixed_place or sentence.place
        self._place_above(token)
        timing.settle(token, sentence, times, self.year, folded, self.verbs)
        if "ratio goes on" in token.feats and token.prev is not None:
            token.period, token.role = token.prev.period, token.prev.role
        elif "of a plan" in token.feats and token.role == "result":
            token.role = "target"
            token.note("role", "what had been planned", "target")
        context = context_of(token, folded, self.roles, sentence.stance)
        if context:
            token.role = "context"
            token.note("role", context, "context")
        if sentence.stance == "other":
            token.role = "context"
        self.names.read(token)
        form = self.indicators.forms.get(token.indicator)
        if token.aspect == "share" and form and form.units & _AMOUNTS and "占" not in token.clause:
            token.aspect = "growth"  # of an amount, a bare % is its growth
            token.note("aspect", "an amount's %", "growth")
        if token.role == "target":
            token.strive, a, b = strives(token, sentence, folded, self.roles)
            if token.strive:
                token.note("strive", "effort word", "", a, b)

    def _place_above(self, token: Token) -> None:
        """全国经济增长目标 in a city's paper is the nation's."""
        m = _WIDER.match(token.core)
        if m is None or m.group(1) not in self.above or token.rank or token.aspect == "change":
            return
        name = m.group(2)
        found = self.indicators.at_end(name)
        if found is not None and found[0] == name:
            token.place = m.group(1)
            token.note("place", "an indicator of a place above", token.place)


# the places above a report's own, by its level; a page of several cities has none
_ABOVE = {
    "province": frozenset(["全国"]),
    "prefecture": frozenset(["全国", "全省"]),
    "county": frozenset(["全国", "全省", "全市"]),
    "township": frozenset(["全国", "全省", "全市", "全县"]),
    "": frozenset(["全国", "全省"]),
}
_WIDER = re.compile(r"(全[国省市县])([一-鿿A-Z]+)$")
_SHARES = re.compile(r"占[一-鿿（）]{2,14}的?(?:比重|比例|份额)$")
_AMOUNTS = frozenset(["元", "人", "吨"])


__all__ = ["bind", "is_link"]
