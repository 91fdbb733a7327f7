"""Drives the benchmark's own scorers in this process, and takes their verdicts case by case.

``score.py`` and ``score_account.py`` start a command and read what it prints. Here the command
runs in this process (or in a few workers), once, and the scorers are handed its output: so every
total is theirs, the list of mistakes is theirs too, and there is no second opinion to keep in step.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import msgspec

from duizhang.views.benchdata import Case

_EVERY = "1000000000"  # "all of them", for the scorers' --errors
_SECTION = re.compile(r"## (.+): \d+$")
_PLACE = re.compile(r"  (\S+?)@(\d+)")
_KINDS = re.compile(r"gold (\S+) got (\S+)$")


class Failed(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A command or a scorer did not finish; the message is one line."""


class Miss(msgspec.Struct, frozen=True):
    """One mistake as the scorer words it. ``line`` holds text of the document: for eyes only."""

    field: str
    document: str
    offset: int
    line: str


class Scored(msgspec.Struct, frozen=True):
    """What one run gave: the scorer's totals, its mistakes, and the wrong fields of each case.

    ``wrong`` counts a figure that was not found, or not seen to be a measure, as wrong in every
    field, as the totals do. ``headline`` are the cases that can touch the headline figures: gold
    or the reader names an indicator there.
    """

    totals: dict[str, Any]
    misses: list[Miss]
    wrong: dict[Case, frozenset[str]]
    headline: frozenset[Case] = frozenset()


def run_command(name: str, args: Sequence[str]) -> str:
    """What ``duizhang NAME ARGS…`` prints, run in this process. Raises Failed."""
    from duizhang.cli import COMMANDS

    try:
        command = importlib.import_module(COMMANDS[name][0]).command
    except ModuleNotFoundError as error:
        raise Failed(f"there is no `duizhang {name}` yet ({error.name})") from error
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    try:
        with contextlib.redirect_stdout(out):
            code = command.main(args=list(args), prog_name=name, standalone_mode=False)
    except SystemExit as stop:
        code = stop.code
    except Exception as error:
        raise Failed(f"duizhang {name}: {type(error).__name__}: {error}") from error
    if code not in (None, 0):
        raise Failed(f"duizhang {name} ended with {code}")
    out.flush()
    assert isinstance(out.buffer, io.BytesIO)
    return out.buffer.getvalue().decode("utf-8")


def _figures_of(path: str) -> str:
    return run_command("figures", [path])


def read_figures(paths: Sequence[Path], jobs: int = 1) -> dict[str, str]:
    """For each path, the JSON Lines that ``duizhang figures`` prints. Raises Failed."""
    names = [str(path) for path in paths]
    if jobs <= 1:
        return {name: _figures_of(name) for name in names}
    with ProcessPoolExecutor(jobs) as pool:
        return dict(zip(names, pool.map(_figures_of, names), strict=True))


class Bench:
    """The scorers in ``folder`` (the benchmark's), loaded as modules."""

    def __init__(self, folder: Path) -> None:
        self.gold = folder / "gold"
        self._score = _load("score", folder)
        right = self._score.right  # gives "" for a missing subject, which the scorer cannot add up
        vars(self._score)["right"] = lambda *case: bool(right(*case))
        self._account = _load("score_account", folder, score=self._score)
        self.fields: tuple[str, ...] = tuple(self._score.FIELDS)
        self.whole: tuple[str, ...] = tuple(self._score.WHOLE)

    def documents(self) -> list[str]:
        """Names of all documents that have gold figures, in the scorer's order."""
        end = ".figures.jsonl"
        return sorted(path.name.removesuffix(end) for path in self.gold.glob("*" + end))

    def text_of(self, document: str) -> Path:
        """Where the text of ``document`` lies. Raises Failed."""
        try:
            return Path(self._score.find_text(document))
        except SystemExit as stop:
            raise Failed(str(stop.code)) from stop

    def figures(self, documents: Sequence[str], printed: dict[str, str]) -> Scored:
        """Scores ``documents`` on what :func:`read_figures` gave for their texts."""

        def answer(command: list[str]) -> str:
            return "".join(printed[path] for path in command[1:])

        argv = ["--json", "--errors", _EVERY, "--cmd", "figures", *documents]
        out = _run(self._score, argv, answer)
        head, *rest = out.split("\n")
        misses = list(_misses(rest))
        wrong = self._wrong(misses)
        return Scored(json.loads(head), misses, wrong, self._headline(documents, printed))

    def account(self) -> Scored:
        """Scores ``duizhang account`` on the account's gold data. Raises Failed."""
        gold = self._score.load(self.gold / "account.jsonl")
        named = [
            # The scorer prints place, period and subject with each mistake; a place that can be
            # found again stands in for the subject, whose words stay out of what we keep.
            {**line, "place": "", "period": "", "subject": f"#{i}#"}
            for i, line in enumerate(gold)
        ]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "account.jsonl"
            path.write_text(
                "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in named),
                encoding="utf-8",
            )
            argv = ["--json", "--errors", _EVERY, "--gold", str(path)]
            argv += ["--cmd", "account --json --closed-world"]
            out = _run(self._account, argv, lambda command: run_command(command[0], command[1:]))
        head, *rest = out.split("\n")
        misses = []
        for line in rest:
            found = re.match(r"\s+#(\d+)#: (.*)", line)
            if found:
                case = gold[int(found[1])]
                spot, what = case["target"], found[2]
                field = "account_result" if what.startswith("result ") else "account_verdict"
                words = f"  {spot['doc']}@{spot['start']} {case['place']} {case['period']} {case['subject']}: {what}"
                misses.append(Miss(field, spot["doc"], spot["start"], words))
        wrong: dict[Case, set[str]] = defaultdict(set)
        for miss in misses:
            wrong[miss.document, miss.offset].add(miss.field)
        return Scored(json.loads(head), misses, {k: frozenset(v) for k, v in wrong.items()})

    def promises(self) -> dict[Case, frozenset[str]]:
        """For each gold promise the documents that its line names (its own, its result's)."""
        named: dict[Case, frozenset[str]] = {}
        for line in self._score.load(self.gold / "account.jsonl"):
            spots = [line[key] for key in ("target", "result") if line.get(key)]
            case = (line["target"]["doc"], line["target"]["start"])
            named[case] = frozenset(spot["doc"] for spot in spots)
        return named

    def _wrong(self, misses: Iterable[Miss]) -> dict[Case, frozenset[str]]:
        wrong: dict[Case, set[str]] = defaultdict(set)
        gold: dict[str, dict[int, dict[str, Any]]] = {}
        for miss in misses:
            fields = wrong[miss.document, miss.offset]
            fields.add(miss.field)
            if miss.field not in ("accounted", "kind"):
                continue
            if miss.document not in gold:
                lines = self._score.load(self.gold / f"{miss.document}.figures.jsonl")
                gold[miss.document] = {line["start"]: line for line in lines}
            line = gold[miss.document][miss.offset]
            fields.add("kind")
            if line["kind"] == "measure" and "same_as" not in line:
                fields.update(self.fields)
        for fields in wrong.values():
            if fields & set(self.whole):
                fields.update(("whole", "whole+subject"))
            elif "subject" in fields:
                fields.add("whole+subject")
        return {case: frozenset(fields) for case, fields in wrong.items()}

    def _headline(self, documents: Sequence[str], printed: dict[str, str]) -> frozenset[Case]:
        cases = set()
        for document in documents:
            rows = self._score.load(self.gold / f"{document}.figures.jsonl")
            got = printed[str(self.text_of(document))].split("\n")
            rows += [json.loads(line) for line in got if line.strip()]
            cases |= {(document, row["start"]) for row in rows if row.get("indicator")}
        return frozenset(cases)


def confusions(misses: Iterable[Miss]) -> list[tuple[str, str, int]]:
    """Kinds confused: gold, read as, how often; most frequent first."""
    count: dict[tuple[str, str], int] = defaultdict(int)
    for miss in misses:
        found = _KINDS.search(miss.line) if miss.field == "kind" else None
        if found:
            count[found[1], found[2]] += 1
    ordered = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    return [(gold, got, times) for (gold, got), times in ordered]


def _misses(lines: Iterable[str]) -> Iterator[Miss]:
    field = ""
    for line in lines:
        section = _SECTION.match(line)
        if section:
            field = section[1].replace(" ", "_")
            continue
        place = _PLACE.match(line)  # a line without one goes on with a quote that holds a newline
        if place and field:
            yield Miss(field, place[1], int(place[2]), line)


def _load(name: str, folder: Path, **beside: ModuleType) -> ModuleType:
    """The scorer ``name``; ``beside`` are modules that it imports by a bare name."""
    spec = importlib.util.spec_from_file_location(f"_duizhang_{name}", folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = {key: sys.modules.get(key) for key in beside}
    sys.modules.update(beside)
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # the folder is read only
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = written
        for key, value in before.items():
            if value is None:
                del sys.modules[key]
            else:
                sys.modules[key] = value
    return module


def _run(module: ModuleType, argv: list[str], answer: Callable[[list[str]], str]) -> str:
    """What the scorer's ``main`` prints when the command it starts prints ``answer(command)``."""

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 0, answer(command), "")

    vars(module)["subprocess"] = SimpleNamespace(run=run)
    before, sys.argv = sys.argv, [module.__name__, *argv]
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            module.main()
    except SystemExit as stop:
        if stop.code:
            raise Failed(str(stop.code)) from stop
    finally:
        sys.argv = before
    return out.getvalue()
