"""Where saved pages came from: a list of files with their urls, kept with the ledger."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from duizhang.ledger.errors import LedgerError

_LARGEST = 64 * 2**20  # bytes of a list
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|")
_COLUMNS = ("file", "url", "publisher", "published")


class About(NamedTuple):
    """What is known of a file from outside: its url, publisher, date of publication (ISO)."""

    url: str = ""
    publisher: str = ""
    published: str = ""


class Listed(NamedTuple):
    """A line of the list: the file as written, the absolute paths it may mean, and what it says."""

    file: str
    paths: tuple[Path, ...]
    about: About


def read_list(path: str | Path) -> list[Listed]:
    """The list at ``path``: lines ``file<TAB>url``, or CSV whose head names the columns file, url
    and, if known, publisher and published.

    A relative file is looked for beside the list first, then where the user stands. Raises
    LedgerError, one line, where the list cannot be read or a line of it says something else.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise LedgerError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise LedgerError(f"{path}: not UTF-8") from error
    if len(data) > _LARGEST:
        raise LedgerError(f"{path}: too large for a list of urls")
    beside = Path(os.path.abspath(path)).parent
    found = []
    for number, row in _rows(text):
        named = dict(zip(_COLUMNS, row, strict=False))
        file_name = named.pop("file", "")
        about = About(**named)
        if not file_name or not _URL.fullmatch(about.url) or not _DATE.fullmatch(about.published):
            raise LedgerError(
                f"{path}, line {number}: needs a file and its url, and a date like 2031-02-09"
            )
        tops = (beside, Path.cwd())
        paths = tuple(Path(os.path.normpath(top / file_name)) for top in tops)
        found.append(Listed(file_name, paths, about))
    return found


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The number and the cells (in the order of ``_COLUMNS``) of every line that is not blank."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    delimiter = "\t" if "\t" in first else ","
    order: Sequence[int] = range(len(_COLUMNS))
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if reader.line_num == 1 and {"file", "url"} <= set(cells):
                order = [cells.index(c) if c in cells else len(cells) for c in _COLUMNS]
                continue
            yield reader.line_num, [cells[i] if i < len(cells) else "" for i in order]
    except csv.Error as error:
        raise LedgerError(f"line {reader.line_num} of the list of urls: {error}") from error
