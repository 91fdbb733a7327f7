"""Word files for tests, made of a few lines of XML."""

from __future__ import annotations

import io
import zipfile
from html import escape

from duizhang.model import Document, Source
from duizhang.reading import decode
from duizhang.reading.draft import Draft

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="{MC}" xmlns:m="{MATH}"'


def run(text: str, props: str = "") -> str:
    """A run of ``text``."""
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def par(inner: str, props: str = "") -> str:
    """A paragraph of XML, or of plain words."""
    inner = inner if inner.startswith("<") else run(inner) if inner else ""
    return f"<w:p><w:pPr>{props}</w:pPr>{inner}</w:p>"


def listed(text: str, number: int, depth: int = 0, style: str = "") -> str:
    """A paragraph of the list ``number``."""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    numbers = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return par(text, style + numbers)


def styled(text: str, style: str) -> str:
    """A paragraph in the style with the id ``style``."""
    return par(text, f'<w:pStyle w:val="{style}"/>')


def cell(inner: str, width: int = 1, merge: str = "") -> str:
    """A table's cell; ``merge`` is restart or continue."""
    inner = inner if inner.startswith("<") else par(inner)
    down = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{width}"/>{down}</w:tcPr>{inner}</w:tc>'


def table(*rows: list[str]) -> str:
    """A table of rows of cells (XML from :func:`cell`, or words)."""
    made = "".join(
        "<w:tr>" + "".join(c if c.startswith("<w:tc") else cell(c) for c in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{made}</w:tbl>"


def level(depth: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def numbering(*lists: str, overrides: dict[int, tuple[int, str]] | None = None) -> str:
    """``numbering.xml``: list n is the n-th of ``lists``; more numbers by ``overrides``."""
    made = "".join(
        f'<w:abstractNum w:abstractNumId="{i}">{levels}</w:abstractNum>'
        for i, levels in enumerate(lists, 1)
    )
    numbers = {i: (i, "") for i in range(1, len(lists) + 1)} | (overrides or {})
    made += "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{a}"/>{change}</w:num>'
        for n, (a, change) in numbers.items()
    )
    return f"<w:numbering {SPACES}>{made}</w:numbering>"


def style(name: str, called: str, more: str = "", base: str = "") -> str:
    """A paragraph style with the id ``name``."""
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{called}"/>{based}{more}'
        "</w:style>"
    )


def package(parts: dict[str, str | bytes]) -> bytes:
    """A zip of ``parts``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()


def _types(parts: list[str]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    main = {"document": "document.main"}
    made = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}.{main.get(name, name)}+xml"/>'
        for name in parts
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>{made}</Types>'
    )


def word(body: str, **parts: str) -> bytes:
    """A DOCX with ``body``; ``styles``, ``numbering``, ``footnotes``, ``header`` as whole parts."""
    relations = "".join(
        f'<Relationship Id="{name}" Type="{R}/{name}" Target="{name}.xml"/>' for name in parts
    )
    main = f'<Relationship Id="a" Type="{R}/officeDocument" Target="word/document.xml"/>'
    section = (
        '<w:sectPr><w:headerReference r:id="header"/><w:footerReference r:id="footer"/></w:sectPr>'
    )
    return package(
        {
            "[Content_Types].xml": _types(["document", *parts]),
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{main}</Relationships>',
            "word/_rels/document.xml.rels": (
                f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
            ),
            "word/document.xml": (
                f"<w:document {SPACES}><w:body>{body}{section}</w:body></w:document>"
            ),
            **{f"word/{name}.xml": text for name, text in parts.items()},
        }
    )


def source(data: bytes, media_type: str = DOCX, name: str = "a.docx") -> Source:
    """A Source of ``data`` whatever its content."""
    return Source(name, media_type, "0" * 64, data)


def read_word(body: str, **parts: str) -> Draft:
    """The draft of a DOCX with ``body``."""
    from duizhang.reading.docx import read_docx

    return read_docx(source(word(body, **parts)))


def lines(body: str, **parts: str) -> list[str]:
    """The lines of the source text of a DOCX with ``body``."""
    return read_word(body, **parts).source_text.split("\n")


def page(body: str, **parts: str) -> Document:
    """The document that is made of a DOCX with ``body``."""
    return decode(source(word(body, **parts)))
