"""A build replaces the snapshot while people read and review."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from duizhang.account.stored import open_book
from duizhang.ledger import build
from duizhang.ledger.reviews import Reviews
from duizhang.samples import places_file, sample_files
from duizhang.views import overlay
from duizhang.views.web.store import Store
from web.served import Client, ids


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


def _until(true: Callable[[], bool]) -> None:
    """Wait until it is so, for a minute at most."""
    for _ in range(1200):
        if true():
            return
        time.sleep(0.05)


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
            _until(lambda: client.get("/api/v1/documents").json()["total"] != before)
            told = [len(mine) for mine in seen]
            _until(lambda: all(len(mine) > n + 1 for mine, n in zip(seen, told, strict=True)))

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


def test_a_book_is_closed_anew_only_when_something_is_said_of_it(
    half: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(_files(tmp_path / "all", 99), half, lexicon=places_file())
    closings: list[str] = []

    def counted(con: Any, place: str, *rest: Any, **more: Any) -> Any:
        closings.append(place)
        return open_book(con, place, *rest, **more)

    monkeypatch.setattr("duizhang.account.stored.open_book", counted)
    query = (
        "SELECT result_id FROM entries WHERE place = '{}' AND verdict IN ('met', 'exceeded')"
        " AND indicator IN ('gdp', 'retail_sales') ORDER BY indicator DESC LIMIT 1"
    )
    one, other = (ids(half, query.format(p))[0] for p in ("青溪市", "云汀市"))
    with Client(half) as client:
        every = client.get("/api/v1/entries").json()["total"]
        for claim in (one, other):
            row = client.get(f"/api/v1/claims/{claim}").json()
            names = ("unit", "hedge", "aspect", "role", "period", "indicator", "subject")
            fields = {n: str(row[n]) for n in names} | {"value": "0.01", "value2": ""}
            assert client.judge(claim, "correct", **fields).status_code == 303
        assert sorted(closings) == sorted(set(closings))
        assert len(closings) == 2
        missed = client.get("/api/v1/entries?verdict=missed&limit=1000").json()["rows"]
        assert {r["result_id"] for r in missed} >= {one, other}  # what was said first holds still
        rows = client.get("/api/v1/entries?limit=1000").json()["rows"]
        assert len(rows) == len({r["id"] for r in rows}) == every
        assert client.judge(one, "undo").status_code == 303
        missed = client.get("/api/v1/entries?verdict=missed&limit=1000").json()["rows"]
        assert one not in {r["result_id"] for r in missed}
        assert other in {r["result_id"] for r in missed}


def test_pages_of_one_record_are_the_same_with_reviews_as_by_a_query(half: Path) -> None:
    with Client(half) as client:
        rows = client.get("/api/v1/claims?role=target&limit=40").json()["rows"]
        for row in rows[:3]:
            client.judge(row["id"], "accept")
        client.judge(rows[3]["id"], "reject")
        store = client.app.state.store  # type: ignore[attr-defined]
        with store.reading() as snapshot:
            snapshot.opened._warm.join(30)
            assert snapshot.overlay.claims == {r["id"] for r in rows[:4]}
            for row in rows:
                name = row["id"]
                found = snapshot.row("SELECT * FROM claims WHERE id = ?", [name])
                assert snapshot.claim(name) == found
                assert snapshot.claims([name]) == ({name: found} if found else {})
                query = "SELECT * FROM entries WHERE target_id = ? OR result_id = ? ORDER BY id"
                by_query = snapshot.rows(query, [name, name])
                assert sorted(snapshot.entries_of(name), key=lambda e: e["id"]) == by_query
                for entry in by_query:
                    assert snapshot.entry(entry["id"]) == entry
            for document in {r["document"] for r in rows}:
                query = "SELECT id FROM claims WHERE document = ? ORDER BY id"
                by_query = snapshot.rows(query, [document])
                found_ids = snapshot.within("claims", "id", document)
                assert sorted(found_ids, key=lambda r: r["id"]) == by_query


def test_who_is_in_a_hurry_reads_the_old_one_while_the_new_one_is_opened(
    half: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(half, patience=0.05)
    with store.reading() as old:
        number = old.number
    build(_files(tmp_path / "second", 99), half, lexicon=places_file())
    may, lay_over = threading.Event(), overlay.lay_over

    def slow(*given: Any, **more: Any) -> Any:
        may.wait(30)
        return lay_over(*given, **more)

    monkeypatch.setattr("duizhang.views.web.store.lay_over", slow)
    for _ in range(3):
        with store.reading() as still:
            assert still.number == number
    may.set()
    for _ in range(600):
        with store.reading() as now:
            if now.number != number:
                break
        time.sleep(0.05)
    assert now.number != number
    store.close()


def test_a_snapshot_that_cannot_be_opened_is_told_and_the_old_one_stays(
    half: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(half)
    with store.reading() as old:
        number = old.number
    build(_files(tmp_path / "second", 99), half, lexicon=places_file())

    def broken(*given: Any, **more: Any) -> Any:
        raise RuntimeError("no way")

    monkeypatch.setattr("duizhang.views.web.store.lay_over", broken)
    with store.reading() as still:
        assert still.number == number
        assert still.rows("SELECT count(*) AS n FROM documents")[0]["n"]
    assert "no way" in store.note
    store.close()


def test_texts_are_kept_once_when_the_ledger_is_replaced(half: Path, tmp_path: Path) -> None:
    store = Store(half)
    with store.reading() as old:
        old.opened._warm.join(30)
        before = dict(old.opened.texts._kept)
        build(_files(tmp_path / "second", 99), half, lexicon=places_file())
        with store.reading() as new:
            new.opened._warm.join(30)
            kept = new.opened.texts._kept
            assert before.keys() < kept.keys()
            assert all(kept[name] is pieces for name, pieces in before.items())
            assert new.opened.texts._bytes == sum(len(x) for p in kept.values() for x in p)
            there = {r["id"] for r in new.rows("SELECT id FROM documents")}
            assert kept.keys() == there
    store.close()
