"""Which facts could speak of a promise, found without comparing all with all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from duizhang.account.records import Fact, Promise
from duizhang.account.subject import pairs, surroundings


class Index:
    """Finds, for a promise, the facts that could speak of it, without comparing all with all.

    The facts that hold a pair of characters are the bits of one whole number: how many pairs a
    promise shares with each of some hundred facts is then told by a few operations on words.
    """

    def __init__(self, facts: Sequence[Fact], usable: Iterable[int]) -> None:
        self._facts = list(usable)
        self._subjects: dict[str, int] = {}
        self._indicators: dict[str, int] = {}
        self._around: dict[str, int] = {}
        self._short: dict[str, int] = {}
        self._citing = 0
        for at, i in enumerate(self._facts):
            head, bit = facts[i].witnesses[0], 1 << at
            if head.claim.indicator:
                _mark(self._indicators, (head.claim.indicator,), bit)
            if head.cites is not None:
                self._citing |= bit
            name = head.name
            if len(name) == 2:
                _mark(self._short, (name,), bit)
            _mark(self._subjects, pairs(name), bit)
            for part in head.topic.parts:
                _mark(self._subjects, pairs(part), bit)
            if head.topic.dependent:
                _mark(self._around, surroundings(head.before, head.after), bit)

    def candidates(self, promise: Promise) -> list[int]:
        """Indices of facts that share the indicator or enough pairs of characters."""
        head = promise.head
        own = pairs(head.name)
        words = surroundings(head.before, head.after)
        found = self._indicators.get(head.claim.indicator, 0)
        found |= _often(self._subjects, own, 1 if len(own) <= 3 else 2)
        found |= _often(self._around, own, 3)
        found |= _often(self._short, own, 1)
        found |= _often(self._subjects, words, 3)
        if head.topic.dependent:
            found |= _often(self._around, words, 5)
            found |= _often(self._short, words, 1)
        found |= self._citing
        numbers = []
        while found:
            bit = found & -found
            numbers.append(self._facts[bit.bit_length() - 1])
            found ^= bit
        return numbers


def _mark(index: dict[str, int], keys: Iterable[str], bit: int) -> None:
    known = index.get
    for key in keys:
        index[key] = known(key, 0) | bit


def _often(index: dict[str, int], grams: Set[str], least: int) -> int:
    """The bits that ``least`` of ``grams`` or more (at most five) have in ``index``."""
    shared = index.keys() & grams
    if len(shared) < least:
        return 0
    one = two = three = four = five = 0  # the bits seen once, twice, …
    if least <= 3:
        for gram in shared:
            bits = index[gram]
            three |= two & bits
            two |= one & bits
            one |= bits
        return one if least == 1 else two if least == 2 else three
    for gram in shared:
        bits = index[gram]
        five |= four & bits
        four |= three & bits
        three |= two & bits
        two |= one & bits
        one |= bits
    return four if least == 4 else five
