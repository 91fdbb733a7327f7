"""What is read from a document: sections, figures, claims, relations, pledges; and the account."""

from __future__ import annotations

from typing import Literal

import msgspec

from duizhang.model.document import Document, Warning_

FigureKind = Literal["measure", "date", "name", "marker", "ordinal", "other"]
Hedge = Literal["none", "about", "at_least", "over", "at_most", "under"]
Aspect = Literal["level", "growth", "change", "share", "rank", "multiple", "index", "qualifier", ""]
Role = Literal["target", "result", "context", ""]
Stance = Literal["review", "outlook", "other", ""]
Coverage = Literal["full", "partial", "digest", "infographic"]
Operator = Literal["gt", "ge", "eq", "le", "lt"]
Verdict = Literal[
    "met",
    "exceeded",
    "nearly",
    "missed",
    "declared",
    "not_comparable",
    "unreported",
    "pending",
]


class Reason(msgspec.Struct, frozen=True, array_like=True):
    """Why a field was read so: the field, the rule or lexicon entry, and its evidence.

    ``start``/``end`` are source offsets of the words that spoke (0, 0: none, e.g. a default).
    """

    field: str
    rule: str
    value: str = ""
    start: int = 0
    end: int = 0


class Identity(msgspec.Struct, frozen=True):
    """What a report says of itself. Empty strings where the text does not tell.

    ``year`` is the year of its outlook (0 unknown); ``place_code`` the six-digit code of GB/T
    2260; ``level`` nation, province, prefecture, county, township; ``date`` ISO (spoken or
    printed); ``genre`` work_report, communique (统计公报), plan_report, budget_report.
    """

    place: str = ""
    place_code: str = ""
    level: str = ""
    year: int = 0
    title: str = ""
    date: str = ""
    meeting: str = ""
    speaker: str = ""
    publisher: str = ""
    coverage: Coverage = "full"
    genre: str = "work_report"
    places: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """章节: a node of the outline and what it settles for all below it.

    ``start``/``end`` source offsets of all it covers, ``heading_start``/``heading_end`` of the
    heading itself; ``parent`` the index of the section above (-1: none). ``period`` as in the
    codebook (``2024``, ``2021-2025``); ``place`` ``self`` or a name.
    """

    heading: str
    level: int
    start: int
    end: int
    heading_start: int
    heading_end: int
    stance: Stance
    period: str
    place: str = "self"
    parent: int = -1


class Figure(msgspec.Struct, frozen=True):
    """数字: one numeral of the page.

    ``start``/``end`` source offsets of the numeral as written; ``unit_end`` the end of its
    multiplier and unit; ``value`` in base units (4.5万人 -> 45000), ``value2`` the upper end of a
    range; ``range_of`` the ``start`` of the numeral that carries the whole value (a range's second
    end, the later pieces of a broken numeral), else None. ``number`` is the numeral as printed
    with its multiplier (for showing); ``hanzi`` marks a quantity in Chinese numerals.
    """

    start: int
    end: int
    kind: FigureKind
    text: str
    value: float | None = None
    value2: float | None = None
    unit: str = ""
    hedge: Hedge = "none"
    unit_end: int = 0
    range_of: int | None = None
    hanzi: bool = False
    rule: str = ""


class Claim(msgspec.Struct, frozen=True):
    """表述: a measured figure bound to what it says (fields as in the codebook).

    ``id`` derives from source hash and span (``c:`` + 16 hex). ``start``/``end`` are the figure's;
    ``evidence_start``/``evidence_end`` the sentence's (source offsets). ``section`` is an index
    into ``Report.sections`` (-1: none). ``confidence`` is the chance that value, unit, hedge,
    aspect, role, period and indicator are all right. ``doubt`` says in words why it is to be
    reviewed, empty when it is not.
    """

    id: str
    start: int
    end: int
    value: float
    unit: str
    aspect: Aspect
    role: Role
    period: str
    indicator: str
    subject: str
    place: str
    value2: float | None = None
    hedge: Hedge = "none"
    strive: bool = False
    unit_end: int = 0
    evidence_start: int = 0
    evidence_end: int = 0
    section: int = -1
    confidence: float = 0.0
    doubt: str = ""
    hanzi: bool = False
    reasons: tuple[Reason, ...] = ()


class Relation(msgspec.Struct, frozen=True):
    """关系: a claim that compares without a figure (居民收入增速高于经济增速).

    ``left`` an indicator id or its words, ``right`` an indicator id or a reference (全省平均,
    全国平均, 上年); ``start``/``end`` source offsets of the comparing words.
    """

    id: str
    start: int
    end: int
    left: str
    op: Operator
    right: str
    role: Role
    period: str
    place: str
    evidence_start: int = 0
    evidence_end: int = 0
    section: int = -1
    confidence: float = 0.0
    reasons: tuple[Reason, ...] = ()


class Pledge(msgspec.Struct, frozen=True):
    """事项: a named list, an item of one (十件民生实事, 十大产业项目), or a task.

    ``kind`` ``list`` (its heading words), ``item`` or ``task``; ``list_id`` the id of an item's
    list; ``number`` its place in the list (0: unknown); ``claims`` the ids of the figures inside;
    ``completion`` words that declare the list done (全部完成), empty when none.
    """

    id: str
    kind: Literal["list", "item", "task"]
    start: int
    end: int
    text: str
    list_name: str = ""
    list_id: str = ""
    number: int = 0
    verb: str = ""
    role: Role = ""
    period: str = ""
    place: str = "self"
    section: int = -1
    claims: tuple[str, ...] = ()
    completion: str = ""
    completion_start: int = 0
    completion_end: int = 0


class Report(msgspec.Struct, frozen=True):
    """What reading one source yields. Every offset in it is a source offset."""

    document: Document
    identity: Identity
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    warnings: tuple[Warning_, ...] = ()


class Spot(msgspec.Struct, frozen=True):
    """A place in a source: which document, and the span in its source text."""

    document: str
    start: int
    end: int


class Entry(msgspec.Struct, frozen=True):
    """账目: one promise, its outcome, the verdict and the evidence of both sides."""

    id: str
    place: str
    period: str
    indicator: str
    subject: str
    verdict: Verdict
    target: Spot
    result: Spot | None = None
    gap: float | None = None
    why: str = ""
    also: tuple[Spot, ...] = ()
    results: tuple[Spot, ...] = ()
    near: tuple[Spot, ...] = ()
    declared_by: tuple[Spot, ...] = ()
    trend: str = ""
    repeated: bool = False
    omitted: bool = False
    confidence: float = 0.0
