"""Sentences of the sources with a figure marked in them, as the evidence of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from duizhang.views.books import sentence_around
from duizhang.views.web.store import Row, Snapshot
from duizhang.views.words import flowing, paper, safe

_REACH = 400  # characters that are looked at on both sides of a figure


class Quote(NamedTuple):
    """A sentence in three parts, the marked one in the middle, and where it stands."""

    before: str
    marked: str
    after: str
    document: str
    start: int
    end: int
    name: str
    place: str
    year: int | None


def quotes(
    snapshot: Snapshot, spots: Iterable[tuple[str, int, int]], *, most: int = 160
) -> dict[tuple[str, int, int], Quote]:
    """The quotes of ``spots`` (document, start, end); those of unknown documents are left out.

    Each is the sentence around the spot, at most ``most`` characters each way.
    """
    wanted = sorted(set(spots))
    if not wanted:
        return {}
    documents = list(dict.fromkeys(spot[0] for spot in wanted))
    papers = {r["id"]: r for r in snapshot.rows(_PAPERS, [documents])}
    reach = {s: (s[0], max(0, s[1] - _REACH), s[2] + _REACH) for s in wanted}
    texts = snapshot.opened.texts.slices(reach.values())
    around = snapshot.opened.around(wanted)
    made = {}
    for spot, wide in reach.items():
        if wide in texts and spot[0] in papers:
            place = {"document": spot[0], "start_at": spot[1], "end_at": spot[2]}
            row = papers[spot[0]] | place | {"shift": wide[1], "text": texts[wide]}
            made[spot] = _quote(row, most, around.get(spot))
    return made


_PAPERS = """
SELECT id, name, title, place, year, genre, coverage FROM documents
WHERE id IN (SELECT unnest(?::VARCHAR[]))
"""


def _quote(row: Row, most: int, paragraph: tuple[int, int] | None) -> Quote:
    text, shift = row["text"], row["shift"]
    start, end = row["start_at"] - shift, row["end_at"] - shift
    if paragraph is None:  # not known: a line's end ends a sentence
        left, right = sentence_around(text, start, end, most)
    else:
        first, last = max(0, paragraph[0] - shift), min(len(text), paragraph[1] - shift)
        left, right = _sentence(text, start, end, max(first, start - most), min(last, end + most))
    return Quote(
        flowing(safe(text[left:start]).lstrip()).rstrip("\n"),
        flowing(safe(text[start:end])),
        flowing(safe(text[end:right]).rstrip()).lstrip("\n"),
        row["document"],
        row["start_at"],
        row["end_at"],
        safe(paper(row)),
        row["place"],
        row["year"],
    )


_STOPS = "。！？；"


def _sentence(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """The span of the sentence that holds ``[start, end)``, not beyond ``first`` and ``last``."""
    left = max(first, *(text.rfind(stop, first, start) + 1 for stop in _STOPS))
    stops = [at + 1 for stop in _STOPS if (at := text.find(stop, end, last)) >= 0]
    return min(left, start), max(end, min([*stops, last]))
