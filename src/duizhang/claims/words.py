"""Compiled word tables: what the claims stage knows of verbs, subjects and indicators."""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhang.language.lexicon import Lexicon


class Tail(NamedTuple):
    """What was stripped from the end of a clause: the core left, and the words with classes."""

    core: str
    words: tuple[tuple[str, str], ...]  # (word, class), nearest to the numeral first

    def has(self, *classes: str) -> bool:
        return any(c in classes for _, c in self.words)

    def first(self, *classes: str) -> str:
        return next((w for w, c in self.words if c in classes), "")


_CLASSES = ("improve", "up_noun", "down_noun", "to_up", "to_down", "up", "down", "to", "adverb")
_COMPARE = re.compile(
    r"(?:比(?!重|例|率|值|由|从|为)|较|相比|对比)(?:[一-鿿0-9“”]{0,9}?)(?:年初|上年|去年|前年|同期|年|五年|上年预算|去年预算|预计数|年底|末|月|季度|时期|期间|时期”?|全国|全省|预算|年初预算|规定目标|前|以前|计划|五普|四经普”?|普”)(?:的)?$"
)

# a time right before the numeral: 从1997年的7.4万亿元, 2007年达到
_TIME = re.compile(
    r"(?:从|由|自|在)?(?:(?:19|20)[0-9]{2}年(?:底|末|初)?|上年|去年|今年|上年末|去年底|[“]?十[一二三四五六]?五[”]?(?:期间|时期|末|以来)?|五年前|前[一二三]年|本世纪初|年初|[一二三四]季度|过去五年|五年间?|目前|当前|期末|年末|年底|今后五年|未来五年|(?<![0-9.第])(?:[2-9]|1[0-9])年)(?:的)?$"
)
# said of how a growth is counted: 剔除留抵退税因素, 按不变价格计算
_MANNER = re.compile(r"(?:剔除|扣除|按照?|考虑|还原)[一-鿿]{2,12}(?:因素|计算|口径|后)$")
# a distance to another time or place: 较上年多26人, 比全省低2.4个百分点
_LAG = re.compile(
    r"(?:[同环]?比|较)(?!重|例|率|值|由|从|为)[一-鿿0-9]{0,10}(?P<way>多|少|高|低|快|慢|进|退|多出|多争|多了)$"
)
_LAG_ENDS = frozenset("出争了多少高低快慢进退")
_BEHIND = frozenset("少低慢退")
_TIME_ENDS = frozenset("素算径期间年末初期国算数省月度后前的划标”来间底")


class Verbs:
    """``verbs.toml`` compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.tables["verbs"]
        self.of: dict[str, str] = {}
        for name in reversed(_CLASSES):  # an earlier class wins over a later one
            for word in table[name]:
                self.of[word] = name
        self.longest = max(map(len, self.of))
        self.guarded = {word: frozenset(before) for word, before in table["guarded"].items()}
        self.rank = frozenset(table["rank"])
        self.rank_scope = frozenset(table["rank_scope"])
        self.share = tuple(table["share"])
        self.new = tuple(sorted(table["new"], key=lambda w: -len(w)))
        self.improve = tuple(table["improve"])
        self.improves = tuple(table["improves"])
        before = sorted(table["change_before_noun"], key=lambda w: -len(w))
        self.change_before = re.compile(
            rf"(?P<verb>{'|'.join(before)})(?!到|至|为|税|费|排|负|免|灾|污)(?P<noun>[一-鿿“”（）]{{2,14}})$"
        )
        self.money_only = frozenset(table["money_only"])

    def strip(self, clause: str) -> Tail:
        """Strips verbs, adverbs and comparisons from the end of ``clause``."""
        words: list[tuple[str, str]] = []
        of, longest = self.of, self.longest
        end = len(clause)
        while end:
            last = clause[end - 1]
            if last in " *　+-−↑↓":
                end -= 1
                continue
            if last in _TIME_ENDS:
                m = _COMPARE.search(clause, max(0, end - 16), end)
                name = "compare"
                if m is None:
                    m, name = _TIME.search(clause, max(0, end - 14), end), "time"
                if m is None:
                    m, name = _MANNER.search(clause, max(0, end - 18), end), "adverb"
                if m is not None:
                    words.append((m.group(0), name))
                    end = m.start()
                    continue
            if last in _LAG_ENDS:
                m = _LAG.search(clause, max(0, end - 14), end)
                if m is not None:
                    words.append((m.group(0), "down" if m.group("way") in _BEHIND else "up"))
                    words.append((m.group(0), "compare"))
                    end = m.start()
                    continue
            if clause.endswith(self.new, 0, end):
                break
            for size in range(min(longest, end), 0, -1):
                word = clause[end - size : end]
                known = of.get(word)
                if size == 1 and clause[max(0, end - 2) : end - 1] in self.guarded.get(word, ()):
                    known = None
                if known is not None:
                    words.append((word, known))
                    end -= size
                    break
            else:
                break
        # a word that was part of the noun must come back: 城镇新增就业 keeps its 新增
        return Tail(clause[:end], tuple(words))


# every composed name holds one of these
_COMPOSED = re.compile(r"[占与]|相[当对]|优良|达标|Ⅲ|单位|[万亿]元|签约|引|专利")


class IndicatorForm(NamedTuple):
    """One indicator: its id, name and what its figures may look like."""

    id: str
    zh: str
    direction: str
    units: frozenset[str]
    modifiers: str


class Subjects:
    """``subjects.toml`` compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.tables["subjects"]
        self.neutral = frozenset(table["neutral"])
        self.grade = frozenset(table["grade"]) | self.neutral
        self.longest = max(map(len, self.grade))
        self.act = frozenset(table["act"])
        self.act_longest = max(map(len, self.act))
        self.lead = tuple(sorted(table["lead"], key=lambda w: -len(w)))
        self.generic = frozenset(table["generic"])
        self.generic_same = frozenset(table["generic_same"])
        self.tail = tuple(sorted(table["tail"], key=lambda w: -len(w)))
        self.split = {e["word"]: tuple(e["parts"]) for e in table["split"]}
        self.share_of_gdp: dict[str, str] = dict(table["share_of_gdp"])

    def ends_with_act(self, text: str) -> bool:
        return any(text[-n:] in self.act for n in range(1, min(self.act_longest, len(text)) + 1))

    def strip_neutral(self, text: str, own: frozenset[str], grade: bool = False) -> str:
        """``text`` without neutral words at its end."""
        words = self.grade if grade else self.neutral
        end = len(text)
        while end:
            for size in range(min(self.longest, end), 0, -1):
                piece = text[end - size : end]
                if piece in words or piece in own or piece.isdecimal():
                    end -= size
                    break
            else:
                break
        return text[:end]


class Indicators:
    """``indicators.csv`` compiled: alias -> indicator, looked up at the end of a subject."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.forms: dict[str, IndicatorForm] = {}
        self.alias: dict[str, str] = {}
        # names that need a word of their own elsewhere in the sentence (写作 ?完成投资)
        self.needing: set[str] = set()
        for row in lexicon.rows["indicators"]:
            form = IndicatorForm(
                row["id"],
                row["zh"],
                row["direction"],
                frozenset(row["units"].split("|")) if row.get("units") else frozenset(),
                row.get("modifiers") or "scope",
            )
            self.forms[form.id] = form
            for name in (row["zh"], *row["aliases"].split("|")):
                if name.startswith("?"):
                    name = name[1:]
                    self.needing.add(name)
                if name:
                    self.alias.setdefault(name, form.id)
                    bare = name.replace("“", "").replace("”", "")
                    self.alias.setdefault(bare, form.id)
        self.longest = max(map(len, self.alias))
        self.composed = [
            (re.compile(rf"{entry['pattern']}$"), entry["id"])
            for entry in lexicon.tables["subjects"]["composed"]
        ]

    def inside(self, text: str) -> tuple[str, str, int] | None:
        """The first alias in ``text``, the longest from its place: (alias, indicator, offset)."""
        for start in range(len(text) - 1):
            for size in range(min(self.longest, len(text) - start), 1, -1):
                found = self.alias.get(text[start : start + size])
                if found is not None:
                    return text[start : start + size], found, start
        return None

    def at_end(self, text: str) -> tuple[str, str] | None:
        """The longest alias that ``text`` ends with, and its indicator."""
        best: tuple[str, str] | None = None
        for size in range(min(self.longest, len(text)), 1, -1):
            found = self.alias.get(text[-size:])
            if found is not None:
                best = text[-size:], found
                break
        if _COMPOSED.search(text):
            for pattern, name in self.composed:
                m = pattern.search(text, max(0, len(text) - 40))
                if m is not None and (best is None or len(m.group()) > len(best[0])):
                    best = m.group(), name
        return best


def verbs(lexicon: Lexicon) -> Verbs:
    """The verb table of a lexicon."""
    return Verbs(lexicon)


def subjects(lexicon: Lexicon) -> Subjects:
    """The subject table of a lexicon."""
    return Subjects(lexicon)


def indicators(lexicon: Lexicon) -> Indicators:
    """The indicator table of a lexicon."""
    return Indicators(lexicon)
