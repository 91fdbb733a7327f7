"""How long closing an account takes, by places and years: ``account_scale.py REPORT… [--sizes …]``.

Reads the REPORTs given (real ones, not ours to ship), and makes of each, for many places and years,
a report of its own straight in a ledger's snapshot: numerals get other digits behind the first, years
are shifted, texts stay as long as they were. Then it closes all books as ``duizhang build`` does, and
single places as ``duizhang account`` does, and prints a row of Markdown for every size.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import resource
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from duizhang.account.settle import account_key, settle
from duizhang.account.stored import open_book
from duizhang.language.places import default_places
from duizhang.ledger.reader import Ledger
from duizhang.ledger.rows import shard
from duizhang.ledger.snapshot import Writer
from duizhang.ledger.version import SCHEMA_VERSION
from duizhang.model import Report
from duizhang.report import read

LAST = 2025
_NUMERAL = re.compile(r"\d+(?:\.\d+)?")
_TABLES = ("sections", "claims", "relations", "pledges")
_PERMUTATIONS = 40
_BATCH = 2000  # documents that are made at a time
_DIGITS = "0123456789"
_SHIFT = (
    "CASE WHEN regexp_full_match(t.period, '\\d{4}') THEN (t.period::INT + d.delta)::VARCHAR"
    " WHEN regexp_full_match(t.period, '\\d{4}-\\d{4}') THEN (left(t.period, 4)::INT + d.delta)"
    " || '-' || (right(t.period, 4)::INT + d.delta) ELSE t.period END"
)
_VARIED = (
    "coalesce(try_cast(left(t.numeral, 1) || translate(substr(t.numeral, 2), '0123456789', d.digits)"
    " AS DOUBLE) / nullif(try_cast(t.numeral AS DOUBLE), 0), 1)"
)


def templates(paths: list[str]) -> dict[str, list[Report]]:
    """The reports by place, in the order of their years."""
    found: dict[str, list[Report]] = {}
    for path in paths:
        report = read(path)
        if report.identity.place and report.identity.year:
            found.setdefault(report.identity.place, []).append(report)
    return {p: sorted(r, key=lambda r: r.identity.year) for p, r in sorted(found.items())}


def _varied(text: str, digits: str, delta: int) -> str:
    table = str.maketrans(_DIGITS, digits)

    def other(m: re.Match[str]) -> str:
        word = m.group()
        if len(word) == 4 and word[:2] in ("19", "20") and text[m.end() : m.end() + 1] == "年":
            return str(int(word) + delta)
        return word[0] + word[1:].translate(table)

    return _NUMERAL.sub(other, text)


def _documents(chains: list[list[Report]], places: int, years: int) -> Iterator[tuple[object, ...]]:
    rng = random.Random(7)
    shuffled = ["".join(rng.sample(_DIGITS, 10)) for _ in range(_PERMUTATIONS)]
    rows = [p for p in default_places().rows if p.level != "nation" and not p.valid_to][:places]
    for number, place in enumerate(rows):
        chain = chains[number % len(chains)]
        for year in range(LAST - years + 1, LAST + 1):
            report = chain[(year - (LAST - years + 1)) % len(chain)]
            digits = shuffled[(number * 31 + year) % _PERMUTATIONS]
            sha = hashlib.sha256(f"{place.code} {year}".encode()).hexdigest()
            delta = year - report.identity.year
            text = _varied(report.document.source_text, digits, delta)
            yield (
                f"d:{sha[:16]}", sha, f"{place.name}-{year}.txt", place.name, place.code,
                place.level, year, len(report.figures), report.document.sha256[:16], digits, delta,
                text,
            )  # fmt: skip


def fill(
    writer: Writer,
    chains: list[list[Report]],
    places: int,
    years: int,
    tables: tuple[str, ...] = _TABLES,
) -> None:
    """Write the made reports of ``places`` × ``years`` into ``writer``'s snapshot."""
    con = writer.con
    con.execute("SET memory_limit = '3GB'")
    con.execute(
        "CREATE TEMP TABLE made (id VARCHAR, sha256 VARCHAR, name VARCHAR, place VARCHAR,"
        " code VARCHAR, level VARCHAR, year INT, figures INT, template VARCHAR, digits VARCHAR,"
        " delta INT, number INT)"
    )
    import pandas

    batch: list[tuple[object, ...]] = []
    columns = ["id", "sha256", "name", "place", "code", "level", "year", "figures", "template",
               "digits", "delta", "text"]  # fmt: skip

    filled = 0

    def flush() -> None:
        nonlocal filled
        frame = pandas.DataFrame(batch, columns=columns)
        frame["number"] = range(filled, filled + len(batch))
        filled += len(batch)
        con.register("batch", frame)
        con.execute("INSERT INTO made SELECT * EXCLUDE (text) FROM batch")
        con.execute(
            "INSERT INTO documents SELECT id, sha256, name, 'text/plain', 'utf-8', place, code,"
            " level, year, '', '', '', '', '', '', '', 'full', 'work_report', [], '', '',"
            " length(text), figures, 0, 0, 0, 0, id, text FROM batch"
        )
        con.unregister("batch")
        batch.clear()

    for row in _documents(chains, places, years):
        batch.append(row)
        if len(batch) == _BATCH:
            flush()
    if batch:
        flush()
    reports = {r.document.sha256[:16]: r for chain in chains for r in chain}
    spool = Path(tempfile.mkdtemp(dir=writer.path.parent))
    for table in tables:
        kinds = con.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?"
            " ORDER BY column_index",
            [table],
        ).fetchall()
        kinds = list(dict(kinds).items())
        file = spool / f"{table}.jsonl"
        with file.open("wb") as out:
            for name, report in sorted(reports.items()):
                lines = shard(report, "", {}).tables.get(table, b"")
                out.write(lines.replace(f'"d:{name}"'.encode(), f'"{name}"'.encode()))
        spec = ", ".join(f"'{c}': '{k}'" for c, k in kinds)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE t AS SELECT *, row_number() OVER () AS row,"
            f" {'printed' if table == 'claims' else 'NULL'} AS numeral"
            f" FROM read_json('{file}', format = 'newline_delimited', columns = {{{spec}}})"
        )
        if table == "claims":
            _numerals(con, reports)
        chosen = ", ".join(_column(table, c) for c, _ in kinds)
        for first in range(0, filled, _BATCH):
            # one document after the other, as a build lays them
            con.execute(
                f"INSERT INTO {table} SELECT {chosen} FROM t JOIN made d ON d.template = t.document"
                f" WHERE d.number BETWEEN {first} AND {first + _BATCH - 1} ORDER BY d.number, t.row"
            )
    con.execute("DROP TABLE made; DROP TABLE t; CHECKPOINT")
    writer.mark_spans()
    shutil.rmtree(spool)


def _numerals(con: duckdb.DuckDBPyConnection, reports: dict[str, Report]) -> None:
    """The numeral of each claim as its text prints it."""
    rows = [
        (c.id, r.document.source_text[c.start : c.end]) for r in reports.values() for c in r.claims
    ]
    con.execute("CREATE OR REPLACE TEMP TABLE n AS SELECT unnest(?) AS id, unnest(?) AS word",
                [[a for a, _ in rows], [b for _, b in rows]])  # fmt: skip
    con.execute("UPDATE t SET numeral = n.word FROM n WHERE n.id = t.id")


def _column(table: str, column: str) -> str:
    if column == "document":
        return "d.id"
    if column == "id":
        return "left(t.id, 2) || left(md5(t.id || d.id), 16)"
    if column == "place" and table != "sections":
        return "CASE WHEN t.own_place THEN d.place ELSE t.place END"
    if column == "year":
        return "d.year"
    if column == "period":
        return _SHIFT
    if column in ("value", "value2") and table == "claims":
        return f"t.{column} * {_VARIED}"
    if column in ("sentence", "printed", "heading") and table in ("claims", "relations"):
        return "''"
    if column == "claims" and table == "pledges":
        return "list_transform(t.claims, lambda c: left(c, 2) || left(md5(c || d.id), 16))"
    return f"t.{column}"


class _Peak:
    """The highest resident memory of this process and its children together, sampled."""

    def __enter__(self) -> _Peak:
        self.bytes, self._stop = 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def _watch(self) -> None:
        import os

        page = resource.getpagesize()
        while not self._stop.wait(0.2):
            children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
            total = 0
            for process in (str(os.getpid()), *children):
                try:
                    total += int(Path(f"/proc/{process}/statm").read_text().split()[1]) * page
                except (OSError, IndexError):
                    continue
            self.bytes = max(self.bytes, total)

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()


def _worked() -> float:
    """Seconds of processor time that this process and its ended children took."""
    used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def measure(chains: list[list[Report]], places: int, years: int, jobs: int, where: Path) -> str:
    """One row of the table: what was made, and what closing it cost."""
    folder = where / "scale.ledger"
    shutil.rmtree(folder, ignore_errors=True)
    staging = folder / "building"
    staging.mkdir(parents=True)
    writer = Writer(staging, jobs)
    begun = time.perf_counter()
    fill(writer, chains, places, years)
    made = time.perf_counter() - begun
    with _Peak() as peak:
        begun, worked = time.perf_counter(), _worked()
        settle(writer, folder, staging, jobs=jobs, old=False)
        writer.load()
        closed, worked = time.perf_counter() - begun, _worked() - worked
    writer.con.execute(f"INSERT INTO meta VALUES ('schema', '{SCHEMA_VERSION}')")
    writer.con.execute(f"INSERT INTO meta VALUES ('account', '{account_key([])}')")
    counts = writer.con.execute(
        "SELECT (SELECT count(*) FROM documents), (SELECT sum(figures) FROM documents),"
        " (SELECT count(*) FROM claims), (SELECT count(*) FROM entries),"
        " (SELECT count(*) FROM conflicts), (SELECT count(*) FROM notices"
        " WHERE code = 'account_failed')"
    ).fetchone()
    assert counts is not None
    if counts[5]:
        print(writer.con.execute("SELECT message, count(*) FROM notices WHERE code ="
                                 " 'account_failed' GROUP BY 1").fetchall())  # fmt: skip
    writer.publish(folder)
    size = (folder / "ledger.duckdb").stat().st_size / 2**30
    with Ledger(folder) as ledger:
        names = [str(r["place"]) for r in ledger.sql("SELECT place FROM books ORDER BY place")]
        picked = names[:: max(1, len(names) // 7)][:7]
        begun = time.perf_counter()
        for name in picked:
            ledger.sql("SELECT * FROM entries WHERE place = ?", [name]).rows()
        asked = (time.perf_counter() - begun) / len(picked)
        begun = time.perf_counter()
        for name in picked[:3]:
            open_book(ledger.cursor(), name, [])
        opened = (time.perf_counter() - begun) / len(picked[:3])
    print(f"made in {made:.0f} s, ledger {size:.1f} GiB", flush=True)
    reports, figures, claims, entries, conflicts, _ = counts
    return (
        f"| {places} × {years} | {reports:,} | {figures:,} | {claims:,} | {entries:,} |"
        f" {conflicts:,} | {closed:.0f} s | {worked:.0f} s | {1000 * worked / reports:.1f} ms |"
        f" {peak.bytes / 2**30:.1f} GiB | {1000 * asked:.0f} ms | {1000 * opened:.0f} ms |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", nargs="+")
    parser.add_argument("--sizes", nargs="+", default=["100x20", "500x20", "3000x20"])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--where", default=tempfile.gettempdir(), type=Path)
    arguments = parser.parse_args()
    chains = list(templates(arguments.reports).values())
    rows = []
    for size in arguments.sizes:
        places, years = map(int, size.split("x"))
        rows.append(measure(chains, places, years, arguments.jobs, arguments.where))
        print(rows[-1], flush=True)


if __name__ == "__main__":
    main()
