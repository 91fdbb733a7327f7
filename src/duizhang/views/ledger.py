"""A ledger as every face shows it: the snapshot, and over it what people have said since.

A build closes the accounts by the reviews of its day. A review written later must not wait for the
next build: it is laid over the tables when the ledger is opened, by :mod:`duizhang.views.overlay`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from duizhang.ledger import reader
from duizhang.ledger.errors import as_ledger_error
from duizhang.ledger.reviews import Reviews
from duizhang.views.overlay import lay_over


class Ledger(reader.Ledger):
    """A ledger opened read-only, as people corrected it (``duizhang review``), built since or not.

    ::

        ledger = dz.Ledger("duizhang.ledger")
        ledger.claims(place="衡阳", year=2025, role="target", indicator="gdp").pandas()
        ledger.sql("SELECT place, count(*) FROM targets GROUP BY place").rows()

    Without a path it is the folder that DUIZHANG_LEDGER names, else ``./duizhang.ledger``.
    Every answer is a :class:`~duizhang.ledger.result.Table`. ``docs/schema.md`` describes the
    tables; ``ledger.claims`` and so on are to :meth:`sql` those of the last build. It keeps what it
    opened while a build replaces the files or people write reviews. Raises
    :class:`~duizhang.ledger.errors.LedgerError` with one line when there is no ledger, it is of
    another version, or a question cannot be answered.
    """

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        books: Collection[str] | Callable[[reader.Ledger], Collection[str]] | None = None,
    ) -> None:
        """``books`` are the keys of the accounts that are asked for, or says them of the snapshot.

        Those are closed anew where reviews or rules have changed; without it, all that somebody
        spoke of.
        """
        super().__init__(path)
        try:
            self.reviews = Reviews(self.path).list()
            wanted = books(self) if callable(books) else books
            if self.reviews or wanted:
                with as_ledger_error(self.path):
                    lay_over(self.cursor(), self.reviews, {}, "main", wanted)
                self._schema = "memory.main"
        except BaseException:
            self.close()
            raise
