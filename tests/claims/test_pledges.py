"""Named lists and their items."""

from __future__ import annotations

from texts import page


def test_names_behind_a_colon_are_a_lists_items() -> None:
    words = "实施十大产业项目：竹缆产业园、智能仪表二期、冷链物流港、种业小镇等。"
    assert [p.text for p in page(outlook=words).pledges if p.kind == "item"] == [
        "竹缆产业园", "智能仪表二期", "冷链物流港", "种业小镇",
    ]  # fmt: skip


def test_few_words_behind_a_colon_are_no_items() -> None:
    words = "推进十大产业项目：抓进度、保要素。"
    assert [p for p in page(outlook=words).pledges if p.kind == "item"] == []


def test_a_mark_that_closes_the_list_is_no_part_of_its_last_item() -> None:
    words = "办成“实施河堤亮化工程”等十件重点民生实事。"
    assert [p.text for p in page(outlook=words).pledges if p.kind == "item"] == ["河堤亮化工程"]


def test_one_verb_serves_two_lists() -> None:
    words = "重点抓好竹缆产业园等十大产业项目、南渡口大桥等十大基础设施项目。"
    items = [(p.list_name, p.text) for p in page(outlook=words).pledges if p.kind == "item"]
    assert items == [("十大产业项目", "竹缆产业园"), ("十大基础设施项目", "南渡口大桥")]
