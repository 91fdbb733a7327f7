"""Names of projects: which are one, why, and which were printed wrongly."""

from __future__ import annotations

import pytest

from duizhang.account.names import SAME, Named, alike, list_key, misprints, pair, stated
from duizhang.model import Spot


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云雀湖泵站", "云雀湖泵站工程"),
        ("云雀湖泵站", "“云雀湖泵站”建设项目"),
        ("松岭光伏新材料产业园", "松岭光伏新材料产业园（一期）"),
        ("改造城镇老旧小区86个", "改造城镇老旧小区65个"),
        ("东渡冷链装备", "东渡冷链装备制造基地"),
    ],
)
def test_one_project_in_two_wordings(one: str, other: str) -> None:
    found = alike(one, other)
    assert found.score >= SAME
    assert found.words


@pytest.mark.parametrize(
    ("one", "other"),
    [("云雀湖泵站", "松岭产业园"), ("城东污水处理厂", "城西水厂"), ("第三水厂", "第二中学")],
)
def test_two_projects(one: str, other: str) -> None:
    assert alike(one, other).score < SAME


def test_another_phase_is_said() -> None:
    assert "期次不同" in alike("滨河大道一期", "滨河大道二期").words


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("10大产业项目", "十大产业项目"),
        ("“十大产业项目”", "十大产业项目"),
        ("8件民生实事", "民生实事"),
        ("十件重点民生实事", "民生实事"),
    ],
)
def test_a_list_has_one_name_in_all_years(name: str, key: str) -> None:
    assert list_key(name) == key


def test_every_item_is_paired_once_the_likest_first() -> None:
    found = pair(["松岭产业园", "云雀湖泵站"], ["云雀湖泵站群", "云雀湖泵站"])
    assert {i: j for i, (j, _) in found.items()} == {1: 1}


def _item(document: str, text: str) -> Named:
    return Named(
        "云川市", "2031", "十大产业项目", text, Spot(document, 0, 9), f"p:{document}{text}"
    )


def test_a_name_that_two_papers_print_differently() -> None:
    items = [_item("a", "云川雁虹瓷业扩能升级"), _item("b", "云川雁江瓷业扩能升级")]
    found = misprints(items, {"c": "雁虹瓷业投产"})
    assert [(c.kind, c.left_value, c.right_value) for c in found] == [("misprint", None, None)]
    assert "雁虹" in found[0].why
    assert found[0].confidence > misprints(items, {})[0].confidence


@pytest.mark.parametrize(
    "other",
    [
        "云川雁虹瓷业扩能升级",
        "云川雁虹瓷业扩能升级项目",
        "松岭光伏产业园",
        "云川雁虹瓷业二期扩能技改",
    ],
)
def test_no_misprint(other: str) -> None:
    assert misprints([_item("a", "云川雁虹瓷业扩能升级"), _item("b", other)], {}) == []


@pytest.mark.parametrize(
    ("name", "n"),
    [
        ("十大产业项目", 10),
        ("“十大产业项目”", 10),
        ("10件民生实事", 10),
        ("二十项实事", 20),
        ("重点民生实事", 0),
    ],
)
def test_a_list_says_how_many_items_it_has(name: str, n: int) -> None:
    assert stated(name) == n
