"""Finds pledges: named lists with their items, the words that call a list done, and plain tasks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Any, Literal, NamedTuple, cast

from duizhang.claims.words import Subjects, subjects
from duizhang.figures.token import Token
from duizhang.language.lexicon import Lexicon
from duizhang.model.records import Role
from duizhang.outline.outline import Outline
from duizhang.outline.walk import Sentence

_CN = {c: i for i, c in enumerate("零一二三四五六七八九十")}


class FoundPledge(NamedTuple):
    """A pledge in repaired offsets; ``parent`` the index of its list among the found (-1: none)."""

    kind: Literal["list", "item", "task"]
    start: int
    end: int
    text: str
    list_name: str
    parent: int
    number: int
    verb: str
    role: Role
    period: str
    place: str
    sentence: int
    done: tuple[int, int] | None = None


class _Lists:
    """``pledges.toml`` compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.tables["pledges"]
        self.names: list[tuple[str, re.Pattern[str]]] = [
            (e["kind"], re.compile(e["pattern"])) for e in table["list"]
        ]
        self.needle = re.compile(r"实事|[十]大|10大|四个十大|惠民工程|项目清单|民生工程")
        opens = "|".join(sorted(table["opens"], key=lambda w: -len(w)))
        self.opens = re.compile(f"(?:{opens})(?:了)?")
        self.completion = re.compile(table["completion"])
        self.items = re.compile(table["items"])


def lists(lexicon: Lexicon) -> _Lists:
    """The list table of a lexicon."""
    return _Lists(lexicon)


def mark_number(mark: str) -> int:
    """1 for 一是, （一）, 1., ①; 0 where the mark has no number."""
    if mark and "①" <= mark[0] <= "⑳":
        return ord(mark[0]) - ord("①") + 1
    digits = re.sub(r"[^0-9]", "", mark)
    if digits:
        return int(digits)
    han = re.sub(r"[^一二三四五六七八九十]", "", mark)
    if not han:
        return 0
    if "十" in han:
        left, _, right = han.partition("十")
        return _CN.get(left, 1) * 10 + (_CN.get(right, 0) if right else 0)
    return _CN.get(han, 0)


def pledges_of(
    folded: str, outline: Outline, tokens: list[Token], lexicon: Lexicon
) -> list[FoundPledge]:
    """Every pledge of a document: lists and items first, then tasks, in text order each."""
    return _Finder(folded, outline, tokens, lexicon).all()


_COLON = re.compile(r"[”」]?(?:分别是|包括|即|有|为|是)?[:：]\s*")
_ITEMS_END = re.compile(r"[。；\n]")
_OUTSIDE = re.compile(r"“[^”]*”|（[^）]*）|[，；。：\n、]")


def _pieces(text: str, marks: str) -> list[str]:
    """``text`` cut at ``marks`` that stand outside quotes and brackets."""
    cuts = [m.start() for m in _OUTSIDE.finditer(text) if m.group(0) in marks]
    bounds = [0, *(c + 1 for c in cuts)]
    ends = [*cuts, len(text)]
    return [text[a:b] for a, b in zip(bounds, ends, strict=True) if text[a:b].strip()]


class _Finder:
    def __init__(
        self, folded: str, outline: Outline, tokens: list[Token], lexicon: Lexicon
    ) -> None:
        self.folded, self.outline = folded, outline
        self.table = cast(_Lists, lexicon.compiled(lists))
        self.subjects = cast(Subjects, lexicon.compiled(subjects))
        self.starts = [s.start for s in outline.sentences]
        self.measures = sorted(t.start for t in tokens if t.kind == "measure" and t.start >= 0)
        self.found: list[FoundPledge] = []
        self.items = bytearray(len(folded))  # 1 where an item stands
        self.lists = bytearray(len(folded))  # 1 where the name of a list stands
        self.told = 0  # behind the last of what is found in the sentence at hand

    def all(self) -> list[FoundPledge]:
        for i, sentence in enumerate(self.outline.sentences):
            if sentence.stance in ("review", "outlook") and self.table.needle.search(
                self.folded, sentence.start, sentence.end
            ):
                self._lists(i, sentence)
        for i, sentence in enumerate(self.outline.sentences):
            if sentence.stance == "outlook" and not sentence.heading:
                self._tasks(i, sentence)
        return self.found

    def _role(self, sentence: Sentence) -> Role:
        return "target" if sentence.stance == "outlook" else "result"

    def _lists(self, index: int, sentence: Sentence) -> None:
        self.told = sentence.start
        for kind, pattern in self.table.names:
            for m in pattern.finditer(self.folded, sentence.start, sentence.end):
                if 1 in self.items[m.start() : m.end()] or 1 in self.lists[m.start() : m.end()]:
                    continue
                self._list(index, sentence, kind, m)

    def _list(self, index: int, sentence: Sentence, kind: str, m: re.Match[str]) -> None:
        folded = self.folded
        reach = min(sentence.end, m.end() + 16)
        clause_end = min(
            (x for x in (folded.find(c, m.end(), reach) for c in "，；。") if x >= 0),
            default=reach,
        )
        done = self.table.completion.search(folded, m.end(), clause_end)
        name = m.group(0).strip('“”"')
        parent = len(self.found)
        role: Role = "result" if done else self._role(sentence)
        self.found.append(
            FoundPledge("list", m.start(), m.end(), m.group(0), name, -1, 0, "", role, sentence.period,
                        sentence.place, index, (done.start(), done.end()) if done else None)
        )  # fmt: skip
        begin = self.told
        self.told = max(begin, m.end())
        self.lists[m.start() : m.end()] = b"\1" * (m.end() - m.start())
        if done:
            return
        if not self._items_before(index, sentence, name, parent, (begin, m.start()), kind):
            self._items_behind(index, sentence, name, parent, m.end(), kind)

    def _items_before(
        self,
        index: int,
        sentence: Sentence,
        name: str,
        parent: int,
        words: tuple[int, int],
        kind: str,
    ) -> bool:
        """抓好A、B、C等十大产业项目, 办好“A”“B”等10项民生实事."""
        folded = self.folded
        begin, at = words
        text = folded[begin:at]
        if kind != "livelihood":
            cut = max(
                (m.end() for m in _OUTSIDE.finditer(text) if m.group(0)[-1] in "，；。：\n"),
                default=0,
            )
            begin, text = begin + cut, text[cut:]
        opened = -1
        for m in self.table.opens.finditer(text):
            opened = m.end()
            if kind != "livelihood":
                break
        if opened < 0 and begin > sentence.start and text.startswith("、"):
            # 抓好A等十大产业项目、B等十大基础设施项目: the verb serves the second list too
            opened = 1
        if opened < 0:
            return False
        start = begin + opened
        text = folded[start:at]
        body = re.sub(r"(?:等|这)?[“]?$", "", text)
        quoted = re.findall(r"“([^”]{4,80})”", body)
        items = (
            quoted
            if quoted and body.startswith("“")
            else _pieces(body, "，、" if kind == "livelihood" else "、")
        )
        told = text.endswith(("等", "“"))
        if not items or not ((told and (len(items) > 1 or len(items[0]) >= 4)) or len(items) >= 3):
            return False
        offset = start
        for number, item in enumerate(items, 1):
            a = folded.find(item, offset, at)
            if a < 0 or len(item) > 60:
                continue
            offset = a + len(item)
            self._item(index, sentence, name, parent, number, a, offset)
        return True

    def _items_behind(
        self, index: int, sentence: Sentence, name: str, parent: int, at: int, kind: str
    ) -> None:
        """抓好重点民生实事。一是…；二是…, or the numbered paragraphs below a heading."""
        folded = self.folded
        colon = _COLON.match(folded, at, sentence.end)
        if colon is not None and self._items_named(
            index, sentence, name, parent, colon.end(), kind
        ):
            return
        if kind != "livelihood":
            return
        last = self._reach(index, sentence)
        marks = list(self.table.items.finditer(folded, at, last))
        if not marks or marks[0].start() - at > 60:
            return
        run: list[re.Match[str]] = []
        shape = re.sub(r"[一二三四五六七八九十0-9①-⑳]", "#", marks[0].group("mark"))
        for m in marks:
            same = re.sub(r"[一二三四五六七八九十0-9①-⑳]+", "#", m.group("mark")) == re.sub(
                r"#+", "#", shape
            )
            if same and mark_number(m.group("mark")) == len(run) + 1:
                run.append(m)
        for n, m in enumerate(run):
            start = m.end("mark")
            end = run[n + 1].start("mark") if n + 1 < len(run) else self._end_of_last(start, last)
            text = folded[start:end].rstrip("；。 \n　")
            if len(text) >= 4:
                self._item(index, sentence, name, parent, n + 1, start, start + len(text))

    def _items_named(
        self, index: int, sentence: Sentence, name: str, parent: int, at: int, kind: str
    ) -> bool:
        """十大产业项目：甲、乙、丙。 The names behind a colon, up to the clause's end."""
        stop = _ITEMS_END.search(self.folded, at, sentence.end)
        last = stop.start() if stop else sentence.end
        text = self.folded[at:last]
        items = [p.strip() for p in _pieces(re.sub(r"等[^、]{0,12}$", "", text), "、，")]
        if len(items) < 3 or any(not 2 <= len(i) <= 40 for i in items) or "：" in text:
            return False
        if kind == "livelihood" and self.table.items.search(text):
            return False
        offset = at
        for number, item in enumerate(items, 1):
            a = self.folded.find(item, offset, last)
            offset = a + len(item)
            self._item(index, sentence, name, parent, number, a, offset)
        return True

    def _reach(self, index: int, sentence: Sentence) -> int:
        """How far a list's items may stand behind its name: the block, or the section below it."""
        sentences = self.outline.sentences
        if not sentence.heading:
            block = sentence.block
            last = index
            while (
                last + 1 < len(sentences)
                and sentences[last + 1].block <= block + 12
                and not sentences[last + 1].heading
            ):
                last += 1
            return sentences[last].end
        for node in self.outline.nodes:
            if node.start > sentence.start and node.heading.startswith(("附件", "名词")):
                return node.start
        return sentences[-1].end

    def _end_of_last(self, start: int, last: int) -> int:
        stop = [
            x
            for x in (self.folded.find("。", start, last), self.folded.find("\n", start, last))
            if x > 0
        ]
        return min(stop, default=last)

    def _item(
        self, index: int, sentence: Sentence, name: str, parent: int, number: int, a: int, b: int
    ) -> None:
        if self.folded[b - 1] == "”" and "“" not in self.folded[a:b]:
            b -= 1  # 办成“实施某工程”等十件实事: the mark is the list's
        at = bisect_right(self.starts, a) - 1
        own = self.outline.sentences[at]
        self.items[a:b] = b"\1" * (b - a)
        self.told = max(self.told, b)
        text = self.folded[a:b]
        self.found.append(
            FoundPledge("item", a, b, text, name, parent, number, self._verb(text), self._role(sentence),
                        sentence.period, sentence.place, at if own.start <= a < own.end else index)
        )  # fmt: skip

    def _tasks(self, index: int, sentence: Sentence) -> None:
        folded = self.folded
        begin = sentence.start
        for m in re.finditer(r"[；。！\n]|$", folded[sentence.start : sentence.end]):
            end = sentence.start + m.start()
            a, b = begin, end
            begin = end + 1
            while a < b and folded[a] in " 　*-—\n":
                a += 1
            lead = re.match(
                r"[一二三四五六七八九十]{1,3}是|（[一二三四五六七八九十0-9]{1,3}）|[0-9]{1,2}[.、．]",
                folded[a:b],
            )
            if lead:
                a += lead.end()
            if b - a < 6 or b - a > 400 or self._has_measure(a, b) or 1 in self.items[a:b]:
                continue
            verb = self._verb(folded[a:b])
            if verb:
                self.found.append(
                    FoundPledge("task", a, b, folded[a:b], "", -1, 0, verb, "target", sentence.period,
                                sentence.place, index)
                )  # fmt: skip

    def _has_measure(self, a: int, b: int) -> bool:
        i = bisect_left(self.measures, a)
        return i < len(self.measures) and self.measures[i] < b

    def _verb(self, text: str) -> str:
        head = re.sub(
            r"^(?:大力|深入|全面|积极|扎实|持续|继续|加快|着力|切实|统筹|有序|稳步|进一步|坚决|不断|更加|高质量|高标准|高水平|突出|坚持)+(?=[一-鿿]{3})",
            "",
            text,
        )
        for source in (head, text):
            for size in (4, 3, 2):
                if source[:size] in self.subjects.act:
                    return source[:size]
        first: Any = re.match(r"[一-鿿]{2}", text)
        return first.group(0) if first and text[:2] in _TASK_VERBS else ""


_TASK_VERBS = frozenset(
    [
        "深化", "推动", "健全", "坚持", "做好", "做优", "做强", "做大", "用好", "办好", "严格", "规范",
        "发挥", "发展", "巩固", "拓展", "提升", "实行", "推行", "推广", "探索", "引导", "鼓励", "弘扬",
        "传承", "守牢", "守好", "打好", "打通", "防范", "维护", "严守", "保护", "精准", "常态", "强化",
        "主动", "抢抓", "依法", "依托", "围绕", "聚焦", "高效", "高标", "一体", "分类", "因地", "纵深",
        "加力", "加大", "壮大", "培优", "谋划", "创新", "统一", "落细", "做实", "做细", "织密", "兜牢",
        "增强", "激发", "释放", "畅通", "完善", "加快", "支持", "实施", "开展", "建设", "推进", "加强",
        "优化",
    ]
)  # fmt: skip
