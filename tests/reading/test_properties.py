"""For any text: the segments cover the source, the map leads there and back, nothing is lost."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from duizhang.model import Document
from duizhang.reading import Unreadable, decode, make_source
from duizhang.reading.draft import Cut, Draft
from reading.pages import read

# Pieces that repairs look for, so that random pages hold them often.
PIECES = st.sampled_from(
    [
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\x0b",
        "\u2028",
        "**",
        "__",
        "#",
        "-",
        "1",
        "12",
        "1.5",
        "％",
        "%",
        "亿",
        "万",
        "吨",
        "元",
        "年",
        "月",
        "。",
        "，",
        "；",
        "：",
        "“",
        "”",
        "《",
        "》",
        "（",
        "）",
        "（一）",
        "一、",
        "一是",
        "——",
        "■",
        "l",
        "O",
        "&nbsp;",
        "&amp;",
        "\u200b",
        "\ufeff",
        "\x00",
        "记者",
        "摄",
        "(上接1版)",
        "（下转3版）",
        "稳步向前",
        "增长",
        "重点工作",
        "全市经济",
        "5G",
        "PM",
        "2.5",
        "来源：",
        ">",
        "【",
        "】",
        " ",
        "\t",
        "\u3000",
        "，，",
        "11..",
        "亮 点 纷 呈",
    ]
)
PAGES = st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join))


def _check(document: Document) -> None:
    source, text = document.source_text, document.text
    at = position = 0
    for segment in document.segments:
        assert segment.start == at < segment.end
        at = segment.end
        if segment.kind in ("kept", "moved"):
            assert segment.text_end - segment.text_start == segment.end - segment.start
            assert (
                text[segment.text_start : segment.text_end] == source[segment.start : segment.end]
            )
            assert segment.text_start == position
            position = segment.text_end
        else:
            assert segment.text_start == segment.text_end == position
    assert at == len(source)
    assert position == len(text)
    for place in range(len(text)):
        assert document.map.to_text(document.map.to_source(place)) == place
    behind = 0
    for block in document.blocks:
        assert behind <= block.start < block.end
        assert not text[behind : block.start].strip()
        assert text[block.start : block.end] == text[block.start : block.end].strip()
        behind = block.end
    assert not text[behind:].strip()
    for warning in document.warnings:
        assert 0 <= warning.start <= warning.end <= len(source)


@settings(max_examples=300, deadline=None)
@given(PAGES)
@example("")
@example(" \n\t")
@example("\x00")
@example("稳步向前稳步向前，，")
@example("增长\n1")
@example("|---|\n")
def test_any_text_becomes_a_document(text: str) -> None:
    document = read(text)
    _check(document)
    assert read(text) == document


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes) -> None:
    try:
        document = decode(make_source("a.bin", data))
    except Unreadable as error:
        document, reason = None, str(error)
    if document is None:
        assert reason.startswith("a.bin: ")
        assert "\n" not in reason
    else:
        _check(document)


@settings(max_examples=200, deadline=None)
@given(PAGES, st.sampled_from(["gb18030", "utf-16", "utf-8-sig"]))
def test_the_encoding_does_not_change_the_text(text: str, encoding: str) -> None:
    page = "全市经济运行总体平稳，地区生产总值增长5%。\n" + text.replace("\ufeff", "")
    page = "".join(
        c for c in page.encode("utf-8", "ignore").decode() if c.isprintable() or c == "\n"
    )
    document = decode(make_source("a", page.encode(encoding)))
    assert document.source_text == page


@settings(max_examples=200, deadline=None)
@given(
    st.text(min_size=1, max_size=40),
    st.lists(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4), max_size=4),
)
def test_removals_one_after_another_compose(text: str, passes: list[list[tuple[int, int]]]) -> None:
    draft = Draft(text, "utf-8")
    for spans in passes:
        limit = len(draft.text)
        draft.remove([Cut(min(a, limit), min(b, limit), "ghost") for a, b in spans if a < b])
        for place, character in enumerate(draft.text):
            assert text[draft.source(place)] == character
    kept = "".join(text[s.start : s.end] for s in draft.segments() if s.kind == "kept")
    assert kept == draft.text
