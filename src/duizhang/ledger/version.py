"""Fingerprints of the code that reads, so that what older code read is read again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duizhang.ledger.reviews import Review

SCHEMA_VERSION = 3

# Everything that decides what a report's rows hold, data files too (the lexicon's fingerprint
# speaks for a user's own file, and for those of ours that a user may add to).
_READING = (
    "model",
    "language",
    "reading",
    "outline",
    "figures",
    "claims",
    "report.py",
    "ledger/rows.py",
    "ledger/printed.py",
    "ledger/schema.sql",
    "ledger/version.py",
)
# Everything that decides how an account is closed, beside what was read.
_CLOSING = (
    "model",
    "account",
    "language/data/account.toml",
    "language/data/indicators.csv",
    "language/data/places.csv",
    "language/number.py",
)
_SUFFIXES = frozenset({".py", ".toml", ".csv", ".tsv", ".txt", ".sql"})


@cache
def code_version() -> str:
    """16 hex digits that change with any source file of the reading stages or of the schema."""
    return _digest(_READING)


@cache
def account_version() -> str:
    """16 hex digits that change with any source file that closing an account depends on."""
    return _digest(_CLOSING)


def account_key(reviews: Iterable[Review]) -> str:
    """Names the rules and reviews that the accounts of a ledger are closed by."""
    parts = (account_version(), *(r.id for r in reviews))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _digest(parts: tuple[str, ...]) -> str:
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for part in parts:
        path = package / part
        for file in (
            [path]
            if path.is_file()
            else sorted(p for p in path.rglob("*") if p.suffix in _SUFFIXES)
        ):
            digest.update(file.relative_to(package).as_posix().encode() + b"\0")
            digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def read_key(source_fields: tuple[str, ...], lexicon: str) -> str:
    """Names what reading one source gives: its fields and hash, the lexicon, the code."""
    parts = "\0".join((*source_fields, lexicon, code_version()))
    return hashlib.sha256(parts.encode("utf-8", "surrogateescape")).hexdigest()[:32]
