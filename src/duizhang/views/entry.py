"""``duizhang explain e:…``: one line of the account, both its sentences, and every step to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from duizhang.views.account_view import gap_of, name_of, rgb
from duizhang.views.books import Books, Row, as_json, of_ledger, rivals, sentence_around
from duizhang.views.inputs import Failed
from duizhang.views.verdicts import LOOKS, OMITTED, notes
from duizhang.views.words import percent, safe

_KINDS = {
    "taken": "取用",
    "refused": "不取",
    "near": "相近",
    "compared": "比较",
    "declared": "原话",
    "silent": "未见",
    "merged": "合并",
}


class Shown(NamedTuple):
    """An entry's row with the books that it stands in (closed with their steps)."""

    books: Books
    row: Row


def find_entry(ledger: Path, prefix: str) -> Shown:
    """The one entry whose id begins with ``prefix``, closed anew with its steps.

    Raises :class:`Failed` in one line where none or several do.
    """
    from duizhang.ledger.errors import LedgerError
    from duizhang.views.ledger import Ledger

    try:
        with Ledger(ledger) as opened:
            query = (
                "SELECT id, place, period FROM entries WHERE starts_with(id, ?) ORDER BY id LIMIT 4"
            )
            found = opened.sql(query, [prefix]).rows()
    except LedgerError as error:
        raise Failed(str(error)) from error
    exact = [r for r in found if r["id"] == prefix]
    if len(found) > 1 and not exact:
        raise Failed(f"{prefix}: several ids begin so: {', '.join(str(r['id']) for r in found)}")
    if not found:
        raise Failed(f"{prefix}: no such id in {ledger}; `duizhang account --json` lists ids")
    known = (exact or found)[0]
    place, period = str(known["place"]), str(known["period"])
    books = of_ledger(ledger, place, steps=True, exact=True, period=period)
    for row in books.entries:
        if row["id"].startswith(prefix):
            return Shown(books, row)
    raise Failed(f"{prefix}: no such id in {ledger} any more; build the ledger again")


def entry_json(shown: Shown) -> bytes:
    """One JSON object: the line of ``duizhang account --json`` with its steps and sentences."""
    row = as_json(shown.books, [shown.row])[0]
    for side in ("target", "result"):
        if row[side]:
            row[side]["sentence"] = _quote(shown.books, _spot(shown.row, side))
    return msgspec.json.encode(row) + b"\n"


def show_entry(shown: Shown) -> None:
    """Print the entry: both sentences with the figure marked, the verdict, and every step."""
    books, row = shown
    look = LOOKS[row["verdict"]]
    mark = OMITTED.shape if row["omitted"] else ""
    click.echo(click.style(f"{safe(row['place'])} {row['period']} · {name_of(row)}", bold=True))
    verdict = click.style(f"{mark}{look.shape} {look.word}", fg=rgb(look.colour))
    gap = gap_of(row)
    click.echo(
        f"{verdict}{f'，差{gap}' if gap else ''}（把握{percent(row['confidence'])}）  {row['id']}"
    )
    for note in notes(row):
        click.echo(f"  {safe(note)}")
    click.echo()
    for word, side in (("目标", "target"), ("结果", "result")):
        if row[f"{side}_document"]:
            _print_spot(books, word, _spot(row, side))
    for word, kind in (
        ("同一目标另见", "also"),
        ("同一结果另见", "results"),
        ("相近", "near"),
        ("原话", "declared_by"),
    ):
        for spot in row["spots"][kind]:
            if spot != list(_spot(row, "result")):
                _print_spot(books, word, spot)
    for spot in rivals(books, row):
        _print_spot(books, "来源不一致", spot)
    click.echo()
    click.echo(click.style("怎样得出", bold=True))
    for number, step in enumerate(books.steps.get(row["id"], ()), 1):
        score = f" {step['score']:.2f}" if step["score"] else ""
        spot = step["spot"]
        where = f"（{Path(_file(books, spot[0])).name}@{spot[1]}）" if spot else ""
        click.echo(f"{number:>3}. {_KINDS[step['kind']]}{score}  {safe(step['words'])}{where}")


def _spot(row: Row, side: str) -> tuple[Any, Any, Any]:
    return (row[f"{side}_document"], row[f"{side}_start"], row[f"{side}_end"])


def _print_spot(books: Books, word: str, spot: Any) -> None:
    click.echo(f"{word}  {_quote(books, spot)}")
    where = f"{_file(books, spot[0])}:{spot[1]}  {safe(books.place(spot))}".rstrip()
    click.echo(click.style(f"      {where}", dim=True))


def _quote(books: Books, spot: Any) -> str:
    """The sentence around ``spot`` on one line, the figure between 〔〕."""
    document, start, end = spot
    text = books.text(document)
    left, right = sentence_around(text, start, end)
    parts = (text[left:start].lstrip(), "〔", text[start:end], "〕", text[end:right].rstrip())
    return safe(" ".join("".join(parts).split()))


def _file(books: Books, document: str) -> str:
    return safe(books.file(document))
