"""The eight words of Duizhang: Source, Document, Section, Figure, Claim, Relation, Pledge, Entry.

Frozen, plain data. Nothing here reads a file, knows a database or decides anything; offsets count
code points and are half open (``end`` exclusive). Two coordinate systems occur, and names tell
them apart: ``start``/``end`` are always places in the *source text* (what the decoded file holds),
``text_start``/``text_end`` are places in the *repaired text* (``Document.text``).
"""

from duizhang.model.document import (
    Block,
    Document,
    Locator,
    Page,
    Segment,
    SegmentMap,
    Source,
    Warning_,
)
from duizhang.model.records import (
    Claim,
    Entry,
    Figure,
    Identity,
    Pledge,
    Reason,
    Relation,
    Report,
    Section,
    Spot,
)

__all__ = [
    "Block",
    "Claim",
    "Document",
    "Entry",
    "Figure",
    "Identity",
    "Locator",
    "Page",
    "Pledge",
    "Reason",
    "Relation",
    "Report",
    "Section",
    "Segment",
    "SegmentMap",
    "Source",
    "Spot",
    "Warning_",
]
