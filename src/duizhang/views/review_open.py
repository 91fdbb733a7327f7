"""``duizhang review list --open``: the claims that wait for a person."""

from __future__ import annotations

from pathlib import Path

import click

from duizhang.claims.recognised import DOUBT
from duizhang.views.inputs import Failed
from duizhang.views.words import percent, safe, short

_QUOTE = 60


def print_open(ledger: Path, prefix: str) -> None:
    """One line for each claim in doubt without a review, doubtful reading first, then the least sure.

    Raises :class:`Failed` in one line where there is no ledger.
    """
    from duizhang.ledger.errors import LedgerError
    from duizhang.ledger.reader import Ledger
    from duizhang.ledger.reviews import Reviews

    try:
        done = sorted({review.target for review in Reviews(ledger).list()})
        with Ledger(ledger) as opened:
            rows = opened.sql(
                "SELECT c.id, c.place, c.year, c.printed, c.sentence, c.confidence, c.doubt,"
                " c.start_at, c.located, d.name FROM claims c JOIN documents d ON d.id = c.document"
                " WHERE c.doubt <> '' AND starts_with(c.id, ?)"
                " AND NOT contains(c.reasons::VARCHAR, '\"furniture\"')"  # no part of the report
                " AND NOT list_contains(?::VARCHAR[], c.id)"
                " ORDER BY contains(c.doubt, ?) DESC, c.confidence, c.document, c.start_at",
                [prefix, done, DOUBT],
            ).rows()
    except LedgerError as error:
        raise Failed(str(error)) from error
    for row in rows:
        where = f"{row['name']}:{row['start_at']} {row['located'] or ''}".rstrip()
        sentence = "".join(str(row["sentence"]).split())
        words = (
            row["id"],
            row["doubt"],
            percent(row["confidence"]),
            f"{row['place']} {row['year'] or ''}".strip(),
            row["printed"],
            f"“{short(sentence, _QUOTE)}”",
            where,
        )
        click.echo(safe("  ".join(str(w) for w in words if w)))
    if not rows:
        click.echo("没有存疑而未审阅的。")
