"""``duizhang review``: what people say of claims and of lines of the account."""

from __future__ import annotations

import datetime
import getpass
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

import click
import msgspec

from duizhang.ledger.option import ledger_option
from duizhang.model.records import Verdict
from duizhang.views.inputs import Failed
from duizhang.views.words import safe

if TYPE_CHECKING:
    from duizhang.ledger.reader import Ledger
    from duizhang.ledger.reviews import Review

F = TypeVar("F", bound=Callable[..., Any])
_AROUND = 12  # characters before and behind that a review keeps to find its words again
_NUMBERS = frozenset({"value", "value2", "gap", "confidence"})
_JUDGEMENTS = {"right": "认可", "wrong": "更正或退回", "unsure": "存疑"}


@click.group()
def command() -> None:
    """Accept, correct or reject what was read or closed.

    IDs are those of claims (c:…) and of lines of the account (e:…), or their beginnings. Reviews
    are only ever added; corrections of one record add up field by field, else the later counts;
    all are shown. They survive
    every build and travel as JSON Lines. `duizhang account` closes by them at once; `duizhang
    build` writes the result into the ledger's tables.
    """


def _signed(function: F) -> F:
    """Who says so, when and why."""
    for option in (
        click.option("--why", default="", help="The reason, for those who come after."),
        click.option("--when", metavar="TIME", help="ISO date and time [now]."),
        click.option(
            "--who", envvar="DUIZHANG_WHO", help="Your name [$DUIZHANG_WHO, else the user's]."
        ),
        ledger_option,
    ):
        function = option(function)
    return function


@command.command("accept")
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@_signed
def accept(ids: Sequence[str], ledger: Path, who: str | None, when: str | None, why: str) -> None:
    """Say that records are right as they stand."""
    _add(ledger, ids, "right", {}, who, when, why)


@command.command("correct")
@click.argument("id_", metavar="ID")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE…")
@_signed
def correct(
    id_: str, fields: Sequence[str], ledger: Path, who: str | None, when: str | None, why: str
) -> None:
    """Set fields of a claim (period=2024 role=result) or of an entry (verdict=missed)."""
    _add(ledger, [id_], "wrong", _fields(id_, fields), who, when, why)


@command.command("reject")
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@_signed
def reject(ids: Sequence[str], ledger: Path, who: str | None, when: str | None, why: str) -> None:
    """Refuse records: a claim leaves the account, an entry loses the result it was closed by."""
    _add(ledger, ids, "wrong", None, who, when, why)


@command.command("list")
@click.argument("prefix", default="", metavar="[ID]")
@click.option("--open", "open_", is_flag=True, help="What waits: claims in doubt, unreviewed.")
@ledger_option
def list_(prefix: str, open_: bool, ledger: Path) -> None:
    """List the reviews, the oldest first; those of the records that begin with ID.

    With --open: the claims in doubt that nobody has reviewed, those first that the recogniser of
    a scanned page was not sure of.
    """
    from duizhang.account.reviewed import in_force

    if open_:
        from duizhang.views.review_open import print_open

        print_open(ledger, prefix)
        return
    reviews = [r for r in _store(ledger).list() if r.target.startswith(prefix)]
    said: dict[str, list[Review]] = {}
    for r in sorted(reviews, key=lambda r: r.when):
        said.setdefault(r.target, []).append(r)
    holding = {r.id for told in said.values() for r in in_force(told).reviews}
    lost = _lost(ledger, reviews)
    for r in reviews:
        fields = " ".join(f"{k}={v}" for k, v in sorted(r.fields.items()))
        state = "" if r.id in holding else "（已有后来的）"
        state += "（找不到原文）" if r.target in lost else ""
        about = f"{r.place} {r.period} {r.indicator}".strip()
        words = (r.when, r.who, r.target, _JUDGEMENTS[r.judgement], fields, r.why, f"“{r.quote}”")
        click.echo(safe("  ".join(w for w in (*words, about, state) if w)))
    if not reviews:
        click.echo("还没有审阅。")


def _lost(ledger: Path, reviews: Sequence[Review]) -> set[str]:
    """The targets among ``reviews`` that the ledger has no more, by id or by their words."""
    from duizhang.ledger.errors import LedgerError
    from duizhang.ledger.reader import Ledger
    from duizhang.ledger.reviews import find_again

    targets = sorted({r.target for r in reviews})
    lost: set[str] = set()
    if not targets:
        return lost
    try:
        with Ledger(ledger) as opened:
            known = {
                str(row["id"])
                for table in ("claims", "entries")
                for row in opened.sql(
                    f"SELECT id FROM {table} WHERE list_contains(?::VARCHAR[], id)", [targets]
                )
            }
            for review in reviews:
                if review.target in known:
                    continue
                words = review.before + review.quote + review.after
                query = "SELECT sha256, text FROM documents WHERE contains(text, ?)"
                found = opened.sql(query, [words]).rows() if review.quote else []
                texts = {str(d["sha256"]): str(d["text"]) for d in found}
                starts = [(f"d:{sha[:16]}", at) for sha, at, _ in find_again(review, texts)]
                table, document, start = (
                    ("entries", "target_document", "target_start")
                    if review.target.startswith("e:")
                    else ("claims", "document", "start_at")
                )
                query = f"SELECT id FROM {table} WHERE {document} = ? AND {start} = ?"
                if not any(opened.sql(query, list(spot)).rows() for spot in starts):
                    lost.add(review.target)
    except LedgerError:  # without a snapshot there is nothing to look in
        return set()
    return lost


@command.command("export")
@ledger_option
def export(ledger: Path) -> None:
    """Print the reviews as JSON Lines, the oldest first."""
    for line in _store(ledger).export():
        click.echo(line, nl=False)


@command.command("import")
@click.argument("file", type=click.File("rb"), default="-")
@ledger_option
def import_(file: Iterable[bytes], ledger: Path) -> None:
    """Add the reviews in FILE (JSON Lines, - for standard input); none is there twice."""
    from duizhang.ledger.errors import LedgerError

    try:
        number = _store(ledger).load(file)
    except LedgerError as error:
        raise Failed(str(error)) from error
    click.echo(f"{number} new")


def _store(ledger: Path) -> Any:
    from duizhang.ledger.reviews import Reviews

    return Reviews(ledger)


def _fields(target: str, given: Sequence[str]) -> dict[str, Any]:
    """FIELD=VALUE pairs, checked against what the record has. Wrong ones are wrong use (2)."""
    from duizhang.account.reviewed import CLAIM_FIELDS, ENTRY_FIELDS

    known = ENTRY_FIELDS if target.startswith("e:") else CLAIM_FIELDS
    found: dict[str, Any] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or name not in known:
            raise click.UsageError(f"{pair}: FIELD=VALUE with one of {', '.join(sorted(known))}")
        if name == "verdict" and value not in get_args(Verdict):
            raise click.UsageError(f"{value}: one of {', '.join(get_args(Verdict))}")
        found[name] = value
        if name in _NUMBERS:
            try:
                found[name] = float(value) if value else None
            except ValueError as error:
                raise click.UsageError(f"{pair}: a number") from error
        elif name in ("strive", "hanzi"):
            found[name] = value.lower() in ("1", "true", "yes")
    if not target.startswith("e:"):
        check_claim(found)
    return found


_PERIOD = re.compile(r"(?:\d{4}(?:-\d{4})?)?")


def check_claim(fields: dict[str, Any]) -> None:
    """Wrong use where a field's value is none that the model knows (role=outcome, period=25)."""
    from duizhang.model import Claim

    blank = {"id": "", "start": 0, "end": 0, "value": 0.0, "unit": "", "aspect": "", "role": ""}
    empty = {"period": "", "indicator": "", "subject": "", "place": ""}
    with suppress(TypeError):
        try:
            msgspec.convert({**blank, **empty, **fields}, Claim)
        except msgspec.ValidationError as error:
            raise click.UsageError(str(error)) from error
    period = str(fields.get("period", ""))
    if not _PERIOD.fullmatch(period):
        raise click.UsageError(f"period={period}: a year (2025) or a span of years (2021-2025)")


def _add(
    ledger: Path,
    ids: Sequence[str],
    judgement: Literal["right", "wrong", "unsure"],
    fields: dict[str, Any] | None,
    who: str | None,
    when: str | None,
    why: str,
) -> None:
    """Add one review for each of ``ids``; None as ``fields`` refuses the record."""
    from duizhang.ledger.errors import LedgerError
    from duizhang.ledger.reader import Ledger

    signed = who or getpass.getuser()
    at = when or datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    failed = 0
    try:
        with Ledger(ledger) as opened:
            if fields and fields.get("indicator"):  # an id or a Chinese name that the ledger knows
                fields["indicator"] = opened.indicator_id(fields["indicator"])
            reviews = []
            for id_ in ids:
                try:
                    reviews.append(make_review(opened, id_, judgement, fields, signed, at, why))
                except LookupError as error:
                    click.echo(f"duizhang: {error.args[0]}", err=True)
                    failed += 1
        number = _store(ledger).add_all(reviews)
    except LedgerError as error:
        raise Failed(str(error)) from error
    click.echo(f"{number} new; `duizhang account` shows them")
    if failed:
        sys.exit(1)


def make_review(
    opened: Ledger,
    prefix: str,
    judgement: Literal["right", "wrong", "unsure"],
    fields: dict[str, Any] | None,
    who: str,
    when: str,
    why: str,
) -> Review:
    """The review of the one record whose id begins with ``prefix``. LookupError: none, several."""
    from duizhang.ledger.reviews import Review

    query = (
        "SELECT id, target_document AS document, place, period, indicator, target_start AS start_at,"
        " target_end AS end_at, result_id FROM entries WHERE starts_with(id, ?)"
        if prefix.startswith("e:")
        else "SELECT id, document, place, period, indicator, start_at, end_at, NULL AS result_id"
        " FROM claims WHERE starts_with(id, ?)"
    )
    found = opened.sql(f"{query} ORDER BY id LIMIT 3", [prefix]).rows()
    rows = [r for r in found if r["id"] == prefix] or found
    if len(rows) != 1:
        state = "several ids begin so" if rows else "no such id"
        raise LookupError(f"{prefix}: {state} in {opened.path}")
    row = rows[0]
    document = opened.sql("SELECT sha256, text FROM documents WHERE id = ?", [row["document"]])
    sha, text = next((str(d["sha256"]), str(d["text"])) for d in document)
    a, b = row["start_at"], row["end_at"]
    said = dict(fields or {})
    if fields is None and prefix.startswith("e:"):
        if not row["result_id"]:
            raise LookupError(f"{prefix}: it has no result to refuse; correct its verdict instead")
        said = {"refused": [row["result_id"]]}
    return Review(
        target=row["id"],
        judgement=judgement,
        who=who,
        when=when,
        sha256=sha,
        start=a,
        end=b,
        quote=text[a:b],
        before=text[max(0, a - _AROUND) : a],
        after=text[b : b + _AROUND],
        place=row["place"],
        period=row["period"],
        indicator=row["indicator"],
        fields=said,
        why=why,
    )
