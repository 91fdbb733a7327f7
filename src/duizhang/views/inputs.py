"""What the commands that look at one file share: opening it, and saying why it cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from duizhang.language.lexicon import Lexicon
    from duizhang.model import Report

F = TypeVar("F", bound=Callable[..., Any])


class Failed(click.ClickException):
    """An input that failed: one line ``duizhang: …`` on stderr, exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        from duizhang.ledger.walk import shown

        click.echo(f"duizhang: {shown(self.message)}", err=True)


def refuse_itself(out: Path, file: str) -> None:
    """Raise :class:`Failed` where what is written to ``out`` would replace the report ``file``."""
    import os

    try:
        same = os.path.samefile(out, file)
    except (OSError, ValueError):  # one of them is not there
        return
    if same:
        raise Failed(f"{out}: is the report itself; name another file")


def lexicon_option(command: F) -> F:
    """A click option ``--lexicon``: the path of the user's own TOML file, or None."""
    return click.option(
        "--lexicon", metavar="FILE", help="A lexicon of your own (TOML), added to ours."
    )(command)


def lexicon_at(path: str | None) -> Lexicon:
    """The shipped lexicon, with the file at ``path`` added. A faulty one is wrong use (2)."""
    from duizhang.language.lexicon import load_lexicon

    try:
        return load_lexicon(path or "")
    except OSError as error:
        raise click.UsageError(f"--lexicon {path}: {error.strerror or error}") from error
    except ValueError as error:
        raise click.UsageError(f"--lexicon {error}") from error


def report_at(path: str | Path, lexicon: Lexicon) -> Report:
    """The report in the file at ``path``; raises :class:`Failed` where it cannot be read."""
    from duizhang.reading import Unreadable
    from duizhang.report import read

    try:
        return read(path, lexicon)
    except Unreadable as error:
        raise Failed(f"{path}: {error.reason}") from error
    except OSError as error:
        raise Failed(f"{path}: {error.strerror or error}") from error
    except Exception as error:
        raise Failed(f"{path}: {defect(error)}") from error


def defect(error: Exception) -> str:
    """In one line, what a defect of ours (no fault of the file) says of itself."""
    told = " ".join(str(error).split())
    return f"internal error: {type(error).__name__}: {told}"
