"""Binds every quantity of a document to what it says, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from duizhang.claims import timing
from duizhang.claims.aspect import aspect_of, sign, spread_qualifiers
from duizhang.claims.clause import TIMES, fill_clause, is_link
from duizhang.claims.mentions import Times, mentions
from duizhang.claims.roles import Roles, context_of, roles, strives
from duizhang.claims.subject import SubjectReader, clean, indicator_of, items_of, with_tail
from duizhang.claims.tables import TableReader
from duizhang.claims.words import Indicators, Subjects, Verbs, indicators, subjects, verbs
from duizhang.figures.token import Token
from duizhang.language.lexicon import Lexicon
from duizhang.language.places import Places, lexicon_places
from duizhang.model import Identity
from duizhang.outline.outline import Outline
from duizhang.outline.walk import Sentence

_GROUP_LINK = re.compile(
    r"^[\s*、，和与及以→]*(?:分别)?(?:超过|超|突破|约|近|达到|达|提高到|提高至|增加到|降至|降到|到)?第?$"
)
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


def _is_own(token: Token) -> bool:
    """Whether the figure's subject stands in its own clause."""
    return bool(
        token.core and "subject:own" in token.feats and "subject:distributed" not in token.feats
    )


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
        self._last_indicator = ""
        self.own = own_names(outline.identity)
        self.above = _ABOVE.get(outline.identity.level, frozenset())
        self.tables = TableReader(folded, self.year, lexicon, self.own)
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
        self._last_indicator = ""
        for token in heads:
            self._claim(token, sentence, times)
            self.tables.apply(token)
            self._last_indicator = token.indicator or self._last_indicator
            if not token.subject:  # nothing around it names a thing: its own words stand in
                token.subject = token.clause.strip("、，和与及 *") or token.unit or token.number
        spread_qualifiers(heads, folded)

    def _continue_group(self, token: Token, prev: Token, limit: int, gap: str) -> None:
        """A figure that only a link parts from the one before: 增长4.4%、5.6%."""
        if _TOGETHER.search(token.clause):
            token.group = 1  # 从A和B|分别提高到C和D: a list of its own
        else:
            token.group = (prev.group or 1) + 1
            prev.group = prev.group or 1
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
        for member, item in zip(group, items, strict=True):
            member.subject = item
            member.chained = None
            member.feats.append("subject:distributed")
            member.note("subject", "the list is shared out", item)

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
        if not together and timing.opens_from(token):
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
        token.place = sentence.place
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
        self._indicator(token)
        form = self.indicators.forms.get(token.indicator)
        if token.aspect == "share" and form and form.units & _AMOUNTS and "占" not in token.clause:
            token.aspect = "growth"  # of an amount, a bare % is its growth
            token.note("aspect", "an amount's %", "growth")
        if token.role == "target":
            token.strive, a, b = strives(token, sentence, folded, self.roles)
            if token.strive:
                token.note("strive", "effort word", "", a, b)

    def _named(self, text: str, token: Token) -> tuple[str, str, str]:
        return indicator_of(
            text, token.unit, token.aspect, self.indicators, self.subjects, self.own
        )

    def _part_place(self, token: Token, alias: str) -> None:
        """泸州经济总量, 县域生产总值: the part that an aggregate is of is its place."""
        if alias not in _AGGREGATES or (token.place != "self" and not self.outline.identity.places):
            return
        text = token.core.replace("实现", "")
        before = clean(text[: text.rfind(alias)], self.subjects) if alias in text else ""
        if not before or len(before) > 24:
            return
        before = _CAPITAL.sub("", before)
        parts = [p for p in re.split(r"[、和与及]", _SO_MANY.sub("", before)) if p]
        if _REGION.search(before) or all(self._is_place(p) for p in parts):
            token.place = before
            token.note("place", "an aggregate of a part", before)

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

    def _region_before(self, token: Token) -> None:
        """某某经济圈建设走深走实，经济总量超9万亿元: the total is of the region named before."""
        m = _REGION_FIRST.match(token.gap_before)
        if m is not None and token.place == "self":
            token.place = m.group(0)
            token.note("place", "region named in the clause before", token.place)

    def _is_place(self, name: str) -> bool:
        places: Places = self.lexicon.compiled(lexicon_places)
        return bool(places.find(name))

    def _tries(self, token: Token) -> Iterator[str]:
        """The words that may name the indicator, likeliest first."""
        core = token.core
        yield core if _is_own(token) else token.subject
        if "subject:distributed" not in token.feats and "subject:behind" not in token.feats:
            # a verb stripped from the clause may be part of the name: 经济增长, 转移就业
            text = core
            for word, _ in reversed(token.tail.words):
                text += word
                yield text
            yield from (core + w for w, kind in token.tail.words if kind in ("up", "up_noun"))
        if not _is_own(token):
            return
        if token.prev is not None and token.clause.lstrip("，").startswith(("、", "其中")):
            # 净增经营主体A家、企业B家: the verb of what is new goes on
            new = next((w for w in self.verbs.new if token.prev.core.startswith(w)), "")
            bare = core.removeprefix("其中")
            if new and self.indicators.at_end(new + bare) is not None:
                yield new + bare
        if token.prev is not None and token.prev.aspect == "qualifier":
            # 引进|10亿元以上产业项目30个: what is done with them stands before the bound
            signed = _SIGNED.search(token.prev.clause)
            if signed is not None:
                yield signed.group() + core
        if "实现" in core or "完成" in core:
            yield core.replace("实现", "").replace("完成", "")
        if "的" in core:
            yield core.replace("的", "")

    def _topic_first(self, token: Token) -> tuple[str, str, str]:
        """An indicator that opens the clause, its verb between: 经济总量跨过两个…、超过6万亿元."""
        text = token.core
        found = self.indicators.inside(text)
        if found is None:
            return "", "", ""
        alias, _, at = found
        rest = text[at + len(alias) :]
        if not _GOES_ON.match(rest) or _PART_OF.search(rest):
            return "", "", ""
        name, _, why = self._named(text[: at + len(alias)], token)
        if name:
            token.subject = alias
        return name, alias if name else "", why

    def _indicator(self, token: Token) -> None:
        if "parts" in token.feats:
            return
        if token.aspect == "qualifier" or (token.role == "context" and token.unit != "%"):
            token.indicator = ""
            return
        if "subject:compared" in token.feats:
            return
        if token.chained is None and _OF_GDP.match(token.core) and self._last_indicator:
            named = self.subjects.share_of_gdp.get(self._last_indicator)
            if named:
                token.indicator = named
                token.note("indicator", f"share of GDP of {self._last_indicator}", named)
                return
        if token.chained is not None:
            core = token.core
            head = token.chained
            if _WITHOUT.search(token.clause) or (not token.clause and token.unit != head.unit):
                return  # 扣除房地产投资后增长4%: of the rest; 16个1385户: another count of them
            total = core in self.subjects.generic_same or "总" in core
            new = next((w for w in self.verbs.new if head.subject.startswith(w)), "")
            last = next((w for w in self.verbs.new if head.subject.endswith(w)), "")
            if total and (new or last):
                # 新增经营主体A户，总量达到B户: the total is of the stock
                stock = head.subject.removeprefix(new).removesuffix(last)
                named = self._named(stock, token)[0]
                if named:
                    token.indicator = named
                    token.note("indicator", "the stock of what is new", named)
                    return
            named = "" if head.indicator or core else self._named(head.subject, token)[0]
            if named and token.aspect != "change":
                # 粮食产量连续13年稳定在430亿斤: the words of the figure before name it
                token.indicator = named
                token.note("indicator", "by the words of the figure before", named)
                return
            if core and core not in self.subjects.generic_same:
                token.indicator = ""
            elif head.indicator:
                form = self.indicators.forms[head.indicator]
                unit = token.unit
                if (
                    unit in form.units
                    or unit in ("%", "pp", "位", "倍")
                    or not form.units
                    or unit == head.unit
                ):
                    token.indicator = head.indicator
                    token.note("indicator", "of the figure before", token.indicator)
            if "占" in token.clause or (token.aspect == "change" and _leads(token)):
                token.indicator = ""
            return
        name, alias, why = "", "", ""
        for text in self._tries(token):
            name, alias, why = self._named(text, token)
            if alias:
                break
        if not alias and _is_own(token):
            name, alias, why = self._topic_first(token)
        if name and token.aspect == "change" and _leads(token):
            name, why = "", "a lead or lag"
        if (
            name
            and alias in self.indicators.needing
            and not _KEY_PROJECT.search(
                self.folded, self.outline.sentences[token.sentence].start, token.stop + 12
            )
        ):
            name, why = "", f"{alias} without what it is of"
        token.indicator = name
        if alias in _AGGREGATES:
            self._region_before(token)
        if name:
            token.note("indicator", f"name {alias}", name)
            token.feats.append("indicator:" + self.indicators.forms[name].modifiers)
        elif alias:
            token.note("indicator", why, "")
            token.note("indicator", "runner-up", self.indicators.alias.get(alias, alias))
            token.feats.append("indicator:refused")
            self._part_place(token, alias)


_WITHOUT = re.compile(
    r"(?:扣除|剔除|不含)(?!价格|物价|汇率|[一-鿿]{0,8}(?:因素|影响))[一-鿿]{3,12}[后，]"
)
_OF_GDP = re.compile(r"^(?:约)?占(?:国内|地区)?(?:生产总值|GDP)(?:的)?(?:比重|比例)?$")
_AMOUNTS = frozenset(["元", "人", "吨"])
_AGGREGATES = frozenset(["经济总量", "生产总值", "地区生产总值", "GDP"])
_REGION = re.compile(r"(?:经济区|经济圈|城市群|都市圈|片区|地区|县域|开发区|高新区|新区|区域)$")
_KEY_PROJECT = re.compile(r"重点|重大|[省市]级")
# the places above a report's own, by its level; a page of several cities has none
_ABOVE = {
    "province": frozenset(["全国"]),
    "prefecture": frozenset(["全国", "全省"]),
    "county": frozenset(["全国", "全省", "全市"]),
    "township": frozenset(["全国", "全省", "全市", "全县"]),
    "": frozenset(["全国", "全省"]),
}
_WIDER = re.compile(r"(全[国省市县])([一-鿿A-Z]+)$")
_SIGNED = re.compile(r"新?(?:引进|签约|招引)(?:投资)?$")
_CAPITAL = re.compile(r"^(?:省会|首府|州府|中心城市)(?:城市)?(?=[一-鿿]{2})")
_SO_MANY = re.compile(r"(?:[两三四五]|2|3|4|5)(?:市|县|区|地|州)$")
_REGION_FIRST = re.compile(
    r"^[一-鿿]{2,10}?(?:经济区|经济圈|城市群|都市圈|片区|试验区|示范区|开发区)(?=建设|发展|一体化|协同|加快|能级|高质量)"
)
_SHARES = re.compile(r"占[一-鿿（）]{2,14}的?(?:比重|比例|份额)$")
_PART_OF = re.compile(r"比重|占比|比例|份额|贡献")
_GOES_ON = re.compile(
    r"(?:首破|翻|破|站上|跻身|连续|连跨|跨过|跨上|迈上|跨越|历史性|是在|在|稳步|持续|实现|比(?!重|例|$)|较|由|从|双双|先后|相继|接连|首次|总体|继续|保持|突破|超过|达到|增长|年均|预期|再|创|不断|大幅|达)"
)
_LEADS = re.compile(
    r"比[^，。]{0,8}目标[低高]|高于|快于|低于|慢于|优于|领先|好于|高出|落后|快全|高全|"
    r"超(?:出|过)?(?:年初|年度|全年|预期|既定)*(?:计划|目标)|"
    r"(?:比|较)(?:同期)?(?:全[国省市区县州]|[一-鿿]{0,4}平均)[一-鿿]{0,5}[高低快慢]"
)


def _leads(token: Token) -> bool:
    return bool(_LEADS.search(token.clause))


__all__ = ["bind", "is_link"]
