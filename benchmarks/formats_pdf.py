"""PDF pages of a report: set by typst in one, two and four columns, by Chromium, by LibreOffice.

Each has running heads, page numbers and pictures (grey boxes with a caption); in columns the title is
a headline over all of them, and Chromium sets every heading so (``column-span: all``). Pages that are
to be scanned are set from an excerpt that fills just one of them.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from formats_html import article
from formats_texts import Paper, Piece, cells_of

_CAPTION = "图为某项目建设现场。　本报记者 闻笛 摄"
_SERIF, _SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
_PAGE = {
    # columns: width, height, margin (mm), size of letters (pt)
    1: (210, 297, 25, 12.0),
    2: (210, 297, 18, 10.5),
    4: (381, 540, 16, 10.5),
}
_HALF, _HALF_FULL = (210, 148, 18, 12.0), 520
_FULL = {1: 1500, 2: 2300, 4: 9000}  # characters that fill about a page


def typst_missing() -> str:
    """Why typst cannot set Chinese pages here; empty when it can."""
    try:
        import typst
    except ImportError:
        return "typst is not installed (pip install typst)"
    return "" if _SERIF in _families(typst) else f"the font {_SERIF} is not here (fonts-noto-cjk)"


@cache
def _families(typst: object) -> frozenset[str]:
    return frozenset(typst.Fonts().families())  # type: ignore[attr-defined]


def typeset(paper: Paper, columns: int, half: bool = False) -> bytes:
    """The report as a PDF by typst, in 1, 2 or 4 columns, or on ``half`` pages of one."""
    import typst

    made = typst.compile(typst_source(paper, columns, half).encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def one_page(paper: Paper, columns: int, number: int = 0) -> tuple[Paper, bytes]:
    """An excerpt of the report that fills one page, and its PDF; ``number`` 0: the most digits."""
    characters = float(_FULL[columns])
    starts = paper.starts(_FULL[columns])
    start = starts[number % len(starts)]
    while True:
        part = paper.excerpt(int(characters), start)
        data = typeset(part, columns)
        if page_count(data) == 1 or len(part.pieces) <= len(part.head) + 1:
            return part, data
        characters *= 0.9


def half_page(paper: Paper) -> tuple[Paper, bytes] | None:
    """An excerpt that fills half a page, with many digits, and its PDF; None where none fits."""
    for start in paper.starts(_HALF_FULL)[:12]:
        part = paper.excerpt(_HALF_FULL, start)
        data = typeset(part, 1, half=True)
        if page_count(data) == 1:
            return part, data
    return None


def page_count(data: bytes) -> int:
    """How many pages a PDF has."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()


def typst_source(paper: Paper, columns: int, half: bool = False) -> str:
    """The page as typst's markup."""
    width, height, margin, size = _HALF if half else _PAGE[columns]
    head, body = paper.head[:1], paper.pieces[len(paper.head[:1]) :]
    running = "云汀日报　要闻" if columns > 1 else "政府工作报告"
    lines = [
        f"#set page(width: {width}mm, height: {height}mm, margin: {margin}mm, columns: {columns}, "
        f'header: align(right, text(8pt, font: "{_SANS}", {_string(running)})), '
        'footer: align(center, text(9pt, context counter(page).display("— 1 —"))))',
        f'#set text(font: "{_SERIF}", size: {size}pt, lang: "zh", region: "cn")',
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 0.75em, spacing: 0.75em)",
        "#set columns(gutter: 7mm)",
    ]
    for piece in head:
        title = f'text({size * 2}pt, weight: "bold", font: "{_SANS}", {_string(piece.text)})'
        title = f"align(center, par(first-line-indent: 0em, justify: false, {title}))"
        if columns > 1:
            title = f'place(top + center, scope: "parent", float: true, clearance: 6mm, {title})'
        lines.append(f"#{title}")
    if columns > 1:  # a picture within a column, and one at the page's foot over all of them
        lines.append(_picture("auto", "column", "100%", 45 if columns == 4 else 30))
        lines.append(_picture("bottom", "parent", "60%", 50 if columns == 4 else 25))
    for rows, group in groupby(body, key=lambda p: p.kind == "row"):
        run = list(group)
        lines += [_table(run)] if rows else [_paragraph(p, size) for p in run]
    return "\n\n".join(lines) + "\n"


def _paragraph(piece: Piece, size: float) -> str:
    words = _string(f"• {piece.text}" if piece.mark else piece.text)
    if piece.kind != "heading":
        return f"#par({words})"
    if piece.level == 1 or len(piece.text) < 12:
        return f'#align(center, par(first-line-indent: 0em, text({size + 2}pt, weight: "bold", font: "{_SANS}", {words})))'
    return f'#par(text(weight: "bold", font: "{_SANS}", {words}))'


def _picture(where: str, scope: str, width: str, height: int) -> str:
    return (
        f'#place({where}, scope: "{scope}", float: true, align(center, stack(spacing: 2mm, '
        f"rect(width: {width}, height: {height}mm, fill: luma(170), stroke: none), "
        f'text(8pt, font: "{_SANS}", {_string(_CAPTION)}))))'
    )


def _table(rows: Sequence[Piece]) -> str:
    cells = [cells_of(row.text) for row in rows]
    wide = max(len(row) for row in cells)
    every = [_string(c) for row in cells for c in [*row, *[""] * (wide - len(row))]]
    inner = ", ".join(f"[#{c}]" for c in every)
    return f"#table(columns: {wide}, stroke: 0.5pt, {inner})"


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", " ")
    return f'"{escaped}"'


def chromium_missing() -> str:
    """Why Chromium cannot print here; empty when it can."""
    return "" if shutil.which("chromium") else "chromium is not installed"


def soffice_missing() -> str:
    """Why LibreOffice cannot convert here; empty when it can."""
    return "" if shutil.which("soffice") else "soffice is not installed"


def printed(paper: Paper, columns: int, folder: Path) -> bytes:
    """The report as Chromium prints it: balanced columns between headings that span them."""
    page, made = folder / "print.html", folder / "print.pdf"
    width, height, margin, _ = _PAGE[columns]
    style = (
        f"@page{{size:{width}mm {height}mm;margin:{margin}mm}}"
        " body{font:10.5pt/1.6 'Noto Serif CJK SC';margin:0}"
        f" .a{{column-count:{columns};column-gap:8mm;text-align:justify}} p{{margin:0;text-indent:2em}}"
        " h1,h2,h3,h4{column-span:all;text-align:center;margin:.4em 0;font-family:'Noto Sans CJK SC'}"
        " .pic{height:28mm;background:#aaa;margin:2mm 0;break-inside:avoid}"
    )
    page.write_text(
        f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>-</title><style>{style}</style>'
        f'<body><div class="a">{article(paper)}<div class="pic"></div></div></body></html>',
        encoding="utf-8",
    )
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000",
               f"--user-data-dir={folder / 'chromium'}", f"--print-to-pdf={made}", page.as_uri()]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return made.read_bytes()


def converted(sources: Sequence[Path], suffix: str, folder: Path) -> dict[str, bytes]:
    """Files that LibreOffice makes of ``sources``, all in one call: name without suffix -> bytes."""
    command = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'office').as_uri()}",
               "--convert-to", suffix, "--outdir", str(folder), *map(str, sources)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return {p.stem: (folder / f"{p.stem}.{suffix.partition(':')[0]}").read_bytes() for p in sources}
