"""Writing what a view made: to a file, whole or not at all, or to standard output."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click


def write_out(made: bytes, out: Path) -> None:
    """Write ``made`` to ``out`` (``-``: standard output) and name the file on stderr.

    A file is replaced whole; an OSError leaves the old one.
    """
    if str(out) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
        return
    handle, part = tempfile.mkstemp(prefix=f".{out.name[:40]}.", dir=out.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        os.chmod(part, 0o666 & ~_umask())
        os.replace(part, out)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    click.echo(f"{out}: {len(made):,} bytes", err=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
