"""A claim's figure as its document says it, short enough for a table's cell."""

from __future__ import annotations

from collections.abc import Mapping

from duizhang.model import Claim, Document, Figure

# How a hedge is said where the words that said it are not on record: (before, behind).
_HEDGES = {
    "about": ("", "左右"),
    "at_least": ("", "以上"),
    "over": ("超", ""),
    "at_most": ("", "以内"),
    "under": ("低于", ""),
}
_STRIVE = "力争"
_UNITS = {"pp": "个百分点", "bp": "个基点"}
_LONGEST_WORD = 4  # longer evidence of a hedge is a phrase, not the word itself
_LONGEST_RANGE = 16  # between a range's two numerals stand a dash or 到, a unit, perhaps a hedge
_MULTIPLIERS = {10**3: "千", 10**4: "万", 10**7: "千万", 10**8: "亿", 10**12: "万亿"}
MINUS = "−"


def figure_ends(figures: tuple[Figure, ...]) -> dict[int, int]:
    """For each numeral that has further pieces (a range, a broken numeral): where the last ends."""
    ends: dict[int, int] = {}
    for figure in figures:
        if figure.range_of is not None:
            end = max(figure.unit_end, figure.end)
            ends[figure.range_of] = max(end, ends.get(figure.range_of, 0))
    return ends


def printed(claim: Claim, document: Document, ends: Mapping[int, int]) -> str:
    """``claim`` as ``document`` says it: 力争6.5%左右, 4.5万人, −3.8%, 第37位.

    ``ends`` comes from :func:`figure_ends`. What the repairs removed and white space is left out; a value that fell bears a
    real minus sign; hedge and effort are said in the document's own words where the claim's
    reasons point to them, and a unit that a list shares (5、6个) is added.
    """
    text = document.source_text
    unit_end = max(claim.unit_end, claim.end)
    last = ends.get(claim.start, 0)
    if not unit_end < last <= claim.end + _LONGEST_RANGE:
        last = unit_end
    number = _clean(document, claim.start, last)
    unit = _UNITS.get(claim.unit, claim.unit)
    if last == claim.end and not claim.hanzi and claim.aspect != "rank" and unit not in number:
        number += _multiplier(number, claim.value) + unit
    if claim.aspect == "rank" and text[max(0, claim.start - 1) : claim.start] in ("第", "前"):
        number = text[claim.start - 1] + number
    if claim.value < 0 and not number.startswith(("-", "－", MINUS)):
        number = MINUS + number
    number = number.replace("-", MINUS, 1) if number.startswith("-") else number
    before, behind = _hedge(claim, text)
    # The span of a unit may reach over the words of the hedge: 7%左右, 1500多亿元.
    said = claim.hedge != "none" and (before + behind) in number
    if not said:
        number = before + number + behind
    return (_effort(claim, text) if claim.strive else "") + number


def _multiplier(number: str, value: float) -> str:
    """亿 where a table's head or a list's end, not the numeral itself, says 亿元."""
    try:
        bare = abs(float(number.replace(",", "")))
    except ValueError:
        return ""
    return _MULTIPLIERS.get(round(abs(value) / bare), "") if bare else ""


def _clean(document: Document, start: int, end: int) -> str:
    """The characters of ``[start, end)`` that the repairs kept, without white space."""
    if start >= end:
        return ""
    places = document.map
    first = places.segment_at(start)
    if first.end >= end and first.text_end > first.text_start:  # the rule: nothing was repaired
        kept = document.source_text[start:end]
    else:
        spans = enumerate(document.source_text[start:end], start)
        kept = "".join(c for at, c in spans if places.to_text(at) is not None)
    return "".join(kept.split())


def _hedge(claim: Claim, text: str) -> tuple[str, str]:
    if claim.hedge == "none":
        return "", ""
    for reason in claim.reasons:
        word = "".join(text[reason.start : reason.end].split())
        if reason.field == "hedge" and 0 < len(word) <= _LONGEST_WORD:
            return ("", word) if reason.start >= claim.end else (word, "")
    return _HEDGES[claim.hedge]


def _effort(claim: Claim, text: str) -> str:
    for reason in claim.reasons:
        word = "".join(text[reason.start : reason.end].split())
        if reason.field == "strive" and 0 < len(word) <= _LONGEST_WORD:
            return word
    return _STRIVE
