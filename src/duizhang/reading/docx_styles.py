"""Styles and automatic numbers of a DOCX: what a reader sees that stands in no paragraph's text."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = W + "val"
_HEADING = re.compile(r"(?:heading|标题|標題|überschrift|titre)\s*([1-9])", re.I)
_TITLE = re.compile(r"(?:title|标题|標題|document title|文档标题)", re.I)
_TOC = re.compile(r"(?:toc|目录|目錄|contents)\s*(?:[1-9]|heading|标题)?", re.I)
_PLACE = re.compile(r"%([1-9])")
_DEEPEST = 24  # styles that may be based on one another
_MOST = 9999  # the largest number that is written in Chinese


class Style(NamedTuple):
    """A paragraph or character style with all that it takes from those it is based on.

    ``level`` 1 to 9 of a heading, 0 else; ``number`` the list's id, empty when none.
    """

    level: int = 0
    contents: bool = False
    hidden: bool | None = None
    number: str = ""
    depth: int = 0


def on(parent: etree._Element | None, name: str) -> bool | None:
    """Whether the switch ``name`` (w:vanish) is set in a properties element; None: not said."""
    node = parent.find(W + name) if parent is not None else None
    if node is None:
        return None
    return node.get(_VAL, "1").lower() not in ("0", "false", "off")


def number_of(text: str | None, default: int = 0) -> int:
    """An attribute as a number; ``default`` where it is none."""
    try:
        return int(text) if text is not None and len(text) < 12 else default
    except ValueError:
        return default


def value(parent: etree._Element | None, name: str) -> str | None:
    """The value of the child ``name``; None where it is missing."""
    node = parent.find(W + name) if parent is not None else None
    return None if node is None else node.get(_VAL)


class Styles:
    """The styles of ``word/styles.xml``."""

    def __init__(self, root: etree._Element | None) -> None:
        self._nodes: dict[str, etree._Element] = {}
        self._known: dict[str, Style] = {}
        self.default = ""
        for node in root.findall(W + "style") if root is not None else ():
            name = node.get(W + "styleId", "")
            self._nodes.setdefault(name, node)
            if node.get(W + "type") == "paragraph" and node.get(W + "default") in ("1", "true"):
                self.default = name

    def get(self, name: str | None) -> Style:
        """The style with the id ``name``; a plain one where there is none."""
        name = name or ""
        if name not in self._known:
            self._known[name] = self._made(name, 0)
        return self._known[name]

    def _made(self, name: str, deep: int) -> Style:
        node = self._nodes.get(name)
        if node is None or deep > _DEEPEST:
            # a document without its styles still names them: Heading1, 1, 标题1
            m = _HEADING.fullmatch(name)
            return Style(int(m.group(1))) if m else Style()
        base = self._made(value(node, "basedOn") or "", deep + 1)
        said = (value(node, "name") or "").strip()
        props, marks = node.find(W + "pPr"), node.find(W + "rPr")
        numbers = props.find(W + "numPr") if props is not None else None
        number, depth = value(numbers, "numId"), value(numbers, "ilvl")
        level = base.level
        outline = value(props, "outlineLvl")
        m = _HEADING.fullmatch(said)
        if m:
            level = int(m.group(1))
        elif _TITLE.fullmatch(said):
            level = 1
        elif outline is not None:
            level = (number_of(outline, 9) + 1) % 10  # 9 is the body's text
        hidden = on(marks, "vanish")
        return Style(
            level,
            base.contents or bool(_TOC.fullmatch(said)),
            base.hidden if hidden is None else hidden,
            base.number if number is None else number,
            base.depth if depth is None else number_of(depth),
        )


class _Level(NamedTuple):
    start: int
    form: str
    text: str
    legal: bool
    restart: int  # the level (from 1) whose number starts this one anew; 0 never
    style: str
    font: str


_NO_LEVEL = _Level(1, "none", "", False, 0, "", "")


class Numbering:
    """The lists of ``word/numbering.xml`` and how far each has counted."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._list: dict[str, str] = {}  # list id -> its abstract list
        self._own: dict[str, dict[int, _Level]] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        links: dict[str, str] = {}
        by_style: dict[str, str] = {}
        for node in root.findall(W + "abstractNum"):
            name = node.get(W + "abstractNumId", "")
            self._abstract[name] = _levels(node)
            if (style := value(node, "styleLink")) is not None:
                by_style[style] = name
            if (style := value(node, "numStyleLink")) is not None:
                links[name] = style
        for node in root.findall(W + "num"):
            number = node.get(W + "numId", "")
            abstract = value(node, "abstractNumId") or ""
            self._list[number] = by_style.get(links.get(abstract, ""), abstract)
            for change in node.findall(W + "lvlOverride"):
                depth = number_of(change.get(W + "ilvl"))
                start = value(change, "startOverride")
                if start is not None:
                    self._starts.setdefault(number, {})[depth] = number_of(start, 1)
                self._own.setdefault(number, {}).update(_levels(change))

    def depth_of(self, number: str, style: str) -> int | None:
        """The level of list ``number`` that belongs to ``style``; None where none does."""
        for depth, level in self._abstract.get(self._list.get(number, ""), {}).items():
            if level.style == style:
                return depth
        return None

    def next(self, number: str, depth: int) -> str:
        """Counts on, and gives the mark of the next item: ``一、``, ``1.``, ``•``, or nothing."""
        abstract = self._list.get(number)
        if abstract is None or not 0 <= depth <= 8:
            return ""
        counts = self._counts.setdefault(abstract, [-1] * 9)
        levels = [self._level(number, abstract, d) for d in range(9)]
        anew = self._starts.get(number, {}).get(depth)
        if anew is not None and (number, depth) not in self._begun:
            counts[depth] = anew
        elif counts[depth] < 0:
            counts[depth] = levels[depth].start
        else:
            counts[depth] += 1
        self._begun.add((number, depth))
        for d in range(depth + 1, 9):
            if levels[d].restart > depth:
                counts[d] = -1
        # a level above that has not counted yet is shown as its first, and begins with it later
        seen = [c if c >= 0 else level.start for c, level in zip(counts, levels, strict=True)]
        return _mark(levels, depth, seen)

    def _level(self, number: str, abstract: str, depth: int) -> _Level:
        own = self._own.get(number, {}).get(depth)
        return own or self._abstract.get(abstract, {}).get(depth, _NO_LEVEL)


def _levels(node: etree._Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for level in node.findall(W + "lvl"):
        depth = number_of(level.get(W + "ilvl"))
        restart = value(level, "lvlRestart")
        marks = level.find(W + "rPr")
        fonts = marks.find(W + "rFonts") if marks is not None else None
        found[depth] = _Level(
            number_of(value(level, "start"), 0),
            value(level, "numFmt") or "decimal",
            value(level, "lvlText") or "",
            bool(on(level, "isLgl")),
            depth if restart is None else number_of(restart),
            value(level, "pStyle") or "",
            fonts.get(W + "ascii", "") if fonts is not None else "",
        )
    return found


def _mark(levels: list[_Level], depth: int, counts: list[int]) -> str:
    level = levels[depth]
    if level.form == "bullet":
        return _BULLETS.get(level.text[:1], "•") if level.text.strip() else ""
    if level.form == "none" and not _PLACE.search(level.text):
        return level.text.strip()

    def shown(m: re.Match[str]) -> str:
        at = int(m.group(1)) - 1
        form = "decimal" if level.legal and at < depth else levels[at].form
        return written(max(0, counts[at]), form)

    return _PLACE.sub(shown, level.text).strip()


# Bullets as Wingdings and Symbol code them, and others -> signs that the layout data knows.
_BULLETS = {"\uf06e": "■", "n": "■", "\uf06c": "●", "l": "●", "\uf075": "◆", "u": "◆",
            "\uf0d8": "➤", "\uf0fc": "✓", "\uf0b2": "◆", "\uf0a7": "■", "§": "■",
            "\uf0b7": "•", "·": "•", "-": "—", "–": "—", "—": "—", "o": "○", "\uf06f": "□",
            "■": "■", "●": "●", "◆": "◆", "○": "○", "□": "□", "▲": "▲", "★": "★", "◇": "◇"}  # fmt: skip
_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
# form -> the first sign of a run of signs for 1, 2, 3 … and how many there are
_RUNS = {"decimalEnclosedCircle": ("①", 20), "decimalEnclosedCircleChinese": ("①", 20),
         "decimalEnclosedParen": ("⑴", 20), "decimalEnclosedFullstop": ("⒈", 20),
         "ideographEnclosedCircle": ("㊀", 10)}  # fmt: skip
_CHINESE = frozenset(
    ["chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "japaneseCounting",
     "taiwaneseCountingThousand", "ideographDigital", "japaneseDigitalTenThousand",
     "taiwaneseDigital"]
)  # fmt: skip


def written(number: int, form: str) -> str:
    """``number`` as Word writes it in ``form`` (ST_NumberFormat): 12, ``chineseCounting`` -> 十二.

    A form that is not known is written in decimals.
    """
    if form in _RUNS and 1 <= number <= _RUNS[form][1]:
        return chr(ord(_RUNS[form][0]) + number - 1)
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(c)] for c in str(number))
    if form in _CHINESE and number <= _MOST:
        return _chinese(number, _DIGITS, "十百千")
    if form == "chineseLegalSimplified" and number <= _MOST:
        return _chinese(number, _LEGAL, "拾佰仟")
    if form in ("ideographTraditional", "ideographZodiac") and number:
        signs = _STEMS if form == "ideographTraditional" else _BRANCHES
        return signs[(number - 1) % len(signs)]
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "decimalFullWidth":
        return "".join(chr(ord("０") + int(c)) for c in str(number))
    if form in ("upperLetter", "lowerLetter") and number:
        letter = chr(ord("a") + (number - 1) % 26) * min(9, (number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("upperRoman", "lowerRoman") and 0 < number < 4000:
        roman = ""
        for size, sign in _ROMAN:
            roman += sign * (number // size)
            number %= size
        return roman.upper() if form == "upperRoman" else roman
    return "" if form == "none" else str(number)


def _chinese(number: int, digits: str, places: str) -> str:
    if number == 0:
        return digits[0]
    zero = "零"
    made = ""
    figures = str(number)
    for i, c in enumerate(figures):
        place = len(figures) - 1 - i
        if c == "0":
            if made and not made.endswith(zero):
                made += zero
            continue
        made += digits[int(c)] + (places[place - 1] if place else "")
    made = made.rstrip(zero)
    return made[1:] if 10 <= number < 20 and digits is _DIGITS else made
