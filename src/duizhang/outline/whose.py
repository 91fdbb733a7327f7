"""Whose page it is: the place that a report, or a newspaper's page about one, speaks for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from duizhang.language.places import Place, Places

HEAD = 900  # characters in which a report introduces itself
CONGRESS = re.compile(
    r"([一-鿿]{2,14}?)第([一二三四五六七八九十]+)届人民代表大会第?([一二三四五六七八九十]+)次会议"
)
TITLE = re.compile(
    r"((?:19|20)[0-9]{2})年?([一-鿿]{2,12}?)(?:人民)?政府工作报告|([一-鿿]{2,12}?)(?:人民)?政府工作报告|"
    r"([一-鿿]{2,12}?)(?P<then>(?:19|20)[0-9]{2})年(?:人民)?政府工作报告"
)
_NATION = re.compile(r"我(?:代表|受)国务院|国务院总理|全国人民代表大会")
_BULLETIN = re.compile(
    r"(?:\A|\n)\s*#*\s*(?:20[0-9]{2}年)?([一-鿿]{2,8}?(?:省|市|自治区|自治州|县|区|盟|旗))(?:20[0-9]{2}年)?国民经济"
)
_FILE = re.compile(
    r"\A(?:(?:[^一-鿿]*)(中国)(?![一-鿿])|([一-鿿]{2,10}?(?:省|市|自治区|自治州|县|区|盟|旗)))"
)
_NOUN = re.compile(r"[一-鿿]{2,9}?(?:省|市|(?:自治区|自治州|州|县|区|盟|旗|镇|乡|街道)(?!市))")
_RANK = re.compile(r"(?:自治[区州县旗]|地区|街道|[省市州盟县区旗镇乡])$")
_LEVELS = (
    ("nation", ("中国", "全国")),
    ("province", ("省", "自治区", "北京市", "上海市", "天津市", "重庆市", "特别行政区")),
    ("prefecture", ("市", "自治州", "州", "盟", "地区")),
    ("county", ("县", "区", "旗")),
    ("township", ("镇", "乡", "街道")),
)
# A newspaper's page bears its place in the paper's name, or in that of the sessions it tells of.
_PRESS = re.compile(
    r"([一-鿿]{2,8}?)(?:日报|晚报|早报|晨报|都市报|新报|时报|融媒|发布|新闻网|广播电视台|市?县?两会)"
)
# Whose government or people a page without a title speaks of: 图解市政府工作报告, 全县
_KIND = re.compile(r"(?<![一-鿿])(?:图解)?([省市州县区旗])(?:人民)?政府工作报告")
_ALL = re.compile(r"全([省市州县区旗镇乡])(?![场民委])")
_ALL_NATION = re.compile(r"国务院|国内生产总值|中央财政|中央预算|我国")
_OFTEN = 4  # so often the nation's own report speaks of what is only the nation's
_NO_PLACE = frozenset(
    [
        "图解市",
        "本市",
        "全市",
        "我市",
        "图解省",
        "市",
        "省",
        "自治区",
        "全省",
        "全区",
        "全县",
        "全国",
        "今年",
        "地方",
        "各地",
        "直击",
    ]
)
_BEFORE_COUNTY = {"province": 1, "prefecture": 0, "county": 2}


class Whose(NamedTuple):
    """A place by its name, its code where a table has it, and its level."""

    name: str
    code: str
    level: str


def whose(folded: str, file: str, table: Places) -> Whose:
    """The place whose report or page ``folded`` is; empty fields where it does not say.

    In this order: its own office (XX市人民政府, XX市第五届人民代表大会), its title, the name of its
    ``file``, the newspaper and the sessions that it names, the place it names most by far.
    """
    found = table.place_of(folded[:HEAD])
    if found is None:
        own = next((name for name in _named(folded, file) if name not in _NO_PLACE), "")
        found = table.best(own) if own else _most_told(folded, table)
        if found is None and own:
            return Whose(own, "", level_of(own))
    if found is not None:
        return Whose(found.name, found.code, found.level)
    return _in_print(folded, table) or Whose("", "", "")


def level_of(place: str) -> str:
    """The level that a place's name tells by its ending; empty where it tells none."""
    for level, endings in _LEVELS:
        if place.endswith(endings):
            return level
    return ""


def told_name(run: str, folded: str) -> str:
    """The name that ``run``, characters up to and with it, ends in: 闭幕的岭湘市 -> 岭湘市.

    A name no table has is known by being told again: it reaches as far to the left as what
    stands there is told with it more often than not.
    """
    rank = _RANK.search(run)
    end = rank.start() if rank and rank.start() >= 2 else len(run)
    size = 2
    often = folded.count(run[end - size : end])
    while size < end and often > 1:
        more = folded.count(run[end - size - 1 : end])
        if 2 * more <= often:
            break
        size, often = size + 1, more
    return run[end - size :] if often > 1 else run


def _named(folded: str, file: str) -> Iterator[str]:
    """Names in the words that state whose the report is, the surest first."""
    head = folded[:HEAD]
    m = TITLE.search(head)
    for group in (2, 3, 4):
        if m and m.group(group) and level_of(m.group(group)):
            found = _NOUN.findall(m.group(group))
            if found:
                yield told_name("".join(found), folded)
    if _NATION.search(head):
        yield "中国"
    m = CONGRESS.search(head)
    if m:
        words = re.split(r"在|，|。|于", m.group(1))[-1]
        if level_of(words):
            yield told_name(words, folded)
    for pattern, text in ((_BULLETIN, head), (_FILE, file)):
        m = pattern.search(text)
        if m:
            yield next(filter(None, m.groups()))
    nation, others = len(_ALL_NATION.findall(folded)), len(_ALL.findall(folded))
    if nation >= _OFTEN and nation > 10 * others:
        yield "中国"


def _most_told(folded: str, table: Places) -> Place | None:
    """The place that a page without a heading of its own names most, if by far."""
    count: Counter[str] = Counter()
    of: dict[str, Place] = {}
    for _, _, found in table.scan(folded):
        # one name for a city and a county in it means, on a page of news, the city
        place = min(found, key=lambda p: (_BEFORE_COUNTY.get(p.level, 9), p.code), default=None)
        if place is not None and place.level in ("province", "prefecture", "county"):
            count[place.code] += 1
            of[place.code] = place
    for code in list(count):  # a county's or city's own page names its province too
        above = of[code].parent
        if above in count and 2 * count[code] >= count[above]:
            del count[above]
    ranked = count.most_common(2)
    if not ranked or ranked[0][1] < 3:
        return None
    if len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]:
        return None
    return of[ranked[0][0]]


def _in_print(folded: str, table: Places) -> Whose | None:
    """The place of the newspaper or the sessions that the head of a page names.

    Both may be named, and a paper of the province may tell of a city: the name told most counts,
    and one that stands there once is none.
    """
    told: Counter[str] = Counter()
    for m in _PRESS.finditer(folded[:HEAD]):
        name = told_name(m.group(1), folded)
        if name not in _NO_PLACE and 2 <= len(name) <= 6:
            told[name] = folded.count(name)
    if not told:
        return None
    name, often = min(told.items(), key=lambda row: (-row[1], row[0]))
    if often < 2:
        return None
    best = table.best(name)
    if best is not None:
        return Whose(best.name, best.code, best.level)
    if often < 3:
        return None
    kind = _KIND.search(folded)
    ranks = Counter(_ALL.findall(folded))
    rank = kind.group(1) if kind else min(ranks, key=lambda r: (-ranks[r], r)) if ranks else ""
    full = name if not rank or name.endswith(rank) else name + rank
    return Whose(full, "", level_of(full))
