"""Decides the aspect of a figure: level, growth, change, share, rank, multiple, index, qualifier."""

from __future__ import annotations

import itertools
import re

from duizhang.claims.words import Verbs
from duizhang.figures.token import Token

# Units that measure an attribute: before a noun they say which things are meant (35千伏变电站).
_ATTRIBUTE = frozenset(
    [
        "千伏",
        "千伏安",
        "兆瓦",
        "吉瓦时",
        "兆瓦时",
        "英寸",
        "级",
        "大卡",
        "米",
        "厘米",
        "毫米",
        "纳米",
        "分钟",
        "小时",
        "GWh",
        "MW",
        "kV",
        "GW",
        "秒",
        "马力",
    ]
)
_AMOUNT = frozenset(
    ["千瓦", "吨", "吨/年", "吨/日", "公斤", "立方米", "标准立方米", "亩", "平方米", "千瓦时", "方"]
)
_BOUNDED = frozenset(
    [
        "元",
        "人",
        "户",
        "头",
        "亩",
        "岁",
        "周岁",
        "单",
        "吨",
        "千瓦",
        "米",
        "平方米",
        "公里",
        "大卡",
        "千伏",
        "级",
        "兆瓦",
        "美元",
    ]
)
_CLASS = re.compile(
    r"级(?:的)?[一-鿿]{1,6}(?:产业|集群|园区|项目|企业|产业链|县|市|区|镇|平台|消费)"
)
_NOUN_BEHIND = re.compile(r"级?[一-鿿A-Z“]")
# 其中10亿元以上|8个: the things meant stand before
_COUNT_BEHIND = re.compile(r"的?(?:达到?|有)?[0-9]{1,5}[个家项户处座]")
_VERB_BEHIND = re.compile(
    r"(?:实施|完成|用于|支持|建设|实现|开展|推动|投入|解决|改造|改善|发展|保障|促进|安排|补助|补贴|奖励|进入|享受|参加|参与|纳入|得到|受益|落户|脱贫|就业|获|通过|达到|的|左右|以|和|并|，|、|。|；|来|为|给|由|在|到|后|前|中|内|外|是|与|及|或|换|可|需|均|都|全|其)"
)
_CONCENTRATION = frozenset(
    ["微克/立方米", "毫克/升", "毫克/立方米", "人/百亿元", "人/亿元", "分贝"]
)
_PER_MONEY = re.compile(r"[/／](?:万元|亿元|元)$")
_PER_LAND = re.compile(r"^(?:美)?元[/／](?:亩|平方公里|公顷|平方米)$")  # 亩均税收14万元/亩
_PER_HEAD = re.compile(
    r"每(?:百|千|万|十万)(?:名|位|个|家)?(?:常住|户籍)?(?:人|企业|法人|老人|老年人|儿童|劳动|居民|户)|万人(?:拥有|有|发明|高价值)|千人(?:口)?(?:拥有|托位|床位|医师)|千人口|(?:万车|亿元(?:GDP|(?:地区|国内)?生产总值)?|百万吨|十万人)[一-鿿]{0,12}(?:死亡|发病)"
)
_RATIO_NOUN = re.compile(
    r"(?:(?<![占同环])比|收入比|比值|指数|之比|倍差|系数|倍差|收入差距|生均比|师生比|比例系数)$"
)
_RATE_NOUN = re.compile(
    r"(?:率|占比|比重|比例|强度|份额|贡献度|比|占有率|达标|程度|覆盖面|水平|满意度|比率|分位|自给|股比|占[一-鿿（）“”]{2,16})$"
)
_SCORE = re.compile(r"(?:满意度|指数|得分|评分|分值|综合分)$")
_PRICE = re.compile(
    r"(?:居民消费价格|消费价格|CPI|物价|价格总水平|PPI|货币供应量?|广义货币|自然增长率|M2|零售价格|出厂价格)[一-鿿（）A-Z0-9]{0,8}$"
)
_GROWTH_NOUN = re.compile(
    r"(?:增长|增速|增幅|涨幅|增长率|增长目标|预期目标|增长预期目标|升幅)(?:分别|均|为|是)?$"
)
_GROWS_BEHIND = re.compile(r"(?:的)?[一-鿿]{0,14}?(?:增长|增速|增幅|涨幅)(?!极|点|方式|动能|动力)")
_DOWN_NOUN = re.compile(r"(?:降幅|下降率|降低率|减幅)$")
_LEAD = re.compile(
    r"(?:高于|快于|低于|慢于|优于|领先|好于|高出|落后于?|超过|领先于|多于|少于|跑赢)(?:于)?(?:去年|上年|20[0-9]{2}年|同期|[一-鿿]{0,8}?(?:全国|全省|全区|全市|平均|经济增速|经济增长|地区生产总值|GDP|城镇居民|收入|水平|增速|目标|同期|中部|西部|东部|规上工业|生产总值))[一-鿿]{0,8}$"
)
_MANY = 10_000  # so many people or households are counted, and are no bound on each
_THOSE = re.compile(r"的[一-鿿“”]{2,14}?(?:达|有|增|突破|新增|超|数量|占)")
# 产值超10亿元企业达5家: a bound on the firms that are counted behind it
_MEMBERS = re.compile(
    r"的?(?:[一-鿿]{0,4}项目(?=顺利|加快|全面|建成|开工|竣工|投产|落地|集中)|[一-鿿]{0,6}(?:企业|项目|园区|集群|产业|产业链|村|乡镇|主体|大户)(?:数量?|达到?|有|增至|突破)?[0-9])"
)
_WHICH = re.compile(
    r"(?:的[一-鿿]{1,4}(?:村|企业|家庭|园区|部分)(?=[一-鿿，。、])|的?(?:行政村|村|县|镇|乡|园区|合同|企业占|农户)(?![级镇区道]))"
)
_SITE_BEHIND = re.compile(
    r"[一-鿿]{0,6}?(?:基地|项目|片区|产线|生产线|老镇区|园区|炼化|装置|电站|乙烯|整车)"
)
_EXTENSION = re.compile(
    r"[一-鿿]{2,10}?(?:改扩建|扩建|技改|深加工|扩能|扩产)(?:项目|工程)(?![一-鿿]{0,4}[0-9])"
)
_AREA_NAMES = re.compile(
    r"(?:便民|社区|城市|乡村|品质|文化|养老|教育|医疗|医保|就业|政务|体育|幸福|消费|公共){0,2}(?:圈|通勤|生活|健身|交通|服务圈|高铁|经济圈|通达|交通圈|直达|响应|阅读|品质)"
)
_NAME_BEFORE = re.compile(r"(?:[、”）区县市厂业泰网能投工电司国集团]|^)$")
_STOCK_VERB = re.compile(
    r"(?:关停|淘汰|新增|投产|建成|完成|增加|超|达|达到|突破|新投产|净增|退出|建设|改造|减少|发展|新建|供应|累计|开工|形成|获批|核准|并网|实现|生产|产能|规模|量|约|近|压减|化解|总计|总量|总|去|储备|外送|消纳|收购|进口|出口|节约|节能|播种|治理|退耕|修复|打捞|开采|采收|收储|销售|交易|成交|解决|利用|处理|处置|外调|发送|运送|运输|完成了|增至|约有|调出|存|库存|共|又|有|使|为|将|对|安排|给|向)$"
)


def aspect_of(token: Token, folded: str, verbs: Verbs, subject: str) -> tuple[str, str]:
    """The aspect of ``token`` and the rule that gave it. The sign of a fall is set by `sign`."""
    unit = token.unit
    tail = token.tail
    if token.fixed_aspect:
        return token.fixed_aspect, token.rule
    behind = folded[token.stop : token.stop + 14]
    token.behind = behind
    token.behind_long = folded[token.stop : token.stop + 44]
    if token.rank:
        return "rank", "第 or 前 before the numeral"
    if "ratio" in token.feats:
        parts = "parts" in token.feats
        return ("share", "parts of a whole") if parts else ("index", "a ratio of two")
    if unit == "pp" or unit == "bp":
        return "change", "points"
    if unit in ("倍", "番"):
        return "multiple", unit
    if "fraction" in token.feats:
        return "share", "a fraction"
    if unit in ("个", "位") and re.match("位次|次", behind) and tail.has("up", "down"):
        return "change", "places gained or lost"
    qualifier = _qualifier(token, folded, behind)
    if qualifier:
        return "qualifier", qualifier
    if unit == "%":
        return _percent(token, verbs, subject, tail)
    if unit == "‰":
        grows = "增长率" in token.clause or (not token.core and "增长率" in token.subject)
        return ("growth", "rate of natural growth") if grows else ("share", "‰")
    if unit in _CONCENTRATION:
        if tail.has("down", "up") and not tail.has("to_down", "to_up", "to"):
            return "change", "verb of change"
        return "index", "a concentration"
    if _PER_MONEY.search(unit) and not (
        tail.has("up", "down") and not tail.has("to_up", "to_down")
    ):
        return "index", "a ratio with its own unit"
    if _PER_LAND.match(unit) and re.search("亩均|地均|单位面积", token.clause + token.subject):
        return "index", "a ratio with its own unit"
    named = token.core or token.subject
    if unit not in ("年", "个月", "位") and _RATIO_NOUN.search(named):
        return "index", "an index or ratio"
    if not unit and _SCORE.search(named):
        return "index", "a score"
    texts = [token.core, token.clause, token.subject]
    if token.prev is not None and token.prev.aspect == "qualifier":
        texts.append(token.prev.clause)  # 每千人口拥有3岁以下婴幼儿托位4.9个
    if any(_PER_HEAD.search(text) for text in texts):
        if tail.has("up", "down") and not tail.has("to_up", "to_down", "to"):
            return "change", "verb of change"
        return "index", "a figure per head"
    return _amount(token, verbs, tail)


def _percent(token: Token, verbs: Verbs, subject: str, tail: object) -> tuple[str, str]:
    t = token.tail
    core = token.core
    if _LEAD.search(token.clause):
        return "change", "lead or lag"
    if t.has("up_noun", "down_noun"):
        return "growth", "noun of growth"
    if _PRICE.search(core or token.subject):
        return "growth", "a price or money index"
    if t.has("improve"):
        return "growth", "verb of betterment"
    if token.signed:
        return "growth", "a sign before the numeral"
    if _GROWS_BEHIND.match(token.behind):
        return "growth", "增长 behind the figure"
    if core.endswith("指数"):
        return "index", "an index in %"
    if t.has("to_up", "to_down"):
        return "share", "a rate reached"
    if _ends_new(token.clause, verbs) and "率" not in core:
        return "growth", "verb of growth"
    if t.has("up", "down") and not (t.words and t.words[-1][1] == "to" and _RATE_NOUN.search(core)):
        return "growth", "verb of growth"
    if _GROWTH_NOUN.search(core):
        return "growth", "noun of growth"
    m = verbs.change_before.search(core)
    if m and m.group("verb") not in verbs.money_only:
        return "growth", "verb of change before the noun"
    if t.has("compare") and not _RATE_NOUN.search(core):
        return "growth", "comparison"
    return "share", "a rate or share"


_MONEY = frozenset(["元", "美元"])
_COUNTED = frozenset("个家所条项座亩户套处张台件种类场部")


def _amount(token: Token, verbs: Verbs, tail: object) -> tuple[str, str]:
    t = token.tail
    if t.has("to_up", "to_down"):
        return "level", "a state reached"
    counted = token.amount_is_counted()
    if t.has("compare") and t.has("up", "down") and token.unit in _COUNTED and not counted:
        word = next(w for w, c in t.words if c in ("up", "down"))
        if not _ends_new(token.clause, verbs):
            return "change", f"verb of change ({word})"
    if t.has("up", "down") and not counted and token.unit not in ("年", "%"):
        word, name = next((w, c) for w, c in t.words if c in ("up", "down"))
        if not _ends_new(token.clause, verbs) and (
            t.has("compare") or name == "down" or token.unit not in _COUNTED
        ):
            return "change", f"verb of change ({word})"
    m = verbs.change_before.search(token.core)
    if (
        m
        and not counted
        and token.unit not in _COUNTED
        and (m.group("verb") not in verbs.money_only or token.unit in _MONEY)
    ):
        return "change", "verb of change before the noun"
    return "level", "an amount"


def _ends_new(clause: str, verbs: Verbs) -> bool:
    return any(clause.rstrip(" *").endswith(w) for w in verbs.new)


def _qualifier(token: Token, folded: str, behind: str) -> str:
    unit = token.unit
    left = token.clause.rstrip(" *")
    if left.endswith("每") and unit in ("公斤", "斤", "吨", "亩"):
        return "每 before the unit"
    if unit in ("%", "‰"):
        return (
            "those of a share"
            if behind.startswith("的有") or (left.endswith("前") and _NOUN_BEHIND.match(behind))
            else ""
        )
    if left.endswith(("时速", "海拔")) and _NOUN_BEHIND.match(behind):
        return "a speed or height before a noun"
    if (
        unit in ("元", "美元")
        and token.hedge == "over"
        and (_THOSE.match(behind) or _MEMBERS.match(behind))
    ):
        return "those beyond a bound"
    if unit == "米" and behind.startswith("内"):
        return "within a distance"
    bound = token.hedge in ("at_least", "at_most") and token.hedge_at[0] >= token.end
    if bound and unit in _BOUNDED and _COUNT_BEHIND.match(behind):
        before = token.prev.prev if token.prev is not None else None
        goes_on = before is not None and before.aspect == "qualifier" and before.unit == unit
        if left.endswith("其中") or (left.strip("、，和") == "" and goes_on):
            return "a bound on what stands before it"
    if _CLASS.match(behind) and unit in ("元", "美元"):
        return "级 behind the unit"
    if not _NOUN_BEHIND.match(behind):
        return ""
    bounded = token.hedge in ("at_least", "at_most") and token.hedge_at[0] >= token.end
    if (bounded and behind[:1] == "且") or (
        (bounded and unit in ("人", "单", "岁") and behind[:1] == "的")
        or (bounded and _WHICH.match(behind))
    ):
        return "a bound on what is meant"
    if "noun behind" not in token.feats:
        return ""
    if unit in ("岁", "周岁") and (bounded or left.endswith("满") or token.value2 is not None):
        return "an age group"
    if unit == "级":
        return "a magnitude" if re.match(r"(?:地震|强震|大风)", behind) else ""
    if unit in ("小时", "分钟"):
        return (
            "a circle of so much time"
            if _AREA_NAMES.match(behind[:10]) and not behind.startswith("通达")
            else ""
        )
    many = unit in ("户", "人") and (token.value or 0) >= _MANY  # 吸引40万名以上大学生
    if bounded and unit in _BOUNDED and not many and not _VERB_BEHIND.match(behind):
        if unit not in ("户", "人", "亩") or (
            not _STOCK_VERB.search(left) and not left.endswith("培育")
        ):
            return "a bound before a noun"
        return ""
    if behind.startswith("级") and unit in _AMOUNT | _ATTRIBUTE:
        return "级 behind the unit"
    if unit in _ATTRIBUTE and not _VERB_BEHIND.match(behind):
        return "an attribute before a noun"
    if unit in ("辆", "平方公里", "亩", "台", "套") and not bounded and _SITE_BEHIND.match(behind):
        return "the size of a site or line" if left and not _STOCK_VERB.search(left) else ""
    if unit in _AMOUNT and not bounded and _EXTENSION.match(behind):
        return "a capacity in a project's name"
    capacity = unit in ("千瓦", "吨", "千瓦时") and not bounded and not _VERB_BEHIND.match(behind)
    if capacity and left and not _STOCK_VERB.search(left):
        return "a capacity in a project's name"
    return ""


def spread_qualifiers(heads: list[Token], folded: str) -> None:
    """750千伏和330千伏电网工程: the first of two linked bounds is one as the second is."""
    for first, second in itertools.pairwise(heads):
        if (
            second.aspect == "qualifier"
            and first.unit == second.unit
            and folded[first.stop : second.start].strip() in ("和", "、", "及", "与")
        ):
            first.aspect, first.indicator = "qualifier", ""


# a lag behind another place counts below nought, as a lead counts above
_BEHIND_OTHERS = re.compile(r"低于|慢于|落后")
_FALL = re.compile(r"(?:改善|好转)")


def sign(token: Token, verbs: Verbs) -> tuple[bool, str]:
    """Whether the figure is a fall (its value is to be negative), and the word that says so."""
    t = token.tail
    if token.signed in ("-", "−", "↓"):
        return True, token.signed
    if token.aspect == "change" and (m := _BEHIND_OTHERS.search(token.clause)) is not None:
        return True, m.group(0)
    if token.aspect == "growth" or token.aspect == "change":
        for word, name in t.words:
            if name in ("down", "down_noun"):
                return True, word
            if name in ("up", "up_noun"):
                return False, ""
        if (
            token.aspect == "growth"
            and _FALL.search(token.clause)
            and any(w in token.clause or w in token.subject for w in verbs.improves)
        ):
            return True, "改善"
        m = verbs.change_before.search(token.core)
        if m and m.group("verb") not in verbs.money_only:
            return True, m.group("verb")
    return False, ""
