"""Writes docs/cli.md from the commands' own help. Run it after changing a command or an option:

python scripts/write_cli_docs.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from duizhang.cli import main

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
_WIDTH = 90
_HEAD = """# The command line

Made by `scripts/write_cli_docs.py` from the commands' own help; a test compares the two.

Tables go to standard output, warnings to standard error. A command ends with 0 when all went
well, 1 when some input failed (the rest is done), 2 when it was called wrongly. The ledger is
`--ledger`, else `DUIZHANG_LEDGER`, else `./duizhang.ledger`.
"""


def render() -> str:
    """The text of docs/cli.md."""
    return _HEAD + "".join(_sections(main, "duizhang", 2))


def _sections(command: click.Command, name: str, depth: int) -> list[str]:
    context = click.Context(
        command, info_name=name, terminal_width=_WIDTH, max_content_width=_WIDTH
    )
    context.help_option_names = ["-h", "--help"]
    found = [f"\n{'#' * depth} {name}\n\n```\n{command.get_help(context)}\n```\n"]
    if isinstance(command, click.Group):
        for word in command.list_commands(context):
            below = command.get_command(context, word)
            if below is not None and not below.hidden:
                found += _sections(below, f"{name} {word}", depth + (depth > 2))
    return found


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.buffer.write(render().encode())
    else:
        PAGE.write_text(render(), encoding="utf-8")
