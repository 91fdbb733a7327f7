"""Finds what a figure measures: the noun before it, behind it, or of the figure before."""

from __future__ import annotations

import re

from duizhang.claims.clause import is_link, joined_to_bound, noun_behind, trim_noun
from duizhang.claims.words import Indicators, Subjects, Verbs
from duizhang.figures.token import Token

_COMPARED = re.compile(r"(?:同比|比上年|较上年|比去年|增长|下降|[0-9])")
_COUNTS = frozenset(["%", "pp", "bp", "‰", "倍"])


def clean(subject: str, subjects: Subjects) -> str:
    """A subject without the verbs and adverbs at its front."""
    text = _BY_WHICH.sub("", subject.strip("、，和与及的* 　：；"))
    changed = True
    while changed and len(text) > 2:
        changed = False
        for word in subjects.lead:
            if text.startswith(word) and len(text) - len(word) >= 2:
                text = text[len(word) :].lstrip("了*的、 ")
                changed = True
                break
    return text


# 中央财政已按|教育经费占生产总值…编制预算: by what a sum is reckoned, not what it is of
_BY_WHICH = re.compile(r"^[一-鿿]{2,8}?(?:已|将|要)按(?:照)?(?=[一-鿿]{3,}占)")
_MONEY_FOR = re.compile(r"[一-鿿]{2}(?:资金|补助|经费|基金|补贴)$")
_RATE_OF = re.compile(r"(?:开工|完成|履约|竣工|投产|到位|落地|转化|合格|办结|满意|入库)率$")
_SO_MANY = re.compile(r"[一二三四五六七八九十百]+(?:条|大|类)$")  # 五条|重点产业链产值
_ITEM_BEFORE = re.compile(r"([一-鿿]+)(?:、|和|与|及|以及)$")
NEW = re.compile(r"新|净增|增|入库|升规|入统|培育")


def indicator_of(
    subject: str, unit: str, aspect: str, table: Indicators, subjects: Subjects, own: frozenset[str]
) -> tuple[str, str, str]:
    """(indicator, alias, why not): the indicator that ``subject`` ends with, for the whole place."""
    text = subject.rstrip("*的 　、，")
    tried = text
    if _RATE_OF.search(text) and table.at_end(text) is None:
        return "", "", ""  # 签约项目开工率 is a rate of the projects, no count of them
    found = table.at_end(tried)
    for _ in range(3):
        if found is not None:
            break
        for word in subjects.tail:
            if tried.endswith(word) and len(tried) > len(word) + 1:
                tried = tried[: -len(word)].rstrip("的*“”")
                break
        else:
            return "", "", ""
        found = table.at_end(tried)
    if found is None:
        return "", "", ""
    alias, name = found
    form = table.forms[name]
    base = re.split("[/（]", unit)[0] if unit not in form.units else unit
    if (
        form.units
        and base not in ("", "位")
        and base not in form.units
        and not (base == "pp" and ("%" in form.units or "pp" in form.units))
    ):
        return "", alias, f"unit {unit} is not one of {name}"
    before = tried[: -len(alias)]
    if before.endswith("全") and alias[0] in "国省市区县州" and alias[1:] in table.alias:
        return indicator_of(alias[1:], unit, aspect, table, subjects, own)  # 全市|重点项目
    if form.modifiers == "free":
        return name, alias, ""
    m = _ITEM_BEFORE.search(before)
    if m is not None and table.at_end(m.group(1)) is not None:
        return name, alias, ""  # A、B增长30%: each of the list
    if form.modifiers == "stock" and NEW.search(before):
        return "", alias, "what is new, not the stock"
    rest = subjects.strip_neutral(before, own, grade=form.modifiers != "scope")
    rest = _SO_MANY.sub("", rest)
    if not rest or rest[-1] in "，；：、”）和与及":
        return name, alias, ""
    if subjects.ends_with_act(rest):
        return name, alias, ""
    return "", alias, f"a part: {rest[-8:]}"


class SubjectReader:
    """Gives tokens of one sentence their subject and indicator, in order."""

    def __init__(
        self, indicators: Indicators, subjects: Subjects, verbs: Verbs, own: frozenset[str]
    ) -> None:
        self.indicators, self.subjects, self.verbs, self.own = indicators, subjects, verbs, own

    def read(self, token: Token, folded: str, limit: int, prev: Token | None, gap: str) -> None:
        """Sets subject, chained and a first guess of the indicator of ``token``."""
        core = token.core
        behind = ""
        if prev is not None and self._compared(token, folded, prev):
            return
        if "parts" in token.feats:  # what stands behind a part of a ratio is the next part
            named = None if core else _RATIO_OF.search(gap)
            if named is not None:
                token.subject = clean(named.group(1), self.subjects)
                token.feats.append("subject:clause before")
                return
        elif not token.rank and token.unit not in _COUNTS:
            behind = noun_behind(folded, token.stop, limit, self.verbs)
            if behind and folded[token.stop : token.stop + 1] != "的":
                token.feats.append("noun behind")
        elif (
            token.unit == "%"
            and not core
            and not gap.strip("- *·•")
            and self._labelled(token, folded, limit)
        ):
            return
        elif (
            token.unit == "%"
            and (not core or core in _SETS)
            and folded[token.stop : token.stop + 1] == "的"
        ):
            # 8%左右的国内生产总值增长目标
            behind = self.verbs.strip(noun_behind(folded, token.stop, limit, self.verbs)).core
            topic = self._grown(token, behind, gap)
            if topic:
                token.subject = topic
                token.feats.append("subject:clause before")
                return
        if token.rank:
            core = token.core = self._rank_core(token)
        if core.endswith(("使", "让")) and _BENEFIT.match(behind) and len(core) > 4:
            token.subject = clean(core[:-1], self.subjects)  # 农村饮水安全工程使…农民受益
            token.feats.append("subject:own")
            return
        if prev is not None and prev.aspect_is_bound and core and joined_to_bound(gap):
            core = token.core = folded[prev.start : prev.stop] + core
        if behind and core.endswith("财政") and token.unit == "元":
            # 中央财政|安排200亿元技改专项资金: the payer is not what is paid for
            noun = trim_noun(behind, self.subjects)
            if _MONEY_FOR.search(noun):
                token.subject = noun
                token.feats.append("subject:behind")
                return
        if behind and not core and not gap.strip("- *·•"):
            label = _COMPARED.split(behind)[0]
            found = self.indicators.at_end(label)
            units = self.indicators.forms[found[1]].units if found is not None else frozenset()
            if found is not None and (not units or token.unit in units):  # 5.13万人|城镇新增就业
                token.subject = label
                token.feats.append("subject:behind")
                return
        if (
            behind
            and (not core or self.subjects.ends_with_act(core))
            and not _verb_first(behind, self.subjects)
        ):
            noun = trim_noun(behind, self.subjects)
            token.subject = noun
            token.feats.append("subject:behind")
            return
        if behind and core and not _verb_first(behind, self.subjects) and self._counts(token):
            noun = trim_noun(behind, self.subjects)
            if len(noun) >= 2:
                token.subject = noun
                token.feats.append("subject:behind2")
                return
        if (
            prev is not None
            and core in self.subjects.act
            and core not in _WORKS
            and token.unit == prev.unit
            and gap.strip(" *").startswith(("、", "，"))
            and token.unit not in _COUNTS
        ):
            # 新建高标准农田4500万亩、改造提升3500万亩: more done of the same thing
            token.chained, token.subject, token.core = prev, prev.subject, ""
            token.feats.append("subject:before")
            return
        vague = not core or core in self.subjects.generic
        if vague and self._topic(token, core, gap, prev):
            return
        if not core and prev is not None:
            token.chained = prev
            token.subject = prev.subject
            token.feats.append("subject:before")
            return
        bare = core.lstrip("其中总")
        if prev is not None and (core in self.subjects.generic or bare in self.subjects.generic):
            token.chained = prev
            token.subject = prev.subject + core if core not in prev.subject else prev.subject
            token.feats.append("subject:generic")
            return
        if not core and behind:
            behind = re.sub(r"^(?:实现|完成|达到)", "", behind)
            token.subject = trim_noun(behind, self.subjects)
            token.feats.append("subject:behind")
            return
        if core.startswith("占") and prev is not None and prev.subject:
            # 民生支出39.4亿元，占一般公共预算支出的76.5%: the share is of the thing before
            token.subject = prev.subject + core
            token.feats.append("subject:share of")
            return
        token.subject = clean(core, self.subjects) or clean(token.clause, self.subjects)
        token.feats.append("subject:own" if core else "subject:none")

    def _labelled(self, token: Token, folded: str, limit: int) -> bool:
        """Takes the indicator whose label stands behind its figure: 5.5%左右|地区生产总值增速."""
        label = noun_behind(folded, token.stop, limit, self.verbs)
        found = self.indicators.inside(label)
        if found is None or not _LABEL.fullmatch(label[found[2] + len(found[0]) :]):
            return False
        if self.subjects.strip_neutral(label[: found[2]], self.own, grade=True):
            return False
        token.core = token.subject = label[: found[2] + len(found[0])]
        token.feats.append("subject:behind")
        return True

    def _compared(self, token: Token, folded: str, prev: Token) -> bool:
        """Whether the figure sets the one before against a plan, a place or the rest.

        超计划0.8个百分点, （年初计划7%）, 未完成增长6%的年初计划, 是全市平均水平的5倍.
        """
        counts = token.unit in _COUNTS and not token.rank
        planned = (
            counts
            and token.unit == prev.unit
            and (
                _PLAN_ASIDE.search(token.clause)
                or (_OF_PLAN.match(folded, token.stop) and _MET.match(token.clause.strip("，、 ")))
            )
        )
        if planned:
            token.core, token.chained, token.subject = "", prev, prev.subject
            if not token.tail.has("up", "down"):
                token.tail = prev.tail
            token.feats += ["subject:before", "of a plan"]
            return True
        core = token.core
        if (token.unit == "pp" and (_AGAINST_PLAN.match(core) or _AGAINST.match(core))) or (
            token.unit == "倍" and _AVERAGE.fullmatch(core)
        ):
            token.subject = prev.subject
            token.feats += ["subject:before", "subject:compared"]
            return True
        return False

    def _topic(self, token: Token, core: str, gap: str, prev: Token | None) -> bool:
        """Takes the thing measured from an earlier clause of the sentence, where one names it."""
        clauses = [c for c in re.split(r"[，：；]", gap)[:-1] if c.strip("、和与及 *")]
        for clause in reversed(clauses):
            found = self.indicators.inside(clause)
            if found is None:
                continue
            alias, _, at = found
            rest = self.subjects.strip_neutral(clause[:at].lstrip("、和与及"), self.own, grade=True)
            if rest and not self.subjects.ends_with_act(rest):
                continue
            token.subject = (
                alias if not core or core in self.subjects.generic_same else alias + core
            )
            if (
                core
                and core not in self.subjects.generic_same
                and self.indicators.at_end(alias + core) is None
            ):
                return False
            token.feats.append("subject:topic")
            return True
        if core and prev is not None:
            for size in range(2, min(10, len(prev.subject) + 1)):
                whole = prev.subject[:size] + core
                named = self.indicators.at_end(whole)
                if named is not None and named[0] == whole:
                    token.subject = prev.subject[:size] + core
                    token.feats.append("subject:topic")
                    return True
        if not core and prev is None and clauses:
            for clause in reversed(clauses):
                text = self.verbs.strip(clause.lstrip("、和与及 ")).core
                if len(text) >= 2:
                    token.subject = clean(text, self.subjects)
                    token.feats.append("subject:clause before")
                    return True
        return False

    def _grown(self, token: Token, behind: str, gap: str) -> str:
        """What has been spread to a share of the places: 合作医疗…，已扩大到全国86%的县."""
        clauses = [c for c in re.split("[，：]", gap.rsplit("；", 1)[-1])[:-1] if c]
        if not clauses or not token.tail.has("to_up") or not _PLACES.fullmatch(behind):
            return ""
        text = self.verbs.strip(clauses[-1].lstrip("、和与及 ")).core
        m = _GOES_WELL.search(text)
        return clean(text[: m.start()] if m else text, self.subjects)

    def _counts(self, token: Token) -> bool:
        """A noun stands on both sides: whether the one behind is what is counted."""
        return token.unit in (
            "个",
            "家",
            "项",
            "件",
            "所",
            "座",
            "条",
            "名",
            "人",
            "户",
            "类",
            "种",
            "场",
            "",
        )

    def _rank_core(self, token: Token) -> str:
        """The words before 居全国第5位 without the words of ranking."""
        text = token.clause.rstrip(" *　")
        verbs = self.verbs
        end = len(text)
        while end:
            for size in range(min(9, end), 0, -1):
                word = text[end - size : end]
                if (
                    word in verbs.rank
                    or word in verbs.rank_scope
                    or word in ("分别", "均", "都", "也", "各")
                ):
                    end -= size
                    break
            else:
                break
        return text[:end].lstrip("、，和与及 *")


# 三次产业结构不断优化，调整为8.3：41.4：50.3
_RATIO_OF = re.compile(r"([一-鿿]{2,10}(?:结构|比例|比重|之比))[^，。；]{0,12}，[^，。；]{0,8}$")
_PLAN = r"(?:年初|年度|全年|预期|既定|原定)*(?:计划|目标|预期|预期目标)"
_PLAN_ASIDE = re.compile(rf"[（(]{_PLAN}(?:任务|数|值)?(?:为|是)?[:：]?(?:增长|下降)?$")
_OF_PLAN = re.compile(rf"的{_PLAN}")
_MET = re.compile(r"(?:未能?|没有|没能|尚未)(?:完成|实现|达到)")
_AGAINST_PLAN = re.compile(rf"超(?:出|过)?{_PLAN}(?:任务|数|值)?$")
_AGAINST = re.compile(r"(?:高于|快于|低于|慢于|优于|好于|高出|领先|落后|跑赢)")
_AVERAGE = re.compile(r"(?:全[国省市区县州]|世界|同期)(?:平均)?(?:水平|数)?")
_PLACES = re.compile(r"(?:县|市|区|旗|乡镇|乡|镇|村|行政村|社区|城市|地区)(?:[（(].*)?")
_LABEL = re.compile(r"(?:同比|预期|年均|实际)?(?:增长|增速|增幅|涨幅|增长率|上涨)?")
_WORKS = frozenset(["造林", "营造林", "植树", "绿化"])  # verbs that are things, too
_SETS = frozenset(["提出", "提出了", "确定", "确定了", "设定", "明确", "制定", "定下", "设置"])
_BENEFIT = re.compile(r"[一-鿿]{0,6}(?:受益|受惠|得实惠)")
_GOES_WELL = re.compile(r"(?:不断|逐步|进一步|持续|日益|全面|基本|稳步)[一-鿿]{2,4}$")
_NOUN_AFTER = re.compile(
    r"[项工试示中基平的计]|企业|公司|机构|人员|资金|服务|用地|农田|设施|场所|床位|中心|住房|房"
)


def _verb_first(behind: str, subjects: Subjects) -> bool:
    """Whether the words behind a quantity begin with a verb (12亿元|实施…)."""
    for size in (4, 3, 2):
        if behind[:size] in subjects.act:
            rest = behind[size:]
            return bool(rest) and not _NOUN_AFTER.match(rest)
    return False


__all__ = ["SubjectReader", "clean", "indicator_of", "is_link"]
