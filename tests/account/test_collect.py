"""Statements: years, headline lists, and the words around a figure."""

import pytest

from duizhang.account import close
from duizhang.account.collect import collect, paper_of, period_of
from duizhang.account.records import Period

from .make import report


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2031", Period(2031, 2031)),
        ("2027-2031", Period(2027, 2031)),
        ("2027—2031", Period(2027, 2031)),
        ("", None),
        ("近三年", None),
    ],
)
def test_periods(text: str, expected: Period | None) -> None:
    assert period_of(text) == expected


def _headlines(text: str) -> dict[str, bool]:
    found = collect([report("云川市", 2031, text)])
    return {s.claim.subject: s.headline for s in found.statements}


def test_headline_targets_stand_behind_the_words_that_open_their_list() -> None:
    text = (
        "新建书屋{5|家|level|target|2031}。\n"
        "主要预期目标是：瓷业增长{7|%|growth|target|2031||瓷业}。\n"
        "种茶{3|亩|level|target|2031}。"
    )
    assert _headlines(text) == {"新建书屋": False, "瓷业": True, "种茶": False}


def test_a_list_of_lines_is_one_list() -> None:
    text = (
        "主要预期目标\n2031年主要预期目标是：\n"
        "- 瓷业增长{7|%|growth|target|2031||瓷业}\n- 茶业增长{7|%|growth|target|2031||茶业}\n"
        "抓好以下工作，把项目作为发展的第一支撑，持续做大做强本地的各类特色产业。\n"
        "种茶{3|亩|level|target|2031}。"
    )
    assert _headlines(text) == {"瓷业": True, "茶业": True, "种茶": False}


def test_a_heading_opens_the_list_of_bullets_below_it() -> None:
    text = (
        "2031年主要预期目标\n\n"
        "- 瓷业增长{7|%|growth|target|2031||瓷业}\n- 茶业增长{7|%|growth|target|2031||茶业}\n\n"
        "1 抓好项目\n- 种茶{3|亩|level|target|2031||种茶}。"
    )
    assert _headlines(text) == {"瓷业": True, "茶业": True, "种茶": False}


def test_a_figure_knows_what_stands_before_it_in_its_sentence() -> None:
    text = "新开工安置房{9|套|level|result|2030}，基本建成{7|套|level|result|2030}。"
    two = collect([report("云川市", 2031, text)]).statements[1]
    assert (two.name, two.topic.name, two.topic.stage) == ("安置房", "", "建成")


def test_a_target_without_a_year_is_of_the_reports_own() -> None:
    found = collect([report("云川市", 2031, "种茶{3|亩|level|target|}。")])
    assert found.statements[0].period == Period(2031, 2031)


def test_a_communique_speaks_after_the_year_it_reports() -> None:
    made = report("云川市", 0, "种茶{3|亩|level|result|2031}。", genre="communique")
    assert paper_of(made, "云川市").year == 2032


def test_a_page_that_goes_on_elsewhere_is_a_part() -> None:
    import msgspec

    made = report("云川市", 2031, "种茶。")
    document = msgspec.structs.replace(made.document, continued_from="1")
    part = msgspec.structs.replace(made, document=document)
    assert paper_of(part, "云川市").coverage == "partial"


def test_a_share_of_all_places_behind_their_count_is_how_far_a_thing_has_spread() -> None:
    promised = report(
        "云川市",
        2031,
        "推进新型农村合作医疗制度建设，把试点的范围扩大到全市{40|%|share|target|2031||试点的范围}的县。",
    )
    told = report(
        "云川市",
        2032,
        "新型农村合作医疗试点范围扩大到{14|个|level|result|2031}县（市、区），"
        "占全市总数的{50.7|%|share|result|2031||县（市、区）占全市总数}，有4万农民参加。",
    )
    entry = close([promised, told]).entries[0]
    assert entry.verdict == "exceeded"
    assert entry.gap == pytest.approx(10.7)
