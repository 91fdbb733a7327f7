"""``decode``: the repairs in their order, and the Document they give."""

from __future__ import annotations

import re

from duizhang.model import Block, Document, Source
from duizhang.reading.errors import Unreadable
from duizhang.reading.formats import ADAPTERS

_LINE = re.compile(r"\S[^\n]*")


def decode(source: Source) -> Document:
    """The Document in ``source``. Raises :class:`Unreadable`."""
    adapter = ADAPTERS.get(source.media_type)
    if adapter is None:
        raise Unreadable(source.name, f"{source.media_type} is not read yet")
    draft = adapter(source)
    blocks = tuple(
        Block("paragraph", m.start(), m.start() + len(m.group().rstrip()))
        for m in _LINE.finditer(draft.text)
    )
    return Document(
        source.name, source.sha256, source.media_type, draft.encoding, draft.source_text,
        draft.text, draft.segments(), blocks, tuple(draft.warnings),
        publisher=source.publisher, published=source.published, url=source.url,
    )  # fmt: skip
