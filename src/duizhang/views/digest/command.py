"""``duizhang digest``: what places promise and report, in a newspaper's few sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from duizhang.ledger.option import ledger_option
from duizhang.views.inputs import Failed
from duizhang.views.output import write_out

_FORMATS = ("md", "html", "docx")


@click.command()
@click.argument("places", nargs=-1, required=True, metavar="PLACE…")
@click.option("--year", type=int, metavar="Y", help="The year of the reports [the first's latest].")
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="The language of the digest.",
)
@click.option("--format", "format_", type=click.Choice(_FORMATS), help="[md, or that of --out]")
@click.option("--compare", is_flag=True, help="Set the places side by side.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="[standard output]")
@ledger_option
def command(
    places: tuple[str, ...],
    year: int | None,
    lang: Any,
    format_: str | None,
    compare: bool,
    out: Path | None,
    ledger: Path,
) -> None:
    """Write a newspaper's digest of one or several places.

    For each a headline, the targets, last year's results beside theirs, the account, and points
    from lists and the clauses with the most figures. Every sentence is made of records of the
    ledger and names them; nothing else is said.
    """
    from duizhang.ledger.errors import LedgerError
    from duizhang.views.brief import brief, latest_year
    from duizhang.views.digest import page
    from duizhang.views.digest.language import words_of
    from duizhang.views.digest.sentences import city, comparison
    from duizhang.views.gathered import Records

    format_ = format_ or (out.suffix[1:].lower() if out and out.suffix else "md")
    if format_ not in _FORMATS:
        raise click.UsageError(f"{out}: a digest is md, html or docx")
    if format_ == "docx" and out is None:
        raise click.UsageError("--format docx wants --out FILE")
    try:
        with Records(ledger, places) as records:
            wanted = year if year else latest_year(records, places[0])
            told = [brief(records, place, wanted) for place in dict.fromkeys(places)]
    except LedgerError as error:
        raise Failed(str(error)) from error
    words = words_of(lang)
    rows = comparison(told, words) if compare else None
    laid = page.laid_out([city(b, words) for b in told], rows, wanted, lang)
    write = {"md": page.markdown, "html": page.web, "docx": page.word}[format_]
    write_out(write(laid), out or Path("-"))
