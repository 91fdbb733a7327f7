"""The digest: every number in it is a record's, every sentence names its records."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from duizhang.ledger.build import build
from duizhang.report import read
from duizhang.samples import places_file, sample_files
from duizhang.views.brief import Brief, brief
from duizhang.views.digest import page
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
    counted = 0
    for one, sentence in _sentences(told, lang):
        allowed = {str(one.year), str(one.year - 1)}
        for ref in sentence.refs:
            if ref.id.startswith("e:"):
                continue
            document, start, end, printed = spans[ref.id]
            assert document == ref.document
            allowed |= set(_NUMBER.findall(texts[document][start:end] + printed))
        if any(ref.id.startswith("e:") for ref in sentence.refs):
            allowed |= {str(n) for n in one.tally.values()} | {str(len(one.account))}
        listed = re.sub(r"“?\w*?(?:实事|项目)”?[：:]", "", sentence.text)  # a list's own name
        numbers = _NUMBER.findall(listed)
        assert set(numbers) <= allowed, sentence.text
        counted += len(numbers)
    assert counted > 40


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
