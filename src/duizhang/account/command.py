"""``duizhang account``: what became of every promise."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from duizhang.ledger.option import ledger_option
from duizhang.model.records import Verdict
from duizhang.views.inputs import Failed, lexicon_at, lexicon_option, report_at

if TYPE_CHECKING:
    from duizhang.account import Account
    from duizhang.model import Entry, Report, Spot


@click.command()
@click.argument("what", nargs=-1, metavar="[PLACE | FILE…]")
@click.option("--year", type=int, metavar="Y", help="Only what was promised for this year.")
@click.option(
    "--verdict",
    "verdicts",
    type=click.Choice(get_args(Verdict)),
    multiple=True,
    help="Only entries with this verdict (may be given several times).",
)
@click.option(
    "--closed-world",
    is_flag=True,
    help="The documents given are the whole record: what they leave out is unreported.",
)
@click.option("--steps", is_flag=True, help="Say of each entry which results were looked at.")
@click.option("--json", "json_", is_flag=True, help="JSON Lines, one for each promise.")
@ledger_option
@lexicon_option
def command(
    what: tuple[str, ...],
    year: int | None,
    verdicts: tuple[str, ...],
    closed_world: bool,
    steps: bool,
    json_: bool,
    ledger: Path,
    lexicon: str | None,
) -> None:
    """Close the account: promises against outcomes.

    PLACE is a place of the ledger, with or without 省 or 市. Files are read and closed against
    each other without a ledger. Without either: all places of the ledger.

    A source that holds only a part of a report never makes a promise unreported; with
    --closed-world it does.
    """
    from duizhang.account import close

    files = [w for w in what if Path(w).is_file()]
    failed: list[str] = []
    if what and (files or len(what) > 1 or any("/" in w or "." in w for w in what)):
        reports, paths = _of_files(what, lexicon, failed)
    else:
        reports, paths = _of_ledger(ledger, what[0] if what else None)
    account = close(reports, closed_world=closed_world)
    chosen = [
        e
        for e in account.entries
        if (year is None or e.period[-4:] == str(year)) and (not verdicts or e.verdict in verdicts)
    ]
    if json_:
        _print_json(account, chosen, paths, steps)
    else:
        from duizhang.account.page import print_account

        print_account(account, chosen, steps=steps)
    for line in failed:
        click.echo(f"duizhang: {line}", err=True)
    if failed:
        sys.exit(1)


def _of_files(
    files: Sequence[str], lexicon: str | None, failed: list[str]
) -> tuple[list[Report], dict[str, str]]:
    """The reports in ``files`` and, by document id, the path of each; what fails is noted."""
    words = lexicon_at(lexicon)
    reports: list[Report] = []
    paths: dict[str, str] = {}
    for path in files:
        try:
            report = report_at(path, words)
        except Failed as error:
            failed.append(error.message)
            continue
        reports.append(report)
        paths.setdefault(f"d:{report.document.sha256[:16]}", path)
    return reports, paths


def _of_ledger(folder: Path, place: str | None) -> tuple[list[Report], dict[str, str]]:
    """The reports of ``place`` (None: all), with those of the nation and its province beside."""
    from duizhang.ledger.errors import LedgerError
    from duizhang.ledger.reader import Ledger

    try:
        with Ledger(folder) as opened:
            rows = opened.documents(place=place).rows()
            if place is not None and not rows:
                near = opened.near(place)
                hint = f"; near: {'、'.join(near)}" if near else ""
                raise Failed(f"no place {place} in {folder}{hint}")
            paths = {str(r["document"]): str(r["path"]) for r in opened.sql("FROM names")}
            return [opened.report(str(r["id"])) for r in rows], paths
    except LedgerError as error:
        raise Failed(str(error)) from error


def _print_json(
    account: Account, entries: Iterable[Entry], paths: dict[str, str], steps: bool
) -> None:
    import msgspec

    names = {p.id: p.name for p in account.papers}

    def at(spot: Spot) -> dict[str, Any]:
        document = spot.document
        return {
            "file": paths.get(document, names.get(document, document)),
            "start": spot.start,
            "end": spot.end,
        }

    walk: dict[str, list[dict[str, Any]]] = {}
    for step in account.steps if steps else ():
        row = {"kind": step.kind, "words": step.words, "score": step.score}
        walk.setdefault(step.entry, []).append(row | ({"at": at(step.spot)} if step.spot else {}))
    for e in entries:
        row = {
            "id": e.id,
            "place": e.place,
            "period": e.period,
            "indicator": e.indicator,
            "subject": e.subject,
            "verdict": e.verdict,
            "gap": e.gap,
            "why": e.why,
            "target": at(e.target),
            "result": at(e.result) if e.result else None,
            "also": [at(s) for s in e.also],
            "results": [at(s) for s in e.results],
            "near": [at(s) for s in e.near],
            "declared_by": [at(s) for s in e.declared_by],
            "trend": e.trend,
            "repeated": e.repeated,
            "omitted": e.omitted,
            "confidence": e.confidence,
        }
        if steps:
            row["steps"] = walk.get(e.id, [])
        click.echo(msgspec.json.encode(row))
