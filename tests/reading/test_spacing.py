"""Spaces beside and inside numbers."""

from __future__ import annotations

import pytest

from reading.pages import read


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("实现总值 2910 亿元、增长 5.5% 左右", "实现总值2910亿元、增长5.5%左右"),
        ("粮食产量达 332万 吨以上", "粮食产量达332万吨以上"),
        ("于 12 月 25 日召开", "于12月25日召开"),
        ("增长1 .5个百分点", "增长1.5个百分点"),
        ("增长4. 5%左右", "增长4.5%左右"),
        ("建成 5G 基站", "建成5G基站"),
        ("实施 “走出去”战略", "实施“走出去”战略"),
        ("综合治理 ”的方针", "综合治理”的方针"),
        ("2031 年，全市经济", "2031年，全市经济"),
        ("10 亿元以上项目15 个", "10亿元以上项目15个"),
    ],
)
def test_it_is_closed(source: str, text: str) -> None:
    assert read(source).text == text


@pytest.mark.parametrize(
    "text",
    [
        "1 继续抓好项目建设",
        "3 家校协同推进教育",
        "1. 推进改革",
        "- 2 抓好农业",
        "省长 张三",
        "衡阳 制造立市 文旅兴城",
        "Public domain",
        "增长 　 5%",
        "2029 2030 2031",
    ],
)
def test_it_stays(text: str) -> None:
    assert read(text).text == text.removeprefix("- ")
