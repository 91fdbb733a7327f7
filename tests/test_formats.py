"""The round trip of formats: its scorer on readers that err, and a small run of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

import formats_pdf  # noqa: E402
from formats_made import FORMATS  # noqa: E402
from formats_score import compare, seen  # noqa: E402
from formats_texts import Paper, as_text, paper_of, pieces_of, read_bytes  # noqa: E402
from formats_xlsx import compare_targets  # noqa: E402

TEXT = """# 青溪市2026年政府工作报告

## 一、2025年工作回顾

过去一年，地区生产总值增长6.2%，规模工业增加值增长7.5%以上。新增城镇就业3.4万人，改造老旧小区86个。

粮食总产量保持在35亿斤左右。12345热线办结率达98.6%。

## 二、2026年工作安排

今年的主要预期目标是：地区生产总值增长6.5%左右；居民消费价格涨幅控制在2%以内；单位生产总值能耗下降3%—3.5%。

新建公办学校12所，新增学位8000个。力争引进亿元项目90个。完成100个村的环境整治。
"""
PAPER = paper_of("青溪市-2026", TEXT.encode())


def _read(change: Callable[[str], str]) -> tuple[float, dict[str, int]]:
    """Score and mistakes of a reader that gives the text as ``change`` leaves it."""
    text = as_text(PAPER.pieces)
    changed = change(text)
    score = compare(seen(PAPER.plain), seen(read_bytes("青溪市-2026.txt", changed.encode())))
    return score.score, dict(score.kinds())


def test_plain_text_of_the_pieces_gives_the_pieces_back() -> None:
    assert pieces_of(PAPER.plain.document) == list(PAPER.pieces)


def test_a_perfect_reader_scores_one() -> None:
    assert _read(lambda text: text) == (1.0, {})


def test_order_of_the_sentences_does_not_matter() -> None:
    moved = compare(seen(PAPER.plain), seen(PAPER.plain)[::-1])
    assert moved.score == 1.0


def test_a_lost_sentence_is_lost() -> None:
    score, mistakes = _read(lambda text: text.replace("粮食总产量保持在35亿斤左右。", ""))
    assert mistakes == {"lost": 1}
    assert score < 1


def test_a_misread_numeral_counts_against_both_sides() -> None:
    score, mistakes = _read(lambda text: text.replace("86个", "66个"))
    figures = len(seen(PAPER.plain))
    assert mistakes == {"numeral": 1}
    assert score == (figures - 1) / (figures + 1)


def test_a_changed_field_is_named() -> None:
    _, mistakes = _read(lambda text: text.replace("35亿斤左右", "35亿斤以上"))
    assert mistakes == {"field hedge": 1}


def test_a_numeral_in_another_sentence_is_not_found() -> None:
    def swap(text: str) -> str:
        return text.replace("改造老旧小区86个", "#").replace("新建公办学校12所", "改造老旧小区86个").replace("#", "新建公办学校12所")  # fmt: skip

    _, mistakes = _read(swap)
    assert mistakes.get("sentence") or any(k.startswith("field") for k in mistakes)


def test_an_invented_figure_counts_against() -> None:
    score, mistakes = _read(lambda text: text + "\n浏览本页的次数达到了1234次，感谢各位的关注。\n")
    assert mistakes == {"invented": 1}
    assert score < 1


def test_a_sentence_torn_apart_is_not_the_same() -> None:
    score, _ = _read(lambda text: text.replace("新增城镇就业3.4万人，改造老旧小区", "\n\n"))
    assert score < 1


def _score(name: str, paper: Paper, folder: Path) -> float:
    kind = FORMATS[name]
    if why := kind.missing():
        pytest.skip(why)
    (made,) = kind.make([paper], 1, folder)
    report = read_bytes(made.name, made.data)
    if made.targets is not None:
        return compare_targets(made.targets, report).score
    return compare(seen(made.paper.plain), seen(report)).score


@pytest.mark.parametrize(
    "name",
    ["html-government", "html-newspaper", "html-old", "mhtml", "docx", "pdf-1", "pdf-2", "pdf-4"],
)
def test_a_short_report_comes_back_whole(name: str, tmp_path: Path) -> None:
    assert _score(name, PAPER, tmp_path) == 1.0


def test_targets_of_a_workbook_come_back(tmp_path: Path) -> None:
    assert _score("xlsx", PAPER, tmp_path) == 1.0


def test_a_scanned_page_comes_back(tmp_path: Path) -> None:
    assert _score("scan", PAPER, tmp_path) >= 0.9


def test_an_excerpt_that_is_to_be_scanned_fills_one_page() -> None:
    if why := formats_pdf.typst_missing():
        pytest.skip(why)
    long = Paper("长", [PAPER.pieces[0], *PAPER.pieces[1:] * 40])
    part, data = formats_pdf.one_page(long, 1)
    assert formats_pdf.page_count(data) == 1
    assert sum(len(p.text) for p in part.pieces) > 700
