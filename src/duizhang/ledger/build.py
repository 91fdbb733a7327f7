"""Files become a ledger: the one verb, under its lock, in a staging folder of its own."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from duizhang.ledger.errors import LedgerError, as_ledger_error
from duizhang.ledger.lock import LOCK_NAME, writing

if TYPE_CHECKING:
    from duizhang.ledger.plan import Kept
    from duizhang.ledger.walk import Skipped

STAGING = "building"

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
    from duizhang.ledger.building import Build  # what it needs is not wanted by those who read
    from duizhang.ledger.provenance import read_list

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
                work = Build(folder, staging, own, jobs, progress or (lambda done, total: None))
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
