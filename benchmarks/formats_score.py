"""Scores what was read back from a page against what the plain text gives.

A *figure* is every Arabic numeral outside the page's furniture, and every quantity in Chinese numerals
that became a claim. Its *sentence* is what stands around it between 。！？； and the line's ends, folded
to half width, without white space and punctuation, at most 20 characters on either side.

A figure read back is *found* when it is the same numeral and its sentence is alike (difflib's ratio of
at least .8; order on the page does not matter, of several the most alike and then the nearest is
taken, each once). It is the *same* when kind, value, value2, unit, hedge, strive, aspect, role, period,
indicator and place agree as well. Then

    recall = same / figures of the plain text      precision = same / figures read back
    score  = same / (figures of the plain text + figures read back that are found nowhere in it)

and the score is what the goals are about. For pages that went through OCR: a claim is *wrong* when a
field differs or there is no such figure in the plain text (not where only its sentence differs, for
want of a stop), *misread* when its value or unit is what differs, and *marked* when the recogniser's
doubt is in its ``doubt``; what makes a claim doubtful in the plain text, too, does not count.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

from duizhang.claims.recognised import DOUBT
from duizhang.language.fold import fold
from duizhang.model import Claim, Report

FIELDS = (
    "kind", "value", "value2", "unit", "hedge", "strive", "aspect", "role", "period", "indicator",
    "place",
)  # fmt: skip
_AMOUNT = frozenset({"kind", "value", "value2", "unit"})
ALIKE = 0.8
_MISREAD = 0.6
_AROUND = 20
_STOP = re.compile(r"[。！？；!?;\n\r\x0b\x0c\x85\u2028\u2029]")
_NOISE = re.compile(r"[^\w%.‰]+|_+")


class Seen(NamedTuple):
    """A figure as a reader gave it: where (source offset), its numeral, sentence, and fields."""

    at: int
    share: float  # its place in the text, 0 to 1
    numeral: str
    before: str
    behind: str
    fields: tuple[object, ...]
    claim: bool
    doubt: bool


class Error(NamedTuple):
    """A figure that is not the same: what kind of mistake, and both sides (None: absent)."""

    kind: str
    plain: Seen | None
    read: Seen | None


_COUNTS = (
    "plain", "read", "found", "same", "extra", "wrong_claims", "wrong_marked", "misread_claims",
    "misread_marked", "right_claims", "right_marked",
)  # fmt: skip


@dataclass
class Score:
    """Counts over one or more pages; ``add`` sums them."""

    plain: int = 0
    read: int = 0
    found: int = 0
    same: int = 0
    extra: int = 0
    wrong_claims: int = 0
    wrong_marked: int = 0
    misread_claims: int = 0
    misread_marked: int = 0
    right_claims: int = 0
    right_marked: int = 0
    errors: list[Error] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Counts of ``other`` are added to these."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.errors += other.errors

    @property
    def score(self) -> float:
        """Same figures over all of the plain text and the invented ones."""
        return self.same / (self.plain + self.extra) if self.plain + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Same figures over those of the plain text."""
        return self.same / self.plain if self.plain else 1.0

    @property
    def precision(self) -> float:
        """Same figures over those read back."""
        return self.same / self.read if self.read else 1.0

    def kinds(self) -> Counter[str]:
        """How often each kind of mistake was made."""
        return Counter(e.kind for e in self.errors)


def seen(report: Report) -> list[Seen]:
    """The figures of ``report``, in the order of its text."""
    document, claims = report.document, {c.start: c for c in report.claims}
    folded = fold(document.text)
    furniture = [(b.start, b.end) for b in document.blocks if b.kind == "furniture"]
    stops = [m.start() for m in _STOP.finditer(folded)]
    found = []
    for figure in report.figures:
        at = document.map.to_text(figure.start)
        claim = claims.get(figure.start)
        if at is None or (figure.hanzi and claim is None):
            continue
        if any(a <= at < b for a, b in furniture):
            continue
        end = at + len(figure.text)
        first = max((s + 1 for s in stops if s < at), default=0)
        last = min((s for s in stops if s >= end), default=len(folded))
        found.append(
            Seen(
                figure.start, at / max(1, len(folded)), _bare(folded[at:end]),
                _bare(folded[first:at])[-_AROUND:], _bare(folded[end:last])[:_AROUND],
                _fields(figure.kind, figure.range_of is not None, claim),
                claim is not None, bool(claim and DOUBT in claim.doubt),
            )
        )  # fmt: skip
    return found


def _fields(kind: str, later: bool, c: Claim | None) -> tuple[object, ...]:
    if c is None:
        return (kind, "end of a range" if later else None, *[None] * (len(FIELDS) - 2))
    return (kind, c.value, c.value2, c.unit, c.hedge, c.strive, c.aspect, c.role, c.period,
            c.indicator, c.place)  # fmt: skip


def _bare(text: str) -> str:
    return _NOISE.sub("", text)


def compare(plain: Sequence[Seen], read: Sequence[Seen]) -> Score:
    """What became of the figures of the plain text."""
    score = Score(plain=len(plain), read=len(read))
    pairs = _paired(plain, read, ALIKE, same_numeral=True)
    taken = {j for _, j in pairs}
    lost = [i for i in range(len(plain)) if i not in {i for i, _ in pairs}]
    for i, j in pairs:
        score.found += 1
        differing = [
            n for n, a, b in zip(FIELDS, plain[i].fields, read[j].fields, strict=True) if a != b
        ]
        if differing:
            name = "kind" if differing[0] == "kind" else " ".join(differing)
            score.errors.append(Error(f"field {name}", plain[i], read[j]))
        else:
            score.same += 1
        if read[j].claim and differing:
            _wrong(score, read[j], bool(_AMOUNT.intersection(differing)))
        elif read[j].claim:
            score.right_claims += 1
            score.right_marked += read[j].doubt
    extra = [j for j in range(len(read)) if j not in taken]
    score.extra = len(extra)
    explained = list(_explained([plain[i] for i in lost], [read[j] for j in extra]))
    for error in explained:
        if error.plain and error.read and error.plain.fields == error.read.fields:
            score.right_claims += error.read.claim
            score.right_marked += error.read.doubt
        elif error.read and error.read.claim:
            _wrong(score, error.read, error.kind in ("numeral", "invented"))
    score.errors += explained
    return score


def _wrong(score: Score, one: Seen, misread: bool) -> None:
    """Counts a claim that is wrong; ``misread``: its numeral or unit is."""
    score.wrong_claims += 1
    score.wrong_marked += one.doubt
    score.misread_claims += misread
    score.misread_marked += misread and one.doubt


def _explained(lost: list[Seen], extra: list[Seen]) -> Iterable[Error]:
    """What is lost and what is invented, put together where the one became the other."""
    moved = _paired(lost, extra, 0.0, same_numeral=True)
    for i, j in moved:
        yield Error("sentence", lost[i], extra[j])
    gone, new = {i for i, _ in moved}, {j for _, j in moved}
    lost = [x for i, x in enumerate(lost) if i not in gone]
    extra = [x for j, x in enumerate(extra) if j not in new]
    misread = _paired(lost, extra, _MISREAD, same_numeral=False)
    for i, j in misread:
        yield Error("numeral", lost[i], extra[j])
    gone, new = {i for i, _ in misread}, {j for _, j in misread}
    yield from (Error("lost", x, None) for i, x in enumerate(lost) if i not in gone)
    yield from (Error("invented", None, x) for j, x in enumerate(extra) if j not in new)


def _paired(
    plain: Sequence[Seen], read: Sequence[Seen], least: float, same_numeral: bool
) -> list[tuple[int, int]]:
    """Indices of the figures that belong together, the most alike first, each once."""
    places: dict[str, list[int]] = defaultdict(list)
    for j, r in enumerate(read):
        places[r.numeral if same_numeral else ""].append(j)
    candidates = []
    for i, p in enumerate(plain):
        for j in places[p.numeral if same_numeral else ""]:
            like = _alike(p, read[j], least)
            if like >= least:
                candidates.append((-round(like, 3), abs(p.share - read[j].share), i, j))
    pairs = []
    used: tuple[set[int], set[int]] = (set(), set())
    for _, _, i, j in sorted(candidates):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.append((i, j))
    return sorted(pairs)


def _alike(a: Seen, b: Seen, least: float) -> float:
    """How alike two sentences are around their numerals, 0 to 1."""
    if a.before == b.before and a.behind == b.behind:
        return 1.0
    left = f"{a.before}#{a.behind}"
    matcher = SequenceMatcher(None, left, f"{b.before}#{b.behind}", autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()
