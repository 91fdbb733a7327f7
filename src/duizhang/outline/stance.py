"""Tells looking back from looking ahead by the words of a passage, where no heading says it."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Any

from duizhang.language.lexicon import Lexicon
from duizhang.model import Block
from duizhang.outline.periods import span

_SURE = 0.8  # a passage whose words lean less than this says nothing of its headings
_DISPLACED = 0.15  # clean reports stay below 0.06
_WEAK = 0.6
_NEAR = ((-1, 0.35), (1, 0.35))  # how much the passages around one count
_ENOUGH = 400  # characters
_NAMED = 3.0  # log odds of a year that the passage names
_YEAR = re.compile(r"(20[0-9]{2})年")


# What a clause begins with: 加快, 推进 are said of what is to come.
_CLAUSE = re.compile(r"(?:\A|[，。；：、！？\s“”—])([一-鿿]{1,2})")
# What it ends with: 稳步推进, 有效落实 are said of what was done.
_ENDING = re.compile(r"([一-鿿]{2})(?=[，。；：、！？\s”—]|\Z)")
_NUMBER = re.compile(r"(?<![0-9.])([0-9]+(?:\.[0-9]+)?)(?![0-9])(%|个百分点|[百千万亿]*[一-鿿])")
_DATING = frozenset("年月日时")
_HEDGE_BEHIND = re.compile(r"左右|以上|以内|以下")
_HEDGE_BEFORE = re.compile(r"不低于|不少于|力争|争取|控制在")
_MOST = {"#": 4, "": 3}  # so often a kind of figure, or a single character, counts


def figures_of(text: str) -> Counter[str]:
    """How often each kind of figure stands in ``text``: what is told is exact, plans are round.

    ``#%.`` a rate with decimals, ``#%0`` a whole one; ``#1``, ``#2``, ``#3`` an amount of so many
    significant digits (3: or more); ``#hedge`` one that is hedged as targets are.
    """
    found: Counter[str] = Counter()
    for m in _NUMBER.finditer(text):
        digits, unit = m.groups()
        if unit in _DATING:
            continue
        if unit in ("%", "个百分点"):
            found["#%." if "." in digits else "#%0"] += 1
        else:
            found[f"#{min(3, len(digits.replace('.', '').strip('0')) or 1)}"] += 1
        found["#hedge"] += bool(_HEDGE_BEHIND.search(text, m.end(), m.end() + 4))
        found["#hedge"] += bool(_HEDGE_BEFORE.search(text, max(0, m.start() - 6), m.start()))
    return found


class StanceScorer:
    """Weights of cues (``stance.csv``, log odds of review against outlook).

    A cue is a run of Han, counted once (a single character as often as it stands, up to three
    times); ``^`` and a run that a clause begins with; a run that it ends with and ``$``; or a kind
    of figure (:func:`figures_of`).
    """

    def __init__(self, weights: dict[str, float]) -> None:
        import ahocorasick

        self.automaton: Any = ahocorasick.Automaton()
        self.base = weights.pop("", 0.0)
        self.starts = {cue[1:]: w for cue, w in weights.items() if cue[0] == "^"}
        self.ends = {cue[:-1]: w for cue, w in weights.items() if cue[-1] == "$"}
        self.figures = {cue: w for cue, w in weights.items() if cue[0] == "#"}
        self.single = {cue: w for cue, w in weights.items() if len(cue) == 1}
        for word, weight in weights.items():
            if len(word) > 1 and word[0] not in "^#" and word[-1] != "$":
                self.automaton.add_word(word, (word, weight))
        self.ready = len(self.automaton) > 0
        if self.ready:
            self.automaton.make_automaton()

    def score(self, text: str) -> float:
        """The log odds that ``text`` looks back: above 0 it does, below 0 it looks ahead."""
        if not self.ready:
            return 0.0
        total = self.base
        seen: dict[str, float] = dict(found for _, found in self.automaton.iter(text))
        for cue, weight in self.single.items():
            total += weight * min(_MOST[""], text.count(cue))
        begun = {m.group(1) for m in _CLAUSE.finditer(text)}
        begun |= {word[:1] for word in begun}
        total += sum(self.starts.get(word, 0.0) for word in sorted(begun))
        ended = {m.group(1) for m in _ENDING.finditer(text)}
        total += sum(self.ends.get(word, 0.0) for word in sorted(ended))
        for kind, number in figures_of(text).items():
            total += self.figures.get(kind, 0.0) * min(_MOST["#"], number)
        return total + sum(seen[cue] for cue in sorted(seen))

    def displaced(
        self,
        folded: str,
        blocks: tuple[Block, ...],
        sentences: list[Any],
        year: int,
    ) -> bool:
        """Whether headings contradict the words below them over a large part of the page.

        That happens where a page's columns came out in another order than they are read in. Years
        that a passage names speak louder than its words: one of a plan's years looks ahead.
        """
        agree = differ = 0
        seen: set[int] = set()
        for s in sentences:
            if s.heading or s.block in seen or s.stance not in ("review", "outlook"):
                continue
            seen.add(s.block)
            block = blocks[s.block]
            text = folded[block.start : block.end]
            score = self.score(text)
            if year:
                named = [int(m.group(1)) for m in _YEAR.finditer(text)]
                score += _NAMED * sum(1 if y < year else -1 for y in named if y > year - 3)
            if abs(score) < _SURE:
                continue
            if (score > 0) == (s.stance == "review"):
                agree += block.end - block.start
            else:
                differ += block.end - block.start
        return differ > _DISPLACED * (agree + differ) and agree + differ > _ENOUGH

    def settle(
        self, folded: str, blocks: tuple[Block, ...], sentences: list[Any], year: int
    ) -> None:
        """Gives a stance to sentences that have none, paragraph by paragraph."""
        if not self.ready or all(s.stance for s in sentences):
            return
        by_block: dict[int, list[Any]] = {}
        for s in sentences:
            if not s.stance:
                by_block.setdefault(s.block, []).append(s)
        scores = {b: self.score(folded[blocks[b].start : blocks[b].end]) for b in by_block}
        order = sorted(by_block)
        # a page whose columns stand in any order still keeps neighbours together: smooth a little
        before = ("", "")
        for n, b in enumerate(order):
            total = scores[b]
            for m, share in _NEAR:
                if 0 <= n + m < len(order):
                    total += share * max(-3.0, min(3.0, scores[order[n + m]]))
            stance = "review" if total > 0 else "outlook"
            place = by_block[b][0].place
            if abs(total) < _WEAK and before[1] == place and before[0]:
                stance = before[0]  # words that lean to neither side go on as those before
            before = (stance, place)
            for s in by_block[b]:
                s.stance = stance
                s.period = (str(year - 1) if stance == "review" else str(year)) if year else ""
                s.why = f"words of the passage ({1 / (1 + math.exp(-abs(total))):.2f})"


def stance_scorer(lexicon: Lexicon) -> StanceScorer:
    """The scorer of a lexicon."""
    weights = {r["cue"]: float(r["weight"]) for r in lexicon.rows["stance"]}
    for cue, weight in lexicon.tables["sections"]["stance_cues"].items():
        weights[cue] = weights.get(cue, 0.0) + weight
    return StanceScorer(weights)


__all__ = ["StanceScorer", "span", "stance_scorer"]
