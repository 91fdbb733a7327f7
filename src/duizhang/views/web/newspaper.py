"""The newspaper's table of a place: last year's targets, results and verdicts, this year's targets.

One row for each promise, so that a result stands beside what it is the result of: where a report
promises several things under one indicator (enterprises, lines and posts of smart manufacturing),
each has a row of its own. What another paper says of the same thing stands beside it in the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from duizhang.views.headline import Line, Said, Slot, headline, slot_of
from duizhang.views.web.store import Row

RELATION = "relation"
"""The aspect of a row that compares without a figure (居民收入增速高于经济增速)."""


class Value(NamedTuple):
    """A value in a cell as its document says it, and the page that is its evidence."""

    printed: str
    kind: str  # claim or entry: the page's first part
    id: str


class Told(NamedTuple):
    """A row: one promise of last year, or a target that is new, or a result nobody promised."""

    indicator: str
    name: str
    aspect: str
    subject: str  # which of several promises of the indicator; empty where there is one
    headline: bool  # it stands in the report's list of main targets
    last_target: tuple[Value, ...]
    last_result: tuple[Value, ...]
    near: tuple[Value, ...]  # what was reported of another scope
    entry: Row | None
    target: tuple[Value, ...]


class Alone(NamedTuple):
    """A result of an indicator for which no target was seen, last year or this."""

    indicator: str
    name: str
    aspect: str
    subject: str  # which of several results of the indicator; empty where there is one
    result: tuple[Value, ...]


def table(
    claims: Iterable[Row], entries: Sequence[Row], year: int, full: Iterable[str], order: list[str]
) -> tuple[list[Told], list[Alone]]:
    """The rows of the table for the report of ``year``, and the results that are in none of them.

    ``claims`` and ``entries`` are the place's, of this year and the last (``year`` of an entry is
    what was promised for); ``full`` are the ids of the full reports, which speak before digests;
    ``order`` are the indicators in the order to show.
    """
    whole = set(full)
    rows = sorted(claims, key=lambda r: r["document"] not in whole)
    wanted = {
        (r["indicator"], r["aspect"]) for r in rows if slot_of(r, year) in ("target", "last_target")
    }
    known = {str(e["target_id"]): e for e in entries}
    made: list[Told] = []
    alone: list[Alone] = []
    for line in headline(rows, year, order).lines:
        if (line.indicator, line.aspect) in wanted:
            made += _of_line(line, known)
        else:
            alone += _alone(line)
    made += _relations(entries, year)
    place = {indicator: n for n, indicator in enumerate(order)}
    shown = {value.id for told in made for value in (*told.last_result, *told.near)}
    return (
        sorted(made, key=lambda t: place.get(t.indicator, len(order))),  # stable
        [one for one in alone if not any(v.id in shown for v in one.result)],
    )


def _alone(line: Line) -> list[Alone]:
    """The results of a line that has nothing else."""
    things = _things(line.cells["last_result"])
    return [
        Alone(
            line.indicator,
            line.name,
            line.aspect,
            _subject(thing) if len(things) > 1 else "",
            _values(thing),
        )
        for thing in things
    ]


def _of_line(line: Line, known: Mapping[str, Row]) -> list[Told]:
    """One line of the headline table as rows, one for each promise."""
    promises, results, targets = (_things(line.cells[slot]) for slot in _SLOTS)
    drafts = [_Draft(promised=p, entry=_entry_of(p, known)) for p in promises]
    for draft in drafts:
        draft.take_result(results)
    for draft in drafts:
        draft.take_near(results)
    drafts += [_Draft(result=r) for r in results]
    for target in list(targets):
        same = [d for d in drafts if not d.target and d.subject and d.subject == _subject(target)]
        if same:
            same[0].target = target
            targets.remove(target)
    open_ = [d for d in drafts if not d.target]
    for target in list(targets):
        fitting = [d for d in open_ if d.unit == _unit(target)]
        alike = [t for t in targets if _unit(t) == _unit(target)]
        if len(fitting) == len(alike) == 1 and not fitting[0].target:
            fitting[0].target = target
            targets = [t for t in targets if t is not target]
    drafts += [_Draft(target=t) for t in targets]
    return [d.told(line, known, len(drafts) > 1) for d in drafts]


_SLOTS: tuple[Slot, ...] = ("last_target", "last_result", "target")
Thing = list[Said]  # values that several papers give for one thing, the first one's first


def _things(said: Sequence[Said]) -> list[Thing]:
    """Values by what they are of: another paper's value goes to the one it differs from."""
    papers: dict[str, list[Said]] = {}
    for one in said:
        papers.setdefault(one.witnesses[0]["document"], []).append(one)
    things: list[Thing] = []
    for document in sorted(papers, key=lambda d: -len(papers[d])):  # stable: full reports first
        own: list[Thing] = []
        for one in papers[document]:
            fitting = [t for t in things if _unit(t) == one.witnesses[0]["unit"]]
            fitting = [t for t in fitting if _subject(t) == one.witnesses[0]["subject"]] or (
                fitting if len(fitting) == len(things) == 1 else []
            )
            if fitting and all(w["document"] != document for s in fitting[0] for w in s.witnesses):
                fitting[0].append(one)
            else:
                own.append([one])
        things += own
    return things


def _subject(thing: Thing) -> str:
    return str(thing[0].witnesses[0]["subject"])


def _unit(thing: Thing) -> str:
    return str(thing[0].witnesses[0]["unit"])


def _entry_of(thing: Thing, known: Mapping[str, Row]) -> Row | None:
    ids = [w["id"] for said in thing for w in said.witnesses]
    return next((known[i] for i in ids if i in known), None)


def _values(thing: Thing) -> tuple[Value, ...]:
    """Each value once, as it was first printed."""
    first = {s.printed: s for s in reversed(thing)}
    kept = [s for s in thing if first[s.printed] is s]
    return tuple(Value(s.printed, "claim", str(s.witnesses[0]["id"])) for s in kept)


def _has(said: Said, id_: str | None) -> bool:
    return any(w["id"] == id_ for w in said.witnesses)


class _Draft:
    """A row in the making; what the account goes by stands first in its cells."""

    def __init__(
        self,
        promised: Thing | None = None,
        entry: Row | None = None,
        result: Thing | None = None,
        target: Thing | None = None,
    ) -> None:
        own = entry["target_id"] if entry else None
        self.promised = sorted(promised or [], key=lambda said: not _has(said, own))
        self.entry = entry
        self.result, self.near = result or [], list[Said]()
        self.target = target or []

    @property
    def _first(self) -> Thing:
        return self.promised or self.result or self.target

    @property
    def subject(self) -> str:
        return _subject(self._first)

    @property
    def unit(self) -> str:
        return _unit(self._first)

    def take_result(self, results: list[Thing]) -> None:
        """Take that of ``results`` which the account set against the promise."""
        id_ = self.entry["result_id"] if self.entry else None
        for thing in results:
            if any(_has(said, id_) for said in thing):
                self.result = sorted(thing, key=lambda said: not _has(said, id_))  # stable
                results.remove(thing)
                return

    def take_near(self, results: list[Thing]) -> None:
        """Take those of ``results`` that the account found near and of another scope."""
        spots = msgspec.json.decode(self.entry["spots"]) if self.entry else {}
        near = {(s[0], s[1]) for s in spots.get("near", ())}
        for thing in list(results):
            if any((w["document"], w["start_at"]) in near for s in thing for w in s.witnesses):
                self.near += thing
                results.remove(thing)

    def told(self, line: Line, known: Mapping[str, Row], several: bool) -> Told:
        """The row; its result as the account has it, where the report's table has none."""
        result = _values(self.result)
        entry = self.entry
        if entry is not None and not result and entry["reported"]:
            result = (value_of(entry, "result"),)
        beside = [e for e in (entry, _entry_of(self.target, known)) if e is not None]
        return Told(
            line.indicator,
            line.name,
            line.aspect,
            self.subject if several else "",
            any(e["part"] == "headline" for e in beside),
            _values(self.promised),
            result,
            _values(self.near),
            entry,
            _values(self.target),
        )


def value_of(entry: Row, side: str) -> Value:
    """The promise or the result of an entry as the account prints it."""
    id_ = str(entry[f"{side}_id"] or "")
    printed = str(entry["promised" if side == "target" else "reported"])
    return Value(printed, "claim", id_) if id_[:2] == "c:" else Value(printed, "entry", entry["id"])


def _relations(entries: Iterable[Row], year: int) -> list[Told]:
    """Rows of promises that compare without a figure, last year's beside this year's."""
    by_indicator: dict[str, dict[int, list[Row]]] = {}
    for e in entries:
        if e["indicator"] and str(e["target_id"]).startswith("r:"):
            years = by_indicator.setdefault(e["indicator"], {})
            mine = years.setdefault(int(e["year"]), [])
            if e["promised"] not in [m["promised"] for m in mine]:
                mine.append(e)
    made = []
    for indicator, years in by_indicator.items():
        last, this = years.get(year - 1, []), years.get(year, [])
        for n in range(max(len(last), len(this))):
            entry = last[n] if n < len(last) else None
            target = this[n] if n < len(this) else None
            beside = [e for e in (entry, target) if e is not None]
            made.append(
                Told(
                    indicator,
                    str(beside[0]["indicator_name"]),
                    RELATION,
                    "",
                    any(e["part"] == "headline" for e in beside),
                    (value_of(entry, "target"),) if entry else (),
                    (value_of(entry, "result"),) if entry and entry["reported"] else (),
                    (),
                    entry,
                    (value_of(target, "target"),) if target else (),
                )
            )
    return made
