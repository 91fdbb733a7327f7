"""Figures: every numeral of a document found, named for what it is, and read if it is a quantity."""

from __future__ import annotations

import itertools
import re

from duizhang.figures.kinds import kind_of
from duizhang.figures.quantity import amount_behind, hedge_of, value_of
from duizhang.figures.scan import scan
from duizhang.figures.token import Token
from duizhang.language.lexicon import Lexicon
from duizhang.model import Document

_RANK_LEFT = re.compile(
    r"第\s?$|(?:排名|位列|位居|排位|名列|(?<![乡民定邻迁安移])居)(?:全[国省市区县州球]|世界|西部|中部|东部)?(?:前\s?)?$|"
    r"(?:全[国省市区县州球]|世界|西部|中部|东部|[一-鿿]{2})前\s?$|^前$"
)
_RANK_RIGHT = re.compile(r"\s?(?:位|名|强)?(?![一-鿿]{0,1}(?:%|％|万|亿|千|个|家|届|批|条|项))")
_LONGEST = 40  # digits; longer ones are no quantity (a digest, a damaged file)
_BETWEEN = re.compile(r"\s?(?:—{1,2}|~)\s?|-\s?|\s-\s|至|到")
_RATIO = re.compile(r"\s?[:：∶]\s?")
_FRACTION = re.compile(r"\s?[/／]")
_FROM = re.compile(r"(?:从|由|自)[^，。；]{0,24}$")


def tokens_of(document: Document, folded: str, lexicon: Lexicon) -> list[Token]:
    """Every numeral of ``document`` as a Token, in source order; quantities are read."""
    tokens: list[Token] = []
    for numeral in scan(document):
        if numeral.start < 0:
            a, b = numeral.pieces[0]
            token = Token(
                -1,
                -1,
                numeral.pieces,
                document.source_text[a:b],
                "marker",
                "print that stands twice",
            )
            tokens.append(token)
            continue
        number = folded[numeral.start : numeral.end]
        if "," in number:
            number = number.replace(",", "")
        kind, rule = kind_of(folded, numeral.start, numeral.end, lexicon)
        if len(number) > _LONGEST:
            kind, rule = "other", "a run of digits"
        token = Token(numeral.start, numeral.end, numeral.pieces, number, kind, rule)
        if kind == "measure":
            _quantity(token, folded, lexicon)
        tokens.append(token)
    _pairs(tokens, folded, lexicon)
    return tokens


def _quantity(token: Token, folded: str, lexicon: Lexicon) -> None:
    amount = amount_behind(folded, token.end, lexicon)
    token.amount = amount
    token.unit = amount.unit
    token.value = value_of(token.number, amount)
    token.stop = amount.end
    left = folded[max(0, token.start - 12) : token.start]
    if amount.unit in _SIGNED and (m := _SIGN.search(left)) is not None:
        token.signed = m.group("sign") if m.group("sign") != "零下" else "-"
    if (
        amount.unit in ("", "位", "人", "名")
        and amount.factor == 1
        and (
            left.rstrip().endswith("第")
            or (folded[token.end : token.end + 1] in "位名，。；、\n）" and _RANK_LEFT.search(left))
            or (amount.unit == "" and left.rstrip().endswith("前") and _RANK_LEFT.search(left))
        )
        and not (amount.unit == "人" and folded[token.end] == "人")
    ):
        token.rank = True
        token.unit = "位"
        token.value = float(token.number)
        if left.rstrip().endswith("前"):
            token.hedge = "at_most"
            token.hedge_at = (token.start - 1, token.start)
        if folded[token.end : token.end + 1] in ("位", "名"):
            token.stop = token.end + 1
        else:
            token.stop = token.end
        token.note("unit", "a rank", "位", token.start - 1, token.stop)
        return
    hedge, start, end = hedge_of(folded, token.start, amount, lexicon)
    token.hedge, token.hedge_at = hedge, (start, end)
    if hedge != "none":
        token.note("hedge", "hedge word", hedge, start, end)
        token.stop = max(token.stop, end if start >= token.end else 0)
    if amount.unit:
        token.note("unit", "unit behind the numeral", amount.unit, token.end, amount.end)


def _pairs(tokens: list[Token], folded: str, lexicon: Lexicon) -> None:
    """Joins the two ends of a range, a fraction's two numerals, a ratio's."""
    measures = [t for t in tokens if t.kind == "measure"]
    _share_units(measures, folded)
    opens: Token | None = None  # the first part of the ratio last seen
    for first, second in itertools.pairwise(measures):
        if first.range_to is not None or first.rank or second.start - first.end > 12:
            continue
        assert first.amount is not None
        assert second.amount is not None
        m = _FRACTION.fullmatch(folded, first.end, second.start)
        if m and float(second.number):
            first.value = float(first.number) / float(second.number)
            first.unit, first.stop = "", max(second.end, second.stop)
            if first.hedge == "none" and second.hedge != "none":
                first.hedge, first.hedge_at = second.hedge, second.hedge_at
                first.note(
                    "hedge", "hedge word behind the fraction", second.hedge, *second.hedge_at
                )
            second.range_to = first
            first.feats.append("fraction")
            first.note("value", "a fraction of two numerals", "", first.start, second.end)
            continue
        if _RATIO.fullmatch(folded, first.end, second.start):
            if second.number == "1" and folded[second.end : second.end + 1] not in "∶:":
                second.range_to = first
                first.stop = max(second.end, second.stop)  # 缩小到2.1∶1以内
                if first.hedge == "none" and second.hedge != "none":
                    first.hedge, first.hedge_at = second.hedge, second.hedge_at
            first.unit = second.unit = ""
            if "ratio" not in first.feats:
                opens = first
            elif "parts" in first.feats:
                second.feats.append("parts")
            else:
                assert opens is not None
                for token in (opens, first, second):
                    token.feats.append("parts")
            first.feats.append("ratio")
            second.feats.append("ratio")
            continue
        gap = folded[first.amount.end : second.start]
        if first.amount.multiplier and not first.amount.unit and not gap:
            if second.amount.multiplier and second.amount.factor < first.amount.factor:
                _compound(first, second)  # 1万4千余家
            continue
        gap_start = first.amount.end if first.amount.unit or first.amount.multiplier else first.end
        if _BETWEEN.fullmatch(folded, gap_start, second.start):
            if folded[gap_start : second.start].strip() in ("到", "至") and _FROM.search(
                folded[max(0, first.start - 26) : first.start]
            ):
                continue  # 从5%到8% goes from one state to another
            _range(first, second)


# -2.6%, ↓1.2%, 零下38℃; not the dash of a range
_SIGNED = frozenset(["%", "‰", "℃", "°C", "摄氏度", "pp", ""])
_SIGN = re.compile(r"(?:^|(?<=[^0-9A-Za-z年月日%级号—]))(?P<sign>[-−+↑↓]|零下)$")
_AND = frozenset(["和", "、", "及", "与", "或"])


def _compound(first: Token, second: Token) -> None:
    """1万4千余家 is one figure of two numerals."""
    assert second.amount is not None
    first.value = (first.value or 0.0) + (second.value or 0.0)
    first.unit, first.stop, first.amount = second.unit, second.stop, second.amount
    if second.hedge != "none":
        first.hedge, first.hedge_at = second.hedge, second.hedge_at
    second.range_to = first
    first.note("value", "one figure of two numerals", "", first.start, second.end)


def _share_units(measures: list[Token], folded: str) -> None:
    """Gives the unit behind the last of a list to all of it, from the last to the first."""
    for first, second in reversed(list(itertools.pairwise(measures))):
        if first.amount is None or first.unit or first.rank or second.rank or not second.unit:
            continue
        if first.hedge_at[0] >= first.end:
            continue
        if second.start - first.end <= 12 and folded[first.amount.end : second.start] in _AND:
            _shared_unit(first, second)


def _shared_unit(first: Token, second: Token) -> None:
    """1.2和0.5个百分点, 2000亿、3000亿元: the unit behind the last is of all."""
    assert first.amount is not None
    assert second.amount is not None
    if not first.amount.multiplier:
        first.value = value_of(first.number, second.amount)
    first.unit = second.unit
    first.note("unit", "unit behind the list", second.unit, second.end, second.amount.end)


def _range(first: Token, second: Token) -> None:
    assert first.amount is not None
    assert second.amount is not None
    amount = second.amount
    if first.unit == "个" and second.unit == "pp":
        first.unit = "pp"  # 0.5个至1个百分点
    shared = amount if not first.amount.unit else first.amount._replace(end=amount.end)
    if not first.amount.unit and first.amount.factor == 1:
        first.value = value_of(first.number, amount)
    elif not first.amount.unit:
        first.value = value_of(first.number, first.amount)
    first.unit = shared.unit
    first.value2 = second.value
    if second.hedge != "none" and first.hedge == "none":
        first.hedge, first.hedge_at = second.hedge, second.hedge_at
        first.note("hedge", "hedge word behind the range", second.hedge, *second.hedge_at)
    elif first.hedge == "none":
        first.hedge = "none"
    first.stop = second.stop
    second.range_to = first
    first.note("value", "a range of two numerals", "", first.start, second.end)
