"""People's reviews applied: claims corrected before the account is closed, verdicts after.

Nothing is lost: what was read and what each person said stays in the ledger; the later review of
one record counts, and where two people differ both are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from duizhang.ledger.reviews import Review, find_again
from duizhang.model import Claim, Entry, Report

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
        for target, said in _by_target(self._entries).items():
            if said[-1].judgement == "wrong" and said[-1].fields.get("refused"):
                self._refused[target] = frozenset(said[-1].fields["refused"])

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
        latest: dict[str, Review] = {}
        for review in self._claims:
            if review.target in ids:
                latest[review.target] = review
            elif review.quote:
                for _, start, _ in find_again(review, text):
                    if start in at:
                        latest[at[start]] = review
        if not latest:
            return report
        claims = [_corrected(c, latest.get(c.id)) for c in report.claims]
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
            made.append(_judged(e, told[-1]) if told else e)
        return made, words

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


def _corrected(claim: Claim, review: Review | None) -> Claim | None:
    if review is None or review.judgement == "unsure":
        return claim
    if review.judgement == "right":
        return msgspec.structs.replace(claim, confidence=1.0, doubt="")
    fields: dict[str, Any] = {k: v for k, v in review.fields.items() if k in CLAIM_FIELDS}
    if not fields:
        return None
    return msgspec.structs.replace(claim, **fields, confidence=1.0, doubt="")


def _judged(entry: Entry, review: Review) -> Entry:
    if review.judgement == "right":
        return msgspec.structs.replace(entry, confidence=1.0)
    if review.judgement == "unsure":
        return entry
    fields = {k: v for k, v in review.fields.items() if k in ENTRY_FIELDS}
    if "verdict" in fields and "why" not in fields:
        fields["why"] = f"{review.who}审定" + (f"：{review.why}" if review.why else "")
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
