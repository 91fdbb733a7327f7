"""How a digest puts its records into sentences, in Chinese or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, Protocol

from duizhang.views.brief import Item
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
    def verdict(self, verdict: str) -> str: ...
    def headline(self, place: str, told: Sequence[str]) -> str: ...
    def target_of(self, year: int, said: str) -> str: ...
    def result_of(self, year: int, said: str, verdict: str) -> str: ...
    def targets(self, year: int, said: Sequence[str]) -> str: ...
    def results(self, year: int, said: Sequence[str]) -> str: ...
    def against(self, said: str, promised: str, verdict: str) -> str: ...
    def account(self, year: int, total: int, parts: Sequence[tuple[str, int]]) -> str: ...
    def list_of(self, name: str, items: Sequence[str], more: bool) -> str: ...
    def clause(self, year: int, text: str) -> str: ...
    def title(self, year: int, places: Sequence[str]) -> str: ...
    def place_of(self, document: str, offset: int) -> str: ...


class Chinese:
    """The newspaper's own manner."""

    absent, sources, side, indicator = "未提", "出处", "几地并列", "指标"
    unseen = "未见（文稿不全）"

    def name(self, item: Item) -> str:
        return item.name + ("增速" if item.aspect == "growth" else "")

    def number(self, item: Item) -> str:
        return item.printed

    def said(self, item: Item) -> str:
        grows = item.aspect == "growth" and (item.value or 0) >= 0 and item.printed[:1].isdigit()
        return f"{item.name}{'增长' if grows else ''}{item.printed}"

    def verdict(self, verdict: str) -> str:
        return LOOKS[verdict].word

    def headline(self, place: str, told: Sequence[str]) -> str:
        return f"{place} {'，'.join(told) or '没有可列的数字'}"

    def target_of(self, year: int, said: str) -> str:
        return f"{year}年{said}的目标"

    def result_of(self, year: int, said: str, verdict: str) -> str:
        return f"{year}年为{said}" + (f"（{verdict}）" if verdict else "")

    def targets(self, year: int, said: Sequence[str]) -> str:
        return f"{year}年主要预期目标是：{'，'.join(said)}。"

    def results(self, year: int, said: Sequence[str]) -> str:
        return f"{year}年，{'，'.join(said)}。"

    def against(self, said: str, promised: str, verdict: str) -> str:
        return f"{said}（目标{promised}，{verdict}）" if verdict else said

    def account(self, year: int, total: int, parts: Sequence[tuple[str, int]]) -> str:
        told = "、".join(f"{word}{n}项" for word, n in parts)
        return f"对{year}年许下的{total}项：{told}。"

    def list_of(self, name: str, items: Sequence[str], more: bool) -> str:
        return f"{name}：{'；'.join(items)}{'等' if more else ''}。"

    def clause(self, year: int, text: str) -> str:
        return f"{year}年：{text}。"

    def title(self, year: int, places: Sequence[str]) -> str:
        return f"{year}年政府工作报告速览：{'、'.join(places)}"

    def place_of(self, document: str, offset: int) -> str:
        return f"{document}，第{offset}字"


class English:
    """English sentences; what a report says in words of its own is quoted in Chinese."""

    absent, sources, side, indicator = "not said", "Sources", "Side by side", "Indicator"
    unseen = "not seen (only part at hand)"

    def name(self, item: Item) -> str:
        known = _indicators().get(item.indicator, item.name)
        return known + (" (growth)" if item.aspect == "growth" else "")

    def number(self, item: Item) -> str:
        return item.printed

    def said(self, item: Item) -> str:
        return f"{self.name(item)} {item.printed}" if item.name else f"“{item.printed}”"

    def verdict(self, verdict: str) -> str:
        return LOOKS[verdict].english

    def headline(self, place: str, told: Sequence[str]) -> str:
        return f"{place}: {'; '.join(told) or 'no figures to tell'}"

    def target_of(self, year: int, said: str) -> str:
        return f"target for {year}: {said}"

    def result_of(self, year: int, said: str, verdict: str) -> str:
        return f"{said} in {year}" + (f" ({verdict})" if verdict else "")

    def targets(self, year: int, said: Sequence[str]) -> str:
        return f"Headline targets for {year}: {'; '.join(said)}."

    def results(self, year: int, said: Sequence[str]) -> str:
        return f"In {year}: {'; '.join(said)}."

    def against(self, said: str, promised: str, verdict: str) -> str:
        return f"{said} (target {promised}: {verdict})" if verdict else said

    def account(self, year: int, total: int, parts: Sequence[tuple[str, int]]) -> str:
        told = ", ".join(f"{n} {word}" for word, n in parts)
        return f"Of {total} promises for {year}: {told}."

    def list_of(self, name: str, items: Sequence[str], more: bool) -> str:
        return f"“{name}”: {'; '.join(f'“{i}”' for i in items)}{'; and others' if more else ''}."

    def clause(self, year: int, text: str) -> str:
        return f"{year}: “{text}”."

    def title(self, year: int, places: Sequence[str]) -> str:
        return f"Government work reports of {year}: {', '.join(places)}"

    def place_of(self, document: str, offset: int) -> str:
        return f"{document}, character {offset}"


def words_of(lang: Lang) -> Words:
    """The templates of ``lang``."""
    return English() if lang == "en" else Chinese()


@cache
def _indicators() -> Mapping[str, str]:
    import csv
    from importlib.resources import files

    text = (files("duizhang.language.data") / "indicators.csv").read_text(encoding="utf-8")
    return {row["id"]: row["en"] for row in csv.DictReader(text.splitlines()) if row["en"]}
