"""``duizhang score``: run the scorers, and show what a change gained and lost, case by case."""

from __future__ import annotations

import datetime
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from duizhang import __version__
from duizhang.views import benchdata
from duizhang.views.benchdata import Case
from duizhang.views.scoring import Bench, Failed, Miss, Scored, confusions, read_figures

_UNRECORDED = ("documents", "seconds")
_PLACES_SHOWN = 12
_MAY_NOT_FALL = {
    "figures": ("whole", "headline precision", "headline recall"),
    "account": ("verdict",),
}
_COLUMNS = ("numerals", "kind", "role", "period", "indicator", "whole", "whole+subject")
_HEADLINE = frozenset({"kind", "value", "aspect", "role", "period", "indicator", "place"})


@click.command(name="score")
@click.argument("documents", metavar="[DOC]...", nargs=-1)
@click.option(
    "--errors", type=int, default=0, help="List N mistakes of each field, with their context."
)
@click.option(
    "--field",
    "fields",
    multiple=True,
    help="List mistakes of this field only (`headline`: all that touch the headline figures).",
)
@click.option(
    "--doc", "only", multiple=True, metavar="DOC", help="List mistakes in this document only."
)
@click.option(
    "--all-errors", is_flag=True, help="List and freeze mistakes of held-out documents too."
)
@click.option("--held-out", is_flag=True, help="Score the held-out documents alone; totals only.")
@click.option("--by-document", is_flag=True, help="Print a line of totals for each document.")
@click.option("--account/--no-account", default=True, help="Score the account too.")
@click.option("--jobs", type=int, default=1, show_default=True, help="Processes that read.")
@click.option(
    "--record", is_flag=True, help="Freeze these results in benchmarks/ and in the README."
)
@click.option("--check", is_flag=True, help="End with 1 when a score fell below the frozen record.")
def command(
    documents: tuple[str, ...],
    errors: int,
    fields: tuple[str, ...],
    only: tuple[str, ...],
    all_errors: bool,
    held_out: bool,
    by_document: bool,
    account: bool,
    jobs: int,
    record: bool,
    check: bool,
) -> None:
    """Run the scorers on the benchmark and compare with the results frozen in the repository.

    DOC names documents (seed-000, 北京市-2026); without one, all are scored. The benchmark is
    looked for in DUIZHANG_SHARED, else in ../shared beside the checkout.
    """
    shared, root = benchdata.shared_folder(), benchdata.checkout()
    if shared is None or root is None:
        raise click.UsageError(
            "no benchmark here: it lies in `shared` beside the checkout, or where DUIZHANG_SHARED says"
        )
    if (record or check) and (documents or held_out):
        raise click.UsageError(
            "--record and --check take all documents: leave out DOC and --held-out"
        )
    hidden = benchdata.held_out(root)
    bench = Bench(shared / "bench")
    known = bench.documents()
    chosen = sorted(hidden & set(known)) if held_out else list(documents) or known
    if unknown := sorted(set(chosen) - set(known)):
        raise click.UsageError(f"no gold data for {', '.join(unknown)}")
    try:
        begun = time.perf_counter()
        printed = read_figures([bench.text_of(name) for name in chosen], jobs)
        seconds = time.perf_counter() - begun
        scored = bench.figures(chosen, printed)
    except Failed as error:
        raise click.ClickException(str(error)) from error
    hide = frozenset() if all_errors else hidden
    _print_totals({**scored.totals, "seconds": round(seconds, 2)})
    if held_out:
        return
    for gold, got, times in confusions(scored.misses)[:8]:
        click.echo(f"{'kind confused':>20}  {gold} read as {got}: {times}")
    if by_document:
        _print_documents(bench, [name for name in chosen if name not in hide], printed)
    closed = _score_account(bench) if account and not documents else None
    visible = _visible(bench, hide)
    misses = [
        miss
        for miss in (*scored.misses, *(closed.misses if closed else ()))
        if visible(miss.document, miss.offset, miss.field) and (not only or miss.document in only)
    ]
    _print_errors(misses, errors, fields, scored.headline)

    wrong = _wrong(scored, closed, visible)
    frozen = benchdata.load_cases(root)
    previous = benchdata.last_record(root)
    if frozen is not None:
        frozen = {case: what for case, what in frozen.items() if case[0] in chosen}
        if closed is None:  # what was not scored now was neither gained nor lost
            frozen = {case: _of_figures(what) for case, what in frozen.items()}
        _print_changes(frozen, wrong)
    if previous and previous["gold"] != benchdata.gold_hash(shared):
        click.echo("\nThe gold data is not that of the frozen record: changes may be the gold's.")
    if record:
        _record(root, shared, bench, printed, hidden, scored, closed)
        benchdata.save_cases(root, wrong)
        click.echo("\nFrozen in benchmarks/ and the README.")
    if check and previous and previous["gold"] == benchdata.gold_hash(shared):
        fallen = list(
            fell(previous, {"figures": scored.totals, "account": closed and closed.totals})
        )
        for line in fallen:
            click.echo(line, err=True)
        if fallen:
            raise click.exceptions.Exit(1)


def changes(
    before: Mapping[Case, frozenset[str]], after: Mapping[Case, frozenset[str]]
) -> dict[str, tuple[list[Case], list[Case]]]:
    """For each field the cases gained (wrong before, right now) and lost, in order of place."""
    found: dict[str, tuple[list[Case], list[Case]]] = {}
    for case in sorted({*before, *after}):
        old, new = before.get(case, frozenset()), after.get(case, frozenset())
        for field in old - new:
            found.setdefault(field, ([], []))[0].append(case)
        for field in new - old:
            found.setdefault(field, ([], []))[1].append(case)
    return dict(sorted(found.items()))


def fell(previous: Mapping[str, Any], now: Mapping[str, Any]) -> Iterable[str]:
    """One line for each guarded score of ``now`` that is below that of ``previous``."""
    for part, names in _MAY_NOT_FALL.items():
        old, new = previous.get(part) or {}, now.get(part) or {}
        for name in names:
            if name in old and new.get(name, 0.0) < old[name] - 1e-9:
                yield f"fell below the frozen record: {part} {name} {old[name]} -> {new.get(name)}"


def _score_account(bench: Bench) -> Scored | None:
    try:
        closed = bench.account()
    except Failed as error:
        click.echo(f"\nThe account is not scored: {error}")
        return None
    click.echo()
    _print_totals(closed.totals)
    return closed


def _visible(bench: Bench, hide: frozenset[str]) -> Callable[[str, int, str], bool]:
    """Whether what is wrong at a place may be named: nothing of a hidden document is.

    A promise whose result stands in a hidden document would give its place away.
    """
    closed = {case for case, named in bench.promises().items() if named & hide}

    def visible(document: str, offset: int, field: str) -> bool:
        if document in hide:
            return False
        return not (field.startswith("account_") and (document, offset) in closed)

    return visible


def _wrong(
    scored: Scored, closed: Scored | None, visible: Callable[[str, int, str], bool]
) -> dict[Case, frozenset[str]]:
    wrong: dict[Case, frozenset[str]] = {}
    for part in (scored.wrong, closed.wrong if closed else {}):
        for case, fields in part.items():
            shown = frozenset(field for field in fields if visible(*case, field))
            if shown:
                wrong[case] = wrong.get(case, frozenset()) | shown
    return wrong


def _of_figures(fields: frozenset[str]) -> frozenset[str]:
    return frozenset(field for field in fields if not field.startswith("account_"))


def _print_totals(totals: Mapping[str, Any]) -> None:
    for name, value in totals.items():
        click.echo(f"{name:>20}  {value}")


def _print_documents(bench: Bench, names: list[str], printed: Mapping[str, str]) -> None:
    click.echo("\n" + " ".join(f"{name:>13}" for name in _COLUMNS) + "  document")
    for name in names:
        path = str(bench.text_of(name))
        totals = bench.figures([name], {path: printed[path]}).totals
        click.echo(" ".join(f"{totals[column]:>13}" for column in _COLUMNS) + f"  {name}")


def _print_errors(
    misses: list[Miss], most: int, fields: tuple[str, ...], headline: frozenset[Case]
) -> None:
    if fields and not most:
        most = 1_000_000
    named = {field.replace(" ", "_") for field in fields}
    by_field: dict[str, list[Miss]] = {}
    for miss in misses if most else ():
        touches = (miss.document, miss.offset) in headline and miss.field in _HEADLINE
        if not fields or miss.field in named or ("headline" in named and touches):
            by_field.setdefault(miss.field, []).append(miss)
    for field, found in by_field.items():
        click.echo(f"\n## {field}: {len(found)}")
        for miss in found[:most]:
            click.echo(miss.line)


def _print_changes(
    before: Mapping[Case, frozenset[str]], after: Mapping[Case, frozenset[str]]
) -> None:
    found = changes(before, after)
    if not found:
        click.echo("\nNo case changed since the frozen record.")
        return
    click.echo("\nChanged since the frozen record:")
    for field, (gained, lost) in found.items():
        click.echo(f"{field:>20}  +{len(gained)} -{len(lost)}")
        for sign, cases in (("+", gained), ("-", lost)):
            if cases:
                click.echo(f"{'':>20}  {sign} {_places(cases)}")


def _places(cases: list[Case]) -> str:
    shown = " ".join(f"{document}@{offset}" for document, offset in cases[:_PLACES_SHOWN])
    more = len(cases) - _PLACES_SHOWN
    return shown + (f" and {more} more" if more > 0 else "")


def _record(
    root: Path,
    shared: Path,
    bench: Bench,
    printed: Mapping[str, str],
    hidden: frozenset[str],
    scored: Scored,
    closed: Scored | None,
) -> None:
    apart = sorted(hidden & set(bench.documents()))
    unseen = bench.figures(apart, dict(printed)).totals if apart else {}
    line = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "version": __version__,
        "gold": benchdata.gold_hash(shared),
        "documents": scored.totals["documents"],
        "figures": _lasting(scored.totals),
        "held_out": _lasting(unseen),
        "account": dict(closed.totals) if closed else None,
        "wrong": dict(sorted(Counter(f for case in scored.wrong.values() for f in case).items())),
    }
    benchdata.append_record(root, line)
    readme = root / "README.md"
    page = readme.read_text(encoding="utf-8")
    readme.write_text(benchdata.with_scores(page, line), encoding="utf-8", newline="\n")


def _lasting(totals: Mapping[str, Any]) -> dict[str, Any]:
    """The totals that are the same on any machine."""
    return {name: value for name, value in totals.items() if name not in _UNRECORDED}
