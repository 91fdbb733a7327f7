"""The digest: every number in it is a record's, every sentence names its records."""

from __future__ import annotations

import re
import tomllib
import zipfile
from decimal import Decimal
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from duizhang.language.lexicon import load_lexicon
from duizhang.language.number import HEDGES
from duizhang.ledger.build import build
from duizhang.report import read
from duizhang.samples import places_file, sample_files
from duizhang.views.brief import Brief, brief
from duizhang.views.clauses import Point, Told, clauses
from duizhang.views.digest import english, page
from duizhang.views.digest.command import command
from duizhang.views.digest.language import Lang, words_of
from duizhang.views.digest.sentences import Sentence, city, comparison
from duizhang.views.gathered import Records

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("digest") / "l"
    build(sample_files(), folder, lexicon=places_file())
    return folder


@pytest.fixture(scope="module")
def told(ledger: Path) -> list[Brief]:
    with Records(ledger) as records:
        return [brief(records, p, 2025) for p in ("青溪", "云汀")]


def _sentences(told: list[Brief], lang: Lang) -> list[tuple[Brief, Sentence]]:
    words = words_of(lang)
    found = []
    for one in told:
        made = city(one, words)
        found += [(one, s) for s in (made.headline, *made.paragraphs, *made.points)]
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_is_of_the_records_named(told: list[Brief], ledger: Path, lang: Lang) -> None:
    """What a sentence says in figures stands in the source within the records it names."""
    with Records(ledger) as records:
        texts = {r["id"]: str(r["text"]) for r in records.rows("SELECT id, text FROM documents")}
        spans = {
            r["id"]: (r["document"], r["a"], r["b"], r["printed"])
            for r in records.rows(
                "SELECT id, document, evidence_start AS a, evidence_end AS b, printed FROM claims"
                " UNION ALL SELECT id, document, evidence_start, evidence_end, '' FROM relations"
                " UNION ALL SELECT id, document, start_at, end_at, '' FROM pledges"
            )
        }
        values = {
            r["id"]: {abs(v) for v in (r["value"], r["value2"]) if v is not None}
            for r in records.rows("SELECT id, value, value2 FROM claims")
        }
    counted = 0
    for one, sentence in _sentences(told, lang):
        allowed = {str(one.year), str(one.year - 1)}
        told_in_english = {float(one.year), float(one.year - 1)}
        for ref in sentence.refs:
            if ref.id.startswith("e:"):
                continue
            document, start, end, printed = spans[ref.id]
            assert document == ref.document
            allowed |= set(_NUMBER.findall(texts[document][start:end] + printed))
            told_in_english |= values.get(ref.id, set())
        if any(ref.id.startswith("e:") for ref in sentence.refs):
            allowed |= {str(n) for n in one.tally.values()} | {str(len(one.account))}
            told_in_english |= {float(n) for n in allowed}
        quoted = "".join(re.findall("“[^”]*”", sentence.text)) if lang == "en" else sentence.text
        listed = re.sub(r"“?\w*?(?:实事|项目)”?[：:]?", "", quoted)  # a list's own name
        numbers = _NUMBER.findall(listed)
        assert set(numbers) <= allowed, sentence.text
        if lang == "en":
            spoken = re.findall(_SPOKEN, re.sub("“[^”]*”", "", sentence.text))
            assert {_value(*s) for s in spoken} <= told_in_english, sentence.text
            numbers += spoken
        counted += len(numbers)
    assert counted > 40


_SPOKEN = r"(?<![A-Z\d.])(\d[\d,]*(?:\.\d+)?)( million| billion| trillion)?"


def _value(digits: str, scale: str) -> float:
    """What an English number says: 3.32 million is 3320000."""
    exponent = {"": 0, " million": 6, " billion": 9, " trillion": 12}[scale]
    return float(Decimal(digits.replace(",", "")).scaleb(exponent))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sentence_can_be_walked_back(told: list[Brief], lang: Lang) -> None:
    for one, sentence in _sentences(told, lang):
        assert sentence.refs, sentence.text
        assert all(ref.document in one.documents for ref in sentence.refs)


def test_targets_and_results_in_words(told: list[Brief]) -> None:
    made = city(told[0], words_of("zh"))
    assert made.headline.text.startswith("青溪市 2025年地区生产总值增长6%左右的目标")
    assert "规模以上工业增加值增长8%" in made.paragraphs[0].text
    assert "居民收入增速高于经济增速" in made.paragraphs[0].text
    assert "地区生产总值增长6.2%（目标6.5%左右，接近）" in made.paragraphs[1].text
    assert 3 <= len(made.points) <= 6
    assert "改造城镇老旧小区65个" in made.points[0].text


def test_absent_is_a_word_in_the_comparison(told: list[Brief]) -> None:
    rows = {r.name: r.cells for r in comparison(told, words_of("zh"))}
    assert rows["地区生产总值增速"][0].text == "6%左右"
    assert {c.text for cells in rows.values() for c in cells if not c.refs} == {"未提"}
    laid = page.laid_out(
        [city(b, words_of("zh")) for b in told], comparison(told, words_of("zh")), 2025, "zh"
    )
    assert "未提" in page.markdown(laid).decode()


def test_a_comparison_without_a_figure_has_its_place_among_the_figures(told: list[Brief]) -> None:
    rows = {r.name: r.cells for r in comparison(told, words_of("zh"))}
    income = rows["居民人均可支配收入"]
    assert income[0].text == "居民收入增速高于经济增速"
    assert income[0].refs
    one = next(t for t in told[0].targets if t.indicator == "income_per_capita" and not t.name)
    growth = next(t for t in told[1].targets if t.indicator == "gdp")
    words = one._replace(indicator="gdp", printed="经济增速高于全省平均")
    other = told[1]._replace(targets=tuple(words if t is growth else t for t in told[1].targets))
    rows = {r.name: r.cells for r in comparison([told[0], other], words_of("zh"))}
    assert [c.text for c in rows["地区生产总值增速"]] == ["6%左右", "经济增速高于全省平均"]


def test_silence_is_told_only_of_a_whole_report(told: list[Brief]) -> None:
    """Of a digest nobody can say what the report leaves out."""
    part = {i: {**d, "coverage": "digest"} for i, d in told[1].documents.items()}
    rows = comparison([told[0], told[1]._replace(documents=part)], words_of("zh"))
    silent = {c.text for r in rows for c in r.cells[1:] if not c.refs}
    assert silent == {"未见（文稿不全）"}


def test_hostile_words_are_escaped() -> None:
    evil = "<script>alert(1)</script> | [x](javascript:1) `a` *b* \x01"
    laid = page.Page(
        "t",
        "zh",
        (page.Block("text", evil, (1,)), page.Table((evil,), (((evil, ()),),))),
        (evil,),
        "s",
    )
    assert b"<script" not in page.web(laid)
    text = page.markdown(laid).decode()
    assert "\\<script\\>" in text
    assert "\\[x\\]\\(javascript" in text
    assert zipfile.ZipFile(BytesIO(page.word(laid))).testzip() is None


@pytest.mark.parametrize("form", ["md", "html", "docx"])
def test_same_bytes_twice_and_docx_can_be_read(ledger: Path, tmp_path: Path, form: str) -> None:
    made = []
    for n in range(2):
        out = tmp_path / f"{n}.{form}"
        words = ["青溪", "云汀", "--year", "2025", "--compare", "--out", str(out)]
        result = CliRunner().invoke(command, [*words, "--ledger", str(ledger)])
        assert result.exit_code == 0, result.output
        made.append(out.read_bytes())
    assert made[0] == made[1]
    if form == "docx":
        text = read(tmp_path / "0.docx").document.text
        assert "2025年主要预期目标是：地区生产总值增长6%左右" in text
        assert "云汀市" in text


def test_wrong_use(ledger: Path) -> None:
    run = CliRunner()
    assert run.invoke(command, ["无此地", "--ledger", str(ledger)]).exit_code == 1
    assert run.invoke(command, ["青溪", "--format", "docx", "--ledger", str(ledger)]).exit_code == 2


_EXAMPLES = tomllib.loads(
    (files("duizhang.views.digest") / "english.toml").read_text(encoding="utf-8")
)["example"]
_PAGE = """青溪市政府工作报告

——2026年1月9日在青溪市第七届人民代表大会第六次会议上

一、2025年工作回顾

{}。

二、2026年工作安排

主要目标是：地区生产总值增长6%左右。
"""


def _point(clause: str, folder: Path) -> Point:
    """``clause`` as a report's look back says it."""
    page_ = folder / "page.txt"
    page_.write_text(_PAGE.format(clause), encoding="utf-8")
    build([page_], folder / "l", lexicon=places_file())
    with Records(folder / "l") as records:
        rows = [r for r in records.claims(["青溪市"]) if r["role"] == "result"]
        text = records.text(rows[0]["document"])
    found = clauses(rows, None, text)
    figures, whole = list[Told](), ""
    for point in found:  # one point a sentence and run of clauses; here all of them are asked for
        at = text.index(point.text) - text.index(clause)
        figures += [Told(f.start + at, f.end + at, f.claim) for f in point.figures]
        whole = clause
    return found[0]._replace(text=whole, figures=tuple(figures))


@pytest.mark.parametrize("example", _EXAMPLES, ids=lambda e: e["en"][:30])
def test_a_clause_in_english(example: dict[str, str], tmp_path: Path) -> None:
    assert english.clause(_point(example["zh"], tmp_path)) == example["en"]


def test_what_english_knows_is_of_the_lexicon() -> None:
    known = {row["id"]: row for row in load_lexicon("").rows["indicators"]}
    words = english._words()
    for name in (*words["names"], *words["units_of"], *words["clause"]["narrow"]):
        assert name in known
    units = {u for row in known.values() for u in row["units"].split("|")} - {"位", "倍"}
    assert units <= words["units"].keys()
    assert words["hedges"].keys() == set(HEDGES)


_CLAIM = {
    "value": 4.5, "value2": None, "unit": "%", "aspect": "growth", "hedge": "none", "strive": False,
    "printed": "4.5%", "indicator": "fixed_asset_investment",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "4.5%"),
        ({"printed": "4.50%"}, "4.50%"),
        ({"value2": 5.0, "printed": "4.5%—5%"}, "4.5–5%"),
        ({"value": -3.0, "printed": "−3%", "hedge": "at_least"}, "down at least 3%"),
        ({"strive": True, "hedge": "about"}, "about 4.5% (striven for)"),
        ({"value": 0.4, "unit": "pp", "aspect": "change"}, "0.4 percentage points"),
        ({"value": 45000, "unit": "人", "aspect": "level"}, "45,000 people"),
        ({"value": 1.12e4, "unit": "亩", "aspect": "level", "hedge": "over"}, "over 11,200 mu"),
        ({"value": 2.91e11, "unit": "元", "aspect": "level"}, "291 billion yuan"),
        ({"value": 1.458e13, "unit": "元", "aspect": "level"}, "14.58 trillion yuan"),
        ({"value": 3.327512e6, "unit": "吨", "aspect": "level"}, "3,327,512 tonnes"),
        ({"value": 12.5, "unit": "碗", "aspect": "level"}, ""),
        ({"value": None}, ""),
        ({"aspect": "rank", "unit": "位", "value": 3}, ""),
    ],
)
def test_a_number_in_english(changed: dict[str, Any], told: str) -> None:
    assert english.number(_CLAIM | changed) == told


@pytest.mark.parametrize(
    ("left", "op", "right", "words", "told"),
    [
        ("income_per_capita", "gt", "gdp", "居民收入增速高于经济增速",
         "disposable income per capita to grow faster than GDP"),
        ("unemployment_surveyed_urban", "lt", "全省平均", "城镇调查失业率低于全省平均水平",
         "urban surveyed unemployment rate below the provincial average"),
        ("income_per_capita", "gt", "四个高于", "居民收入实现“四个高于”", ""),
        ("各级财政投入", "gt", "上年", "各级财政投入高于上年", ""),
    ],
)  # fmt: skip
def test_a_comparison_in_english(left: str, op: str, right: str, words: str, told: str) -> None:
    row = {"left_term": left, "op": op, "right_term": right}
    assert english.relation(row, words) == told


def test_chinese_in_an_english_digest_is_marked(told: list[Brief]) -> None:
    """Outside quotations only names of places and files are Chinese."""
    words = words_of("en")
    for one, sentence in _sentences(told, "en"):
        bare = re.sub("“[^”]*”", "", sentence.text).replace(one.place, "")
        assert not re.search("[\u2e80-\u9fff]", bare), sentence.text
        if re.search("“[^”]*[\u2e80-\u9fff]", re.sub(r"\(“[^”]*”\)", "", sentence.text)):
            assert english.MARK in sentence.text
    rows = comparison(told, words)
    assert not any(re.search("[\u2e80-\u9fff]", c.text) for r in rows for c in r.cells)
    laid = page.laid_out([city(b, words) for b in told], rows, 2025, "en")
    html = page.web(laid).decode()
    assert '<span lang="zh-CN">改造城镇老旧小区65个</span>' in html
    assert "<title>" in html.split("<span", 1)[0]
