"""People's reviews applied: claims corrected before the account is closed, verdicts after.

Nothing is lost: what was read and what each person said stays in the ledger; the later review of
one record counts field by field, and where two people differ both are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from duizhang.language.number import say
from duizhang.ledger.reviews import Review, find_again
from duizhang.model import Claim, Entry, Report

CORRECTED = "审阅更正："  # how the words on a corrected figure begin

# The fields of a record that a person may set, with how a word from the command line is read.
CLAIM_FIELDS = frozenset(Claim.__struct_fields__) - {"id", "start", "end", "reasons", "section"}
ENTRY_FIELDS = frozenset({"verdict", "gap", "why"})


class Told:
    """What people said, ready to be applied; made of reviews in the order they came."""

    def __init__(self, reviews: Iterable[Review] = ()) -> None:
        self._claims: list[Review] = []
        self._entries: list[Review] = []
        for review in sorted(reviews, key=lambda r: r.when):  # stable: then as they came
            (self._entries if review.target.startswith("e:") else self._claims).append(review)
        self._refused: dict[str, frozenset[str]] = {}
        self._changed: dict[tuple[str, int], str] = {}
        for target, said in _by_target(self._entries).items():
            force = in_force(said)
            if force.fields.get("refused"):
                self._refused[target] = frozenset(force.fields["refused"])

    @property
    def refuses(self) -> bool:
        """Whether any entry's result was refused."""
        return bool(self._refused)

    def corrected(self, report: Report) -> Report:
        """``report`` with the claims that people corrected; those they refused are no claims."""
        if not self._claims:
            return report
        text = {report.document.sha256: report.document.source_text}
        at = {c.start: c.id for c in report.claims}
        ids = {c.id for c in report.claims}
        found: dict[str, list[Review]] = {}
        for review in self._claims:
            if review.target in ids:
                found.setdefault(review.target, []).append(review)
            elif review.quote:
                for _, start, _ in find_again(review, text):
                    if start in at:
                        found.setdefault(at[start], []).append(review)
        if not found:
            return report
        claims = []
        for claim in report.claims:
            force = in_force(found.get(claim.id, ()))
            right = _corrected(claim, force)
            claims.append(right)
            if right is not None and force.fields:
                spot = (f"d:{report.document.sha256[:16]}", claim.start)
                self._changed[spot] = _change(claim, right, force.reviews)
        return msgspec.structs.replace(report, claims=tuple(c for c in claims if c is not None))

    def refused(self, entry: str) -> frozenset[str]:
        """The ids of the claims that a person refused as the result of ``entry``."""
        return self._refused.get(entry, frozenset())

    def judged(
        self, entries: Sequence[Entry], reports: Mapping[str, Report]
    ) -> tuple[list[Entry], dict[str, str]]:
        """``entries`` with the verdicts that people set, and by entry id what they said."""
        if not self._entries and not self._claims:
            return list(entries), {}
        said = self._of_entries(entries, reports)
        words = {entry: in_words(told) for entry, told in said.items()}
        made = []
        for e in entries:
            told = said.get(e.id)
            made.append(_judged(e, in_force(told)) if told else e)
            rests = self._rests_on(e)
            if rests:
                words[e.id] = "；".join([*rests, *([words[e.id]] if e.id in words else [])])
        return made, words

    def _rests_on(self, entry: Entry) -> list[str]:
        """The corrections of the figures that ``entry`` is made of, in words."""
        if not self._changed:
            return []
        spots = [entry.target, *([entry.result] if entry.result else [])]
        spots += [*entry.also, *entry.results, *entry.near]
        said = (self._changed.get((s.document, s.start)) for s in spots)
        return list(dict.fromkeys(words for words in said if words))

    def _of_entries(
        self, entries: Sequence[Entry], reports: Mapping[str, Report]
    ) -> dict[str, list[Review]]:
        """The reviews of each entry, by its id or else by the place its promise stands in."""
        ids = {e.id for e in entries}
        spots = {(e.target.document, e.target.start, e.period): e.id for e in entries}
        texts = {sha: r.document.source_text for sha, r in reports.items()}
        found: dict[str, list[Review]] = {}
        for review in self._entries:
            target = review.target
            if target not in ids and review.quote:
                places = find_again(review, texts)
                keys = [(f"d:{sha[:16]}", start, review.period) for sha, start, _ in places]
                target = next((spots[k] for k in keys if k in spots), "")
            if target in ids:
                found.setdefault(target, []).append(review)
        return found


def _by_target(reviews: Iterable[Review]) -> dict[str, list[Review]]:
    found: dict[str, list[Review]] = {}
    for review in reviews:
        found.setdefault(review.target, []).append(review)
    return found


class Force(NamedTuple):
    """What of all that was said of one record holds: the judgement, the fields, whose they are."""

    judgement: str
    fields: dict[str, Any]
    reviews: tuple[Review, ...]


def in_force(reviews: Iterable[Review]) -> Force:
    """What holds of ``reviews`` of one record, the oldest first.

    Corrections add up: a later one changes the fields that it names and leaves the others. To
    accept, to doubt or to refuse a record sets aside what was corrected before.
    """
    judgement, fields, behind = "", dict[str, Any](), list[Review]()
    for review in reviews:
        if judgement != "wrong" or review.judgement != "wrong" or not review.fields:
            fields, behind = {}, []
        judgement = review.judgement
        if judgement == "wrong":
            refused = {*fields.get("refused", ()), *review.fields.get("refused", ())}
            fields |= review.fields
            if refused:
                fields["refused"] = sorted(refused)
            behind = [r for r in behind if any(fields[k] == v for k, v in r.fields.items())]
        behind.append(review)
    return Force(judgement, fields, tuple(behind))


def _corrected(claim: Claim, force: Force) -> Claim | None:
    if force.judgement in ("", "unsure"):
        return claim
    if force.judgement == "right":
        return msgspec.structs.replace(claim, confidence=1.0, doubt="")
    fields = {k: v for k, v in force.fields.items() if k in CLAIM_FIELDS}
    if not fields:
        return None
    return msgspec.structs.replace(claim, **{"confidence": 1.0, "doubt": "", **fields})


def _change(read: Claim, right: Claim, reviews: Sequence[Review]) -> str:
    """``审阅更正：8.2%→10.5%，甲``: what was read, what people made of it, and who they are."""
    told = [f"{say(read)}→{say(right)}"] if say(read) != say(right) else []
    for name in ("role", "period", "aspect", "indicator", "subject", "place"):
        before, after = getattr(read, name), getattr(right, name)
        if before != after:
            told.append(f"{name} {before}→{after}")
    who = "、".join(dict.fromkeys(r.who for r in reviews))
    return f"{CORRECTED}{'，'.join(told) or say(right)}，{who}"


def _judged(entry: Entry, force: Force) -> Entry:
    if force.judgement == "right":
        return msgspec.structs.replace(entry, confidence=1.0)
    if force.judgement != "wrong":
        return entry
    fields = {k: v for k, v in force.fields.items() if k in ENTRY_FIELDS}
    if "verdict" in fields and "why" not in fields:
        by = next(r for r in reversed(force.reviews) if "verdict" in r.fields)
        fields["why"] = f"{by.who}审定" + (f"：{by.why}" if by.why else "")
    return msgspec.structs.replace(entry, **fields, confidence=1.0) if fields else entry


def in_words(reviews: Collection[Review]) -> str:
    """What people said of one record, the latest last; says so where two of them differ."""
    words = "；".join(_one(r) for r in reviews)
    views = {(r.judgement, msgspec.json.encode(r.fields, order="sorted")) for r in reviews}
    if len(views) > 1 and len({r.who for r in reviews}) > 1:
        words += "（意见不一，以最后一条为准）"
    return words


def _one(review: Review) -> str:
    told = {"right": "认可", "wrong": "更正", "unsure": "存疑"}[review.judgement]
    fields = {k: v for k, v in review.fields.items() if k != "refused"}
    if review.judgement == "wrong" and not fields:
        told = "退回"
    changes = "、".join(f"{k}={v}" for k, v in sorted(fields.items()))
    why = f"（{review.why}）" if review.why else ""
    return f"{review.who} {review.when[:10]} {told}{changes}{why}"
