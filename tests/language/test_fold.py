"""fold: many ways to type a character become one, and no character moves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhang.language.fold import fold

DATA = Path(__file__).parents[2] / "src/duizhang/language/data"
TRADITIONAL = [
    tuple(line.split("\t"))
    for line in (DATA / "traditional.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("增长４．５％", "增长4.5%"),
        ("ＧＤＰ、５Ｇ基站", "GDP、5G基站"),
        ("＋３－２×４～５", "+3-2×4~5"),
        ("4.5—5%", "4.5—5%"),
        ("4.5–5%", "4.5-5%"),
        ("4.5－5%", "4.5-5%"),
        ("――", "——"),
        ("2025〜2027年", "2025~2027年"),
        ("投资1,200亿元", "投资1,200亿元"),
        ("1,200,增长5%", "1,200，增长5%"),
        ("投资１,２００亿元", "投资1,200亿元"),
        ("一是:抓项目;二是(略)", "一是：抓项目；二是（略）"),
        ("比例2:1", "比例2:1"),
        ("比例2.5∶1", "比例2.5:1"),
        ("目标:10个", "目标：10个"),
        ("2025:抓落实", "2025：抓落实"),
        ("「十四五」", "“十四五”"),
        ("『一带一路』", "‘一带一路’"),
        ('"四上"企业和"小巨人"', "“四上”企业和“小巨人”"),
        ('一个"没有\n收尾', '一个"没有\n收尾'),
        ("张三・李四", "张三·李四"),
        ("全角　空格\r\n", "全角 空格\r\n"),
        ("國內生產總值增長", "国内生产总值增长"),
        ("為了群眾、羣衆", "为了群众、群众"),
        ("臺灣、台灣；裡、裏；線、綫", "台湾、台湾；里、里；线、线"),
        ("後年於是徵收", "后年于是征收"),
        ("⼈⺠⽣活", "人民生活"),
    ],
)
def test_variants_become_one(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert len(written) == len(folded)


@pytest.mark.parametrize(
    "text",
    [
        "地区生产总值增长5.5%左右，其中：第一产业（含林业）增长3%；",
        "乾县、慰藉、显著、瞭望、覆盖、余姚、沈阳",
        "‘双碳’“四个十大”《规划》！？",
        "",
    ],
)
def test_standard_text_is_left_alone(text: str) -> None:
    assert fold(text) == text


def test_every_row_of_the_table_is_one_to_one_and_ends_there() -> None:
    written = [a for a, _ in TRADITIONAL]
    assert written == sorted(set(written))
    assert all(len(a) == len(b) == 1 for a, b in TRADITIONAL)
    assert not set(written) & {b for _, b in TRADITIONAL}
    assert fold("".join(written)) == "".join(b for _, b in TRADITIONAL)


_TYPED = st.text(
    alphabet=st.sampled_from("".join(a for a, _ in TRADITIONAL) + '，,:;()"＂1２年\n —～')
)


@given(st.one_of(st.text(), _TYPED))
def test_no_character_moves(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    assert [i for i, c in enumerate(text) if c in "\r\n"] == [
        i for i, c in enumerate(folded) if c in "\r\n"
    ]


def test_many_different_variants_fold_as_few_do() -> None:
    text = "國會、" + "".join(a for a, _ in TRADITIONAL) + "：４２％"
    assert fold(text) == "".join(fold(c) for c in text)
