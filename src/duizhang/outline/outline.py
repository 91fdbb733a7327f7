"""Walks a document's blocks and settles, sentence by sentence, stance, period and place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection
from typing import NamedTuple

from duizhang.language.lexicon import Lexicon
from duizhang.model import Block, Document, Identity, Warning_
from duizhang.outline.identity import identify, said_early
from duizhang.outline.places import DigestPlaces, digest_places
from duizhang.outline.stance import StanceScorer, stance_scorer
from duizhang.outline.walk import BRACKETED, LEVELS, Cues, Node, Sentence, Walk, heading_level


class Outline(NamedTuple):
    """The outline of a document."""

    identity: Identity
    nodes: tuple[Node, ...]
    sentences: tuple[Sentence, ...]
    warnings: tuple[Warning_, ...] = ()
    early: bool = False  # spoken in the last months of the year before its own: 今年 is that year


_SENTENCE = re.compile(r"[^。！？\n]*[。！？]*[”’）]*\n*|\n+")
_TURNS = -4.0  # words of a passage that lean so far ahead are promises
_LEANS = -2.0  # a part under a heading that says nothing, if targets are hedged in it
_HEDGED = re.compile(r"[0-9][^，。；0-9]{0,6}(?:左右|以上|以内)|力争|争取|不低于|不少于")


_NAMES = re.compile(r"(?:报告|公报)(?:[（(][^）)]*[）)])?$")  # a title: what it names stands below


_NUMBERED = re.compile(r"\s*([0-9]{1,2})[.、．]")


def _title(folded: str, blocks: tuple[Block, ...], names: Collection[str]) -> str:
    """The headline of a page on several places; empty where it begins with one of them."""
    first = next((b for b in blocks if b.kind == "heading"), None)
    words = folded[first.start : first.end].lstrip("# ").strip() if first else ""
    return "" if any(name in words for name in names) else words[:60]


def _idle_headings(nodes: list[Node], blocks: tuple[Block, ...]) -> bool:
    """Whether two headings that cannot follow each other stand with no text between them.

    One looks back and the other ahead, or they are 2. and 3. of one count.
    """
    for one, other in itertools.pairwise(nodes):
        m, n = _NUMBERED.match(one.heading), _NUMBERED.match(other.heading)
        counted = m is not None and n is not None and int(n.group(1)) == int(m.group(1)) + 1
        if counted and one.stance and not _between(one, other, blocks):
            return True
    turns = [n for n in nodes if n.stance in ("review", "outlook") and not _NAMES.search(n.heading)]
    for first, second in itertools.pairwise(turns):
        above = second.parent >= 0 and nodes[second.parent] is first
        if first.stance == second.stance or above:
            continue
        if not _between(first, second, blocks):
            return True
    return False


def _between(first: Node, second: Node, blocks: tuple[Block, ...]) -> bool:
    """Whether text that is no heading stands between two headings."""
    return any(b.kind != "heading" and first.heading_end <= b.start < second.start for b in blocks)


def leave_unrelated(
    folded: str, blocks: tuple[Block, ...], sentences: list[Sentence], lexicon: Lexicon
) -> None:
    """Sets aside parts of the page that are no report (a readers' chat below it): stance other."""
    words = re.compile("|".join(lexicon.tables["sections"]["unrelated"]))
    if not words.search(folded):
        return
    cues: Cues = lexicon.compiled(Cues)
    heads = [i for i, b in enumerate(blocks) if b.kind == "heading"] + [len(blocks)]
    aside: set[int] = set()
    sticky = False
    for first, after in itertools.pairwise(heads):
        text = folded[blocks[first].start : blocks[first].end]
        if blocks[first].marker or cues.stance(text)[0] or LEVELS[0][1].match(text):
            sticky = False
            continue
        size = sum(b.end - b.start for b in blocks[first:after])
        hits = sum(len(words.findall(folded, b.start, b.end)) for b in blocks[first:after])
        sticky = sticky or (hits > 0 and hits * 200 >= size)
        if sticky:
            aside.update(range(first, after))
    for sentence in sentences:
        if sentence.block in aside:
            sentence.stance, sentence.period, sentence.why = "other", "", "matter of another kind"


def _promises(document: Document, at: int, folded: str, scorer: StanceScorer) -> bool:
    """Whether what stands between heading ``at`` and the next reads as a list of promises."""
    end = at + 1
    while end < len(document.blocks) and document.blocks[end].kind != "heading":
        end += 1
    below = folded[document.blocks[at].end : document.blocks[end - 1].end]
    return len(_HEDGED.findall(below)) >= 3 and scorer.score(below) < _LEANS


def sentences_of(folded: str, start: int, end: int, block: int) -> list[Sentence]:
    """The sentences of ``folded[start:end]``."""
    found = []
    for m in _SENTENCE.finditer(folded, start, end):
        if m.end() > m.start() and not folded[m.start() : m.end()].isspace():
            found.append(Sentence(m.start(), m.end(), block))
    return found


def outline(document: Document, folded: str, lexicon: Lexicon) -> Outline:
    """The outline of ``document``; ``folded`` is its repaired text, folded."""
    identity, _ = identify(document, folded, lexicon)
    early = said_early(folded, identity.year)
    walk = Walk(identity.year, lexicon, early)
    places: DigestPlaces = digest_places(document, folded, identity, lexicon)
    sentences: list[Sentence] = []
    warnings: list[Warning_] = []
    scorer: StanceScorer = lexicon.compiled(stance_scorer)
    cues: Cues = lexicon.compiled(Cues)
    for i, block in enumerate(document.blocks):
        text = folded[block.start : block.end]
        if block.start in places.at:
            walk.place = places.at[block.start]
            walk.stance, walk.period, walk.settled = "", "", False
        headed = block.kind == "heading" or BRACKETED.match(text) is not None
        if headed and len(text) <= 120:
            walk.heading(text, heading_level(block, text), block.start, block.end, block.level)
            if not cues.stance(text)[0] and _promises(document, i, folded, scorer):
                walk.turn_ahead()
        made = sentences_of(folded, block.start, block.end, i)
        if (
            block.kind in ("paragraph", "item")
            and text.count("以上") + text.count("左右") + text.count("力争") >= 3
            and scorer.score(text) < _TURNS
        ):
            walk.turn_ahead()
        for sentence in made:
            sentence.heading = headed
            walk.sentence(sentence, folded[sentence.start : sentence.end])
            if block.kind == "furniture":
                sentence.stance, sentence.why = "other", "furniture"
        sentences.extend(made)
    leave_unrelated(folded, document.blocks, sentences, lexicon)
    if _idle_headings(walk.nodes, document.blocks) and scorer.displaced(
        folded, document.blocks, sentences, identity.year
    ):
        warnings.append(
            Warning_(
                "displaced_headings",
                "headings stand away from their text: words tell review from outlook",
            )
        )
        for sentence in sentences:
            if sentence.stance in ("review", "outlook"):
                sentence.stance = ""
    scorer.settle(folded, document.blocks, sentences, identity.year)
    if places.names:
        identity = Identity(
            **{f: getattr(identity, f) for f in identity.__struct_fields__}
            | {
                "coverage": "digest",
                "title": identity.title or _title(folded, document.blocks, places.names),
                "places": places.names,
                "place": "",
                "place_code": "",
                "level": "",
            }
        )
    return Outline(identity, tuple(walk.nodes), tuple(sentences), tuple(warnings), early)
