"""``duizhang poster``: the one-page 图解 of a place and year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from duizhang.ledger.option import ledger_option
from duizhang.reading.errors import how_to_add
from duizhang.views.inputs import Failed
from duizhang.views.output import write_out


@click.command()
@click.argument("place")
@click.option("--year", type=int, metavar="Y", help="The year of the report [the latest].")
@click.option("--format", "format_", type=click.Choice(["pdf", "png", "svg"]), help="[pdf, or that of --out]")  # fmt: skip
@click.option("--size", type=click.Choice(["a3", "phone"]), default="a3", show_default=True, help="The sheet.")  # fmt: skip
@click.option("--theme", metavar="FILE", help="A TOML file: colours, kicker, fonts.")
@click.option("--font-path", "fonts", multiple=True, metavar="FOLDER", help="Look here for fonts.")
@click.option("--base-url", default="", metavar="URL", help="Where the site is: adds a QR code.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="[PLACE-YEAR.FORMAT]")
@ledger_option
def command(
    place: str,
    year: int | None,
    format_: str | None,
    size: str,
    theme: str | None,
    fonts: tuple[str, ...],
    base_url: str,
    out: Path | None,
    ledger: Path,
) -> None:
    """Make the one-page poster (图解) of a place's report.

    Last year's results beside their targets, this year's targets, the account in shapes, the
    livelihood matters, the named lists and the sources: A3 portrait, or 1080x1920 for phones.
    Large are the headline targets that are closed by a figure, then the economy's size, then
    rates of growth. The same ledger gives the same bytes. Needs the extra `publish`.
    """
    from duizhang.ledger.errors import LedgerError
    from duizhang.views.brief import brief, latest_year
    from duizhang.views.gathered import Records

    format_ = format_ or (out.suffix[1:].lower() if out and out.suffix else "pdf")
    if format_ not in ("pdf", "png", "svg"):
        raise click.UsageError(f"{out}: a poster is pdf, png or svg")
    try:
        with Records(ledger, [place]) as records:
            told = brief(records, place, year if year else latest_year(records, place))
    except LedgerError as error:
        raise Failed(str(error)) from error
    made = _made(told, size, format_, theme, fonts, base_url)
    write_out(made, out or Path(f"{told.place}-{told.year}.{format_}"))


def _made(
    told: object,
    size: str,
    format_: Any,
    theme: str | None,
    fonts: tuple[str, ...],
    base_url: str,
) -> bytes:
    from duizhang.views.brief import Brief
    from duizhang.views.poster.content import poster_content
    from duizhang.views.poster.fonts import FontError
    from duizhang.views.poster.theme import ThemeError, read_theme
    from duizhang.views.poster.typeset import typeset

    assert isinstance(told, Brief)
    try:
        wanted = read_theme(theme)
        return typeset(poster_content(told, wanted, size, base_url), wanted, format_, fonts)
    except ModuleNotFoundError as error:
        raise Failed(f"this needs {error.name}: {how_to_add('publish')}") from error
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except (FontError, ThemeError) as error:
        raise Failed(str(error)) from error
