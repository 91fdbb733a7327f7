"""Closing the account: every promise with its outcome, verdict, reason and evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from duizhang.account.book import Book
from duizhang.account.collect import collect, paper_of
from duizhang.account.conflicts import conflicts, doubted, ordered
from duizhang.account.declared import Said, said
from duizhang.account.names import misprints
from duizhang.account.notices import noticed
from duizhang.account.page import Page
from duizhang.account.places import Places
from duizhang.account.records import Account, Conflict, Fact, Notice, Sides, Statement, Step
from duizhang.account.reviewed import Told
from duizhang.ledger.reviews import Review
from duizhang.model import Entry, Report


def close(
    reports: Iterable[Report],
    *,
    closed_world: bool = False,
    reviews: Sequence[Review] = (),
    places: Places | None = None,
    only: Collection[str] | None = None,
    beside: Sequence[Statement] = (),
    walk: bool = True,
    period: str = "",
) -> Account:
    """The account of ``reports``: one entry for each promise, in a fixed order.

    Pure and deterministic; the order of ``reports`` does not matter, and a source given twice
    counts once. With ``closed_world`` the reports are the whole record: what a partial source
    leaves out is unreported. Without it such a promise is ``pending``. ``reviews`` are people's
    corrections, the oldest first.

    Where the reports are a part of a ledger, ``places`` are all its places, ``only`` the keys of
    those to close, and ``beside`` what the places above them (province, nation) report. Without
    ``walk`` no steps are kept; with ``period`` only what was promised for it is closed.
    """
    kept = {r.document.sha256: r for r in reports}
    told = Told(reviews)
    pages = {sha: Page(r.document.source_text) for sha, r in kept.items()}
    found = collect((told.corrected(r) for r in kept.values()), places, pages)
    spoken: dict[str, tuple[Said, ...]] = {}
    for sha, report in kept.items():
        paper = paper_of(report, "")
        spoken[paper.id] = said(report, paper, pages[sha])
    known = places or Places([r.identity for r in kept.values()])
    own = _by_place(found.statements)
    outside = {p: [s for s in own.get(p, ()) if s.own] for p in own} | _by_place(beside)
    entries: list[Entry] = []
    all_facts: list[Fact] = []
    differing: list[Conflict] = []
    steps: list[Step] = []
    sides: dict[str, Sides] = {}
    notices: list[Notice] = []
    speaking = {s.place for s in found.statements if s.own}
    for place in sorted({p.place for p in found.papers} | speaking):
        if only is not None and place not in only:
            continue
        book = Book(
            place, found, own.get(place, ()), outside, known, spoken, told, closed_world, walk
        )
        book.close(period)
        all_facts += book.facts
        steps += book.steps
        sides |= book.sides
        notices += noticed(place, book.papers)
        results = conflicts(book.facts)
        entries += doubted(book.entries, book.sides, book.facts, results)
        differing += results
        differing += conflicts(book.promises)
        texts = {p.id: p.text for p in book.papers}
        differing += misprints([n for n in found.items if n.place == place], texts)
    entries, reviewed = told.judged(entries, {r.document.sha256: r for r in kept.values()})
    entries.sort(key=lambda e: (e.place, e.period, e.target.document, e.target.start))
    papers = tuple(sorted(found.papers, key=lambda p: (p.place, p.year, p.id)))
    return Account(
        tuple(entries),
        tuple(all_facts),
        tuple(ordered(differing)),
        tuple(steps),
        papers,
        sides,
        tuple(notices),
        reviewed,
    )


def _by_place(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for s in statements:
        found.setdefault(s.place, []).append(s)
    return found
