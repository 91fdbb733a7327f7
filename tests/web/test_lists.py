"""Lists that are grouped and carry both texts; named lists through the years."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from web.served import Client, ids


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text))


@pytest.mark.parametrize("group", ["year", "place", "verdict", "part", "indicator"])
def test_groups_say_how_many_they_are(reader: TestClient, samples: Path, group: str) -> None:
    page = reader.get(f"/account?place=青溪市&year=2024&group={group}").text
    heads = re.findall(r'<th scope="rowgroup" colspan="7">(.*?)</th>', page, re.DOTALL)
    query = f"SELECT count(*) FROM entries WHERE place = '青溪市' AND year = 2024 GROUP BY {group}"
    told = [int(re.findall(r"([0-9]+) 项", _plain(h))[0]) for h in heads]
    assert sorted(told) == sorted(ids(samples, query))


def test_an_unknown_group_is_none(reader: TestClient) -> None:
    assert "rowgroup" not in reader.get("/account?group=id;--").text


def test_both_texts_stand_below_each_line(reader: TestClient) -> None:
    page = reader.get("/account?place=青溪市&year=2024&verdict=missed&texts=1").text
    lines = page.split('<tr class="texts">')[1:]
    assert len(lines) == page.count('<tr class="open">') > 3
    for line in lines:
        assert line.count("<blockquote") >= 2
        assert line.count("<mark>") >= 2
    assert "<blockquote" not in reader.get("/account?place=青溪市&year=2024").text


def test_conflicts_are_grouped(reader: TestClient) -> None:
    page = reader.get("/conflicts?group=kind").text
    assert "<h2>疑有印误</h2>" in page
    assert "<h3>" in page[page.index('class="conflict"') :]


def test_every_year_of_an_item_leads_to_its_place_in_the_text(samples: Path) -> None:
    with Client(samples) as client:
        page = client.get("/projects?place=青溪市&list=民生实事").text
        body = page[page.index("<tbody>") : page.index("</tbody>")]
        steps = re.findall(r'href="(/document/[^"]+)#at"[^>]*>(?:新列|延续)', body)
        assert len(steps) >= 20
        rows = client.get("/api/v1/projects?place=青溪市&list=民生实事").json()["rows"]
        assert len(steps) == len(rows)
        for row in rows[:6]:
            text = client.get(f"/api/v1/documents/{row['document']}/text").text
            assert row["name"][:4] in text[row["start_at"] : row["end_at"]].replace("\n", "")
        assert {r["fate"] for r in rows} >= {"listed"}


def test_lists_are_filtered_by_what_became_of_their_items(reader: TestClient) -> None:
    every = reader.get("/api/v1/projects?place=青溪市").json()["rows"]
    fates = {r["fate"] for r in every}
    assert len(fates) >= 3
    for fate in fates:
        items = {r["item"] for r in every if r["fate"] == fate}
        page = reader.get(f"/projects?place=青溪市&fate={fate}").text
        assert page.count('<th scope="row" class="item">') == len(items), fate
    one = every[0]["item"][:3]
    found = reader.get("/projects", params={"place": "青溪市", "q": one}).text
    assert 0 < found.count('<th scope="row" class="item">') < len({r["item"] for r in every})
    none = reader.get("/projects?place=青溪市&q=没有这样的项目").text
    assert "没有这样的条目" in none


@pytest.mark.parametrize("sort", ["number", "new", "fate", "nonsense"])
def test_an_order_changes_no_items(reader: TestClient, sort: str) -> None:
    first = reader.get("/projects?place=青溪市").text
    other = reader.get(f"/projects?place=青溪市&sort={sort}").text
    names = [sorted(re.findall(r'class="item">(.*?)</th>', page)) for page in (first, other)]
    assert names[0] == names[1]


def test_lists_in_english_have_no_chinese_but_names(reader: TestClient) -> None:
    page = reader.get("/en/projects?place=青溪市").text
    body = "".join(re.findall(r'<td class="nw">(.*?)</td>', page, re.DOTALL))
    assert "new" in body
    assert "stays" in body
    assert not re.search("新列|延续|不在列|在列|第\\d+项", body)


def test_an_indicator_over_the_years(reader: TestClient, samples: Path) -> None:
    page = reader.get("/indicator/gdp/2024").text
    history = page[page.index("<h2>历年</h2>") :]
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", history, re.DOTALL)
    years = ids(
        samples,
        "SELECT DISTINCT year FROM entries WHERE indicator = 'gdp' AND aspect = 'growth'"
        " AND part <> 'list' ORDER BY 1 DESC",
    )
    assert [int(re.findall(r"\d{4}", r)[0]) for r in rows] == years
    assert re.search("2024 2 6%—6.5% 5.9%—6.2%", _plain(" ".join(rows)))
    assert re.search(
        "2025 2 .*% 待 … 待 2", _plain(" ".join(rows))
    )  # none is said to be unreported


def test_an_empty_indicator_page_says_what_to_do(reader: TestClient) -> None:
    page = reader.get("/indicator/gdp/1999").text
    assert "这一年没有地方提这个指标" in page
