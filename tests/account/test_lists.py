"""Where a page's named lists stand: what they end with, and what begins an item."""

import pytest

from duizhang.account.lists import Lists


def _listed(text: str) -> dict[str, str]:
    """By the words around each ｜, which is taken out, the name of the list it is in."""
    plain = text.replace("｜", "")
    lists, found, at = Lists(plain), {}, -1
    for number in range(text.count("｜")):
        at = text.index("｜", at + 1)
        place = at - number
        found[plain[place : place + 4]] = lists.at(place)
    return found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param(
            "办好十件民生实事：｜新建学位800个，｜改造危房60户。｜城镇就业3万人。",
            ["十件民生实事", "十件民生实事", ""],
            id="it ends with its sentence",
        ),
        pytest.param(
            "今年再办15件民生实事。一是｜开展筛查3万名。二是｜新建托位900个。\n｜增长5%。",
            ["15件民生实事", "15件民生实事", ""],
            id="its items are sentences with numbers of their own",
        ),
        pytest.param(
            "｜改造小区9个、｜安装电梯30部等十大民生实事。｜增长5%。",
            ["十大民生实事", "十大民生实事", ""],
            id="its name comes last",
        ),
        pytest.param(
            "三、2031年十件民生实事\n坚持民生为大，办好实事。\n（1）｜新增托位60个；\n（2）｜改造小区9个。\n"
            "四、保障措施\n｜每月调度一次。",
            ["十件民生实事", "十件民生实事", ""],
            id="a heading with items below it, one paragraph between",
        ),
        pytest.param(
            "（六）着力办好民生实事。｜民生支出占比76%。",
            [""],
            id="a heading of more than the list",
        ),
        pytest.param(
            "二十件民生实事全部办结。｜增长5%。｜新增就业3万人。",
            ["", ""],
            id="a list that is only spoken of",
        ),
    ],
)
def test_what_stands_in_a_list(text: str, names: list[str]) -> None:
    assert list(_listed(text).values()) == names
