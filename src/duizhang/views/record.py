"""What is known of one figure, laid out for people: field, reading, and why.

The terminal's ``explain`` and the hover cards of ``accounted`` show the same lines.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from duizhang.claims.recognised import DOUBT, is_doubtful, recognised
from duizhang.language.lexicon import Lexicon
from duizhang.model import Claim, Figure, Reason, Relation, Report
from duizhang.reading.located import place_of
from duizhang.views import words
from duizhang.views.number import MINUS, as_written, clean, plain_number, say

# A reason of this rule names what else a field might have been; the claims stage writes it.
RUNNER_UP = "runner-up"
_NOTHING = frozenset({"—", "无 none", "否 no"})
_QUOTE = 40  # characters of a number or of evidence that are shown


class Why(NamedTuple):
    """One reason: the rule's name, the words of the page that spoke (or none), and where."""

    rule: str
    quote: str
    start: int


class Line(NamedTuple):
    """One field: the model's name, its Chinese one, the reading in words, and the reasons."""

    field: str
    zh: str
    reading: str
    why: tuple[Why, ...] = ()

    @property
    def tells(self) -> bool:
        """Whether the line says more than that there is nothing to say."""
        return bool(self.why) or self.reading not in _NOTHING


def figure_at(report: Report, offset: int) -> Figure | None:
    """The figure whose numeral, multiplier or unit holds the source ``offset``; None if none.

    A numeral comes before the unit of another one.
    """
    hits = [f for f in report.figures if f.start <= offset < max(f.end, f.unit_end)]
    return min(hits, key=lambda f: (offset >= f.end, f.end - f.start), default=None)


def nearest_figure(report: Report, offset: int) -> Figure | None:
    """The figure with the least distance to the source ``offset``, the earlier one of two."""

    def distance(figure: Figure) -> int:
        return max(figure.start - offset, offset - max(figure.end, figure.unit_end) + 1, 0)

    return min(report.figures, key=distance, default=None)


def whole_figure(report: Report, figure: Figure) -> Figure:
    """The figure that carries the value: ``figure``, or the first piece it belongs to."""
    if figure.range_of is None:
        return figure
    return _at(report.figures, figure.range_of) or figure


def claim_of(report: Report, figure: Figure) -> Claim | None:
    """The claim made with ``figure``; None where it makes none."""
    return _at(report.claims, figure.start)


T = TypeVar("T", Figure, Claim)


def _at(items: Sequence[T], start: int) -> T | None:
    """The one of ``items``, which stand in text order, that begins at ``start``."""
    i = bisect_left(items, start, key=lambda item: item.start)
    return items[i] if i < len(items) and items[i].start == start else None


def claim_lines(report: Report, claim: Claim, lexicon: Lexicon) -> list[Line]:
    """The record of ``claim``, field by field, with the reasons beside the field they gave."""
    name = words.indicator_name(lexicon, claim.indicator)
    readings = {
        "indicator": f"{name} {claim.indicator}" if claim.indicator else "—",
        "subject": claim.subject or "—",
        "value": _value(report, claim),
        "unit": claim.unit or "—",
        "hedge": _both(words.HEDGES, claim.hedge),
        "strive": "是 yes" if claim.strive else "否 no",
        "aspect": _both(words.ASPECTS, claim.aspect),
        "role": _both(words.ROLES, claim.role),
        "period": claim.period or "—",
        "place": words.place_name(report, claim.place),
        "section": _section(report, claim.section),
        "confidence": words.percent(claim.confidence),
        "doubt": claim.doubt,
    }
    return _with_reasons(report, readings, claim.reasons)


def relation_lines(report: Report, relation: Relation, lexicon: Lexicon) -> list[Line]:
    """The record of a comparison without a figure."""
    readings = {
        "left": words.indicator_name(lexicon, relation.left),
        "op": _both(words.OPERATORS, relation.op),
        "right": words.indicator_name(lexicon, relation.right),
        "role": _both(words.ROLES, relation.role),
        "period": relation.period or "—",
        "place": words.place_name(report, relation.place),
        "section": _section(report, relation.section),
        "confidence": words.percent(relation.confidence),
    }
    lines = _with_reasons(report, readings, relation.reasons)
    return lines + located_line(report, relation.start, relation.end)


def figure_lines(report: Report, figure: Figure) -> list[Line]:
    """The record of a numeral that makes no claim: what it is, and which rule said so."""
    why = (Why(figure.rule, "", -1),) if figure.rule else ()
    lines = [Line("kind", words.FIELDS["kind"], _both(words.KINDS, figure.kind), why)]
    if figure.value is not None:
        lines.append(Line("value", words.FIELDS["value"], words.short(say(figure), _QUOTE)))
    return lines


def lines_of(report: Report, figure: Figure, lexicon: Lexicon) -> list[Line]:
    """The record of any figure; a later piece of a number shows the number it belongs to."""
    whole = whole_figure(report, figure)
    claim = claim_of(report, whole)
    lines = claim_lines(report, claim, lexicon) if claim else figure_lines(report, whole)
    repair = repair_of(report, figure)
    if repair:
        lines.append(Line("repair", words.FIELDS["repair"], repair))
    if claim is None and recognised(report.document) and is_doubtful(report.document, whole):
        lines.append(Line("doubt", words.FIELDS["doubt"], DOUBT))
    lines += located_line(report, figure.start, max(figure.end, figure.unit_end))
    if whole is not figure:
        text = f"{words.short(whole.text, _QUOTE)} @{whole.start}"
        lines.insert(0, Line("range_of", words.FIELDS["range_of"], text))
    return lines


def located_line(report: Report, start: int, end: int) -> list[Line]:
    """Where ``[start, end)`` lies in a file that is no plain text: one line, else none."""
    place = place_of(report.document, start, end)
    return [] if place is None else [Line("located", words.FIELDS["located"], str(place))]


def repair_of(report: Report, figure: Figure) -> str:
    """What reading did to the figure's characters, in words; empty where it kept them."""
    segments = report.document.segments
    i = max(0, bisect_right(segments, figure.start, key=lambda s: s.start) - 1)
    done = []
    while i < len(segments) and segments[i].start < figure.end:
        if segments[i].kind != "kept":
            done.append(words.SEGMENTS[segments[i].kind])
        i += 1
    return "；".join(dict.fromkeys(done))


def evidence(report: Report, start: int, end: int) -> tuple[int, int]:
    """The sentence around ``[start, end)`` where no claim names one: its source span."""
    text = report.document.source_text
    first = max(text.rfind(mark, 0, start) for mark in "。！？；\n") + 1
    ends = [found for mark in "。！？；\n" if (found := text.find(mark, end)) >= 0]
    last = min(ends, default=len(text) - 1) + 1
    return first, last


def _value(report: Report, claim: Claim) -> str:
    written = words.short(as_written(report, claim), _QUOTE)
    numbers = [plain_number(v) for v in (claim.value, claim.value2)]
    bare = "—".join(str(n).replace("-", MINUS) for n in numbers if n is not None)
    return f"{written}（{bare}）" if bare else written


def _section(report: Report, section: int) -> str:
    if not 0 <= section < len(report.sections):
        return "—"
    found = report.sections[section]
    stance = words.STANCES.get(found.stance, "")
    return "，".join(part for part in (found.heading, stance, found.period) if part)


def _both(table: Mapping[str, str], value: str) -> str:
    return f"{table.get(value, '')} {value}".strip()


def _with_reasons(
    report: Report, readings: dict[str, str], reasons: tuple[Reason, ...]
) -> list[Line]:
    lines = []
    for field, reading in readings.items():
        why = tuple(_why(report, r) for r in reasons if r.field == field and r.rule != RUNNER_UP)
        if reading:
            lines.append(Line(field, words.FIELDS[field], reading, why))
    for reason in reasons:
        if reason.rule == RUNNER_UP:
            zh = f"{words.FIELDS[RUNNER_UP]}{words.FIELDS.get(reason.field, reason.field)}"
            lines.append(Line(RUNNER_UP, zh, reason.value, (_why(report, reason),)))
        elif reason.field not in readings:
            zh = words.FIELDS.get(reason.field, "")
            lines.append(Line(reason.field, zh, reason.value, (_why(report, reason),)))
    return lines


def _why(report: Report, reason: Reason) -> Why:
    if reason.end <= reason.start:
        return Why(reason.rule, "", -1)
    quote = clean(report.document, reason.start, reason.end)
    if not quote:  # the words were removed from the text, but they did speak
        quote = report.document.source_text[reason.start : reason.end]
    return Why(reason.rule, words.short(quote, _QUOTE), reason.start)
