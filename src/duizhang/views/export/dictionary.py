"""The data dictionary: what each column is, in Chinese and English, and what its values mean.

One source (``columns.csv``, ``values.csv``) feeds the variable labels of Stata, the legend sheet
of Excel, the descriptions of Frictionless and ``docs/data-dictionary.md``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]
Kind = Literal["id", "text", "code", "integer", "number", "boolean"]
_HERE = Path(__file__).parent

# One line each: what a row is.
TABLES: Mapping[str, tuple[str, str, str]] = {
    "panel": (
        "面板",
        "地区 × 年份 × 指标 × 口径，一格一行：目标、结果、账",
        "Place × year × indicator × aspect, one row a cell: target, result, verdict",
    ),
    "claims": ("表述", "报告中每个有所指的数字一行", "One row for each figure that says something"),
    "relations": ("关系", "没有数字的比较一行", "One row for each comparison without a figure"),
    "pledges": (
        "事项",
        "每张清单、清单项目或任务一行",
        "One row for each list, item of a list, or task",
    ),
    "entries": ("账目", "每项承诺及其结局一行", "One row for each promise and what came of it"),
    "conflicts": (
        "来源不一致",
        "两个来源说法不同之处一行",
        "One row for each thing on which two sources differ",
    ),
    "documents": ("文稿", "每份来源一行", "One row for each source"),
}


class Value(NamedTuple):
    """One value of a coded column: the code in the data, its number in Stata, its words."""

    number: int
    code: str
    zh: str
    en: str


class Column(NamedTuple):
    """One column of a table; ``values`` names its set of values (empty: any), ``evidence`` whether
    it is only there with the evidence."""

    table: str
    name: str
    kind: Kind
    values: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    evidence: bool

    def label(self, lang: Lang) -> str:
        """Its short name in ``lang``."""
        return self.zh if lang == "zh" else self.en

    def about(self, lang: Lang) -> str:
        """What else there is to know of it in ``lang``; may be empty."""
        return self.about_zh if lang == "zh" else self.about_en


def columns(table: str, *, evidence: bool = True) -> list[Column]:
    """The columns of ``table`` in their order, with or without the texts of the evidence."""
    return [c for c in _columns() if c.table == table and (evidence or not c.evidence)]


def values(name: str) -> tuple[Value, ...]:
    """The set of values called ``name``, in the order of their numbers. KeyError: unknown."""
    return _values()[name]


def value_sets() -> Iterator[tuple[str, tuple[Value, ...]]]:
    """All sets of values by name."""
    yield from _values().items()


@cache
def _columns() -> tuple[Column, ...]:
    with (_HERE / "columns.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Column(table, name, kind, coded, zh, en, about_zh, about_en, evidence == "1")  # type: ignore[arg-type]
            for table, name, kind, coded, zh, en, about_zh, about_en, evidence in list(
                csv.reader(file)
            )[1:]
        )


@cache
def _values() -> dict[str, tuple[Value, ...]]:
    found: dict[str, list[Value]] = {}
    with (_HERE / "values.csv").open(encoding="utf-8", newline="") as file:
        for name, number, code, zh, en in list(csv.reader(file))[1:]:
            found.setdefault(name, []).append(Value(int(number), code, zh, en))
    return {name: tuple(sorted(rows)) for name, rows in found.items()}
