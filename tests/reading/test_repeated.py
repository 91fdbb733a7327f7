"""A bullet printed twice."""

from __future__ import annotations

from reading.pages import codes, kinds, read, removed

ITEM = "- 开展重点项目攻坚活动,完成投资300亿元,建成项目27个。"


def test_the_exact_repetition_is_a_ghost() -> None:
    document = read(f"{ITEM}\n{ITEM}\n- 新增企业9家。")
    assert [text for _, text in kinds(document)] == [ITEM[2:], "新增企业9家。"]
    assert removed(document, "ghost") == ["\n" + ITEM]
    assert codes(document) == ["repeated_paragraph"]


def test_a_near_one_stays_with_a_warning() -> None:
    second = ITEM.replace("攻坚", "建设")
    document = read(f"{ITEM}\n{second}")
    assert len(document.blocks) == 2
    warning = document.warnings[0]
    assert warning.code == "repeated_item"
    assert document.source_text[warning.start : warning.end] == second


def test_other_figures_make_another_item() -> None:
    assert codes(read(f"{ITEM}\n{ITEM.replace('27', '28')}")) == []


def test_short_lines_may_repeat() -> None:
    document = read("各位代表！\n各位代表！\n合计\n合计")
    assert len(document.blocks) == 4
