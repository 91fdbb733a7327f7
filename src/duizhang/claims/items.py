"""The things that a list before 分别 names, each with what the list's last word says of all."""

from __future__ import annotations

import re

from duizhang.claims.words import Indicators, Subjects

_QUOTED = re.compile(r"、|以及|和|(?<=”)(?=“)")  # “美丽县城”“特色小镇”
_SPLIT = re.compile(r"[、]|以及|和|与|及|或")


def items_of(text: str, count: int, subjects: Subjects) -> list[str] | None:
    """The ``count`` things a list names (一、二、三产业增加值), each with the shared tail."""
    for word, parts in subjects.split.items():
        if text.endswith(("比", "差距", "倍差")):
            break  # 城乡收入比 is one thing of both
        if word in text and len(parts) == count:
            return [text.replace(word, part, 1) for part in parts]
    for pattern in (
        _SPLIT,
        _QUOTED,
        re.compile("、"),
        re.compile("[、]|以及|和"),
        re.compile("、|和|与"),
    ):
        items = [x for x in pattern.split(text) if x]
        if len(items) == count:
            return items
    return None


def with_tail(items: list[str], table: Indicators) -> list[str]:
    """Gives the earlier items of a list the tail of the last where that makes an indicator."""
    last = items[-1]
    made = []
    for item in items[:-1]:
        best = item
        if table.at_end(item) is not None:
            made.append(item)
            continue
        for k in range(1, len(last)):
            joined = item + last[k:]
            if table.at_end(joined) is not None and len(table.at_end(joined)[0]) > len(last[k:]):  # type: ignore[index]
                best = joined
                break
        made.append(best)
    first = items[0]
    for i, item in enumerate([*made[1:], last], start=1):
        if table.at_end(item) is None:
            for k in range(len(first) - 1, 1, -1):
                joined = first[:k] + item
                if joined in table.alias:  # 单位GDP能耗和二氧化碳排放
                    items[i] = joined
                    break
            else:
                items[i] = item
        else:
            items[i] = item
    return [made[0] if made else last, *items[1:]]
