"""The result of a question to a ledger: rows with named columns, as whatever people work with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from duizhang.ledger.errors import LedgerError, as_ledger_error

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow
    from duckdb import DuckDBPyRelation


class Table:
    """Rows of a ledger, fetched when they are asked for, and only once.

    ``columns`` are the names; iterating or :meth:`rows` gives dicts, ``len`` their number;
    :meth:`select` leaves columns out; :meth:`arrow`, :meth:`pandas` and :meth:`polars` go without Python objects in between (they
    need the extra: ``pip install 'duizhang[data]'``).
    """

    def __init__(self, run: Callable[[], DuckDBPyRelation]) -> None:
        """``run`` begins the query anew on a cursor of its own and returns it."""
        self._run = run
        self._fresh: DuckDBPyRelation | None = run()
        self._rows: list[dict[str, Any]] | None = None
        self.columns: list[str] = list(self._fresh.columns)

    def rows(self) -> list[dict[str, Any]]:
        """All rows as dicts, in the order of the query."""
        if self._rows is None:
            with as_ledger_error("query"):
                found = self._take().fetchall()
            self._rows = [dict(zip(self.columns, row, strict=True)) for row in found]
        return self._rows

    def select(self, *columns: str) -> Table:
        """The same rows with these columns only, in this order. LedgerError: no such column."""
        for name in columns:
            if name not in self.columns:
                raise LedgerError(f"no column {name!r}; there are {', '.join(self.columns)}")
        names = ", ".join('"' + name.replace('"', '""') + '"' for name in columns)
        return Table(lambda: self._run().project(names))

    def arrow(self) -> pyarrow.Table:
        """The rows as a ``pyarrow.Table``. LedgerError when pyarrow is not installed."""
        _need("pyarrow")
        with as_ledger_error("query"):
            return self._take().to_arrow_table()

    def pandas(self) -> pandas.DataFrame:
        """The rows as a ``pandas.DataFrame``. LedgerError when pandas is not installed."""
        _need("pandas")
        with as_ledger_error("query"):
            return self._take().df()

    def polars(self) -> polars.DataFrame:
        """The rows as a ``polars.DataFrame``. LedgerError when polars is not installed."""
        _need("polars")
        import polars

        frame = polars.from_arrow(self.arrow())
        assert isinstance(frame, polars.DataFrame)
        return frame

    def _take(self) -> DuckDBPyRelation:
        """The query: the first time as it was begun, later anew."""
        found, self._fresh = self._fresh, None
        return found if found is not None else self._run()

    def __len__(self) -> int:
        return len(self.rows())

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows())

    def __repr__(self) -> str:
        return f"<Table {self._total()} rows: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """The first rows as an HTML table, for notebooks; no more rows than that are fetched."""
        from duizhang.ledger.shown import SHOWN, table_html

        if self._rows is not None:
            return table_html(self.columns, (r.values() for r in self._rows[:SHOWN]), len(self))
        with as_ledger_error("query"):
            head = self._run().limit(SHOWN).fetchall()
        return table_html(self.columns, head, len(head) if len(head) < SHOWN else self._total())

    def _total(self) -> int:
        """How many rows there are, counted without fetching them."""
        if self._rows is not None:
            return len(self._rows)
        with as_ledger_error("query"):
            return int(self._run().aggregate("count(*)").fetchall()[0][0])


def _need(module: str) -> None:
    import importlib.util

    if importlib.util.find_spec(module) is None:
        raise LedgerError(f"this needs {module}: pip install 'duizhang[data]'")
