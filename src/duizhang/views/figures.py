"""``duizhang figures FILE…``: every numeral of a file, one JSON object a line.

The lines are what ``score.py`` reads: offsets in code points of the decoded source text, one line
for each numeral (whatever it is), for each quantity in Chinese numerals (``hanzi``), and for each
relation without a figure.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click
import msgspec

from duizhang.claims.recognised import DOUBT, is_doubtful, recognised
from duizhang.reading.located import place_of
from duizhang.views.inputs import defect, lexicon_at, lexicon_option
from duizhang.views.number import plain_number

if TYPE_CHECKING:
    from concurrent.futures import Future

    from duizhang.language.lexicon import Lexicon
    from duizhang.model import Claim, Document, Figure, Reason, Relation, Report


def rows(report: Report, file: str) -> Iterator[dict[str, Any]]:
    """One plain dict for each figure and relation of ``report``, in the order of the text.

    ``file`` is put into each as given. Keys stand in a fixed order and none holds None. A measure
    carries its claim's fields; the later piece of a range or broken numeral only ``range_of``,
    the ``start`` of the piece that carries the value. Of a file that is no plain text each also
    says where it lies with its unit (``page``, ``box``, ``part``, ``paragraph``, ``cell``, ``part_start``,
    ``part_end``, ``sure``, ``located``), and a numeral that the recogniser was not sure of has a
    ``doubt``.
    """
    claims = {claim.start: claim for claim in report.claims}
    document = report.document
    seen = recognised(document)
    found: list[tuple[int, int, dict[str, Any]]] = []
    for figure in report.figures:
        claim = claims.pop(figure.start, None)
        row = _figure_row(file, figure, claim)
        if seen and "doubt" not in row and is_doubtful(document, figure):
            row["doubt"] = DOUBT
        found.append((figure.start, 0, row))
    # a claim whose figure is not listed still stands on the page
    found += [(c.start, 0, _claim_row(file, c, c.hanzi)) for c in claims.values()]
    found += [(r.start, 1, _relation_row(file, r)) for r in report.relations]
    found.sort(key=lambda item: (item[0], item[1], item[2]["end"]))
    if document.locators:
        ends = {f.start: max(f.end, f.unit_end) for f in report.figures}
        for start, relation, row in found:
            row |= _place(document, start, row["end"] if relation else ends.get(start, row["end"]))
    return (row for _, _, row in found)


def _place(document: Document, start: int, end: int) -> dict[str, Any]:
    """Where ``[start, end)`` lies in the file: only what its format has."""
    place = place_of(document, start, end)
    if place is None:
        return {}
    return _without_none({**place._asdict(), "located": str(place)})


def _figure_row(file: str, figure: Figure, claim: Claim | None) -> dict[str, Any]:
    if figure.kind == "measure" and figure.range_of is None and claim is not None:
        return _claim_row(file, claim, figure.hanzi or claim.hanzi, end=figure.end)
    row = {"file": file, "start": figure.start, "end": figure.end, "kind": figure.kind}
    if figure.kind == "measure" and figure.range_of is None:
        row["value"] = plain_number(figure.value)
        row["value2"] = plain_number(figure.value2)
        row["unit"] = figure.unit
        row["hedge"] = figure.hedge
    row["range_of"] = figure.range_of
    row["hanzi"] = figure.hanzi or None
    row["reasons"] = [{"field": "kind", "rule": figure.rule}] if figure.rule else None
    return _without_none(row)


def _claim_row(file: str, claim: Claim, hanzi: bool, end: int | None = None) -> dict[str, Any]:
    row = {
        "file": file,
        "start": claim.start,
        "end": claim.end if end is None else end,
        "kind": "measure",
        "value": plain_number(claim.value),
        "value2": plain_number(claim.value2),
        "unit": claim.unit,
        "hedge": claim.hedge,
        "strive": claim.strive,
        "aspect": claim.aspect,
        "role": claim.role,
        "period": claim.period,
        "indicator": claim.indicator,
        "subject": claim.subject,
        "place": claim.place,
        "hanzi": hanzi or None,
        "confidence": claim.confidence,
        "doubt": claim.doubt or None,
        "id": claim.id,
        "reasons": reason_rows(claim.reasons),
    }
    return _without_none(row)


def _relation_row(file: str, relation: Relation) -> dict[str, Any]:
    return {
        "file": file,
        "start": relation.start,
        "end": relation.end,
        "kind": "relation",
        "left": relation.left,
        "op": relation.op,
        "right": relation.right,
        "role": relation.role,
        "period": relation.period,
        "place": relation.place,
        "confidence": relation.confidence,
        "id": relation.id,
        "reasons": reason_rows(relation.reasons),
    }


def reason_rows(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    """Reasons as plain dicts; what is empty (no value, no evidence) is left out."""
    out = []
    for reason in reasons:
        row: dict[str, Any] = {"field": reason.field, "rule": reason.rule}
        if reason.value:
            row["value"] = reason.value
        if reason.end > reason.start:
            row["start"], row["end"] = reason.start, reason.end
        out.append(row)
    return out


def _without_none(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}


def lines(path: str, lexicon: Lexicon | None = None) -> bytes:
    """The JSON Lines of the file at ``path``. Raises :class:`duizhang.reading.Unreadable`."""
    from duizhang.report import read

    # a path of undecodable bytes holds lone surrogates, which JSON cannot carry
    name = path.encode("utf-8", "replace").decode()
    return msgspec.json.Encoder().encode_lines(list(rows(read(path, lexicon), name)))


def _attempt(path: str, lexicon_path: str | None) -> tuple[bytes, str]:
    """The lines of one file and an empty string, or no lines and why not, in one line."""
    from duizhang.language.lexicon import load_lexicon
    from duizhang.reading import Unreadable

    try:
        return lines(path, load_lexicon(lexicon_path or "")), ""
    except Unreadable as error:
        return b"", error.reason
    except OSError as error:
        return b"", error.strerror or str(error)
    except Exception as error:  # one file's surprise must not take the others with it
        return b"", defect(error)


def _attempts(
    paths: Sequence[str], jobs: int, lexicon: str | None
) -> Iterator[tuple[str, tuple[bytes, str]]]:
    """Each path with what came of it, in the order given, ``jobs`` files at a time."""
    if jobs == 1 or len(paths) < 2:
        for path in paths:
            yield path, _attempt(path, lexicon)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    pool = ProcessPoolExecutor(min(jobs, len(paths)))
    waiting: deque[tuple[str, Future[tuple[bytes, str]]]] = deque()
    todo = iter(paths)
    path = ""
    try:
        while True:
            # a short queue: results wait for the reader of the pipe, not in our memory
            while len(waiting) < 4 * jobs and (coming := next(todo, None)) is not None:
                waiting.append((coming, pool.submit(_attempt, coming, lexicon)))
            if not waiting:
                return
            path, future = waiting.popleft()
            yield path, future.result()
    except BrokenProcessPool as error:
        raise click.ClickException(
            f"a worker died at or near {path} (out of memory?); try --jobs 1"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


@click.command("figures")
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE…")
@click.option("--jobs", "-j", type=click.IntRange(min=1), default=1, help="Files read at a time.")
@lexicon_option
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], jobs: int, lexicon: str | None) -> None:
    """Print every numeral of each FILE as JSON Lines.

    One line for each numeral, whatever it is: a measure with value, unit, hedge, role, period,
    indicator, or a date, name, marker, ordinal. Of an archive (ZIP) all reports are read, each
    named a.zip/member. A file that cannot be read is named on stderr and the rest goes on; the
    exit code is then 1.
    """
    lexicon_at(lexicon)  # a faulty one is wrong use, and is said once
    from duizhang.reading.archive import expanded

    out = sys.stdout.buffer
    failed = False
    for path, (data, reason) in _attempts(list(expanded(files)), jobs, lexicon):
        if reason:
            failed = True
            click.echo(f"duizhang: {path}: {reason}", err=True)
        else:
            out.write(data)
    out.flush()
    if failed:
        ctx.exit(1)
