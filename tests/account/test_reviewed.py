"""People's reviews: what they correct, refuse and judge, and what becomes of the account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from duizhang.account import Account, close
from duizhang.ledger.reviews import Review
from duizhang.model import Entry

from .make import report

PROMISED = report("云川市", 2031, "生产总值增长{6|%|growth|target|2031|gdp}。")
TOLD = report("云川市", 2032, "生产总值增长{6.2|%|growth|result|2031|gdp}。")
CLAIM = TOLD.claims[0]


def entry(*reviews: Review) -> Entry:
    return account(*reviews).entries[0]


def account(*reviews: Review) -> Account:
    return close([PROMISED, TOLD], reviews=reviews)


def said(target: str, judgement: Any = "wrong", *, when: str = "2033-01-01", **more: Any) -> Review:
    return Review(target=target, judgement=judgement, who=more.pop("who", "甲"), when=when, **more)


def test_a_corrected_claim_closes_the_account_anew() -> None:
    found = entry(said(CLAIM.id, fields={"value": 5.0}))
    assert (found.verdict, found.gap) == ("missed", -1.0)


def test_a_refused_claim_is_none() -> None:
    assert entry(said(CLAIM.id)).verdict == "unreported"


def test_an_accepted_claim_is_sure() -> None:
    assert entry(said(CLAIM.id, "right")).confidence > entry().confidence


def test_a_review_finds_its_claim_by_its_words_when_ids_have_changed() -> None:
    text = TOLD.document.source_text
    a, b = CLAIM.start, CLAIM.end
    context = {"quote": text[a:b], "before": text[a - 4 : a], "after": text[b : b + 1]}
    assert entry(said("c:gone", fields={"value": 5.0}, **context)).verdict == "missed"
    assert entry(said("c:gone", fields={"value": 5.0})).verdict == "met"


def test_the_verdict_of_an_entry_is_set_with_its_reason() -> None:
    id_ = entry().id
    found = account(said(id_, fields={"verdict": "not_comparable"}, why="口径已改"))
    assert (found.entries[0].verdict, found.entries[0].confidence) == ("not_comparable", 1.0)
    assert "口径已改" in found.entries[0].why
    assert "甲 2033-01-01" in found.reviewed[id_]


def test_the_result_of_an_entry_is_refused_and_the_next_best_is_looked_for() -> None:
    other = report("云川市", 2032, "全市生产总值增长{5.9|%|growth|result|2031|gdp}。", name="b.txt")
    first = close([PROMISED, TOLD, other]).entries[0]
    assert first.result is not None
    ids = {c.start: c.id for r in (TOLD, other) for c in r.claims}
    taken = next(r for r in (TOLD, other) if first.result.document == f"d:{r.document.sha256[:16]}")
    refused = said(first.id, fields={"refused": [taken.claims[0].id]})
    second = close([PROMISED, TOLD, other], reviews=[refused]).entries[0]
    assert len(ids) == 2
    assert second.result is not None
    assert second.result.document != first.result.document


def test_of_two_reviews_the_later_counts_and_both_are_shown() -> None:
    id_ = entry().id
    early = said(id_, fields={"verdict": "missed"}, when="2033-01-01")
    late = said(id_, "right", when="2033-02-01", who="乙")
    for order in ((early, late), (late, early)):
        found = account(*order)
        assert found.entries[0].verdict == "met"
        words = found.reviewed[id_]
        assert words.index("甲") < words.index("乙")
        assert "意见不一" in words


def test_reviews_of_others_change_nothing() -> None:
    same = account(said("c:other", fields={"value": 1.0}), said("e:other", "right"))
    assert msgspec.json.encode(same.entries) == msgspec.json.encode(account().entries)


def test_corrections_of_one_claim_add_up() -> None:
    first = said(CLAIM.id, fields={"value": 5.0}, when="2033-01-01")
    second = said(CLAIM.id, fields={"hedge": "about"}, when="2033-02-01", who="乙")
    found = account(first, second)
    assert (found.entries[0].verdict, found.entries[0].gap) == ("missed", -1.0)
    assert found.reviewed[found.entries[0].id] == "审阅更正：6.2%→5%左右，甲、乙"
    later = said(CLAIM.id, fields={"value": 6.5}, when="2033-03-01")
    assert account(first, second, later).entries[0].gap == 0.5
    assert account(first, said(CLAIM.id, "right", when="2033-04-01")).entries[0].verdict == "met"


def test_refused_results_add_up() -> None:
    id_ = entry().id
    one = said(id_, fields={"refused": [CLAIM.id]}, when="2033-01-01")
    two = said(id_, fields={"refused": ["c:other"]}, when="2033-02-01")
    assert entry(one, two).result is None


def test_a_line_says_that_it_rests_on_a_correction() -> None:
    from duizhang.account.rows import entry_rows
    from duizhang.views.verdicts import notes

    found = account(said(CLAIM.id, fields={"value": 5.0}))
    row = entry_rows(found)[0]
    assert row["reviewed"] == "审阅更正：6.2%→5%，甲"
    assert row["reviewed"] in notes(row)
    promise = account(said(PROMISED.claims[0].id, fields={"period": "2030"}))
    assert "period 2031→2030" in promise.reviewed[promise.entries[0].id]
    assert not account().reviewed


def test_a_correction_of_what_is_gone_is_marked_in_the_list(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from duizhang.ledger.build import build
    from duizhang.ledger.reader import Ledger
    from duizhang.ledger.reviews import Reviews
    from duizhang.views.review import command

    file = tmp_path / "云川市-2032-政府工作报告.txt"
    file.write_text("云川市政府工作报告\n2031年，全市生产总值增长6.2%。\n", encoding="utf-8")
    ledger = tmp_path / "x.ledger"
    build([str(file)], ledger)
    with Ledger(ledger) as opened:
        there = str(opened.sql("SELECT id FROM claims LIMIT 1").rows()[0]["id"])
    Reviews(ledger).add_all(
        [
            said(there, fields={"value": 5.0}),
            said("c:gone", fields={"value": 5.0}, quote="8.2", before="营收增长", after="%"),
            said("c:moved", fields={"value": 5.0}, quote="6.2", before="增长", after="%"),
        ]
    )
    shown = CliRunner().invoke(command, ["list", "--ledger", str(ledger)]).output
    lines = {line.split("  ")[2]: "找不到原文" in line for line in shown.splitlines()}
    assert lines == {there: False, "c:gone": True, "c:moved": False}
