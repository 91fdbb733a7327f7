"""Word and Excel files of a report, written by a few lines of XML and by openpyxl.

The DOCX has its title and headings as styles, lists with automatic marks where the mark is no numeral,
tables as tables, a footnote, a header and a page number: what is no line of the report holds numerals
that nobody may take for the report's figures. ``targets`` is a workbook of the report's indicators by
year, with what must be read from it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from itertools import groupby

from formats_score import FIELDS
from formats_texts import Paper, Piece, cells_of

from duizhang.language.lexicon import default_lexicon

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "header1": "header",
          "footer1": "footer"}  # fmt: skip
_SPLIT = re.compile(r"(?<=[,，。；])")
_AMOUNTS = ("元", "人", "户", "公里", "吨", "亩", "家", "个")


def docx(paper: Paper, note: bool = True) -> bytes:
    """A Word file of the report; ``note``: with a footnote at its title."""
    body = []
    for rows, group in groupby(paper.pieces, key=lambda p: p.kind == "row"):
        run = list(group)
        body += [_table(run)] if rows else [_paragraph(p, p in paper.head[:1], note) for p in run]
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference '
        'w:type="default" r:id="rId5"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    )
    names = list(_PARTS)
    document = f'<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{"".join(body)}{section}</w:body></w:document>'
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relations([(_PARTS[n], f"{n}.xml") for n in names]),
        "word/document.xml": document,
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{_W}"><w:footnote w:type="separator" w:id="-1">'
        '<w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/>'
        f"</w:r>{_run(' 本报告数据为初步统计数。')}</w:p></w:footnote></w:footnotes>",
        "word/header1.xml": f'<w:hdr xmlns:w="{_W}"><w:p>{_run("云政发〔2019〕5号")}</w:p></w:hdr>',
        "word/footer1.xml": f'<w:ftr xmlns:w="{_W}"><w:p>{_run("— ")}<w:fldSimple w:instr=" PAGE ">'
        f'{_run("1")}</w:fldSimple>{_run(" —")}</w:p></w:ftr>',
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, _HEAD + text)
    return out.getvalue()


def _paragraph(piece: Piece, title: bool, note: bool) -> str:
    """A paragraph; its words in several runs, as Word leaves them after editing."""
    style = ""
    if title:
        style = '<w:pStyle w:val="Title"/>'
    elif piece.kind == "heading":
        style = f'<w:pStyle w:val="Heading{min(3, max(1, piece.level))}"/>'
    elif piece.mark:
        style = '<w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    runs = []
    for text in _SPLIT.split(piece.text):
        half = len(text) // 2 if len(text) > 8 else len(text)
        runs += [_run(t) for t in (text[:half], text[half:]) if t]
    if title and note:
        runs.append('<w:r><w:footnoteReference w:id="2"/></w:r>')
    properties = f"<w:pPr>{style}</w:pPr>" if style else ""
    return f'<w:p>{properties}<w:bookmarkStart w:id="0" w:name="a"/>{"".join(runs)}</w:p>'


def _run(text: str) -> str:
    pieces = [f'<w:t xml:space="preserve">{escape(t)}</w:t>' for t in text.split("\t")]
    return f"<w:r>{'<w:tab/>'.join(pieces)}</w:r>"


def _table(rows: Sequence[Piece]) -> str:
    lines = [
        "<w:tr>"
        + "".join(f"<w:tc><w:p>{_run(c)}</w:p></w:tc>" for c in cells_of(r.text))
        + "</w:tr>"
        for r in rows
    ]
    return f"<w:tbl><w:tblPr/>{''.join(lines)}</w:tbl>"


def _content_types() -> str:
    parts = [("document", "document.main"), *_PARTS.items()]
    rows = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in parts
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{i}" Type="{_R}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _styles() -> str:
    made = ['<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>',
            '<w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/></w:style>']  # fmt: skip
    made += [
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/>'
        f'<w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr></w:style>'
        for n in (1, 2, 3)
    ]
    return f'<w:styles xmlns:w="{_W}">{"".join(made)}</w:styles>'


def _numbering() -> str:
    return (
        f'<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


_Rows = dict[tuple[str, str, str], dict[tuple[str, str], float]]


class Target(dict[str, object]):
    """What a workbook's cell says: the fields of :data:`formats_score.FIELDS` that it settles."""


def targets(paper: Paper, unit_column: bool = False) -> tuple[bytes, list[Target]]:
    """A workbook of the report's indicators by year, and what each of its figures is.

    A row is an indicator, a column what was done in a year or is aimed at for one; the unit stands
    behind the indicator in brackets, or in a column of its own.
    """
    import openpyxl

    names = {row["id"]: row["zh"] for row in default_lexicon().rows["indicators"]}
    rows = _rows(paper, names)
    columns = sorted({column for row in rows.values() for column in row})
    heads = [f"{year}年{'目标' if role == 'target' else '完成'}" for year, role in columns]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "主要指标"
    sheet.append(["指标", *(["单位"] if unit_column else []), *heads])
    expected = []
    for (indicator, aspect, unit), row in rows.items():
        scale, prefix = _scale(unit, list(row.values()))
        label = f"{names[indicator]}增长" if aspect == "growth" else names[indicator]
        first = [label, prefix + unit] if unit_column else [f"{label}（{prefix}{unit}）"]
        sheet.append(first + [_shown(row.get(column), scale) for column in columns])
        for year, role in columns:
            if (year, role) in row:
                values = ("measure", row[year, role], None, unit, "none", False, aspect, role,
                          year, indicator, "self")  # fmt: skip
                expected.append(Target(zip(FIELDS, values, strict=True)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), expected


def _rows(paper: Paper, names: Mapping[str, str]) -> _Rows:
    """Indicator, aspect and unit -> the values by year and role that the plain text gives."""
    found: _Rows = {}
    for claim in paper.plain.claims:
        usual = (claim.aspect == "growth" and claim.unit == "%") or (
            claim.aspect == "level" and claim.unit in _AMOUNTS
        )
        whole = claim.value2 is None and claim.role in ("target", "result")
        one_year = len(claim.period) == 4 and claim.place == "self"
        if usual and whole and one_year and claim.indicator in names:
            row = found.setdefault((claim.indicator, claim.aspect, claim.unit), {})
            row.setdefault((claim.period, claim.role), claim.value)
    return found


def _scale(unit: str, values: Sequence[float]) -> tuple[int, str]:
    """The multiplier a table would use for these values: 亿元, 万人, or none."""
    least = min(map(abs, values))
    if unit == "元" and least >= 1e8:
        return 10**8, "亿"
    return (10**4, "万") if unit != "%" and least >= 1e4 else (1, "")


def _shown(value: float | None, scale: int) -> float | None:
    return None if value is None else float(Decimal(str(value)) / scale)
