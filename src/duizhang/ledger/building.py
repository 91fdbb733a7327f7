"""One build: find, read what changed, write a new snapshot, close its accounts, put it in place."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from duizhang.ledger.build import NothingFoundError, Progress, Summary
from duizhang.ledger.cache import Cache
from duizhang.ledger.errors import LedgerError
from duizhang.ledger.plan import Name, Old, Plan
from duizhang.ledger.provenance import About, Listed
from duizhang.ledger.rows import document_paragraphs, grams
from duizhang.ledger.version import SCHEMA_VERSION, code_version
from duizhang.ledger.walk import Skipped
from duizhang.ledger.work import indicator_names, read_all

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duizhang.ledger.search import SearchWriter
    from duizhang.ledger.snapshot import Writer

_encode_lines = msgspec.json.Encoder().encode_lines


class Build:
    """One build, while the lock is held."""

    def __init__(
        self, folder: Path, staging: Path, lexicon: str, jobs: int, progress: Progress
    ) -> None:
        from duizhang.language.lexicon import load_lexicon

        self.folder, self.staging, self.jobs, self.progress = folder, staging, jobs, progress
        self.lexicon_path = lexicon
        self.lexicon = load_lexicon(lexicon)
        self.cache = Cache(folder / "cache")

    def run(
        self, paths: list[str], rebuild: bool, listed: list[Listed], lists: frozenset[Path]
    ) -> Summary:
        from duizhang.ledger import search, snapshot

        old = self._old(rebuild)
        plan = Plan(self.folder.parent, self.lexicon.fingerprint, old, listed)
        plan.find(paths, lists)
        todo, kept = plan.todo, plan.kept
        self._refuse_nothing(plan, old, paths)
        account = self._account()
        same = plan.snapshot() == old.snapshot == search.snapshot_of(self.folder)
        if not todo and same and old.account == account:
            with closing(snapshot.open_snapshot(self.folder)) as con:
                return self._summary(plan, con, read=0)
        with (
            closing(snapshot.Writer(self.staging, min(2, max(1, self.jobs)))) as writer,
            closing(search.SearchWriter(self.staging, self.folder, kept, old.snapshot)) as index,
        ):
            if kept:
                writer.copy_documents(self.folder, kept)
            read = self._read(plan, writer, index)
            self._refuse_nothing(plan, old, paths)
            for document, paragraphs in self._not_indexed(plan, writer, index.missing):
                index.add(document, paragraphs)
            writer.add(self._closing_tables(plan, account))
            writer.mark_spans()
            self._settle(writer, bool(old.snapshot))
            writer.load()
            summary = self._summary(plan, writer.con, read=read)
            writer.publish(self.folder)
            index.publish(self.folder, plan.snapshot())
        self.cache.keep_only(plan.keys.values())
        return summary

    def _refuse_nothing(self, plan: Plan, old: Old, paths: list[str]) -> None:
        """Without documents no ledger is begun, and none that cannot be opened is replaced."""
        if paths and not plan.names and not old.snapshot and not old.names:
            where = ", ".join(os.path.relpath(path) for path in paths)
            raise NothingFoundError(
                f"nothing to read in {where}; no ledger was made", tuple(sorted(set(plan.skipped)))
            )

    def _old(self, rebuild: bool) -> Old:
        """What the present ledger holds; with ``rebuild`` only which files it was made from."""
        from duizhang.ledger import snapshot

        if not (self.folder / snapshot.FILE_NAME).exists():
            return Old()
        try:
            con = snapshot.open_snapshot(self.folder)
        except LedgerError:
            if rebuild:
                return Old()
            raise
        with closing(con):
            names: dict[str, list[Name]] = {}
            about: dict[str, About] = {}
            for document, name, path, *told in con.execute("FROM names").fetchall():
                names.setdefault(document, []).append(Name(name, path))
                if any(told):
                    about[path] = About(*told)
            if rebuild:
                keys = dict(con.execute("SELECT id, read_key FROM documents").fetchall())
                return Old(keys=keys, names=names, about=about, rebuild=True)
            meta = snapshot.meta(con)
            return Old(
                meta.get("snapshot", ""),
                dict(con.execute("SELECT id, read_key FROM documents").fetchall()),
                names,
                about,
                tuple(Skipped(*row) for row in con.execute("FROM skipped").fetchall()),
                meta.get("account", ""),
            )

    def _read(self, plan: Plan, writer: Writer, index: SearchWriter) -> int:
        """Read what is to be read into both stores; how many the cache did not know."""
        todo = plan.todo
        read = 0
        revived: set[str] = set()
        self.progress(0, len(todo))
        outcomes = read_all(todo, self.lexicon_path, self.cache.folder, self.jobs)
        for done, outcome in enumerate(outcomes, 1):
            if outcome.shard is None:
                revived |= plan.fail(outcome.task, outcome.reason)
            else:
                writer.add(outcome.shard.tables)
                index.add(outcome.shard.document, outcome.shard.paragraphs)
                read += not outcome.cached
            self.progress(done, len(todo))
        writer.load()
        if revived:
            writer.copy_documents(self.folder, revived)
            index.missing |= revived
        return read

    def _not_indexed(
        self, plan: Plan, writer: Writer, missing: set[str]
    ) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
        """Paragraphs of kept documents that the search index lacks."""
        for document in sorted(missing):
            report = self.cache.get(plan.keys[document])
            if report is not None:
                yield document, document_paragraphs(report.document)
            else:  # the cache was lost: take the lines of the text as they stand
                found = writer.con.execute("SELECT text FROM documents WHERE id = ?", [document])
                text = (found.fetchone() or ("",))[0]
                spans = [m.span() for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
                yield document, [(start, end, grams(text[start:end])) for start, end in spans]

    def _account(self) -> str:
        """Names the rules and the reviews by which the accounts are to be closed."""
        from duizhang.account.settle import account_key
        from duizhang.ledger.reviews import Reviews

        return account_key(Reviews(self.folder).list())

    def _settle(self, writer: Writer, old: bool) -> None:
        """Close the accounts. The one place where the ledger calls a stage above it."""
        from duizhang.account.settle import settle

        settle(writer, self.folder, self.staging, jobs=self.jobs, old=old)

    def _closing_tables(self, plan: Plan, account: str) -> dict[str, bytes]:
        """The tables that no single document fills."""
        names = [
            {
                "document": document,
                "name": name,
                "path": path,
                **plan.about.get(path, About())._asdict(),
            }
            for document in sorted(plan.names)
            for name, path in plan.names[document]
        ]
        meta = {
            "schema": str(SCHEMA_VERSION),
            "snapshot": plan.snapshot(),
            "lexicon": self.lexicon.fingerprint,
            "code": code_version(),
            "account": account,
        }
        indicators = indicator_names(self.lexicon)
        return {
            "names": _encode_lines(names),
            "skipped": _encode_lines([s._asdict() for s in sorted(set(plan.skipped))]),
            "indicators": _encode_lines([{"id": i, "name": n} for i, n in indicators.items()]),
            "meta": _encode_lines([{"key": k, "value": v} for k, v in meta.items()]),
        }

    def _summary(self, plan: Plan, con: DuckDBPyConnection, read: int) -> Summary:
        found = con.execute(
            "SELECT count(*), coalesce(sum(figures), 0)::BIGINT, coalesce(sum(claims), 0)::BIGINT,"
            " coalesce(sum(warnings), 0)::BIGINT FROM documents"
        ).fetchone()
        documents, figures, claims, warnings = found or (0, 0, 0, 0)
        return Summary(
            ledger=self.folder,
            read=read,
            unchanged=documents - read,
            gone=plan.gone(),
            documents=documents,
            figures=figures,
            claims=claims,
            warnings=warnings,
            skipped=tuple(sorted(set(plan.skipped))),
            kept=tuple(plan.retained),
            not_there=plan.not_there(),
        )
