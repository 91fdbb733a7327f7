"""Cuts a sentence at its figures: the words before each numeral, the verb, the noun behind."""

from __future__ import annotations

import re

from duizhang.claims.words import Subjects, Verbs
from duizhang.figures.token import Token

# an aside in brackets, the mark of a footnote
_ASIDE = re.compile(r"（[^（）]*）|[\[【〔][0-9]{1,3}[\]】〕]")
# 迈上300亿元|台阶、达到306亿元: what the figure before stepped onto
_STEPS = re.compile(r"[两二三四五六]?个?大?(?:[百千万]?亿元?)?(?:台阶|大关|关口|门槛)")
# 收入完成A，受价格下跌影响|下降B%: why, not what
_CAUSE = re.compile(
    r"(?:受|因)(?:疫情|汛情|灾情|天气)(?:等)?(?:因素)?(?:影响)?(?:，?仅)?|，(?:主要)?(?:受|因)[一-鿿、“”]{2,24}?(?:等?因素)?影响，?"
)
_STEP = re.compile(r"^(?:台阶|大关|关口|门槛|俱乐部)")
_CUT = re.compile(r"[，；：。！？\n—]|——|(?<=[一-鿿”])[ 　](?=[一-鿿“A-Z])")
_LINK = "→☆★●■◆▲▶►◎○◇□、，:：∶和与及以又并且；或跟 　*-·•（）"
_LINK_WORD = re.compile(
    r"^(?:以及|以及其他|其中|分别|并且|同时|另有|另外|累计|和|与|及|、|，|；|\s|\*|等)+"
)
_BEHIND = re.compile(r"\s?([一-鿿“”（）、A-Za-z0-9+.·《》-]+)")
_STOP_BEHIND = re.compile(r"[，。；：！？\n]")


def words_before(folded: str, begin: int, start: int) -> tuple[str, str]:
    """The clause right before the numeral at ``start`` and all the words since ``begin``."""
    gap = folded[begin:start]
    if "（" in gap or "[" in gap or "【" in gap or "〔" in gap:
        gap = _ASIDE.sub("", gap)
    gap = _CAUSE.sub(lambda m: "，" if m.group()[0] == "，" else "", _STEP.sub("", gap))
    cut = 0
    for m in _CUT.finditer(gap):
        cut = m.end()
    return gap[cut:], gap


# the figure before, told on: …、稳居全国前十强、|增长4.8%
_REACHED = re.compile(
    r"^(?:稳居|居|位居|位列|列|排名|排|跃居|保持|继续|连续|创|实现|首次|再|高于|快于|好于|优于|跃升|升至)[^，。]*、$"
)
_TIME_LEAD = re.compile(
    r"^(?:扣除[一-鿿]{2,10}后|(?:力争|预计|确保|努力)?(?:到|至|自|从)?"
    r"(?:(?:19|20)[0-9]{2}年(?:底|末|以来)?|[0-9]{1,2}[—-][0-9]{1,2}月份?|去年底?|今年|当年|年内|全年|上年末?|五年来?|目前|年末|年底))"
    r"(?=[一-鿿“]{2})"
)
_ENUMERATED = re.compile(
    r"^(?:[①-⑳]|[一二三四五六七八九十]{1,3}是|首先|其次|第[一二三四五六七八九十]+，|（[一二三四五六七八九十0-9]{1,3}）|[0-9]{1,2}[.、．])"
)


_TIME = (
    r"(?:(?:19|20)[0-9]{2}年度?|[一二三四1-4]季度|[上下]半年|前[0-9一二三四五六七八九十]{1,3}个?(?:季度|月)|"
    r"[0-9]{1,2}(?:[—-][0-9]{1,2})?月份?|去年|今年|前年|全年)"
)
# 上半年、前三季度|生产总值分别增长…: the times of the figures, and no things
TIMES = re.compile(rf"^(?:{_TIME}[、和与及])+{_TIME}的?")
_RELATIVE = re.compile(r"(?:可以?|能够?|需要?|应当?)[一-鿿]{3,16}的(?=[一-鿿]{2})")


def is_link(clause: str) -> bool:
    """Whether nothing but a link (、和与) stands before a figure."""
    return not clause.strip(_LINK)


def noun_behind(folded: str, stop: int, limit: int, verbs: Verbs) -> str:
    """The noun that follows a quantity (30件**民生实事**), up to its verb; empty if none."""
    end = min(limit, stop + 40)
    m = _STOP_BEHIND.search(folded, stop, end)
    if m:
        end = m.start()
    text = folded[stop:end].strip(" 　*")
    if not text or text[0] in "、）”》)和及与并或且而":
        return ""
    text = text.lstrip("的")
    if _STEPS.match(text):
        return ""
    for size in (4, 3, 2):
        if verbs.of.get(text[:size], "adverb") != "adverb":
            return ""
    return text


def trim_noun(text: str, subjects: Subjects) -> str:
    """Cuts a noun phrase before the verb that follows it (省重点项目|完成投资)."""
    relative = _RELATIVE.match(text)
    if relative:  # 可以通过…预防的传染病|纳入: the noun stands behind its clause
        return relative.group() + trim_noun(text[relative.end() :], subjects)
    depth = 0
    for i, c in enumerate(text):
        if c in "“（《":
            depth += 1
        elif c in "”）》":
            depth -= 1
        elif depth == 0 and i >= 2:
            if c == "、":
                return text[:i]
            for size in (4, 3, 2):
                if text[i : i + size] in subjects.act and not _makes_noun(text, i, size):
                    return text[:i]
    return text


def _makes_noun(text: str, i: int, size: int) -> bool:
    """Whether the verb at ``i`` ends the noun itself (老旧小区改造, 适老化改造)."""
    rest = text[i + size :]
    return not rest or rest[0] in "、和与及（项工试示中基平的任行计"


def joined_to_bound(gap: str) -> bool:
    """Whether a noun follows the bound before it at once (10亿元以上|项目15个)."""
    return bool(gap) and gap[0] not in "、，；：。和与及" and "，" not in gap and "、" not in gap


def fill_clause(token: Token, folded: str, begin: int, verbs: Verbs) -> str:
    """Sets the token's clause, core and tail; returns all words since ``begin``."""
    clause, gap = words_before(folded, begin, token.start)
    token.clause = clause
    token.behind_long = folded[token.stop : token.stop + 44]
    tail = verbs.strip(_ENUMERATED.sub("", _LINK_WORD.sub("", clause)))
    token.tail = tail
    core = tail.core
    if core.endswith("、") and (m := _REACHED.match(core)) is not None:
        core = core[m.end() :] if not core.endswith(m.group(0)) else ""
    core = core.strip(_LINK + "的")
    token.core = _TIME_LEAD.sub("", TIMES.sub("", core) if "分别" in clause else core)
    return gap
