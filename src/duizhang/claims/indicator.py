"""Finds the indicator (指标) that a figure's words name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duizhang.claims.subject import NEW, clean, indicator_of
from duizhang.claims.words import Indicators, Subjects, Verbs, indicators, subjects, verbs
from duizhang.figures.token import Token
from duizhang.language.lexicon import Lexicon
from duizhang.language.places import Places, lexicon_places
from duizhang.outline.outline import Outline

_WITHOUT = re.compile(
    r"(?:扣除|剔除|不含)(?!价格|物价|汇率|[一-鿿]{0,8}(?:因素|影响))[一-鿿]{3,12}[后，]"
)
_OF_GDP = re.compile(r"^(?:约)?占(?:国内|地区)?(?:生产总值|GDP)(?:的)?(?:比重|比例)?$")
# 把财政支出的|75%以上用于民生
_OF_SPENDING = re.compile(r"(?:财政|预算)支出的$")
_FOR_PEOPLE = re.compile(r"(?:以上|左右)?(?:都|将|要|继续)?(?:用于|投向)(?:保障和)?(?:改善)?民生")
_SPENT_FOR_PEOPLE = re.compile(
    r"(?:以上|左右)?的?(?:一般公共预算支出|财政支出|财力)(?:都|将|要|继续)?(?:用于|投向)(?:保障和)?(?:改善)?民生"
)
_INTENSITY = frozenset(["强度", "投入强度", "经费投入强度"])
_INCOMES = frozenset(["income_per_capita", "income_urban", "income_rural"])
_RESIDENTS = re.compile(r"(?:其中)?，?(?P<who>城镇|农村(?:牧区)?|农牧区)(?:(?:常住)?居民)?")
_COMMON = frozenset(
    ["%", "pp", "‰", "倍", "元", "美元", "个", "家", "户", "人", "项", "位", "年", ""]
)
_AGGREGATES = frozenset(["经济总量", "生产总值", "地区生产总值", "GDP"])
_REGION = re.compile(r"(?:经济区|经济圈|城市群|都市圈|片区|地区|县域|开发区|高新区|新区|区域)$")
_KEY_PROJECT = re.compile(r"重点|重大|[省市]级")
_SIGNED = re.compile(r"新?(?:引进|签约|招引)(?:投资)?$")
_CAPITAL = re.compile(r"^(?:省会|首府|州府|中心城市)(?:城市)?(?=[一-鿿]{2})")
_SO_MANY = re.compile(r"(?:[两三四五]|2|3|4|5)(?:市|县|区|地|州)$")
_REGION_FIRST = re.compile(
    r"^[一-鿿]{2,10}?(?:经济区|经济圈|城市群|都市圈|片区|试验区|示范区|开发区)(?=建设|发展|一体化|协同|加快|能级|高质量)"
)
_PART_OF = re.compile(r"比重|占比|比例|份额|贡献")
_GOES_ON = re.compile(
    r"(?:首破|翻|破|站上|跻身|连续|连跨|跨过|跨上|迈上|跨越|历史性|是在|在|稳步|持续|实现|比(?!重|例|$)|较|由|从|双双|先后|相继|接连|首次|总体|继续|保持|突破|超过|达到|增长|年均|预期|再|创|不断|大幅|达)"
)
_LEADS = re.compile(
    r"比[^，。]{0,8}(?:目标|预期|计划)[低高快慢]|高于|快于|低于|慢于|优于|领先|好于|高出|落后|快全|高全|"
    r"超(?:出|过)?(?:年初|年度|全年|预期|既定)*(?:计划|目标)|"
    r"(?:比|较)(?:同期)?(?:全[国省市区县州]|[一-鿿]{0,4}平均)[一-鿿]{0,5}[高低快慢]"
)


def _is_own(token: Token) -> bool:
    """Whether the figure's subject stands in its own clause."""
    return bool(
        token.core and "subject:own" in token.feats and "subject:distributed" not in token.feats
    )


class IndicatorReader:
    """What one document needs to name indicators; remembers the last of the sentence."""

    def __init__(
        self, folded: str, outline: Outline, lexicon: Lexicon, own: frozenset[str]
    ) -> None:
        self.folded, self.outline, self.lexicon, self.own = folded, outline, lexicon, own
        self.verbs: Verbs = lexicon.compiled(verbs)
        self.subjects: Subjects = lexicon.compiled(subjects)
        self.indicators: Indicators = lexicon.compiled(indicators)
        self._last = ""

    def begin(self) -> None:
        """A sentence begins: no indicator has been named in it."""
        self._last = ""

    def done(self, token: Token) -> None:
        """``token`` is settled: its indicator is the last of its sentence."""
        self._last = token.indicator or self._last

    def _of_last(self, token: Token) -> bool:
        """Sets the indicator where words that say little rest on what the sentence named last."""
        named = ""
        if token.unit == "%" and _OF_SPENDING.search(token.clause):
            if _FOR_PEOPLE.match(self.folded, token.stop):
                named, token.aspect = "livelihood_expenditure_share", "share"
        elif token.unit == "%" and _SPENT_FOR_PEOPLE.match(self.folded, token.stop):
            named, token.aspect = "livelihood_expenditure_share", "share"
        elif token.unit == "%" and token.core in _INTENSITY:
            named = self.subjects.share_of_gdp.get(self._last, "")
        elif token.core in self.subjects.act and token.unit not in _COMMON:
            # 深化中欧班列市场化改革，全年|开行3000列以上
            found = self.indicators.inside(token.gap_before)
            if found is not None and token.unit in self.indicators.forms[found[1]].units:
                named, token.subject = found[1], found[0]
        elif (
            self._last in _INCOMES
            and (
                m := _RESIDENTS.fullmatch(
                    token.subject if "subject:distributed" in token.feats else token.core
                )
            )
            is not None
        ):
            # 居民人均可支配收入增长A，其中城镇居民增长B、农村居民增长C
            named = "income_urban" if m.group("who").startswith("城") else "income_rural"
        elif token.rank and token.core in ("总量", "经济总量"):
            named = self._last if self._last in ("gdp", "") else ""
        if named:
            token.indicator = named
            token.note("indicator", "by what the sentence named before", named)
        return bool(named)

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
        if _REGION.search(before) or all(self.is_place(p) for p in parts):
            token.place = before
            token.note("place", "an aggregate of a part", before)

    def _region_before(self, token: Token) -> None:
        """某某经济圈建设走深走实，经济总量超9万亿元: the total is of the region named before."""
        m = _REGION_FIRST.match(token.gap_before)
        if m is not None and token.place == "self":
            token.place = m.group(0)
            token.note("place", "region named in the clause before", token.place)

    def is_place(self, name: str) -> bool:
        """Whether ``name`` is that of a place."""
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

    def read(self, token: Token) -> None:
        """Sets the indicator of a measured token, and its place where that is a part's."""
        if "parts" in token.feats:
            return
        if token.aspect == "qualifier" or (token.role == "context" and token.unit != "%"):
            token.indicator = ""
            return
        if "subject:compared" in token.feats:
            return
        if self._of_last(token):
            return
        if token.chained is None and _OF_GDP.match(token.core) and self._last:
            named = self.subjects.share_of_gdp.get(self._last)
            if named:
                token.indicator = named
                token.note("indicator", f"share of GDP of {self._last}", named)
                return
        if token.chained is not None:
            core = token.core
            head = token.chained
            if _WITHOUT.search(token.clause) or (not token.clause and token.unit != head.unit):
                return  # 扣除房地产投资后增长4%: of the rest; 16个1385户: another count of them
            total = core in self.subjects.generic_same or "总" in core
            total = total or (
                not core and token.tail.has("to", "to_up") and token.unit == head.unit
            )
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
        if name == "manufacturing_va_share" and token.clause.lstrip("，").startswith("其中"):
            name, why = "", "a share of what stands before it"
        made = self.indicators.forms.get(name)
        if made is not None and made.modifiers == "growing" and _is_behind(token):
            name, why = "", "so many of them, neither new nor all there are"
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


def _is_behind(token: Token) -> bool:
    """Whether the figure's subject stands behind it and nothing says that it is new."""
    behind = any(f in token.feats for f in ("subject:behind", "subject:behind2"))
    return behind and not NEW.search(token.clause + token.subject)


def _leads(token: Token) -> bool:
    return bool(_LEADS.search(token.clause))
