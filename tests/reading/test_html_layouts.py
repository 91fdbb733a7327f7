"""A report set in many layouts says what it says as plain text."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from duizhang import samples
from duizhang.model import Report, Source
from duizhang.reading import decode, make_source
from duizhang.reading.html import markup_of
from duizhang.report import interpret
from reading.html_pages import LAYOUTS, lines_of, plain, printed

REPORTS = sorted(p for p in Path(samples.__file__).parent.iterdir() if p.suffix in (".md", ".txt"))


def as_text(layout: str, text: str) -> str:
    """The plain text that a page is held against: where the page has no more, neither has it."""
    lines = lines_of(text)
    if layout == "column_lines":
        return "\n".join([lines[0].text, "", *printed(lines[1:])])
    if layout == "pre_text":
        return "\n\n".join(line.text.replace("**", "") for line in lines)
    return text


def source_of(markup: str, name: str = "page.html") -> Source:
    data = markup.encode()
    return Source(name, "text/html", hashlib.sha256(data).hexdigest(), data)


def said(report: Report) -> list[tuple[object, ...]]:
    return [
        (c.value, c.value2, c.unit, c.aspect, c.role, c.period, c.indicator, c.subject, c.hedge)
        for c in report.claims
    ]


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_says_what_the_plain_text_says(layout: str, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    plain_text = as_text(layout, text).encode()
    want = said(interpret(decode(make_source("page.html", plain_text))))
    assert said(interpret(decode(source_of(LAYOUTS[layout](lines_of(text)))))) == want


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_text_is_the_article(layout: str) -> None:
    lines = lines_of(REPORTS[0].read_text(encoding="utf-8"))
    document = decode(source_of(LAYOUTS[layout](lines)))
    # what else is there is marked as furniture: the line with source and date
    own = "".join(document.text[b.start : b.end] for b in document.blocks if b.kind != "furniture")
    solid = re.sub(r"[\s|]", "", own)
    want = plain(lines)
    missing = [c for line in lines if (c := plain([line])) not in solid and line.kind != "row"]
    assert len(missing) <= 3, missing  # by-lines are furniture
    assert len(solid) <= len(want) * 1.02


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_figure_is_found_in_the_markup(layout: str) -> None:
    source = source_of(LAYOUTS[layout](lines_of(REPORTS[1].read_text(encoding="utf-8"))))
    markup = markup_of(source)
    report = interpret(decode(source))
    assert report.figures
    for figure in report.figures:
        places = report.document.locate(figure.start, figure.end)
        numeral = report.document.source_text[figure.start : figure.end]
        assert "".join(markup[p.at : p.until] for p in places) == numeral
