"""Fake bold goes, the language's own doubling stays."""

from __future__ import annotations

import pytest

from reading.pages import codes, read


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("稳步向前稳步向前，，全年增长5%。", "稳步向前，全年增长5%。"),
        (
            "产业强市不动摇产业强市不动摇，，经济回升向好经济回升向好。。完成",
            "产业强市不动摇，经济回升向好。完成",
        ),
        ("33.. 重 点 任 务重 点 任 务", "3. 重点任务"),
        ("工 作 目 标工 作 目 标", "工作目标"),
        ("全力以赴稳增长全力以赴稳增长", "全力以赴稳增长"),
        ("20312031年年目标任务目标任务", "2031年目标任务"),
        ("抓抓项项目目、、促促增增长长", "抓项目、促增长"),
        ("政 府 工 作 报 告", "政府工作报告"),
    ],
)
def test_the_copy_goes(source: str, text: str) -> None:
    assert read(source).text == text


@pytest.mark.parametrize(
    "text",
    [
        "深入研究研究再研究，常常讲、人人讲。",
        "让群众高高兴兴、平平安安过年。",
        "一步一步，一年一年，一个一个解决。",
        "2222个项目、11个园区、10101010元。",
        "平平安安",
        "快快乐乐平平安安",
        "大力发展实体经济，大力发展数字经济。",
        "省长 张三",
        "记者 张 三 李 四五",
        "指标 数值 指标 数值",
        "哈哈哈哈哈哈哈哈",
        "增长5.5%、5.5%、增长5.5%。",
        "坚持稳中求进，坚持稳中求进工作总基调。",
    ],
)
def test_natural_doubling_stays(text: str) -> None:
    document = read(text)
    assert document.text == text
    assert "doubled_print" not in codes(document)


def test_one_warning_counts_them_all() -> None:
    document = read("稳步向前稳步向前，，增长5%。\n\n加快发展加快发展，，增长6%。")
    warning = next(w for w in document.warnings if w.code == "doubled_print")
    assert "4 runs" in warning.message
    assert document.source_text[warning.start : warning.end] == "稳步向前"
    assert warning.start == 4


def test_the_kept_print_is_the_first() -> None:
    document = read("稳步向前稳步向前，，增长5%。")
    assert document.map.to_source(0) == 0
    assert document.map.to_text(4) is None
    assert document.map.to_source(document.text.index("5")) == document.source_text.index("5")
