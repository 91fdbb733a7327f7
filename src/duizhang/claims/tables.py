"""Reads tables in text: a figure's label is its row's first cell, its year and unit its column's head."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from duizhang.claims.subject import indicator_of
from duizhang.claims.words import Indicators, Subjects, indicators, subjects
from duizhang.figures.quantity import UnitTable, unit_table
from duizhang.figures.token import Token
from duizhang.language.lexicon import Lexicon
from duizhang.outline.periods import YEAR, year_span


class Cell(NamedTuple):
    """Where a figure stands: the label of its row and the head of its column (folded text)."""

    label: str
    head: str
    unit: str = ""  # what the row's cell under 单位 says


_PIPES = re.compile(r"\|")
_GAPS = re.compile(r"\t+|[ 　]{2,}|　+|(?<=[）)])[ 　]+(?=[一-鿿])")
_RULE = re.compile(r"^[\s|:—-]+$")
_DIGIT = re.compile(r"[0-9]")
_NUMERIC = re.compile(r"^[*\s]*[-−+↑↓]?[0-9][0-9.,]*(?:%|‰)?[*\s]*$")
_BRACKET = re.compile(r"[（(]([^（）()]{1,12})[）)]")
_SHARE = re.compile(r"占比|比重|构成|占[一-鿿]{1,8}的?比")
_UNIT_HEAD = re.compile(r"(?:计量|数量)?单\s*位")
_DONE = re.compile(r"完成|实绩|实际|结果|实现|达到|执行|上年|发生")
_PLAN = re.compile(r"目标|预期|计划|力争|任务|安排")
_GROWTH = re.compile(r"增长|增速|增幅|涨跌|涨幅|比上年|同比|±")


def cells_of(folded: str) -> dict[int, Cell]:
    """Offset of each numeral that stands in a table's body -> its Cell."""
    found: dict[int, Cell] = {}
    rows: list[list[tuple[int, str]]] = []
    position = 0
    for line in folded.split("\n"):
        cells = _cells(line, position)
        position += len(line) + 1
        if cells is None:
            if line.strip():
                _read(rows, found)
                rows = []
            continue
        if cells:
            rows.append(cells)
    _read(rows, found)
    return found


def _cells(line: str, position: int) -> list[tuple[int, str]] | None:
    """The cells of a table's line with their offsets; [] for a rule; None for other text."""
    if line.count("|") >= 2:
        if _RULE.match(line):
            return []
        pattern = _PIPES
    elif (
        _GAPS.search(line.strip())
        and len(line) < 120
        and not line.rstrip().endswith(("。", "；", "，"))
    ):
        pattern = _GAPS
    else:
        return None
    cells: list[tuple[int, str]] = []
    start = 0
    for m in [*pattern.finditer(line), None]:
        end = m.start() if m else len(line)
        text = line[start:end]
        if text.strip(" *　"):
            cells.append((position + start, text))
        start = m.end() if m else end
    return cells if len(cells) >= 2 else None


def _read(rows: list[list[tuple[int, str]]], found: dict[int, Cell]) -> None:
    """Enters the numerals of a run of rows, if it is a table with a head."""
    while len(rows) > 2 and len(rows[0]) < len(rows[1]) == len(rows[2]):
        rows = rows[1:]  # a caption above the head
    if len(rows) < 2:
        return
    head = [c.strip(" *　") for _, c in rows[0]]
    if any(_NUMERIC.match(c) for c in head[1:]):
        return
    piped = sum(1 for r in rows if len(r) == len(head))
    if piped * 2 < len(rows):
        return
    units = next((i for i, c in enumerate(head) if _UNIT_HEAD.fullmatch(c)), -1)
    for row in rows[1:]:
        label = row[0][1].strip(" *　")
        shift = len(head) - len(row)
        whole = units > 0 and shift == 0
        unit = row[units][1].strip(" *　") if whole else ""
        for i, (start, text) in enumerate(row):
            if i == 0 and not _NUMERIC.match(text):
                continue
            column = i + shift if shift > 0 else i
            for m in _DIGIT.finditer(text):
                found[start + m.start()] = Cell(
                    label, head[column] if 0 <= column < len(head) else "", unit
                )


class TableReader:
    """Gives the figures of tables what their row and column say."""

    def __init__(self, folded: str, year: int, lexicon: Lexicon, own: frozenset[str]) -> None:
        self.cells = cells_of(folded) if "|" in folded or _GAPS.search(folded) else {}
        self.year, self.lexicon, self.own = year, lexicon, own
        self.folded = folded

    def apply(self, token: Token) -> None:
        """Overrides subject, unit, aspect, period, role and indicator by the table's words."""
        cell = self.cells.get(token.start)
        if cell is None:
            return
        label, head, row_unit = cell
        year = YEAR.search(label) or re.fullmatch(r"((?:19|20)[0-9]{2})()", label)
        subject, other = (head, label) if year else (label, head)
        bare = _BRACKET.sub("", subject).strip("①②③④⑤⑥⑦⑧⑨⑩ ")
        token.subject = bare or subject
        token.note("subject", "the table's row", token.subject)
        if not token.unit:
            self._unit(token, subject, other)
        if not token.unit and row_unit and not _GROWTH.search(head):
            self._unit(token, f"（{row_unit}）", "")
        growth = _GROWTH.search(head) or (
            token.unit == "%" and _GROWTH.search(self.folded[token.start - 4 : token.start])
        )
        if growth and token.unit in ("%", "") and token.aspect in ("share", "level", ""):
            token.aspect, token.unit = "growth", "%"
        elif token.unit == "%" and _SHARE.search(head):
            token.aspect = "share"
        elif token.unit not in ("%", "pp", "‰") and token.aspect in ("change", "qualifier"):
            token.aspect = "level"
        self._time(token, head, label)
        table: Indicators = self.lexicon.compiled(indicators)
        words: Subjects = self.lexicon.compiled(subjects)
        text = re.sub(r"(?:比上年)?(?:增长|增速|增幅|绝对数|总量)$", "", bare)
        name, alias, _ = indicator_of(text, token.unit, token.aspect, table, words, self.own)
        token.indicator = name
        if name:
            token.note("indicator", f"name {alias} in the table", name)

    def _unit(self, token: Token, subject: str, other: str) -> None:
        table: UnitTable = self.lexicon.compiled(unit_table)
        for text in (subject, other):
            for m in _BRACKET.finditer(text):
                amount = table.behind.fullmatch(m.group(1))
                if amount is None or not amount.group("unit"):
                    continue
                token.unit, scale = table.names[amount.group("unit")]
                factor = Decimal(scale)
                for c in amount.group("mult") or "":
                    factor *= table.multipliers[c]
                token.value = float(Decimal(str(token.value or 0.0)) * factor)
                token.note("unit", "the table's head", m.group(1))
                return

    def _time(self, token: Token, head: str, label: str) -> None:
        for text in (head, label):
            m = YEAR.search(text)
            bare = re.fullmatch(r"(?:19|20)[0-9]{2}", text.strip())
            if m is None and bare is None:
                continue
            last = year_span(m)[1] if m is not None else int(text)
            token.period = str(last)
            token.role = "target" if self.year and last >= self.year else "result"
            break
        if _PLAN.search(head):
            token.role = "target"
        elif _DONE.search(head):
            token.role = "result"
        token.note("period", "the table's head", token.period)
