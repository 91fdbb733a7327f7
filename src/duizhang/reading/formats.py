"""One adapter for each format: from a Source to a Draft of its text.

An adapter decodes the bytes into the source text and may remove from it what is layout of the
format itself (tags, for instance), so that offsets still lead back. To add a format: write an
adapter, name it in :data:`ADAPTERS`, and teach :mod:`duizhang.reading.media` its first bytes.
"""

from __future__ import annotations

from collections.abc import Callable

from duizhang.model import Source
from duizhang.reading.draft import Draft
from duizhang.reading.encoding import decode_text

Adapter = Callable[[Source], Draft]


def read_text(source: Source) -> Draft:
    """Plain text and Markdown: the source text is the decoded bytes."""
    text, encoding, warnings = decode_text(source.name, source.data)
    draft = Draft(text, encoding)
    draft.warnings.extend(warnings)
    return draft


ADAPTERS: dict[str, Adapter] = {
    "text/plain": read_text,
    "text/markdown": read_text,
}
