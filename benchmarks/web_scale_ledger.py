"""A ledger of a million claims to try the web app on: ``web_scale_ledger.py OUT REPORT…``.

The reports of ``account_scale.py`` (other digits, shifted years, real names of places), and what
pages need besides: figures, the words that a page prints, the search index, names, indicators. What
was read is in the cache for one document in four, so that the others are shown from their rows.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import time
from pathlib import Path

import msgspec
from account_scale import _documents, fill, templates

from duizhang.account.settle import account_key, settle
from duizhang.language.lexicon import load_lexicon
from duizhang.ledger.cache import Cache
from duizhang.ledger.rows import grams
from duizhang.ledger.search import SearchWriter
from duizhang.ledger.snapshot import Writer
from duizhang.ledger.version import SCHEMA_VERSION
from duizhang.ledger.work import indicator_names
from duizhang.model import Report

_TABLES = ("sections", "figures", "claims", "relations", "pledges", "warnings")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_IN_CACHE = 4  # one document in so many


def make(out: Path, paths: list[str], places: int, years: int, jobs: int) -> str:
    """Make the ledger in ``out``; what it holds, in one line."""
    begun = time.perf_counter()
    shutil.rmtree(out, ignore_errors=True)
    staging = out / "building"
    staging.mkdir(parents=True)
    chains = list(templates(paths).values())
    writer = Writer(staging, jobs)
    fill(writer, chains, places, years, _TABLES)
    _complete(writer)
    settle(writer, out, staging, jobs=jobs, old=False)
    writer.load()
    snapshot = hashlib.sha256(f"{places} {years}".encode()).hexdigest()[:32]
    writer.con.executemany(
        "INSERT INTO meta VALUES (?, ?)",
        [
            ("schema", str(SCHEMA_VERSION)),
            ("snapshot", snapshot),
            ("lexicon", load_lexicon("").fingerprint),
            ("code", "web_scale"),
            ("account", account_key([])),
        ],
    )
    _keep_reports(Cache(out / "cache"), chains, places, years)
    index = SearchWriter(staging, out, (), "")
    rows = writer.con.cursor().execute("SELECT id, text FROM documents")
    while batch := rows.fetchmany(200):
        for document, text in batch:
            index.add(document, [(*m.span(), grams(m.group())) for m in _LINE.finditer(text)])
    counts = writer.con.execute(
        "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM figures), (SELECT count(*)"
        " FROM claims), (SELECT count(*) FROM entries), (SELECT count(*) FROM conflicts)"
    ).fetchone()
    assert counts is not None
    writer.publish(out)
    index.publish(out, snapshot)
    shutil.rmtree(staging, ignore_errors=True)
    size = {f.name: f.stat().st_size / 2**20 for f in out.iterdir() if f.is_file()}
    words = "{:,} documents, {:,} figures, {:,} claims, {:,} entries, {:,} conflicts".format(
        *counts
    )
    files = ", ".join(f"{name} {mib:.0f} MiB" for name, mib in sorted(size.items()))
    return f"{words}; {files}; made in {time.perf_counter() - begun:.0f} s"


def _complete(writer: Writer) -> None:
    """Indicators, names, and the words that ``account_scale.py`` leaves out."""
    con = writer.con
    named = indicator_names(load_lexicon(""))
    con.executemany("INSERT INTO indicators VALUES (?, ?)", list(named.items()))
    con.execute("INSERT INTO names SELECT id, name, 'reports/' || name, '', '', '' FROM documents")
    con.execute(
        "CREATE TEMP TABLE whole AS SELECT c.* REPLACE ("
        " substring(d.text, c.start_at + 1, c.unit_end - c.start_at) AS printed,"
        " substring(d.text, c.evidence_start + 1, least(c.evidence_end - c.evidence_start, 1000))"
        " AS sentence, coalesce(s.heading, '') AS heading,"
        " coalesce(i.name, c.indicator) AS indicator_name)"
        " FROM claims c JOIN documents d ON d.id = c.document"
        " LEFT JOIN sections s ON s.document = c.document AND s.number = c.section"
        " LEFT JOIN indicators i ON i.id = c.indicator ORDER BY c.document, c.start_at"
    )
    con.execute("DELETE FROM claims")
    con.execute("CHECKPOINT")
    con.execute("INSERT INTO claims SELECT * FROM whole")
    con.execute("DROP TABLE whole")
    con.execute(
        "UPDATE documents SET claims = n.claims FROM (SELECT document, count(*) AS claims"
        " FROM claims GROUP BY 1) n WHERE n.document = documents.id"
    )
    con.execute("CHECKPOINT")


def _keep_reports(cache: Cache, chains: list[list[Report]], places: int, years: int) -> None:
    """Put what was read of some of the documents into the cache, with their texts and ids."""
    reports = {r.document.sha256[:16]: r for chain in chains for r in chain}
    replace = msgspec.structs.replace
    for number, row in enumerate(_documents(chains, places, years)):
        if number % _IN_CACHE:
            continue
        key, sha, name, place, code, level, year, _, template, _, _, text = row
        report = reports[str(template)]
        claims = tuple(
            replace(c, id="c:" + hashlib.md5(f"{c.id}{key}".encode()).hexdigest()[:16])
            for c in report.claims
        )
        old = report.document
        kept = text if len(old.text) == len(old.source_text) else old.text
        document = replace(old, sha256=sha, name=name, source_text=text, text=kept)
        identity = replace(
            report.identity, place=place, place_code=code, level=level, year=year, title=""
        )
        cache.put(str(key), replace(report, document=document, identity=identity, claims=claims))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("reports", nargs="+")
    parser.add_argument("--size", default="230x20", help="places x years")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    places, years = map(int, arguments.size.split("x"))
    print(make(arguments.out, arguments.reports, places, years, arguments.jobs))


if __name__ == "__main__":
    main()
