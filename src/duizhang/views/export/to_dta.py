"""Stata (version 14 and later): variable labels, value labels, texts in UTF-8, dates fixed.

Coded columns are numbers with value labels, by the numbers of ``values.csv``; ids, names and
administrative codes are text. Text too long for a Stata string of fixed width is a strL.
"""

from __future__ import annotations

from pathlib import Path

from duizhang.ledger.snapshot import quoted
from duizhang.views.export.dictionary import Column, Lang, values
from duizhang.views.export.source import Part, Source, Wrote
from duizhang.views.export.stata import Kind, Variable, write_stata

_FIXED = 400  # bytes; a longer column is kept as strL, each text once
_LABEL = 80  # characters that Stata takes for a label
_LARGEST = {"byte": "100", "long": "2147483620", "double": "8.9e307"}  # above it all is missing
_BATCH = 20_000  # rows


def write(source: Source, folder: Path) -> list[Wrote]:
    """Write one file a table into ``folder``."""
    return [_one(source, part, folder) for part in source.parts]


def _one(source: Source, part: Part, folder: Path) -> Wrote:
    path = folder / f"{part.name}.dta"
    shown = ", ".join(f"{_expression(c)} AS {c.name}" for c in part.columns)
    source.con.execute(f"CREATE OR REPLACE TEMP TABLE stata AS SELECT {shown} FROM ({part.query})")
    texts = [c.name for c in part.columns if _kind(c) == "text"]
    longest = ", ".join(["count(*)", *(f"max(strlen({name}))" for name in texts)])
    [(rows, *widest)] = source.con.execute(f"SELECT {longest} FROM stata").fetchall()
    widths = dict(zip(texts, widest, strict=True))
    found = source.con.sql("FROM stata").to_arrow_reader(_BATCH)
    write_stata(
        path,
        [_variable(c, widths.get(c.name) or 0, source.lang) for c in part.columns],
        rows,
        found,
        label=f"Duizhang {part.name} {source.snapshot}"[:_LABEL],
        date=source.date,
    )
    source.con.execute("DROP TABLE stata")
    return Wrote(path.name, rows)


def _variable(column: Column, width: int, lang: Lang) -> Variable:
    kind = _kind(column)
    words = values(column.values) if column.values else ()
    return Variable(
        column.name,
        "long text" if kind == "text" and width > _FIXED else kind,
        column.label(lang)[:_LABEL],
        width,
        {v.number: v.zh if lang == "zh" else v.en for v in words},
    )


def _kind(column: Column) -> Kind:
    if column.kind == "boolean" or column.values:
        return "byte"
    if column.kind == "integer":
        return "long"
    return "double" if column.kind == "number" else "text"


def _expression(column: Column) -> str:
    """The column as Stata holds it: a small number for a code, empty text for nothing."""
    name, kind = column.name, _kind(column)
    if column.kind == "boolean":
        return f"{name}::TINYINT"
    if column.values:
        cases = " ".join(f"WHEN {quoted(v.code)} THEN {v.number}" for v in values(column.values))
        return f"(CASE {name} {cases} END)::TINYINT"
    if kind == "text":
        return f"coalesce(replace({name}, chr(0), ''), '')"
    return f"CASE WHEN abs({name}) <= {_LARGEST[kind]} THEN {name} END"
