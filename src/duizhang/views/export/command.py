"""``duizhang export``: the ledger as tables for Excel, Stata, R, Python and the rest."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from duizhang.ledger.option import ledger_option
from duizhang.reading.errors import how_to_add
from duizhang.views.export.dictionary import TABLES, Lang
from duizhang.views.export.place import DEFAULT, into
from duizhang.views.inputs import Failed

if TYPE_CHECKING:
    from duizhang.views.export.source import Source, Wrote

_NUMBER = re.compile(r'"errno":"(\d+)"')


class Format(NamedTuple):
    """A format: its module (with ``write(source, folder)``), suffix, and the packages it needs."""

    module: str
    suffix: str
    needs: tuple[str, ...] = ()
    one_file: bool = False


FORMATS = {
    "csv": Format("to_csv", ".csv"),
    "parquet": Format("to_parquet", ".parquet"),
    "xlsx": Format("to_xlsx", ".xlsx", ("xlsxwriter",), one_file=True),
    "dta": Format("to_dta", ".dta", ("numpy", "pyarrow")),
    "jsonl": Format("to_jsonl", ".jsonl"),
    "frictionless": Format("to_frictionless", ""),
}


@click.command("export")
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), required=True, help="What to write."
)
@click.option(
    "--out",
    metavar="PATH",
    help=f"A folder, or a file where one file is written [./{DEFAULT}].",
)
@click.option(
    "--table",
    "tables",
    multiple=True,
    type=click.Choice(list(TABLES)),
    help="Only this table; may be repeated [all].",
)
@click.option("--place", metavar="PLACE", help="Only this place.")
@click.option("--year", type=int, help="Only this year: of the report, or promised for.")
@click.option("--with-evidence", is_flag=True, help="With the sentences of the sources.")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of labels [zh]."
)
@click.option("--bom", is_flag=True, help="CSV with a byte order mark, which Excel wants.")
@click.option("--force", is_flag=True, help="Replace a file of any name.")
@ledger_option
def command(
    format_: str,
    out: str | None,
    tables: tuple[str, ...],
    place: str | None,
    year: int | None,
    with_evidence: bool,
    lang: Lang,
    bom: bool,
    force: bool,
    ledger: Path,
) -> None:
    """Write the ledger as tidy tables for other programs.

    The tables: panel (place × year × indicator × aspect, target and result side by side), claims,
    relations, pledges, entries, conflicts, documents. docs/data-dictionary.md says what each
    column is. The same ledger gives the same bytes. Files of an earlier export are replaced,
    others never.
    """
    chosen = FORMATS[format_]
    wanted = [t for t in TABLES if not tables or t in tables]
    target = Path(out or DEFAULT)
    if bom and format_ != "csv":
        raise click.UsageError("--bom is for --format csv")
    one = target.suffix == chosen.suffix and chosen.suffix and not target.is_dir()
    if one and len(wanted) > 1 and not chosen.one_file:
        raise click.UsageError(f"{target} is one file: choose one --table, or name a folder")
    _need(chosen.needs)
    notes = _run(chosen, target, wanted, place, year, with_evidence, lang, bom, force, ledger)
    for note in notes:
        click.echo(note, err=True)


def _run(
    chosen: Format,
    target: Path,
    tables: Sequence[str],
    place: str | None,
    year: int | None,
    evidence: bool,
    lang: Lang,
    bom: bool,
    force: bool,
    ledger: Path,
) -> list[str]:
    """Write, print what was written, and return what else there is to say."""
    from duizhang.ledger.errors import LedgerError
    from duizhang.views.export.source import open_source

    made: list[Wrote] = []
    module = importlib.import_module(f"duizhang.views.export.{chosen.module}")

    def make(folder: Path) -> list[Wrote]:
        with open_source(
            ledger, tables, place=place, year=year, evidence=evidence, lang=lang, bom=bom,
            spill=folder / "spill",
        ) as source:  # fmt: skip
            made.extend(_written(module.write, source, folder, target))
        return made

    try:
        paths = into(target, chosen.suffix, force, make)
    except LedgerError as error:
        raise Failed(str(error)) from error
    for path, wrote in zip(paths, made, strict=True):
        click.echo(f"{path}" + (f"  {wrote.rows:,} rows" if wrote.rows is not None else ""))
    return [note for wrote in made for note in wrote.notes]


def _written(
    write: Callable[[Source, Path], list[Wrote]], source: Source, folder: Path, target: Path
) -> list[Wrote]:
    """What ``write`` wrote; what disks and libraries raise becomes one line about ``target``."""
    import duckdb

    from duizhang.ledger.errors import LedgerError

    try:
        return write(source, folder)
    except (OSError, duckdb.Error) as error:
        raise LedgerError(f"{target}: {_line(error)}; nothing was changed") from error
    except Exception as error:  # xlsxwriter has errors of its own for files it cannot make
        if type(error).__module__.startswith("xlsxwriter"):
            raise LedgerError(f"{target}: {_line(error)}; nothing was changed") from error
        raise


def _line(error: Exception) -> str:
    number = _NUMBER.search(str(error))  # DuckDB's writers tell the system's own number
    told = os.strerror(int(number[1])) if number else getattr(error, "strerror", None)
    text = (told or str(error)).strip().splitlines()
    line = text[0] if text else repr(error)
    full = "no space left" in str(error).lower() or "disk is full" in str(error).lower()
    return "the disk is full" if full else line


def _need(packages: Sequence[str]) -> None:
    for name in packages:
        if importlib.util.find_spec(name) is None:
            raise Failed(f"this format needs {name}: {how_to_add('publish')}")
