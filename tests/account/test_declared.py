"""What reports say in words: a denial keeps nothing, and the words that say a thing are quoted."""

from __future__ import annotations

import pytest

from duizhang.account import close
from duizhang.account.collect import paper_of
from duizhang.account.declared import said

from .make import report, with_list

PROMISED = report(
    "云川市",
    2031,
    "主要预期目标是：固定资产投资增长{7|%|growth|target|2031|fixed_asset_investment}，"
    "进出口总额增长{10|%|growth|target|2031|trade_total}。",
)


def told(words: str) -> str:
    closed = close([PROMISED, report("云川市", 2032, "过去一年。" + words)])
    return next(e.verdict for e in closed.entries if e.indicator == "fixed_asset_investment")


@pytest.mark.parametrize(
    "words",
    [
        "受订单减少影响，进出口总额仅增长4.1%，没有完成年初确定的预期目标；",
        "经济社会发展未能全面完成主要预期目标。",
        "尚未完成各项主要目标任务。",
        "未完成年度主要预期目标。",
        "完成主要预期目标还有一定差距。",
        "固定资产投资未达到年初预期目标。",
        "固定资产投资没有超额完成年度任务。",
        "固定资产投资未能达到预期目标。",
    ],
)
def test_what_is_denied_is_not_declared(words: str) -> None:
    assert told(words) != "declared"


def test_what_is_not_denied_is_declared() -> None:
    assert told("圆满实现全年经济社会发展主要预期目标。") == "declared"
    assert told("未来可期，圆满实现主要预期目标。") == "declared"


def test_a_denial_counts_for_the_thing_that_the_clause_before_it_names() -> None:
    made = report("云川市", 2032, "过去一年。进出口总额增长乏力，没有完成年初确定的预期目标。")
    closed = {e.indicator: e.verdict for e in close([PROMISED, made]).entries}
    assert closed["trade_total"] == "missed"
    assert closed["fixed_asset_investment"] == "unreported"


def test_the_clause_that_says_it_is_quoted() -> None:
    heading = "办好十件民生实事："
    text = f"{heading}改造农村危桥{{22|座|level|target|2031}}。"
    promised = with_list(report("云川市", 2031, text), "民生实事", heading)
    rest = "改造城镇老旧小区，新增公办学位，新建公共充电桩，职业技能培训惠及万人，件件有着落。"
    later = report("云川市", 2032, f"过去一年。日子好起来了，十件民生实事全部完成，{rest}")
    entry = close([promised, later]).entries[0]
    assert (entry.verdict, entry.why) == ("declared", "报告说“十件民生实事全部完成”")
    assert said(later, paper_of(later, ""))[0].clause == "十件民生实事全部完成"
