"""The account on a terminal: no figure is cut, whatever its width."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from duizhang.views.account import command
from duizhang.views.account_view import fitted
from duizhang.views.table import width_of

PROMISED = """云川市政府工作报告
2031年工作安排
主要预期目标是：地区生产总值增长6.5%左右，城镇调查失业率控制在5.5%以内。
新建标准厂房52.5万平方米以上，新改建农村公路1150公里以上，城市生活污水集中收集率提高13.5个百分点。
全年接待游客3120.5万人次以上，新增光伏装机容量115.25万千瓦以上，新建高标准农田112.35万亩以上。
"""
TOLD = """云川市政府工作报告
一、2031年工作回顾
全年地区生产总值增长6.2%，城镇调查失业率5.2%。
新建标准厂房48万平方米，新改建农村公路1168公里，城市生活污水集中收集率提高17.5个百分点。
接待游客3000.25万人次，新增光伏装机容量105.75万千瓦，新建高标准农田102.15万亩。
二、2032年工作安排
主要预期目标是：地区生产总值增长6%。
"""
GAPS = ["−4.5万平方米", "+18公里", "+4个百分点", "−0.3个百分点"]


@pytest.mark.parametrize("width", [40, 60, 72, 80, 100, 120, 160])
def test_no_gap_is_cut_at_any_width(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    paths = [tmp_path / "云川市-2031.txt", tmp_path / "云川市-2032.txt"]
    for path, text in zip(paths, (PROMISED, TOLD), strict=True):
        path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(command, [*map(str, paths), "--year", "2031"])
    assert done.exit_code == 0
    for gap in GAPS:
        assert re.search(rf"{re.escape(gap)}(?!\w)", done.output), gap
    table = done.output[done.output.index("主要目标") :]
    assert all(width_of(line) <= width for line in table.splitlines() if "`" not in line)


def test_columns_that_do_not_fit_are_wrapped_and_the_gap_gives_way_last() -> None:
    columns = [["新增3000.25万人次以上", "7%"], ["112.35万亩"], ["−4.5万平方米"]]
    made = fitted(columns, 40)
    assert made[2] == ["−4.5万平方米"]
    assert "".join(made[0][0].split()) == columns[0][0]
