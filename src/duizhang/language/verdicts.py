"""The words of the verdicts: each with its shape and colour, which always go together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Look(NamedTuple):
    """A verdict's word, shape and colour; all three always go together."""

    word: str
    shape: str
    colour: str
    english: str


LOOKS: Mapping[str, Look] = {
    "exceeded": Look("超额", "▲", "#0b6b3a", "exceeded"),
    "met": Look("完成", "●", "#2e7d32", "met"),
    "nearly": Look("接近", "◐", "#7a5c00", "nearly"),
    "missed": Look("未达", "▼", "#b3261e", "missed"),
    "declared": Look("称已完成", "○", "#2f5d8a", "declared"),
    "not_comparable": Look("口径不同", "≠", "#5b5b5b", "not comparable"),
    "unreported": Look("未报", "∅", "#6a3d8f", "unreported"),
    "pending": Look("待", "…", "#6b6b6b", "pending"),
}
# how the reason of an entry begins whose result another full report gives otherwise
DIFFERING = "来源不一致"
# in the order of the table of verdicts, as the model has them
VERDICTS = (
    "met",
    "exceeded",
    "nearly",
    "missed",
    "declared",
    "not_comparable",
    "unreported",
    "pending",
)
OMITTED = Look("报告未提", "⊘", "#6a3d8f", "omitted")
