"""Closing the books of a whole ledger while it is built: what changed, on all cores.

DuckDB sorts rows to places, once: a few hundred documents each to a file that a worker reads by
itself. Books whose documents, reviews and rules are as before are taken over from the old snapshot.
"""

from __future__ import annotations

import gc
import os
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from duizhang.account.places import Places
from duizhang.account.records import Statement
from duizhang.account.rows import Row, conflict_rows, entry_rows, notice_rows
from duizhang.account.shelf import Shelf
from duizhang.account.stored import (
    COLUMNS,
    KEEP,
    From,
    close_place,
    lean_reports,
    picked,
    results_above,
)
from duizhang.ledger.reviews import Review, Reviews
from duizhang.ledger.snapshot import FILE_NAME, quoted
from duizhang.ledger.version import account_key

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duizhang.ledger.snapshot import Writer

__all__ = ["account_key", "settle"]

TABLES = ("entries", "conflicts", "notices", "books")
_BUCKET = 200  # documents that a worker holds at a time
_FEW = 600  # so many are closed in this process, before another had started
_encode = msgspec.json.Encoder().encode_lines


class Job(NamedTuple):
    """One place to close: its key, its documents, its reviews, what names all that it is from."""

    place: str
    documents: tuple[str, ...]
    above: tuple[str, ...]
    reviews: tuple[Review, ...]
    fingerprint: str


def settle(writer: Writer, folder: Path, staging: Path, *, jobs: int, old: bool) -> None:
    """Close the account of every place in ``writer``'s snapshot and write it there.

    ``folder`` is the ledger's, with its reviews and, if ``old``, a snapshot to take over from;
    ``staging`` is where files may be made.
    """
    shelf = Shelf(writer.con)
    said = shelf.of_place(Reviews(folder).list())
    todo = []
    for place in sorted(shelf.of):
        mine = sorted([*said.get("", ()), *said.get(place, ())], key=lambda r: r.when)
        todo.append(
            Job(
                place,
                tuple(shelf.of[place]),
                tuple(shelf.above(place)),
                tuple(mine),
                shelf.fingerprint(place, mine),
            )
        )
    if old:
        todo = _take_over(writer.con, folder, todo)
    if not todo:
        return
    beside = results_above(writer.con, shelf, (job.place for job in todo))
    closer = Closer(shelf.places, beside)
    documents = len({d for job in todo for d in job.documents})
    if documents <= _FEW:
        reports = picked(writer.con, {d for job in todo for d in job.documents})
        writer.add(closer(writer.con, reports, todo))
        return
    buckets = list(_buckets(todo))
    parts = staging / "parts"
    try:
        _export(writer.con, parts, buckets)
        for tables in _closed(closer, parts, buckets, jobs):
            writer.add(tables)
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def _take_over(con: DuckDBPyConnection, folder: Path, todo: list[Job]) -> list[Job]:
    """Copy the books that need not be closed again; the rest of ``todo``."""
    con.execute(f"ATTACH {quoted(folder / FILE_NAME)} AS old (READ_ONLY)")
    try:
        known = dict(con.execute("SELECT place, fingerprint FROM old.books").fetchall())
        same = [job.place for job in todo if known.get(job.place) == job.fingerprint]
        for table in TABLES if same else ():
            con.execute(
                f"INSERT INTO {table} SELECT * FROM old.{table}"
                " WHERE place IN (SELECT unnest(?::VARCHAR[]))",
                [same],
            )
    finally:
        con.execute("DETACH old")
    kept = set(same)
    return [job for job in todo if job.place not in kept]


class Closer:
    """Closes places from rows; holds what all places share."""

    def __init__(self, places: Places, beside: Mapping[str, Sequence[Statement]]) -> None:
        self.places, self.beside = places, beside

    def __call__(
        self, con: DuckDBPyConnection, source: From, todo: Sequence[Job]
    ) -> dict[str, bytes]:
        """The rows of the books of ``todo`` as JSON Lines by table."""
        reports = lean_reports(con, source)
        lines: dict[str, list[bytes]] = {table: [] for table in TABLES}
        for job in todo:
            beside = [s for p in job.above for s in self.beside.get(p, ())]
            own = [reports[d] for d in job.documents]
            try:
                account = close_place(job.place, self.places, own, job.reviews, beside, walk=False)
                rows = {
                    "entries": entry_rows(account),
                    "conflicts": conflict_rows(account.conflicts),
                    "notices": notice_rows(account),
                }
            except Exception as error:  # a defect of ours must not stop the other places
                rows = _failed(job.place, error)
            book = {
                "place": job.place,
                "fingerprint": job.fingerprint,
                "documents": len(own),
                "entries": len(rows["entries"]),
                "conflicts": len(rows["conflicts"]),
            }
            for table, found in (*rows.items(), ("books", [book])):
                lines[table].append(_encode(found))
        return {table: joined for table, found in lines.items() if (joined := b"".join(found))}


def _failed(place: str, error: Exception) -> dict[str, list[Row]]:
    words = f"未能结账: {type(error).__name__}: {' '.join(str(error).split())}"
    notice = {"place": place, "year": 0, "code": "account_failed", "message": words}
    return {"entries": [], "conflicts": [], "notices": [{**notice, "documents": []}]}


def _buckets(todo: Sequence[Job]) -> Iterator[list[Job]]:
    bucket: list[Job] = []
    held = 0
    for job in todo:
        if bucket and held + len(job.documents) > _BUCKET:
            yield bucket
            bucket, held = [], 0
        bucket.append(job)
        held += len(job.documents)
    if bucket:
        yield bucket


def _export(con: DuckDBPyConnection, parts: Path, buckets: Sequence[Sequence[Job]]) -> None:
    """One Parquet file a bucket and table with what is read of it, in one pass over each table."""
    con.execute("CREATE OR REPLACE TEMP TABLE buckets (document VARCHAR, bucket INTEGER)")
    pairs = sorted(
        {(d, n) for n, bucket in enumerate(buckets) for j in bucket for d in j.documents}
    )
    con.execute(
        "INSERT INTO buckets SELECT unnest(?::VARCHAR[]), unnest(?::INTEGER[])",
        [[d for d, _ in pairs], [n for _, n in pairs]],
    )
    limit = con.execute("SELECT current_setting('memory_limit')").fetchone()
    con.execute("SET memory_limit = '2GiB'")  # all files are open at once
    con.execute("SET preserve_insertion_order = false")
    con.execute(f"SET partitioned_write_max_open_files = {len(buckets) + 1}")
    for table in COLUMNS:
        folder = parts / table
        folder.mkdir(parents=True)
        # texts are long, other rows are short: so many wait for each file
        con.execute(
            f"SET partitioned_write_flush_threshold = {20 if table == 'documents' else 2000}"
        )
        column = "id" if table == "documents" else "document"
        keep = f" WHERE {KEEP[table]}" if table in KEEP else ""
        nothing = parts / f"{table}.parquet"  # for buckets that have no row in this table
        rows = f"(SELECT {COLUMNS[table]} FROM {table}{keep})"
        con.execute(f"COPY (FROM {rows} LIMIT 0) TO {quoted(nothing)} (FORMAT parquet)")
        con.execute(
            f"COPY (SELECT t.*, b.bucket FROM {rows} t JOIN buckets b ON t.{column} = b.document)"
            f" TO {quoted(folder)} (FORMAT parquet, PARTITION_BY (bucket), COMPRESSION lz4,"
            " OVERWRITE_OR_IGNORE)"
        )
    con.execute("DROP TABLE buckets")
    con.execute("RESET preserve_insertion_order")
    if limit:
        con.execute(f"SET memory_limit = '{limit[0]}'")


def _bucket_of(con: DuckDBPyConnection, parts: Path, number: int) -> From:
    def source(table: str) -> str:
        folder = parts / table / f"bucket={number}"
        if folder.exists():
            return f"read_parquet({quoted(folder / '*.parquet')}, hive_partitioning = false)"
        return f"read_parquet({quoted(parts / f'{table}.parquet')})"

    return source


def _closed(
    closer: Closer, parts: Path, buckets: Sequence[Sequence[Job]], jobs: int
) -> Iterator[dict[str, bytes]]:
    tasks = [(str(parts), n, tuple(bucket)) for n, bucket in enumerate(buckets)]
    if jobs <= 1:
        _begin(closer)
        yield from map(_close_bucket, tasks)
        return
    with ProcessPoolExecutor(
        min(jobs, len(tasks)),
        mp_context=get_context("spawn"),  # threads of DuckDB do not survive a fork
        initializer=_begin_worker,
        initargs=(closer,),
    ) as pool:
        yield from pool.map(_close_bucket, tasks)


_closer: Closer | None = None


def _begin(closer: Closer) -> None:
    global _closer
    _closer = closer


def _begin_worker(closer: Closer) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _begin(closer)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _close_bucket(task: tuple[str, int, tuple[Job, ...]]) -> dict[str, bytes]:
    import duckdb

    parts, number, todo = task
    assert _closer is not None
    gc.disable()  # millions of small records without cycles: looking for them costs a fifth
    try:
        with duckdb.connect(config={"threads": 1}) as con:
            return _closer(con, _bucket_of(con, Path(parts), number), todo)
    finally:
        gc.enable()
