"""Both languages to the end: gaps, rules, notes of the reader, reasons, errors."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import duizhang
from duizhang.views.web.language import (
    gapper,
    reasoner,
    refuser,
    ruler,
    translator,
    warner,
)
from web.served import addresses, ids

_HAN = re.compile("[\u4e00-\u9fff]")
_QUOTED = re.compile("“[^”]*”")


@pytest.mark.parametrize(
    ("value", "unit", "chinese", "english"),
    [
        (-1.3, "%", "−1.3个百分点", "−1.3 points"),
        (1, "%", "+1个百分点", "+1 point"),
        (0, "%", "0个百分点", "0 points"),
        (0.3, "pp", "+0.3个百分点", "+0.3 points"),
        (7_030_000_000, "元", "+70.3亿元", "+7.03 billion yuan"),
        (3200, "人", "+3200人", "+3,200 people"),
        (-4000, "亩", "−4000亩", "−4,000 mu"),
        (22, "个", "+22个", "+22"),
        (5, "座次", "+5座次", "+5 座次"),
        (0.1 + 0.2, "%", "+0.3个百分点", "+0.3 points"),
    ],
)
def test_a_gap_in_both_languages(value: float, unit: str, chinese: str, english: str) -> None:
    assert gapper("zh")(value, unit) == chinese
    assert gapper("en")(value, unit) == english


def test_no_english_page_has_points_in_chinese(reader: TestClient, samples: Path) -> None:
    for address in addresses(samples):
        page = reader.get("/en" + address).text
        page = re.sub("<(article|blockquote).*?</\\1>", "", page, flags=re.DOTALL)
        gaps = re.findall("[+−][0-9.]+个百分点", re.sub("<[^>]+>", "", page))
        assert gaps == [], address


def test_one_chinese_word_may_have_two_english_ones() -> None:
    assert translator("en")("地方") == "Place"
    assert translator("en")("地方#many") == "Places"
    assert translator("zh")("地方#many") == "地方"


def test_every_rule_of_the_samples_has_its_chinese(samples: Path) -> None:
    say = ruler("zh")
    rules = {r[1] for reasons in ids(samples, "SELECT reasons FROM claims")
             for r in json.loads(reasons)}  # fmt: skip
    assert len(rules) > 30
    assert sorted(r for r in rules if not _HAN.search(say(r))) == []
    assert {ruler("en")(r) for r in rules} == rules


def test_rules_fields_and_values_are_in_the_pages_language(
    reader: TestClient, samples: Path
) -> None:
    claim = ids(samples, "SELECT id FROM claims WHERE indicator = 'gdp' ORDER BY id LIMIT 1")[0]
    chinese = reader.get(f"/claim/{claim}").text
    assert not re.search(">(growth|target|result|running time|unit behind)", chinese)
    english = reader.get(f"/en/claim/{claim}").text
    assert "unit behind the numeral" in english


@pytest.mark.parametrize("column", ["entries.why", "conflicts.reason", "claims.doubt"])
def test_reasons_of_the_samples_have_their_english(samples: Path, column: str) -> None:
    table, name = column.split(".")
    say = reasoner("en")
    for words in ids(samples, f"SELECT DISTINCT {name} FROM {table}"):
        told = _QUOTED.sub("", say(words))
        if told == words and _HAN.search(words):
            pytest.fail(words)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("一方为新增, 一方为累计: 只报企业405家",
         "one side is what is new, the other the stock: only 企业405家 is told"),
        ("单位不同: 只报860万户", "another unit: only 860万户 is told"),
        ("居民收入5.9%对地区生产总值5.5%", "居民收入5.9% against 地区生产总值5.5%"),
        ("隔2年又列入", "back after 2 years"),
        ("账里没有“甲”。相近的有：乙、丙", "The ledger has no “甲”. Near names: 乙、丙"),
        ("p：应是整数", "p: must be a whole number"),
        ("数字对不上", "数字对不上"),
    ],
)  # fmt: skip
def test_a_reason_in_english(chinese: str, english: str) -> None:
    assert reasoner("en")(chinese) == english


def test_notes_of_the_reader_are_told_in_chinese_and_every_code_is_in_use() -> None:
    source = Path(duizhang.__file__).parent
    files = [p for f in ("reading", "outline", "claims") for p in (source / f).rglob("*.py")]
    code = "".join(p.read_text("utf-8") for p in files)
    words = tomllib.loads((source / "views/web/words.toml").read_text("utf-8"))["warning"]
    assert [name for name in words if f'"{name}"' not in code] == []
    for name in words:
        assert _HAN.search(warner("zh")(name, "words")), name
        assert warner("en")(name, "words") == "words"
    assert warner("zh")("a code to come", "words") == "words"


@pytest.mark.parametrize(
    ("told", "chinese"),
    [
        ("the file is empty", "文件是空的"),
        ("报告.pdf: protected by a password", "报告.pdf: 有密码保护，先去掉密码"),
        ("a.zip/b.docx: damaged: word/document.xml is no sound XML",
         "a.zip/b.docx: 文件损坏：word/document.xml is no sound XML"),
        ("something new", "something new"),
    ],
)  # fmt: skip
def test_why_a_file_was_not_read(told: str, chinese: str) -> None:
    assert refuser("zh")(told) == chinese
    assert refuser("en")(told) == told


@pytest.mark.parametrize(
    ("address", "chinese", "english"),
    [
        ("/nothing/here", "没有这个网址", "There is no such address"),
        ("/place/无此地", "账里没有“无此地”", "The ledger has no “无此地”"),
        ("/account?p=x", "p：应是整数", "p: must be a whole number"),
        ("/account?year=x", "year：年份写作 2025", "year: write a year as 2025"),
        ("/compare?place=青溪&year=9", "没有这样的年份", "there is no such year"),
        ("/review?skip=x", "skip：应是整数", "skip: must be a whole number"),
    ],
)
def test_errors_are_told_in_the_pages_language(
    reader: TestClient, address: str, chinese: str, english: str
) -> None:
    assert chinese in reader.get(address).text
    page = reader.get("/en" + address).text
    main = page[page.index("<main") : page.index("</main>")]
    assert english in main.replace("&#34;", '"')
    assert not re.search("Not Found|Input should be", page)
