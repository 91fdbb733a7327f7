"""Closing: two reports of an invented city, and what becomes of each promise."""

from __future__ import annotations

import random
from typing import Any

import pytest

from duizhang.account import close
from duizhang.model import Entry, Report

from .make import report, with_list

PROMISED = "明年工作。主要预期目标是："


def one(promised: str, told: str, **more: Any) -> Entry:
    """The only entry of 2031 that a promise and next year's report make."""
    entries = [e for e in close(pair(promised, told), **more).entries if e.period[-4:] == "2031"]
    assert len(entries) == 1, [e.subject for e in entries]
    return entries[0]


def pair(promised: str, told: str) -> list[Report]:
    return [
        report("云川市", 2031, PROMISED + promised, outlook_from="明年工作"),
        report("云川市", 2032, "过去一年。" + told),
    ]


@pytest.mark.parametrize(
    ("promised", "told", "verdict", "gap"),
    [
        pytest.param(
            "生产总值增长{7|%|growth|target|2031|gdp}。",
            "生产总值增长{6.7|%|growth|result|2031|gdp}。",
            "nearly",
            -0.3,
            id="an indicator, however it is called",
        ),
        pytest.param(
            "经济增长{5~6|%|growth|target|2031|gdp}。",
            "全市生产总值增长{5.5|%|growth|result|2031|gdp}。",
            "met",
            0.0,
            id="a range",
        ),
        pytest.param(
            "新增瓷艺工坊{40|家|level|target|2031}。",
            "新增陶瓷工坊{9|家|level|result|2031}，新增瓷艺工坊{48|家|level|result|2031}。",
            "exceeded",
            8,
            id="the nearer of two subjects",
        ),
        pytest.param(
            "改造渠道{300|公里|level|target|2031}。",
            "完成渠道改造{600|里|level|result|2031}。",
            "met",
            0.0,
            id="another unit of the same measure",
        ),
        pytest.param(
            "深化茶园质押贷款改革，撬动贷款{2|亿元|level|target|2031}。",
            "发放茶园质押贷款{2.1|亿元|level|result|2031}。",
            "met",
            1e7,
            id="a subject that leans on the clause before it",
        ),
        pytest.param(
            "小学课后服务范围扩大。覆盖面达到{80|%|share|target|2031}。",
            "小学课后服务覆盖面{92|%|share|result|2031}。",
            "exceeded",
            12,
            id="a dependent word finds its thing in the sentence before",
        ),
    ],
)
def test_a_figure_closes_a_promise(promised: str, told: str, verdict: str, gap: float) -> None:
    entry = one(promised, told)
    assert (entry.verdict, entry.gap) == (verdict, pytest.approx(gap))
    assert entry.result is not None
    assert entry.result in entry.results


@pytest.mark.parametrize(
    ("promised", "told", "why"),
    [
        (
            "推动商户上线{500|家|level|target|2031}。",
            "商户累计上线{4200|家|level|result|2031}。",
            "累计",
        ),
        (
            "失业人员再就业{2|万人|level|target|2031}。",
            "新增城镇就业、失业人员再就业{9|万人|level|result|2031}。",
            "合计",
        ),
        (
            "蚕桑产业产值增长{8|%|growth|target|2031}。",
            "蚕桑产业产值{30|亿元|level|result|2031}。",
            "未报增速",
        ),
        (
            "试点覆盖{50|%|share|target|2031||水价改革试点}的乡镇。",
            "水价改革试点扩大到{31|个|level|result|2031||水价改革试点}乡镇。",
            "未报占比",
        ),
        (
            "解决{30|万人|level|target|2031||农村安全饮水}。",
            "五年来解决{90|万人|level|result|2027-2031||农村安全饮水}。",
            "2027-2031",
        ),
        (
            "实施重点项目{200|个|level|target|2031}。",
            "重点项目竣工{90|个|level|result|2031}。",
            "阶段",
        ),
        (
            "空气质量优良天数{330|天|level|target|2031|good_air_days}。",
            "城区空气质量持续改善。",
            "文字",
        ),
        (
            "稻谷产量{80|万吨|level|target|2031}。",
            "稻谷、油茶等面积和产量超额完成省定任务。",
            "任务",
        ),
    ],
)
def test_what_is_close_but_does_not_compare(promised: str, told: str, why: str) -> None:
    entry = one(promised, told)
    assert (entry.verdict, entry.result) == ("not_comparable", None)
    assert why in entry.why
    assert entry.near


@pytest.mark.parametrize(
    ("promised", "told", "verdict"),
    [
        ("居民消费价格涨幅{3|%|growth|target|2031|cpi}左右。", "不足之处，物价调控目标没有完成。", "missed"),
        ("外贸增长{3|%|growth|target|2031|trade_total}。", "圆满实现全年主要预期目标。", "declared"),
        ("财政赤字{3|亿元|level|target|2031}。", "财政赤字控制在预算范围内。", "declared"),
        ("外贸增长{3|%|growth|target|2031|trade_total}。", "瓷业平稳发展。", "unreported"),
        ("外贸增长{3|%|growth|target|2031|trade_total}。", "要确保实现全年主要预期目标。", "unreported"),
    ],
)  # fmt: skip
def test_what_words_tell(promised: str, told: str, verdict: str) -> None:
    entry = one(promised, told)
    assert entry.verdict == verdict
    assert bool(entry.declared_by) == (verdict in ("missed", "declared"))


def test_a_list_that_is_done_covers_its_items_and_no_others() -> None:
    promised = report(
        "云川市",
        2031,
        "新建书屋{5|家|level|target|2031}。办好十件民生实事：修缮堤岸{20|公里|level|target|2031}。",
    )
    told = report("云川市", 2032, "承诺的十件民生实事全部办结。")
    account = close([with_list(promised, "十件民生实事", "办好"), told])
    assert {e.subject: e.verdict for e in account.entries} == {
        "新建书屋": "unreported",
        "修缮堤岸": "declared",
    }


def test_silence_means_something_only_in_a_full_report_of_the_next_year() -> None:
    promise = report("云川市", 2031, "外贸增长{3|%|growth|target|2031|trade_total}。")
    part = report("云川市", 2032, "种茶{3|亩|level|result|2031}。", coverage="partial")
    late = report("云川市", 2034, "种茶{3|亩|level|result|2033}。")
    whole = report("云川市", 2032, "种茶{3|亩|level|result|2031}。")

    def verdict(*others: Report, **more: Any) -> str:
        return next(e.verdict for e in close([promise, *others], **more).entries)

    assert verdict() == "pending"
    assert verdict(part) == "pending"
    assert verdict(late) == "pending"
    assert verdict(part, whole) == "unreported"
    assert verdict(part, closed_world=True) == "unreported"
    assert verdict(closed_world=True) == "pending"


def test_a_fact_is_not_taken_by_a_worse_promise() -> None:
    """Both want the one figure on tea; the promise of tea gets it, whoever stands first."""
    promised = "茶园建设投资{3|亿元|level|target|2031}，果园建设投资{2|亿元|level|target|2031}。"
    told = "果园建设投资{2.2|亿元|level|result|2031}。"
    verdicts = {e.subject: e.verdict for e in close(pair(promised, told)).entries}
    assert verdicts["果园建设投资"] == "exceeded"
    assert verdicts["茶园建设投资"] == "unreported"


def test_one_fact_closes_two_promises_of_one_thing() -> None:
    promised = (
        "生产总值增长{6|%|growth|target|2031|gdp||at_least}，"
        "力争生产总值增长{6.5|%|growth|target|2031|gdp}。"
    )
    account = close(pair(promised, "生产总值增长{6.4|%|growth|result|2031|gdp}。"))
    assert [e.verdict for e in account.entries] == ["met", "nearly"]


def test_the_same_promise_in_two_sources_is_one_with_two_witnesses() -> None:
    words = "生产总值增长{6|%|growth|target|2031|gdp}。"
    full = report("云川市", 2031, words)
    digest = report("云川", 2031, words, coverage="digest", name="digest.txt")
    entry = close([digest, full]).entries[0]
    assert entry.target.document == f"d:{full.document.sha256[:16]}"
    assert [s.document for s in entry.also] == [f"d:{digest.document.sha256[:16]}"]


def test_a_five_year_goal_waits_for_its_last_year() -> None:
    goal = report("云川市", 2027, "五年新建泵站{100|座|level|target|2027-2031}。")
    half = report("云川市", 2030, "过去一年新建泵站{21|座|level|result|2029}。")
    done = report("云川市", 2032, "五年新建泵站{104|座|level|result|2027-2031}。")
    waiting = close([goal, half]).entries[0]
    assert waiting.verdict == "pending"
    assert "直线进度为60座" in waiting.why
    assert close([goal, half, done]).entries[0].verdict == "met"


def test_next_year_promises_more_the_same_or_less() -> None:
    first = (
        "生产总值增长{7|%|growth|target|2031|gdp}，外贸增长{3|%|growth|target|2031|trade_total}。"
    )
    second = (
        "生产总值增长{6|%|growth|target|2032|gdp}，外贸增长{3|%|growth|target|2032|trade_total}。"
    )
    account = close([report("云川市", 2031, first), report("云川市", 2032, second)])
    seen = {(e.indicator, e.period): (e.trend, e.repeated) for e in account.entries}
    assert seen["gdp", "2031"] == ("lowered", True)
    assert seen["trade_total", "2031"] == ("same", True)
    assert seen["gdp", "2032"] == ("", False)


def test_a_result_that_a_later_report_tells_says_so() -> None:
    promise = report("云川市", 2031, "赤字率{3|%|share|target|2031|deficit_rate}以内。")
    silent = report("云川市", 2032, "种茶{3|亩|level|result|2031}。")
    later = report("云川市", 2034, "赤字率由{2.8|%|share|result|2031|deficit_rate}下降。")
    entry = close([promise, silent, later]).entries[0]
    assert (entry.verdict, entry.gap) == ("met", pytest.approx(-0.2))
    assert "2034" in entry.why


def test_another_places_figure_closes_nothing() -> None:
    promised = "生产总值增长{7|%|growth|target|2031|gdp}。"
    entry = one(promised, "霞浦县生产总值增长{9|%|growth|result|2031|gdp|||霞浦县}。")
    assert entry.verdict == "unreported"


def test_the_order_of_reports_and_a_source_given_twice_change_nothing() -> None:
    reports = [
        *pair(
            "生产总值增长{7|%|growth|target|2031|gdp}，新建书屋{5|家|level|target|2031}。",
            "生产总值增长{7.1|%|growth|result|2031|gdp}，建成书屋{6|家|level|result|2031}。",
        ),
        report("霞浦县", 2031, "新建书屋{5|家|level|target|2031}。"),
    ]
    first = close(reports)
    shuffled = reports * 2
    random.Random(1).shuffle(shuffled)
    again = close(shuffled)
    assert again.entries == first.entries
    assert again.steps == first.steps


def test_every_entry_has_its_steps_and_both_sides() -> None:
    account = close(
        pair("新建书屋{5|家|level|target|2031}。", "新建书屋{6|家|level|result|2031}。")
    )
    for entry in account.entries:
        kinds = [s.kind for s in account.steps if s.entry == entry.id]
        assert kinds[-1] in ("compared", "silent")
        side = account.sides[entry.id]
        assert side.target.spot == entry.target
        assert (side.result.spot if side.result else None) == entry.result


@pytest.mark.parametrize(
    ("promised", "told", "verdict", "gap"),
    [
        pytest.param(
            "完成贫困人口脱贫{1000|万人|level|target|2031}以上。",
            "贫困人口减少{-1180|万人|change|result|2031||贫困人口}。",
            "exceeded",
            1.8e6,
            id="an amount taken away is told as a change",
        ),
        pytest.param(
            "清淤渠道{60|公里|level|target|2031}，清淤山塘{40|公里|level|target|2031}。",
            "清淤渠道、山塘均达{70|公里|level|result|2031||清淤渠道、山塘}。",
            "exceeded",
            1e1,
            id="a figure told of each of two things closes both",
        ),
        pytest.param(
            "减轻茶农税费负担近{2|亿元|level|target|2031}。",
            "让利茶企茶农{2.3|亿元|level|result|2031}，超过原定的近2亿元规模。",
            "exceeded",
            3e7,
            id="a result that tells the promised number again",
        ),
        pytest.param(
            "打造诗意驿站{20|个|level|target|2031}。",
            "建成诗意驿站{21|个|level|result|2031}。",
            "met",
            1.0,
            id="what was to be made is finished",
        ),
        pytest.param(
            "谋划实施重点茶园项目{96|个|level|target|2031}。",
            "{96|个|level|result|2031||重点茶园项目全部开工}重点茶园项目全部开工。",
            "met",
            0.0,
            id="the very number is at work",
        ),
    ],
)
def test_other_words_for_what_was_promised(
    promised: str, told: str, verdict: str, gap: float
) -> None:
    entries = [e for e in close(pair(promised, told)).entries if e.period == "2031"]
    assert {e.verdict for e in entries} == {verdict}
    assert gap in [e.gap for e in entries]


@pytest.mark.parametrize(
    ("promised", "told", "why"),
    [
        pytest.param(
            "更新供水管网{30|公里|level|target|2031}。",
            "供水、排水、供气等管网更新{96|公里|level|result|2031||供水、排水、供气等管网更新}。",
            "合计",
            id="what stands behind 等 is said of each",
        ),
        pytest.param(
            "茶叶龙头企业达到{160|家|level|target|2031}。",
            "茶叶龙头企业净增{13|家|level|result|2031||茶叶龙头企业净增}。",
            "新增",
            id="a stock was promised, what is new is told",
        ),
        pytest.param(
            "居民收入增长{7|%|growth|target|2031|income_per_capita}。",
            "城镇居民收入增长{5|%|growth|result|2031|income_urban}，"
            "农村居民收入增长{8|%|growth|result|2031|income_rural}。",
            "城镇居民收入",
            id="only its parts are told",
        ),
        pytest.param(
            "全社会研发投入强度达到{2.8|%|share|target|2031|rd_intensity|全社会研发投入强度}。",
            "全社会研发投入增长{13|%|growth|result|2031|rd_expenditure|全社会研发投入}。",
            "未报占比",
            id="another measure of the same thing",
        ),
    ],
)
def test_what_only_comes_near(promised: str, told: str, why: str) -> None:
    entry = one(promised, told)
    assert entry.verdict == "not_comparable"
    assert why in entry.why


def test_central_money_is_not_that_of_the_provinces() -> None:
    promised = "地方财政每年安排支出{250|亿元|level|target|2031||地方财政支出}。"
    told = "中央财政用于农业、林业的支出分别为{300|亿元|level|result|2031||农业}、{260|亿元|level|result|2031||林业}。"
    assert one(promised, told).result is None
