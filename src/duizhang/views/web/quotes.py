"""Sentences of the sources with a figure marked in them, as the evidence of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from duizhang.views.books import sentence_around
from duizhang.views.web.store import Row, Snapshot
from duizhang.views.words import paper, safe

_REACH = 400  # characters that are fetched on both sides of a figure


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
    columns: list[object] = [list(column) for column in zip(*wanted, strict=True)]
    rows = snapshot.rows(_SLICES, columns)
    return {(r["document"], r["start_at"], r["end_at"]): _quote(r, most) for r in rows}


_SLICES = f"""
SELECT s.document, s.start_at, s.end_at, d.name, d.title, d.place, d.year, d.genre, d.coverage,
  greatest(s.start_at - {_REACH}, 0) AS shift,
  substring(d.text, greatest(s.start_at - {_REACH}, 0) + 1,
            s.end_at + {_REACH} - greatest(s.start_at - {_REACH}, 0)) AS text
FROM (SELECT unnest(?::VARCHAR[]) AS document, unnest(?::INTEGER[]) AS start_at,
             unnest(?::INTEGER[]) AS end_at) s
JOIN documents d ON d.id = s.document
"""


def _quote(row: Row, most: int) -> Quote:
    text, shift = row["text"], row["shift"]
    start, end = row["start_at"] - shift, row["end_at"] - shift
    left, right = sentence_around(text, start, end, most)
    return Quote(
        safe(text[left:start]).lstrip(),
        safe(text[start:end]),
        safe(text[end:right]).rstrip(),
        row["document"],
        row["start_at"],
        row["end_at"],
        safe(paper(row)),
        row["place"],
        row["year"],
    )
