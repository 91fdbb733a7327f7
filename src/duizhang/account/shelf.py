"""Whose documents a snapshot holds: by place, with the places above each."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from duizhang.account.places import UNKNOWN, Places
from duizhang.ledger.reviews import Review
from duizhang.ledger.version import account_version
from duizhang.model import Identity

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class _Stand(NamedTuple):
    """What documents that stand together say of their place."""

    place: str
    code: str
    level: str
    places: tuple[str, ...]


class Shelf:
    """The documents of a snapshot by place.

    ``places`` are all its places; a digest stands with each of its places, and a document that
    does not say its place is a place of its own. Thousands of documents are of a few hundred
    places: their ids are asked for only where they are wanted.
    """

    def __init__(self, con: DuckDBPyConnection) -> None:
        rows = con.execute(
            "SELECT place, place_code, level, places FROM documents GROUP BY ALL ORDER BY min(id)"
        ).fetchall()
        self._con = con
        self.places = Places([Identity(place=r[0], place_code=r[1], level=r[2]) for r in rows])
        self._stands: dict[_Stand, tuple[str, ...]] = {}  # the keys of the places that each is of
        self._at: dict[str, list[_Stand]] = {}
        self._codes: dict[str, str] = {}
        for place, code, level, places in rows:
            stand = _Stand(place, code, level, tuple(places))
            key = self.places.key(Identity(place=place, place_code=code, level=level))
            mine = {self.places.find(p) for p in places}
            if key != UNKNOWN:
                mine.add(key)
                self._codes.setdefault(key, code)
            self._stands[stand] = tuple(sorted(mine))
            for one in mine:
                self._at.setdefault(one, []).append(stand)

    @cached_property
    def of(self) -> dict[str, list[str]]:
        """The ids of all documents, sorted, by place key."""
        found: dict[str, list[str]] = {}
        for stand, document, _ in self._ids():
            for key in self._keys_of(stand, document):
                found.setdefault(key, []).append(document)
        return {key: sorted(documents) for key, documents in found.items()}

    @cached_property
    def keys(self) -> dict[str, str]:
        """By document id what names its reading."""
        return {document: read for _, document, read in self._ids()}

    def documents(self, places: Collection[str]) -> dict[str, list[str]]:
        """The ids of the documents of ``places``, sorted, by place key."""
        if "of" in self.__dict__:
            return {p: self.of[p] for p in places if p in self.of}
        found: dict[str, list[str]] = {}
        known = [p for p in places if p in self._at]
        if known:
            for stand, document, _ in self._ids({s.place for p in known for s in self._at[p]}):
                for key in self._keys_of(stand, document):
                    if key in known:
                        found.setdefault(key, []).append(document)
        found |= {p: [p.removeprefix(UNKNOWN)] for p in places if p.startswith(UNKNOWN)}
        return {key: sorted(documents) for key, documents in found.items()}

    def _ids(self, names: Collection[str] | None = None) -> Iterable[tuple[_Stand, str, str]]:
        """Every document, or those that call their place by one of ``names``."""
        only = "" if names is None else " WHERE place IN (SELECT unnest(?::VARCHAR[]))"
        rows = self._con.execute(
            "SELECT place, place_code, level, places, id, read_key FROM documents" + only,
            [sorted(names)] if names is not None else [],
        ).fetchall()
        for place, code, level, places, document, read in rows:
            yield _Stand(place, code, level, tuple(places)), document, read

    def _keys_of(self, stand: _Stand, document: str) -> tuple[str, ...]:
        return self._stands[stand] or (UNKNOWN + document,)

    def above(self, place: str) -> list[str]:
        """The keys of the places that hold ``place`` and stand in the snapshot: up to the nation."""
        code = self._codes.get(place, "")
        if not code:
            return []
        found = [self.places.above(code, level) for level in ("prefecture", "province")]
        nation = self.places.find("中国")
        return [p for p in dict.fromkeys([*found, nation]) if p and p != place and p in self._at]

    def fingerprint(self, place: str, reviews: Sequence[Review]) -> str:
        """Names what the book of ``place`` is closed from: documents, code, reviews."""
        known = [self.keys[d] for d in self.of[place]]
        beside = [self.keys[d] for p in self.above(place) for d in self.of[p]]
        said = [r.id for r in reviews]
        parts = (account_version(), place, *sorted(known), "|", *sorted(beside), "|", *said)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

    def of_place(self, reviews: Iterable[Review]) -> dict[str, list[Review]]:
        """``reviews`` by place key; those that name no place stand under the empty key."""
        found: dict[str, list[Review]] = {}
        for review in reviews:
            key = self.places.find(review.place) if review.place else ""
            known = key in self._at or (key.startswith(UNKNOWN) and key in self.of)
            found.setdefault(key if known else "", []).append(review)
        return found
