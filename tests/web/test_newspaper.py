"""The table of a place: one row a promise, what is set against what, and what is absent."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from duizhang.ledger import build
from duizhang.samples import places_file
from duizhang.views.web.columns import cut, tails
from duizhang.views.web.newspaper import RELATION, table
from web.served import Client

Row = dict[str, Any]


def claim(id_: str, year: int, role: str, printed: str, subject: str = "企业", **more: Any) -> Row:
    """A claim of the invented paper of ``year`` on firms."""
    period = year if role == "target" else year - 1
    number = float(re.findall(r"[\d.]+", printed)[0])
    row: Row = {
        "id": id_, "document": f"d:{year}", "year": year, "period": str(period), "role": role,
        "place": "甲市", "indicator": "firms", "indicator_name": "企业", "subject": subject,
        "aspect": "level", "value": number, "value2": None, "unit": printed[-1], "hedge": "none",
        "strive": False, "printed": printed, "own_place": True, "doubt": "", "confidence": 0.9,
        "start_at": int(number),
    }  # fmt: skip
    return row | more


def entry(target: str, result: str | None, verdict: str, year: int = 2024, **more: Any) -> Row:
    """The line of the account that closes the claim ``target``."""
    row: Row = {
        "id": f"e:{target[2:]}", "target_id": target, "result_id": result, "verdict": verdict,
        "year": year, "part": "other", "indicator": "firms", "indicator_name": "企业",
        "promised": "", "reported": "", "gap": None, "unit": "家", "why": "", "trend": "",
        "repeated": False, "omitted": False, "spots": json.dumps({}),
    }  # fmt: skip
    return row | more


def rows_of(claims: list[Row], entries: list[Row]) -> list[tuple[str, str, str, str]]:
    made, _ = table(claims, entries, 2025, ["d:2024", "d:2025"], ["firms"])
    return [(t.subject, _said(t.last_target), _said(t.last_result), _said(t.target)) for t in made]


def _said(values: Any) -> str:
    return "/".join(v.printed for v in values)


def test_a_row_for_each_promise_with_its_own_result() -> None:
    claims = [
        claim("c:1", 2024, "target", "25家", "智能企业"),
        claim("c:2", 2024, "target", "75条", "智能产线"),
        claim("c:3", 2025, "result", "121条", "产线"),
        claim("c:4", 2025, "result", "50家", "智能企业"),
        claim("c:5", 2025, "target", "30家", "智能企业"),
        claim("c:6", 2025, "target", "90条", "智能产线"),
    ]
    entries = [entry("c:1", "c:4", "exceeded"), entry("c:2", "c:3", "exceeded")]
    assert rows_of(claims, entries) == [
        ("智能企业", "25家", "50家", "30家"),
        ("智能产线", "75条", "121条", "90条"),
    ]


def test_what_two_papers_say_of_one_thing_is_one_cell() -> None:
    digest = claim("c:2", 2024, "target", "8家", document="d:digest")
    claims = [digest, claim("c:1", 2024, "target", "7家"), claim("c:3", 2025, "result", "9家")]
    assert rows_of(claims, [entry("c:1", "c:3", "met")]) == [("", "7家/8家", "9家", "")]


def test_what_the_account_goes_by_stands_first() -> None:
    other = claim("c:4", 2025, "result", "6家", document="d:other")
    same = claim("c:5", 2025, "result", "6家", document="d:third")
    claims = [claim("c:1", 2024, "target", "7家"), other, same, claim("c:3", 2025, "result", "9家")]
    assert rows_of(claims, [entry("c:1", "c:3", "met")]) == [("", "7家", "9家/6家", "")]


def test_what_is_near_stands_with_the_promise_it_does_not_close() -> None:
    claims = [claim("c:1", 2024, "target", "5000家"), claim("c:3", 2025, "result", "42332家")]
    near = json.dumps({"near": [["d:2025", 42332, 42337]]})
    (told,), _ = table(
        claims, [entry("c:1", None, "not_comparable", spots=near)], 2025, ["d:2025"], ["firms"]
    )
    assert _said(told.near) == "42332家"
    assert told.last_result == ()


def test_results_that_nobody_promised_stay_apart() -> None:
    claims = [
        claim("c:1", 2024, "target", "10家", "甲类企业"),
        claim("c:2", 2025, "result", "11家", "甲类企业"),
        claim("c:3", 2025, "result", "80家", "乙类企业"),
    ]
    assert rows_of(claims, [entry("c:1", "c:2", "met")]) == [
        ("甲类企业", "10家", "11家", ""),
        ("乙类企业", "", "80家", ""),
    ]


def test_results_of_indicators_without_a_target_are_told_too() -> None:
    claims = [
        claim("c:1", 2024, "target", "10家"),
        claim("c:2", 2025, "result", "11家"),
        claim("c:3", 2025, "result", "2.5%", aspect="growth"),
        claim("c:4", 2025, "result", "90亩", indicator="fields", indicator_name="农田"),
    ]
    made, alone = table(claims, [entry("c:1", "c:2", "met")], 2025, ["d:2025"], ["firms"])
    assert len(made) == 1
    assert [(a.name, a.aspect, _said(a.result)) for a in alone] == [
        ("企业", "growth", "2.5%"),
        ("农田", "level", "90亩"),
    ]


def _relation(year: int, words: str, **more: Any) -> Row:
    return entry(f"r:{year}", None, "pending", year, promised=words, part="headline", **more)


def test_comparisons_without_a_figure_are_rows_too() -> None:
    entries = [_relation(2024, "收入高于经济"), _relation(2025, "收入与经济同步")]
    (told,), _ = table([], entries, 2025, [], ["firms"])
    assert (told.aspect, told.headline) == (RELATION, True)
    assert (_said(told.last_target), _said(told.target)) == ("收入高于经济", "收入与经济同步")
    assert {v.kind for v in (*told.last_target, *told.target)} == {"entry"}


def test_numbers_are_cut_at_the_point_and_columns_keep_room() -> None:
    assert cut("力争6.5%左右") == ("力争6", ".5%左右")
    assert cut("4.5%—5%") == ("4", ".5%—5%")
    assert cut("−3.8%") == ("−3", ".8%")
    assert cut("低于全省平均") == ("低于全省平均", "")
    assert tails([]) == "t0"
    assert tails(["7%", "6.5%左右"]) == tails(["6.5%左右"]) > tails(["7%"])
    assert tails(["1" + "个" * 99]) == "t16"


def _page(client: TestClient, address: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", client.get(address).text))


def test_the_page_has_verdict_gap_trend_and_comparisons(reader: TestClient) -> None:
    page = _page(reader, "/place/青溪市/2025")
    assert re.search("居民人均可支配收入 居民收入增速高于经济增速 6 .6% ● 完成", page)
    assert re.search("6 .5%左右 6 .2% ◐ 接近 −0.3个百分点 6 %左右 ↓ 次年调低", page)
    assert "−0.3 points" in _page(reader, "/en/place/青溪市/2025")
    assert not re.search(r"[+−][\d.]+个百分点", _page(reader, "/en/place/青溪市/2025"))


def test_every_absence_has_its_word_and_no_cell_is_empty(reader: TestClient) -> None:
    text = reader.get("/place/青溪市/2025").text
    body = text[text.index('<table class="headline">') : text.index("</table>")]
    rows = [r for r in body.split("<tr>")[2:] if "<td" in r]
    assert len(rows) > 25
    for row in rows:
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.DOTALL)
        assert all(re.sub("<[^>]+>", "", c).strip() for c in cells[:4]), row  # the fifth: an arrow
    assert 'title="2024年的报告没有提这个目标">未提' in text
    assert 'title="2024年没有提这个目标，无账可对">未提' in text


REPORT = """石桥市政府工作报告

——2025年1月9日在石桥市第七届人民代表大会第五次会议上

一、2024年工作回顾

全年地区生产总值增长6.1%。

二、2025年工作安排

今年全市发展主要盯住这些目标：

地区生产总值增长6%左右；

居民收入增长与经济增长同步；

完成上级下达的节能减排任务。

重点抓好以下工作：

推进市民中心建设。
"""


def test_main_targets_without_a_figure_are_told(tmp_path: Path) -> None:
    paper = tmp_path / "石桥市-2025-政府工作报告.txt"
    paper.write_text(REPORT, encoding="utf-8")
    places = tmp_path / "places.toml"
    places.write_text('[[place]]\nname = "石桥市"\nlevel = "prefecture"\n', encoding="utf-8")
    build([paper], tmp_path / "l", lexicon=places)
    with Client(tmp_path / "l") as client:
        page = _page(client, "/place/石桥市/2025")
    told = page[page.index("没有数字的主要目标") :]
    assert "完成上级下达的节能减排任务" in told[: told.index("文稿")]
    assert "市民中心" not in told
    assert "居民收入增长与经济增长同步" in page
    assert "2024年的账还不能对" in page


def test_a_year_without_a_report_before_has_no_columns_for_it(reader: TestClient) -> None:
    text = reader.get("/place/青溪市/2024").text
    table_ = text[text.index('<table class="headline">') : text.index("</thead>")]
    assert "2023 目标" not in table_
    assert "2024 目标" in table_


def test_lists_stand_by_year_with_what_ended_them(reader: TestClient) -> None:
    page = _page(reader, "/place/青溪市/2025")
    assert re.search(r"民生实事 10 条 报告说： \S+ 10 条|民生实事 10 条 10 条", page)
    assert "引用：青溪市人民政府. 青溪市政府工作报告[R]. 2025-01-07." in page


def test_the_table_is_data_too(reader: TestClient) -> None:
    text = reader.get("/place/青溪市/2025").text
    link = re.findall(r'href="(/api/v1/places/[^"]*format=json)"', text)[0].replace("&amp;", "&")
    rows = reader.get(link).json()["rows"]
    body = text[text.index('<table class="headline">') : text.index("</table>")]
    assert len(rows) == body.count('<th scope="row">')
    gdp = next(r for r in rows if r["indicator"] == "gdp")
    assert (gdp["last_target"], gdp["last_result"], gdp["target"]) == ("6.5%左右", "6.2%", "6%左右")
    assert (gdp["verdict"], gdp["trend"], gdp["headline"]) == ("nearly", "lowered", True)


PART = """青溪市2026年政府工作报告（图解）

2025年成绩单

- 地区生产总值增长6.1%

2026年主要目标

- 地区生产总值增长6%左右
"""


def test_what_was_seen_may_be_taken_for_all(ledger: Path, tmp_path: Path) -> None:
    paper = tmp_path / "青溪市-2026-图解.txt"
    paper.write_text(PART, encoding="utf-8")
    build([paper], ledger, lexicon=places_file())
    with Client(ledger) as client:
        text = client.get("/place/青溪市/2026").text
        page = re.sub("<[^>]+>", " ", text)
        waiting = int(re.findall(r"(\d+) 项没有见到结果", page)[0])
        assert waiting > 10
        (link,) = re.findall(r'href="([^"]*whole=1)"', text)
        whole = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", client.get(link).text))
        assert "（见到的视为全部）" in whole
        assert f"∅ 未报 {waiting} " in whole
        assert "见到的视为全部" not in client.get("/place/青溪市/2025").text
