"""``duizhang explain TARGET``: one figure, its record, and why it was read so."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import msgspec

from duizhang.ledger.option import ledger_option
from duizhang.views.figures import rows
from duizhang.views.inputs import Failed, lexicon_at, lexicon_option, report_at
from duizhang.views.number import clean, written_span
from duizhang.views.record import (
    Line,
    claim_of,
    evidence,
    figure_at,
    lines_of,
    nearest_figure,
    relation_lines,
    whole_figure,
)
from duizhang.views.words import COVERAGES, safe, short

if TYPE_CHECKING:
    from duizhang.language.lexicon import Lexicon
    from duizhang.model import Figure, Relation, Report

_AROUND = 300  # characters of the sentence shown before and behind the figure
_ID = re.compile(r"[cr]:[0-9a-f]{1,16}")


class Explanation(NamedTuple):
    """What there is to say of one figure or relation. All spans are source spans.

    ``mark`` is what is asked about, ``sentence`` the sentence around it.
    """

    report: Report
    mark: tuple[int, int]
    sentence: tuple[int, int]
    lines: list[Line]
    row: dict[str, Any]


def explain_offset(report: Report, offset: int, lexicon: Lexicon) -> Explanation:
    """The explanation of the numeral, or else the relation, at the source ``offset``.

    LookupError, with the nearest numeral in words, where there is neither.
    """
    figure = figure_at(report, offset)
    if figure is not None:
        return explain_figure(report, figure, lexicon)
    hits = [r for r in report.relations if r.start <= offset < r.end]
    if hits:
        return explain_relation(report, hits[0], lexicon)
    length = len(report.document.source_text)
    where = "no numeral"
    if not 0 <= offset < length:
        where = f"beyond the text, which has {length} characters"
    near = nearest_figure(report, offset)
    if near is None:
        raise LookupError(f"offset {offset}: {where}; the page has none at all")
    raise LookupError(
        f"offset {offset}: {where}; the nearest is {safe(short(near.text, 40))} at {near.start}"
    )


def explain_figure(report: Report, figure: Figure, lexicon: Lexicon) -> Explanation:
    """The explanation of ``figure``."""
    whole = whole_figure(report, figure)
    claim = claim_of(report, whole)
    sentence = evidence(report, whole.start, figure.end)
    if claim is not None and claim.evidence_end > claim.evidence_start:
        sentence = (claim.evidence_start, claim.evidence_end)
    mark = written_span(report, claim or whole)
    row = next(
        r
        for r in rows(report, report.document.name)
        if r["start"] == figure.start and r["kind"] != "relation"
    )
    return Explanation(report, mark, sentence, lines_of(report, figure, lexicon), row)


def explain_relation(report: Report, relation: Relation, lexicon: Lexicon) -> Explanation:
    """The explanation of a comparison without a figure."""
    sentence = (relation.evidence_start, relation.evidence_end)
    if sentence[1] <= sentence[0]:
        sentence = evidence(report, relation.start, relation.end)
    row = next(r for r in rows(report, report.document.name) if r.get("id") == relation.id)
    lines = relation_lines(report, relation, lexicon)
    return Explanation(report, (relation.start, relation.end), sentence, lines, row)


def explain_id(ledger: Path, prefix: str, lexicon: Lexicon) -> Explanation:
    """The explanation of the one claim or relation whose id begins with ``prefix``.

    LookupError where none or several do; LedgerError where there is no ledger.
    """
    from duizhang.ledger.reader import Ledger

    with Ledger(ledger) as opened:
        found = opened.sql(
            "SELECT id, document FROM claims WHERE starts_with(id, ?) UNION ALL"
            " SELECT id, document FROM relations WHERE starts_with(id, ?) ORDER BY id LIMIT 4",
            [prefix, prefix],
        ).rows()
        if not found:
            raise LookupError(f"{prefix}: no such id in {ledger}; `duizhang show --json` lists ids")
        ids = [str(row["id"]) for row in found]
        if len(ids) > 1 and prefix not in ids:
            raise LookupError(f"{prefix}: several ids begin so: {', '.join(ids)}")
        wanted = prefix if prefix in ids else ids[0]
        report = opened.report(next(str(r["document"]) for r in found if r["id"] == wanted))
    for relation in report.relations:
        if relation.id == wanted:
            return explain_relation(report, relation, lexicon)
    start = next(c.start for c in report.claims if c.id == wanted)
    return explain_figure(report, next(f for f in report.figures if f.start == start), lexicon)


def as_json(explanation: Explanation) -> bytes:
    """One JSON object: the row of ``figures`` with its sentence and its evidence in words."""
    text = explanation.report.document.source_text
    start, end = explanation.sentence
    row = dict(explanation.row)
    row["sentence"] = {"start": start, "end": end, "text": text[start:end]}
    row["mark"] = {"start": explanation.mark[0], "end": explanation.mark[1]}
    for reason in row.get("reasons", ()):
        if "start" in reason:
            reason["quote"] = text[reason["start"] : reason["end"]]
    return msgspec.json.encode(row) + b"\n"


def show(explanation: Explanation) -> None:
    """Print ``explanation`` to the terminal, or in plain text where there is none."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=False)
    console.print(Text(_headline(explanation.report), "bold"))
    before, inside, after = _sentence(explanation)
    if console.is_terminal and not console.no_color:
        marked = Text.assemble(before, (inside, "bold black on yellow"), after)
    else:
        marked = Text(f"{before}〔{inside}〕{after}")
    console.print(marked, end="\n\n")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold", style="dim")
    for line in explanation.lines:
        table.add_row(
            line.zh,
            Text(line.field, "dim"),
            Text(safe(line.reading), "bold" if line.field in ("value", "role") else ""),
            Text("\n".join(_because(why.rule, why.quote, why.start) for why in line.why)),
        )
    with console.capture() as capture:
        console.print(table)
    for row in capture.get().splitlines():  # no blanks at the end of a line
        click.echo(row.rstrip())


def _headline(report: Report) -> str:
    identity = report.identity
    year = str(identity.year) if identity.year else ""
    coverage = "" if identity.coverage == "full" else COVERAGES[identity.coverage]
    parts = (report.document.name, identity.place, year, coverage)
    return safe(" · ".join(part for part in parts if part))


def _sentence(explanation: Explanation) -> tuple[str, str, str]:
    document = explanation.report.document
    start, end = explanation.sentence
    first, last = explanation.mark
    before = clean(document, min(start, first), first)
    inside = clean(document, first, last) or document.source_text[first:last]
    after = clean(document, last, max(end, last))
    if len(before) > _AROUND:  # a page without full stops is one long sentence
        before = "…" + before[-_AROUND:]
    if len(after) > _AROUND:
        after = after[:_AROUND] + "…"
    return _flat(before).lstrip(), _flat(short(inside, _AROUND)), _flat(after).rstrip()


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", safe(text))


def _because(rule: str, quote: str, start: int) -> str:
    return safe(f"{rule}：“{_flat(quote)}” @{start}" if quote else rule)


@click.command("explain")
@click.argument("target")
@click.option("--json", "json_", is_flag=True, help="One JSON object instead of a table.")
@click.option(
    "--image",
    metavar="OUT.png",
    type=click.Path(path_type=Path),
    help="Also write the page there, the figure framed and enlarged beside it (PDF, images).",
)
@lexicon_option
@ledger_option
def command(
    target: str, json_: bool, image: Path | None, lexicon: str | None, ledger: Path
) -> None:
    """Say why a figure was read as it was.

    TARGET is FILE:OFFSET (code points from 0, anywhere in a numeral or its unit; `duizhang
    figures FILE` lists them), or the id of a claim in the ledger (c:…), or the beginning of one.
    Of a line of the account (e:…) it shows both sentences and how the verdict came about.
    """
    if re.fullmatch(r"e:[0-9a-f]{1,16}", target):
        from duizhang.views.entry import entry_json, find_entry, show_entry

        entry = find_entry(ledger, target)
        if image is not None:
            ids = [entry.row[k] for k in ("target_id", "result_id") if entry.row[k]]
            raise click.UsageError(f"--image wants one figure; name {' or '.join(ids)}")
        if json_:
            click.echo(entry_json(entry), nl=False)
        else:
            show_entry(entry)
        return
    words = lexicon_at(lexicon)
    file, colon, offset = target.rpartition(":")
    is_place = bool(colon) and offset.isdecimal() and bool(file)
    in_file = is_place and (Path(file).exists() or not _ID.fullmatch(target))
    try:
        if in_file:
            found = explain_offset(report_at(file, words), int(offset), words)
        elif _ID.fullmatch(target):
            found = _from_ledger(ledger, target, words)
        else:
            raise click.UsageError(
                f"{target} is neither FILE:OFFSET nor an id like c:1f2e; "
                "`duizhang figures FILE` lists the offsets"
            )
    except LookupError as error:
        raise Failed(f"{file}: {error.args[0]}" if is_place else str(error.args[0])) from error
    if json_:
        click.echo(as_json(found), nl=False)
    else:
        show(found)
    if image is not None:
        _write_image(found, [file] if in_file else _paths_of(ledger, found.report), image)


def _write_image(found: Explanation, paths: Sequence[str], out: Path) -> None:
    """Write the page with the figure framed, from the first of ``paths`` that still holds it."""
    from duizhang.views.page_image import NoPicture, framed, picture_source, save_png

    document = found.report.document
    reason: Failed | None = None
    for path in paths:
        try:
            source = picture_source(Path(path), document)
            picture = framed(source, document, found.mark, found.sentence)
        except NoPicture as error:
            raise Failed(f"{path}: {error}") from error
        except Failed as error:
            reason = reason or error
        else:
            save_png(picture, out, source)
            click.echo(f"{out}: {picture.width} x {picture.height}", err=True)
            return
    raise reason or Failed(f"{document.name}: the ledger knows no file of it")


def _paths_of(ledger: Path, report: Report) -> list[str]:
    """The files that hold the document of ``report``, as the ledger knows them."""
    from duizhang.ledger.reader import Ledger
    from duizhang.ledger.rows import document_id

    with Ledger(ledger) as opened:
        folder = os.path.relpath(opened.path.absolute().parent)
        query = "SELECT path FROM names WHERE document = ? ORDER BY path"
        found = opened.sql(query, [document_id(report.document.sha256)]).rows()
    return [os.path.normpath(os.path.join(folder, str(row["path"]))) for row in found]


def _from_ledger(ledger: Path, target: str, words: Lexicon) -> Explanation:
    from duizhang.ledger.errors import LedgerError

    try:
        return explain_id(ledger, target, words)
    except LedgerError as error:
        raise Failed(str(error)) from error
