"""A report set on a page by hand: every character of a line has its box, as PDF and OCR give it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from duizhang.model import Document, Locator, Page, Report
from duizhang.reading import make_source
from duizhang.reading.draft import Draft
from duizhang.reading.page import repair
from duizhang.report import interpret

SIZE = 10.0
LEFT, TOP, LEAD = 72.0, 90.0, 16.0
PAGE = Page(1, 595.0, 842.0)
TEXT = """云泽市政府工作报告
2025年1月8日
一、2024年工作回顾
全市生产总值达到2910亿元、增长5.5%左右，城镇新增就业4.5万人。
二、2025年工作安排
今年的主要目标是：生产总值增长6%左右，新建学校12所。
"""


def set_lines(
    text: str, page: int = 1, sure: Mapping[int, float] | None = None, right: float = 0.995
) -> Iterator[Locator]:
    """One run for each line of ``text``, its characters squares of :data:`SIZE`.

    With ``sure`` (offset to certainty) the lines come from a recogniser that was ``right`` sure of
    all others.
    """
    start = 0
    for number, line in enumerate(text.split("\n")):
        if line:
            top = TOP + number * LEAD
            edges = tuple(LEFT + i * SIZE for i in range(len(line) + 1))
            certain: tuple[float, ...] = ()
            if sure is not None:
                certain = tuple(sure.get(start + i, right) for i in range(len(line)))
            yield Locator(
                start, start + len(line), page=page, box=(LEFT, top, edges[-1], top + SIZE),
                edges=edges, sure=certain,
            )  # fmt: skip
        start += len(line) + 1


def document(text: str = TEXT, sure: Mapping[int, float] | None = None) -> Document:
    """``text`` as a page of squares, read by the real repairs."""
    source = make_source("page.pdf", text.encode())
    draft = Draft(text, "utf-8")
    draft.locators = list(set_lines(text, sure=sure))
    draft.pages = [PAGE]
    return msgspec.structs.replace(repair(source, draft), media_type="application/pdf")


def report(text: str = TEXT, sure: Mapping[int, float] | None = None) -> Report:
    """What the real reader makes of that page."""
    return interpret(document(text, sure))
