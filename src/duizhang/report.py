"""One report, from bytes to records: ``read`` is ``open_source``, ``decode``, ``interpret``."""

from __future__ import annotations

import re
from pathlib import Path

from duizhang.language.lexicon import Lexicon, default_lexicon
from duizhang.model import Document, Figure, Identity, Report, Source
from duizhang.reading import decode, open_source

_NUMERAL = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?")


def interpret(document: Document, lexicon: Lexicon | None = None) -> Report:
    """What ``document`` says. Pure: no file, clock, network or global state is touched."""
    lexicon = lexicon or default_lexicon()
    figures = tuple(
        Figure(m.start(), m.end(), "other", m.group(), unit_end=m.end())
        for m in _NUMERAL.finditer(document.source_text)
    )
    return Report(document, Identity(), figures=figures, warnings=document.warnings)


def read_source(source: Source, lexicon: Lexicon | None = None) -> Report:
    """The report in ``source``. Raises :class:`duizhang.reading.Unreadable`."""
    return interpret(decode(source), lexicon)


def read(path: str | Path, lexicon: Lexicon | None = None) -> Report:
    """The report in the file at ``path``. Raises :class:`duizhang.reading.Unreadable`."""
    return read_source(open_source(path), lexicon)
