"""Sentences as evidence, both texts side by side, words that were searched for."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.testclient import TestClient

from duizhang.ledger import build
from duizhang.views.web.quotes import flowing
from web.served import Client, ids

REPORT_QUERY = (
    "SELECT id FROM documents WHERE place = '青溪市' AND genre = 'work_report'"
    " AND coverage = 'full' AND year = {year}"
)
PARAGRAPHS = [
    "过去一年，我们克服困难、稳中求进，经济运行总体平稳，各项事业取得新的进步，群众生活继续改善。"
    "预计实现地区生产总值1579亿元（预计数，下同）、增长6.2%。固定资产投资增长3.2%，社会消费品零售"
    "总额增长7%，进出口总额增长4.1%，财政收入增长5.3%，金融运行平稳有序，就业形势总体稳定向好。",
    "产业发展迈出新的步伐。规模以上工业增加值增长9.1%，新增规模以上工业企业36家，净增高新技术企业"
    "41家，建成智能工厂5个，技术合同成交额稳步提高，园区配套不断完善，服务企业的办法越来越多。",
    "城乡建设呈现新的面貌。改造老旧小区86个，新建改造农村公路168公里，新增公共充电桩1240个，中心城区"
    "道路更加通畅，乡镇街道更加整洁，河湖沿线更加清爽，群众出门办事更加方便，满意程度稳步提高。",
]
_WIDTH = 23


def column(text: str) -> str:
    """``text`` as a newspaper's column breaks it."""
    return "\n".join(text[i : i + _WIDTH] for i in range(0, len(text), _WIDTH))


COLUMNS = (
    "青溪市政府工作报告\n\n——2025年1月7日在青溪市第七届人民代表大会第五次会议上\n\n"
    "一、2024年工作回顾\n\n" + "\n\n".join(map(column, PARAGRAPHS))
)


def test_a_sentence_is_whole_where_columns_broke_its_lines(tmp_path: Path) -> None:
    paper = tmp_path / "青溪市-2025-政府工作报告.txt"
    paper.write_text(COLUMNS, encoding="utf-8")
    build([paper], tmp_path / "l")
    query = (
        "SELECT id FROM claims WHERE indicator = 'gdp' AND aspect = 'growth' AND role = 'result'"
    )
    claim = ids(tmp_path / "l", query)[0]
    with Client(tmp_path / "l") as client:
        quote = re.findall("<blockquote.*?</p>", client.get(f"/claim/{claim}").text, re.DOTALL)[0]
    assert (
        "预计实现地区生产总值1579亿元（预计数，下同）、增长6.2%" not in COLUMNS
    )  # it is broken there
    assert "预计实现地区生产总值1579亿元（预计数，下同）、增长<mark>6.2%</mark>。" in quote
    assert "过去一年" not in quote
    assert "固定资产" not in quote


def test_line_ends_are_taken_out_and_latin_words_stay_apart() -> None:
    assert flowing("新能源汽车公\n共充电桩 300 个") == "新能源汽车公共充电桩 300 个"
    assert flowing("增长 \n 5.5%") == "增长5.5%"
    assert flowing("Open\nSource 2025\n版") == "Open Source 2025版"


def test_a_claim_shows_the_other_years_sentence_beside_its_own(samples: Path) -> None:
    query = (
        "SELECT target_id FROM entries WHERE indicator = 'gdp' AND place = '青溪市' AND year = 2024"
    )
    with Client(samples) as client:
        page = client.get(f"/claim/{ids(samples, query)[0]}").text
        both = page[page.index('<div class="two">') :]
        marks = re.findall("<mark>(.*?)</mark>", both)[:2]
        assert marks == ["6.5%左右", "6.2%"]
        (link,) = re.findall(r'href="(/document/[^"]*beside=[^"]*)"', page)
        answer = client.get(link.replace("&amp;", "&"))
        assert f'id="{link.partition("#")[2]}"' in answer.text


def test_two_documents_side_by_side_lead_to_each_other(samples: Path) -> None:
    one = ids(samples, REPORT_QUERY.format(year=2024))[0]
    other = ids(samples, REPORT_QUERY.format(year=2025))[0]
    with Client(samples) as client:
        assert (
            f"/document/{one}?beside={other.replace(':', '%3A')}"
            in client.get(f"/document/{one}").text
        )
        page = client.get(f"/document/{one}?beside={other}").text
        assert page.count("<article") == 2
        across = re.findall(r'href="#((?:l|r)-o\d+)" data-of="((?:l|r)-o\d+)"', page)
        assert len(across) > 20
        known = set(re.findall(r'id="([^"]+)"', page))
        for there, here in across:
            assert there[0] != here[0]
            assert there in known, there
        assert client.get(f"/document/{one}?beside=d:none").status_code == 404


def test_words_that_were_searched_for_are_marked_in_the_document(samples: Path) -> None:
    with Client(samples) as client:
        page = client.get("/search?q=就业").text
        link = re.findall(r'class="hits">.*?href="([^"]+)"', page, re.DOTALL)[0]
        text = client.get(link.replace("&amp;", "&").partition("#")[0]).text
    article = text[text.index("<article") : text.index("</article>")]
    words = re.sub("<[^>]+>", "", article)
    assert article.count("<mark>就业</mark>") == words.count("就业") > 0
    here = text[text.index('class="line here"') :]
    assert "<mark>就业</mark>" in here[: here.index("</div>")]


def test_words_across_a_numeral_are_marked_whole(reader: TestClient, samples: Path) -> None:
    document = ids(samples, REPORT_QUERY.format(year=2025))[0]
    text = reader.get(f"/document/{document}").text
    article = text[text.index("<article") : text.index("</article>")]
    # a numeral with its unit and the character before it
    before, number = re.findall(r'([\u4e00-\u9fff])<a class="f result"[^>]*>([^<]+)</a>', article)[
        0
    ]
    marked = reader.get(f"/document/{document}", params={"q": before + number}).text
    assert f"<mark>{before}</mark><a" in marked
    assert re.search(rf'<a class="f result"[^>]*><mark>{re.escape(number)}</mark></a>', marked)


def test_search_marks_every_place_in_a_paragraph_and_lists_figures(samples: Path) -> None:
    with Client(samples) as client:
        page = client.get("/search?q=充电").text
        assert page.count("<mark>充电</mark>") >= page.count("<li><p>")
        figures = re.findall(r'class="about">(.*?)</ul>', page, re.DOTALL)[0]
        assert "充电桩" in figures
        for claim in re.findall(r'href="(/claim/[^"]+)"', figures):
            assert client.get(claim).status_code == 200
        assert 'class="about"' not in client.get("/search?q=没有这样的词").text


def test_figures_are_found_before_the_side_table_is_made_and_after(samples: Path) -> None:
    with Client(samples) as client:
        store = client.app.state.store  # type: ignore[attr-defined]
        with store.reading() as snapshot:
            snapshot.opened._warm.join(30)
            assert snapshot.opened._has_subjects
            after = snapshot.opened.subjects("增加值", 50)
            snapshot.opened._has_subjects = False
            before = snapshot.opened.subjects("增加值", 50)
            snapshot.opened._has_subjects = True
        assert [(s, n) for s, n, _ in before] == [(s, n) for s, n, _ in after]
        assert (
            sum(n for _, n, _ in after)
            == ids(
                samples,
                "SELECT count(*) FROM claims WHERE contains(subject, '增加值')"
                " OR contains(indicator_name, '增加值') AND subject <> ''",
            )[0]
        )


def test_english_words_find_indicators(reader: TestClient) -> None:
    page = reader.get("/en/search?q=domestic product").text
    assert "Gross regional/domestic product" in page
