from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from duizhang.language.lexicon import default_lexicon
from duizhang.model import Claim, Figure, Reason, Report, Segment
from duizhang.views.explain import command, explain_offset
from duizhang.views.record import figure_at, nearest_figure

from . import handmade


@pytest.fixture
def report() -> Report:
    return handmade.report()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, report: Report) -> None:
    monkeypatch.setattr("duizhang.report.read", lambda *_: report)


def run(target: str, *options: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(command, [target, *options], terminal_width=120)
    return result.exit_code, result.stdout, result.stderr


def at(words: str, nth: int = 0) -> str:
    return f"page.txt:{handmade.spot(handmade.TEXT, words, nth)[0]}"


@pytest.mark.usefixtures("read")
@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("5.5", "〔5.5%左右〕"),
        (".5%左右", "〔5.5%左右〕"),
        ("%左右", "〔5.5%左右〕"),
        ("万人", "〔4.5万人〕"),
        ("4.5%—", "〔4.5%—5%〕"),
        ("5%，力争", "〔4.5%—5%〕"),
        ("12345", "〔12345〕热线"),
        ("收入增长高于", "〔居民收入增长高于经济增长〕"),
        ("7位", "〔第7位〕"),
        ("三成", "〔近三成〕村庄"),
    ],
)
def test_any_place_in_a_number_or_its_unit_finds_it(words: str, marked: str) -> None:
    code, out, _ = run(at(words))
    assert code == 0
    assert marked in out


@pytest.mark.usefixtures("read")
def test_the_record_is_told_in_words_with_its_evidence() -> None:
    _, out, _ = run(at("5.5"))
    told = {line.split()[1]: line for line in out.splitlines() if len(line.split()) > 2}
    assert "地区生产总值 gdp" in told["indicator"]
    assert "“生产总值” @" in told["indicator"]
    assert "增速 growth" in told["aspect"]
    assert "结果 result" in told["role"]
    assert "左右：“左右” @" in told["hedge"]
    assert "5.5%左右（5.5）" in told["value"]
    assert "云泽市" in told["place"]
    assert "default" in told["place"]
    assert "93%" in told["confidence"]
    assert out.startswith("page.txt · 云泽市 · 2025\n")


@pytest.mark.usefixtures("read")
def test_a_fall_is_told_with_a_real_minus_and_a_doubt_in_words() -> None:
    assert "3.8%（−3.8）" in run(at("3.8"))[1]
    assert "subject far away" in run(at("12所"))[1]


@pytest.mark.usefixtures("read")
def test_what_is_no_measure_says_its_kind_and_rule() -> None:
    _, out, _ = run(at("12345"))
    assert "名称 name" in out
    assert "hotline" in out


@pytest.mark.usefixtures("read")
def test_json_has_the_row_the_sentence_and_the_quotes() -> None:
    code, out, _ = run(at("5.5"), "--json")
    row = json.loads(out)
    text = handmade.TEXT
    assert code == 0
    assert row["value"] == 5.5
    sentence = row["sentence"]
    assert text[sentence["start"] : sentence["end"]] == sentence["text"]
    assert sentence["text"].startswith("全市生产总值")
    assert [r.get("quote") for r in row["reasons"]] == ["左右", "生产总值", "2024年工作回顾", None]


@pytest.mark.usefixtures("read")
def test_the_runner_up_is_shown_beside_the_winner(
    monkeypatch: pytest.MonkeyPatch, report: Report
) -> None:
    c = next(c for c in report.claims if c.value == 45000)
    other = Reason("indicator", "runner-up", "urban_employment 0.31", c.start - 6, c.start)
    claims = tuple(
        msgspec.structs.replace(x, reasons=(other,)) if x is c else x for x in report.claims
    )
    changed = msgspec.structs.replace(report, claims=claims)
    monkeypatch.setattr("duizhang.report.read", lambda *_: changed)
    line = next(line for line in run(at("万人"))[1].splitlines() if "次选" in line)
    assert "次选指标" in line
    assert "urban_employment 0.31" in line


@pytest.mark.usefixtures("read")
def test_an_offset_without_a_numeral_names_the_nearest() -> None:
    code, out, err = run(at("新增就业"))
    assert (code, out) == (1, "")
    assert err.startswith("duizhang: page.txt: offset ")
    assert "the nearest is 4.5 at " in err
    code, _, err = run("page.txt:999999")
    assert code == 1
    assert f"which has {len(handmade.TEXT)} characters" in err


@pytest.mark.parametrize("target", ["page.txt", "page.txt:", ":12", "page.txt:x", "c:XYZ"])
def test_what_is_no_target_is_wrong_use(target: str) -> None:
    assert run(target)[0] == 2


def test_a_file_that_cannot_be_read_is_one_line() -> None:
    code, _, err = run("no/such/file.txt:3")
    assert code == 1
    assert err.startswith("duizhang: no/such/file.txt: ")
    assert err.count("\n") == 1


def test_an_id_without_a_ledger_says_what_to_do(tmp_path: Path) -> None:
    code, _, err = run("c:12ab", "--ledger", str(tmp_path / "none"))
    assert code == 1
    assert "duizhang build" in err


def test_control_characters_of_a_page_do_not_reach_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "新建\x1b[31m学校\u202e12所。"
    start = text.index("12")
    figure = Figure(start, start + 2, "other", "12", rule="\x1b]0;x")
    hostile = Report(handmade.document(text), handmade.report().identity, figures=(figure,))
    monkeypatch.setattr("duizhang.report.read", lambda *_: hostile)
    _, out, _ = run(f"page.txt:{start}")
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "〔12〕所" in out


def test_repair_of_a_ghost_is_told() -> None:
    text = "11.."
    segments = (Segment("kept", 0, 1, 0, 1), Segment("ghost", 1, 2, 1, 1),
                Segment("kept", 2, 4, 1, 3))  # fmt: skip
    figure = Figure(0, 2, "marker", "11")
    report = Report(
        handmade.document(text, segments), handmade.report().identity, figures=(figure,)
    )
    lines = explain_offset(report, 1, default_lexicon()).lines
    assert ("repair", "重印，已去") in [(line.field, line.reading) for line in lines]


def test_a_numeral_comes_before_the_unit_of_its_neighbour() -> None:
    figures = (Figure(0, 1, "measure", "5", 5, unit_end=4), Figure(2, 3, "name", "7", unit_end=3))
    report = Report(handmade.document("5a7b"), handmade.report().identity, figures=figures)
    assert [figure_at(report, i) for i in range(4)] == [
        figures[0], figures[0], figures[1], figures[0],
    ]  # fmt: skip
    assert nearest_figure(report, 9) is figures[0]


def test_a_page_without_numerals_says_so() -> None:
    report = Report(handmade.document("无"), handmade.report().identity)
    with pytest.raises(LookupError, match="none at all"):
        explain_offset(report, 0, default_lexicon())


def test_a_claim_is_found_by_the_beginning_of_its_id(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, report: Report
) -> None:
    from duizhang.ledger import build

    page = tmp_path / "page.txt"
    page.write_text(handmade.TEXT, encoding="utf-8")
    monkeypatch.setattr("duizhang.report.read_source", lambda *_: report)
    build([page], tmp_path / "ledger")
    c: Claim = next(c for c in report.claims if c.value == 45000)
    code, out, err = run(c.id, "--ledger", str(tmp_path / "ledger"))
    assert (code, err) == (0, "")
    assert "〔4.5万人〕" in out
    code, _, err = run("c:0000", "--ledger", str(tmp_path / "ledger"))
    assert code == 1
    assert "several ids begin so" in err
    code, _, err = run("c:ffff", "--ledger", str(tmp_path / "ledger"))
    assert code == 1
    assert "no such id" in err


def test_a_sentence_without_end_and_a_number_without_end_are_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "甲" * 5000 + "9" * 5000 + "乙" * 5000
    figure = Figure(5000, 10000, "measure", text[5000:10000], float("inf"), unit_end=10000)
    c = handmade.claim(text, text[5000:10000], float("inf"))
    endless = Report(
        handmade.document(text), handmade.report().identity, figures=(figure,), claims=(c,)
    )
    monkeypatch.setattr("duizhang.report.read", lambda *_: endless)
    code, out, _ = run("page.txt:7000")
    assert code == 0
    assert len(out) < 3000
    assert "甲〔9" in out
    assert "9〕乙" in out
    assert "None" not in out


def test_the_sentence_is_shown_without_the_marks_of_the_layout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "出口增长**20%**左右。"
    segments = (Segment("kept", 0, 4, 0, 4), Segment("dropped", 4, 6, 4, 4),
                Segment("kept", 6, 9, 4, 7), Segment("dropped", 9, 11, 7, 7),
                Segment("kept", 11, 14, 7, 10))  # fmt: skip
    c = handmade.claim(
        text, "20", 20, unit="%", unit_words="%", hedge="about",
        reasons=(Reason("hedge", "hedge word", "about", 11, 13),),
    )  # fmt: skip
    bold = Report(
        handmade.document(text, segments), handmade.report().identity,
        figures=(handmade.measure(c, text),), claims=(c,),
    )  # fmt: skip
    monkeypatch.setattr("duizhang.report.read", lambda *_: bold)
    assert "出口增长〔20%左右〕。" in run("page.txt:7")[1]
