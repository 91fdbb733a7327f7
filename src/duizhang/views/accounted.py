"""``duizhang accounted FILE``: the page itself, every numeral marked by what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhang.views.inputs import Failed, lexicon_at, lexicon_option, refuse_itself, report_at
from duizhang.views.page import TAGS, Tally, marks_of, paragraphs_of, tally
from duizhang.views.words import safe

if TYPE_CHECKING:
    from rich.console import Console

    from duizhang.model import Report

# How a terminal shows each tag. Red and green are kept for verdicts.
_STYLES = {
    "target": "bold underline bright_blue",
    "result": "underline cyan",
    "context": "underline bright_black",
    "qualifier": "yellow",
    "relation": "italic bright_blue",
    "date": "magenta",
    "name": "bright_black",
    "marker": "bright_black",
    "ordinal": "bright_black",
    "other": "bright_black",
    "unbound": "reverse yellow",
    "missed": "bold reverse",
}
_DOUBT = " reverse"  # added to the style of what is in doubt; a question mark without colour


def show(report: Report, console: Console) -> Tally:
    """Print the page, a legend and the counts; marks are words in brackets without colour."""
    from rich.text import Text

    marks = marks_of(report)
    counts = tally(report, marks)
    coloured = console.is_terminal and not console.no_color
    legend = Text("  ").join(
        Text(f"{zh} {tag}", _STYLES[tag]) for tag, zh in TAGS.items() if counts.tags[tag]
    )
    if coloured:
        if counts.doubts:
            legend.append("  ").append("存疑 in doubt", _DOUBT.strip())
        console.print(legend, end="\n\n")
    for paragraph in paragraphs_of(report, marks):
        line = Text()
        for i, piece in enumerate(paragraph.pieces):
            text = safe(piece.text)
            opened = i > 0 and paragraph.pieces[i - 1].mark is piece.mark
            closed = [p.mark for p in paragraph.pieces[i + 1 : i + 2]] != [piece.mark]
            doubt = "?" if piece.mark and piece.mark.doubt and closed else ""
            if piece.mark is None:
                line.append(text, "strike dim" if piece.ghost else "")
            elif coloured:
                line.append(text, _STYLES[piece.mark.tag] + _DOUBT * piece.mark.doubt)
            else:
                head = "" if opened else f"〔{TAGS[piece.mark.tag]} "
                line.append(head + text + doubt + ("〕" if closed else ""))
        console.print(line, soft_wrap=not coloured)
    console.print(Text("\n" + in_words(counts), "bold" if coloured else ""), soft_wrap=True)
    by_tag = "  ".join(
        f"{zh} {tag} {counts.tags[tag]}" for tag, zh in TAGS.items() if counts.tags[tag]
    )
    console.print(Text(by_tag), soft_wrap=True)
    return counts


def in_words(counts: Tally) -> str:
    """One line: how many numerals the page has, and whether each has a record."""
    if counts.missed:
        verdict = f"有 {counts.missed} 个没有着落 ({counts.missed} not accounted for)"
    else:
        verdict = "全部有着落 (all accounted for)"
    more = [
        f"汉字数量 {counts.hanzi} 处 (in Chinese numerals)" if counts.hanzi else "",
        f"存疑 {counts.doubts} 处 (in doubt)" if counts.doubts else "",
    ]
    return "；".join(part for part in (f"数字 {counts.numerals} 个，{verdict}", *more) if part)


def write_html(out: Path, page: str, file: str) -> None:
    """Write ``page``, made of ``file``, to ``out``; :class:`Failed` with one line where that cannot
    be done, or would replace ``file`` itself."""
    refuse_itself(out, file)
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise Failed(f"{out}: {error.strerror or error}") from error


@click.command("accounted")
@click.argument("file")
@click.option(
    "--html", metavar="OUT", help="Write one self-contained page there instead (-: stdout)."
)
@lexicon_option
@click.pass_context
def command(ctx: click.Context, file: str, html: str | None, lexicon: str | None) -> None:
    """Show the page of FILE with every numeral marked by its kind and role.

    The last lines count them. The exit code is 1 if a numeral has no record.
    """
    words = lexicon_at(lexicon)
    report = report_at(file, words)
    if html is None:
        from rich.console import Console

        counts = show(report, Console(highlight=False))
    else:
        from duizhang.views.html import html_page

        counts = tally(report, marks_of(report))
        page = html_page(report, words)
        if html == "-":
            click.echo(page, nl=False)
        else:
            write_html(Path(html), page, file)
            click.echo(f"{html}: {in_words(counts)}")
    if counts.missed:
        ctx.exit(1)
