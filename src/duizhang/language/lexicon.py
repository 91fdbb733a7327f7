"""The one loader of what Duizhang knows of the language of reports.

Knowledge lies as TOML and CSV in ``language/data``; this module reads it once, compiles what is
matched often, and gives every stage its part. A user's own TOML file may add to it
(``load_lexicon(path)``), never silently replace it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import stat
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

_TABLES = (
    "units.toml",
    "hedges.toml",
    "kinds.toml",
    "hanzi.toml",
    "verbs.toml",
    "periods.toml",
    "sections.toml",
    "subjects.toml",
    "roles.toml",
    "relations.toml",
    "pledges.toml",
    "tables.toml",
)
_CSVS = ("indicators.csv", "stance.csv", "confidence.csv")


class LexiconError(ValueError):
    """A lexicon file that cannot be used; the message says which entry and why, in one line."""


@dataclass(frozen=True)
class Lexicon:
    """Everything known of the language.

    ``tables`` maps a table's name (``units``, ``hedges``, …) to its parsed data, ``rows`` a CSV's
    name to its rows; ``fingerprint`` is a hash that changes when any of it does. Stages compile
    what they need with :meth:`compiled`, once for each lexicon.
    """

    tables: dict[str, dict[str, Any]]
    rows: dict[str, list[dict[str, str]]]
    fingerprint: str
    source: str = ""
    _made: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def compiled(self, make: Any) -> Any:
        """``make(self)``, made once for each lexicon and kept."""
        found = self._made.get(make)
        if found is None:
            found = self._made[make] = make(self)
        return found

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return load_lexicon, (self.source,)


def _read(name: str) -> bytes:
    return (files("duizhang.language") / "data" / name).read_bytes()


def _load(extra: bytes, source: str) -> Lexicon:
    digest = hashlib.sha256()
    tables: dict[str, dict[str, Any]] = {}
    rows: dict[str, list[dict[str, str]]] = {}
    for name in _TABLES:
        data = _read(name)
        digest.update(data)
        tables[name.removesuffix(".toml")] = tomllib.loads(data.decode("utf-8"))
    for name in _CSVS:
        data = _read(name)
        digest.update(data)
        rows[name.removesuffix(".csv")] = list(csv.DictReader(io.StringIO(data.decode("utf-8"))))
    if extra:
        digest.update(extra)
        _add(tables, rows, extra, source)
    return Lexicon(tables, rows, digest.hexdigest()[:16], source)


_USER_KEYS = {"indicator": {"id", "zh", "en", "aliases", "direction", "units", "plain"},
              "unit": {"form", "unit", "scale", "also", "not_before", "examples"},
              "name": {"left", "right", "number", "kind", "name", "examples"},
              "place": {"name", "short", "code", "level", "parent"}}  # fmt: skip


def _add(
    tables: dict[str, dict[str, Any]],
    rows: dict[str, list[dict[str, str]]],
    extra: bytes,
    source: str,
) -> None:
    """Adds a user's entries; unknown keys and duplicate ids are errors that say where."""
    try:
        mine = tomllib.loads(extra.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(f"{source}: not a TOML file: {error}") from None
    for table, entries in mine.items():
        if table not in _USER_KEYS or not isinstance(entries, list):
            known = ", ".join(f"[[{k}]]" for k in _USER_KEYS)
            raise LexiconError(f"{source}: [{table}] is not known; a lexicon may hold {known}")
        for entry in entries:
            if not isinstance(entry, dict):
                raise LexiconError(f"{source}: {table} is no [[{table}]]")
            if table == "place" and not _is_name(entry.get("name")):
                raise LexiconError(f"{source}: [[place]] name={entry.get('name', '')!r} is no name")
            unknown = set(entry) - _USER_KEYS[table]
            if unknown:
                raise LexiconError(f"{source}: [[{table}]] does not know {sorted(unknown)[0]}")
            for key in ("left", "right", "number"):
                try:
                    re.compile(entry.get(key, ""))
                except re.error as error:
                    raise LexiconError(f"{source}: [[{table}]] {key}: {error}") from None
            if table == "indicator":
                if any(r["id"] == entry.get("id") for r in rows["indicators"]):
                    raise LexiconError(f"{source}: indicator {entry['id']} exists already")
                row = dict.fromkeys(rows["indicators"][0], "")
                row.update({k: v if isinstance(v, str) else "|".join(v) for k, v in entry.items()})
                rows["indicators"].append(row)
            elif table == "unit":
                tables["units"]["unit"].append(entry)
            elif table == "name":
                rule = {"name": "user's name", "kind": "name", "left": "", "right": "", **entry}
                tables["kinds"]["rule"].insert(0, rule)
            else:
                tables["units"].setdefault("place", []).append(entry)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


@cache
def default_lexicon() -> Lexicon:
    """The lexicon that ships with Duizhang (loaded once a process)."""
    return _load(b"", "")


@cache
def load_lexicon(path: str = "") -> Lexicon:
    """The shipped lexicon, with the user's own TOML file at ``path`` added.

    Raises LexiconError, in one line, when the file cannot be read or holds what is not known.
    """
    if not path:
        return default_lexicon()
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise LexiconError(f"{path}: not a regular file")
        extra = Path(path).read_bytes()
    except OSError as error:
        raise LexiconError(f"{path}: {error.strerror or error}") from None
    return _load(extra, str(path))
