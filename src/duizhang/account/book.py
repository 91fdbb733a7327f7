"""The book of one place: its promises, the facts, and what becomes of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import msgspec

from duizhang.account.alike import part_told, same_asked
from duizhang.account.assign import best_pairing
from duizhang.account.collect import Collected
from duizhang.account.declared import Said, by_kind
from duizhang.account.each import least_kept
from duizhang.account.index import Index
from duizhang.account.match import ACCEPT, NEAR, Candidate, compare, every_year, number
from duizhang.account.merge import HEARD, heard
from duizhang.account.merge import facts as merge_facts
from duizhang.account.merge import promises as merge_promises
from duizhang.account.outcome import (
    Outcome,
    by_figure,
    compared,
    in_words,
    level_with_last,
    silence,
)
from duizhang.account.places import NATION, Places
from duizhang.account.records import (
    Comparison,
    Fact,
    Paper,
    Period,
    Promise,
    Sides,
    Statement,
    Step,
)
from duizhang.account.relations import RATES, close_comparison, merged
from duizhang.account.reviewed import Told
from duizhang.account.rules import rules
from duizhang.account.trend import Following, path, trend
from duizhang.account.walked import walked
from duizhang.model import Entry, Spot

_LONGEST = 15  # years that one fact may cover and still be looked at for each of them
_WORTH = ACCEPT - 0.05  # what a pair is worth: its score above this, so that two weak ones
# never outweigh a good one


class Book:
    """The account of one place."""

    def __init__(
        self,
        place: str,
        found: Collected,
        own: Sequence[Statement],
        outside: Mapping[str, Sequence[Statement]],
        places: Places,
        spoken: Mapping[str, Sequence[Said]],
        told: Told,
        closed_world: bool,
        walk: bool,
    ) -> None:
        """``own`` are the statements on ``place`` among those ``found``, ``outside`` by place what
        each place reports of itself, ``spoken`` by paper what it says in words."""
        self.place = place
        self.closed_world = closed_world
        self.walk = walk
        self.outside = outside
        self.places = places
        self.spoken = spoken
        self.told = told
        self.promises = merge_promises(own)
        self.facts = merge_facts(s for s in own if s.own)
        self.comparisons = [c for c in found.comparisons if c.place == place]
        speaking = {s.paper.id for s in own if s.own}
        self.papers = [p for p in found.papers if p.place == place or p.id in speaking]
        mine = {p.id for p in self.papers}
        self.elsewhere = (
            [s for s in found.statements if s.paper.id in mine and (s.place != place or not s.own)]
            if self.comparisons
            else []
        )
        self._asked: dict[Period, list[Promise]] = {}
        for promise in self.promises:
            self._asked.setdefault(promise.head.period, []).append(promise)
        self._heads = [fact.witnesses[0] for fact in self.facts]
        self._of_year: dict[int, list[int]] = {}
        for i, head in enumerate(self._heads):
            years = head.period
            for year in range(max(years.first, years.last - _LONGEST), years.last + 1):
                self._of_year.setdefault(year, []).append(i)
        self._latest = [max([w.paper.year for w in f.witnesses]) for f in self.facts]
        self._heard = heard(self.facts)
        self._indexes: dict[tuple[int, int], Index] = {}
        self._known: dict[tuple[int, int], list[int]] = {}
        self._in_words: dict[Period, dict[str, list[Said]]] = {}
        self._in_percent: dict[Period, list[Fact]] = {}
        self._beside: dict[tuple[Period, str], list[Fact]] = {}
        self._later: dict[Period, list[Paper]] = {}
        self._told_without: dict[Period, list[Comparison]] = {}
        self._silent: dict[Period, Outcome] = {}
        self._last_told = max((p.year - 1 for p in self.papers if p.year), default=0)
        self._whole = {p.year for p in self.papers if p.whole}
        self._rates: dict[tuple[str, str], list[Fact]] | None = None
        self.entries: list[Entry] = []
        self.steps: list[Step] = []
        self.sides: dict[str, Sides] = {}

    def close(self, only: str = "") -> None:
        """Close every period that something is promised for, or this one ``only``."""
        periods = {p.head.period for p in self.promises}
        periods |= {c.period for c in self.comparisons if c.relation.role == "target"}
        for period in sorted(periods):
            if not only or only == str(period):
                self._close_period(period)

    # -- one period ---------------------------------------------------------------------------

    def _close_period(self, period: Period) -> None:
        asked = self._asked.get(period, [])
        first = period.first if any(every_year(p.head) for p in asked) else period.last
        index = self._index(first, period)
        held: list[list[Candidate]] = []
        facts, walk, refuses = self.facts, self.walk, self.told.refuses
        for i, promise in enumerate(asked):
            refused = self.told.refused(self._entry_id(promise)) if refuses else ()
            known = []
            for j in index.candidates(promise):
                fact = facts[j]
                if refused and any(w.claim.id in refused for w in fact.witnesses):
                    continue
                card = compare(i, promise, j, fact, walk=walk)
                if card is not None:
                    known.append(card)
            if len(known) > 1:
                known.sort(key=lambda c: (-c.score, c.fact))
            held.append(known)
        groups = same_asked(asked)
        best: dict[tuple[int, int], float] = {}
        slots: dict[tuple[int, int], int] = {}
        for c in (c for cards in held for c in cards if c.fit == "fit"):
            # a figure told of each of several things may close the promise of each
            part = part_told(asked[c.promise].head, self._heads[c.fact])
            slot = slots[c.promise, c.fact] = c.fact + (part + 1) * len(facts)
            pair = groups[c.promise], slot
            best[pair] = max(best.get(pair, 0.0), c.score)
        pairing = best_pairing((g, f, s - _WORTH) for (g, f), s in best.items())
        following = Following(self._asked_again(period) if period.years == 1 else [])
        for i, promise in enumerate(asked):
            fit = next(
                (
                    c
                    for c in held[i]
                    if c.fit == "fit" and slots[i, c.fact] == pairing.get(groups[i])
                ),
                None,
            )
            if fit is not None:
                fit = least_kept(promise.head, fit, held[i], self._heads)
            outcome = self._outcome(promise, fit, held[i])
            self._enter(promise, outcome, following, held[i], fit)
        for witnesses in merged(c for c in self.comparisons if c.period == period):
            self._close_relation(witnesses)

    def _outcome(
        self, promise: Promise, fit: Candidate | None, cards: Sequence[Candidate]
    ) -> Outcome:
        head = promise.head
        words = self._words(head.period)
        if fit is not None:
            rivals = [c.score for c in cards if c.fit == "fit" and c.fact != fit.fact]
            return by_figure(head, self.facts[fit.fact], fit.score, max(rivals, default=0.0), words)
        later = self._after(head.period)
        if later:
            near = [(c, self._heads[c.fact].spot) for c in cards if c.fit == "near"][:3]
            near = near or self._of_parts(head)
            told = in_words(head, near, words) or level_with_last(head, self._stated(head.period))
            if told is not None:
                return told
        silent = self._silence(head.period)
        return silent if later else self._pending(head, silent)

    def _close_relation(self, group: tuple[Comparison, ...]) -> None:
        head = group[0]
        year = head.period
        facts = self._rates_of(year)
        above, outside = self._above(head.paper.place_code, head.relation.right)
        others = self._beside.get((year, above))
        if others is None:
            others = self._beside[year, above] = [
                Fact((s,))
                for s in (*self.elsewhere, *outside)
                if s.period == year
                and s.claim.role == "result"
                and s.claim.unit in RATES
                and _after_year(s.paper, year)
            ]
        facts = facts + others
        stated = self._stated(year)
        closed = close_comparison(head, facts, stated, above or head.relation.right)
        later = self._after(year)
        outcome = compared(head, closed, self._words(year) if later else {})
        if outcome is None:
            outcome = self._silence(year)
            if outcome.verdict == "unreported" and closed is not None:
                outcome = msgspec.structs.replace(outcome, why=closed.why)
        entry = Entry(
            id=_id(head.relation.id, self.place, str(year)),
            place=self.place,
            period=str(year),
            indicator=head.relation.left if head.relation.left in rules().names else "",
            subject=head.paper.text[head.relation.start : head.relation.end],
            verdict=outcome.verdict,
            target=head.spot,
            result=outcome.result,
            why=outcome.why,
            also=tuple(c.spot for c in group[1:]),
            results=outcome.results,
            near=outcome.near,
            declared_by=outcome.declared_by,
            confidence=outcome.confidence,
        )
        self.entries.append(entry)
        result = closed.left[0].head if closed and closed.left and outcome.result else None
        self.sides[entry.id] = Sides(head, result)
        words = f"{entry.verdict} {entry.why}".strip()
        self.steps.append(Step(entry.id, "compared" if result else "silent", words))

    def _stated(self, period: Period) -> list[Comparison]:
        """The comparisons without a figure that are reported for ``period``."""
        found = self._told_without.get(period)
        if found is None:
            found = self._told_without[period] = [
                c for c in self.comparisons if c.relation.role == "result" and c.period == period
            ]
        return found

    # -- what there is to read ----------------------------------------------------------------

    def _rates_of(self, year: Period) -> list[Fact]:
        """The facts in per cent of exactly ``year``: what a comparison is closed from."""
        found = self._in_percent.get(year)
        if found is None:
            found = self._in_percent[year] = [
                self.facts[i]
                for i in self._told(year.last, year)
                if (s := self._heads[i]).claim.unit in RATES and s.period == year
            ]
        return found

    def _index(self, first: int, period: Period) -> Index:
        """The facts that may close promises of ``period``; plans and years end together."""
        found = self._indexes.get((first, period.last))
        if found is None:
            found = Index(self.facts, self._told(first, period))
            self._indexes[first, period.last] = found
        return found

    def _asked_again(self, period: Period) -> list[Promise]:
        """What is promised for the year after ``period``."""
        following = Period(period.last + 1, period.last + 1)
        asked = self._asked.get(following, [])
        return [asked[i] for i in sorted(heard(asked))]

    def _told(self, first: int, period: Period) -> list[int]:
        """The facts of the years ``first`` to the end of ``period`` that were told after them."""
        found = self._known.get((first, period.last))
        if found is None:
            numbers = {i for y in range(first, period.last + 1) for i in self._of_year.get(y, ())}
            found = self._known[first, period.last] = sorted(
                i
                for i in numbers & self._heard
                if self._latest[i] > min(self._heads[i].period.last, period.last)
            )
        return found

    def _after(self, period: Period) -> list[Paper]:
        """The papers that could tell what became of ``period``."""
        found = self._later.get(period)
        if found is None:
            found = self._later[period] = [p for p in self.papers if _after_year(p, period)]
        return found

    def _silence(self, period: Period) -> Outcome:
        found = self._silent.get(period)
        if found is None:
            later = self._after(period)
            found = silence(period, later, closed_world=self.closed_world)
            self._silent[period] = found
        return found

    def _pending(self, head: Statement, silent: Outcome) -> Outcome:
        latest = self._last_told
        if head.period.years == 1 or latest < head.period.first:
            return silent
        claim = head.claim
        same = self._alike(claim.aspect, head.topic.core)
        if claim.indicator:
            same = same + self._alike(claim.aspect, f"={claim.indicator}")
        so_far = [
            f
            for f in same
            if head.period.first <= f.head.period.first and f.head.period.last <= latest
        ]
        so_far.sort(key=lambda f: (f.head.period.last, f.head.spot.document, f.head.claim.start))
        words = path(head, so_far, latest)
        return msgspec.structs.replace(silent, why="; ".join(w for w in (silent.why, words) if w))

    def _alike(self, aspect: str, name: str) -> list[Fact]:
        """The facts of an aspect with this core of a subject, or ``=`` and this indicator."""
        if self._rates is None:
            self._rates = {}
            for i in sorted(self._heard):
                head = self._heads[i]
                for key in {head.topic.core, f"={head.claim.indicator}"}:
                    self._rates.setdefault((head.claim.aspect, key), []).append(self.facts[i])
        return self._rates.get((aspect, name), [])

    def _of_parts(self, head: Statement) -> list[tuple[Candidate, Spot]]:
        """The figures of the parts (城镇 and 农村 income) of what is itself not reported."""
        parts = rules().parts.get(head.claim.indicator, ())
        rates = [f.head for f in self._rates_of(head.period)] if parts else []
        told = [
            found[0]
            for part in parts
            if (
                found := [
                    s for s in rates if (s.indicator, s.claim.aspect) == (part, head.claim.aspect)
                ]
            )
        ]
        if not told or len(told) < len(parts):
            return []
        why = "只报" + "、".join(f"{s.claim.subject}{number(s)}" for s in told)
        return [(Candidate(0, 0, "near", NEAR, "", why), s.spot) for s in told]

    def _words(self, period: Period) -> dict[str, list[Said]]:
        """What the reports of the year after ``period`` say in words of that period, by kind."""
        found = self._in_words.get(period)
        if found is None:
            telling = [p for p in self.papers if p.year == period.last + 1 and p.id in self.spoken]
            if len(telling) > HEARD:
                telling = sorted(telling, key=lambda p: (not p.whole, p.id))[:HEARD]
            found = self._in_words[period] = by_kind(
                s
                for p in telling
                for s in self.spoken[p.id]
                if s.plan == (period.years > 1) or s.kind in ("list", "missed")
            )
        return found

    def _above(self, code: str, word: str) -> tuple[str, Sequence[Statement]]:
        """The place that ``word`` (全省, 全国平均, 全市) means to a report of ``code``, and its results."""
        if word in rules().nation:
            key = NATION
        elif word.startswith("全市") and not code.endswith("00"):
            key = self.places.above(code, "prefecture") or self.places.above(code)
        else:
            key = self.places.above(code)
        return key, self.outside.get(key, ()) if key else ()

    # -- writing it down ----------------------------------------------------------------------

    def _enter(
        self,
        promise: Promise,
        outcome: Outcome,
        following: Following,
        cards: Sequence[Candidate],
        fit: Candidate | None,
    ) -> None:
        head = promise.head
        again = following.of(promise) if head.period.years == 1 else None
        entry = Entry(
            id=self._entry_id(promise),
            place=self.place,
            period=str(head.period),
            indicator=head.claim.indicator,
            subject=head.claim.subject,
            verdict=outcome.verdict,
            target=head.spot,
            result=outcome.result,
            gap=outcome.gap,
            why=outcome.why,
            also=tuple(w.spot for w in promise.witnesses[1:]),
            results=outcome.results,
            near=outcome.near,
            declared_by=outcome.declared_by,
            trend=trend(head, again.head) if again else "",
            repeated=bool(again) and outcome.verdict == "unreported",
            omitted=fit is not None and self._omitted(self.facts[fit.fact], head.period),
            confidence=round(outcome.confidence, 3),
        )
        self.entries.append(entry)
        self.sides[entry.id] = Sides(head, self._heads[fit.fact] if fit else None)
        if self.walk:
            self.steps += walked(entry, head, outcome, cards, fit, self._heads)

    def _entry_id(self, promise: Promise) -> str:
        head = promise.head
        return _id(head.claim.id, self.place, str(head.period))

    def _omitted(self, fact: Fact, period: Period) -> bool:
        """Whether the place's own full report of the next year passes over what others tell."""
        if any(w.paper.genre == "work_report" for w in fact.witnesses):
            return False
        return period.last + 1 in self._whole


def _after_year(paper: Paper, period: Period) -> bool:
    return paper.year > period.last


def _id(*parts: str) -> str:
    return "e:" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
