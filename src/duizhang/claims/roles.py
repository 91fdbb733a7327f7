"""The words around a figure that tell its role: context, or an effort (力争)."""

from __future__ import annotations

import re
from typing import Any

from duizhang.figures.token import Token
from duizhang.language.lexicon import Lexicon
from duizhang.outline.walk import Sentence


class Roles:
    """``roles.toml`` compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.tables["roles"]
        self.context: list[tuple[str, re.Pattern[str] | None, re.Pattern[str] | None, str]] = [
            (
                e["name"],
                re.compile(e["left"] if e["left"].endswith("$") else e["left"] + "$")
                if e["left"]
                else None,
                re.compile(e["right"]) if e["right"] else None,
                e.get("only", ""),
            )
            for e in table["context"]
        ]
        s = table["strive"]
        words = sorted(s["words"], key=lambda w: -len(w))
        self.strive = re.compile("|".join(words))
        self.near = frozenset(s["near"])
        self.stops = re.compile(f"[，,](?:并|并且|同时|进一步)?(?:{'|'.join(s['stops'])})")
        self.does = re.compile(rf"(?:{'|'.join(s['does'])})")
        self.obtain = re.compile(s["obtain"])
        self.toward = re.compile("|".join(s["toward"]))


def roles(lexicon: Lexicon) -> Roles:
    """The role table of a lexicon."""
    return Roles(lexicon)


def context_of(token: Token, folded: str, roles: Roles, stance: str) -> str:
    """The rule by which a figure is neither promised nor reported; empty if it is."""
    left = folded[max(0, token.start - 14) : token.start]
    right = folded[token.end : token.end + 16]
    for name, before, behind, only in roles.context:
        if only and only != stance:
            continue
        if behind is not None and not behind.match(right):
            continue
        if before is not None and not before.search(left):
            continue
        return name
    return ""


_ASIDE = re.compile(
    r"(?:达到|实现|突破|超过|达|增长|完成)?[0-9][0-9.]*(?:%|[百千万亿]*[一-鿿]{0,3}?)(?:以上|左右)?[，、；]"
)
_UNTIL = re.compile(r"^(?:到|用|在|于)[^，。；]{2,10}(?:年|末|底|内|时间|期间)，")
_FAR = 240


def strives(token: Token, sentence: Sentence, folded: str, roles: Roles) -> tuple[bool, int, int]:
    """Whether an effort word (力争) governs the figure, and where it stands."""
    if folded[token.start - 1 : token.start] == "向" and (
        m := roles.toward.match(folded, token.stop)
    ):
        return True, m.start(), m.end()
    begin = max(sentence.start, folded.rfind("；", sentence.start, token.start) + 1)
    begin = max(begin, token.start - _FAR)  # no effort word reaches further
    last: Any = None
    for m in roles.strive.finditer(folded, begin, token.start):
        rest = folded[m.end() : token.start]
        if m.group() == "争取" and (
            roles.obtain.match(rest + folded[token.start : token.stop])
            or not (roles.does.match(rest) or (not rest and token.unit == "%"))
        ):
            continue
        if m.group() == "争取" and "，" in rest and not re.search("[0-9]", rest.split("，")[0]):
            continue
        if re.match(r"取?得?(?:更好|更优|更大|更高|新的)", rest):
            continue
        last = m
    if last is None:
        return False, 0, 0
    rest = folded[last.end() : token.start]
    if last.group() in roles.near and re.search(r"[，。；]", rest):
        return False, 0, 0
    if last.group() == "努力" and not re.match(
        r"(?:达到|突破|实现|完成|把|使|将|在)[^个项件]{0,16}$", rest
    ):
        return False, 0, 0
    if roles.stops.search(_UNTIL.sub("", rest)):
        return False, 0, 0
    aside = _ASIDE.match(rest)
    if aside and re.search(r"[0-9]", rest[aside.end() :]):
        return False, 0, 0  # 增长6.5%左右、力争7%，…: of that one figure only
    before = re.split(r"[，；。：、\n]", folded[begin : last.start()])[-1]
    if len(before) > 4 and re.search(r"[，；]", rest):
        return False, 0, 0  # 增速力争高于…，到2030年…: behind its own subject, its clause only
    return True, last.start(), last.end()
