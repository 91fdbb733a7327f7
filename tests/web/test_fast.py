"""What makes pages fast must not change what they say."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from duizhang.ledger.reader import Ledger
from duizhang.views.web.app import create_app
from duizhang.views.web.store import Store
from web.served import TOKEN, Client, ids

_NUMERAL = re.compile(r'class="f (\w+)[^"]*"[^>]*>([^<]+)<')


def test_a_document_without_its_cache_shows_the_same_numerals(ledger: Path) -> None:
    names = ids(ledger, "SELECT id FROM documents ORDER BY id")
    with Client(ledger) as client:
        before = {n: _NUMERAL.findall(client.get(f"/document/{n}").text) for n in names}
    shutil.rmtree(ledger / "cache")
    with Client(ledger) as client:
        for name in names:
            answer = client.get(f"/document/{name}")
            assert answer.status_code == 200
            found = _NUMERAL.findall(answer.text)
            # marks of Markdown that reading dropped stand in the rows' text
            assert [(tag, words.replace("*", "")) for tag, words in found] == before[name]
            assert len(found) > 3


def test_rows_are_found_by_their_numbers_as_by_a_query(samples: Path) -> None:
    store = Store(samples)
    with store.reading() as snapshot, Ledger(samples) as plain:
        snapshot.opened._warm.join(30)
        assert set(snapshot.opened.indexes) >= {"claims.id", "entries.result_id"}
        for row in plain.sql("SELECT * FROM claims ORDER BY id LIMIT 60").rows():
            assert snapshot.claim(row["id"]) == row
            found = {e["id"] for e in snapshot.entries_of(row["id"])}
            asked = plain.sql(
                "SELECT id FROM entries WHERE target_id = ? OR result_id = ?", [row["id"]] * 2
            )
            assert found == {e["id"] for e in asked.rows()}
        for row in plain.sql("SELECT * FROM entries ORDER BY id LIMIT 60").rows():
            assert snapshot.entry(row["id"]) == row
        assert snapshot.claim("c:0000000000000000") is None
        assert snapshot.claim("c:no hex at all") is None
        assert snapshot.entry("e:" + "f" * 40) is None
        for row in plain.sql("SELECT id, text FROM documents").rows():
            assert snapshot.texts([row["id"]]) == {row["id"]: row["text"]}
            spots = [(row["id"], s, s + 37) for s in range(0, len(row["text"]) + 99, 511)]
            for spot, words in snapshot.opened.texts.slices(spots).items():
                assert words == row["text"][spot[1] : spot[2]]
    store.close()


def test_pages_with_forms_that_write_are_made_for_each_person(samples: Path) -> None:
    app = create_app(samples, token=TOKEN)
    with (
        TestClient(app, follow_redirects=False) as one,
        TestClient(app, follow_redirects=False) as other,
    ):
        one.get(f"/enter?token={TOKEN}")
        mine = re.findall(r'name="csrf" value="(\w+)"', one.get("/add").text)
        theirs = re.findall(r'name="csrf" value="(\w+)"', other.get("/add").text)
        assert mine
        assert set(mine).isdisjoint(theirs)
        for address in ("/", "/account", "/entry/" + ids(samples, "SELECT id FROM entries")[0]):
            page = one.get(address)
            assert page.content == other.get(address).content
            assert "csrf" not in page.text
            assert TOKEN not in page.text


def test_what_is_kept_is_kept_from_those_without_a_token(samples: Path) -> None:
    app = create_app(samples, token=TOKEN, private=True)
    with TestClient(app, follow_redirects=False) as inside:
        inside.get(f"/enter?token={TOKEN}")
        assert inside.get("/account").status_code == 200
        with TestClient(app, follow_redirects=False) as outside:
            answer = outside.get("/account")
            assert answer.status_code == 303
            assert "content-security-policy" in answer.headers


def test_an_answer_that_is_kept_has_its_headers(samples: Path) -> None:
    with Client(samples) as client:
        made, kept = client.get("/account"), client.get("/account")
        assert dict(kept.headers) == dict(made.headers)
        assert kept.content == made.content
        same = client.get("/account", headers={"If-None-Match": kept.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        assert client.get("/en/account").content != kept.content
        assert client.get("/account?sort=gap").content != kept.content


def test_the_order_of_a_column_is_announced(samples: Path) -> None:
    with Client(samples) as client:
        for sort in ("code", "target", "result", "gap"):
            page = client.get(f"/indicator/gdp?sort={sort}").text
            (header,) = re.findall(r"<th[^>]*aria-sort[^>]*>\s*<a href=\"([^\"]+)\"", page)
            assert f"sort={sort}" in header


DOWNLOADS = [
    "/account?q=收入&verdict=met",
    "/account?place=青溪市&sort=gap",
    "/account?group=verdict&year=2024",
    "/indicator/gdp",
    "/indicator/gdp/2024?sort=result",
    "/indicator/cpi/2024?sort=gap",
    "/omitted",
    "/compare?place=青溪市&place=云汀市",
    "/compare?place=云汀&indicator=gdp、cpi&year=2024",
]


@pytest.mark.parametrize("address", DOWNLOADS)
def test_a_download_has_exactly_what_the_page_shows(samples: Path, address: str) -> None:
    with Client(samples) as client:
        page = client.get(address).text
        (link,) = set(re.findall(r'href="(/api/v1/[^"]*format=json)"', page))
        rows = client.get(link.replace("&amp;", "&")).json()["rows"]
        table = page[page.index("<table") : page.rindex("</table>")]
        if address.startswith("/indicator"):
            table = table[: table.index("</table>")]
        shown = list(dict.fromkeys(re.findall(r'href="/entry/([^"]+)"', table)))
        told = [r.get("entry") or r["id"] for r in rows if "entry" not in r or r["entry"]]
        whole = max(map(int, re.findall("<caption>([0-9]+) 项</caption>", page)), default=0)
        assert shown
        if address.startswith("/compare"):  # the page goes by rows, the data by place and year
            assert sorted(told) == sorted(shown)
        else:
            assert told[: len(shown)] == shown  # in the same order
            assert len(told) == max(whole, len(shown))
        csv_ = client.get(link.replace("&amp;", "&").replace("format=json", "format=csv")).text
        assert len(list(csv.reader(io.StringIO(csv_)))) == len(rows) + 1


def test_the_comparisons_download_has_empty_cells_and_nothing_else(samples: Path) -> None:
    with Client(samples) as client:
        page = client.get(
            "/compare?place=青溪市、云汀市&indicator=unemployment_surveyed_urban"
        ).text
        (link,) = set(re.findall(r'href="(/api/v1/compare[^"]*format=json)"', page))
        rows = client.get(link.replace("&amp;", "&")).json()["rows"]
        cells = re.sub("<[^>]+>", " ", page).count("未提")
        assert {r["indicator"] for r in rows} == {"unemployment_surveyed_urban"}
        assert {r["place"] for r in rows} == {"青溪市", "云汀市"}
        assert sum(r["entry"] is None for r in rows) == cells - page.count(">报告未提</a>")


def test_head_is_answered_as_get_without_the_body(reader: TestClient) -> None:
    whole = reader.get("/api/v1/claims?limit=2")
    head = reader.head("/api/v1/claims?limit=2")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
    assert reader.head("/no/such/page").status_code == 404
