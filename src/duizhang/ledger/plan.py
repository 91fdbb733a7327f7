"""What a build has to do: which documents there will be, under which names, and what to read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from duizhang.ledger.cache import source_key
from duizhang.ledger.provenance import About, Listed
from duizhang.ledger.rows import document_id
from duizhang.ledger.version import SCHEMA_VERSION, code_version
from duizhang.ledger.walk import Skipped, find_files
from duizhang.ledger.work import Task, told
from duizhang.model import Source
from duizhang.reading import Unreadable, open_source
from duizhang.reading.delimited import is_of_targets
from duizhang.reading.join import Turn, chains, joined, turn_of
from duizhang.reading.names import NO_TABLE, is_table_name


class Name(NamedTuple):
    """A file's name, and its path relative to the folder that holds the ledger."""

    name: str
    path: str


class Old(msgspec.Struct, frozen=True):
    """What the ledger held before: read keys and names by document id, and what was skipped.

    ``about`` is what lists said of files, by path as in ``names``. ``account`` names the rules and
    reviews by which its accounts were closed. With ``rebuild`` only what cannot be read anew is
    taken from it.
    """

    snapshot: str = ""
    keys: dict[str, str] = {}
    names: dict[str, list[Name]] = {}
    about: dict[str, About] = {}
    skipped: tuple[Skipped, ...] = ()
    account: str = ""
    rebuild: bool = False


class Kept(NamedTuple):
    """A path that could not be listed or read, why, and how many documents were kept for it."""

    path: str
    reason: str
    documents: int


class Plan:
    """The documents of the ledger to be, by id, as far as can be said before reading.

    ``names`` has the names of every document, ``tasks`` how to read those whose file is there,
    ``about`` what lists say of files, by path, ``skipped`` the files that will not be read,
    ``retained`` the paths that could not be looked at and below which the ledger knew documents:
    these stay. ``home`` is the folder that holds the ledger.
    """

    def __init__(self, home: Path, lexicon: str, old: Old, listed: Sequence[Listed] = ()) -> None:
        self.home, self.lexicon, self.old, self._listed = home, lexicon, old, listed
        # a file that is meant by two lines of a list: one beside the list comes first
        new = [(path, entry.about) for entry in listed for path in reversed(entry.paths)]
        self.about = {**old.about, **{self.relative(path): about for path, about in new}}
        self.names: dict[str, list[Name]] = {}
        self.tasks: dict[str, Task] = {}
        self.skipped: list[Skipped] = []
        self.retained: list[Kept] = []
        self._unknown: dict[Path, str] = {}
        self._turns: dict[str, dict[str, tuple[Turn, Source]]] = {}  # by folder, then file

    def find(self, paths: Sequence[str], lists: frozenset[Path] = frozenset()) -> None:
        """Plan for what is at and below the absolute ``paths``, and what is known from elsewhere;
        lists of urls among them are no reports.

        A document from elsewhere whose file has gone stays as it is: it may have come with the
        ledger, or its disk may be away. One from ``paths`` that is found there no more goes,
        unless the path could not be listed or read.
        """
        found = find_files(paths)
        self._unknown = found.unknown
        self.skipped += [Skipped(self.relative(path), reason) for path, reason in found.skipped]
        files = set(found.files) - lists
        for document, names in self.old.names.items():
            for name in names:
                path = self._absolute(name.path)
                if _is_under(path, paths):
                    continue
                if stands(path):
                    files.add(path)
                elif document in self.old.keys and not self.old.rebuild:
                    self.names.setdefault(document, []).append(name)
        for skipped in self.old.skipped:
            path = self._absolute(skipped.path)
            if path not in files and not _is_under(path, paths) and stands(path):
                self.skipped.append(skipped)
        for path in sorted(files):
            self._identify(path, path in found.named)
        self._join()
        self._retain()
        for names in self.names.values():
            names.sort()

    def _retain(self) -> None:
        """Keep what the ledger knew at and below the paths that could not be looked at."""
        below: dict[Path, set[str]] = {}
        for document, names in self.old.names.items() if self._unknown else ():
            for name in names if document in self.old.keys else ():
                path = self._absolute(name.path)
                tops = [top for top in (path, *path.parents) if top in self._unknown]
                for top in tops:
                    below.setdefault(top, set()).add(document)
                if tops and name not in self.names.get(document, ()):
                    self.names.setdefault(document, []).append(name)
        self.retained = [
            Kept(self.relative(top), self._unknown[top], len(below[top])) for top in sorted(below)
        ]

    def _identify(self, path: Path, named: bool) -> None:
        """Plan for the file at ``path``, or for the members of the archive that it is."""
        for whole, found in sources_at(path):
            relative = self.relative(whole)
            if not isinstance(found, Source):
                self.skipped.append(Skipped(relative, found.reason))
                # What the ledger knew of it stays: a damaged copy is no reason to forget.
                self._unknown[Path(whole)] = found.reason
            elif not named and is_other_table(found):
                self.skipped.append(Skipped(relative, NO_TABLE))
            else:
                self._add(found, relative)

    def _add(self, source: Source, relative: str) -> None:
        document = document_id(source.sha256)
        name = Name(source.name, relative)
        names = self.names.setdefault(document, [])
        # The same bytes under several names are read under the first name, whatever the order.
        if document not in self.tasks or name < min(names):
            about = self.about.get(relative, About())
            key = source_key(told(source, about), self.lexicon)
            self.tasks[document] = Task(source.path, source.sha256, key, about)
        names.append(name)
        if turn := turn_of(source):
            folder, _, file = relative.rpartition("/")
            bare = msgspec.structs.replace(source, data=b"")
            self._turns.setdefault(folder, {})[file] = turn, bare

    def _join(self) -> None:
        """Pages of one folder that are surely one report become one document."""
        bundles: dict[tuple[str, ...], list[list[tuple[Name, Source]]]] = {}
        for folder, pages in sorted(self._turns.items()):
            for chain in chains({file: turn for file, (turn, _) in pages.items()}):
                sources = [pages[file][1] for file in chain]
                where = [f"{folder}/{file}" if folder else file for file in chain]
                parts = [(Name(s.name, path), s) for s, path in zip(sources, where, strict=True)]
                bundles.setdefault(tuple(s.sha256 for s in sources), []).append(parts)
        for hashes, copies in bundles.items():
            alone = [sorted(self.names.get(document_id(sha), ())) for sha in hashes]
            if alone == [sorted(name for name, _ in part) for part in zip(*copies, strict=True)]:
                self._bundle(copies[0], [name for parts in copies for name, _ in parts])

    def _bundle(self, parts: list[tuple[Name, Source]], names: list[Name]) -> None:
        """The documents ``parts`` become one, that all ``names`` hold a part of."""
        about = self.about.get(parts[0][0].path, About())
        sources = [source for _, source in parts]
        whole = told(joined(sources), about)
        for source in sources:
            single = document_id(source.sha256)
            self.names.pop(single, None)
            self.tasks.pop(single, None)
        document = document_id(whole.sha256)
        self.names[document] = names
        key = source_key(whole, self.lexicon)
        more = tuple(source.path for source in sources[1:])
        self.tasks[document] = Task(sources[0].path, whole.sha256, key, about, more)

    def relative(self, path: str | Path) -> str:
        """``path`` as the ledger keeps it: relative to the folder that holds the ledger."""
        return os.path.relpath(path, self.home)

    def _absolute(self, path: str) -> Path:
        return Path(os.path.normpath(self.home / path))

    @property
    def keys(self) -> dict[str, str]:
        """The read key of every document."""
        return {
            d: self.tasks[d].key if d in self.tasks else self.old.keys[d]
            for d in sorted(self.names)
        }

    @property
    def kept(self) -> list[str]:
        """The documents whose rows the old snapshot already holds."""
        anew = self.tasks if self.old.rebuild else {}
        return [d for d, key in self.keys.items() if self.old.keys.get(d) == key and d not in anew]

    @property
    def todo(self) -> list[Task]:
        """The documents to read, by id."""
        kept = set(self.kept)
        return [self.tasks[d] for d in sorted(self.names) if d not in kept]

    def fail(self, task: Task, reason: str) -> set[str]:
        """Reading ``task`` yielded nothing: all its names are skipped for ``reason``.

        What the ledger knew under these names stays; the documents that are kept for it and were
        to go.
        """
        document = document_id(task.sha256)
        failed = self.names.pop(document)
        self.skipped += [Skipped(name.path, reason) for name in failed]
        del self.tasks[document]
        paths = {name.path for name in failed}
        revived: set[str] = set()
        for old, names in self.old.names.items():
            stay = [n for n in names if n.path in paths]
            if not stay or old not in self.old.keys or old == document:
                continue
            if old not in self.names:
                revived.add(old)
            held = self.names.setdefault(old, [])
            held += [n for n in stay if n not in held]
            held.sort()
            self.retained += [Kept(n.path, reason, 1) for n in stay]
        return revived

    def gone(self) -> int:
        """How many files the ledger held that it will hold no more, and that were not skipped."""
        now = {name.path for names in self.names.values() for name in names}
        now.update(s.path for s in self.skipped)
        return len({n.path for names in self.old.names.values() for n in names} - now)

    def not_there(self) -> tuple[str, ...]:
        """The files of the list that will not be in the ledger, as the list names them."""
        now = {name.path for names in self.names.values() for name in names}
        return tuple(
            entry.file
            for entry in self._listed
            if not any(self.relative(path) in now for path in entry.paths)
        )

    def snapshot(self) -> str:
        """Names the ledger's content: the same documents, names, lexicon and code, the same id."""
        keys = self.keys
        content = (
            SCHEMA_VERSION,
            code_version(),
            self.lexicon,
            [(d, keys[d], self.names[d]) for d in sorted(self.names)],
            sorted(
                (n.path, self.about[n.path])
                for names in self.names.values()
                for n in names
                if n.path in self.about
            ),
            sorted(set(self.skipped)),
        )
        return hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:32]


def _is_under(path: Path, tops: Sequence[str]) -> bool:
    return any(path == Path(top) or Path(top) in path.parents for top in tops)


def stands(path: Path) -> bool:
    """Whether a file, or a member of an archive, is at ``path``."""
    if os.path.isfile(path):
        return True
    if os.path.lexists(path):
        return False
    from duizhang.reading.archive import archive_at, open_archive

    try:
        inside = archive_at(path)
        return inside is not None and inside[1] in open_archive(inside[0]).members
    except (Unreadable, OSError):
        return False


def sources_at(path: Path) -> Iterator[tuple[str, Source | Unreadable]]:
    """What is at ``path``, with its path: one source, or all that are in an archive."""
    from duizhang.reading.archive import archive_at, open_sources

    whole = str(path)
    try:
        if archive_at(path) == (path, ""):
            for found in open_sources(path):
                yield (found.path if isinstance(found, Source) else found.name), found
        else:
            yield whole, open_source(path)
    except Unreadable as error:
        yield whole, error
    except OSError as error:
        failed = Unreadable(path.name, error.strerror or str(error))
        failed.__cause__ = error
        yield whole, failed


def is_other_table(source: Source) -> bool:
    """Whether ``source`` is a table of delimited cells that says nothing of targets or results."""
    table = source.media_type == "text/csv" or is_table_name(source.name)
    return table and not is_of_targets(source.data)
