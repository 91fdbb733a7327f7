"""``duizhang cite``: the source of a figure, or of both sides of an entry, as one cites it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duizhang.ledger.option import ledger_option
from duizhang.ledger.when import built_on, read_on
from duizhang.views.citation import Citation, author_of, bibtex, gbt7714
from duizhang.views.inputs import Failed
from duizhang.views.verdicts import LOOKS
from duizhang.views.words import flowing, paper, safe

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]
_STYLES = {"gbt7714": gbt7714, "bibtex": bibtex}
_ID = re.compile(r"[crped]:[0-9a-f]{1,16}")
_TABLES = {"c": "claims", "r": "relations", "p": "pledges", "e": "entries", "d": "documents"}
_PLAIN = ("text/plain", "text/markdown")


def cite(ledger: str | Path, id: str, *, read: str = "") -> tuple[list[Citation], str]:
    """The citations of the claim, relation, pledge, entry or document with ``id`` in ``ledger``.

    ``id`` may be cut short where it stays unique. Of an entry there are two, target and result;
    where there is no result the second value says so in words, else it is empty. ``read`` is the
    date read where the caller knows it. LedgerError: no ledger; LookupError, in words: no such id.
    """
    from duizhang.ledger.errors import as_ledger_error
    from duizhang.views.ledger import Ledger

    folder = Path(ledger)
    with Ledger(folder) as opened, as_ledger_error(folder):
        con = opened.cursor()
        row = _found(con, id)
        if id[0] != "e":
            return [_citation(con, folder, row, "", read)], ""
        made, silent = [], ""
        for word, side in (("目标", "target"), ("结果", "result")):
            if row[f"{side}_document"]:
                made.append(_citation(con, folder, _side(con, row, side), word, read))
            else:
                look = LOOKS[row["verdict"]]
                silent = f"结果：{look.shape} {look.word}" + (
                    f"，{row['why']}" if row["why"] else ""
                )
        return made, silent


def _found(con: DuckDBPyConnection, id: str) -> Row:
    if not _ID.fullmatch(id):
        raise LookupError(f"{id}: no id; one looks like c:0123456789abcdef")
    table = _TABLES[id[0]]
    rows = _rows(con, f"SELECT * FROM {table} WHERE starts_with(id, ?) ORDER BY id LIMIT 2", [id])
    if not rows:
        raise LookupError(f"{id}: not in this ledger")
    if len(rows) > 1:
        raise LookupError(f"{id}: stands for several; give more of it")
    return rows[0]


def _side(con: DuckDBPyConnection, entry: Row, side: str) -> Row:
    """The claim or relation behind one side of ``entry``; where it is gone, its place alone."""
    for table in ("claims", "relations"):
        rows = _rows(con, f"SELECT * FROM {table} WHERE id = ?", [entry[f"{side}_id"]])
        if rows:
            return rows[0]
    return {
        "id": entry[f"{side}_id"] or entry["id"],
        "document": entry[f"{side}_document"],
        "start_at": entry[f"{side}_start"],
        "end_at": entry[f"{side}_end"],
    }


def _citation(con: DuckDBPyConnection, folder: Path, row: Row, side: str, read: str) -> Citation:
    whole = row if "sha256" in row else None
    document = whole or _rows(con, "SELECT * FROM documents WHERE id = ?", [row["document"]])[0]
    names = _rows(
        con, "SELECT * FROM names WHERE document = ? ORDER BY path LIMIT 1", [document["id"]]
    )
    told = (
        names[0]
        if names
        else {"path": document["name"], "url": "", "publisher": "", "published": ""}
    )
    when, whence = (read, "由引用者给出") if read else _read(folder, document["read_key"])
    return Citation(
        id=row["id"],
        side=side,
        author=author_of(document["genre"], document["place"], document["level"]),
        title=safe(paper(document)).lstrip("—- "),
        publisher=document["publisher"] or told["publisher"],
        date=document["published"] or told["published"],
        spoken=document["date"],
        year=_year(document),
        url=document["url"] or told["url"],
        page=row.get("page"),
        place="" if whole else _place(document, row),
        sentence="" if whole else safe(_sentence(document["text"], row)),
        printed=safe(row.get("printed") or ""),
        file=told["path"],
        sha256=document["sha256"],
        read=when,
        read_from=whence,
    )


def _year(document: Row) -> int | None:
    """The year it was published in: of its date, else that of its outlook."""
    date = document["published"] or document["date"]
    return int(date[:4]) if date[:4].isdigit() else document["year"]


def _place(document: Row, row: Row) -> str:
    """Where in the file: its own place, and the characters of the source text."""
    first, last = row["start_at"] + 1, row.get("unit_end") or row["end_at"]
    span = f"原文第{first}—{last}字" if last > first else f"原文第{first}字"
    return f"{row['located']}，{span}" if row.get("located") else span


def _sentence(text: str, row: Row) -> str:
    from duizhang.views.books import sentence_around

    if row.get("sentence"):
        return " ".join(flowing(row["sentence"].strip()).split())
    start, end = sentence_around(text, row["start_at"], row["end_at"])
    return " ".join(flowing(text[start:end].strip()).split())


def _read(folder: Path, key: str) -> tuple[str, str]:
    """The day on which the source was read: when what it gave was kept, else the ledger's own."""
    if found := read_on(folder, key):
        return found, "台账首次读到它的日子"
    return built_on(folder), "台账建成的日子"


def _rows(con: DuckDBPyConnection, query: str, parameters: Sequence[object]) -> list[Row]:
    found = con.execute(query, list(parameters))
    names = [c[0] for c in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@click.command("cite")
@click.argument("id", metavar="ID")
@click.option("--style", type=click.Choice(list(_STYLES)), default="gbt7714", help="[gbt7714]")
@click.option("--read", metavar="DATE", help="The date you read it (2025-03-01) [the ledger's].")
@click.option("--json", "json_", is_flag=True, help="JSON Lines instead.")
@ledger_option
def command(id: str, style: str, read: str | None, json_: bool, ledger: Path) -> None:
    """Cite a figure: its source, publisher, date, page, sentence, and the date it was read.

    ID is that of a claim (c:…), relation (r:…), item (p:…), document (d:…), or of an entry (e:…),
    of which both sides are cited. The date read is when this ledger first read the file, else
    when it was built; --read gives another.
    """
    import msgspec

    from duizhang.ledger.errors import LedgerError

    try:
        day = dt.date.fromisoformat(read).isoformat() if read else ""
    except ValueError as error:
        raise click.UsageError(f"--read {read}: no date; write 2025-03-01") from error
    try:
        cited, silent = cite(ledger, id.strip(), read=day)
    except LedgerError as error:
        raise Failed(str(error)) from error
    except LookupError as error:
        raise Failed(str(error.args[0])) from error
    if json_:
        for one in cited:
            click.echo(msgspec.json.encode(one._asdict()))
        return
    for number, one in enumerate(cited):
        if number:
            click.echo()
        if one.side:
            click.echo(f"% {one.side}" if style == "bibtex" else f"{one.side}：")
        click.echo(_STYLES[style](one))
    if silent:
        click.echo(("\n% " if style == "bibtex" else "\n") + safe(silent))
