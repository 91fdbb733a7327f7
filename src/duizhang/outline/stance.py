"""Tells looking back from looking ahead by the words of a passage, where no heading says it."""

from __future__ import annotations

import math
import re
from typing import Any

from duizhang.language.lexicon import Lexicon
from duizhang.model import Block
from duizhang.outline.periods import span

_SURE = 1.5  # a passage whose words lean less than this says nothing of its headings
_DISPLACED = 0.3  # clean reports stay below 0.14
_WEAK = 0.6
_ENOUGH = 800  # characters
_NAMED = 3.0  # log odds of a year that the passage names
_YEAR = re.compile(r"(20[0-9]{2})年")


class StanceScorer:
    """Weights of cue words (``stance.csv``, log odds of review against outlook)."""

    def __init__(self, weights: dict[str, float]) -> None:
        import ahocorasick

        self.automaton: Any = ahocorasick.Automaton()
        for word, weight in weights.items():
            self.automaton.add_word(word, (len(word), weight))
        self.ready = bool(weights)
        if self.ready:
            self.automaton.make_automaton()

    def score(self, text: str) -> float:
        """Sum of the weights of the longest cues in ``text``: above 0 looks back."""
        if not self.ready:
            return 0.0
        total, last = 0.0, -1
        for end, (size, weight) in self.automaton.iter_long(text):
            if end - size + 1 > last:
                total += weight
                last = end
        return total

    def displaced(
        self, folded: str, blocks: tuple[Block, ...], sentences: list[Any], year: int
    ) -> bool:
        """Whether headings contradict the words below them over a third of the page.

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
            near = [scores[order[m]] for m in (n - 1, n + 1) if 0 <= m < len(order)]
            total = scores[b] + 0.35 * sum(max(-3.0, min(3.0, x)) for x in near)
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
    weights.update(lexicon.tables["sections"]["stance_cues"])
    return StanceScorer(weights)


__all__ = ["StanceScorer", "span", "stance_scorer"]
