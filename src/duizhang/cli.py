"""The command line: a table of commands, each loaded only when it is called.

Every command lives beside the view or stage it shows, as a click command named ``command``.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import click

from duizhang import __version__

# name -> (module that holds ``command``, one line of help). The help stands here so that
# ``duizhang --help`` need not import DuckDB or rich.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("duizhang.views.demo", "Build a ledger from the bundled samples and show a city."),
    "build": ("duizhang.ledger.command", "Read files and folders into a ledger."),
    "show": ("duizhang.views.show", "Print targets and results as a table."),
    "figures": ("duizhang.views.figures", "Print every numeral of a file as JSON Lines."),
    "explain": ("duizhang.views.explain", "Say why a figure was read as it was."),
    "page": ("duizhang.views.reading_order", "Show what was read of a file, in which order."),
    "accounted": ("duizhang.views.accounted", "Show a page with every numeral marked."),
    "account": ("duizhang.views.account", "Close the account: promises against outcomes."),
    "conflicts": ("duizhang.views.conflicts", "Show where two sources differ, and why."),
    "history": ("duizhang.views.history", "Follow one indicator of a place through the years."),
    "projects": ("duizhang.views.projects", "Follow the named lists of a place through the years."),
    "export": (
        "duizhang.views.export.command",
        "Write tables for Excel, Stata, Parquet, CSV and the rest.",
    ),
    "cite": ("duizhang.views.cite", "Cite a figure: source, page, sentence, date."),
    "review": ("duizhang.views.review", "Accept, correct or reject what was read or closed."),
    "publish": (
        "duizhang.views.web.publish",
        "Write the web pages as a site that opens from disk.",
    ),
    "digest": ("duizhang.views.digest.command", "Write a newspaper's digest of places."),
    "poster": ("duizhang.views.poster.command", "Make the one-page poster of a place's report."),
    "plot": ("duizhang.views.plot.command", "Draw the standard pictures: SVG, PNG or text."),
    "serve": ("duizhang.views.web.serve", "Open the ledger as a site: look, compare, correct."),
    "score": ("duizhang.views.score", "Run the scorers and show what changed, case by case."),
    "bench": ("duizhang.views.bench", "Measure reports a second and the slowest stage."),
}


class LazyGroup(click.Group):
    """A click group that imports a command's module when the command is called."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run; an output that cannot be written (a full disk) is one line and code 1."""
        try:
            try:
                return super().main(args, prog_name, complete_var, standalone_mode, **extra)
            finally:
                sys.stdout.flush()
        except OSError as error:
            if not standalone_mode:
                raise
            if error.errno != errno.EPIPE:
                where = str(error.filename) if error.filename else "output"
                with suppress(OSError):
                    click.echo(f"duizhang: {where}: {error.strerror or error}", err=True)
            with suppress(OSError, ValueError):  # or Python complains of the rest when it ends
                null = os.open(os.devnull, os.O_WRONLY)
                os.dup2(null, sys.stdout.fileno())
            sys.exit(1)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="duizhang")
def main() -> None:
    """Duizhang 对账: what governments promised, and what came of it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a C locale must not turn Chinese into a traceback
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
