"""Encodings, with and without marks, whole and damaged."""

from __future__ import annotations

import pytest

from duizhang.reading import Unreadable, decode, make_source
from duizhang.reading.encoding import decode_text

SIMPLIFIED = "二、2031年工作安排\r\n全市今年要做到：经济增长5.5%左右，粮食产量３３０万吨以上。\n"
TRADITIONAL = "二、2031年工作安排\n主要預期目標是：地區生產總值增長5.5%左右，新增就業4.5萬人。\n"


@pytest.mark.parametrize("text", [SIMPLIFIED, "增长5%", "全市经济", "城镇新增就业4.5万人。\n"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk", "utf-16-le", "utf-16-be"],
)
def test_simplified(text: str, encoding: str) -> None:
    if encoding.startswith("utf-16-") and "\n" not in text:
        pytest.skip("without its mark UTF-16 needs a few characters")
    assert decode_text("a", text.encode(encoding))[0] == text


@pytest.mark.parametrize("text", [TRADITIONAL, "經濟增長與就業", "粮食產量達到三百萬噸。"])
@pytest.mark.parametrize("encoding", ["big5hkscs", "gb18030", "utf-8"])
def test_traditional(text: str, encoding: str) -> None:
    if encoding == "big5hkscs":
        text = text.replace("粮", "糧")
    assert decode_text("a", text.encode(encoding))[0] == text


def test_the_mark_is_removed_and_newlines_stay() -> None:
    document = decode(make_source("a", b"\xef\xbb\xbf" + SIMPLIFIED.encode()))
    assert document.source_text == SIMPLIFIED
    assert document.encoding == "utf-8"


def test_a_cut_end_is_forgiven_with_a_warning() -> None:
    document = decode(make_source("a", SIMPLIFIED.encode()[:-2]))
    assert document.source_text.endswith("�")
    warning = next(w for w in document.warnings if w.code == "undecodable")
    assert document.source_text[warning.start : warning.end] == "�"


def test_a_damaged_spot_is_forgiven() -> None:
    data = (SIMPLIFIED * 20).encode("gb18030")
    text, encoding, warnings = decode_text("a", data[:300] + b"\xff" + data[300:])
    assert encoding == "gb18030"
    assert text.count("�") <= 3
    assert [w.code for w in warnings] == ["undecodable"]


def test_what_is_no_text_in_any_encoding_is_refused() -> None:
    with pytest.raises(Unreadable, match="encoding"):
        decode_text("a", bytes(range(128, 256)) * 50)


def test_decoding_is_deterministic() -> None:
    data = TRADITIONAL.encode("big5")
    assert [decode_text("a", data)[1] for _ in range(3)] == ["big5hkscs"] * 3
