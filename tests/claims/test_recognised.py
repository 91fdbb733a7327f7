from __future__ import annotations

import pytest

from duizhang.claims.recognised import DOUBT, DOUBTFUL
from views.located import TEXT, report

LOW = DOUBTFUL - 0.2


def claim(sure: dict[int, float] | None, words: str):  # type: ignore[no-untyped-def]
    start = TEXT.index(words)
    return next(c for c in report(TEXT, sure).claims if c.start == start)


def test_a_typed_page_has_no_reading_doubt() -> None:
    assert all(r.field != "reading" for c in report().claims for r in c.reasons)
    assert [c.confidence for c in report().claims] == [
        round(c.confidence, 3) for c in report(TEXT).claims
    ]


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("2910亿元", 0),  # a digit
        ("2910亿元", 4),  # the multiplier
        ("2910亿元", 5),  # the unit
        ("5.5%左右", 1),  # the decimal point
        ("5.5%左右", 3),  # the unit
        ("5.5%左右", 5),  # the hedge
        ("2910亿元", -1),  # a digit that was taken for a word
        ("2910亿元", 6),
    ],
)
def test_a_doubtful_character_in_or_at_a_figure_sends_it_to_review(words: str, at: int) -> None:
    start = TEXT.index(words)
    plain, found = claim({}, words), claim({start + at: LOW}, words)
    assert not plain.doubt
    assert DOUBT in found.doubt
    assert found.confidence < plain.confidence / 0.995 * LOW + 0.01
    why = next(r for r in found.reasons if r.field == "reading")
    assert (why.field, why.value) == ("reading", f"{LOW:.2f}")
    assert (why.start, why.end) == (start + at, start + at + 1)


def test_doubt_elsewhere_on_the_page_is_no_doubt_of_the_figure() -> None:
    start = TEXT.index("城镇")
    assert not claim({start: 0.1}, "2910").doubt


def test_a_figure_in_a_sentence_that_was_read_badly_goes_to_review() -> None:
    start = TEXT.index("全市")
    badly = dict.fromkeys(range(start, TEXT.index("2910") - 1), 0.8)
    found = claim(badly, "2910")
    assert found.doubt == DOUBT
    assert found.reasons[-1].rule == "sentence on average"
    assert found.confidence < 0.8 * claim({}, "2910").confidence
    assert not claim(badly, "12所").doubt


def test_doubt_of_one_end_of_a_range_is_doubt_of_the_claim() -> None:
    text = "一、2025年工作安排\n今年的主要目标是：生产总值增长5.5%—6.5%，新建学校12所。\n"
    at = text.index("6.5")
    found = {c.start: c for c in report(text, {at: LOW}).claims}
    assert DOUBT in found[text.index("5.5")].doubt
    assert DOUBT not in found[text.index("12")].doubt


def test_a_doubtful_opening_of_a_paragraph_is_doubt_of_all_its_claims() -> None:
    text = "这五年，新建学校12所，全市生产总值年均增长5.5%，新增就业3万人，改造小区18个。\n\n今年新建医院3所。\n"
    at = text.index("五年")
    found = {c.start: c for c in report(text, {at: 0.5}).claims}
    far = found[text.index("18")]
    assert DOUBT in far.doubt
    why = next(r for r in far.reasons if r.rule == "opening of its paragraph")
    assert (why.start, why.end) == (at, at + 1)
    assert DOUBT not in found[text.index("3所")].doubt


def test_all_claims_of_a_page_that_was_read_badly_are_in_doubt() -> None:
    words = "各项工作扎实推进，城乡面貌有了新的变化。" * 12
    text = f"全市新建学校12所。\n\n{words}\n\n全年改造小区18个。\n"
    where = [i for i, c in enumerate(text) if c == "变"]
    few, many = dict.fromkeys(where[:4], 0.5), dict.fromkeys(where[:12], 0.5)
    assert not any(DOUBT in c.doubt for c in report(text, few).claims)
    found = report(text, many).claims
    assert found
    assert all(DOUBT in c.doubt for c in found)
    assert all(any(r.rule == "page in doubt" for r in c.reasons) for c in found)


def test_a_doubtful_bullet_is_no_doubt_of_what_it_opens() -> None:
    text = "2025年工作安排\n·全市新建学校12所，改造小区18个。\n·新增就业3万人。\n"
    found = {c.start: c for c in report(text, {text.index("·"): 0.3}).claims}
    assert DOUBT not in found[text.index("18")].doubt


def test_a_guessed_character_in_a_figures_clause_is_a_doubt_of_what_it_counts() -> None:
    text = "2025年工作安排\n全市各项民生事业稳步向前推进，改造老旧小区173个，新建学校12所。\n"
    at = text.index("旧")
    found = {c.start: c for c in report(text, {at: 0.5}).claims}
    guessed = found[text.index("173")]
    assert DOUBT in guessed.doubt
    why = next(r for r in guessed.reasons if r.rule == "its clause")
    assert (why.value, why.start, why.end) == ("0.50", at, at + 1)
    assert DOUBT not in found[text.index("12所")].doubt
    assert DOUBT not in {c.start: c for c in report(text, {at: 0.7}).claims}[at + 3].doubt
