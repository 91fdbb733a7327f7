"""``duizhang conflicts``: where two sources differ on one thing, and what probably happened."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from duizhang.ledger.option import ledger_option
from duizhang.views.books import Books, Row, of_files, of_ledger, sentence_around
from duizhang.views.inputs import lexicon_option
from duizhang.views.words import percent, safe

KINDS = {
    "misprint": "印误",
    "rounded": "约数",
    "preliminary": "初步数",
    "revised": "修订",
    "scope": "口径",
}
_ROLES = {"target": "目标", "result": "结果"}


@click.command()
@click.argument("what", nargs=-1, metavar="[PLACE | FILE…]")
@click.option("--year", type=int, metavar="Y", help="Only what is about this year.")
@click.option("--kind", type=click.Choice(list(KINDS)), help="Only what probably happened so.")
@click.option("--json", "json_", is_flag=True, help="JSON Lines, one for each conflict.")
@ledger_option
@lexicon_option
def command(
    what: tuple[str, ...],
    year: int | None,
    kind: str | None,
    json_: bool,
    ledger: Path,
    lexicon: str | None,
) -> None:
    """Show where sources differ, both texts, and what probably happened.

    PLACE is a place of the ledger; files are read and held against each other without one. A
    difference that rounding or 左右 covers is none, and one source given twice is one witness.
    """
    if any(Path(w).is_file() for w in what) or len(what) > 1:
        books = of_files(what, lexicon)
    else:
        books = of_ledger(ledger, what[0] if what else None)
    rows = [
        r
        for r in books.conflicts
        if (year is None or r["year"] == year) and (kind is None or r["kind"] == kind)
    ]
    if json_:
        import msgspec

        for row in rows:
            click.echo(msgspec.json.encode(conflict_json(books, row)))
    else:
        for line in lines(books, rows):
            click.echo(line)
    for line in books.failed:
        click.echo(f"duizhang: {line}", err=True)
    if books.failed:
        sys.exit(1)


def conflict_json(books: Books, row: Row) -> Row:
    """One conflict with both places, their files and their sentences."""
    kept = ("id", "place", "period", "role", "indicator", "subject", "kind", "reason")
    found: Row = {k: row[k] for k in (*kept, "confidence", "unit")}
    for side in ("left", "right"):
        start, end = row[f"{side}_start"], row[f"{side}_end"]
        text = books.text(row[f"{side}_document"])
        a, b = sentence_around(text, start, end)
        found[side] = {
            "file": books.file(row[f"{side}_document"]),
            "start": start,
            "end": end,
            "value": row[f"{side}_value"],
            "sentence": text[a:b].strip(),
        }
    return found


def lines(books: Books, rows: list[Row]) -> Iterator[str]:
    """The conflicts in ``rows`` for a terminal."""
    if not rows:
        yield "没有来源不一致之处。"
        return
    for row in rows:
        head = (
            f"{safe(row['place'])} {row['period']} {_ROLES[row['role']]} · {safe(row['subject'])}"
        )
        yield click.style(head, bold=True)
        yield f"  疑为{KINDS[row['kind']]}（把握{percent(row['confidence'])}）：{safe(row['reason'])}"
        for side in ("left", "right"):
            text = books.text(row[f"{side}_document"])
            start, end = row[f"{side}_start"], row[f"{side}_end"]
            a, b = sentence_around(text, start, end, 60)
            marked = f"{text[a:start].lstrip()}〔{text[start:end]}〕{text[end:b].rstrip()}"
            yield f"    {safe(' '.join(marked.split()))}"
            yield click.style(
                f"      {safe(books.file(row[f'{side}_document']))}:{start}", dim=True
            )
    yield f"共 {len(rows)} 处。"
