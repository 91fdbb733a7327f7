"""A digest as Markdown, HTML or DOCX: the same blocks, each with the numbers of its sources."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape

from duizhang.views.digest.language import Lang, Words, words_of
from duizhang.views.digest.sentences import City, Ref, Row, Sentence

Kind = Literal["title", "heading", "text", "point", "small"]
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~&$^=-])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HAN = re.compile("[\u2e80-\u9fff\uff00-\uffef]+(?:[0-9.%A-Za-z]*[\u2e80-\u9fff\uff00-\uffef]+)*")
_LISTED = 12  # of a sentence's many records (the account's) that are named; the others are counted


class Block(NamedTuple):
    """A paragraph: what it is, its words, the numbers of its sources."""

    kind: Kind
    text: str
    notes: tuple[int, ...] = ()


class Table(NamedTuple):
    """A table: its heads, and rows of words with the numbers of their sources."""

    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, tuple[int, ...]], ...], ...]


class Page(NamedTuple):
    """A digest laid out; ``notes`` are the sources, the first has the number 1."""

    title: str
    lang: Lang
    blocks: tuple[Block | Table, ...]
    notes: tuple[str, ...]
    sources: str


class _Notes:
    """Numbers of sources: sentences that rest on the same records share one."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.lines: dict[str, int] = {}

    def of(self, refs: Iterable[Ref]) -> tuple[int, ...]:
        by_document: dict[str, list[Ref]] = {}
        for ref in dict.fromkeys(refs):
            by_document.setdefault(ref.document, []).append(ref)
        return tuple(self._number(found) for found in by_document.values())

    def _number(self, refs: Sequence[Ref]) -> int:
        ids = [f"{r.id} @{r.offset}" for r in refs[:_LISTED]]
        more = f" +{len(refs) - _LISTED}" if len(refs) > _LISTED else ""
        where = self.words.place_of(refs[0].name, refs[0].offset)
        line = f"{where} ({refs[0].document}): {', '.join(ids)}{more}"
        return self.lines.setdefault(line, len(self.lines) + 1)


def laid_out(cities: Sequence[City], rows: Sequence[Row] | None, year: int, lang: Lang) -> Page:
    """The blocks of a digest; ``rows`` are the comparison, where one is asked for."""
    words = words_of(lang)
    notes = _Notes(words)
    places = [c.place for c in cities]
    title = words.title(year, places)
    blocks: list[Block | Table] = [Block("title", title)]
    if rows is not None:
        blocks.append(Block("heading", words.side))
        cells = tuple(((r.name, ()), *((c.text, notes.of(c.refs)) for c in r.cells)) for r in rows)
        blocks.append(Table((words.indicator, *places), cells))
    for one in cities:
        blocks.append(_block("heading", one.headline, notes))
        blocks += [_block("text", p, notes) for p in one.paragraphs]
        blocks += [_block("point", p, notes) for p in one.points]
    return Page(title, lang, tuple(blocks), tuple(notes.lines), words.sources)


def _block(kind: Kind, sentence: Sentence, notes: _Notes) -> Block:
    return Block(kind, sentence.text, notes.of(sentence.refs))


def markdown(page: Page) -> bytes:
    """CommonMark with footnotes; a report's words are escaped."""
    heads: dict[str, str] = {"title": "# ", "heading": "## ", "point": "- "}
    lines: list[str] = []
    last = ""
    for block in page.blocks:
        if isinstance(block, Table):
            lines += ["", _row(block.heads), "|" + " --- |" * len(block.heads)]
            lines += [_row([_md(w) + _marks(n) for w, n in row], False) for row in block.rows]
            last = "table"
            continue
        if not (block.kind == last == "point"):
            lines.append("")
        lines.append(heads.get(block.kind, "") + _md(block.text) + _marks(block.notes))
        last = block.kind
    lines.append("")
    lines += [f"[^{n}]: {_md(note)}" for n, note in enumerate(page.notes, 1)]
    return ("\n".join(lines).lstrip("\n") + "\n").encode()


def _row(cells: Sequence[str], plain: bool = True) -> str:
    return "| " + " | ".join(_md(c) if plain else c for c in cells) + " |"


def _md(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))


def _marks(notes: Iterable[int]) -> str:
    return "".join(f"[^{n}]" for n in notes)


_STYLE = """
body{margin:2.5rem auto;max-width:42rem;padding:0 1rem;color:#1d1d1f;background:#fff;
font:16px/1.75 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1,h2{font-family:"Songti SC","Noto Serif CJK SC",serif;line-height:1.35}
h1{font-size:1.7rem;border-bottom:2px solid #1d1d1f;padding-bottom:.4rem}h2{font-size:1.2rem}
table{border-collapse:collapse;line-height:1.4;font-variant-numeric:tabular-nums}
.frame{overflow-x:auto}th,td{border-bottom:1px solid #d9d9d9;padding:.3rem .7rem;text-align:right}
th:first-child,td:first-child{text-align:left}a{color:#1f3a5f}sup{line-height:0}
ol{font-size:.8rem;color:#5b5b5b;overflow-wrap:anywhere}
"""


def web(page: Page) -> bytes:
    """A page of HTML that stands alone; a report's words are escaped."""
    body: list[str] = []
    inside = False
    tags: dict[str, str] = {
        "title": "h1",
        "heading": "h2",
        "text": "p",
        "point": "li",
        "small": "p",
    }
    for block in page.blocks:
        point = isinstance(block, Block) and block.kind == "point"
        if point != inside:
            body.append("<ul>" if point else "</ul>")
            inside = point
        if isinstance(block, Table):
            body.append(_html_table(block, page.lang))
        else:
            tag = tags[block.kind]
            body.append(f"<{tag}>{_text(block.text, page.lang)}{_links(block.notes)}</{tag}>")
    if inside:
        body.append("</ul>")
    told = ((n, _text(t, page.lang)) for n, t in enumerate(page.notes, 1))
    notes = "".join(f'<li id="n{n}">{t}</li>' for n, t in told)
    lang = "zh-CN" if page.lang == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(page.title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + f"\n<h2>{html.escape(page.sources)}</h2>\n<ol>{notes}</ol>\n</body></html>\n"
    ).encode()


def _text(words: str, lang: Lang) -> str:
    """``words`` escaped; on an English page what is Chinese is marked so, for screens that speak."""
    text = html.escape(words)
    return _HAN.sub(r'<span lang="zh-CN">\g<0></span>', text) if lang == "en" else text


def _links(notes: Iterable[int]) -> str:
    return "".join(f'<sup><a href="#n{n}">[{n}]</a></sup>' for n in notes)


def _html_table(table: Table, lang: Lang) -> str:
    head = "".join(f'<th scope="col">{_text(h, lang)}</th>' for h in table.heads)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_text(w, lang)}{_links(n)}</td>" for w, n in row) + "</tr>"
        for row in table.rows
    )
    return f'<div class="frame"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    '/officeDocument" Target="word/document.xml"/></Relationships>'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SIZES = {"title": 36, "heading": 28, "text": 22, "point": 22, "small": 16}  # half points


def word(page: Page) -> bytes:
    """A Word file without anything that its makers' clock would change."""
    body = []
    for block in page.blocks:
        body.append(_word_table(block) if isinstance(block, Table) else _paragraph(block))
    body.append(_paragraph(Block("heading", page.sources)))
    body += [_paragraph(Block("small", f"[{n}] {t}")) for n, t in enumerate(page.notes, 1)]
    document = (
        f'{_HEAD}<w:document xmlns:w="{_W}"><w:body>{"".join(body)}'
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440"'
        ' w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'
        "</w:body></w:document>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in (
            ("[Content_Types].xml", _HEAD + _TYPES),
            ("_rels/.rels", _HEAD + _RELS),
            ("word/document.xml", document),
        ):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, text.encode())
    return made.getvalue()


def _paragraph(block: Block) -> str:
    size = _SIZES[block.kind]
    bold = "<w:b/>" if block.kind in ("title", "heading") else ""
    level = {"title": 0, "heading": 1}.get(block.kind)
    outline = f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""
    indent = '<w:ind w:left="360" w:hanging="240"/>' if block.kind == "point" else ""
    text = ("· " if block.kind == "point" else "") + block.text
    return (
        f'<w:p><w:pPr><w:spacing w:after="120"/>{indent}{outline}</w:pPr>'
        f"{_run(text, size, bold)}{_supers(block.notes)}</w:p>"
    )


def _run(text: str, size: int, more: str = "") -> str:
    fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
    return (
        f'<w:r><w:rPr>{fonts}{more}<w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(_CONTROL.sub("�", text))}</w:t></w:r>'
    )


def _supers(notes: Iterable[int]) -> str:
    text = "".join(f"[{n}]" for n in notes)
    if not text:
        return ""
    raised = '<w:rPr><w:sz w:val="18"/><w:vertAlign w:val="superscript"/></w:rPr>'
    return f"<w:r>{raised}<w:t>{text}</w:t></w:r>"


def _word_table(table: Table) -> str:
    sides = "".join(
        f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/>'
        for s in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "<w:gridCol/>" * len(table.heads)
    rows = [tuple((h, ()) for h in table.heads), *table.rows]
    cells = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:p>{_run(w, 20, bold)}{_supers(n)}</w:p></w:tc>" for w, n in row)
        + "</w:tr>"
        for bold, row in zip(("<w:b/>", *[""] * len(table.rows)), rows, strict=True)
    )
    return (
        f"<w:tbl><w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{cells}</w:tbl><w:p/>"
    )
