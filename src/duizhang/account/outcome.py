"""What became of one promise: closed by a figure, told in words, or not told at all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

from duizhang.account.declared import Said, belongs_to, covers, may_speak, speaks_of
from duizhang.account.match import Candidate
from duizhang.account.records import Comparison, Fact, Paper, Period, Statement
from duizhang.account.relations import Closed
from duizhang.account.rules import rules
from duizhang.account.verdict import judge
from duizhang.model import Spot
from duizhang.model.records import Verdict

_STRONG = 0.85  # a near thing this like the promise speaks louder than 全部完成 of its list
_SPEAKS = 0.6  # how well words must name a promise to speak of it

Words = Mapping[str, Sequence[Said]]  # what a report says without figures, by kind


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """What will be the second half of an entry; fields as in ``Entry``."""

    verdict: Verdict
    why: str = ""
    result: Spot | None = None
    gap: float | None = None
    results: tuple[Spot, ...] = ()
    near: tuple[Spot, ...] = ()
    declared_by: tuple[Spot, ...] = ()
    confidence: float = 0.0


def by_figure(target: Statement, fact: Fact, score: float, rival: float, words: Words) -> Outcome:
    """The outcome of ``target`` closed by ``fact``.

    ``score`` is how well they match, ``rival`` how well the next best fact would; ``words`` is
    what the reports of the year say without figures.
    """
    result = fact.head
    found = judge(target.claim, result.claim)
    verdict, why = found.verdict, found.why
    cited: tuple[Spot, ...] = ()
    short = verdict in ("nearly", "missed") and target.claim.aspect != "rank"
    missed = _spoken(words, target, "missed") if short else None
    if missed:
        verdict, why, cited = "missed", f"文字也说没有完成: {_quote(missed)}", (missed.spot,)
    if result.period != target.period:
        why = _join(why, f"报的是{result.period}年")
    if result.paper.year > max(target.period.last, result.period.last) + 1:
        why = _join(why, f"{result.paper.year}年的报告才交代")
    return Outcome(
        verdict,
        why,
        result.spot,
        found.gap,
        results=tuple(w.spot for w in fact.witnesses),
        declared_by=cited,
        confidence=_sure(score, rival, target, result, found.margin),
    )


def in_words(
    head: Statement, near: Sequence[tuple[Candidate, Spot]], words: Words
) -> Outcome | None:
    """The outcome of a promise that no figure closes; None where nothing is said of it.

    ``near`` are figures of the same thing that do not compare, best first. The order of evidence:
    not reached in so many words; a figure that plainly includes it; itself said to be kept;
    a figure that is plainly of it; its own list done; something close; all main targets reached; a word without a number.
    """
    spots = tuple(spot for _, spot in near)
    missed = _spoken(words, head, "missed")
    if missed:
        return _said("missed", f"文字说没有完成: {_quote(missed)}", missed, "missed", spots)
    strong = near and near[0][0].score >= _STRONG
    if strong and near[0][0].added:
        return Outcome(
            "not_comparable", near[0][0].why, near=spots, confidence=rules().sure["strong"]
        )
    kept = _spoken(words, head, "kept")
    if kept is None and head.claim.aspect == "share":
        kept = _spoken(words, head, "covered")
    if kept and strong:
        return _said("declared", f"报告说{_quote(kept)}", kept, "kept", spots)
    if strong:
        return Outcome(
            "not_comparable", near[0][0].why, near=spots, confidence=rules().sure["strong"]
        )
    listed = next((s for s in words.get("list", ()) if belongs_to(s.about, head)), None)
    if listed:
        return _said("declared", f"报告说{_quote(listed)}", listed, "list", spots)
    if kept:
        return _said("declared", f"报告说{_quote(kept)}", kept, "kept", spots)
    if near:
        return Outcome(
            "not_comparable", near[0][0].why, near=spots, confidence=rules().sure["near"]
        )
    general = next((s for s in words.get("general", ()) if covers(s, head)), None)
    if general:
        return _said("declared", f"报告只说{_quote(general)}", general, "general")
    for kind, why in (
        ("other_base", "只说完成下达的任务, 未报数字"),
        ("vague", "只有文字, 未报数字"),
    ):
        other = _spoken(words, head, kind)
        if other:
            why = f"{why}: {_quote(other)}"
            sure = rules().sure["mention"]
            return Outcome("not_comparable", why, near=(other.spot,), confidence=sure)
    return None


def level_with_last(head: Statement, stated: Sequence[Comparison]) -> Outcome | None:
    """The outcome of a promised growth of which only 与上年持平 is said; None where it is not."""
    claim = head.claim
    if claim.aspect != "growth" or not claim.indicator:
        return None
    for other in stated:
        relation = other.relation
        if (relation.left, relation.op, relation.right) == (claim.indicator, "eq", "上年"):
            none = msgspec.structs.replace(claim, value=0.0, value2=None, hedge="none")
            kept = judge(claim, none).verdict in ("met", "exceeded")
            words = other.paper.text[relation.start : relation.end]
            return Outcome(
                "declared" if kept else "missed",
                f"报告说“{''.join(words.split())}”",
                declared_by=(other.spot,),
                confidence=rules().sure["stated"],
            )
    return None


def compared(head: Comparison, closed: Closed | None, words: Words) -> Outcome | None:
    """The outcome of a promised comparison; None where it can only be silence."""
    if closed is not None and closed.left and closed.verdict in ("met", "nearly", "missed"):
        return Outcome(
            closed.verdict,
            closed.why,
            closed.left[0].head.spot,
            results=tuple(w.spot for f in closed.left for w in f.witnesses),
            near=tuple(f.head.spot for f in closed.right),
            confidence=rules().sure["compared"],
        )
    if closed is not None and closed.verdict in ("declared", "missed"):
        return Outcome(closed.verdict, closed.why, confidence=rules().sure["stated"])
    general = next((s for s in words.get("general", ()) if not s.plan), None)
    if general and head.headline and head.period.years == 1:
        return _said("declared", f"报告只说{_quote(general)}", general, "general")
    return None


PARTLY_SEEN = "次年报告只见到一部分"
"""Why a promise is pending though a paper of the year that could tell of it is there."""


def silence(period: Period, later: Sequence[Paper], *, closed_world: bool) -> Outcome:
    """The outcome of a promise for ``period`` of which the ``later`` papers say nothing.

    Only a full report of the next year makes it unreported, unless the papers are all there is.
    """
    due = period.last + 1
    expected = [p for p in later if p.year == due]
    if not later:
        return Outcome("pending", f"{due}年的报告不在账内", confidence=rules().sure["pending"])
    if not closed_world and not any(p.whole for p in expected):
        why = PARTLY_SEEN if expected else f"缺{due}年的报告"
        return Outcome("pending", why, confidence=rules().sure["pending"])
    return Outcome("unreported", confidence=rules().sure["unreported"])


def _said(
    verdict: Verdict, why: str, words: Said, origin: str, near: tuple[Spot, ...] = ()
) -> Outcome:
    return Outcome(
        verdict, why, near=near, declared_by=(words.spot,), confidence=rules().sure[origin]
    )


def _spoken(words: Words, head: Statement, kind: str) -> Said | None:
    """The cue of ``kind`` that names what ``head`` promises best."""
    best: tuple[float, int, int] | None = None
    found = None
    may = may_speak(head)
    for s in words.get(kind, ()):
        if not may(s.about):
            continue
        score = speaks_of(s.about, head)
        if score >= _SPEAKS:
            rank = (score, -s.order, -s.spot.start)
            if best is None or rank > best:
                best, found = rank, s
    return found


def _quote(words: Said) -> str:
    return f"“{words.clause}”"


def _join(*words: str) -> str:
    return "; ".join(w for w in words if w)


def _sure(score: float, rival: float, target: Statement, result: Statement, margin: float) -> float:
    """The chance that a verdict from two figures is right."""
    match = 0.5 + 0.5 * min(1.0, max(0.0, (score - 0.5) * 2))
    match *= 0.9 if score - rival < 0.05 else 1.0
    # of what a claim can be wrong in, only about half would change the verdict
    read = math.sqrt((target.claim.confidence or 0.5) * (result.claim.confidence or 0.5))
    raw = min(0.999, match * read * (0.97 if margin < 0.05 else 1.0))
    odds = math.log(raw / (1 - raw)) + rules().sure["shift"]
    return 1 / (1 + math.exp(-odds))
