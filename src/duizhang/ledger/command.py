"""``duizhang build``: files and folders into a ledger."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from duizhang.ledger.option import ledger_option

_FEW = 3  # names that are told of many


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@ledger_option
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: os.cpu_count() or 1,
    metavar="N",
    help="Processes that read [one for each core].",
)
@click.option(
    "--lexicon",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="A TOML file with indicators, units, names and places of your own.",
)
@click.option(
    "--url-list",
    "urls",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Where saved pages came from: lines of file, tab, url; or CSV (file,url,publisher,published).",
)
@click.option("--rebuild", is_flag=True, help="Make the ledger anew, whatever stands there.")
def command(
    paths: tuple[str, ...],
    ledger: Path,
    jobs: int,
    lexicon: str | None,
    urls: str | None,
    rebuild: bool,
) -> None:
    """Read files, folders and archives (ZIP) into a ledger.

    A second run reads only what has changed. Every file that could not be read is named with its
    reason; the rest is done, and the exit code is then 1 (but for lists, programs and parts of
    saved pages that lie beside the reports in a folder). Where the ledger held something read from
    such a file or folder before, that stays, and a line says so (kept: …). A member of an archive is named by both
    paths: a.zip/dir/b.docx.
    """
    from duizhang.language.lexicon import LexiconError
    from duizhang.ledger.build import NothingFoundError, build
    from duizhang.ledger.errors import LedgerError
    from duizhang.ledger.walk import shown
    from duizhang.reading.names import HARMLESS

    if not all(paths):
        raise click.UsageError("an empty PATH names nothing")
    home = Path(os.path.abspath(ledger)).parent
    try:
        with _Bar() as bar:
            done = build(
                paths,
                ledger,
                jobs=jobs,
                lexicon=lexicon,
                rebuild=rebuild,
                urls=urls,
                progress=bar.show,
            )
    except LexiconError as error:
        raise click.UsageError(f"--lexicon {error}") from error
    except LedgerError as error:
        for path, reason in error.skipped if isinstance(error, NothingFoundError) else ():
            click.echo(f"not read: {_shown(home, path)}: {reason}", err=True)
        click.echo(f"duizhang: {shown(str(error))}", err=True)
        sys.exit(1)
    kept = {k.path for k in done.kept}
    for path, reason, documents in done.kept:
        where = _shown(home, path)
        click.echo(f"kept: {where}: {reason}, {documents:,} documents kept", err=True)
    for path, reason in done.skipped:
        if path not in kept:
            click.echo(f"not read: {_shown(home, path)}: {reason}", err=True)
    if done.not_there:
        few = ", ".join(map(shown, done.not_there[:_FEW]))
        more = f" and {len(done.not_there) - _FEW:,} more" if len(done.not_there) > _FEW else ""
        click.echo(f"not in the ledger, but in {shown(urls or '')}: {few}{more}", err=True)
    click.echo(
        f"{shown(ledger)}: {done.documents:,} documents, {done.figures:,} figures, {done.claims:,} claims"
        f", {done.warnings:,} warnings"
    )
    click.echo(
        f"read {done.read:,}, unchanged {done.unchanged:,}, gone {done.gone:,}"
        f", not read {len(done.skipped):,}"
    )
    sys.exit(1 if any(s.reason not in HARMLESS for s in done.skipped) else 0)


def _shown(home: Path, path: str) -> str:
    from duizhang.ledger.walk import shown

    return shown(os.path.relpath(os.path.join(home, path)))


class _Bar:
    """A progress bar on standard error; nothing where that is no terminal."""

    def __enter__(self) -> _Bar:
        self._progress = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeRemainingColumn,
            )

            self._progress = Progress(
                TextColumn("reading"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._progress.add_task("reading", total=None)
            self._progress.start()
        return self

    def show(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` documents are read."""
        if self._progress is not None:
            self._progress.update(self._task, completed=done, total=total)

    def __exit__(self, *error: object) -> None:
        if self._progress is not None:
            self._progress.stop()
