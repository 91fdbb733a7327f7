"""What pages of one record ask for, kept in memory: where a record's row stands, and texts.

DuckDB reads tables by columns. To find one id among a million it goes through all of them, and to
give out one text it unpacks two thousand: some 30 ms each. Sorted numbers and packed texts answer in
a fraction of one.
"""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_HEX = "try_cast('0x' || substr({}, 3) AS UBIGINT)"  # ids are two characters and 16 hex digits
_MOST = 192 * 1024 * 1024  # bytes of packed texts
_PIECE = 2048  # characters that are packed together
_BATCH = 64  # texts that are fetched at once


class Index:
    """Row numbers by id in one column of a table: 16 bytes for each row."""

    def __init__(self, con: DuckDBPyConnection, table: str, column: str) -> None:
        import numpy as np

        hashed = _HEX.format(column)
        found = con.execute(
            f"SELECT {hashed} AS key, rowid AS row FROM ledger.{table} WHERE {hashed} IS NOT NULL"
        ).fetchnumpy()
        keys = np.asarray(found["key"], np.uint64)
        order = np.argsort(keys, kind="stable")
        self._keys: Any = keys[order]
        self._rows: Any = np.asarray(found["row"], np.int64)[order]

    def rows(self, name: str) -> list[int]:
        """The numbers of the rows that may be meant by the id ``name``, to be looked at."""
        try:
            key = int(name[2:], 16)
        except ValueError:
            return []
        if not 0 <= key < 1 << 64:
            return []
        wanted = self._keys.dtype.type(key)  # a plain int would have all keys copied as floats
        low = int(self._keys.searchsorted(wanted, "left"))
        high = int(self._keys.searchsorted(wanted, "right"))
        return [int(row) for row in self._rows[low:high]]


def spans(con: DuckDBPyConnection, table: str) -> dict[str, tuple[int, int]]:
    """By document the numbers of its first and last row in ``table``."""
    rows = con.execute(
        f"SELECT document, min(rowid), max(rowid) FROM ledger.{table} GROUP BY document"
    ).fetchall()
    return {name: (first, last) for name, first, last in rows}


class Texts:
    """Source texts by document id, packed in pieces, the least used going first; thread-safe."""

    def __init__(
        self, cursor: Callable[[], DuckDBPyConnection], before: Texts | None = None
    ) -> None:
        """``before`` has texts of another file: a document's id names its content, so they hold."""
        self._cursor = cursor
        self._kept: OrderedDict[str, list[bytes]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._fetching = threading.Lock()
        if before is not None:
            with before._lock:
                self._kept, self._bytes = before._kept.copy(), before._bytes

    def get(self, wanted: Iterable[str]) -> dict[str, str]:
        """The texts of the documents ``wanted``; unknown ones are left out."""
        packed = self._packed(wanted)
        return {name: "".join(map(_text, pieces)) for name, pieces in packed.items()}

    def slices(self, spots: Iterable[tuple[str, int, int]]) -> dict[tuple[str, int, int], str]:
        """What stands at each of ``spots`` (document, start, end); unknown ones are left out.

        Only the pieces that hold it are unpacked.
        """
        wanted = sorted(set(spots))
        packed = self._packed(name for name, _, _ in wanted)
        found = {}
        opened: dict[tuple[str, int], str] = {}
        for name, start, end in wanted:
            if name not in packed:
                continue
            first, last = max(0, start) // _PIECE, max(0, end - 1) // _PIECE
            parts = []
            for number in range(first, min(last + 1, len(packed[name]))):
                if (name, number) not in opened:
                    opened[name, number] = _text(packed[name][number])
                parts.append(opened[name, number])
            shift = first * _PIECE
            found[name, start, end] = "".join(parts)[max(0, start) - shift : max(0, end) - shift]
        return found

    def _packed(self, wanted: Iterable[str]) -> dict[str, list[bytes]]:
        found: dict[str, list[bytes]] = {}
        missing = []
        with self._lock:
            for name in dict.fromkeys(wanted):
                if name in self._kept:
                    self._kept.move_to_end(name)
                    found[name] = self._kept[name]
                else:
                    missing.append(name)
        if missing:
            # DuckDB unpacks 2048 texts for one, 128 MiB: never several times at once
            with self._fetching, self._cursor() as con:
                rows = con.execute(
                    "SELECT id, text FROM ledger.documents"
                    " WHERE id IN (SELECT unnest(?::VARCHAR[]))",
                    [missing],
                ).fetchall()
            for name, text in rows:
                found[name] = self._keep(name, text)
        return found

    def fill(self, stop: threading.Event) -> None:
        """Keep as many texts as there is room for, in the order of the table; those that are gone
        from it go."""
        with self._cursor() as con:
            there = {r[0] for r in con.execute("SELECT id FROM ledger.documents").fetchall()}
            with self._lock:
                for name in self._kept.keys() - there:
                    self._bytes -= sum(map(len, self._kept.pop(name)))
                known = list(self._kept)
            con.execute(
                "SELECT id, text FROM ledger.documents"
                " WHERE id NOT IN (SELECT unnest(?::VARCHAR[]))",
                [known],
            )
            while not stop.is_set() and self._bytes < _MOST // 8 * 7:
                rows = con.fetchmany(_BATCH)
                if not rows:
                    return
                for name, text in rows:
                    self._keep(name, text)

    def _keep(self, name: str, text: str) -> list[bytes]:
        packed = [
            zlib.compress(text[i : i + _PIECE].encode("utf-8", "surrogatepass"), 1)
            for i in range(0, len(text), _PIECE)
        ]
        with self._lock:
            old = self._kept.pop(name, [])
            self._bytes += sum(map(len, packed)) - sum(map(len, old))
            self._kept[name] = packed
            while self._bytes > _MOST and len(self._kept) > 1:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= sum(map(len, gone))
        return packed


def _text(packed: bytes) -> str:
    return zlib.decompress(packed).decode("utf-8", "surrogatepass")
