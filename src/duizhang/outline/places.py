"""Finds which place each part of a page is about, where a page holds several (a digest)."""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhang.language.lexicon import Lexicon
from duizhang.language.places import Places, lexicon_places
from duizhang.model import Document, Identity

_LEADING = re.compile(r"^[#\s　■●◆▲*]*([一-鿿]{2,3}?)(?:市|州|县|区)?(?=[\s　:：|｜·—]|$)")


class DigestPlaces(NamedTuple):
    """``at``: repaired offset of a block -> the place that holds from there on."""

    at: dict[int, str]
    names: tuple[str, ...]


def digest_places(
    document: Document, folded: str, identity: Identity, lexicon: Lexicon
) -> DigestPlaces:
    """The places of a page about several: headings that begin with the name of a place.

    Only a page with two such headings of different places is a digest.
    """
    table: Places = lexicon.compiled(lexicon_places)
    at: dict[int, str] = {}
    for block in document.blocks:
        if block.kind not in ("heading", "paragraph") or block.end - block.start > 60:
            continue
        m = _LEADING.match(folded[block.start : block.end])
        if m is None:
            continue
        name = m.group(1)
        if any(p.level in ("province", "prefecture", "county") for p in table.find(name)):
            pass
        elif block.kind != "heading" or not _told_of(folded, name):
            continue
        at[block.start] = name
    names = tuple(dict.fromkeys(at.values()))
    return DigestPlaces(at, names) if len(names) >= 2 else DigestPlaces({}, ())


def _told_of(folded: str, name: str) -> bool:
    """Whether a name that no table has is a place of the text: it has 市 or 县 behind it there."""
    return (
        any(name + kind in folded for kind in ("市", "县", "区", "州", "旗"))
        and folded.count(name) >= 3
    )
