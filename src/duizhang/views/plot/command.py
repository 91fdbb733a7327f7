"""``duizhang plot``: the standard pictures."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from duizhang.ledger.option import ledger_option
from duizhang.reading.errors import how_to_add
from duizhang.views.inputs import Failed
from duizhang.views.output import write_out
from duizhang.views.plot.rows import Picture


@click.group()
def command() -> None:
    """Draw the standard pictures, as SVG, PNG or (--text) in the terminal.

    Every number is labelled as its report says it; the foot names the sources. INDICATOR is an id
    or a Chinese name. Needs the extra `publish`, but for --text.
    """


def _drawing(run: Callable[..., Any]) -> Callable[..., None]:
    """A subcommand that draws what ``run`` returns: a picture, how to draw it, and as text."""

    @wraps(run)
    def draw(ledger: Path, format_: str | None, text: bool, out: Path | None, **asked: Any) -> None:
        from duizhang.ledger.errors import LedgerError
        from duizhang.views.gathered import Records

        format_ = format_ or (out.suffix[1:].lower() if out and out.suffix else "svg")
        if format_ not in ("svg", "png"):
            raise click.UsageError(f"{out}: a picture is svg or png")
        if format_ == "png" and out is None and not text:
            raise click.UsageError("--format png wants --out FILE")
        try:
            with Records(ledger, [asked["place"]] if asked.get("place") else ()) as records:
                picture, chart, lines = run(records, **asked)
                _show(picture, chart, lines, format_, text, out)
        except LedgerError as error:
            raise Failed(str(error)) from error
        except ModuleNotFoundError as error:
            raise Failed(f"this needs {error.name}: {how_to_add('publish')}") from error

    options = (
        click.option("--format", "format_", type=click.Choice(["svg", "png"]), help="[svg, or that of --out]"),
        click.option("--text", is_flag=True, help="Draw in the terminal."),
        click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="[standard output]"),
        ledger_option,
    )  # fmt: skip
    made: Callable[..., None] = draw
    for option in reversed(options):
        made = option(made)
    return made


def _show(
    picture: Picture,
    chart: Callable[[Picture], str],
    lines: Callable[[Picture], list[str]],
    format_: str,
    text: bool,
    out: Path | None,
) -> None:
    if not picture.rows:
        raise Failed(f"{picture.title}: nothing to draw")
    if text:
        words = [picture.title, *lines(picture), picture.foot]
        write_out(("\n".join(words) + "\n").encode(), out or Path("-"))
        return
    drawn = chart(picture)
    if not drawn:
        raise Failed(f"{picture.title}: nothing to draw")
    if format_ == "png":
        from duizhang.views.charts import as_png

        write_out(as_png(drawn), out or Path("-"))
    else:
        write_out(drawn.encode(), out or Path("-"))


_ASPECT = click.option(
    "--aspect",
    type=click.Choice(["growth", "level", "share", "index"]),
    help="Only this aspect [the commonest].",
)


@command.command()
@click.argument("place")
@click.argument("indicator")
@_ASPECT
@_drawing
def years(records: Any, place: str, indicator: str, aspect: str | None) -> Any:
    """Targets over the years, with their results."""
    from duizhang.views.charts import through_years
    from duizhang.views.plot import rows, text

    picture = rows.years(records, place, indicator, aspect)
    return picture, _of(through_years), lambda p: text.dumbbells(p, "year")


@command.command()
@click.argument("indicator")
@click.argument("year", type=int)
@_ASPECT
@_drawing
def compare(records: Any, indicator: str, year: int, aspect: str | None) -> Any:
    """Places side by side in one year, from target to result."""
    from duizhang.views.charts import dumbbell
    from duizhang.views.plot import rows, text

    picture = rows.compare(records, indicator, year, aspect)
    return picture, _of(dumbbell), lambda p: text.dumbbells(p, "place")


@command.command()
@click.argument("indicator")
@_ASPECT
@_drawing
def targets(records: Any, indicator: str, aspect: str | None) -> Any:
    """How the provinces' targets are spread, by year."""
    from duizhang.views.charts_many import spread
    from duizhang.views.plot import rows, text

    return rows.targets(records, indicator, aspect), _of(spread), text.spread


@command.command()
@click.option("--by", type=click.Choice(["year", "place"]), default="year", show_default=True)
@click.option("--place", help="Only the promises of this place.")
@_drawing
def kept(records: Any, by: str, place: str | None) -> Any:
    """The share of promises kept, by year or by place."""
    from duizhang.views import charts_many
    from duizhang.views.plot import rows, text

    return rows.kept(records, by, place), _of(charts_many.kept), text.shares


@command.command("map")
@click.argument("indicator")
@click.argument("year", type=int)
@_ASPECT
@_drawing
def tile_map(records: Any, indicator: str, year: int, aspect: str | None) -> Any:
    """The provinces as a grid of equal tiles, without boundaries."""
    from duizhang.views import tiles
    from duizhang.views.plot import rows, text

    picture = rows.tiles(records, indicator, year, aspect)
    return picture, _of(tiles.tile_map), lambda p: text.dumbbells(p, "place")


def _of(draw: Callable[..., str]) -> Callable[[Picture], str]:
    return lambda p: draw(p.rows, title=p.title, source=p.foot)
