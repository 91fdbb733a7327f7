"""The sentences of a digest: each is made of records and knows which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from duizhang.account.names import stated
from duizhang.views.brief import JUDGED, Brief, Item
from duizhang.views.clauses import Point
from duizhang.views.digest.language import Words

_POINTS = 6
_ITEMS = 6  # items of a list in one point
_RESULTS = 6


class Ref(NamedTuple):
    """A record that a sentence rests on: its id, its document's id and name, its source offset."""

    id: str
    document: str
    name: str
    offset: int


class Sentence(NamedTuple):
    """Words, and the records that say so."""

    text: str
    refs: tuple[Ref, ...]


class Row(NamedTuple):
    """One line of the comparison: the indicator's name and a cell for each place."""

    name: str
    cells: tuple[Sentence, ...]


class City(NamedTuple):
    """The digest of one place."""

    place: str
    headline: Sentence
    paragraphs: tuple[Sentence, ...]
    points: tuple[Sentence, ...]


def city(brief: Brief, words: Words) -> City:
    """The digest of one place: headline, targets, results and account, three to six points."""
    paragraphs = [_targets(brief, words), _results(brief, words), _account(brief, words)]
    return City(
        brief.place,
        _headline(brief, words),
        tuple(p for p in paragraphs if p is not None),
        tuple(_points(brief, words)),
    )


def _refs(brief: Brief, ids: Iterable[str], document: str, start: int) -> tuple[Ref, ...]:
    name = str(brief.documents[document]["name"]) if document in brief.documents else ""
    return tuple(Ref(i, document, name, brief.offsets.get(i, start)) for i in ids)


def _of_item(brief: Brief, item: Item) -> tuple[Ref, ...]:
    return _refs(brief, item.ids[:1], item.document, item.start)


def _headline(brief: Brief, words: Words) -> Sentence:
    """The economy's target and last year's result; else the first target or result there is."""
    target = _first(brief.targets)
    result = _first(brief.results)
    told: list[str] = []
    refs: list[Ref] = []
    if target is not None:
        told.append(words.target_of(brief.year, words.said(target)))
        refs += _of_item(brief, target)
    if result is not None:
        look = words.verdict(result.verdict) if result.verdict in JUDGED else ""
        same = target is not None and result.indicator == target.indicator
        told.append(words.result_of(brief.year - 1, result, same, look))
        refs += _of_item(brief, result)
    return Sentence(words.headline(brief.place, told), tuple(refs))


def _first(items: Sequence[Item]) -> Item | None:
    told = [i for i in items if i.name]
    growth = (i for i in told if i.indicator == "gdp" and i.aspect == "growth")
    return next(growth, told[0] if told else None)


def _targets(brief: Brief, words: Words) -> Sentence | None:
    if not brief.targets:
        return None
    refs = [r for item in brief.targets for r in _of_item(brief, item)]
    return Sentence(
        words.targets(brief.year, [words.said(item) for item in brief.targets]), tuple(refs)
    )


def _results(brief: Brief, words: Words) -> Sentence | None:
    shown = [i for i in brief.results if i.verdict] + [i for i in brief.results if not i.verdict]
    if not shown:
        return None
    told: list[str] = []
    refs: list[Ref] = []
    for item in shown[:_RESULTS]:
        verdict = words.verdict(item.verdict) if item.verdict in JUDGED else ""
        told.append(words.against(words.said(item), words.promised(item), verdict))
        refs += _of_item(brief, item)
        if verdict:
            refs += _promised(brief, item)
    return Sentence(words.results(brief.year - 1, told), tuple(refs))


def _promised(brief: Brief, item: Item) -> tuple[Ref, ...]:
    entry = next((e for e in brief.account if e["id"] == item.entry), None)
    if entry is None:
        return ()
    return _refs(brief, item.promised_ids, str(entry["target_document"]), entry["target_start"])


def _account(brief: Brief, words: Words) -> Sentence | None:
    if not brief.account:
        return None
    refs = tuple(
        Ref(
            str(e["id"]),
            str(e["target_document"]),
            str(brief.documents[e["target_document"]]["name"]),
            int(e["target_start"]),
        )
        for e in brief.account
    )
    parts = [(words.verdict(v), n) for v, n in brief.tally.items()]
    return Sentence(words.account(brief.year - 1, len(brief.account), parts), refs)


def _points(brief: Brief, words: Words) -> list[Sentence]:
    """The lists first, then the clauses that tell the most indicators, and the most figures."""
    made: list[Sentence] = []
    for found in (brief.livelihood, *brief.lists):
        if found is None or len(made) >= 3:
            continue
        shown = found.points[:_ITEMS]
        refs = [r for p in shown for r in _of_point(brief, p)]
        more = len(shown) < max(len(found.points), stated(found.name))
        text = words.list_of(found.name, shown, more)
        made.append(Sentence(text, tuple(refs)))
    rest = [*brief.more_targets, *brief.more_results]
    order = sorted(range(len(rest)), key=lambda n: (-rest[n].indicators, -len(rest[n].figures), n))
    for n in sorted(order[: _POINTS - len(made)]):
        year = brief.year if n < len(brief.more_targets) else brief.year - 1
        made.append(Sentence(words.clause(year, rest[n]), _of_point(brief, rest[n])))
    return made


def _of_point(brief: Brief, point: Point) -> tuple[Ref, ...]:
    return _refs(brief, point.ids, point.document, point.start)


def comparison(briefs: Sequence[Brief], words: Words) -> list[Row]:
    """The places side by side: this year's headline targets, one line an indicator and aspect.

    Where a place promises no figure but a comparison (低于全省平均水平), its words stand there.
    """
    keys: dict[tuple[str, str], str] = {}
    for brief in briefs:
        for item in brief.targets:
            if item.name:
                keys.setdefault((item.indicator or item.name, item.aspect), words.name(item))
    figured = {indicator for indicator, _ in keys}
    for brief in briefs:
        for item in brief.targets:
            if _compares(item) and item.indicator not in figured:
                keys.setdefault((item.indicator, ""), words.name(item))
    return [
        Row(name, tuple(_cell(brief, key, words) for brief in briefs)) for key, name in keys.items()
    ]


def _compares(item: Item) -> bool:
    """Whether it is a comparison without a figure, of a known indicator."""
    return bool(not item.name and item.indicator)


def _cell(brief: Brief, key: tuple[str, str], words: Words) -> Sentence:
    for item in brief.targets:
        if item.name and (item.indicator or item.name, item.aspect) == key:
            return Sentence(words.number(item), _of_item(brief, item))
    for item in brief.targets:
        if _compares(item) and item.indicator == key[0]:
            return Sentence(words.said(item), _of_item(brief, item))
    return Sentence(words.absent if _whole(brief) else words.unseen, ())


def _whole(brief: Brief) -> bool:
    """Whether the place's report of the year is there in full, so that its silence can be told."""
    return any(
        d["year"] == brief.year and d["coverage"] == "full" and d["genre"] == "work_report"
        for d in brief.documents.values()
    )
