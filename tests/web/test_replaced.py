"""A build replaces the snapshot while people read and review."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from duizhang.ledger import build
from duizhang.ledger.reviews import Reviews
from duizhang.samples import places_file, sample_files
from duizhang.views.web.store import Store
from web.served import Client


def _files(folder: Path, count: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    return [Path(shutil.copy(p, folder)) for p in sample_files()[:count]]


@pytest.fixture
def half(tmp_path: Path) -> Path:
    """A ledger of some of the samples."""
    folder = tmp_path / "half.ledger"
    build(_files(tmp_path / "first", 4), folder, lexicon=places_file())
    return folder


def _while(work: Callable[[], None], *others: Callable[[], None]) -> list[BaseException]:
    """Do ``work`` while ``others`` are done over and over in threads; what these raised."""
    done, raised = threading.Event(), list[BaseException]()

    def again(other: Callable[[], None]) -> None:
        try:
            while not done.is_set():
                other()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=again, args=(o,)) for o in others]
    for thread in threads:
        thread.start()
    try:
        work()
    finally:
        done.set()
        for thread in threads:
            thread.join(30)
    assert not any(t.is_alive() for t in threads)
    return raised


def test_readers_see_the_old_one_and_then_the_new_one(half: Path, tmp_path: Path) -> None:
    with Client(half) as client:
        before = client.get("/api/v1/documents").json()["total"]
        seen: list[list[tuple[int, int]]] = [[], [], []]

        def reader(mine: list[tuple[int, int]]) -> Callable[[], None]:
            def read() -> None:
                answers = [client.get(a) for a in ("/api/v1/documents", "/", "/account")]
                assert [a.status_code for a in answers] == [200] * 3
                found = answers[0].json()
                mine.append((found["total"], len(found["rows"])))

            return read

        def work() -> None:
            time.sleep(0.2)
            build(_files(tmp_path / "second", 99), half, lexicon=places_file())
            time.sleep(0.5)

        assert _while(work, *(reader(mine) for mine in seen)) == []
        after = client.get("/api/v1/documents").json()["total"]
        assert after > before
        for mine in seen:
            totals = [total for total, _ in mine]
            assert all(total == rows for total, rows in mine)
            assert totals == sorted(totals)  # never the old one again
            assert set(totals) <= {before, after}
            assert totals[0] == before
            assert totals[-1] == after


def test_a_request_that_began_with_the_old_one_ends_with_it(half: Path, tmp_path: Path) -> None:
    store = Store(half)
    count = "SELECT count(*) AS n FROM documents"
    with store.reading() as old:
        before = old.row(count)
        words = old.opened.paragraphs("就业", 5)
        build(_files(tmp_path / "second", 99), half, lexicon=places_file())
        with store.reading() as new:
            assert new.number != old.number
            assert new.row(count) != before
        assert old.row(count) == before
        assert old.opened.paragraphs("就业", 5) == words
        texts = old.texts(r["id"] for r in old.rows("SELECT id FROM documents"))
        assert before is not None
        assert len(texts) == before["n"]
    store.close()


def test_reviews_written_during_a_build_are_kept_and_shown(half: Path, tmp_path: Path) -> None:
    with Client(half) as client:
        rows = client.get("/api/v1/claims?role=target&limit=30").json()["rows"]
        targets = iter([r["id"] for r in rows])
        judged: list[str] = []

        def write() -> None:
            target = next(targets, None)
            if target is None:
                time.sleep(0.05)
                return
            answer = client.judge(target, "accept", who="读者")
            assert answer.status_code == 303, answer.text
            judged.append(target)

        def work() -> None:
            build(_files(tmp_path / "second", 99), half, lexicon=places_file())

        assert _while(work, write) == []
        assert judged
        assert {r.target for r in Reviews(half).list()} == set(judged)
        for target in judged:
            assert client.get(f"/api/v1/claims/{target}").json()["confidence"] == 1.0, target


def test_a_review_is_seen_on_the_next_page(half: Path) -> None:
    with Client(half) as client:
        row = client.get("/api/v1/claims?role=target").json()["rows"][0]
        address = f"/api/v1/claims/{row['id']}"
        first = client.get(address)
        assert client.get(address).content == first.content  # from what is kept
        client.judge(row["id"], "accept", who="读者")
        assert client.get(address).json()["confidence"] == 1.0


def test_a_ledger_that_disappears_is_still_shown_with_a_note(half: Path, tmp_path: Path) -> None:
    with Client(half) as client:
        page = client.get("/account")
        half.rename(tmp_path / "elsewhere.ledger")
        gone = client.get("/account")
        assert gone.status_code == 200
        assert "先前打开" in gone.text
        assert "先前打开" not in page.text
        assert client.get("/search?q=就业").status_code == 200
        (tmp_path / "elsewhere.ledger").rename(half)
        assert "先前打开" not in client.get("/account").text


def test_a_ledger_that_is_replaced_by_rubbish_is_still_shown(half: Path) -> None:
    with Client(half) as client:
        assert client.get("/").status_code == 200
        other = half / "other"
        other.write_bytes(b"rubbish" * 1000)
        other.replace(half / "ledger.duckdb")
        gone = client.get("/account")
        assert gone.status_code == 200
        assert "先前打开" in gone.text
