"""How a digest puts its records into sentences, in Chinese or English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from duizhang.account.rules import rules
from duizhang.views.brief import Item
from duizhang.views.clauses import Point
from duizhang.views.digest import english
from duizhang.views.verdicts import LOOKS

Lang = Literal["zh", "en"]


class Words(Protocol):
    """The templates of one language."""

    absent: str
    unseen: str
    sources: str
    side: str
    indicator: str

    def name(self, item: Item) -> str: ...
    def number(self, item: Item) -> str: ...
    def said(self, item: Item) -> str: ...
    def promised(self, item: Item) -> str: ...
    def verdict(self, verdict: str) -> str: ...
    def headline(self, place: str, told: Sequence[str]) -> str: ...
    def target_of(self, year: int, said: str) -> str: ...
    def result_of(self, year: int, item: Item, same: bool, verdict: str) -> str: ...
    def targets(self, year: int, said: Sequence[str]) -> str: ...
    def results(self, year: int, said: Sequence[str]) -> str: ...
    def against(self, said: str, promised: str, verdict: str) -> str: ...
    def account(self, year: int, total: int, parts: Sequence[tuple[str, int]]) -> str: ...
    def list_of(self, name: str, items: Sequence[Point], more: bool) -> str: ...
    def clause(self, year: int, point: Point) -> str: ...
    def title(self, year: int, places: Sequence[str]) -> str: ...
    def place_of(self, document: str, offset: int) -> str: ...


class Chinese:
    """The newspaper's own manner."""

    absent, sources, side, indicator = "未提", "出处", "几地并列", "指标"
    unseen = "未见（文稿不全）"

    def name(self, item: Item) -> str:
        name = item.name or rules().name(item.indicator)
        return name + ("增速" if item.aspect == "growth" else "")

    def number(self, item: Item) -> str:
        return item.printed

    def said(self, item: Item) -> str:
        grows = item.aspect == "growth" and (item.value or 0) >= 0 and item.printed[:1].isdigit()
        return f"{item.name}{'增长' if grows else ''}{item.printed}"

    def promised(self, item: Item) -> str:
        return item.promised

    def verdict(self, verdict: str) -> str:
        return LOOKS[verdict].word

    def headline(self, place: str, told: Sequence[str]) -> str:
        return f"{place} {'，'.join(told) or '没有可列的数字'}"

    def target_of(self, year: int, said: str) -> str:
        return f"{year}年{said}的目标"

    def result_of(self, year: int, item: Item, same: bool, verdict: str) -> str:
        told = self.number(item) if same else self.said(item)
        return f"{year}年为{told}" + (f"（{verdict}）" if verdict else "")

    def targets(self, year: int, said: Sequence[str]) -> str:
        return f"{year}年主要预期目标是：{'，'.join(said)}。"

    def results(self, year: int, said: Sequence[str]) -> str:
        return f"{year}年，{'，'.join(said)}。"

    def against(self, said: str, promised: str, verdict: str) -> str:
        return f"{said}（目标{promised}，{verdict}）" if verdict else said

    def account(self, year: int, total: int, parts: Sequence[tuple[str, int]]) -> str:
        told = "、".join(f"{word}{n}项" for word, n in parts)
        return f"对{year}年许下的{total}项：{told}。"

    def list_of(self, name: str, items: Sequence[Point], more: bool) -> str:
        return f"{name}：{'；'.join(i.text for i in items)}{'等' if more else ''}。"

    def clause(self, year: int, point: Point) -> str:
        return f"{year}年：{point.text}。"

    def title(self, year: int, places: Sequence[str]) -> str:
        return f"{year}年政府工作报告速览：{'、'.join(places)}"

    def place_of(self, document: str, offset: int) -> str:
        return f"{document}，第{offset}字"


class English:
    """English sentences; words of a report that have no English here are quoted and marked."""

    absent, sources, side, indicator = "not said", "Sources", "Side by side", "Indicator"
    unseen = "not seen (only part at hand)"

    def name(self, item: Item) -> str:
        known = english.name_of(item.indicator)
        growth = " (growth)" if item.aspect == "growth" else ""
        return f"{known or english.quoted(item.name)}{growth}"

    def number(self, item: Item) -> str:
        row = item.record
        told = english.number(row) if row is not None and "value" in row else ""
        return told or english.quoted(item.printed)

    def said(self, item: Item) -> str:
        row, told = item.record, ""
        if row is not None:
            told = english.relation(row, item.printed) if "op" in row else english.said(row)
        return told or english.quoted(Chinese().said(item))

    def promised(self, item: Item) -> str:
        row, told = item.promised_record, ""
        if row is not None:
            told = english.relation(row, item.promised) if "op" in row else english.number(row)
        return told or english.quoted(item.promised)

    def verdict(self, verdict: str) -> str:
        return "nearly met" if verdict == "nearly" else LOOKS[verdict].english

    def headline(self, place: str, told: Sequence[str]) -> str:
        return f"{place}: {'; '.join(told) or 'no figures to tell'}"

    def target_of(self, year: int, said: str) -> str:
        return f"{year} target: {said}"

    def result_of(self, year: int, item: Item, same: bool, verdict: str) -> str:
        return f"{year}: {self.said(item)}" + (f" (target {verdict})" if verdict else "")

    def targets(self, year: int, said: Sequence[str]) -> str:
        return f"Headline targets for {year}: {'; '.join(said)}."

    def results(self, year: int, said: Sequence[str]) -> str:
        return f"In {year}: {'; '.join(said)}."

    def against(self, said: str, promised: str, verdict: str) -> str:
        return f"{said} (target {promised}: {verdict})" if verdict else said

    def account(self, year: int, total: int, parts: Sequence[tuple[str, int]]) -> str:
        told = ", ".join(f"{n} {word}" for word, n in parts)
        return f"Of {total} promises for {year}: {told}."

    def list_of(self, name: str, items: Sequence[Point], more: bool) -> str:
        told = english.items(items)
        return f"{english.list_name(name)}: {told}{'; and others' if more else ''}."

    def clause(self, year: int, point: Point) -> str:
        return f"{year}: {english.clause(point)}."

    def title(self, year: int, places: Sequence[str]) -> str:
        return f"Government work reports of {year}: {', '.join(places)}"

    def place_of(self, document: str, offset: int) -> str:
        return f"{document}, character {offset}"


def words_of(lang: Lang) -> Words:
    """The templates of ``lang``."""
    return English() if lang == "en" else Chinese()
