"""A ledger and its tables as HTML for notebooks: short, escaped, verdicts by shape and word."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from duizhang.language.verdicts import LOOKS

if TYPE_CHECKING:
    from duizhang.ledger.reader import Ledger

SHOWN = 20  # rows
_LONGEST = 200  # characters of a cell
_NO_TARGET = "未提目标"


def table_html(columns: Sequence[str], rows: Iterable[Iterable[Any]], total: int) -> str:
    """At most SHOWN ``rows`` of a table that has ``total``; a line says how many are left out."""
    head = "".join(f"<th>{html.escape(column)}</th>" for column in columns)
    body = []
    for row in rows:
        cells = zip(columns, row, strict=True)
        body.append("".join(f"<td>{_cell(name, value)}</td>" for name, value in cells))
    more = total - len(body)
    foot = f"<p>… and {more:,} more rows</p>" if more > 0 else ""
    lines = "".join(f"<tr>{cells}</tr>" for cells in body)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>{foot}"


def _cell(column: str, value: object) -> str:
    if column == "verdict" and isinstance(value, str):
        return verdict_html(value)
    text = "" if value is None else str(value)
    return html.escape(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def verdict_html(verdict: str) -> str:
    """A verdict's shape, word and colour; a word that is no verdict stands as it is."""
    look = LOOKS.get(verdict)
    if look is None:
        return html.escape(_NO_TARGET if verdict == "no_target" else verdict)
    return f'<span style="color:{look.colour}">{look.shape} {html.escape(look.word)}</span>'


def ledger_html(ledger: Ledger) -> str:
    """What ``ledger`` holds in one table, and its entries by verdict in a line."""
    counts = ledger.sql(
        "SELECT (SELECT count(*) FROM documents) AS documents,"
        " (SELECT count(DISTINCT place) FROM documents WHERE place <> '') AS places,"
        " (SELECT min(year) FROM documents) AS first, (SELECT max(year) FROM documents) AS last,"
        " (SELECT count(*) FROM claims) AS claims, (SELECT count(*) FROM entries) AS entries,"
        " (SELECT count(*) FROM conflicts) AS conflicts"
    ).rows()[0]
    years = f"{counts['first']}—{counts['last']}" if counts["first"] else ""
    cells = (
        ("文稿", f"{counts['documents']:,}"),
        ("地区", f"{counts['places']:,}"),
        ("年份", years),
        ("表述", f"{counts['claims']:,}"),
        ("账目", f"{counts['entries']:,}"),
        ("来源不一致", f"{counts['conflicts']:,}"),
    )
    head = "".join(f"<th>{name}</th>" for name, _ in cells)
    body = "".join(f"<td>{value}</td>" for _, value in cells)
    found = {r["verdict"]: r["n"] for r in ledger.sql(_VERDICTS)}
    line = " · ".join(f"{verdict_html(v)} {found[v]:,}" for v in LOOKS if v in found)
    name = html.escape(str(ledger.path))
    return (
        f"<p>{name}</p><table><thead><tr>{head}</tr></thead><tbody><tr>{body}</tr></tbody></table>"
        f"<p>{line}</p>"
    )


_VERDICTS = "SELECT verdict, count(*) AS n FROM entries GROUP BY verdict"
