"""``duizhang account``: what became of every promise."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from duizhang.language.verdicts import VERDICTS
from duizhang.ledger.option import ledger_option
from duizhang.views.inputs import Failed, lexicon_option


@click.command()
@click.argument("what", nargs=-1, metavar="[PLACE | FILE…]")
@click.option("--year", type=int, metavar="Y", help="Only what was promised for this year.")
@click.option(
    "--verdict",
    "verdicts",
    type=click.Choice(VERDICTS),
    multiple=True,
    help="Only entries with this verdict (may be given several times).",
)
@click.option(
    "--closed-world",
    is_flag=True,
    help="The documents given are the whole record: what they leave out is unreported.",
)
@click.option("--omitted", is_flag=True, help="Only what the place's own report passes over.")
@click.option("--steps", is_flag=True, help="Say of each entry which results were looked at.")
@click.option("--json", "json_", is_flag=True, help="JSON Lines, one for each promise.")
@click.option("--html", metavar="OUT", help="Write one self-contained page to this file.")
@ledger_option
@lexicon_option
def command(
    what: tuple[str, ...],
    year: int | None,
    verdicts: tuple[str, ...],
    closed_world: bool,
    omitted: bool,
    steps: bool,
    json_: bool,
    html: str | None,
    ledger: Path,
    lexicon: str | None,
) -> None:
    """Close the account: promises against outcomes.

    PLACE is a place of the ledger, with or without 省 or 市. Files are read and closed against
    each other without a ledger. Without either: all places of the ledger.

    A source that holds only a part of a report never makes a promise unreported; with
    --closed-world it does. With --omitted: what was promised, what came of it by another paper
    (a communiqué), and what the place's own next report does not mention.
    """
    from duizhang.views.books import as_json, of_files, of_ledger
    from duizhang.views.built import as_built

    files = [w for w in what if Path(w).is_file()]
    if what and (files or len(what) > 1 or any("/" in w or "." in w for w in what)):
        books = of_files(what, lexicon, closed_world=closed_world, steps=steps)
    else:
        place = what[0] if what else None
        built = None if closed_world or steps else as_built(ledger, place, year=year)
        books = built or of_ledger(ledger, place, closed_world=closed_world, steps=steps)
    chosen = [
        r
        for r in books.entries
        if (year is None or r["year"] == year)
        and (not verdicts or r["verdict"] in verdicts)
        and (not omitted or r["omitted"])
    ]
    if html is not None:
        from duizhang.views.account_page import account_page

        try:
            Path(html).write_text(account_page(books, chosen), encoding="utf-8", newline="\n")
        except OSError as error:
            raise Failed(f"{html}: {error.strerror or error}") from error
    if json_:
        import msgspec

        for row in as_json(books, chosen):
            click.echo(msgspec.json.encode(row))
    elif html is None:
        from duizhang.views.account_view import print_account

        print_account(books, chosen)
    for line in books.failed:
        click.echo(f"duizhang: {line}", err=True)
    if books.failed:
        sys.exit(1)
