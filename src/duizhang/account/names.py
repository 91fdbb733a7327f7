"""Names of projects and lists: which are one in two years or two papers, and why.

Every likeness comes with its words, so that a person can say no.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import Match, SequenceMatcher
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from duizhang.account.records import Conflict
from duizhang.account.rules import rules
from duizhang.account.subject import clean
from duizhang.model import Spot

_COMPARED = 6  # so many papers' lists are all compared, of more each with the best known one
SAME = 0.72  # likeness from which two names of one list are taken for one project
_SIGNS = re.compile(r"[“”‘’\"'《》（）()\[\]【】·,，。；;：:—\-、\s]")
_PHASE = re.compile(r"[一二三四五六七八九十\d]+期")
_AMOUNT = re.compile(
    r"\d+(?:\.\d+)?[万亿]?(?:[个座张套部条处所家件项户人米里]+次?|公里|平方米|以上)?"
)
_ASKED = 200  # so many texts of a place are asked how they write a name
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


class Likeness(NamedTuple):
    """How alike two names are, 0 to 1, and why."""

    score: float
    words: str


class Named(NamedTuple):
    """An item of a list where it stands."""

    place: str
    period: str
    list_name: str
    text: str
    spot: Spot
    id: str


@lru_cache(maxsize=65536)
def bare(name: str) -> str:
    """``name`` without signs, amounts and the words that any project bears (项目, 工程, 建设)."""
    text = _SIGNS.sub("", clean(name))
    words = _AMOUNT.sub("", rules().project.sub("", text))
    return words if len(words) >= 3 else text


@lru_cache(maxsize=4096)
def list_key(name: str) -> str:
    """A list's name as all years would write it: 10大产业项目 and “十大产业项目” are one.

    The number of its items is left out for livelihood matters, which change it from year to year.
    """
    text = _SIGNS.sub("", clean(name))
    if "实事" in text or "民生" in text:
        return "民生实事"
    return re.sub(r"^(?:10|十)(?=[大件项个])", "十", text).translate(_DIGITS)


@lru_cache(maxsize=65536)
def alike(one: str, other: str) -> Likeness:
    """Whether two names mean one project."""
    a, b = bare(one), bare(other)
    if a == b:
        return Likeness(1.0, "名称相同")
    if not a or not b:
        return Likeness(0.0, "无名称")
    phases = [set(_PHASE.findall(clean(n))) for n in (one, other)]
    note = ""
    if phases[0] != phases[1]:
        note = f"，期次不同（{'、'.join(sorted(phases[0] | phases[1]))}）"
        a, b = _PHASE.sub("", a), _PHASE.sub("", b)
    short, long = sorted((a, b), key=len)
    ratio = SequenceMatcher(None, a, b, autojunk=False).ratio()
    if len(short) >= 3 and short in long:
        return Likeness(max(ratio, 0.9), f"一名含于另一名（{short}）{note}")
    shared = "".join(a[m.a : m.a + m.size] for m in _blocks(a, b))
    return Likeness(ratio, f"共有“{shared}”，相似{ratio:.0%}{note}")


def _blocks(a: str, b: str) -> list[Match]:
    found = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return [m for m in found if m.size]


def pair(left: Sequence[str], right: Sequence[str]) -> dict[int, tuple[int, Likeness]]:
    """For items of ``left`` the one of ``right`` that is the same: the likest pairs first."""
    scored = []
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            found = alike(a, b)
            if found.score >= SAME:
                scored.append((-found.score, i, j, found))
    taken: dict[int, tuple[int, Likeness]] = {}
    used: set[int] = set()
    for _, i, j, found in sorted(scored):
        if i not in taken and j not in used:
            taken[i] = (j, found)
            used.add(j)
    return taken


def misprints(items: Iterable[Named], texts: dict[str, str]) -> list[Conflict]:
    """Names that two papers write differently in the same list of the same place and year.

    ``texts`` are the source texts of the place by document: what the others write tells which of
    two is likely right.
    """
    lists: dict[tuple[str, str, str], dict[str, list[Named]]] = {}
    for item in sorted(items, key=lambda n: (n.spot.document, n.spot.start)):
        key = (item.place, item.period, list_key(item.list_name))
        lists.setdefault(key, {}).setdefault(item.spot.document, []).append(item)
    found = []
    written = _Written(texts)
    for papers in lists.values():
        for one, other in _two_papers(papers):
            left, right = papers[one], papers[other]
            matches = pair([n.text for n in left], [n.text for n in right])
            for i, (j, _) in sorted(matches.items()):
                conflict = _misprint(left[i], right[j], written)
                if conflict is not None:
                    found.append(conflict)
    return found


def _two_papers(papers: Mapping[str, Sequence[Named]]) -> Iterator[tuple[str, str]]:
    """The papers whose lists are compared, two and two: all, or each with the most usual one."""
    if len(papers) <= _COMPARED:
        yield from combinations(sorted(papers), 2)
        return
    names = {paper: tuple(n.text for n in items) for paper, items in papers.items()}
    often = Counter(names.values())
    best = min(papers, key=lambda p: (-often[names[p]], p))
    different = {names[p]: p for p in sorted(papers, reverse=True) if names[p] != names[best]}
    for paper in sorted(different.values()):
        yield min(best, paper), max(best, paper)


class _Written:
    """In how many of the texts of a place something stands; each is cleaned once, when asked."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._clean: dict[str, str] = {}

    def outside(self, documents: Collection[str]) -> list[str]:
        """The clean texts of all but ``documents``, the first of them where there are many."""
        for name in sorted(self._texts)[:_ASKED] if not self._clean else ():
            self._clean[name] = clean(self._texts[name])
        return [text for name, text in self._clean.items() if name not in documents]


def _misprint(a: Named, b: Named, written: _Written) -> Conflict | None:
    one, two = bare(a.text), bare(b.text)
    if min(len(one), len(two)) < 5 or one in two or two in one:
        return None
    codes = SequenceMatcher(None, one, two, autojunk=False).get_opcodes()
    changes = [c for c in codes if c[0] != "equal"]
    if sum(max(c[2] - c[1], c[4] - c[3]) for c in changes) > 2 or len(changes) > 1:
        return None
    tag, i1, i2, j1, j2 = changes[0]
    if tag == "equal" or any(ch.isdigit() for ch in one[i1:i2] + two[j1:j2]):
        return None
    here = {a.spot.document, b.spot.document}
    others = written.outside(here)
    seen = [_in_how_many(name, at, others) for name, at in ((one, (i1, i2)), (two, (j1, j2)))]
    words = f"“{a.text}”与“{b.text}”: 同一名单里只差一两个字, 疑有一处印误"
    sure = 0.65
    for n, name in ((0, one), (1, two)):
        if seen[n] and not seen[1 - n]:
            i, j = ((i1, i2), (j1, j2))[n]
            words += f"；另有{seen[n]}处写作“{name[max(0, i - 1) : j + 1]}”"
            sure = 0.85
    return Conflict(
        a.place, a.period, a.text, "target", a.spot, b.spot, None, None, "", "misprint", words,
        sure, claims=(a.id, b.id),
    )  # fmt: skip


def _in_how_many(name: str, at: tuple[int, int], texts: Sequence[str]) -> int:
    """In how many ``texts`` the part of ``name`` stands that sets it apart, with a neighbour."""
    i, j = at
    pieces = [p for p in (name[max(0, i - 1) : j], name[i : j + 1]) if len(p) >= 2 and j > i]
    return sum(any(p in text for p in pieces) for text in texts)


_NUMBERED = re.compile(r"[“\"]?(\d+|[一二三四五六七八九十]{1,3})(?:大|件|项|个|方面)")


def stated(name: str) -> int:
    """How many items a list has by its own name (十大产业项目: 10); 0 where it does not say."""
    from duizhang.claims.pledges import mark_number

    found = _NUMBERED.match(name)
    return mark_number(found.group(1)) if found else 0
