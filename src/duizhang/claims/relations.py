"""Finds relations: comparisons of two things without a figure (居民收入增速高于经济增速)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, cast

from duizhang.claims.mentions import Mention, mentions
from duizhang.claims.subject import clean, indicator_of
from duizhang.claims.words import Indicators, Subjects, Verbs, indicators, subjects, verbs
from duizhang.language.lexicon import Lexicon
from duizhang.model.records import Operator, Role
from duizhang.outline.outline import Outline
from duizhang.outline.periods import span
from duizhang.outline.walk import Sentence

# places that stand in a row before their figures
_SHARED_OUT = re.compile(r"(?:[一-鿿]{2,6}[、和与及]){1,3}[一-鿿]{2,6}?(?:平均(?:水平|数)?)?[0-9]")


class Found(NamedTuple):
    """A relation in repaired offsets; ``rule`` says which pattern found it."""

    start: int
    end: int
    left: str
    op: Operator
    right: str
    role: Role
    period: str
    place: str
    sentence: int
    rule: str


class Patterns:
    """``relations.toml`` compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.tables["relations"]
        ops = table["operators"]
        self.ops: dict[str, str] = dict(ops)
        self.better = frozenset(table["better"]["words"])
        words = "|".join(sorted(ops, key=lambda w: -len(w)))
        self.compare = re.compile(rf"(?:{words})了?")
        adverbs = "|".join(sorted(table["better"]["adverbs"], key=lambda w: -len(w)))
        self.adverb = re.compile(
            rf"(?:{adverbs}|连续[0-9一二两三四五六七八九十]+(?:年|个?季度|个月))$"
        )
        self.references = [(re.compile(r["pattern"]), r["name"]) for r in table["reference"]]
        links = "".join(table["sync"]["links"])
        self.sync = re.compile(
            rf"(?P<left>(?:[一-鿿]|M[0-2]){{2,16}}?)(?:[{links}])(?P<right>[一-鿿]{{2,12}}?)(?:基本|保持|总体|大体|大致|实现|保持基本|基本保持)?"
            rf"(?:同步(?:增长|提高|提升)?|(?<=[体本致持])相当(?!于)|(?:(?<=[体本致持])|相)匹配(?!的)|相适应(?!的))"
        )
        self.level = re.compile(r"(?P<left>[一-鿿]{2,16}?)(?:与上年|同上年|总体|基本|保持)?持平")
        self.within = re.compile(
            r"(?P<left>[一-鿿]{2,16}?)(?:控制|保持|稳定)在(?P<right>(?:全[国省市区]平均|上年)水平)(?:以内|以下|之内)"
        )
        self.positive = re.compile(
            r"(?P<left>[一-鿿]{2,16}?)(?:争取|力争|努力|实现|保持|确保|继续|由负转正)*正增长"
        )
        self.names: dict[str, str] = dict(table["names"])
        self.part = re.compile(table["parts"]["pattern"])
        self.bare = frozenset(table["bare"]["words"])
        self.vague = frozenset(table["vague"]["operators"])
        self.measured = re.compile(table["vague"]["measured"])
        self.amount = re.compile(table["vague"]["amount"])
        self.needle = re.compile(
            rf"{words}|水平以[内下]|水平之内|同步|持平|正增长|相当|匹配|相适应"
        )


def patterns(lexicon: Lexicon) -> Patterns:
    """The relation patterns of a lexicon."""
    return Patterns(lexicon)


_PLAN = 4  # years from the first of a five-year plan to its last
_CLAUSE = re.compile(r"[，；：。！？\n]")
_RIGHT = re.compile(r"[一-鿿“”（）A-Za-z0-9]{2,24}")
# a figure in the words (not the 2.5 of PM2.5)
_FIGURE = re.compile(r"(?<![M_.0-9])[0-9]")
_OVER_YEARS = re.compile(r"[0-9]{4}年[一-鿿]{0,3}[0-9]{0,4}年?[一-鿿]{0,14}(?:总和|水平|规模)")
# 居民收入实现“四个高于”: what is higher than what stands elsewhere, so the words are kept
_BUNDLE = re.compile(
    r"(?P<left>[一-鿿]{2,12}?)(?:实现|力争|努力|确保|达到|做到)*"
    r"[“](?P<right>[两一二三四五六七八九十]个(?:高于|快于|不低于|超过))[”]"
)
_MARKS = " 、*　★☆◆◇●■▲·—–-"
_JOINT = re.compile(r"[、和与及](?=[一-鿿]{3})")
_GREW = re.compile(r"(?<=[一-鿿]{2})(?:增幅|提高)$")
_TRIM = re.compile(
    r"(?:实际)?(?:年均)?(?:增长速度|增长率|增长|增速|增幅|涨幅|水平|提高|上涨|提升|发展|速度|实际|增速均|指标)+$"
)
_LEAD = re.compile(
    r"^(?:体现了?|推动|促进|实现|力争|努力实现|努力|确保|保持|使|由于|因|其中|明确了?|提出|今年|去年|预计|做到|[一二三四五六七八九十]是|近几年|继续|实际)+"
)


def relations_of(
    folded: str, outline: Outline, lexicon: Lexicon, own: frozenset[str]
) -> list[Found]:
    """Every relation of a document, in order."""
    table = cast(Patterns, lexicon.compiled(patterns))
    reader = _Reader(folded, lexicon, own)
    found: list[Found] = []
    for i, sentence in enumerate(outline.sentences):
        if sentence.stance not in ("review", "outlook"):
            continue
        if table.needle.search(folded, sentence.start, sentence.end):
            found.extend(reader.sentence(sentence, i, outline.identity.year, outline.early))
    return found


def _end(period: str, year: int) -> int:
    """The last year of the plan that begins with ``year`` and that ``period`` is or lies in."""
    last = int(period[-4:]) if period[-4:].isdigit() else 0
    return last if last > year else year + _PLAN


class _Reader:
    def __init__(self, folded: str, lexicon: Lexicon, own: frozenset[str]) -> None:
        self.folded, self.lexicon, self.own = folded, lexicon, own
        self.table = cast(Patterns, lexicon.compiled(patterns))
        self.indicators = cast(Indicators, lexicon.compiled(indicators))
        self.subjects = cast(Subjects, lexicon.compiled(subjects))
        self.verbs = cast(Verbs, lexicon.compiled(verbs))

    def sentence(self, sentence: Sentence, index: int, year: int, early: bool) -> Iterator[Found]:
        """The relations of one sentence."""
        folded = self.folded
        times = mentions(folded, sentence, year, self.lexicon, early)
        begin = sentence.start
        cuts = [m.start() for m in _CLAUSE.finditer(folded, sentence.start, sentence.end)] + [
            sentence.end
        ]
        for cut in cuts:
            for start, end, left, op, right, rule in self._clause(sentence.start, begin, cut):
                role, period = self._time(sentence, times, start, end, year)
                yield Found(start, end, left, op, right, role, period, sentence.place, index, rule)
            begin = cut + 1

    def _time(
        self, sentence: Sentence, times: list[Mention], start: int, end: int, year: int
    ) -> tuple[Role, str]:
        role: Role = "target" if sentence.stance == "outlook" else "result"
        period = sentence.period
        near = [m for m in times if m.start < end and not m.against]
        if near:
            m = near[-1]
            period = span(m.first, m.last)
            if m.first == m.last and year < m.last == _end(sentence.period, year):
                period = span(year, m.last)  # 到2030年，…增速高于…: over the plan's years
            role = "result" if m.last < year else "target" if m.first >= year else role
        return role, period

    def _clause(
        self, first: int, begin: int, end: int
    ) -> Iterator[tuple[int, int, str, Operator, str, str]]:
        text = self.folded[begin:end]
        for pattern, rule in (
            (self.table.sync, "同步"),
            (self.table.level, "持平"),
            (self.table.positive, "正增长"),
        ):
            for m in pattern.finditer(text):
                if rule == "同步":
                    right = self._right(m.group("right"))
                    if not right and not self._is_measured(m.group("left") + m.group("right")):
                        continue  # 宗教与社会主义社会相适应: nothing is measured
                    if m.group("right").endswith("不"):
                        continue
                    for part in self._lefts(m.group("left")):
                        yield (
                            begin + m.start(),
                            begin + m.end(),
                            self._name(part),
                            "eq",
                            right or m.group("right"),
                            rule,
                        )
                    continue
                left = self._name(m.group("left"))
                if self.indicators.at_end(m.group("left")) is not None or rule == "正增长":
                    yield (
                        begin + m.start(),
                        begin + m.end(),
                        left,
                        "eq" if rule == "持平" else "gt",
                        "上年",
                        rule,
                    )
        for m in self.table.within.finditer(text):
            right = self._right(m.group("right")) or m.group("right")
            left = self._name(m.group("left"))
            yield begin + m.start(), begin + m.end(), left, "le", right, "within"
        told = ""
        for m in _BUNDLE.finditer(text):
            left = self._name(m.group("left"))
            yield begin + m.start(), begin + m.end(), left, "gt", m.group("right"), "kept as words"
        for m in self.table.compare.finditer(text):
            for made in self._compared(first, begin, text, m, told):
                told = made[2]
                yield made

    def _compared(
        self, first: int, begin: int, text: str, m: re.Match[str], told: str
    ) -> Iterator[tuple[int, int, str, Operator, str, str]]:
        right = _RIGHT.match(text, m.end())
        if right is None:
            return
        after = re.split(r"[、]", right.group(0))[0]
        reference = self._right(after)
        if re.search("[0-9]", after) and not reference and not _OVER_YEARS.match(after):
            return
        rest = text[m.end() + len(after) :]
        if reference and re.match(
            r"[约近超]?[0-9]", text[m.end() + self._reference_length(after) :]
        ):
            return  # 高于全国0.4个百分点 has its figure
        if reference and _SHARED_OUT.match(text, m.end()):
            return  # 分别高于全国、全省1.3个和0.8个百分点 has them, too
        word = m.group(0).removesuffix("了")
        if not reference and (
            self.table.amount.match(after)
            or (word in self.table.vague and not self._is_measured(text[: m.start()] + after))
            or (word in ("超过", "大于", "多于", "少于", "小于", "不突破") and rest.strip("”） "))
            or len(after) < 2
        ):
            return
        op = cast(Operator, self.table.ops[word])
        before = text[: m.start()]
        start = begin
        cleaned = self._strip_adverbs(before).strip(_MARKS)
        if told and ("、" in cleaned or self.table.compare.search(cleaned)):
            own = cleaned.rpartition("、")[2]
            if self.table.compare.search(own) or len(own) < 4:
                # 高于全国平均、高于城镇居民: the same left side
                yield start, begin + m.end() + len(after), told, op, reference or after, word
                return
            start, cleaned = begin + text.rfind(own, 0, m.start()), own
        if not cleaned or cleaned in self.table.bare:
            # the subject stands a clause before: …增长5.3%，超过全国平均水平
            start, cleaned = self._earlier(first, begin)
            if not cleaned:
                return
            if before.strip(" 、*").startswith(("均", "都", "双双")):
                cleaned = self._all_earlier(first, begin) or cleaned
        items = [x for x in re.split(r"、(?![^（]*）)", cleaned) if x]
        if len(items) > 1 and re.search(r"[0-9]", "".join(items[:-1])):
            items = items[-1:] if not re.search("[0-9]", items[-1]) else [cleaned]
        for item in items:
            name = self._name(item)
            if not name or name.endswith("“"):
                continue
            this = op
            if (
                word in self.table.better
                and name in self.indicators.forms
                and self.indicators.forms[name].direction == "down"
            ):
                this = "lt"
            yield start, begin + m.end() + len(after), name, this, reference or after, word

    def _is_measured(self, words: str) -> bool:
        return bool(self.table.measured.search(words)) or self.indicators.inside(words) is not None

    def _lefts(self, text: str) -> list[str]:
        """The things that one comparison is told of: 货币供应量和社会融资规模增速 are two."""
        joint = _JOINT.search(text)
        if joint is None:
            return [text]
        one, two = text[: joint.start()], text[joint.end() :]
        known = _TRIM.sub("", _LEAD.sub("", one))
        if known in self.table.names or self.indicators.at_end(known) is not None:
            return [one, two]
        return [text]

    def _earlier(self, first: int, begin: int) -> tuple[int, str]:
        """The subject of the clauses before, nearest first."""
        clauses = re.split(r"[，；：]", self.folded[first : max(first, begin - 1)])
        for clause in reversed(clauses):
            words = re.split(r"[0-9]", clause)[0]
            core = self.verbs.strip(words).core.strip("、 *")
            if len(core) >= 2:
                return first + self.folded[first:begin].rfind(clause), core.split("、")[
                    0
                ] if "、" in core else core
        return first, ""

    def _all_earlier(self, first: int, begin: int) -> str:
        """进出口增长8%、旅游收入增长12%，均高于…: every thing of the clause before, joined by 、."""
        clause = re.split(r"[，；：]", self.folded[first : max(first, begin - 1)])[-1]
        parts = [re.split(r"[0-9]", p)[0] for p in clause.split("、")]
        names = [self.verbs.strip(p).core.strip("、 *") for p in parts]
        return "、".join(names) if len(names) > 1 and all(len(n) >= 2 for n in names) else ""

    def _strip_adverbs(self, text: str) -> str:
        while True:
            m = self.table.adverb.search(text)
            if m is None or (m.start() == 0 and not text[: m.start()]):
                return text[: m.start()] if m is not None else text
            text = text[: m.start()]

    def _reference_length(self, text: str) -> int:
        return max((m.end() for p, _ in self.table.references if (m := p.match(text))), default=0)

    def _right(self, text: str) -> str:
        best = ""
        size = 0
        for pattern, name in self.table.references:
            m = pattern.match(text)
            if (
                m
                and m.end() > size
                and (
                    m.end() == len(text)
                    or (m.end() >= 2 and not text[m.end() :].startswith(("重点", "百强", "人均")))
                )
            ):
                best, size = name, m.end()
        return best

    def _name(self, text: str) -> str:
        """An indicator's id where the words name one, else the words."""
        text = _LEAD.sub("", text.strip(_MARKS))
        bare = re.split(r"等(?:主要|重要)?指标", _FIGURE.split(text)[0] or text)[0]
        whole = self.table.part.sub("", bare)
        cores = (bare, _TRIM.sub("", bare), self.verbs.strip(bare).core, _TRIM.sub("", whole))
        for tried in cores:
            if tried in self.table.names:
                return self.table.names[tried]
            if len(tried) >= 2:
                name, _, _ = indicator_of(tried, "", "", self.indicators, self.subjects, self.own)
                if name:
                    return name
        return _GREW.sub("", clean(text, self.subjects))
