"""Bytes to text: which encoding a report was saved in.

UTF-8 is taken when it fits, for hardly anything else fits it by chance. GB18030 and Big5 fit each
other's bytes; between them, and for UTF-16 without its mark, the share of the commonest Han
characters decides: some 70 % in a report read rightly, a few per cent in one read wrongly.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from pathlib import Path

from duizhang.language.fold import fold
from duizhang.model import Warning_
from duizhang.reading.errors import Unreadable
from duizhang.reading.media import looks_utf16

_COMMON = Path(__file__).parents[1] / "language" / "data" / "common_han.txt"
# The longer marks first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HAN = re.compile("[\u4e00-\u9fff]")
_SAMPLE = 20_000  # characters judged
_PLAUSIBLE = 0.1  # share of common characters below which a guess needs a second opinion
_SHORT = 40  # bytes that are too few for a second opinion: it knows less of reports than we do
_BAD_SHARE = 0.005  # characters that may be lost before a file counts as unreadable
_BAD_FEW = 3  # always forgiven, in a short file too


def decode_text(name: str, data: bytes) -> tuple[str, str, list[Warning_]]:
    """The text of ``data``, its encoding, and warnings. Raises :class:`Unreadable`.

    The byte-order mark is removed, newlines are untouched. Characters that cannot be decoded, if
    they are few, stand as U+FFFD.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _forgiving(name, data[len(mark) :], encoding)
    try:
        return data.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError:
        pass
    utf16 = looks_utf16(data[:65536])
    if utf16:
        return _forgiving(name, data, utf16)
    if _mostly_utf8(data):
        return _forgiving(name, data, "utf-8")
    guesses = [
        (_share_of_common(data, encoding), encoding) for encoding in ("gb18030", "big5hkscs")
    ]
    share, encoding = max(guesses, key=lambda guess: guess[0])
    if share < _PLAUSIBLE and len(data) > _SHORT:
        encoding = _second_opinion(data) or encoding
    return _forgiving(name, data, encoding)


def _forgiving(name: str, data: bytes, encoding: str) -> tuple[str, str, list[Warning_]]:
    try:
        return data.decode(encoding), encoding, []
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
    bad = text.count("�")
    if bad > max(_BAD_FEW, len(text) * _BAD_SHARE) or bad * 2 > len(text):
        raise Unreadable(
            name, "its encoding is not recognised (neither UTF-8, UTF-16, GB18030 nor Big5)"
        )
    first = text.index("�")
    message = f"{bad} characters could not be decoded as {encoding}; they stand as �"
    return text, encoding, [Warning_("undecodable", message, first, first + 1)]


def _mostly_utf8(data: bytes) -> bool:
    """Whether only a few bytes keep ``data`` from being UTF-8 (a cut end, a damaged spot)."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count("�")
    wide = len(data) - len(text)  # bytes beyond the first of each character
    return bad <= max(_BAD_FEW, len(text) * _BAD_SHARE) and wide > 20 * bad


def _share_of_common(data: bytes, encoding: str) -> float:
    """Share of common Han characters among all that is not ASCII; 0 where nothing decodes."""
    text = data[: _SAMPLE * 2].decode(encoding, errors="replace")
    wide = [c for c in text if c > "\x7f"]
    if not wide or not _HAN.search(text):
        return 0.0
    folded = fold("".join(wide))
    common = _common()
    # a character that does not decode counts double against the guess
    return sum(c in common for c in folded) / (len(folded) + folded.count("�"))


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8")) - {"\n"} | frozenset("，。、；：“”（）")


def _second_opinion(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:65536]).best()
    return best.encoding if best is not None else ""
