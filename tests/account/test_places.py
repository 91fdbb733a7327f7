"""Places: which names are one place."""

import pytest

from duizhang.account.places import Places
from duizhang.model import Identity


def _place(name: str, level: str = "", code: str = "") -> Identity:
    return Identity(place=name, level=level, place_code=code)


def test_a_place_with_and_without_its_rank_is_one() -> None:
    places = Places([_place("云川市", "prefecture"), _place("云川")])
    assert places.key(_place("云川")) == places.key(_place("云川市", "prefecture")) == "云川市"
    assert places.find("云川") == "云川市"


def test_an_autonomous_region_is_known_by_its_short_name() -> None:
    assert Places([_place("宁夏回族自治区")]).find("宁夏") == "宁夏回族自治区"


def test_a_province_and_a_city_of_one_name_are_two() -> None:
    places = Places([_place("吉林省"), _place("吉林市")])
    assert places.find("吉林省") == "吉林省"
    assert places.find("吉林") == "吉林"  # nobody can tell which


def test_two_districts_of_one_name_are_told_apart_by_their_codes() -> None:
    a, b = _place("鼓楼区", "county", "320106"), _place("鼓楼区", "county", "350102")
    places = Places([a, b])
    assert places.key(a) != places.key(b)
    assert places.find("鼓楼区") == "鼓楼区"


@pytest.mark.parametrize("name", ["中国", "全国", "我国"])
def test_the_nation_has_several_names(name: str) -> None:
    assert Places([_place("中国", "nation")]).find(name) == "中国"


def test_a_report_that_does_not_say_its_place_has_none() -> None:
    assert Places([]).key(_place("")) == "?"
