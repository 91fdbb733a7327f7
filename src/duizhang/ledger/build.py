"""Files become a ledger: find, read what changed, write a new snapshot, put it in place."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from duizhang.ledger.cache import Cache
from duizhang.ledger.errors import LedgerError, as_ledger_error
from duizhang.ledger.lock import LOCK_NAME, writing
from duizhang.ledger.plan import Kept, Name, Old, Plan
from duizhang.ledger.provenance import About, Listed, read_list
from duizhang.ledger.rows import document_paragraphs, grams
from duizhang.ledger.version import SCHEMA_VERSION, code_version
from duizhang.ledger.walk import Skipped
from duizhang.ledger.work import indicator_names, read_all

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duizhang.ledger.search import SearchWriter
    from duizhang.ledger.snapshot import Writer

STAGING = "building"
_encode_lines = msgspec.json.Encoder().encode_lines

Progress = Callable[[int, int], None]


class Summary(msgspec.Struct, frozen=True):
    """What a build did.

    Documents that were ``read`` and that were ``unchanged`` (known already); files that have
    ``gone`` from the ledger; how many ``documents``, ``figures``, ``claims`` and ``warnings`` it
    holds now; and all files that are ``skipped``, with paths relative to the ledger's parent. Paths
    that could not be listed or read, and the documents from there that stay, are ``kept``. Files of
    a list of urls that the ledger does not hold are ``not_there``.
    """

    ledger: Path
    read: int
    unchanged: int
    gone: int
    documents: int
    figures: int
    claims: int
    warnings: int
    skipped: tuple[Skipped, ...]
    kept: tuple[Kept, ...] = ()
    not_there: tuple[str, ...] = ()


def build(
    paths: Iterable[str | Path],
    ledger: str | Path,
    *,
    jobs: int = 1,
    lexicon: str | Path | None = None,
    rebuild: bool = False,
    urls: str | Path | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Read the files at and below ``paths`` into the ledger's folder ``ledger``.

    Sources that the ledger already holds, read by the same lexicon and code, are not read again.
    What it holds from elsewhere stays (and is read again if lexicon or code changed and the file
    is still there); what it held from ``paths`` and is found there no more goes, but not what lay
    where nothing could be listed or read. ``jobs`` is the
    number of processes, ``lexicon`` a TOML file of the user's own; ``rebuild`` replaces a ledger
    that cannot be opened; ``urls`` is a list of files and the urls they came from (see
    :func:`duizhang.ledger.provenance.read_list`), which the ledger keeps; ``progress`` is called with (done, all) documents to read.

    Raises LedgerError with one line, or LexiconError for ``lexicon``; the last good ledger is then
    as it was.
    """
    given = [os.fspath(path) for path in paths]
    if not os.fspath(ledger) or not all(given):
        raise LedgerError("an empty path names nothing")
    folder = Path(os.path.abspath(ledger))
    tops = [os.path.abspath(path) for path in given]
    listed = read_list(urls) if urls is not None else []
    with as_ledger_error(ledger):
        _refuse_foreign(folder, ledger)
        for top in tops:
            if Path(top) == folder or folder in Path(top).parents or _is_ledger(top):
                raise LedgerError(
                    f"{os.path.relpath(top)}: a ledger, nothing to read; give reports"
                )
        with _made(folder), writing(folder):
            staging = folder / STAGING
            shutil.rmtree(staging, ignore_errors=True)  # of a build that was killed
            staging.mkdir()
            try:
                own = "" if lexicon is None else os.path.abspath(lexicon)
                work = _Build(folder, staging, own, jobs, progress or (lambda done, total: None))
                lists = frozenset(() if urls is None else (Path(os.path.abspath(urls)),))
                return work.run(tops, rebuild, listed, lists)
            finally:
                shutil.rmtree(staging, ignore_errors=True)


class NothingFoundError(LedgerError):
    """There is nothing to make a ledger of; ``skipped`` are the files that were not read."""

    def __init__(self, message: str, skipped: tuple[Skipped, ...]) -> None:
        super().__init__(message)
        self.skipped = skipped


# What a ledger's folder may hold before there is a ledger: reviews that came from elsewhere, what a
# build that was killed left behind, and what systems put into every folder.
_OWN = ("cache", "search.sqlite", ".DS_Store", ".gitignore", ".gitkeep", "lost+found")


def _is_ledger(path: str | Path) -> bool:
    return os.path.isfile(os.path.join(path, "ledger.duckdb"))


def _refuse_foreign(folder: Path, ledger: str | Path) -> None:
    """Raise LedgerError where ``folder`` can be no ledger: it is something else."""
    if not os.path.lexists(folder):
        return
    if not stat.S_ISDIR(os.stat(folder).st_mode):  # OSError: no rights, or a loop of links
        raise LedgerError(f"{ledger}: a file, not a ledger's folder")
    names = set(os.listdir(folder))
    own = {*_OWN, LOCK_NAME} | ({STAGING} if LOCK_NAME in names else set())
    foreign = sorted(n for n in names - own if not n.startswith("reviews.sqlite"))
    if foreign and "ledger.duckdb" not in names:
        raise LedgerError(
            f"{ledger}: no ledger, and not empty ({foreign[0]}); name a folder of its own"
        )


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make ``folder``; what was made goes again where it holds nothing after an error."""
    new = [p for p in (folder, *folder.parents) if not os.path.lexists(p)]
    folder.mkdir(parents=True, exist_ok=True)
    locked = os.path.lexists(folder / LOCK_NAME)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            if not locked and os.listdir(folder) == [LOCK_NAME]:
                os.unlink(folder / LOCK_NAME)
            for made in new:
                made.rmdir()
        raise


class _Build:
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
            writer.load()
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
