"""Broken and hostile pages: a Draft or one clear line, soon, and every run leads to its markup."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhang.reading import Unreadable
from duizhang.reading.draft import Draft
from duizhang.reading.html import draft_of, markup_of, read_html
from duizhang.reading.page import repair
from reading.test_html_layouts import source_of

_SPACE = re.compile(r"[ \t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029\xa0]+")
TEXT = "今年全市地区生产总值增长6.5%左右，规模以上工业增加值增长8%以上，城镇新增就业4万人。"
PIECES = [
    "<p>", "</p>", "<div>", "</div>", "<br>", "<br/>", "<table>", "<tr>", "<td rowspan=3>", "<td colspan='2'>", "</td>",
    "</tr>", "</table>", "<ul><li>", "</li>", "<h1>", "</h3>", "<b>", "</b>", "<a href='x'>", "</a>", "<pre>", "</pre>",
    "<script>", "</script>", "<!--", "-->", "<![CDATA[", "]]>", "<title>", "</title>", "<style>x</style>", "<sup>[1]</sup>",
    "<span style='display:none'>", "</span>", "&nbsp;", "&lt;", "&amp;lt;", "&#12345;", "&#0;", "&#xD800;", "&notit;", "&amp",
    "&#10;", "&bogus;", "&NotEqualTilde;", "\n", "  ", "\t", "\u3000", "\xa0", "\x00", "\u2028", "<", ">", '"', "'", "=", "<p class=\"x", "<p x='",
    "增长6.5%", "地区生产总值", "，", "。", "一、工作回顾", "2031年", "abc def", "😀", "<ruby>汉<rt>han</rt></ruby>", "<hr>", "</", "<?xml?>",
]  # fmt: skip


def resolves(draft: Draft, markup: str) -> None:
    """Every run stands where its locator says; what has none was put in between lines or cells."""
    text = draft.source_text
    end = 0
    for run in draft.locators:
        assert set(text[end : run.start]) <= set("\n| ")
        assert end <= run.start < run.end <= len(text)
        found = markup[run.at : run.until]
        shown = text[run.start : run.end]
        if found != shown:
            # a hard space and one beside it are told as one
            assert _one_space(unescape(found)) == _one_space(shown)
        end = run.end
    assert set(text[end:]) <= set("\n| ")


def _one_space(text: str) -> str:
    return re.sub(" +", " ", _SPACE.sub(" ", text))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60))
def test_locators_resolve_and_reading_is_deterministic(pieces: list[str]) -> None:
    markup = "".join(pieces).encode("utf-8", "replace").decode()
    source = source_of(f"<html>{markup}<p>{TEXT}</p>")
    try:
        draft = read_html(source)
    except Unreadable:
        return
    resolves(draft, markup_of(source))
    again = read_html(source)
    assert (again.source_text, again.locators, again.hints) == (
        draft.source_text, draft.locators, draft.hints,
    )  # fmt: skip
    before = 0
    for hint in draft.hints:
        assert before <= hint.start < hint.end
        assert "\n" not in draft.source_text[hint.start : hint.end]
        before = hint.end
    document = repair(source, draft)
    assert repair(source, again) == document
    for block in document.blocks:
        start, end = document.map.span_to_source(block.start, block.end)
        assert document.locate(start, end) or block.kind == "row"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    markup = text.encode("utf-8", "replace").decode()
    try:
        draft = draft_of("x.html", markup, "utf-8", [])
    except Unreadable:
        return
    resolves(draft, markup)


MB = 1_000_000
FLOODS = {
    "nested divs": "<div>" * 200_000 + TEXT,
    "nested tables": "<table><tr><td>" * 60_000 + TEXT,
    "nested inline": "<b><i>" * 100_000 + TEXT,
    "nested links": "<a href=x>" * 200_000 + TEXT,
    "nested lists": "<ul><li>" * 100_000 + TEXT,
    "end tags of nothing": "<div>" * 50_000 + "</span></section>" * 100_000 + TEXT,
    "misnested": "<b><p></b>" * 60_000 + TEXT,
    "a long attribute": f'<p title="{"x" * 30 * MB}">{TEXT}',
    "an attribute without an end": f'<p>{TEXT}</p><p title="' + "x" * 10 * MB,
    "quotes without an end": f"<p>{TEXT}</p>" + "<a x='" * MB,
    "a sign": f"<p>{TEXT}</p>" + "<" * 300_000 + ">",
    "comments without an end": f"<p>{TEXT}</p>" + "<!-- >" * MB,
    "declarations": f"<p>{TEXT}</p>" + "<!x>" * MB,
    "tags that quotes hide": f"<p>{TEXT}</p>" + '<a x=">"' * MB,
    "entities": f"<p>{TEXT}</p><p>" + "&amp;" * MB,
    "entities without an end": f"<p>{TEXT}</p><p>" + "&am" * MB,
    "references": f"<p>{TEXT}</p><p>" + "&#1234567;" * 300_000,
    "scripts without an end": f"<p>{TEXT}</p>" + "<script>" * 300_000,
    "spaces": f"<p>{TEXT}</p><p>" + " \n" * 5 * MB + "x",
    "breaks": f"<p>{TEXT}</p>" + "<br>" * MB,
    "wide cells": f"<table><tr><td colspan=100000 rowspan=100000>{TEXT}</td><td>x</td></tr>" + "<tr><td>1<td>2" * 20_000,
    "one wide table": f"<table><tr>{'<td>数' * 100_000}<tr><td>1<td>2</table><p>{TEXT}",
    "classes": f"<p>{TEXT}</p>" + "<div class='" + "a-b_c " * 20_000 + "'>x</div>" * 20,
    "NULs": f"<p>{TEXT}</p>" + "\0" * MB,
    "laughs": '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    f'<!ENTITY c SYSTEM "file:///etc/passwd">]><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{TEXT}&b;&c;</p></body></html>',
    "data in a script": f'<script type="application/ld+json">{"[" * 200_000}</script><p>{TEXT}',
    "bars": f"<p>{TEXT}</p><p>" + "上一页 1 2 3 " * 100_000,
    "a window title": f"<title>{'某市-' * 100_000}</title><p>{TEXT}",
}  # fmt: skip


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_bounded(name: str) -> None:
    start = time.process_time()
    refused, draft = "", None
    try:
        draft = draft_of("x.html", FLOODS[name], "utf-8", [])
    except Unreadable as error:
        refused = str(error)
    assert time.process_time() - start < 10
    assert "\n" not in refused
    assert len(refused) < 200
    if draft is not None:
        resolves(draft, FLOODS[name])
        assert TEXT in draft.source_text or len(draft.source_text) > len(FLOODS[name]) / 10


def test_entities_are_never_expanded() -> None:
    text = draft_of("x.html", FLOODS["laughs"], "utf-8", []).source_text
    assert "aaaa" not in text
    assert "root:" not in text
