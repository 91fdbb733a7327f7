"""The repaired text as blocks: headings, paragraphs, items, rows, furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass

from duizhang.language.fold import fold
from duizhang.model import Block
from duizhang.model.document import BlockKind
from duizhang.reading.draft import Cut, Draft, Hint
from duizhang.reading.furniture import furniture_lines
from duizhang.reading.layout import Layout, Marker, layout

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]*\S[^\n\r\x0b\x0c\x85\u2028\u2029]*")
# Markdown at the start of a line: what it says goes into Block.level and Block.marker.
_MARKDOWN = re.compile(r"(?:(#{1,6})[ \t\u3000]+|([-*+>])[ \t]+)(?=\S)")
_ROW = re.compile(r"\|.*\||[^\t]+\t.*\S|\S+(?: {2,}\S+){2,}")
_RULE_ROW = re.compile(r"\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?[ \t]*)?")
_STOP_INSIDE = re.compile("[。！？；](?=.)")
_STOPPED = "。！？；!?;…"


@dataclass(slots=True)
class _Line:
    start: int
    text: str
    level: int = 0
    marker: str = ""
    kind: Marker | None = None
    furniture: bool = False
    hint: Hint | None = None
    bold: bool = False  # set off from the text (fake bold, spaced out): no item of a list


def make_blocks(draft: Draft) -> list[Block]:
    """The blocks of ``draft``; Markdown's own marks are taken out of its text on the way."""
    known = layout()
    lines, cuts = _lines(draft, known)
    for line, furniture in zip(lines, furniture_lines([x.text for x in lines]), strict=True):
        line.furniture = furniture
    kinds = [_kind(line, known) for line in lines]
    _settle(lines, kinds, known)
    blocks: list[Block] = []
    gone = next_cut = 0
    for line, kind in zip(lines, kinds, strict=True):
        while next_cut < len(cuts) and cuts[next_cut].end <= line.start:
            gone += cuts[next_cut].end - cuts[next_cut].start
            next_cut += 1
        start = line.start - gone
        end = start + len(line.text)
        if kind == "furniture" or len(line.text) < 6:
            blocks.append(Block(kind, start, end, line.level, line.marker))
        else:
            blocks.extend(_without_page_marks(line, kind, start, known))
    draft.remove(cuts)
    return blocks


def _lines(draft: Draft, known: Layout) -> tuple[list[_Line], list[Cut]]:
    lines: list[_Line] = []
    cuts: list[Cut] = []
    for m in _LINE.finditer(draft.text):
        raw = m.group()
        solid = raw.strip()
        start = m.start() + raw.index(solid[0])
        hint = draft.hint(start)
        if hint:
            line = _Line(start, solid, hint.level, hint=hint)
            found = known.marker(solid)
            if found:
                line.marker, line.kind = found
            lines.append(line)
            continue
        if solid[0] == "|" and _RULE_ROW.fullmatch(solid):
            cuts.append(Cut(start, start + len(solid), "dropped"))
            continue
        line = _Line(start, solid, bold=draft.is_bold(start, start + len(solid)))
        mark = _MARKDOWN.match(solid)
        if mark:
            cuts.append(Cut(start, start + mark.end(), "dropped"))
            line.start, line.text = start + mark.end(), solid[mark.end() :]
            line.level = len(mark.group(1) or "")
            line.marker = mark.group(2) or ""
        if not line.marker:
            found = known.marker(line.text)
            if found:
                line.marker, line.kind = found
        lines.append(line)
    return lines, cuts


def _kind(line: _Line, known: Layout) -> BlockKind:
    """What a line is by itself."""
    text = line.text
    if line.hint:
        return line.hint.kind
    if line.furniture:
        return "furniture"
    if line.level:
        return "heading"
    if line.marker and line.kind is None:
        return "item"
    if _ROW.fullmatch(text):
        return "row"
    last = text[-1]
    inside = _STOP_INSIDE.search(text)
    if line.kind is not None:
        if len(text) > known.marked_longest or inside or last in "；;":
            return "paragraph"
        if line.kind.name == "bullet" and (last in _STOPPED or known.datum.search(text)):
            return "item"
        if line.kind.numerals == "arabic" and (last in _STOPPED or known.datum.search(text)):
            return "item"
        return "heading"
    if len(text) > known.plain_longest or inside or last in _STOPPED or last in "，、,":
        return "paragraph"
    if known.never_heading.fullmatch(text):
        return "paragraph"
    if last not in "：:" and known.datum.search(text):
        return "paragraph"
    return "heading"


def _settle(lines: list[_Line], kinds: list[BlockKind], known: Layout) -> None:
    """What a line is by its neighbours: entries of a list are no headings."""
    for i, line in enumerate(lines):
        if kinds[i] != "heading" or line.level or line.hint:
            continue
        beside = [j for j in (i - 1, i + 1) if 0 <= j < len(lines)]
        if line.kind is not None and line.kind.numerals == "arabic":
            # 1. … 2. … without a word between them are a list, not headings
            if not line.bold and any(_siblings(line, lines[j]) for j in beside):
                kinds[i] = "item"
            continue
        if line.kind is not None and line.kind.name == "bullet":
            if any(_bullets(line, lines[j]) for j in beside):
                kinds[i] = "item"
            continue
        if line.kind is not None:
            # （一）促进农业发展。 heads the paragraph behind it; with none it is one itself
            if line.text[-1] in _STOPPED and not _plain_text(
                lines[i + 1 : i + 2], kinds[i + 1 : i + 2]
            ):
                kinds[i] = "paragraph"
            continue
        if known.opens.search(line.text):
            continue
        if any(_is_datum(lines[j], kinds[j], known) for j in beside):
            kinds[i] = "paragraph"


def _plain_text(lines: list[_Line], kinds: list[BlockKind]) -> bool:
    return kinds == ["paragraph"] and lines[0].kind is None


def _siblings(line: _Line, other: _Line) -> bool:
    return (
        other.kind is line.kind
        and other.marker != line.marker
        and not other.level
        and not other.furniture
    )


def _bullets(line: _Line, other: _Line) -> bool:
    return other.kind is line.kind and other.marker == line.marker and not other.furniture


def _is_datum(line: _Line, kind: BlockKind, known: Layout) -> bool:
    return (
        kind == "paragraph"
        and line.kind is None
        and len(line.text) <= known.plain_longest
        and line.text[-1] not in _STOPPED
        and known.datum.search(line.text) is not None
    )


def _without_page_marks(line: _Line, kind: BlockKind, start: int, known: Layout) -> list[Block]:
    """The block of ``line``; a page mark inside it (上接1版) is furniture of its own."""
    text = line.text
    if "版" not in text:
        return [Block(kind, start, start + len(text), line.level, line.marker)]
    folded = fold(text)
    blocks: list[Block] = []
    at = 0
    marks = sorted(
        m.span()
        for pattern in (known.continued_from, known.continued_to)
        for m in pattern.finditer(folded)
    )
    for first, behind in [*marks, (len(text), len(text))]:
        part = text[at:first]
        solid = part.strip()
        if solid:
            begin = start + at + part.index(solid[0])
            marker, level = (line.marker, line.level) if at == 0 else ("", 0)
            blocks.append(Block(kind, begin, begin + len(solid), level, marker))
        if behind > first:
            blocks.append(Block("furniture", start + first, start + behind))
        at = behind
    return blocks
