"""The working record of the claims stage: one numeral on its way to a claim."""

from __future__ import annotations

from typing import Any

from duizhang.figures.quantity import Amount
from duizhang.model.records import Aspect, FigureKind, Hedge, Role


class Token:
    """A numeral with all that is found of it. Offsets are repaired ones.

    ``notes`` are reasons as (field, rule, value, start, end); ``feats`` names of what was
    decided how, for the confidence.
    """

    __slots__ = (
        "amount",
        "aspect",
        "behind",
        "behind_long",
        "chained",
        "clause",
        "core",
        "end",
        "feats",
        "fixed_aspect",
        "fixed_place",
        "gap_before",
        "group",
        "hedge",
        "hedge_at",
        "indicator",
        "kind",
        "notes",
        "number",
        "opener",
        "period",
        "pieces",
        "place",
        "prev",
        "range_to",
        "rank",
        "role",
        "rule",
        "sentence",
        "signed",
        "spread",
        "start",
        "stop",
        "strive",
        "subject",
        "tail",
        "unit",
        "value",
        "value2",
    )  # fmt: skip

    def __init__(
        self, start: int, end: int, pieces: tuple[tuple[int, int], ...], number: str,
        kind: FigureKind, rule: str,
    ) -> None:  # fmt: skip
        self.start, self.end, self.pieces, self.number = start, end, pieces, number
        self.kind: FigureKind = kind
        self.rule = rule
        self.amount: Amount | None = None
        self.unit = ""
        self.signed = ""  # a sign printed before the numeral: + - ↑ ↓
        self.value: float | None = None
        self.value2: float | None = None
        self.hedge: Hedge = "none"
        self.hedge_at = (0, 0)
        self.stop = end  # behind unit and hedge
        self.range_to: Token | None = None  # on the second end: the first
        self.rank = False
        self.sentence = -1
        self.clause = ""
        self.core = ""
        self.fixed_aspect: Aspect = ""  # set where the words themselves say it (翻一番)
        self.behind = ""
        self.behind_long = ""  # what follows, as far as the other end of 从…到… may stand
        self.gap_before = ""  # the clause before the figure's own, in the same gap
        self.tail: Any = None
        self.chained: Token | None = None  # the figure whose subject this one shares
        self.prev: Token | None = None  # the figure before in the sentence
        self.group = 0
        self.opener: Token | None = (
            None  # the figure that opens its group, up to the end of a change
        )
        self.spread: Any = None  # what the head of its list says of years
        self.aspect: Aspect = ""
        self.role: Role = ""
        self.period = ""
        self.indicator = ""
        self.subject = ""
        self.place = "self"
        self.fixed_place = ""  # set where the words themselves say it
        self.strive = False
        self.notes: list[tuple[str, str, str, int, int]] = []
        self.feats: list[str] = []

    def note(self, field: str, rule: str, value: str = "", start: int = 0, end: int = 0) -> None:
        """Leaves a reason."""
        self.notes.append((field, rule, value, start, end))

    def amount_is_counted(self) -> bool:
        """Whether a noun stands behind the unit, so that things are counted (500万农村沼气用户)."""
        return "noun behind" in self.feats

    @property
    def aspect_is_bound(self) -> bool:
        """Whether the figure is a bound that says which things are meant (10亿元以上|项目)."""
        return (
            self.hedge in ("at_least", "at_most")
            and self.hedge_at[0] >= self.end
            and self.unit in ("元", "美元", "千伏")
        )
