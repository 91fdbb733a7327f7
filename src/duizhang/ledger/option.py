"""Which ledger: ``--ledger``, else the environment's DUIZHANG_LEDGER, else ``./duizhang.ledger``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

ENVIRONMENT = "DUIZHANG_LEDGER"
DEFAULT = "duizhang.ledger"

F = TypeVar("F", bound=Callable[..., Any])


def ledger_path(given: str | Path | None = None) -> Path:
    """The folder of the ledger that ``given``, the environment or the default names."""
    return Path(given or os.environ.get(ENVIRONMENT) or DEFAULT)


def _resolve(ctx: click.Context, param: click.Parameter, value: str | None) -> Path:
    if value is not None and not value.strip():
        raise click.BadParameter("a ledger's folder has a name", ctx, param)
    return ledger_path(value)


def ledger_option(command: F) -> F:
    """A click option ``--ledger``; the command receives ``ledger: Path`` (which may not exist)."""
    return click.option(
        "--ledger",
        metavar="FOLDER",
        callback=_resolve,
        help=f"The ledger's folder [${ENVIRONMENT}, else ./{DEFAULT}].",
    )(command)
