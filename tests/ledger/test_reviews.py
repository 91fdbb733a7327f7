from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from duizhang.ledger.errors import LedgerError
from duizhang.ledger.reviews import Review, Reviews, find_again

REVIEW = Review(
    target="c:0000000000000001",
    judgement="wrong",
    who="林",
    when="2025-03-01T10:00:00+08:00",
    sha256="a" * 64,
    start=6,
    end=9,
    quote="6.5",
    before="增长",
    after="%左右",
    place="临湖市",
    period="2025",
    indicator="gdp",
    fields={"role": "target", "value": 6.5},
    why="这是目标",
)


def test_reviews_are_kept_in_order_and_never_twice(tmp_path: Path) -> None:
    reviews = Reviews(tmp_path)
    other = msgspec.structs.replace(REVIEW, judgement="right", target="c:2")
    assert reviews.list() == []
    assert reviews.add_all([REVIEW, other, REVIEW]) == 2
    assert reviews.add(REVIEW) == REVIEW.id
    assert reviews.list() == [REVIEW, other]
    assert reviews.list("c:2") == [other]


def test_ids_come_from_the_content() -> None:
    same = msgspec.structs.replace(REVIEW, fields={"value": 6.5, "role": "target"})
    assert same.id == REVIEW.id
    assert msgspec.structs.replace(REVIEW, why="").id != REVIEW.id
    assert REVIEW.id.startswith("r:")


def test_reviews_travel_as_json_lines(tmp_path: Path) -> None:
    here, there = Reviews(tmp_path / "here"), Reviews(tmp_path / "there")
    here.add_all([REVIEW, msgspec.structs.replace(REVIEW, who="周")])
    lines = list(here.export())
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in lines)
    assert there.load(lines) == 2
    assert there.load(lines) == 0
    assert there.list() == here.list()


@pytest.mark.parametrize("line", ["{", '{"target": "c:1"}', '{"colour": 1}'])
def test_a_bad_line_adds_nothing(tmp_path: Path, line: str) -> None:
    reviews = Reviews(tmp_path)
    good = msgspec.json.encode(REVIEW)
    with pytest.raises(LedgerError, match="line 2 is no review"):
        reviews.load([good, line])
    assert reviews.list() == []


@pytest.mark.parametrize("change", ["DELETE FROM reviews", "UPDATE reviews SET target = 'c:3'"])
def test_the_store_only_grows(tmp_path: Path, change: str) -> None:
    Reviews(tmp_path).add(REVIEW)
    con = sqlite3.connect(tmp_path / "reviews.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="add another"):
        con.execute(change)
    con.close()


def test_reading_while_another_writes(tmp_path: Path) -> None:
    reviews = Reviews(tmp_path)
    reviews.add(REVIEW)
    con = sqlite3.connect(tmp_path / "reviews.sqlite", isolation_level=None)
    con.execute("BEGIN IMMEDIATE")
    assert reviews.list() == [REVIEW]
    con.execute("ROLLBACK")
    con.close()


def test_another_version_and_rubbish_are_refused(tmp_path: Path) -> None:
    (tmp_path / "reviews.sqlite").write_text("rubbish " * 100)
    with pytest.raises(LedgerError, match="not a database"):
        Reviews(tmp_path).list()
    (tmp_path / "b").mkdir()
    con = sqlite3.connect(tmp_path / "b" / "reviews.sqlite")
    con.execute("PRAGMA user_version = 9")
    con.close()
    with pytest.raises(LedgerError, match="reviews of version 9"):
        Reviews(tmp_path / "b").add(REVIEW)


def test_a_review_finds_its_words_again() -> None:
    same = {"a" * 64: "全年GDP增6.5，"}
    assert find_again(REVIEW, same) == [("a" * 64, 6, 9)]
    moved = {"b" * 64: "新的开头。全年增长6.5%左右。", "c" * 64: "增长6.6%左右"}
    assert find_again(REVIEW, moved) == [("b" * 64, 9, 12)]
    assert find_again(msgspec.structs.replace(REVIEW, quote="", before="", after=""), moved) == []


def test_reviews_are_read_where_nothing_can_be_written(tmp_path: Path) -> None:
    """A ledger on a disk that is only read (or of another user) shows what people said of it."""
    folder = tmp_path / "l"
    Reviews(folder).add(REVIEW)
    code = (
        "import os, sys; from duizhang.ledger.reviews import Reviews;"
        " os.getuid() or os.setuid(65534);"  # who may do everything could write there all the same
        " print([r.id for r in Reviews(sys.argv[1]).list()])"
    )
    for path in (tmp_path, *tmp_path.parents):
        if "pytest-" in str(path):
            path.chmod(0o755)
    (folder / "reviews.sqlite").chmod(0o444)
    folder.chmod(0o555)
    try:
        run = subprocess.run(
            [sys.executable, "-c", code, str(folder)], capture_output=True, encoding="utf-8"
        )
    finally:
        folder.chmod(0o755)
    assert run.stdout == f"{[REVIEW.id]}\n", run.stderr
