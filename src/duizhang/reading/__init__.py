"""Bytes of a report become a Document: ``decode(open_source(path))``.

``open_source`` looks at the file and refuses what cannot be read; ``decode`` undoes what print and
copying did to the page, and keeps the way back to the source for every character.
``decode_safely`` does the same in a process with limits, for files that may be hostile.
"""

from __future__ import annotations

from duizhang.reading.errors import Unreadable
from duizhang.reading.page import decode
from duizhang.reading.safely import decode_safely
from duizhang.reading.source import LIMIT, make_source, open_source

__all__ = ["LIMIT", "Unreadable", "decode", "decode_safely", "make_source", "open_source"]
