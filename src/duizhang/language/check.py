"""Checks the lexicon as data: who changes a word of it is told at once what that broke.

Found are entries that can never speak (written twice, guarded in vain, read by nobody), values
that no stage knows, patterns that do not compile, entries without an example, and examples that no
longer hold. This module knows the files' form only; what a stage makes of an example it is told by
the caller (:data:`Answers`), so that the language stays below the stages that read it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, get_args

from duizhang.language.lexicon import Lexicon
from duizhang.model.records import FigureKind, Hedge, Operator, Stance


class Problem(NamedTuple):
    """Something wrong with the lexicon: the entry and, in one line, what is wrong with it."""

    where: str
    what: str


class Example(NamedTuple):
    """One line of an entry's ``examples``.

    ``table`` is the way to the entry's array (``units.unit``), ``entry`` the entry itself. ``text``
    is the words to be read with the marks 〔〕 taken out, ``marked`` the spans that stood in them,
    ``expected`` what stands behind ``->`` (empty where the entry says itself what is expected).
    """

    table: str
    entry: Mapping[str, Any]
    text: str
    marked: tuple[tuple[int, int], ...]
    expected: str

    @property
    def where(self) -> str:
        """The entry in words."""
        return f"{self.table} {_name(self.entry)}"


# What a stage makes of an example, in the words that stand behind ``->``; by ``Example.table``.
Answers = Mapping[str, Callable[[Lexicon, Example], str]]

_MARK = re.compile("〔([^〔〕]*)〕")
_PATTERNS = ("left", "right", "number", "unless_right", "pattern")
_FOR_TESTS = ("examples", "not")
_DIRECTIONS = ("up", "down", "none", "ceiling")
_MODIFIERS = ("scope", "count", "free", "growing", "stock", "")
# Of a verb's classes the first that holds a word wins, so a word may stand in one of them only.
_VERB_CLASSES = ("up_noun", "down_noun", "to_up", "to_down", "up", "down", "to", "adverb")
_NAMED_ONCE = ("kinds.rule", "sections.cue", "periods.running", "periods.local", "roles.context")


def _name(entry: Mapping[str, Any]) -> str:
    for key in ("name", "form", "word", "kind", "pattern"):
        if key in entry:
            return str(entry[key])
    return ""


def _walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every table and list of the data with the way to it."""
    yield path, value
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _walk(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, Mapping):
                yield from _walk(inner, path)


def parse_example(table: str, entry: Mapping[str, Any], line: str) -> Example:
    """One line of ``examples``: ``words with 〔12〕 -> what is expected``."""
    text, _, expected = line.partition(" -> ")
    marked: list[tuple[int, int]] = []
    for m in _MARK.finditer(text):
        start = m.start() - 2 * len(marked)
        marked.append((start, start + len(m.group(1))))
    return Example(table, entry, _MARK.sub(r"\1", text), tuple(marked), expected.strip())


def examples(lexicon: Lexicon) -> Iterator[Example]:
    """Every example of every table, in the order of the files."""
    for path, value in _walk(lexicon.tables):
        if isinstance(value, Mapping) and isinstance(value.get("examples"), list):
            for line in value["examples"]:
                yield parse_example(path, value, line)


def without_example(lexicon: Lexicon) -> list[Problem]:
    """Every entry of an array of tables that has no example."""
    return [
        Problem(f"{path} {_name(entry)}", "has no example")
        for path, value in _walk(lexicon.tables)
        if isinstance(value, list)
        for entry in value
        if isinstance(entry, Mapping) and not entry.get("examples")
    ]


def unheld(lexicon: Lexicon, answers: Answers) -> list[Problem]:
    """Every example that is not read as it says, and every one that nobody can read."""
    found = []
    for example in examples(lexicon):
        answer = answers.get(example.table)
        if answer is None:
            found.append(Problem(example.where, f"no test runs its example {example.text!r}"))
            continue
        got = answer(lexicon, example)
        if got != example.expected:
            found.append(
                Problem(
                    example.where, f"{example.text!r} is read {got!r}, not {example.expected!r}"
                )
            )
    return found


def structure(lexicon: Lexicon) -> list[Problem]:
    """What is wrong with the data itself, without reading anything with it."""
    checks: tuple[Callable[[Lexicon], Iterable[Problem]], ...] = (
        _repeated_words,
        _repeated_names,
        _bad_patterns,
        _bad_values,
        _units,
        _hedges,
        _verbs,
        _indicators,
        _stances,
    )
    return [problem for check in checks for problem in check(lexicon)]


def _twice(words: Iterable[str]) -> list[str]:
    return [word for word, n in Counter(words).items() if n > 1]


def _repeated_words(lexicon: Lexicon) -> Iterator[Problem]:
    for path, value in _walk(lexicon.tables):
        if isinstance(value, Mapping):
            for key, words in value.items():
                if isinstance(words, list) and all(isinstance(w, str) for w in words):
                    for word in _twice(words):
                        name = _name(value)
                        yield Problem(f"{path}.{key} {name}".strip(), f"{word} is written twice")


def _repeated_names(lexicon: Lexicon) -> Iterator[Problem]:
    for path, value in _walk(lexicon.tables):
        if path in _NAMED_ONCE and isinstance(value, list):
            for name in _twice(entry["name"] for entry in value):
                yield Problem(f"{path} {name}", "two entries have this name")


def _bad_patterns(lexicon: Lexicon) -> Iterator[Problem]:
    for path, value in _walk(lexicon.tables):
        if not isinstance(value, Mapping):
            continue
        for key in _PATTERNS:
            if isinstance(value.get(key), str):
                try:
                    re.compile(value[key])
                except re.error as error:
                    yield Problem(f"{path} {_name(value)}", f"{key}: {error}")


def _bad_values(lexicon: Lexicon) -> Iterator[Problem]:
    allowed: dict[str, tuple[str, tuple[str, ...]]] = {
        "kinds.rule": ("kind", get_args(FigureKind)),
        "hedges.hedge": ("name", get_args(Hedge)),
        "sections.cue": ("stance", (*get_args(Stance), "both")),
        "periods.running": ("stance", get_args(Stance)),
    }
    for path, value in _walk(lexicon.tables):
        if path in allowed and isinstance(value, Mapping):
            key, known = allowed[path]
            if value[key] not in known:
                yield Problem(f"{path} {_name(value)}", f"{key} {value[key]} is not known")
    for word, operator in lexicon.tables["relations"]["operators"].items():
        if operator not in get_args(Operator):
            yield Problem(f"relations.operators {word}", f"{operator} is no operator")


def _units(lexicon: Lexicon) -> Iterator[Problem]:
    table = lexicon.tables["units"]
    forms = [*table["plain"]]
    for entry in table["unit"]:
        forms += [entry["form"], *entry.get("also", ())]
    for form in _twice(forms):
        yield Problem(f"units {form}", "two entries have this form")
    for form, guard in table["guards"].items():
        if form not in forms:
            yield Problem(f"units.guards {form}", "guards a form that is not there")
        elif not guard:
            yield Problem(f"units.guards {form}", "guards against nothing")


def _hedges(lexicon: Lexicon) -> Iterator[Problem]:
    table = lexicon.tables["hedges"]
    for key in ("before", "behind", "far"):
        words = [word for entry in table["hedge"] for word in entry.get(key, ())]
        for word in _twice(words):
            yield Problem(f"hedges.hedge {word}", f"two entries have this word {key} the numeral")
    known = {word for entry in table["hedge"] for word in entry["before"]}
    for word in table["guards"]:
        if word not in known:
            yield Problem(f"hedges.guards {word}", "guards a word that is not there")


def _verbs(lexicon: Lexicon) -> Iterator[Problem]:
    table = lexicon.tables["verbs"]
    first: dict[str, str] = {}
    for name in _VERB_CLASSES:
        for word in dict.fromkeys(table[name]):
            if first.setdefault(word, name) != name:
                yield Problem(f"verbs.{name} {word}", f"is dead: {first[word]} holds it already")


def _indicators(lexicon: Lexicon) -> Iterator[Problem]:
    table = lexicon.tables["units"]
    units = {entry.get("unit", entry["form"]) for entry in table["unit"]} | set(table["plain"])
    owner: dict[str, str] = {}
    rows = lexicon.rows["indicators"]
    for name in _twice(row["id"] for row in rows):
        yield Problem(f"indicators {name}", "two rows have this id")
    for row in rows:
        where = f"indicators {row['id']}"
        names = [n.removeprefix("?") for n in (row["zh"], *row["aliases"].split("|")) if n]
        for alias in _twice(names):
            yield Problem(where, f"{alias} is written twice")
        for alias in dict.fromkeys(names):
            if owner.setdefault(alias, row["id"]) != row["id"]:
                yield Problem(where, f"{alias} is dead: {owner[alias]} has it already")
        for unit in filter(None, row["units"].split("|")):
            if re.sub(r"（.*）$|/.*$", "", unit) not in units and unit not in units:
                yield Problem(where, f"unit {unit} is never read")
        if row["direction"] not in _DIRECTIONS:
            yield Problem(where, f"direction {row['direction']} is not known")
        if (row["modifiers"] or "") not in _MODIFIERS:
            yield Problem(where, f"modifiers {row['modifiers']} is not known")


def _stances(lexicon: Lexicon) -> Iterator[Problem]:
    rows = lexicon.rows["stance"]
    for cue in _twice(row["cue"] for row in rows):
        yield Problem(f"stance {cue}", "two rows have this cue")


class _Watched(dict[str, Any]):
    """A table that remembers which of its keys somebody read."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__({key: _watch(value) for key, value in data.items()})
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        self.read.update(super().keys())
        return super().__iter__()

    def items(self) -> Any:
        self.read.update(super().keys())
        return super().items()

    def values(self) -> Any:
        self.read.update(super().keys())
        return super().values()


def _watch(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _Watched(value)
    if isinstance(value, list):
        return [_watch(inner) for inner in value]
    return value


def unread(lexicon: Lexicon, use: Callable[[Lexicon], object]) -> list[Problem]:
    """Every key that stays unread while ``use`` reads with the lexicon: misspelt, or left behind.

    What only tests read (``examples``, ``not``) is left out.
    """
    tables = {name: _Watched(table) for name, table in lexicon.tables.items()}
    watched: Any = tables  # each of them is a dict that also remembers
    use(replace(lexicon, tables=watched, _made={}))
    found: dict[Problem, None] = {}

    def look(path: str, table: _Watched) -> None:
        for key, value in dict.items(table):
            if key not in table.read and key not in _FOR_TESTS:
                found[Problem(f"{path}.{key}", "nobody reads this key")] = None
            else:
                for inner in value if isinstance(value, list) else [value]:
                    if isinstance(inner, _Watched):
                        look(f"{path}.{key}", inner)

    for name, table in tables.items():
        look(name, table)
    return list(found)
