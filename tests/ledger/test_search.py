from __future__ import annotations

from pathlib import Path

import pytest

from duizhang.ledger import LedgerError, build
from duizhang.ledger.reader import Ledger
from duizhang.ledger.rows import grams
from ledger.made import write


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("就业", "就业"),
        ("稳就业，促增长", "稳就 就业 促增 增长"),
        ("5G 基站", "5G 基站"),
        ("。", ""),
        ("一、二", "一 二"),
    ],
)
def test_grams_do_not_cross_punctuation(text: str, expected: str) -> None:
    assert grams(text) == expected


def found(ledger: Path, words: str) -> list[str]:
    with Ledger(ledger) as opened:
        return sorted({str(row["name"]) for row in opened.search(words)})


def test_two_characters_are_found(pages: Path, tmp_path: Path) -> None:
    build([pages], tmp_path / "l")
    assert found(tmp_path / "l", "就业") == ["临湖市-2024.txt", "临湖市-2025.txt"]
    assert found(tmp_path / "l", "新增就业") == ["临湖市-2025.txt"]
    assert found(tmp_path / "l", "业新增就") == []
    assert found(tmp_path / "l", "，。") == []


def test_all_grams_apart_are_no_hit(tmp_path: Path, made: None) -> None:
    write(tmp_path / "p", "a.txt", "苇洲 2025", "稳就业。业增加。就业增长")
    build([tmp_path / "p"], tmp_path / "l")
    assert found(tmp_path / "l", "就业增加") == []
    assert found(tmp_path / "l", "就业 增长") == ["a.txt"]


def test_hits_point_to_their_paragraph(pages: Path, tmp_path: Path) -> None:
    build([pages], tmp_path / "l")
    with Ledger(tmp_path / "l") as ledger:
        (row,) = ledger.search("同时做好").rows()
        assert "同时做好就业" in row["text"]
        assert (row["place"], row["year"]) == ("临湖市", 2024)


def test_search_follows_the_ledger(pages: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    build([pages], ledger)
    write(pages, "望川市-2025.txt", "望川市 2025", "修好芦苇荡步道。")
    (pages / "临湖市-2024.txt").unlink()
    build([pages], ledger)
    assert found(ledger, "芦苇") == ["望川市-2025.txt"]
    assert found(ledger, "同时做好") == []
    for n in range(12):  # most of the index is of pages that left: it is made anew
        write(pages, "摘要.txt", "临湖 2025 digest", f"第{n}稿 result 2024 gdp growth {n} %")
        build([pages], ledger)
    assert found(ledger, "11稿") == ["摘要.txt"]
    assert found(ledger, "10稿") == []


def test_a_lost_index_is_made_again_also_without_the_cache(pages: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    build([pages], ledger)
    (ledger / "search.sqlite").unlink()
    with Ledger(ledger) as opened, pytest.raises(LedgerError, match="build again"):
        opened.search("就业")
    build([pages], ledger)
    assert found(ledger, "新增就业") == ["临湖市-2025.txt"]
    (ledger / "search.sqlite").write_text("rubbish")
    for file in (ledger / "cache").glob("??/*"):
        file.unlink()
    assert build([pages], ledger).read == 0
    assert found(ledger, "新增就业") == ["临湖市-2025.txt"]
