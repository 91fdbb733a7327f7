"""A ledger as analysts see it: read-only, by a few questions or by plain SQL."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from duizhang.ledger.cache import Cache
from duizhang.ledger.errors import LedgerError, as_ledger_error
from duizhang.ledger.option import ledger_path
from duizhang.ledger.places import called, near_places, ranked
from duizhang.ledger.result import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from duizhang.model import Report

_IN_ORDER = "ORDER BY year, place, document, start_at, id"


class Ledger:
    """A ledger's snapshot opened read-only; it keeps what it opened while a build replaces it.

    What people said since the build is not in it: ``dz.Ledger`` is this with their reviews laid
    over (:class:`duizhang.views.ledger.Ledger`), and so are all views. Without a path it is the
    folder that DUIZHANG_LEDGER names, else ``./duizhang.ledger``. Every answer is a
    :class:`~duizhang.ledger.result.Table`. ``docs/schema.md`` describes the tables. Raises
    :class:`~duizhang.ledger.errors.LedgerError` with one line when there is no ledger, it is of
    another version, or a question cannot be answered.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        from duizhang.ledger.snapshot import meta, open_snapshot

        self.path = ledger_path(path)
        self._con = open_snapshot(self.path)
        self.meta: dict[str, str] = meta(self._con)
        self._schema = "ledger"  # where the tables are looked for
        self._prepared = False  # whether the panel's side tables are made

    # --- questions ----------------------------------------------------------------------------

    def documents(self, *, place: str | None = None, year: int | None = None) -> Table:
        """One row for each document, without its text; ``year`` is that of its outlook."""
        return self._select(
            "SELECT * EXCLUDE (text, read_key) FROM documents",
            self._places(place, "documents"),
            {"year": year},
            "ORDER BY year, place, id",
        )

    def claims(
        self,
        *,
        place: str | None = None,
        year: int | None = None,
        role: Literal["target", "result", "context"] | None = None,
        indicator: str | None = None,
        period: str | None = None,
    ) -> Table:
        """One row for each claim, in the order of the pages.

        ``place`` matches with or without 省, 市 and the like; ``year`` is that of the report,
        ``period`` what the figure is about (``2024``, ``2021-2025``); ``indicator`` an id or a
        Chinese name.
        """
        return self._select(
            "SELECT * FROM claims",
            self._places(place, "claims"),
            {
                "year": year,
                "role": role,
                "indicator": self.indicator_id(indicator) if indicator is not None else None,
                "period": period,
            },
            _IN_ORDER,
        )

    def relations(
        self, *, place: str | None = None, year: int | None = None, role: str | None = None
    ) -> Table:
        """One row for each comparison without a figure (居民收入增速高于经济增速)."""
        where = self._places(place, "relations")
        return self._select(
            "SELECT * FROM relations", where, {"year": year, "role": role}, _IN_ORDER
        )

    def pledges(
        self, *, place: str | None = None, year: int | None = None, kind: str | None = None
    ) -> Table:
        """One row for each list, item of a list, or task (``kind``: list, item, task)."""
        where = self._places(place, "pledges")
        return self._select("SELECT * FROM pledges", where, {"year": year, "kind": kind}, _IN_ORDER)

    def entries(
        self,
        *,
        place: str | None = None,
        year: int | None = None,
        verdict: str | None = None,
        indicator: str | None = None,
    ) -> Table:
        """One row for each line of the account; ``year`` is the last that was promised for."""
        return self._select(
            "SELECT * FROM entries",
            self._places(place, "books"),
            {
                "year": year,
                "verdict": verdict,
                "indicator": self.indicator_id(indicator) if indicator is not None else None,
            },
            "ORDER BY place, period, target_document, target_start, id",
        )

    def conflicts(self, *, place: str | None = None, year: int | None = None) -> Table:
        """One row for each thing on which two sources differ; ``year`` is what it is about."""
        where = self._places(place, "books")
        order = "ORDER BY place, year, left_document, left_start, id"
        return self._select("SELECT * FROM conflicts", where, {"year": year}, order)

    def notices(self, *, place: str | None = None) -> Table:
        """One row for each thing to know of a place's account (a year missing, told twice)."""
        where = self._places(place, "books")
        return self._select("SELECT * FROM notices", where, {}, "ORDER BY place, year, code")

    def panel(
        self, *, place: str | None = None, year: int | None = None, indicator: str | None = None
    ) -> Table:
        """One row for each place, year, indicator and aspect: target and result side by side.

        ``year`` is what was promised for and reported on. Where a cell holds several targets the
        row has the foremost (``promises`` counts them, :meth:`entries` has all); where nothing was
        promised the verdict is ``no_target``. ``docs/data-dictionary.md`` says what each column is.
        """
        from duizhang.ledger.panel import PANEL, PANEL_ORDER, prepare

        if not self._prepared:
            prepare(self.cursor())
            self._prepared = True
        return self._select(
            f"SELECT * FROM ({PANEL})",
            self._places(place, "books"),
            {
                "year": year,
                "indicator": self.indicator_id(indicator) if indicator is not None else None,
            },
            f"ORDER BY {PANEL_ORDER}",
        )

    def sql(self, query: str, parameters: Sequence[object] | None = None) -> Table:
        """The result of one SQL statement (DuckDB's dialect), ``?`` standing for ``parameters``.

        The ledger itself cannot be changed by it. LedgerError when the query is wrong.
        """
        values = list(parameters or ())

        def run() -> DuckDBPyRelation:
            with as_ledger_error("query"):
                cursor = self.cursor()
                found = cursor.sql(query, params=values or None)
            if found is None:  # SET and the like
                raise LedgerError("query: it yields no rows")
            return found

        return Table(run)

    def search(self, words: str, *, limit: int = 100) -> Table:
        """Paragraphs in which ``words`` stand (white space aside), by document and place.

        Columns: document, name, place, year, start_at, end_at, text. At most ``limit`` of the
        paragraphs that hold all two-character grams of the words are looked at.
        """
        import sqlite3

        from duizhang.ledger import search

        if search.snapshot_of(self.path) != self.meta.get("snapshot"):
            raise LedgerError(f"{self.path}: the search index is of another build; build again")
        try:
            spots = search.find_paragraphs(self.path, words, limit)
        except sqlite3.Error as error:
            raise LedgerError(f"{self.path}: search: {error}") from None
        wanted = "".join(words.split())
        return self.sql(
            "SELECT d.id AS document, d.name, d.place, d.year, s.start_at, s.end_at,"
            " substring(d.text, s.start_at + 1, s.end_at - s.start_at) AS text"
            " FROM (SELECT unnest(?::VARCHAR[]) AS document, unnest(?::INTEGER[]) AS start_at,"
            " unnest(?::INTEGER[]) AS end_at) s JOIN documents d ON d.id = s.document"
            " WHERE contains(lower(regexp_replace(substring(d.text, s.start_at + 1,"
            " s.end_at - s.start_at), '\\s', '', 'g')), lower(?))"
            " ORDER BY d.id, s.start_at",
            [[s[0] for s in spots], [s[1] for s in spots], [s[2] for s in spots], wanted],
        )

    # --- names and reports --------------------------------------------------------------------

    def places(self) -> list[str]:
        """The places that documents speak for, sorted; a digest speaks for several."""
        found = self.sql(
            "SELECT DISTINCT place FROM (SELECT place FROM documents UNION ALL"
            " SELECT unnest(places) FROM documents) WHERE place <> '' ORDER BY place"
        )
        return [str(row["place"]) for row in found]

    def near(self, place: str) -> list[str]:
        """Places of this ledger whose names resemble ``place``, the nearest first."""
        return near_places(place, self.places())

    def indicator_id(self, name: str) -> str:
        """The id of the indicator with this id or Chinese name. LedgerError when there is none."""
        found = self.sql(
            "SELECT id FROM indicators WHERE id = ? OR name = ? ORDER BY id", [name, name]
        ).rows()
        if found:
            return str(found[0]["id"])
        if self.sql("SELECT 1 FROM claims WHERE indicator = ? LIMIT 1", [name]).rows():
            return name
        known = self.sql("SELECT id, name FROM indicators ORDER BY id").rows()
        near = near_places(name, [row["id"] for row in known] + [row["name"] for row in known])
        hint = f"; near: {', '.join(near)}" if near else ""
        raise LedgerError(f"no indicator {name!r}{hint}")

    def report(self, document: str) -> Report:
        """The Report of the document with this id, as it was read. LedgerError when not kept."""
        found = self.sql("SELECT read_key FROM documents WHERE id = ?", [document]).rows()
        if not found:
            raise LedgerError(f"{self.path}: no document {document}")
        report = Cache(self.path / "cache").get(found[0]["read_key"])
        if report is None:
            raise LedgerError(f"{self.path}: what was read of {document} is not kept; build again")
        return report

    def cursor(self) -> DuckDBPyConnection:
        """A connection of its own that sees the ledger read-only."""
        import duckdb  # noqa: F401 (gives connections their relations and data frames)

        cursor = self._con.cursor()
        cursor.execute(f"USE {self._schema}")
        return cursor

    # --- life ---------------------------------------------------------------------------------

    def close(self) -> None:
        """Let go of the snapshot."""
        self._con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Ledger({str(self.path)!r})"

    def _repr_html_(self) -> str:
        """What the ledger holds, and how its account stands, for notebooks."""
        from duizhang.ledger.shown import ledger_html

        return ledger_html(self)

    # --- within -------------------------------------------------------------------------------

    def _places(self, place: str | None, table: str) -> tuple[str, list[str]] | None:
        """A condition on the places that ``place`` names, or None without a place."""
        if place is None:
            return None
        known = self.sql(f"SELECT DISTINCT place FROM {table}").rows()
        if table == "documents":
            known += [{"place": p} for p in self.places()]
        names = called(place, (row["place"] for row in known))
        if len(ranked(names)) > 1:
            raise LedgerError(f"{place} may be {' or '.join(ranked(names))}: say which")
        if table == "documents":
            return (
                "(list_contains(?::VARCHAR[], place) OR list_has_any(?::VARCHAR[], places))",
                names,
            )
        return "list_contains(?::VARCHAR[], place)", names

    def _select(
        self,
        select: str,
        place: tuple[str, list[str]] | None,
        equal: dict[str, object],
        order: str,
    ) -> Table:
        conditions: list[str] = []
        values: list[object] = []
        if place is not None:
            conditions.append(place[0])
            values += [place[1]] * place[0].count("?")
        for column, value in equal.items():
            if value is not None:
                conditions.append(f"{column} = ?")
                values.append(value)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return self.sql(f"{select}{where} {order}", values)
