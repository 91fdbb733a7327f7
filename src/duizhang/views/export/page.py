"""The page ``docs/data-dictionary.md``, written from the dictionary."""

from __future__ import annotations

from collections.abc import Iterator

from duizhang.views.export.dictionary import TABLES, Column, columns, value_sets

_HEAD = """# Data dictionary 数据字典

Made by `scripts/write_data_dictionary.py` from `src/duizhang/views/export/columns.csv` and
`values.csv`; a test compares them. The same words are the variable and value labels in Stata, the
sheet `legend` in Excel, and the descriptions in the Frictionless package.

`duizhang export --format csv|parquet|xlsx|dta|jsonl|frictionless` writes these tables. In all of
them:

- What a source does not tell is missing: an empty field in CSV, null in Parquet and JSON, an empty
  cell in Excel, `""` or `.` in Stata. 文稿未说的一律缺失，不写零。
- Numbers are in base units: 4.5万人 is 45000 with the unit 人; 6.5% is 6.5 with the unit %.
  数值以基本单位计。
- A hedge (左右, 以上) is part of the figure: read `value` together with `hedge`.
  程度词是数字的一部分。
- `place_code` joins to other data by GB/T 2260, six digits as text; `province_code` is that of the
  province. They are missing where a name may mean several places. 行政区划代码是文本。
- What people corrected (`duizhang review`) is in the tables.
- Columns marked *with evidence* are there with `--with-evidence`. 标有 with evidence 的列须加
  `--with-evidence`。
- Rows are sorted, and dates inside the files are the ledger's own: the same ledger gives the same
  bytes.
- In Stata a coded column is a number with a value label; in the other formats it is its code.

A cell of `panel` is one place, year, indicator and aspect. Where a report promises several things
that are one indicator, the row has the foremost: headline targets first, then what is of the whole
place; `promises` says how many there are, and `entries` has them all. Promises for several years
(2021-2025) and comparisons without a figure are in `entries` only.
"""


def render() -> str:
    """The text of the page."""
    return _HEAD + "".join(_tables()) + "".join(_values())


def _tables() -> Iterator[str]:
    for table, (zh, about_zh, about_en) in TABLES.items():
        yield f"\n## {table} {zh}\n\n{about_en}. {about_zh}。\n\n"
        yield "| column | type | 中文 | English | |\n| --- | --- | --- | --- | --- |\n"
        for column in columns(table):
            yield _row(column)


def _row(column: Column) -> str:
    kind = f"[{column.values}](#values)" if column.values else column.kind
    notes = [column.about_zh, column.about_en, "*with evidence*" if column.evidence else ""]
    words = "<br>".join(note for note in notes if note)
    return f"| `{column.name}` | {kind} | {column.zh} | {column.en} | {words} |\n"


def _values() -> Iterator[str]:
    yield "\n## Values\n\n| set | code | number in Stata | 中文 | English |\n"
    yield "| --- | --- | ---: | --- | --- |\n"
    for name, values in value_sets():
        for value in values:
            yield f"| {name} | `{value.code}` | {value.number} | {value.zh} | {value.en} |\n"
