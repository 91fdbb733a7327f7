"""The reading of many sources: one after the other, or on all cores."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from duizhang.ledger.cache import Cache
from duizhang.ledger.errors import LedgerError
from duizhang.ledger.provenance import About
from duizhang.ledger.rows import Shard, shard

if TYPE_CHECKING:
    from duizhang.language.lexicon import Lexicon
    from duizhang.model import Source


class Task(NamedTuple):
    """One source to read: where it lies, the hash it had when it was found, its read key.

    ``path`` may lead into an archive (``a.zip/b.docx``); ``about`` is what a list says of it.
    ``more`` are the paths of the pages behind the first, where several files are one report.
    """

    path: str
    sha256: str
    key: str
    about: About = About()
    more: tuple[str, ...] = ()


class Outcome(NamedTuple):
    """What became of a task: its shard and whether it came from the cache, or why there is none."""

    task: Task
    shard: Shard | None
    cached: bool = False
    reason: str = ""


class Reader:
    """Reads tasks to outcomes with one lexicon and one cache; made once in every process."""

    def __init__(self, lexicon: str, cache: str) -> None:
        from duizhang.language.lexicon import load_lexicon

        self.lexicon = load_lexicon(lexicon)
        self.cache = Cache(Path(cache))
        self.names = indicator_names(self.lexicon)

    def __call__(self, task: Task) -> Outcome:
        """Read ``task``. Any fault of the source or of its reading is a reason, never raised."""
        from duizhang.reading import Unreadable, open_source
        from duizhang.reading.join import joined
        from duizhang.report import read_source

        report = self.cache.get(task.key)
        cached = report is not None
        try:
            if report is None:
                source = open_source(task.path)
                if task.more:
                    source = joined([source, *map(open_source, task.more)])
                if source.sha256 != task.sha256:
                    return Outcome(task, None, reason="changed while the ledger was built")
                report = read_source(told(source, task.about), self.lexicon)
                self.cache.put(task.key, report)
            return Outcome(task, shard(report, task.key, self.names), cached)
        except Unreadable as error:
            return Outcome(task, None, reason=error.reason)
        except OSError as error:
            return Outcome(task, None, reason=error.strerror or str(error))
        except MemoryError:
            return Outcome(task, None, reason="not enough memory to read it")
        except Exception as error:  # a defect of ours must not stop the other files
            lines = str(error).splitlines() or [""]
            return Outcome(
                task, None, reason=f"the reader failed: {type(error).__name__}: {lines[0]}"
            )


def told(source: Source, about: About) -> Source:
    """``source`` with what a list says of it."""
    if about == About():
        return source
    return msgspec.structs.replace(source, **about._asdict())


def indicator_names(lexicon: Lexicon) -> dict[str, str]:
    """Chinese name by indicator id, as the lexicon has them."""
    return {row["id"]: row["zh"] for row in lexicon.rows["indicators"]}


# --- on all cores ---------------------------------------------------------------------------

_CHUNK = 4
_FEW = 12  # so many are read before a second process would have started
_reader: Reader | None = None


def read_all(tasks: Sequence[Task], lexicon: str, cache: Path, jobs: int) -> Iterator[Outcome]:
    """The outcomes of ``tasks``, in their order, with at most a few dozen in memory at once.

    A task whose reading kills its process is an outcome with a reason, like any other failure.
    LedgerError when no process can start, or every one was killed before it had read a file.
    """
    if jobs <= 1 or len(tasks) <= _FEW:
        reader = Reader(lexicon, str(cache))
        yield from map(reader, tasks)
        return
    chunks = [tasks[i : i + _CHUNK] for i in range(0, len(tasks), _CHUNK)]
    done = 0
    lived = False
    while done < len(chunks):
        try:
            for outcomes in _in_pool(chunks[done:], lexicon, cache, jobs):
                lived = True
                yield from outcomes
                done += 1
        except BrokenProcessPool:  # read the chunk that stands first alone, one process a task
            if not lived and not _can_start(lexicon, cache):
                raise LedgerError(_NO_PROCESS) from None
            for task in chunks[done]:
                outcome = _alone(task, lexicon, cache)
                lived = lived or outcome.reason != _KILLED
                yield outcome
            done += 1
    if not lived:
        raise LedgerError(_NO_PROCESS)


_KILLED = "reading it killed its process (out of memory?)"
_NO_PROCESS = (
    "the processes that read end before they have read one file (out of memory?); "
    "nothing was changed; try --jobs 1"
)


def _can_start(lexicon: str, cache: Path) -> bool:
    with _pool(1, lexicon, cache) as pool:
        try:
            pool.submit(os.getpid).result()
        except BrokenProcessPool:
            return False
    return True


def _in_pool(
    chunks: Sequence[Sequence[Task]], lexicon: str, cache: Path, jobs: int
) -> Iterator[list[Outcome]]:
    waiting: deque[Future[list[Outcome]]] = deque()
    with _pool(min(jobs, len(chunks)), lexicon, cache) as pool:
        try:
            for chunk in chunks:
                waiting.append(pool.submit(_read_chunk, chunk))
                if len(waiting) >= 3 * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _alone(task: Task, lexicon: str, cache: Path) -> Outcome:
    with _pool(1, lexicon, cache) as pool:
        try:
            return pool.submit(_read_chunk, [task]).result()[0]
        except BrokenProcessPool:
            return Outcome(task, None, reason=_KILLED)


def _pool(jobs: int, lexicon: str, cache: Path) -> ProcessPoolExecutor:
    # Spawned, not forked: DuckDB's and the progress bar's threads do not survive a fork.
    return ProcessPoolExecutor(
        jobs,
        mp_context=get_context("spawn"),
        initializer=_start,
        initargs=(partial(Reader, lexicon, str(cache)),),
    )


def _start(make: partial[Reader]) -> None:
    global _reader
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _reader = make()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_chunk(tasks: Sequence[Task]) -> list[Outcome]:
    assert _reader is not None
    return [_reader(task) for task in tasks]
