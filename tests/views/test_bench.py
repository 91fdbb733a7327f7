"""Varied reports keep what makes a report hard to read; the bench times what is there."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from duizhang.language.places import default_places
from duizhang.report import read_source
from duizhang.samples import sample_files
from duizhang.views import bench
from duizhang.views.vary import place_name, vary

TEXTS = [path.read_text(encoding="utf-8") for path in sample_files()]
LONG = "这一段写得很长，好让它能与别的段落互换位置，" * 3


def numerals(text: str) -> list[str]:
    return re.findall("[0-9]+", text)


@given(
    st.text(alphabet="0123456789.年月日%万个、。一（）# \n5G永州长沙湖南—") | st.text(),
    st.integers(0, 99),
)
def test_length_and_numerals_are_kept(text: str, seed: int) -> None:
    made = vary(text, seed)
    assert len(made) == len(text)
    assert sorted(map(len, numerals(made))) == sorted(map(len, numerals(text)))
    assert made == vary(text, seed)


@pytest.mark.parametrize("text", TEXTS)
def test_seeds_give_different_reports(text: str) -> None:
    assert len({text, vary(text, 1), vary(text, 2)}) == 3


@pytest.mark.parametrize(
    "text",
    [
        "2024年12月25日",
        "2025—2027年",
        "5G基站",
        "1. 稳增长",
        "（2）促就业",
        "3月至5月",
        "2021-2025年",
    ],
)
def test_dates_names_and_list_numbers_stay(text: str) -> None:
    assert [vary(text, seed) for seed in range(20)] == [text] * 20


def test_a_numeral_becomes_the_same_numeral_everywhere() -> None:
    first, second = numerals(vary("投资347亿元，去年也是347亿元", 5))
    assert first == second != "347"


def test_no_numeral_becomes_a_year() -> None:
    made = [vary("建成4732套，改造1.8万户", seed) for seed in range(3000)]
    assert not [text for text in made if re.search("(19|20)[0-9]{2}", text)]


def test_places_of_one_kind_trade_names() -> None:
    made = {vary("永州市与湖南省", seed) for seed in range(30)}
    assert len(made) > 20
    assert all(re.fullmatch(r"..市与..省", text) for text in made)


def test_paragraphs_stay_below_their_heading() -> None:
    text = f"一、回顾\n甲{LONG}。\n乙{LONG}。\n二、展望\n丙{LONG}。\n丁{LONG}。\n短句。"
    orders = {"".join(re.findall("[甲乙丙丁短]", vary(text, seed))) for seed in range(40)}
    assert orders == {"甲乙丙丁短", "乙甲丙丁短", "甲乙丁丙短", "乙甲丁丙短"}


def test_stages_add_up_to_the_whole() -> None:
    run = bench.read_timed(bench.varied(TEXTS, 3))
    assert {"reading", "outline", "figures", "claims"} <= set(run.stages)
    assert sum(run.stages.values()) == pytest.approx(run.seconds)
    assert min(run.stages.values()) >= 0
    assert run.reports == 3
    assert run.characters >= sum(map(len, TEXTS[:3]))


def test_each_round_of_reports_is_of_other_places_and_keeps_its_years() -> None:
    texts = [text for text in TEXTS if bench._identity(text)[0]]  # others are of many places
    many = len(texts)
    own = [read_source(s).identity for s in bench.varied(texts, 3 * many)]
    real = [bench._identity(text) for text in texts]
    rounds = [own[i * many : (i + 1) * many] for i in range(3)]
    for made in rounds:
        assert [i.year for i in made] == [year for _, year in real]
        pairs = {(a, b.place) for (a, _), b in zip(real, made, strict=True)}
        assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    assert len({i.place for i in own}) == 3 * len({place for place, _ in real})


def test_names_of_places_are_each_of_one_place() -> None:
    names = [place_name(n) for n in range(2000)]
    assert len(set(names)) == 2000
    assert all(len(default_places().find(name)) == 1 for name in names)


def test_bench_prints_each_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.benchdata, "shared_folder", lambda: None)
    result = CliRunner().invoke(bench.command, ["--reports", "4", "--jobs", "2", "--build", "3"])
    assert result.exit_code == 0, result.output
    for words in (
        "4 varied samples",
        "one core",
        "2 processes",
        "slowest",
        "peak memory",
        "3 reports in",
    ):
        assert words in result.output
