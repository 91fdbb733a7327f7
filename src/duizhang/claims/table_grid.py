"""Tables in text: which figures stand in one, under which head, in which row."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Literal, NamedTuple

from duizhang.language.lexicon import Lexicon
from duizhang.outline.periods import YEAR

CellKind = Literal["value", "progress", "number", "year"]


class Cell(NamedTuple):
    """What a numeral's row and column say of it (folded text, without white space at its ends).

    ``label`` is the row's name, ``head`` the column's with all its rows, ``parts`` these one by one,
    ``above`` the head of the amount that a column of growth without a year or role stands beside,
    ``unit`` the row's cell under 单位, ``place`` whose figure it is (empty: not said), ``caption``
    the lines above the table, ``year`` the row's cell under 年份. ``by_head``: the head names what is measured, not the row.
    ``number``: a row's number; ``year``: a year that heads a column or a row.
    """

    kind: CellKind
    label: str = ""
    head: str = ""
    parts: tuple[str, ...] = ()
    above: str = ""
    unit: str = ""
    place: str = ""
    caption: str = ""
    by_head: bool = False
    year: str = ""


class Words(NamedTuple):
    """``tables.toml`` compiled."""

    columns: tuple[tuple[str, re.Pattern[str]], ...]
    says: tuple[tuple[str, re.Pattern[str]], ...]
    mark: re.Pattern[str]
    tail: re.Pattern[str]
    own: frozenset[str]
    caption: re.Pattern[str]

    def column(self, head: str) -> str:
        """What a column with this head holds; empty where that are figures."""
        text = _SPACE.sub("", head)
        bare = BRACKET.sub("", text)
        return next((n for n, p in self.columns if p.fullmatch(bare) or p.fullmatch(text)), "")

    def said(self, head: str) -> frozenset[str]:
        """What ``head`` says of the figures below it."""
        text = _SPACE.sub("", head)
        return frozenset(name for name, pattern in self.says if pattern.search(text))

    def name(self, label: str) -> str:
        """``label`` without marks, brackets and spaces."""
        text = _SPACE.sub("", label)
        text = self.mark.sub("", text)
        return BRACKET.sub("", text).strip("*①②③④⑤⑥⑦⑧⑨⑩") or text


def table_words(lexicon: Lexicon) -> Words:
    """Compiles the words of tables of a lexicon."""
    data = lexicon.tables["tables"]
    labels = data["labels"]
    return Words(
        tuple((e["name"], re.compile(e["pattern"], re.I)) for e in data["column"]),
        tuple((e["name"], re.compile(e["pattern"])) for e in data["says"]),
        re.compile(f"^(?:{labels['mark']})+"),
        re.compile(f"(?:{labels['tail']})$"),
        frozenset(labels["own"]),
        re.compile(labels["caption"]),
    )


class Judge(NamedTuple):
    """What other knowledge says of words in a table: whether they name a place, a unit."""

    words: Words
    is_place: Callable[[str], bool]
    is_unit: Callable[[str], bool]
    is_indicator: Callable[[str], bool]


GAPS = re.compile(r"\t+|[ 　]{2,}|　+|(?<=[）)])[ 　]+(?=[一-鿿])")
BRACKET = re.compile(r"[（(]([^（）()]{1,12})[）)]")
_SPACE = re.compile(r"\s+")
_RULE = re.compile(r"^[\s|:—-]+$")
_DIGIT = re.compile(r"[0-9]")
_NUMERIC = re.compile(r"^[*\s]*[-−+↑↓]?[0-9][0-9.,]*(?:%|‰)?[*\s]*$")
_BARE_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_YEARS = re.compile(r"(?:19|20)[0-9]{2}年?度?")
_PROSE = re.compile("[。；！？]|，[^，]*，|[一-鿿，]{12}")
_WORD = re.compile(r"\S+")
_SPACED_ROWS = 3  # a head and two rows
_BLANK = " *　"
_LONGEST = 36  # characters of a cell that holds a figure and no sentence
_HEADS = 3  # rows of a head
_CAPTIONS = 3  # lines above a table that may speak of it
_CAPTION_LONGEST = 60

_Row = list[tuple[int, str]]


def cells_of(folded: str, judge: Judge) -> dict[int, Cell]:
    """Offset of each numeral that a table speaks of -> its Cell."""
    found: dict[int, Cell] = {}
    rows: list[_Row] = []
    above: list[str] = []
    position = 0
    lines = folded.split("\n")
    spaced = _spaced(lines, judge)
    for i, line in enumerate(lines):
        cells = _split(line, position) if i in spaced else _cells(line, position)
        position += len(line) + 1
        if cells is None:
            if line.strip():
                if rows:
                    _read(rows, above, judge, found)
                    rows, above = [], []
                above = [*above[1 - _CAPTIONS :], line[:_CAPTION_LONGEST]]
            continue
        if cells:
            rows.append(cells)
    _read(rows, above, judge, found)
    return found


def _cells(line: str, position: int) -> _Row | None:
    """The cells of a table's line with their offsets; [] for a rule; None for other text."""
    if line.count("|") >= 2:
        return [] if _RULE.match(line) and "-" in line else _aligned(line, position)
    if (
        not GAPS.search(line.strip())
        or len(line) >= 120
        or line.rstrip().endswith(("。", "；", "，"))
    ):
        return None
    cells: _Row = []
    start = 0
    for m in [*GAPS.finditer(line), None]:
        end = m.start() if m else len(line)
        text = line[start:end]
        if text.strip(_BLANK):
            cells.append((position + start, text))
        start = m.end() if m else end
    return cells if len(cells) >= 2 else None


def _split(line: str, position: int) -> _Row:
    """The cells of a line that single spaces part."""
    return [(position + m.start(), m.group()) for m in _WORD.finditer(line)]


def _spaced(lines: list[str], judge: Judge) -> set[int]:
    """Lines of tables whose cells only one space parts: under a head that says so, all alike.

    The head names its rows (名称, 指标) or their units; each row below has as many cells as it, and
    a figure among them; there are two such rows at least.
    """
    found: set[int] = set()
    at = 0
    while at < len(lines) - 2:
        count = _words(lines[at])
        end = at + 1
        if count and _heads_spaced(lines[at].split(), judge):
            while (
                end < len(lines)
                and _words(lines[end]) == count
                and any(_NUMERIC.match(c) for c in lines[end].split()[1:])
            ):
                end += 1
            if end - at >= _SPACED_ROWS:
                found.update(range(at, end))
        at = end
    return found


def _words(line: str) -> int:
    """How many cells single spaces make of a line; 0 where it reads as a sentence."""
    if " " not in line or len(line) >= 120 or "|" in line or _PROSE.search(line):
        return 0
    count = len(line.split())
    return count if count >= 3 else 0


def _heads_spaced(cells: list[str], judge: Judge) -> bool:
    kinds = [judge.words.column(c) for c in cells]
    return not any(_NUMERIC.match(c) for c in cells) and (
        "unit" in kinds or "indicator" in kinds[:2]
    )


def _aligned(line: str, position: int) -> _Row:
    """The cells of a line with bars, empty ones too."""
    cells: _Row = []
    start = 0
    for end in [*(m.start() for m in re.finditer(r"\|", line)), len(line)]:
        cells.append((position + start, line[start:end]))
        start = end + 1
    if not cells[0][1].strip():
        cells.pop(0)
    if cells and not cells[-1][1].strip():
        cells.pop()
    return cells


def _texts(row: _Row) -> list[str]:
    return [text.strip(_BLANK) for _, text in row]


def _read(rows: list[_Row], above: list[str], judge: Judge, found: dict[int, Cell]) -> None:
    """Enters the numerals of a run of rows: each table of it that has a head."""
    above = list(above)
    at = 0
    while at < len(rows):
        while at + 1 < len(rows) and _is_caption(rows[at : at + 3]):
            above = [*above[1 - _CAPTIONS :], " ".join(_texts(rows[at]))[:_CAPTION_LONGEST]]
            at += 1
        first = range(at + 2, len(rows))
        behind = next((i for i in first if _begins(rows, i, judge)), len(rows))
        if behind > at + 1:
            _Table(rows[at:behind], "\n".join(above), judge).enter(found)
        at = behind


def _is_caption(rows: list[_Row]) -> bool:
    if sum(bool(t) for t in _texts(rows[0])) == 1:
        return True
    return len(rows) > 2 and len(rows[0]) < len(rows[1]) == len(rows[2])


def _begins(rows: list[_Row], at: int, judge: Judge) -> bool:
    """Whether row ``at`` heads a table of its own below another one."""
    texts = _texts(rows[at])
    filled = [t for t in texts if t]
    if len(filled) < 2 or at + 1 == len(rows) or any(_NUMERIC.match(t) for t in filled):
        return False
    kinds = [judge.words.column(t) for t in filled]
    return "indicator" in kinds[:2] or "place" in kinds[:2]


class _Table:
    """A run of rows of which the first are its head."""

    def __init__(self, rows: list[_Row], caption: str, judge: Judge) -> None:
        self.judge, self.words, self.caption = judge, judge.words, caption
        count = 1
        while count < min(_HEADS, len(rows) - 1) and self._goes_on(rows, count):
            count += 1
        self.head_rows, self.rows = rows[:count], rows[count:]
        self.texts = [_texts(row) for row in self.rows]
        self.parts = self._parts([_texts(row) for row in self.head_rows])
        self.heads = ["".join(parts) for parts in self.parts]
        self.kinds = [self.words.column(head) for head in self.heads]
        self._settle()

    def _goes_on(self, rows: list[_Row], at: int) -> bool:
        """Whether row ``at`` belongs to the head: its first cell is the one above, and it says how."""
        texts, first = _texts(rows[at]), _texts(rows[0])
        if (texts[0] and texts[0] != first[0]) or len(texts) != len(first):
            return False
        filled = [t for t in texts if t]
        if any(_NUMERIC.match(t) and not _BARE_YEAR.fullmatch(t) for t in filled):
            return False
        return (
            any(
                self.words.said(t)
                or self.words.column(t)
                or YEAR.search(t)
                or _BARE_YEAR.fullmatch(t)
                or BRACKET.search(t)
                or self.judge.is_unit(t)
                for t in filled[bool(texts[0]) :]
            )
            or "" in first[1:]
        )

    def _parts(self, heads: list[list[str]]) -> list[tuple[str, ...]]:
        """For each column the words above it, each once; a merged cell speaks for all below it."""
        width = max(len(h) for h in heads)
        heads = [h + [""] * (width - len(h)) for h in heads]
        for upper, lower in pairwise(heads):
            for i in range(1, width):
                if not upper[i] and lower[i] and not self.words.column(upper[i - 1]):
                    upper[i] = upper[i - 1]
        return [tuple(dict.fromkeys(h[i] for h in heads if h[i])) for i in range(width)]

    def _column(self, at: int) -> list[str]:
        width = len(self.heads)
        return [t[at] for t in self.texts if len(t) == width and t[at]]

    def _mostly(self, at: int, test: Callable[[str], object]) -> bool:
        column = self._column(at)
        return bool(column) and 2 * sum(bool(test(t)) for t in column) > len(column)

    def _settle(self) -> None:
        """Which columns hold the rows' names, their places and units."""
        kinds, judge = self.kinds, self.judge
        for i, kind in enumerate(kinds):
            if kind == "unit" and not self._mostly(i, judge.is_unit):
                # 单位 is an office, too: its cells tell
                kinds[i] = "place" if i < 2 and "indicator" not in kinds[:i] else "owner"
            elif (
                kind
                and (kind == "place" or (kind == "indicator" and i))
                and self._mostly(i, _NUMERIC.match)
            ):
                kinds[i] = ""
        first = kinds.index("indicator") if "indicator" in kinds else len(kinds)
        for i in range(first + 1, len(kinds)):
            # 事项 | 目标任务: the thing is named before, and what is to be done of it is a figure
            if kinds[i] == "indicator" and self._mostly(i, _DIGIT.search):
                kinds[i] = ""
        self.year = self._year_column()
        self.unit = kinds.index("unit") if "unit" in kinds else -1
        self.place = kinds.index("place") if "place" in kinds else -1
        named = [i for i, kind in enumerate(kinds) if kind == "indicator"]
        known = [i for i in named if self._mostly(i, judge.is_indicator)]
        self.by_head = False
        if known or named:
            self.label = (known or named)[-1 if not known and len(named) > 1 else 0]
        else:
            first = next(
                (i for i, k in enumerate(kinds) if k not in ("number", "unit", "owner", "year")), 0
            )
            self.label = first
            if first == self.place or (
                self.place < 0 and not kinds[first] and self._mostly(first, judge.is_place)
            ):
                self.place, self.by_head = first, True

    def _year_column(self) -> int:
        """The column of the rows' years; -1 where there is none, or a year is all that names a row."""
        kinds = self.kinds
        at = kinds.index("year") if "year" in kinds else -1
        others = {"indicator", "place"} & set(kinds)
        if at >= 0 and others and self._mostly(at, _YEARS.fullmatch):
            return at
        kinds[:] = [kind if kind != "year" else "" for kind in kinds]
        return -1

    def enter(self, found: dict[int, Cell]) -> None:
        """Enters the numerals of the table into ``found``."""
        first = _texts(self.head_rows[0])
        if any(_NUMERIC.match(c) and not _BARE_YEAR.fullmatch(c) for c in first[1:]):
            return
        if 2 * sum(len(row) == len(self.heads) for row in self.rows) < len(self.rows):
            return
        for row in self.head_rows:
            for start, text in row:
                self._years(start, text, found)
        label = place = year = ""
        for row, texts in zip(self.rows, self.texts, strict=True):
            if sum(bool(t) for t in texts) < 2:
                continue
            whole = len(row) == len(self.heads)
            # an empty name goes on from the row above: a merged cell
            label = (texts[self.label] if whole else texts[0]) or label
            place = (texts[self.place] if whole and self.place >= 0 else "") or place
            year = (texts[self.year] if whole and self.year >= 0 else "") or year
            self._row(row, texts, (label, place, year), found)

    def _years(self, start: int, text: str, found: dict[int, Cell]) -> None:
        if _BARE_YEAR.fullmatch(text.strip(_BLANK)):
            for m in _DIGIT.finditer(text):
                found[start + m.start()] = Cell("year")

    def _row(
        self, row: _Row, texts: list[str], names: tuple[str, str, str], found: dict[int, Cell]
    ) -> None:
        label, place, year = names
        shift = max(0, len(self.heads) - len(row))
        unit = texts[self.unit] if self.unit > 0 and not shift else ""
        for i, (start, text) in enumerate(row):
            column = i + shift
            kind = self.kinds[column] if column < len(self.kinds) else ""
            if not shift and column in (self.label, self.place, self.year):
                self._years(start, text, found)
                mark = self.words.mark.match(texts[i])
                if mark:  # 1.粮食产量: a number of the row, too
                    first = start + text.index(texts[i])
                    for m in _DIGIT.finditer(mark.group()):
                        found[first + m.start()] = Cell("number")
                continue
            if i == 0 and not _NUMERIC.match(text):
                continue
            if kind == "number" or (not shift and column < self.label and _NUMERIC.match(text)):
                cell = Cell("number")
            elif kind in ("owner", "unit", "indicator", "place"):
                continue
            elif len(texts[i]) > _LONGEST or _PROSE.search(texts[i]):
                continue  # a sentence in a cell is read as one
            else:
                parts = self.parts[column] if column < len(self.parts) else ()
                of = next((p for p in parts if self.judge.is_place(p)), place)
                cell = Cell(
                    "progress" if kind == "progress" else "value", label, "".join(parts), parts,
                    self._above(column), unit, of, self.caption, self.by_head, year,
                )  # fmt: skip
            for m in _DIGIT.finditer(text):
                found[start + m.start()] = cell

    def _above(self, column: int) -> str:
        """The head of the amount that a column of growth stands behind: 2024年完成 | 同比增长."""
        if column >= len(self.heads):
            return ""
        head = self.heads[column]
        said = self.words.said(head)
        if "growth" not in said or "target" in said or YEAR.search(head):
            return ""
        for i in range(column - 1, self.label, -1):
            if not self.kinds[i] and "growth" not in self.words.said(self.heads[i]):
                return self.heads[i]
        return ""
