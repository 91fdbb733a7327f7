"""How verdicts look: one table of word, shape and colour, and how many entries have each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from duizhang.language.verdicts import LOOKS, OMITTED, Look

__all__ = [
    "GROUPS",
    "LOOKS",
    "OMITTED",
    "PARTS",
    "SIGNS",
    "TRENDS",
    "Look",
    "counts",
    "notes",
    "summary",
]


TRENDS: Mapping[str, str] = {"raised": "次年提高", "lowered": "次年调低", "same": "次年持平"}
SIGNS: Mapping[str, str] = {"raised": "↑", "lowered": "↓", "same": "="}
PARTS: Mapping[str, str] = {"headline": "主要目标", "list": "清单", "other": "其他"}

# The few groups of the summary line, each with its verdicts.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "兑现": ("exceeded", "met"),
    "不足": ("nearly", "missed"),
    "称已完成": ("declared",),
    "口径不同": ("not_comparable",),
    "未报": ("unreported",),
    "待": ("pending",),
}


def counts(verdicts: Iterable[str]) -> Counter[str]:
    """How many there are of each verdict, in the order of the table."""
    found = Counter(verdicts)
    return Counter({v: found[v] for v in LOOKS if found[v]})


def summary(rows: Iterable[Mapping[str, Any]]) -> str:
    """``28项：兑现 5（18%）· 不足 3（11%）· …``, and how many the place's own report omits."""
    rows = list(rows)
    found = counts(str(r["verdict"]) for r in rows)
    parts = []
    for word, verdicts in GROUPS.items():
        number = sum(found[v] for v in verdicts)
        if number:
            parts.append(f"{word} {number}（{number / len(rows):.0%}）")
    omitted = sum(bool(r["omitted"]) for r in rows)
    tail = f"；{OMITTED.shape}{OMITTED.word}、由他处查得 {omitted}" if omitted else ""
    return f"{len(rows)}项：" + " · ".join(parts) + tail


def notes(row: Mapping[str, Any]) -> list[str]:
    """What there is to say of an entry beside its numbers: why, trend, what people said."""
    said = [
        str(row["why"]),
        TRENDS.get(str(row["trend"]), ""),
        "次年重提" if row["repeated"] else "",
        _reviewed(str(row["reviewed"])),
    ]
    return [s for s in said if s]


def _reviewed(words: str) -> str:
    return words if not words or words.startswith("审阅") else f"审阅：{words}"
