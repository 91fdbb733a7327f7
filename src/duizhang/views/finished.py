"""Which sentence of a later report says that a project is finished, and where it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate

from duizhang.model import Spot

_SENTENCE = re.compile(r"[^。！？\n]+")
_QUOTE = 60  # characters of a sentence that is quoted


class Papers:
    """The source texts of one year's papers by document, to be asked for many projects.

    Each text is made fit for comparison once, when the first project is asked for.
    """

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._texts = list(texts)

    @cached_property
    def _folded(self) -> list[str]:
        from duizhang.language.fold import fold

        return [fold(text) for _, text in self._texts]

    @cached_property
    def _bare(self) -> list[str]:
        """The texts without white space: what is in none of them needs no sentences."""
        return ["".join(folded.split()) for folded in self._folded]

    @cached_property
    def _sentences(self) -> list[tuple[Spot, str]]:
        found = []
        for (document, text), folded in zip(self._texts, self._folded, strict=True):
            for m in _SENTENCE.finditer(text):
                start, end = m.span()
                found.append((Spot(document, start, end), "".join(folded[start:end].split())))
        return found

    @cached_property
    def _whole(self) -> tuple[str, list[int]]:
        """All sentences in one text, and where each begins in it."""
        words = [words for _, words in self._sentences]
        return "\n".join(words), [0, *accumulate(len(w) + 1 for w in words)]

    def finished(self, name: str) -> tuple[str, Spot] | None:
        """The sentence that says the project ``name`` is finished, cut short, and its place."""
        from duizhang.account.names import bare
        from duizhang.account.rules import rules

        known = rules()
        core = bare(name)
        if len(core) < 3 or not any(core in text for text in self._bare):
            return None
        whole, starts = self._whole
        at = whole.find(core)
        while at >= 0:
            number = bisect_right(starts, at) - 1
            spot, sentence = self._sentences[number]
            inside = at - starts[number]
            if not known.wish.search(sentence) and known.finished.search(sentence, inside):
                short = sentence[max(0, inside - 10) :][:_QUOTE] + "…"
                return (sentence if len(sentence) <= _QUOTE else short), spot
            at = whole.find(core, starts[number + 1])
        return None
