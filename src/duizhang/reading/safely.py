"""``decode_safely``: as ``decode``, but files that may be hostile are read in another process."""

from __future__ import annotations

from duizhang.model import Document, Source
from duizhang.reading.formats import PLAIN
from duizhang.reading.page import decode


def decode_safely(source: Source) -> Document:
    """The Document in ``source``, as :func:`duizhang.reading.decode` gives it.

    Text is read here: it costs nothing, and nothing in it can grow. Other formats are read in a
    process of their own, which is ended where it takes more time or memory than
    :mod:`duizhang.reading.limits` allows. Raises :class:`Unreadable`, also where the reader of the
    format fails in any other way.
    """
    if source.media_type in PLAIN:
        return decode(source)
    from duizhang.reading.worker import decode_outside

    return decode_outside(source)
