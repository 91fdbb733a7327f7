"""Pages for the tests of reading: text in, Document out, and where the real pages lie."""

from __future__ import annotations

import os
import re
from pathlib import Path

from duizhang.model import Document
from duizhang.reading import decode, make_source
from duizhang.reading.draft import Draft

HELD_OUT = re.compile("浙江省-2026|江西省-2026|中国-2010")


def read(text: str, media_type: str = "text/plain") -> Document:
    """The Document of ``text`` as a file would give it, whatever its characters."""
    source = make_source("page.txt", b"x")
    data = text.encode("utf-8", "replace")
    fields = {"data": data, "media_type": media_type, "sha256": "0" * 64}
    return decode(type(source)("page.txt", **fields))


def shared() -> Path | None:
    """The folder of real pages, None where it is absent."""
    beside = Path(__file__).resolve().parents[2].parent / "shared"
    found = Path(os.environ.get("DUIZHANG_SHARED", beside))
    return found if (found / "seeds").is_dir() else None


def real_pages() -> list[Path]:
    """All real pages that may be looked at."""
    root = shared()
    if root is None:
        return []
    paths = [*root.glob("seeds/*.txt"), *root.glob("corpus/*/*.txt")]
    return sorted(p for p in paths if not HELD_OUT.search(p.name))


def removed(document: Document, kind: str) -> list[str]:
    """The source text of all segments of ``kind``."""
    text = document.source_text
    return [text[s.start : s.end] for s in document.segments if s.kind == kind]


def codes(document: Document) -> list[str]:
    """The codes of the document's warnings, sorted."""
    return sorted(w.code for w in document.warnings)


def kinds(document: Document) -> list[tuple[str, str]]:
    """Kind and text of every block."""
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


def draft(text: str) -> Draft:
    """A draft of ``text``, to try one repair on."""
    return Draft(text, "utf-8")
