"""A ledger that changes under its readers: builds replace it, people review it."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from duizhang.ledger import build
from duizhang.samples import places_file, sample_files
from duizhang.views.web.app import create_app
from duizhang.views.web.store import Store
from web.served import TOKEN, Client, ids

_NEWER = """青溪市政府工作报告

——2026年1月9日在青溪市第七届人民代表大会第六次会议上

一、2025年工作回顾

全年地区生产总值增长6.3%。

二、2026年工作安排

主要目标是：地区生产总值增长6%左右。
"""


def add_a_report(folder: Path, where: Path) -> None:
    page = where / "青溪市-2026-政府工作报告.txt"
    page.write_text(_NEWER, encoding="utf-8")
    build([page], folder, lexicon=places_file())


@pytest.mark.parametrize("address", ["/", "/en/account", "/place/青溪市", "/api/v1/claims"])
def test_no_ledger_is_one_line(tmp_path: Path, address: str) -> None:
    with TestClient(create_app(tmp_path / "none.ledger", token=TOKEN)) as client:
        answer = client.get(address)
    assert answer.status_code == 503
    assert "duizhang build" in answer.text


def test_a_ledger_that_comes_later_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "later.ledger"
    with TestClient(create_app(folder, token=TOKEN)) as client:
        assert client.get("/").status_code == 503
        build(sample_files(), folder, lexicon=places_file())
        assert client.get("/").status_code == 200


def test_a_reader_keeps_the_old_snapshot_to_the_end(ledger: Path, tmp_path: Path) -> None:
    store = Store(ledger)
    with store.reading() as old:
        before = old.rows("SELECT count(*) AS n FROM documents")[0]["n"]
        add_a_report(ledger, tmp_path)
        with store.reading() as new:
            assert new.rows("SELECT count(*) AS n FROM documents")[0]["n"] == before + 1
        assert old.rows("SELECT count(*) AS n FROM documents")[0]["n"] == before
        document = old.rows("SELECT id FROM documents LIMIT 1")[0]["id"]
        assert old.ledger.report(document).document.source_text
    with store.reading() as last:
        assert last.rows("SELECT count(*) AS n FROM documents")[0]["n"] == before + 1
    store.close()


def test_pages_are_read_while_a_build_replaces_the_ledger(writer: Client, tmp_path: Path) -> None:
    failed: list[int] = []
    done = threading.Event()

    def read() -> None:
        with TestClient(writer.app) as client:
            while not done.is_set():
                for address in ("/", "/place/青溪市", "/account", "/search?q=就业"):
                    status = client.get(address).status_code
                    if status != 200:
                        failed.append(status)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for thread in readers:
        thread.start()
    try:
        add_a_report(writer.folder, tmp_path)
    finally:
        done.set()
        for thread in readers:
            thread.join()
    assert failed == []
    assert writer.get("/place/青溪市/2026").status_code == 200
    assert "6.3%" in writer.get("/place/青溪市/2026").text


def _a_met_promise(folder: Path) -> tuple[str, str]:
    """An entry with a figure on both sides, and the claim that is its result."""
    query = (
        "SELECT {} FROM entries WHERE verdict IN ('met', 'exceeded') AND place = '青溪市'"
        " AND indicator = 'retail_sales' ORDER BY id LIMIT 1"
    )
    return ids(folder, query.format("id"))[0], ids(folder, query.format("result_id"))[0]


def test_a_correction_is_seen_at_once_and_taken_back(writer: Client) -> None:
    entry, result = _a_met_promise(writer.folder)
    page = writer.get(f"/entry/{entry}").text
    assert "未达" not in page
    answer = writer.judge(result, "correct", **_fields(writer, result, value="1.1"), why="印误")
    assert answer.status_code == 303
    place = re.sub("<[^>]+>", "", writer.get("/place/青溪市").text)
    assert "1.1%" in place
    assert "▼ 未达 −5.9个百分点" in place
    missed = writer.get("/api/v1/entries?place=青溪市&indicator=retail_sales&verdict=missed").json()
    assert missed["total"] == 1
    assert "测试" in writer.get(f"/review/claim/{result}").text
    assert writer.judge(result, "undo").status_code == 303
    assert "未达" not in writer.get(f"/entry/{entry}").text


def _fields(client: Client, claim: str, **changed: str) -> dict[str, str]:
    row = client.get(f"/api/v1/claims/{claim}").json()
    names = ("value", "value2", "unit", "hedge", "aspect", "role", "period", "indicator", "subject")
    given = {n: "" if row[n] is None else str(row[n]) for n in names}
    return given | changed


def test_reviews_written_during_a_build_are_not_lost(writer: Client, tmp_path: Path) -> None:
    _, result = _a_met_promise(writer.folder)
    fields = _fields(writer, result, value="1.1")
    begun = threading.Event()

    def rebuild() -> None:
        begun.set()
        add_a_report(writer.folder, tmp_path)

    building = threading.Thread(target=rebuild)
    building.start()
    begun.wait()
    claims = ids(writer.folder, "SELECT id FROM claims WHERE place = '云汀市' ORDER BY id")[:5]
    assert writer.judge(result, "correct", **fields).status_code == 303
    for claim in claims:
        assert writer.judge(claim, "accept").status_code == 303
    building.join()
    missed = "/api/v1/entries?place=青溪市&indicator=retail_sales&verdict=missed"
    assert writer.get(missed).json()["total"] == 1
    assert f"已审 {1 + len(claims)} 条" in writer.get("/review").text
    build(sample_files(), writer.folder, lexicon=places_file())
    assert writer.get(missed).json()["total"] == 1


def test_wrong_reviews_are_told(writer: Client) -> None:
    _, result = _a_met_promise(writer.folder)
    same = _fields(writer, result)
    assert writer.judge(result, "correct", **same).status_code == 422
    for wrong in ({"value": "x"}, {"value": ""}, {"role": "king"}, {"period": "第一年"},
                  {"value": "nan"}, {"value": "1e999"}):  # fmt: skip
        assert writer.judge(result, "correct", **(same | wrong)).status_code == 422, wrong
    assert writer.judge(result, "correct", **(same | {"indicator": "none"})).status_code == 404
    assert writer.judge(result, "accept", who=" ").status_code == 422
    assert writer.judge("c:none", "accept").status_code == 404
    assert writer.judge("e:none", "accept").status_code == 404
    assert writer.get("/review").status_code == 200
