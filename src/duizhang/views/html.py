"""The page as one self-contained HTML file: text, marks, and a card for every numeral.

No script and no request: a card is a neighbour of its numeral and shows on hover, on focus by
keyboard, and when the numeral's own address (``#o1234``, its offset) is opened. Everything that
comes from the report is escaped; a policy in the head forbids all else that a page could do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from typing import NamedTuple

from duizhang.language.lexicon import Lexicon
from duizhang.model import Figure, Relation, Report, Section
from duizhang.views import words
from duizhang.views.number import as_written
from duizhang.views.page import TAGS, Mark, Paragraph, Piece, Tally, marks_of, paragraphs_of, tally
from duizhang.views.record import Line, claim_of, lines_of, relation_lines, whole_figure

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_LONGEST = 40  # characters of a number at the head of its card
_DEEPEST = 4  # headings below are drawn like this one


class _Page(NamedTuple):
    report: Report
    lexicon: Lexicon
    marks: list[Mark]
    paragraphs: list[Paragraph]
    counts: Tally


def html_page(report: Report, lexicon: Lexicon) -> str:
    """The whole page as text, ready to be written as UTF-8. The same report gives the same page."""
    marks = marks_of(report)
    page = _Page(report, lexicon, marks, paragraphs_of(report, marks), tally(report, marks))
    title = _title(report)
    css = (files("duizhang.views") / "data" / "page.css").read_text(encoding="utf-8")
    parts = [
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        '<meta name="referrer" content="no-referrer">\n',
        f"<title>{_text(title)} · 对账 Duizhang</title>\n<style>\n{css}</style>\n</head>\n<body>\n",
        '<a class="skip" href="#text">到正文 Skip to text</a>\n',
        *_header(page, title),
        '<div class="desk">\n',
        *_rail(page),
        '<main id="text">\n',
        *_body(page),
        "</main>\n",
        '<aside class="margin" aria-hidden="true"><p>指着或选中一个数字，这里写明它读作什么、'
        "凭什么这样读。</p></aside>\n</div>\n",
        *_footer(page),
        "</body>\n</html>\n",
    ]
    return "".join(parts)


# --- header, rail, foot -----------------------------------------------------------------------


def _title(report: Report) -> str:
    return report.identity.title or report.document.name


def _header(page: _Page, title: str) -> Iterator[str]:
    identity, document, counts = page.report.identity, page.report.document, page.counts
    yield f"<header>\n<h1>{_text(title)}</h1>\n"
    year = f"{identity.year}年" if identity.year else ""
    known = (
        identity.place if identity.place not in title else "",
        year,
        identity.meeting,
        identity.date,
        identity.speaker,
        identity.publisher or document.publisher,
        words.COVERAGES[identity.coverage],
        "、".join(identity.places),
    )
    facts = " · ".join(_text(fact) for fact in dict.fromkeys(known) if fact)
    yield f'<p class="facts">{facts}</p>\n'
    missed = f"<strong>有 {counts.missed} 个没有着落</strong>"
    verdict = missed if counts.missed else "全部有着落"
    hanzi = f"；另有汉字数量 {counts.hanzi} 处" if counts.hanzi else ""
    doubts = f"；存疑 {counts.doubts} 处" if counts.doubts else ""
    yield f'<p class="sum">数字 <b>{counts.numerals}</b> 个，{verdict}{hanzi}{doubts}。</p>\n'
    yield '<ul class="legend">\n'
    for tag, zh in TAGS.items():
        if counts.tags[tag]:
            number = f"<b>{counts.tags[tag]}</b>"
            yield f'<li><span class="n {tag}">{zh}</span> <i>{tag}</i> {number}</li>\n'
    yield "</ul>\n"
    warnings = page.report.warnings
    if warnings:
        yield f'<details class="warnings" open><summary>提示 {len(warnings)} 条</summary>\n<ul>\n'
        for warning in warnings:
            words_ = _text(warning.message)
            if warning.end > 0:
                words_ = f'<a href="#{_anchor(page, warning.start)}">{words_}</a>'
            yield f"<li>{words_} <i>{_text(warning.code)}</i></li>\n"
        yield "</ul></details>\n"
    yield "</header>\n"


def _rail(page: _Page) -> Iterator[str]:
    sections = page.report.sections
    if not sections:
        yield '<nav class="rail" aria-label="章节"></nav>\n'
        return
    yield '<nav class="rail" aria-label="章节"><details open><summary>章节</summary>\n<ol>\n'
    top = min(section.level for section in sections)
    for i, section in enumerate(sections):
        depth = min(section.level - top, _DEEPEST - 1)
        tail = " ".join(p for p in (words.STANCES.get(section.stance, ""), section.period) if p)
        told = f" <i>{_text(tail)}</i>" if tail and _settles(sections, i) else ""
        heading = _text(section.heading)
        yield f'<li class="d{depth}"><a href="#s{i}" title="{heading}">{heading}</a>{told}</li>\n'
    yield "</ol></details></nav>\n"


def _settles(sections: Sequence[Section], i: int) -> bool:
    """Whether a section says something of stance and period that the one above did not."""
    section = sections[i]
    if not 0 <= section.parent < len(sections):
        return True
    above = sections[section.parent]
    return (above.stance, above.period) != (section.stance, section.period)


def _footer(page: _Page) -> Iterator[str]:
    document = page.report.document
    facts = [
        document.name,
        document.encoding,
        f"{len(document.source_text)} 字",
        document.published,
    ]
    yield f"<footer>\n<p>{' · '.join(_text(fact) for fact in facts if fact)}</p>\n"
    yield f'<p class="hash">SHA-256 {_text(document.sha256)}</p>\n'
    if document.url.startswith(("https://", "http://")):
        url = _text(document.url)
        yield f'<p>原文 <a href="{url}" rel="noreferrer noopener">{url}</a></p>\n'
    yield "<p>由对账 Duizhang 读出。每个数字的地址是它在原文中的位置（字符数）。</p>\n</footer>\n"


def _anchor(page: _Page, offset: int) -> str:
    """The id of the paragraph that holds the source ``offset``, or the one before it."""
    found = bisect_right(page.paragraphs, offset, key=lambda paragraph: paragraph.start)
    return f"p{max(0, found - 1)}"


# --- the text ---------------------------------------------------------------------------------


def _body(page: _Page) -> Iterator[str]:
    drawn: set[int] = set()
    top = min((section.level for section in page.report.sections), default=0)
    for i, paragraph in enumerate(page.paragraphs):
        inside = "".join(_pieces(page, paragraph, drawn))
        anchors = "".join(f'<span id="s{s}"></span>' for s in paragraph.sections)
        tag = _element(page.report.sections, paragraph, top)
        aside = ' class="aside"' if paragraph.furniture else ""
        yield f'<{tag} id="p{i}"{aside}>{anchors}{inside}</{tag}>\n'


def _element(sections: Sequence[Section], paragraph: Paragraph, top: int) -> str:
    """``h2`` … where the paragraph is a heading and little else; ``p`` where it runs on."""
    for number in paragraph.sections:
        section = sections[number]
        length = sum(len(piece.text.strip()) for piece in paragraph.pieces)
        if length <= (section.heading_end - section.heading_start) * 1.2 + 2:
            return f"h{min(2 + section.level - top, 1 + _DEEPEST)}"
    return "p"


def _pieces(page: _Page, paragraph: Paragraph, drawn: set[int]) -> Iterator[str]:
    pieces = paragraph.pieces
    at = 0
    while at < len(pieces):
        mark = pieces[at].mark
        together = at + 1
        while mark and together < len(pieces) and pieces[together].mark is mark:
            together += 1
        text = "".join(_piece(piece) for piece in pieces[at:together])
        if at == 0:
            text = text.lstrip(" \t　")
        at = together
        if mark is None:
            yield text
        elif mark.start in drawn:  # the unit went on in a paragraph of its own
            yield f'<span class="n {mark.tag}">{text}</span>'
        else:
            drawn.add(mark.start)
            yield from _numeral(page, mark, text)


def _piece(piece: Piece) -> str:
    text = _text(piece.text)
    return f'<s title="重印">{text}</s>' if piece.ghost else text


def _numeral(page: _Page, mark: Mark, text: str) -> Iterator[str]:
    o = mark.start
    doubt = " doubt" if mark.doubt else ""
    yield (
        f'<mark class="n {mark.tag}{doubt}" id="o{o}" tabindex="0" aria-describedby="c{o}">{text}'
        f'</mark><span class="card" id="c{o}" role="tooltip">'
        f'<span class="head"><b>{_text(words.short(_written(page.report, mark), _LONGEST))}</b> {TAGS[mark.tag]}'
        ' <a class="close" href="#_">关闭</a></span>'
    )
    for line in _lines(page, mark):
        if line.tells:
            yield (
                f'<span class="line"><span class="zh">{line.zh}</span>'
                f'<span class="reading">{_text(line.reading)}{_whys(line)}</span></span>'
            )
    identity = _id_of(page.report, mark)
    yield (
        f'<span class="where"><a href="#o{o}" tabindex="-1" title="这个数字的地址">@{o}</a>'
        f"{identity}</span></span>"
    )


def _written(report: Report, mark: Mark) -> str:
    if isinstance(mark.record, Figure):
        whole = whole_figure(report, mark.record)
        return as_written(report, claim_of(report, whole) or whole)
    return report.document.source_text[mark.start : mark.end]


def _lines(page: _Page, mark: Mark) -> list[Line]:
    if isinstance(mark.record, Figure):
        return lines_of(page.report, mark.record, page.lexicon)
    if isinstance(mark.record, Relation):
        return relation_lines(page.report, mark.record, page.lexicon)
    return []


def _id_of(report: Report, mark: Mark) -> str:
    if isinstance(mark.record, Relation):
        return f" {_text(mark.record.id)}"
    claim = claim_of(report, whole_figure(report, mark.record)) if mark.record else None
    return f" {_text(claim.id)}" if claim else ""


def _whys(line: Line) -> str:
    told = []
    for why in line.why:
        quote = f"“{_text(why.quote)}” " if why.quote else ""
        told.append(f'<span class="why">{quote}<i>{_text(why.rule)}</i></span>')
    return "".join(told)


def _text(text: str) -> str:
    return escape(words.safe(text), quote=True)
