"""What a one-page view tells of a place and year, chosen from the ledger's records.

The poster and the digest are both made of it. Every item keeps the ids of the claims (relations,
pledges) that say so; nothing is written here that a record does not hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from duizhang.ledger.errors import LedgerError
from duizhang.ledger.places import called, near_places, ranked
from duizhang.views import gathered
from duizhang.views.brief_block import beside, block, clause, main_document
from duizhang.views.clauses import Point, clauses, points_of_list
from duizhang.views.headline import Line, Said, headline, slot_of
from duizhang.views.verdicts import counts
from duizhang.views.words import safe

Row = Mapping[str, Any]
JUDGED = ("exceeded", "met", "nearly", "missed")
_LARGE = 8  # numerals of last year's results that stand large
_LIVELIHOOD = re.compile("实事|民生工程|惠民工程")
_TEN = re.compile("十大|[0-9]+大|四个.?十大")
_COVERAGES = ("full", "infographic", "partial", "digest")


class Item(NamedTuple):
    """One thing told: a name, and a number as its document says it (or words without one).

    ``ids`` are the claims, relations or pledges that say so, the first of them in ``document`` at
    ``start``; ``verdict`` and ``promised`` (as its report said it, by ``promised_ids``) are those
    of the account; ``rivals`` what other documents say instead; ``rank`` is 0 for the result that
    stands large before all others. ``record`` and ``promised_record`` are the rows of the claim or
    relation behind the number and behind what was promised.
    """

    name: str
    aspect: str
    printed: str
    ids: tuple[str, ...]
    document: str
    start: int
    indicator: str = ""
    value: float | None = None
    unit: str = ""
    verdict: str = ""
    promised: str = ""
    promised_ids: tuple[str, ...] = ()
    entry: str = ""
    rivals: tuple[str, ...] = ()
    estimate: bool = False
    rank: int = 0
    record: Row | None = None
    promised_record: Row | None = None


class NamedList(NamedTuple):
    """A named list of a report with those of its items that the report tells."""

    name: str
    points: tuple[Point, ...]


class Brief(NamedTuple):
    """The records of a place and the report of ``year``, in the order in which they are told.

    ``results`` stand large, ``more_results`` small, both of the year before; ``targets`` are the
    headline targets of ``year``, ``more_targets`` the others; ``account`` are the entries of the
    year before; ``documents`` by id, those that speak of the place; ``pages``
    the pages of those that have any, on which what is told large stands; ``offsets`` where
    each claim, relation and pledge begins in the source.
    """

    place: str
    year: int
    date: str
    publisher: str
    results: tuple[Item, ...]
    more_results: tuple[Point, ...]
    targets: tuple[Item, ...]
    more_targets: tuple[Point, ...]
    livelihood: NamedList | None
    lists: tuple[NamedList, ...]
    account: tuple[Row, ...]
    documents: Mapping[str, Row]
    pages: Mapping[str, tuple[int, ...]]
    offsets: Mapping[str, int]

    @property
    def tally(self) -> Counter[str]:
        """How many entries of the account have each verdict."""
        return counts(str(e["verdict"]) for e in self.account)

    def used(self) -> list[Row]:
        """The documents that anything told here stands in, the place's own report first."""
        items = (*self.results, *self.targets)
        points = [*self.more_results, *self.more_targets]
        points += [p for one in (self.livelihood, *self.lists) if one for p in one.points]
        found = {i.document for i in items} | {p.document for p in points}
        found |= {str(e["target_document"]) for e in self.account}
        found |= {str(e["result_document"]) for e in self.account if e["result_document"]}
        rows = [self.documents[d] for d in found if d in self.documents]
        return sorted(rows, key=lambda d: (-(d["year"] or 0), _rank(d), str(d["id"])))


def _rank(document: Row) -> tuple[bool, int]:
    coverage = str(document["coverage"])
    at = _COVERAGES.index(coverage) if coverage in _COVERAGES else len(_COVERAGES)
    return document["genre"] != "work_report", at


def names_of_place(records: gathered.Records, place: str) -> list[str]:
    """The names under which the ledger knows ``place``, the fullest first. LedgerError: none."""
    known = records.places()
    names = called(place, known)
    if not names:
        near = near_places(place, known)
        hint = f"; near: {'、'.join(near)}" if near else ""
        raise LedgerError(f"no place {place} in the ledger{hint}")
    full = ranked(names)
    if len(full) > 1 and place not in full:
        raise LedgerError(f"{place} may be {' or '.join(full)}: say which")
    first = place if place in full else full[0]
    return [first, *(n for n in names if n != first)]


def brief(records: gathered.Records, place: str, year: int) -> Brief:
    """What is told of ``place`` and the report of ``year``. LedgerError: nothing is known."""
    names = names_of_place(records, place)
    documents = {str(d["id"]): d for d in records.documents(names)}
    own = {i for i, d in documents.items() if d["year"] == year}
    rows = [r for r in records.claims(names) if r["year"] in (year, year - 1)]
    rows.sort(key=lambda r: (_rank(documents[r["document"]]), r["document"], r["start_at"]))
    pledges = [p for p in records.pledges(names, year) if p["document"] in own]
    account = records.entries(names, year - 1)
    if not own:
        known = sorted({d["year"] for d in documents.values() if d["year"]})
        there = f"there is {'、'.join(map(str, known))}" if known else "none is known"
        raise LedgerError(f"{names[0]}: no report of {year}; {there}")
    promised = [*rows, *records.relations(names, year - 1)]
    told = _Told(rows, year, records.indicators(), account, promised)
    main = main_document(rows, year)
    page = records.report(main) if main else None
    text = records.text(main) if main else ""
    relations = [r for r in records.relations(names, year) if r["document"] == main]
    targets = told.targets(main, relations, pledges, text)
    results = told.results({(t.indicator, t.aspect) for t in targets})
    lists = _lists(pledges, rows, str(year))
    living = max(
        (x for x in lists if _LIVELIHOOD.search(x.name)), key=lambda x: len(x.points), default=None
    )
    inside = {i for x in lists for p in x.points for i in p.ids}
    inside |= {i for item in (*results, *targets) for i in item.ids}
    more = told.others(main, results, inside)
    reports = sorted((documents[d] for d in own), key=lambda d: (_rank(d), str(d["id"])))
    return Brief(
        names[0],
        year,
        next((str(d["date"]) for d in reports if d["date"]), ""),
        next((safe(d["publisher"]) for d in reports if d["publisher"]), ""),
        tuple(results),
        tuple(clauses([r for r in more if r["role"] == "result"], page, text)),
        tuple(targets),
        tuple(clauses([r for r in more if r["role"] == "target"], page, text)),
        living,
        tuple(x for x in lists if x is not living and _TEN.search(x.name)),
        tuple(account),
        documents,
        _pages(rows, inside),
        {str(r["id"]): int(r["start_at"]) for r in (*rows, *relations, *pledges)},
    )


class _Told:
    """The claims of a place in the two years, sorted into what stands large and what small."""

    def __init__(
        self,
        rows: Sequence[Row],
        year: int,
        order: Sequence[str],
        account: Sequence[Row],
        promised: Sequence[Row],
    ) -> None:
        self.rows, self.year, self.account = rows, year, account
        self.promised = {str(r["id"]): r for r in promised}
        self.order = {indicator: n for n, indicator in enumerate(order)}
        self.table = headline(rows, year, order)
        self.by_claim: dict[str, Row] = {}
        for entry in account:
            for side in ("result_id", "target_id"):
                if entry[side]:
                    self.by_claim.setdefault(str(entry[side]), entry)

    def results(self, wanted: Collection[tuple[str, str]]) -> list[Item]:
        """Last year's results that stand large.

        The rule: first the headline targets that are closed by a figure; then the economy's size,
        and growth; then what is promised again for this year (``wanted``: indicator and aspect);
        then rates of growth, the greatest first; then all other indicators. Those chosen stand in
        the order of the indicators.
        """
        found = [self._result(line) for line in self.table.lines if line.cells["last_result"]]
        order = sorted(range(len(found)), key=lambda n: (self._weight(found[n], wanted), n))
        ranks = {n: rank for rank, n in enumerate(order[:_LARGE])}
        return [found[n]._replace(rank=ranks[n]) for n in sorted(ranks)]

    def others(self, main: str, large: Sequence[Item], told: Collection[str]) -> list[Row]:
        """What ``main`` reports of last year and promises for this one, beside what is ``told``."""
        known = {_what(i) for i in large}
        wanted = (("result", str(self.year - 1)), ("target", str(self.year)))
        return [
            row
            for row in self.rows
            if row["document"] == main
            and (row["role"], row["period"]) in wanted
            and _tellable(row)
            and row["id"] not in told
            and _what(self._item(row)) not in known
        ]

    def _weight(self, item: Item, wanted: Collection[tuple[str, str]]) -> tuple[int, float]:
        entry = self.by_claim.get(item.ids[0]) or {}
        if item.verdict in JUDGED and entry.get("part") == "headline":
            return (0, 0)
        if item.indicator == "gdp" and item.aspect in ("level", "growth"):
            return (1, 0)
        if (item.indicator, item.aspect) in wanted:
            return (2, 0)
        if item.aspect == "growth" and item.unit == "%":
            return (3, -(item.value or 0))
        return (4, 0)

    def _result(self, line: Line) -> Item:
        said = line.cells["last_result"]
        promised = line.cells["last_target"]
        wanted = [w["id"] for s in (*said[:1], *promised) for w in s.witnesses]
        entry = next((self.by_claim[i] for i in wanted if i in self.by_claim), None)
        if entry is not None and entry["verdict"] not in JUDGED:
            entry = None
        item = self._said(line, said, entry)
        return item if len(said) == 1 or _rivals(said) else item._replace(name=_subject(said[0]))

    def _said(self, line: Line, said: Sequence[Said], entry: Row | None) -> Item:
        first = self._item(said[0].witnesses[0])
        return first._replace(
            name=safe(line.name),
            printed=_printed(said[0].witnesses[0], said[0].printed),
            ids=tuple(str(w["id"]) for w in said[0].witnesses),
            verdict=str(entry["verdict"]) if entry else "",
            promised=safe(entry["promised"]) if entry else "",
            promised_ids=(str(entry["target_id"]),) if entry else (),
            promised_record=self.promised.get(str(entry["target_id"])) if entry else None,
            entry=str(entry["id"]) if entry else "",
            rivals=_rivals(said),
        )

    def targets(
        self, main: str, relations: Sequence[Row], pledges: Sequence[Row], text: str
    ) -> list[Item]:
        """This year's headline targets, those that stand together on the page."""
        rows = [r for r in self.rows if slot_of(r, self.year) == "target" or self._target(r)]
        own = [r for r in rows if r["document"] == main]
        spots = [(int(r["start_at"]), int(r["end_at"]), r) for r in own]
        spots += [(int(r["start_at"]), int(r["end_at"]), r) for r in relations]
        spots.sort(key=lambda s: s[0])
        stand = block(spots, text)
        items = [self._ofblock(r) for r in stand]
        tasks = [p for p in pledges if p["document"] == main and beside(p, stand)]
        return [*items, *(_task(p) for p in tasks)]

    def _target(self, row: Row) -> bool:
        this = str(self.year)
        return (
            row["role"] == "target"
            and row["period"] == this
            and row["year"] == self.year
            and _tellable(row)
        )

    def _ofblock(self, row: Row) -> Item:
        if "left_term" not in row:
            item = self._item(row)
            return item._replace(name=safe(row["indicator_name"]) or item.name)
        where = str(row["document"]), int(row["start_at"])
        ids, left = (str(row["id"]),), str(row["left_term"])
        known = left if left in self.order else ""
        return Item("", "", clause(row), ids, *where, indicator=known, record=row)

    def _item(self, row: Row) -> Item:
        return Item(
            name=safe(row["subject"] or row["indicator_name"]),
            aspect=str(row["aspect"]),
            printed=_printed(row, str(row["printed"])),
            ids=(str(row["id"]),),
            document=str(row["document"]),
            start=int(row["start_at"]),
            indicator=str(row["indicator"]),
            value=row["value"],
            unit=str(row["unit"]),
            estimate=bool(row["estimate"]),
            record=row,
        )


def _tellable(row: Row) -> bool:
    return bool(row["own_place"]) and not row["doubt"] and row["aspect"] != "qualifier"


def _printed(row: Row, printed: str) -> str:
    """The number as its document says it; a rank with the 第 that may stand apart from it."""
    printed = safe(printed)
    rank = row["aspect"] == "rank" and row["unit"] == "位" and printed[:1].isdigit()
    return f"第{printed}" if rank else printed


def _subject(said: Said) -> str:
    first = said.witnesses[0]
    return safe(first["subject"] or first["indicator_name"])


def _rivals(said: Sequence[Said]) -> tuple[str, ...]:
    """What other documents say instead; another figure of the same document is another thing."""
    own = {w["document"] for w in said[0].witnesses}
    return tuple(
        safe(s.printed) for s in said[1:] if not own & {w["document"] for w in s.witnesses}
    )


def _what(item: Item) -> tuple[Any, ...]:
    return item.indicator or item.name, item.aspect, item.value, item.unit


def _task(pledge: Row) -> Item:
    return Item(
        "",
        "",
        safe(pledge["text"]),
        (str(pledge["id"]),),
        str(pledge["document"]),
        pledge["start_at"],
    )


def _lists(pledges: Sequence[Row], rows: Sequence[Row], period: str) -> list[NamedList]:
    """The named lists of the year that have items, in the order of the page, each once."""
    claims = {str(r["id"]): r for r in rows}
    found: dict[str, list[Row]] = {}
    for p in pledges:
        if p["kind"] == "item" and p["role"] == "target" and p["period"] == period:
            found.setdefault(str(p["list_name"]), []).append(p)
    made = []
    for name, items in found.items():
        first = items[0]["document"]
        own = [p for p in items if p["document"] == first]
        points = points_of_list(own, claims)
        made.append(NamedList(safe(name).strip("“”\"' "), points))
    return made


def _pages(rows: Sequence[Row], told: Collection[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for r in rows:
        if r["id"] in told and r["page"]:
            found.setdefault(str(r["document"]), set()).add(int(r["page"]))
    return {d: tuple(sorted(pages)) for d, pages in found.items()}


def latest_year(records: gathered.Records, place: str) -> int:
    """The year of the latest report that speaks for ``place``. LedgerError where none tells."""
    names = names_of_place(records, place)
    years = [int(d["year"]) for d in records.documents(names) if d["year"]]
    if not years:
        raise LedgerError(f"{names[0]}: no document says its year")
    return max(years)
