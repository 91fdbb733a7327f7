"""Stata (version 14 and later): variable labels, value labels, texts in UTF-8, dates fixed.

Coded columns are numbers with value labels, by the numbers of ``values.csv``; ids, names and
administrative codes are text. Text too long for a Stata string of fixed width is a strL.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from duizhang.ledger.snapshot import quoted
from duizhang.views.export.dictionary import Column, values
from duizhang.views.export.source import Part, Source, Wrote

_FIXED = 400  # bytes; a longer column is kept as strL, each text once
_LABEL = 80  # characters that Stata takes for a label
_LARGEST = 8.9e307  # above it Stata's doubles are kinds of missing


def write(source: Source, folder: Path) -> list[Wrote]:
    """Write one file a table into ``folder``."""
    return [_one(source, part, folder) for part in source.parts]


def _one(source: Source, part: Part, folder: Path) -> Wrote:
    path = folder / f"{part.name}.dta"
    shown = ", ".join(f"{_expression(c)} AS {c.name}" for c in part.columns)
    source.con.execute(f"CREATE OR REPLACE TEMP TABLE stata AS SELECT {shown} FROM ({part.query})")
    texts = [c.name for c in part.columns if _is_text(c)]
    longest = source.con.execute(
        "SELECT " + ", ".join(f"max(strlen({name}))" for name in texts) + " FROM stata"
    ).fetchone()
    assert longest is not None
    long = [name for name, size in zip(texts, longest, strict=True) if (size or 0) > _FIXED]
    frame = _frame(source, part)
    source.con.execute("DROP TABLE stata")
    frame.to_stata(
        path,
        write_index=False,
        version=118,
        time_stamp=dt.datetime.combine(source.date, dt.time()),
        data_label=f"Duizhang {part.name} {source.snapshot}"[:_LABEL],
        variable_labels={c.name: c.label(source.lang)[:_LABEL] for c in part.columns},
        value_labels={
            c.name: {v.number: v.zh if source.lang == "zh" else v.en for v in values(c.values)}
            for c in part.columns
            if c.values
        },
        convert_strl=long,
    )
    return Wrote(path.name, len(frame))


def _is_text(column: Column) -> bool:
    return column.kind in ("id", "text", "code") and not column.values


def _expression(column: Column) -> str:
    """The column as Stata holds it: a small number for a code, empty text for nothing."""
    name = column.name
    if column.kind == "boolean":
        return f"{name}::TINYINT"
    if column.values:
        cases = " ".join(f"WHEN {quoted(v.code)} THEN {v.number}" for v in values(column.values))
        return f"(CASE {name} {cases} END)::TINYINT"
    if column.kind == "number":
        return f"CASE WHEN abs({name}) < {_LARGEST} THEN {name} END"
    if column.kind == "integer":
        return name
    return f"coalesce(replace({name}, chr(0), ''), '')"


def _frame(source: Source, part: Part) -> Any:
    """The rows as pandas, numbers that may be missing as pandas' own integers."""
    frame = source.con.execute("SELECT * FROM stata").df()
    for column in part.columns:
        if column.kind == "boolean" or column.values:
            frame[column.name] = frame[column.name].astype("Int8")
        elif column.kind == "integer":
            frame[column.name] = frame[column.name].astype("Int32")
    return frame
