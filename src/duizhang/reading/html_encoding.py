"""The decoded markup of a page: its mark, its declaration, and what its bytes say."""

from __future__ import annotations

import codecs
import re

from duizhang.model import Warning_
from duizhang.reading.encoding import decode_text

_DECLARED = re.compile(
    rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]{2,30})"
    rb"|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.\-]{2,30})",
    re.I,
)
_HEAD = 16384
# Encodings by the name that pages give them -> the widest of the kind.
_FAMILIES = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "hz": "gb18030",
             "big5": "big5hkscs", "big5hkscs": "big5hkscs", "utf-8": "utf-8"}  # fmt: skip


def declared(data: bytes) -> str:
    """The encoding that the page declares, as Python names it; empty where it declares none."""
    m = _DECLARED.search(data[:_HEAD])
    if m is None:
        return ""
    name = (m.group(1) or m.group(2)).decode("ascii")
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return ""
    return _FAMILIES.get(found, found)


def decode_markup(name: str, data: bytes, told: str = "") -> tuple[str, str, list[Warning_]]:
    """The markup, its encoding, and warnings. Raises :class:`duizhang.reading.Unreadable`.

    What the bytes are outweighs what the page, or the mail around it (``told``), declares; the
    warning ``wrong_charset`` says where they differ.
    """
    text, encoding, warnings = decode_text(name, data)
    said = declared(data) or told
    unmarked = not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if encoding.startswith("utf-16") and unmarked and b"\x00" not in data[:4096]:
        # Latin letters of markup, two by two, look like rare Han characters
        encoding = said if said in ("gb18030", "big5hkscs") else "gb18030"
        text, warnings = data.decode(encoding, "replace"), []
    if said and said != encoding and said in _FAMILIES.values() and not text.isascii():
        message = f"the page says it is {said}, but it is {encoding}"
        warnings = [*warnings, Warning_("wrong_charset", message)]
    # Offsets of such a warning are of the markup, not of the text that is taken from it.
    return text, encoding, [Warning_(w.code, w.message) for w in warnings]
