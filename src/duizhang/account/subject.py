"""What a figure is about, in a form that two reports' wordings of it can be compared in.

``topic`` takes a subject apart: its core (what is counted), whether it counts what is new or all
there is, how far a project has come, and the words that set one kind apart from another.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import add

import msgspec

from duizhang.account.rules import rules
from duizhang.language.fold import fold

_SIGNS = re.compile(r"[“”‘’\"'《》（）()\[\]【】·,，。；;：:—\-*、%％]")
BRACKETS = re.compile(r"^【[^】]*】")  # a heading inside a newspaper's line
_SIZE = re.compile(r"(?P<size>\d*[十百千万亿]+)元?(?:以上|级)")
_SOME = 0.3  # how alike they are at least, so that one may hold the other
HELD = 0.66  # how alike two names are where one holds all characters of the other
_TAIL = re.compile(r"[，。；、]")
_NUMERAL = re.compile(r"\d+(?:\.\d+)?(?:[十百千万亿]+)?(?:[%％元吨户人个家套亩]|公里|千瓦)?")


class Topic(msgspec.Struct, frozen=True, gc=False):
    """A subject taken apart.

    ``core`` is the normalised text of what is counted, ``name`` what is left of it without the
    words that many subjects share, ``grams`` the name's characters and pairs of characters; ``mode`` new, cumulative or empty; ``stage`` of a project or empty; ``scopes``
    (group, word) pairs; ``parts`` the cores of the things that the subject adds up.
    """

    core: str
    name: str
    grams: frozenset[str]
    mode: str = ""
    stage: str = ""
    scopes: frozenset[tuple[str, str]] = frozenset()
    parts: tuple[str, ...] = ()
    dependent: bool = False


def clean(text: str) -> str:
    """``text`` folded (see ``language.fold``) and without white space."""
    return "".join(fold(text).split())


def _unify(text: str) -> str:
    known = rules()
    return known.synonym_pattern.sub(lambda m: known.synonyms[m.group()], text)


@lru_cache(maxsize=65536)
def core(text: str) -> str:
    """What ``text`` counts: synonyms unified, modes, stages, fillers and signs taken away."""
    known = rules()
    text = known.tail.sub("", known.lead.sub("", text))
    text = known.mode_pattern.sub("", text)
    text = known.stage_pattern.sub("", text)
    text = known.last.sub("", _SIGNS.sub("", _unify(text)))
    return known.filler_pattern.sub("", text)


@lru_cache(maxsize=65536)
def grams(text: str) -> frozenset[str]:
    """The characters of ``text`` and its pairs of neighbours."""
    return frozenset((*text, *map(add, text, text[1:])))


def _name(text: str) -> str:
    return rules().generic.sub("", core(text))


@lru_cache(maxsize=65536)
def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of ``text``."""
    return frozenset(map(add, text, text[1:]))


@lru_cache(maxsize=65536)
def topic(subject: str) -> Topic:
    """``subject`` taken apart."""
    known = rules()
    text = BRACKETS.sub("", clean(subject))
    modes = {known.modes[m.group()] for m in known.mode_pattern.finditer(text)}
    stages = {known.stages[m.group()] for m in known.stage_pattern.finditer(text)}
    unified = _unify(_SIGNS.sub("", text))
    scopes = {known.scopes[m.group()] for m in known.scope_pattern.finditer(unified)}
    scopes |= {("size", m.group("size")) for m in _SIZE.finditer(text)}
    whole = known.base.search(text)
    if whole and whole.start() >= 2:
        scopes.add(("base", core(whole.group("base"))))
        text = text[: whole.start()]
    inner = core(text)
    name = known.generic.sub("", inner)
    pieces = added_up(_unify(text), text)
    return Topic(
        core=inner,
        name=name,
        grams=grams(name),
        mode="new" if "new" in modes else "cumulative" if "cumulative" in modes else "",
        stage=min(stages) if len(stages) == 1 else "",
        scopes=frozenset(scopes),
        parts=pieces,
        dependent=is_dependent(text, inner) or len(name) < 2,
    )


def added_up(subject: str, printed: str = "") -> tuple[str, ...]:
    """The names of the things whose sum ``subject`` names; empty where it names one thing.

    ``printed`` is the subject before its words were unified.

    So is what one word adds up (减税降费). What stands behind 等, or behind two that follow each other without a joint, is said of each:
    供水、排水等管网 are 供水管网 and 排水管网, 公路水路投资 are 公路投资 and 水路投资.
    """
    known = rules()
    if "为" in subject:
        subject = known.beneficiary.sub("", subject)
    if found := next(
        (of for word, of in known.compound.items() if word in (printed or subject)), None
    ):
        pieces = found
    elif row := known.beside.search(subject):
        heads, tail = known.one_beside.findall(row.group(1)), subject[row.end() :]
        pieces = [subject[: row.start()] + head + tail for head in heads]
    else:
        pieces = known.sum_pattern.split(subject)
        last, etc, tail = pieces[-1].partition("等")
        if etc and len(pieces) > 1 and len(tail) >= 2:
            pieces = [piece + tail for piece in (*pieces[:-1], last)]
    names = [n for n in map(_name, pieces) if len(n) >= 2 and n not in known.dependent]
    return tuple(names) if len(names) > 1 else ()


def is_dependent(text: str, inner: str) -> bool:
    """Whether the subject ``text`` means something only with the words before it."""
    known = rules()
    return (
        len(inner) < 2
        or text.startswith("占")
        or text in known.dependent
        or inner in known.dependent
        or bool(known.dependent_marks.search(text))
        or bool(known.dependent_pattern.search(text))
    )


def placed(subject: str, clause: str, after: str) -> Topic:
    """``subject`` taken apart, with the mode and stage that the words around the figure tell.

    ``clause`` and ``after`` are the clean text of its clause up to it, and behind its unit.
    """
    known = rules()
    bare = topic(subject)
    if len(bare.name) < 2:
        purpose = known.purpose.match(after)
        if purpose:
            bare = topic(subject + (purpose.group("topic") or purpose.group("thing")))
    piece = clause[clause.rfind("、") + 1 :]
    # 新认定企业11户，总数达到36户: its own words tell the mode, not the subject it shares
    mode = _modes(piece) or bare.mode or _mode(clause)
    if mode == "cumulative" and known.in_year.search(clause + subject):
        mode = ""
    stage = bare.stage or _stage(clause, after[:8])
    parts = bare.parts or _added(clause, subject)
    scopes = bare.scopes
    bound = "以上" in piece or "级" in piece
    sizes = frozenset(("size", m.group("size")) for m in _SIZE.finditer(piece)) if bound else None
    if sizes:  # 签约亿元以上项目43个，其中5亿元以上9个
        scopes = frozenset(s for s in scopes if s[0] != "size") | sizes
    if mode == bare.mode and stage == bare.stage and parts == bare.parts and scopes == bare.scopes:
        return bare
    return Topic(bare.core, bare.name, bare.grams, mode, stage, scopes, parts, bare.dependent)


@lru_cache(maxsize=16384)
def _modes(piece: str) -> str:
    """The mode that a figure's own words tell; what is new before what there is."""
    known = rules()
    modes = {known.modes[word] for word in known.mode_pattern.findall(piece)}
    return "new" if "new" in modes else "cumulative" if modes else ""


@lru_cache(maxsize=16384)
def _mode(clause: str) -> str:
    """The mode that the words before a figure tell last."""
    known = rules()
    words = known.mode_pattern.findall(clause)
    return known.modes[words[-1]] if words else ""


def _stage(clause: str, after: str) -> str:
    """The stage that the words before a figure tell, those of its own item before all others."""
    known = rules()
    if not known.stage_pattern.search(clause + after):
        return ""
    item = clause[clause.rfind("、") + 1 :] + _TAIL.split(after, maxsplit=1)[0]
    stages: list[str] = known.stage_pattern.findall(item)
    if stages:
        last: str = known.stages[stages[-1]]
        return last
    if any(map(str.isdigit, clause[: clause.rfind("、") + 1])):
        return ""  # 引进企业500家、建设平台: what is done with the one is not done with the other
    shared = {known.stages[word] for word in known.stage_pattern.findall(clause)}
    return min(shared) if len(shared) == 1 else ""


def last_clause(text: str) -> str:
    """What stands behind the last mark of ``text`` that ends a clause."""
    find = text.rfind
    return text[max(find("，"), find("。"), find("；"), find("：")) + 1 :]


def _added(clause: str, subject: str) -> tuple[str, ...]:
    """The things that one figure adds up though its subject names only the last of them.

    新增就业、再就业9万人: the things stand side by side without a figure between, and end alike.
    """
    if len(subject) < 4 or not rules().sum_pattern.search(clause):
        return ()
    clause = _unify(clause)
    pieces = [p for p in rules().sum_pattern.split(clause) if len(p) >= 2]
    if len(pieces) < 2 or "分别" in clause or any(map(str.isdigit, clause)):
        return ()
    last, before = _unify(clean(subject)), pieces[-2]
    if last[-2:] != before[-2:] or len(last) < 4 or before in last or not clause.endswith(last):
        return ()
    return tuple(_name(p) for p in (before, last))


@lru_cache(maxsize=16384)
def surroundings(before: str, after: str) -> frozenset[str]:
    """The pairs of characters of the words around a figure, numerals left out."""
    text = _name(_NUMERAL.sub("|", before[-64:])) + "|" + _name(_NUMERAL.sub("|", after[:24]))
    found: set[str] = set()
    for run in text.split("|"):
        found.update(map(add, run, run[1:]))
    return frozenset(found)


def likeness(a: Topic, b: Topic) -> float:
    """How alike two names are, 0 to 1: shared characters and pairs, or one held in the other."""
    if not a.name or not b.name:
        return 0.0
    if a.name == b.name:
        return 1.0
    if a.grams.isdisjoint(b.grams):
        return 0.0
    shared = len(a.grams & b.grams)
    dice = 2 * shared / (len(a.grams) + len(b.grams))
    short, long = (a.name, b.name) if len(a.name) <= len(b.name) else (b.name, a.name)
    if len(short) >= 3 and (long.endswith(short) or long.startswith(short)):
        return max(dice, min(0.9, 0.45 + 0.5 * len(short) / len(long)))
    if not _SOME <= dice < HELD or len(short) < 4:
        return dice
    ends = long.startswith(short[:2]) + long.endswith(short[-2:])
    if ends and len(short) >= 6 - ends and set(short) <= set(long):
        return HELD  # 加装电梯 and 加装老旧小区电梯, 免费“两癌”检查 and 妇女“两癌”免费检查
    return dice


def clash(a: Topic, b: Topic) -> str:
    """Why two subjects are different things for all their likeness; empty where nothing says so."""
    if a.mode and b.mode and a.mode != b.mode:
        return "mode"
    if a.stage and b.stage and a.stage != b.stage:
        return "stage"
    if not a.scopes or not b.scopes:
        return ""
    left: dict[str, set[str]] = {}
    right: dict[str, set[str]] = {}
    for side, scopes in ((left, a.scopes), (right, b.scopes)):
        for group, word in scopes:
            side.setdefault(group, set()).add(word)
    for group in left.keys() & right.keys():
        if not left[group] & right[group]:
            return group
    return ""
