"""The visible text of one DOCX paragraph: changes accepted, codes and hidden text left out.

The *visible text* of a paragraph is what the locators of a DOCX count in: the characters of its
runs that are shown, a tab as one tab, a break as one line's end, a symbol as one character. Its
automatic number, its footnote marks, struck words and its text boxes (paragraphs of their own) are no
part of it.
"""

from __future__ import annotations

from lxml import etree

from duizhang.reading.docx_styles import Style, Styles, W, number_of, on, value
from duizhang.reading.note_marks import BEFORE, exponent, is_mark

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TEXT_BOX = W + "txbxContent"
_RUN = W + "r"
# Wrappers that say nothing of whether their text is shown.
_THROUGH = frozenset(
    W + name
    for name in ("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple",
                 "customXml", "bdo", "dir", "rubyBase")
)  # fmt: skip
_GONE = frozenset([W + "del", W + "moveFrom"])
_DRAWN = frozenset([W + "drawing", W + "pict", W + "object"])
# Signs of Wingdings and Symbol that reports use, by their code in the font -> as Unicode has them.
_SYMBOLS = {
    "wingdings": {0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x77: "◆",
                  0xA1: "○", 0xA7: "■", 0xA8: "□", 0xAB: "★", 0xD8: "➤", 0xE0: "→", 0xE8: "→",
                  0xFB: "×", 0xFC: "✓", 0xFD: "×", 0xFE: "√", 0x81: "①", 0x82: "②", 0x83: "③",
                  0x84: "④", 0x85: "⑤", 0x86: "⑥", 0x87: "⑦", 0x88: "⑧", 0x89: "⑨", 0x8A: "⑩"},
    "symbol": {0xA3: "≤", 0xB3: "≥", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB7: "•", 0xB8: "÷",
               0xB9: "≠", 0xBB: "≈", 0x6D: "μ", 0x61: "α", 0x62: "β", 0x53: "Σ", 0xAD: "↑",
               0xAF: "↓", 0xAE: "→", 0xA5: "∞", 0x25: "%", 0x2B: "+", 0x2D: "−", 0x7E: "~"},
}  # fmt: skip
_DRAWN_KINDS = {"chart": "a chart", "relIds": "a diagram", "imagedata": "a picture",
                "blip": "a picture", "OLEObject": "an embedded object"}  # fmt: skip


class Visible:
    """What one paragraph shows.

    ``drawn`` are pictures, charts and embedded objects in words; ``boxes`` its text boxes; ``notes``
    the footnotes and endnotes it points at, as (part's kind, id).
    """

    __slots__ = (
        "boxes", "comments", "deleted", "drawn", "equations", "hidden", "notes", "struck", "text",
    )  # fmt: skip

    def __init__(self) -> None:
        self.text = ""
        self.boxes: list[etree._Element] = []
        self.drawn: list[str] = []
        self.notes: list[tuple[str, str]] = []
        self.equations = self.deleted = self.hidden = self.struck = self.comments = 0


def visible(paragraph: etree._Element, style: Style, styles: Styles) -> Visible:
    """The visible text of ``paragraph`` and what else stands in it."""
    reader = _Reader(style, styles)
    reader.walk(paragraph)
    reader.found.text = "".join(reader.texts)
    return reader.found


def chosen(node: etree._Element) -> etree._Element | None:
    """The one of the alternatives in mc:AlternateContent that is shown."""
    found = node.find(_MC + "Choice")
    return found if found is not None else node.find(_MC + "Fallback")


class _Reader:
    def __init__(self, style: Style, styles: Styles) -> None:
        self.found = Visible()
        self.texts: list[str] = []
        self._style, self._styles = style, styles
        self._fields: list[bool] = []  # for each open field whether its result has begun

    def walk(self, node: etree._Element) -> None:
        """Reads the runs below ``node``."""
        for child in node:
            tag = child.tag
            if tag == _RUN:
                self._run(child)
            elif tag in _THROUGH:
                self.walk(child)
            elif tag in _GONE:
                self.found.deleted += 1
            elif tag == _MC + "AlternateContent":
                inner = chosen(child)
                if inner is not None:
                    self.walk(inner)
            elif tag in (_MATH + "oMath", _MATH + "oMathPara"):
                self._equation(child)
            elif tag in _DRAWN:
                self._drawing(child)

    def _run(self, run: etree._Element) -> None:
        props = run.find(W + "rPr")
        said = "".join(t.text or "" for t in run.iter(W + "t"))
        if self._is_hidden(props):
            self.found.hidden += len(said)
            return
        if said and (on(props, "strike") or on(props, "dstrike")):
            self.found.struck += len(said)
            return
        if said and value(props, "vertAlign") == "superscript":
            before = "".join(self.texts[-BEFORE:])
            if power := exponent(said, before):
                self.texts.append(power)
                return
            if is_mark(said, before):  # one that its author set by hand
                return
        for child in run:
            self._part(child)

    def _is_hidden(self, props: etree._Element | None) -> bool:
        if props is None:
            return bool(self._style.hidden)
        said = on(props, "vanish")
        if said is None:
            style = value(props, "rStyle")
            said = self._styles.get(style).hidden if style else None
        return bool(self._style.hidden if said is None else said)

    def _part(self, node: etree._Element) -> None:
        """One child of a run."""
        tag = node.tag
        name = tag[len(W) :] if tag.startswith(W) else ""
        if name == "fldChar":
            self._field(node.get(W + "fldCharType", ""))
        elif name in ("footnoteReference", "endnoteReference"):
            self.found.notes.append((name.removesuffix("Reference"), node.get(W + "id", "")))
        elif name == "commentReference":
            self.found.comments += 1
        elif tag in _DRAWN:
            self._drawing(node)
        elif name == "ruby":
            for base in node.findall(W + "rubyBase"):
                self.walk(base)
        elif tag == _MC + "AlternateContent":
            inner = chosen(node)
            for child in inner if inner is not None else ():
                self._part(child)
        elif not (self._fields and not self._fields[-1]):
            self.texts.append(_text_of(node, name))

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _drawing(self, node: etree._Element) -> None:
        """Text boxes and pictures below ``node``, each once."""
        stack = [node]
        while stack:
            at = stack.pop()
            if at.tag == _TEXT_BOX:
                self.found.boxes.append(at)
                continue
            if at.tag == _MC + "AlternateContent":
                inner = chosen(at)
                stack += [inner] if inner is not None else []
                continue
            name = etree.QName(at).localname
            if name in _DRAWN_KINDS and not (name == "imagedata" and node.tag == W + "object"):
                self.found.drawn.append(_DRAWN_KINDS[name])
            stack += reversed(at)

    def _equation(self, node: etree._Element) -> None:
        self.found.equations += 1
        self.texts.append("".join(t.text or "" for t in node.iter(_MATH + "t")))


def _text_of(node: etree._Element, name: str) -> str:
    if name == "t":
        text = node.text or ""
        if node.get(_XML_SPACE) != "preserve":
            text = text.strip(" \t\r\n")
        return text.replace("\r", " ").replace("\n", " ").replace("\t", " ")
    if name in ("tab", "ptab"):
        return "\t"
    if name in ("br", "cr"):
        return "\n"
    if name == "noBreakHyphen":
        return "-"
    if name == "sym":
        return _symbol(node)
    return ""


def _symbol(node: etree._Element) -> str:
    try:
        code = int(node.get(W + "char", ""), 16)
    except ValueError:
        return "□"
    font = node.get(W + "font", "").lower().rstrip(" 0123456789")
    known = _SYMBOLS.get(font, {}).get(code & 0xFF)
    if known is not None and (0xF000 <= code < 0xF100 or code < 0x100):
        return known
    if 0xE000 <= code < 0xF900 or not 0x20 <= code < 0x110000 or 0xD800 <= code < 0xE000:
        return "□"
    return chr(code)


def mark_is_deleted(paragraph: etree._Element) -> bool:
    """Whether the paragraph's end was deleted by a tracked change: it goes on in the next one."""
    props = paragraph.find(W + "pPr")
    marks = props.find(W + "rPr") if props is not None else None
    return marks is not None and (
        marks.find(W + "del") is not None or marks.find(W + "moveFrom") is not None
    )


def span_of(cell: etree._Element) -> tuple[int, bool]:
    """How many columns a table's cell covers, and whether it goes on from the row above."""
    props = cell.find(W + "tcPr")
    merged = props.find(W + "vMerge") if props is not None else None
    on_from = merged is not None and merged.get(W + "val", "continue") == "continue"
    return max(1, min(number_of(value(props, "gridSpan"), 1), 1024)), on_from
