"""Finds which place each part of a page is about, where a page holds several (a digest)."""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhang.language.lexicon import Lexicon
from duizhang.language.places import Places, lexicon_places
from duizhang.model import Document, Identity

_LEADING = re.compile(r"^[#\s　■●◆▲*]*([一-鿿]{2,3}?)(?:市|州|县|区)?(?=[\s　:：|｜·—]|$)")


_FIRST = re.compile(r"^[#\s　■●◆▲*]*([一-鿿]{2,3})(?![省市县区州])")


_OUTPUT = re.compile(r"生产总值|GDP")


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
    if len(set(at.values())) < 2:
        at |= _of_their_own(document, folded)
    names = tuple(dict.fromkeys(at[start] for start in sorted(at)))
    if len(names) >= 2:
        at |= _beside(document, folded, at, table)
        names = tuple(dict.fromkeys(at[start] for start in sorted(at)))
    return DigestPlaces(at, names) if len(names) >= 2 else DigestPlaces({}, ())


def _of_their_own(document: Document, folded: str) -> dict[int, str]:
    """Headings of one rank whose first words are told again below each, with an output of its own.

    So places are known that no table has and that the page calls by their short names alone.
    """
    heads = [b for b in document.blocks if b.kind == "heading"]
    found: dict[int, dict[int, str]] = {}
    for block in heads:
        m = _LEADING.match(folded[block.start : block.end])
        if m is None or m.end() == block.end - block.start:
            continue
        after = (b.start for b in heads if b.start > block.start and b.level <= block.level)
        part = folded[block.end : next(after, len(folded))]
        if m.group(1) in part and _OUTPUT.search(part):
            found.setdefault(block.level, {})[block.start] = m.group(1)
    return max(found.values(), key=len, default={})


def _beside(document: Document, folded: str, at: dict[int, str], table: Places) -> dict[int, str]:
    """Headings of the same rank that begin with a place of the same kind: 湘潭“智造谷”里造车忙."""
    ranks = {b.level for b in document.blocks if b.start in at and b.kind == "heading"}
    kinds = {p.level for name in at.values() for p in table.find(name)}
    found = {}
    for block in document.blocks:
        if block.kind != "heading" or block.level not in ranks or block.start in at:
            continue
        m = _FIRST.match(folded[block.start : block.end])
        for size in (3, 2):
            name = m.group(1)[:size] if m else ""
            if len(name) == size and any(p.level in kinds for p in table.find(name)):
                found[block.start] = name
                break
    return found


def _told_of(folded: str, name: str) -> bool:
    """Whether a name that no table has is a place of the text: it has 市 or 县 behind it there."""
    return (
        any(name + kind in folded for kind in ("市", "县", "区", "州", "旗"))
        and folded.count(name) >= 3
    )
