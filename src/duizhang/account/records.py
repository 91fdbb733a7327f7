"""What the account is made of: statements, facts, conflicts, steps. Plain frozen data.

None of it ever holds itself: ``gc=False`` spares Python to look for cycles in thousands of them.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from duizhang.account.subject import Topic
from duizhang.model import Claim, Entry, Relation, Spot

ConflictKind = Literal["misprint", "rounded", "preliminary", "revised", "scope"]
StepKind = Literal["taken", "refused", "near", "compared", "declared", "silent", "merged"]


class Period(msgspec.Struct, frozen=True, order=True, gc=False):
    """Whole years ``first``..``last``, both included."""

    first: int
    last: int

    @property
    def years(self) -> int:
        """How many years the period spans."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        return str(self.last) if self.first == self.last else f"{self.first}-{self.last}"


class Paper(msgspec.Struct, frozen=True):
    """A source as the account sees it: who speaks, for which year, and how much of it we have.

    ``id`` is ``d:`` and 16 hex digits of the source's hash, ``year`` the year of its outlook (for
    a communiqué: the year after the one it reports), ``doubt`` in words why that is not the year
    that it states, ``text`` the source text.
    """

    id: str
    name: str
    place: str
    place_code: str
    year: int
    coverage: str
    genre: str
    text: str
    doubt: str = ""

    @property
    def whole(self) -> bool:
        """Whether silence of this paper means anything: it is a full report."""
        return self.coverage == "full" and self.genre == "work_report"


class Statement(msgspec.Struct, frozen=True, gc=False):
    """A claim where it stands: its paper, the place it is about, its years, and its words.

    ``before`` is the paragraph up to the figure (its last 120 characters) and ``after`` the rest
    of the sentence, both without white space; ``topic`` the subject taken apart; ``name`` what the
    statement goes by: its topic's name, behind that of the figure before it in the sentence where
    the subject needs that to mean anything; ``indicator`` the claim's, or where it has none the
    one that its subject names in full; ``list_name`` the list that the figure is an ``item`` of,
    else the words that head its section and paragraph; ``cites`` the promised value that the words
    behind a result tell again; ``clause`` what of ``before`` stands in the figure's own clause. ``own`` is false where a paper speaks of a
    place that is not its own.
    """

    claim: Claim
    paper: Paper
    place: str
    period: Period
    before: str
    after: str
    topic: Topic
    name: str
    indicator: str
    headline: bool = False
    list_name: str = ""
    own: bool = True
    item: bool = False
    cites: float | None = None
    clause: str = ""

    @property
    def spot(self) -> Spot:
        """Where the figure stands."""
        return Spot(self.paper.id, self.claim.start, self.claim.end)


class Comparison(msgspec.Struct, frozen=True, gc=False):
    """A relation where it stands; ``words`` is the text of its sentence up to its end."""

    relation: Relation
    paper: Paper
    place: str
    period: Period
    words: str
    headline: bool = False

    @property
    def spot(self) -> Spot:
        """Where the comparing words stand."""
        return Spot(self.paper.id, self.relation.start, self.relation.end)


class Promise(msgspec.Struct, frozen=True, gc=False):
    """One promised figure with all its witnesses; the first is the one that is shown."""

    witnesses: tuple[Statement, ...]

    @property
    def head(self) -> Statement:
        """The witness that is shown."""
        return self.witnesses[0]


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One reported value with all its witnesses (statements of the same thing and value)."""

    witnesses: tuple[Statement, ...]

    @property
    def head(self) -> Statement:
        """The witness that is shown: the fullest paper, and the earliest place in it."""
        return self.witnesses[0]


class Conflict(msgspec.Struct, frozen=True):
    """Two sources that differ on one thing: both places, the kind of difference, how sure.

    The values are those of figures, in ``unit``; None where two names differ.
    """

    place: str
    period: str
    what: str
    role: Literal["target", "result"]
    left: Spot
    right: Spot
    left_value: float | None
    right_value: float | None
    unit: str
    kind: ConflictKind
    why: str
    confidence: float
    indicator: str = ""
    claims: tuple[str, ...] = ()


class Notice(msgspec.Struct, frozen=True):
    """Something a reader of a place's books should know: a year that is missing, told twice, doubted.

    ``code`` is stable (``year_missing``, ``year_twice``, ``year_doubted``, ``place_ended``).
    """

    place: str
    year: int
    code: str
    message: str
    documents: tuple[str, ...] = ()


class Step(msgspec.Struct, frozen=True, gc=False):
    """One step of the closing of an entry, in words: a candidate taken or refused, and why."""

    entry: str
    kind: StepKind
    words: str
    spot: Spot | None = None
    score: float = 0.0


class Sides(msgspec.Struct, frozen=True, gc=False):
    """The records behind an entry: what was promised, and the figure that closed it."""

    target: Statement | Comparison
    result: Statement | None = None


class Account(msgspec.Struct, frozen=True):
    """The closed books: entries and conflicts in a fixed order, the facts, and all steps.

    ``sides`` holds, by entry id, the records behind the entry; ``reviewed``, by entry id, what
    people said of it, in words; ``notices`` what else a reader should know.
    """

    entries: tuple[Entry, ...]
    facts: tuple[Fact, ...]
    conflicts: tuple[Conflict, ...]
    steps: tuple[Step, ...]
    papers: tuple[Paper, ...]
    sides: dict[str, Sides]
    notices: tuple[Notice, ...] = ()
    reviewed: dict[str, str] = {}
