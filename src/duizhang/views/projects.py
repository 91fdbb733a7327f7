"""``duizhang projects``: the named lists of a place through the years, item by item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from duizhang.ledger.option import ledger_option
from duizhang.model import Spot
from duizhang.views.books import check_place, of_ledger
from duizhang.views.finished import Papers
from duizhang.views.inputs import Failed
from duizhang.views.verdicts import LOOKS
from duizhang.views.words import safe

Row = Mapping[str, Any]


class Step(NamedTuple):
    """One year of an item: ``state`` new, stays, back; its name and number then; its outcome.

    ``fate`` is what its outcome rests on: closed (its figures), built (a sentence), declared (with
    its list), unreported, or empty. ``spot`` is where that year's list names it, ``told`` where its
    outcome stands; ``entries`` are the ids of the lines of the account that close its figures.
    """

    year: int
    state: str
    name: str
    why: str
    outcome: str = ""
    evidence: str = ""
    number: int = 0  # on the list of that year
    fate: str = ""
    spot: Spot | None = None
    told: Spot | None = None
    entries: tuple[str, ...] = ()


class Item(NamedTuple):
    """One item through the years; ``end`` says what became of it at last.

    ``left`` is why nothing more is told of it: listed (it stands on the latest list), gone (a later
    list that names all its items has it not), unnamed (later papers name only some items),
    unlisted (the papers of a later year have no such list).
    """

    steps: tuple[Step, ...]
    end: str
    left: str = "listed"


class Done(NamedTuple):
    """What declared a whole list done, and where it stands."""

    words: str
    spot: Spot


class Followed(NamedTuple):
    """A list through the years: the years it was issued, its items, and what declared it done.

    ``short`` has the years whose papers name fewer items than the list is said to have (two of
    十大产业项目), with how many they name: what is missing there may well be on the list.
    """

    name: str
    years: tuple[int, ...]
    items: tuple[Item, ...]
    done: Mapping[int, Done]
    short: Mapping[int, int] = {}


def follow(
    pledges: Iterable[Row], entries: Iterable[Row], texts: Mapping[int, Papers]
) -> list[Followed]:
    """The lists of one place through the years.

    ``pledges`` and ``entries`` are rows of those tables, ``texts`` the papers by the year of their
    outlook, of which only those after a list's year are asked. The same item in two papers of a
    year is one.
    """
    from duizhang.account.names import list_key, stated

    rows = list(pledges)
    outcome = {e["target_id"]: e for e in entries}
    lists: dict[str, dict[int, list[Row]]] = {}
    done: dict[str, dict[int, Done]] = {}
    for p in rows:
        key = list_key(p["list_name"])
        if p["kind"] == "item" and p["role"] == "target" and p["period"].isdigit():
            lists.setdefault(key, {}).setdefault(int(p["period"]), []).append(p)
        elif p["kind"] == "list" and p["completion"] and p["period"].isdigit():
            spot = Spot(p["document"], p["completion_start"], p["completion_end"])
            done.setdefault(key, {})[int(p["period"])] = Done(p["completion"], spot)
    found = []
    for name, years in sorted(lists.items()):
        unique = {y: _unique(items) for y, items in years.items()}
        finished = done.get(name, {})
        said = {y: max(stated(str(i["list_name"])) for i in items) for y, items in years.items()}
        short = {y: len(items) for y, items in unique.items() if len(items) < said[y]}
        items = _chains(unique, outcome, finished, texts, short)
        found.append(Followed(name, tuple(sorted(unique)), tuple(items), finished, short))
    return found


def _unique(items: Sequence[Row]) -> list[Row]:
    """The items of one year: of several papers the one that names most, and what others add."""
    from duizhang.account.names import pair

    papers: dict[str, list[Row]] = {}
    for item in items:
        papers.setdefault(item["document"], []).append(item)
    kept: list[Row] = []
    for document in sorted(papers, key=lambda d: (-len(papers[d]), d)):
        own = list({i["text"].strip(): i for i in papers[document]}.values())
        same = pair([i["text"] for i in own], [i["text"] for i in kept])
        kept += [item for n, item in enumerate(own) if n not in same]
    return kept


def _chains(
    years: Mapping[int, Sequence[Row]],
    outcome: Mapping[str, Row],
    done: Mapping[int, Done],
    texts: Mapping[int, Papers],
    short: Mapping[int, int],
) -> list[Item]:
    from duizhang.account.names import pair

    chains: list[list[Step]] = []
    previous = 0
    for year in sorted(years):
        items = years[year]
        last = [chain[-1] for chain in chains]
        same = pair([i["text"] for i in items], [s.name for s in last])
        for n, item in enumerate(items):
            told = _outcome(item, year, outcome, done, texts)
            if n in same:
                at, likeness = same[n]
                state = "延续" if last[at].year == previous else f"隔{year - last[at].year}年又列入"
                why = likeness.words
            else:
                state, why, at = "新列", "", len(chains)
                chains.append([])
            name = item["text"].strip()
            spot = Spot(item["document"], item["start_at"], item["end_at"])
            chains[at].append(
                Step(year, state, name, why, told.words, told.evidence, n + 1, told.fate, spot,
                     told.spot, told.entries)
            )  # fmt: skip
        previous = year
    silent = min((y for y in texts if y > max(years)), default=0)
    return [Item(tuple(chain), *_end(chain, sorted(years), silent, short)) for chain in chains]


def _end(
    chain: Sequence[Step], years: Sequence[int], silent: int, short: Mapping[int, int]
) -> tuple[str, str]:
    """What became of an item at last, in words and as :class:`Item` has it in ``left``.

    ``silent`` is the first year with papers behind the latest list; 0 if there is none.
    """
    last = chain[-1]
    after = [y for y in years if y > last.year]
    if not after and not silent:
        words, left = "在列", "listed"
    elif not after:
        words, left = f"{silent}年的文稿没有这份清单", "unlisted"
    elif all(y in short for y in after):
        words, left = f"{after[0]}年只举出{short[after[0]]}项，没有它", "unnamed"
    else:
        words, left = f"{last.year}年后不再列，未见交代", "gone"
    return last.outcome or words, left


class _Outcome(NamedTuple):
    """What became of an item in one year, as :class:`Step` tells it."""

    words: str = ""
    fate: str = ""
    evidence: str = ""
    spot: Spot | None = None
    entries: tuple[str, ...] = ()


def _outcome(
    item: Row,
    year: int,
    outcome: Mapping[str, Row],
    done: Mapping[int, Done],
    texts: Mapping[int, Papers],
) -> _Outcome:
    """Its figures' verdicts, the words that name it done, or its list's."""
    verdicts = [outcome[c] for c in item["claims"] if c in outcome]
    told = [e for e in verdicts if e["verdict"] not in ("pending", "unreported", "declared")]
    if told:
        parts = []
        for e in told:
            look = LOOKS[e["verdict"]]
            result = f"→{e['reported']}" if e["reported"] else ""
            parts.append(f"{look.shape}{look.word} {e['promised']}{result}")
        return _Outcome("；".join(parts), "closed", entries=tuple(str(e["id"]) for e in told))
    papers = texts.get(year + 1)
    sentence = papers.finished(item["text"]) if papers is not None else None
    if sentence is not None:
        return _Outcome("● 报告建成", "built", *sentence)
    if year in done:
        return _Outcome(f"○ 随清单{done[year].words}", "declared", spot=done[year].spot)
    if any(e["verdict"] == "unreported" for e in verdicts):
        return _Outcome("∅ 未报", "unreported")
    return _Outcome()


@click.command()
@click.argument("place")
@click.option("--list", "name", metavar="WORDS", help="Only lists whose name has these words.")
@click.option("--json", "json_", is_flag=True, help="JSON Lines, one for each item.")
@ledger_option
def command(place: str, name: str | None, json_: bool, ledger: Path) -> None:
    """Follow the named lists of a place through the years.

    Which items stay, go, come back, or are reported as finished; the livelihood matters one by
    one against their figures or against what declares the whole list done. Two names are taken
    for one where they are alike enough; the likeness is shown.
    """
    from duizhang.ledger.errors import LedgerError
    from duizhang.ledger.reader import Ledger

    try:
        with Ledger(ledger) as opened:
            check_place(opened, ledger, place)
            pledges = [p for p in opened.pledges(place=place).rows() if p["own_place"]]
            papers = [r for r in opened.documents(place=place).rows() if r["year"]]
            ids = sorted(str(r["id"]) for r in papers)
            query = (
                "SELECT id, text FROM documents WHERE list_contains(?::VARCHAR[], id) ORDER BY id"
            )
            bodies = {str(r["id"]): str(r["text"]) for r in opened.sql(query, [ids])}
    except LedgerError as error:
        raise Failed(str(error)) from error
    texts: dict[int, list[tuple[str, str]]] = {}
    for row in papers:
        texts.setdefault(row["year"], []).append((str(row["id"]), bodies[str(row["id"])]))
    told = {year: Papers(found) for year, found in texts.items()}
    found = follow(pledges, of_ledger(ledger, place).entries, told)
    found = [f for f in found if not name or name in f.name]
    if json_:
        _print_json(place, found)
    else:
        _print(place, found)


def _print(place: str, found: Sequence[Followed]) -> None:
    if not found:
        click.echo(f"{place}没有逐项列出的清单。")
    for one in found:
        years = "、".join(map(str, one.years))
        click.echo(click.style(f"{safe(place)} {safe(one.name)}（{years}）", bold=True))
        for year in one.years:
            words = f"，只举出{one.short[year]}项" if year in one.short else ""
            words += f"：报告说{safe(one.done[year].words)}" if year in one.done else ""
            click.echo(f"  {year}年的清单{words}")
            listed = [(step, i) for i in one.items for step in i.steps if step.year == year]
            for step, item in sorted(listed, key=lambda pair: pair[0].number):
                _print_step(item, step)
        for year in sorted(set(one.done) - set(one.years)):
            click.echo(f"  {year}年的清单：报告说{safe(one.done[year].words)}")
        click.echo()


def _print_step(item: Item, step: Step) -> None:
    """One item as its year's list words it, with what became of it and where it stood before."""
    told = step.outcome or (item.end if step is item.steps[-1] else "")
    click.echo(f"  {step.number:>2}. {safe(step.name)}{f'  {safe(told)}' if told else ''}")
    if step.state != "新列":
        last = item.steps[item.steps.index(step) - 1]
        at = f"{last.year}年第{last.number}项"
        why = f"（{step.why}）" if step.why else ""
        click.echo(click.style(f"      {safe(step.state)}，{at}{safe(why)}", dim=True))
    if step.evidence:
        click.echo(click.style(f"      “{safe(step.evidence)}”", dim=True))


def _print_json(place: str, found: Iterable[Followed]) -> None:
    import msgspec

    for one in found:
        for item in one.items:
            steps = [s._asdict() for s in item.steps]
            row = {"place": place, "list": one.name, "end": item.end, "steps": steps}
            click.echo(msgspec.json.encode(row))
