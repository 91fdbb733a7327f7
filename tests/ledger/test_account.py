"""The account in the ledger: closed by every build, taken over where nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest

import duizhang as dz
from duizhang.ledger.reviews import Review
from ledger.made import write

pytestmark = pytest.mark.usefixtures("made")


def entries(ledger: Path) -> list[tuple[str, str, str, str]]:
    with dz.Ledger(ledger) as opened:
        rows = opened.entries().rows()
    return [(r["place"], r["period"], r["indicator"], r["verdict"]) for r in rows]


def closed(ledger: Path) -> dict[str, str]:
    with dz.Ledger(ledger) as opened:
        return {r["place"]: r["fingerprint"] for r in opened.sql("FROM books")}


def test_a_build_closes_the_account(pages: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    dz.build([pages], ledger)
    found = [e for e in entries(ledger) if e[2]]
    assert ("临湖市", "2024", "gdp", "missed") in found
    assert ("望川市", "2025", "gdp", "pending") in found
    with dz.Ledger(ledger) as opened:
        row = opened.entries(place="临湖", year=2024, indicator="gdp").rows()[0]
        assert (row["promised"], row["reported"], row["gap"]) == ("6.5%", "6.1%", -0.4)
        assert opened.conflicts(place="临湖").rows() == []  # 6% is 5.5% rounded


def test_in_files_of_their_own_books_close_the_same(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dz.build([pages], tmp_path / "a")
    monkeypatch.setattr("duizhang.account.settle._FEW", 0)
    monkeypatch.setattr("duizhang.account.settle._BUCKET", 1)
    dz.build([pages], tmp_path / "b")
    assert entries(tmp_path / "a") == entries(tmp_path / "b")
    assert closed(tmp_path / "a") == closed(tmp_path / "b")


def test_a_table_without_rows_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of prose has neither figures nor promises."""
    monkeypatch.setattr("duizhang.account.settle._FEW", 0)
    monkeypatch.setattr("duizhang.account.settle.KEEP", {"claims": "FALSE", "relations": "FALSE"})
    write(tmp_path / "p", "a.txt", "临湖市 2024", "target 2024 gdp growth 6.5 %")
    dz.build([tmp_path / "p"], tmp_path / "l")
    assert entries(tmp_path / "l") == []
    assert list(closed(tmp_path / "l")) == ["临湖市"]


def test_only_the_book_that_changed_is_closed_again(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duizhang.account import settle

    ledger = tmp_path / "l"
    dz.build([pages], ledger)
    before = closed(ledger)
    write(pages, "望川市-2026.txt", "望川市 2026", "去年 result 2025 gdp growth 7.2 %。")
    seen: list[str] = []
    original = settle.close_place

    def noted(place: str, *given: object, **more: object) -> object:
        seen.append(place)
        return original(place, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(settle, "close_place", noted)
    dz.build([pages], ledger)
    assert seen == ["望川市"]
    after = closed(ledger)
    assert after["临湖市"] == before["临湖市"]
    assert after["望川市"] != before["望川市"]
    assert ("望川市", "2025", "gdp", "met") in entries(ledger)
    assert ("临湖市", "2024", "gdp", "missed") in entries(ledger)


def test_a_review_is_applied_by_the_next_build_and_stays(pages: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    dz.build([pages], ledger)
    with dz.Ledger(ledger) as opened:
        row = opened.entries(place="临湖市", year=2024, indicator="gdp").rows()[0]
    review = Review(
        target=row["id"],
        judgement="wrong",
        who="甲",
        when="2026-01-01",
        place="临湖市",
        fields={"verdict": "not_comparable"},
    )
    dz.Reviews(ledger).add(review)
    assert dz.build([pages], ledger).read == 0
    for rebuild in (False, True):
        dz.build([pages], ledger, rebuild=rebuild)
        with dz.Ledger(ledger) as opened:
            again = opened.entries(place="临湖市", year=2024, indicator="gdp").rows()[0]
        assert (again["verdict"], again["id"]) == ("not_comparable", row["id"])
        assert "甲" in again["reviewed"]


def test_a_defect_in_closing_one_place_is_said_and_the_others_are_closed(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duizhang.account import settle

    original = settle.close_place

    def broken(place: str, *given: object, **more: object) -> object:
        if place == "望川市":
            raise ZeroDivisionError("one\nline")
        return original(place, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(settle, "close_place", broken)
    dz.build([pages], tmp_path / "l")
    with dz.Ledger(tmp_path / "l") as opened:
        said = opened.notices(place="望川市").rows()
    assert [(r["code"], "one line" in r["message"]) for r in said] == [("account_failed", True)]
    assert {e[0] for e in entries(tmp_path / "l")} == {"临湖市"}
