"""The rows that one-page views need of a ledger, as people corrected them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from duizhang.ledger.errors import LedgerError
from duizhang.ledger.reader import Ledger as Snapshot
from duizhang.ledger.when import read_on
from duizhang.views.books import keys_of
from duizhang.views.estimates import NOTED, estimated
from duizhang.views.ledger import Ledger

if TYPE_CHECKING:
    from duizhang.model import Document

Row = dict[str, Any]

# What the source does not tell of itself, a list of urls may (`build --url-list`).
_DOCUMENTS = """
SELECT d.id, d.name, d.title, d.place, d.year, d.genre, d.coverage, d.date, d.read_key,
  coalesce(nullif(d.publisher, ''), n.publisher, '') AS publisher,
  coalesce(nullif(d.published, ''), n.published, '') AS published
FROM documents d LEFT JOIN (
  SELECT document, max(publisher) AS publisher, max(published) AS published FROM names GROUP BY 1
) n ON n.document = d.id
WHERE list_contains(?::VARCHAR[], d.place) OR list_has_any(?::VARCHAR[], d.places) ORDER BY d.id
"""
# `read_as` is what stands on the page, where people have corrected it.
_CLAIMS = f"""
SELECT c.id, c.document, c.place, c.own_place, c.year, c.period, c.role, c.indicator,
  c.indicator_name, c.subject, c.aspect, c.value, c.value2, c.unit, c.hedge, c.strive, c.printed,
  c.sentence, c.section, c.confidence, c.doubt, c.start_at, c.end_at, c.unit_end, c.evidence_start,
  c.evidence_end, c.page, c.located, c.role = 'result' AND {estimated("c", "n")} AS estimate,
  r.printed AS read_as
FROM claims c LEFT JOIN ({NOTED}) n ON n.id = c.document
LEFT JOIN ledger.claims r ON r.id = c.id
WHERE list_contains(?::VARCHAR[], c.place) ORDER BY c.document, c.start_at, c.id
"""
_PLACES = """
SELECT DISTINCT place FROM (
  SELECT place FROM documents UNION ALL SELECT unnest(places) FROM documents
  UNION ALL SELECT place FROM books
) WHERE place <> '' ORDER BY place
"""


class Records:
    """A ledger opened for reading; LedgerError where there is none at ``folder``.

    Rows are dicts with the columns of the tables that docs/schema.md names; places are given as
    the list of names by which the ledger knows one.
    """

    def __init__(self, folder: Path, places: Collection[str] = ()) -> None:
        """``places``, as people call them, are those asked for; without them any may be."""

        def books(opened: Snapshot) -> set[str]:
            return {key for place in places for key in keys_of(opened, place)}

        self._ledger = Ledger(folder, books=books if places else None)
        self._con = self._ledger.cursor()

    def __enter__(self) -> Records:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._con.close()
        self._ledger.close()

    @property
    def id(self) -> str:
        """What names the content of the snapshot."""
        return str(self._ledger.meta.get("snapshot", ""))

    def places(self) -> list[str]:
        """All places that documents speak for or accounts are of."""
        return [str(r["place"]) for r in self.rows(_PLACES)]

    def indicators(self) -> list[str]:
        """The ids of the indicators in their order."""
        found = self.rows("SELECT id FROM ledger.indicators ORDER BY rowid")
        return [str(r["id"]) for r in found]

    def documents(self, names: Sequence[str]) -> list[Row]:
        """The documents that speak for the place; ``read`` is the day on which each was read."""
        found = self.rows(_DOCUMENTS, [list(names), list(names)])
        return [d | {"read": read_on(self._ledger.path, str(d["read_key"]))} for d in found]

    def claims(self, names: Sequence[str]) -> list[Row]:
        """The place's claims in documents that speak for it, in the order of the pages."""
        return self._of(_CLAIMS, names)

    def relations(self, names: Sequence[str], year: int) -> list[Row]:
        """The comparisons that the place's report of ``year`` promises for it."""
        return self._of(
            "SELECT * EXCLUDE (reasons) FROM relations WHERE list_contains(?::VARCHAR[], place)"
            " AND year = ? AND role = 'target' AND period = ?::VARCHAR ORDER BY document, start_at",
            names,
            [year, year],
        )

    def pledges(self, names: Sequence[str], year: int) -> list[Row]:
        """Lists, items and tasks of the reports of ``year``."""
        return self._of(
            "SELECT * FROM pledges WHERE list_contains(?::VARCHAR[], place) AND year = ?"
            " AND own_place ORDER BY document, start_at, id",
            names,
            [year],
        )

    def entries(self, names: Sequence[str], year: int) -> list[Row]:
        """The account of what was promised for ``year``."""
        found = self._ledger.entries(place=names[0], year=year).rows()
        known = {d["id"] for d in self.documents(names)}
        return sorted((e for e in found if e["target_document"] in known), key=_order_of_entry)

    def text(self, document: str) -> str:
        """The source text of a document."""
        found = self.rows("SELECT text FROM documents WHERE id = ?", [document])
        return str(found[0]["text"]) if found else ""

    def report(self, document: str) -> Document | None:
        """The document as it was read; None where that is not kept."""
        try:
            return self._ledger.report(document).document
        except LedgerError:
            return None

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of one SQL statement; ``?`` stands for ``parameters``."""
        found = self._con.execute(query, list(parameters))
        columns = [c[0] for c in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]

    def _of(self, query: str, names: Sequence[str], more: Sequence[object] = ()) -> list[Row]:
        rows = self.rows(query, [list(names), *more])
        known = {d["id"] for d in self.documents(names)}
        return [r for r in rows if r["document"] in known]


def _order_of_entry(row: Row) -> tuple[bool, str, int, str]:
    return row["part"] != "headline", row["target_document"], row["target_start"], row["id"]
