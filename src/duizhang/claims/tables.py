"""Reads tables in text: a figure's label is its row's name, its year and unit its column's head.

Where the columns name indicators and the rows places, the head is the label and the row the place.
"""

from __future__ import annotations

import re
from decimal import Decimal

from duizhang.claims.confidence import TIMED
from duizhang.claims.subject import indicator_of
from duizhang.claims.table_grid import BRACKET, GAPS, Cell, Judge, Words, cells_of, table_words
from duizhang.claims.words import Indicators, Subjects, indicators, subjects
from duizhang.figures.quantity import UnitTable, amount_behind, unit_table, value_of
from duizhang.figures.token import Token
from duizhang.language.lexicon import Lexicon
from duizhang.language.places import Places, lexicon_places
from duizhang.outline.periods import YEAR, year_span

# two spaces, or single ones in a short line
_MAY = re.compile(rf"{GAPS.pattern}|(?m:^\S+ \S+ \S+)")
_BARE_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_YEARS = re.compile(r"(?:19|20)[0-9]{2}年?度?")
_UNITS = re.compile("[、，,/／及和或]")
_AMOUNTS = frozenset(["元", "人", "吨", "户", "家", "个"])
_PROSE = re.compile("[，。；0-9]")
_ALL_OF = re.compile("全(?:[省市县区州旗盟镇乡国]|自治[区州县])")


class TableReader:
    """Gives the figures of tables what their row and column say."""

    def __init__(self, folded: str, year: int, lexicon: Lexicon, own: frozenset[str]) -> None:
        self.year, self.lexicon, self.own = year, lexicon, own
        self.folded = folded
        self.words: Words = lexicon.compiled(table_words)
        self.table: Indicators = lexicon.compiled(indicators)
        self.subjects: Subjects = lexicon.compiled(subjects)
        self.units: UnitTable = lexicon.compiled(unit_table)
        judge = Judge(self.words, self._is_place, self._is_unit, self._is_indicator)
        self.cells = cells_of(folded, judge) if "|" in folded or _MAY.search(folded) else {}

    def apply(self, token: Token) -> None:
        """Overrides subject, unit, aspect, period, role and indicator by the table's words."""
        cell = self.cells.get(token.start)
        if cell is None:
            if "|" in token.subject:  # a sentence in a cell: its subject does not reach beyond
                token.subject = token.subject.rpartition("|")[2].strip()
            return
        if cell.kind in ("number", "year"):
            token.kind = "marker" if cell.kind == "number" else "date"
            token.rule = "a number of the table itself"
            token.value, token.unit = None, ""
            return
        label_year = YEAR.search(cell.label) or _BARE_YEAR.fullmatch(cell.label)
        by_head = cell.by_head or bool(label_year)
        subject, other = (cell.head, cell.label) if by_head else (cell.label, cell.head)
        name = self.words.name(subject)
        if len(_PROSE.findall(name)) > 1:
            name = _PROSE.split(name)[0]  # a task in a cell: its first words stand for it
        token.subject = self._topic(cell) if by_head and not label_year else name or subject
        token.note("subject", "the table's row", token.subject)
        said = self.words.said(cell.head)
        if not token.unit:
            self._unit(token, cell, subject, other, said)
        self._aspect(token, cell, said)
        self._time(token, cell, said)
        self._place(token, cell)
        self._indicator(token, cell, by_head)

    def recall(self, token: Token) -> None:
        """2000 alone looks like a year; under a unit (个, 亿元) it is a quantity."""
        cell = self.cells.get(token.start)
        if cell is None or cell.kind != "value" or token.kind != "date":
            return
        said = [cell.unit, *BRACKET.findall(cell.label), *BRACKET.findall(cell.head)]
        if _BARE_YEAR.fullmatch(token.number) and any(
            self._is_unit(unit) for unit in said if not unit.startswith("年")
        ):
            token.kind, token.rule = "measure", "quantity"
            token.amount = amount_behind(self.folded, token.end, self.lexicon)
            token.unit, token.stop = token.amount.unit, token.amount.end
            token.value = value_of(token.number, token.amount)

    # ---------------------------------------------------------------- unit and aspect
    def _unit(
        self, token: Token, cell: Cell, subject: str, other: str, said: frozenset[str]
    ) -> None:
        for text in (subject, other):
            for m in BRACKET.finditer(text):
                if self._scaled(token, m.group(1)):
                    return
        if cell.kind == "progress":
            token.unit = "%"
        if token.unit or (token.aspect == "growth" and not cell.unit):
            return
        caption = self.words.caption.search(cell.caption.replace(" ", ""))
        for text in (cell.unit, caption.group("units") if caption else ""):
            units = [u for u in _UNITS.split(text) if u]
            growing = "growth" in said or "share" in said
            fitting = [u for u in units if (u in ("%", "‰")) == growing]
            if growing and not fitting:
                return  # an amount's unit is not that of its growth
            if text and text is not cell.unit:
                fitting = fitting or units[:1]
            for unit in fitting or units[:1]:
                if self._scaled(token, unit):
                    return

    def _scaled(self, token: Token, unit: str) -> bool:
        """Gives ``token`` the unit, and its value the unit's multipliers; False: it is no unit."""
        amount = self.units.behind.fullmatch(unit.strip())
        if amount is None or not amount.group("unit"):
            return False
        token.unit, scale = self.units.names[amount.group("unit")]
        factor = Decimal(scale)
        for c in amount.group("mult") or "":
            factor *= self.units.multipliers[c]
        if factor != 1:
            token.value = float(Decimal(str(token.value or 0.0)) * factor)
            if token.value2 is not None:
                token.value2 = float(Decimal(str(token.value2)) * factor)
        token.note("unit", "the table's head", unit)
        return True

    def _aspect(self, token: Token, cell: Cell, said: frozenset[str]) -> None:
        if cell.kind == "progress":
            token.aspect, token.unit = "share", "%"
            return
        near = self.folded[token.start - 4 : token.start] + cell.label
        growth = "growth" in said or (token.unit == "%" and "growth" in self.words.said(near))
        if growth and token.unit in ("%", "") and token.aspect in ("share", "level", ""):
            token.aspect, token.unit = "growth", "%"
        elif token.unit == "%" and ("share" in said or token.aspect == "level"):
            token.aspect = "share"
        elif token.unit not in ("%", "pp", "‰") and token.aspect in ("change", "qualifier"):
            token.aspect = "level"

    # ---------------------------------------------------------------- time, role, place
    def _time(self, token: Token, cell: Cell, said: frozenset[str]) -> None:
        heads = [cell.year, cell.head, cell.label]
        if cell.above:
            heads.insert(0, cell.above)
            said |= self.words.said(cell.above) - {"growth", "share"}
        for text in [*heads, cell.caption]:
            m = YEAR.search(text)
            bare = _BARE_YEAR.fullmatch(text.strip())
            if m is None and bare is None:
                continue
            last = year_span(m)[1] if m is not None else int(text)
            if text is cell.caption and "last year" in said:
                last -= 1
            elif text is cell.caption and self.words.said(text) and token.period:
                break  # the outline has read it, and more than it
            token.period = str(last)
            if text is not cell.caption:
                token.feats.append(TIMED)
            if text is not cell.caption or not token.role:
                token.role = "target" if self.year and last >= self.year else "result"
            break
        else:
            if "last year" in said and self.year:
                token.period = str(self.year - 1)
        if cell.kind == "progress":
            token.role = "result"
        elif "target" in said:
            token.role = "target"
        elif "result" in said:
            token.role = "result"
        token.note("period", "the table's head", token.period)

    def _place(self, token: Token, cell: Cell) -> None:
        place = self.words.name(cell.place)
        if not place:
            return
        token.place = "self" if self._is_own(place) else place
        token.note("place", "the table's row or column", token.place)

    def _is_own(self, place: str) -> bool:
        if place in self.own or place in self.words.own:
            return True
        return bool(_ALL_OF.fullmatch(place)) and (
            not self.own or any(o.endswith(place[1:]) for o in self.own)
        )

    # ---------------------------------------------------------------- indicator
    def _indicator(self, token: Token, cell: Cell, by_head: bool) -> None:
        if cell.kind == "progress":
            token.indicator = ""
            return
        tries = [self._topic(cell)] if by_head else [self.words.name(cell.label)]
        if by_head:
            tries += [self.words.name(p) for p in cell.parts]
        name = alias = ""
        for text in tries:
            bare = self.words.tail.sub("", text) or text
            for tried in dict.fromkeys((bare, text)):
                name, alias, _ = self._named(tried, token)
                if name:
                    break
            if name:
                break
        token.indicator = name
        if not name:
            return
        token.note("indicator", f"name {alias} in the table", name)
        units = self.table.forms[name].units
        if token.unit == "%" and token.aspect == "share" and units & _AMOUNTS:
            if "share" in self.words.said(cell.head):
                token.indicator = ""  # 占比: what part of the whole the amount is
            else:
                token.aspect = "growth"  # of an amount, a bare % is its growth

    def _topic(self, cell: Cell) -> str:
        """The words of a head that name a thing: without its year, and what it says of figures."""
        named = [p for p in cell.parts if self._is_indicator(self.words.name(p))]
        text = self.words.name(named[0] if named else "".join(cell.parts))
        bare = _YEARS.sub("", text)
        for name, pattern in self.words.says:
            if name in ("target", "result"):
                bare = pattern.sub("", bare)
        return bare or text

    def _named(self, text: str, token: Token) -> tuple[str, str, str]:
        return indicator_of(text, token.unit, token.aspect, self.table, self.subjects, self.own)

    def _is_indicator(self, text: str) -> bool:
        name = _YEARS.sub("", self.words.name(text))
        bare = self.words.tail.sub("", name)
        return any(t and self.table.at_end(t) is not None for t in (bare, name))

    def _is_place(self, text: str) -> bool:
        name = self.words.name(text)
        if self._is_own(name) or _ALL_OF.fullmatch(name):
            return True
        places: Places = self.lexicon.compiled(lexicon_places)
        return bool(places.find(name))

    def _is_unit(self, text: str) -> bool:
        parts = [u for u in _UNITS.split(text.replace(" ", "")) if u]
        found = [self.units.behind.fullmatch(u) for u in parts]
        return bool(found) and all(m is not None and m.group("unit") for m in found)
