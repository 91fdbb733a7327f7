"""Review (审阅): one figure at a time, what matters most first; nothing is ever removed."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from fastapi import APIRouter, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from duizhang.account.reviewed import in_force, in_words
from duizhang.ledger.reviews import Review
from duizhang.views.number import plain_number
from duizhang.views.review import make_review
from duizhang.views.verdicts import LOOKS
from duizhang.views.web.listing import WAITS
from duizhang.views.web.names import indicator_named
from duizhang.views.web.pages.evidence import items_of
from duizhang.views.web.quotes import quotes
from duizhang.views.web.render import Links, language_of, page
from duizhang.views.web.store import Row, Snapshot
from duizhang.views.web.writing import check_writing, gone_to, who_of
from duizhang.views.words import ASPECTS, FIELDS, HEDGES, ROLES

router = APIRouter()

# What waits, headline targets and results first, the least sure first among them.
_QUEUE = f"""
FROM claims WHERE {WAITS} AND id NOT IN (SELECT unnest(?::VARCHAR[]))
"""
_ORDER = """
ORDER BY (indicator <> '' AND role IN ('target', 'result')) DESC, role = 'context', confidence,
  document, start_at
"""
_INDICATORS = "SELECT id, name FROM indicators ORDER BY name"
EDITABLE = ("value", "value2", "unit", "hedge", "aspect", "role", "period", "indicator", "subject")
_CHOICES: Mapping[str, Mapping[str, str]] = {"hedge": HEDGES, "aspect": ASPECTS, "role": ROLES}
_NUMBERS = ("value", "value2", "gap")
Word = Annotated[str, Form(max_length=200)]


@router.get("/review")
def queue(request: Request, skip: int = 0) -> Response:
    """The first of what waits; ``skip`` passes over so many."""
    with request.app.state.store.reading() as snapshot:
        done = _judged(snapshot)
        waiting = snapshot.once("waiting", lambda: _waiting(snapshot, done))
        skip = max(0, min(skip, len(waiting) - 1))
        row = snapshot.claim(waiting[skip]) if waiting else None
        return _form(request, snapshot, row, waiting=len(waiting), done=len(done), skip=skip)


def _waiting(snapshot: Snapshot, done: set[str]) -> list[str]:
    """The claims that wait, by id, in the order of the queue."""
    return [str(r["id"]) for r in snapshot.rows(f"SELECT id {_QUEUE} {_ORDER}", [sorted(done)])]


@router.get("/review/claim/{name}")
def one(request: Request, name: str) -> Response:
    """The form for one claim, whether it waits or not."""
    with request.app.state.store.reading() as snapshot:
        row = snapshot.claim(name)
        row = row or snapshot.row("SELECT * FROM ledger.claims WHERE id = ?", [name])
        if row is None:
            raise HTTPException(404, f"账里没有 {name}")
        return _form(request, snapshot, row, waiting=0, done=len(_judged(snapshot)), skip=-1)


@router.get("/review/entry/{name}")
def of_entry(request: Request, name: str) -> Response:
    """The form for one line of the account."""
    with request.app.state.store.reading() as snapshot:
        row = snapshot.row("SELECT * FROM entries WHERE id = ?", [name])
        if row is None:
            raise HTTPException(404, f"账里没有 {name}")
        said = [r for r in snapshot.reviews if r.target == name]
        spots = [s for s in items_of(snapshot, [row])[0]["sides"].values() if s]
        return page(
            request,
            "review_entry.html",
            section="review",
            entry=row,
            quotes=list(quotes(snapshot, spots).values()),
            said=in_words(said),
            who=who_of(request),
        )


@router.post("/review/claim/{name}")
def judge_claim(
    request: Request,
    name: str,
    action: Annotated[Literal["accept", "correct", "reject", "undo"], Form()],
    csrf: Word = "",
    who: Word = "",
    why: Annotated[str, Form(max_length=2000)] = "",
    skip: Annotated[int, Form()] = 0,
    value: Word = "",
    value2: Word = "",
    unit: Word = "",
    hedge: Word = "",
    aspect: Word = "",
    role: Word = "",
    period: Word = "",
    indicator: Word = "",
    subject: Word = "",
) -> Response:
    """What a person says of a claim; only fields that differ from what was read are kept."""
    check_writing(request, csrf)
    given = dict(zip(EDITABLE, (value, value2, unit, hedge, aspect, role, period, indicator,
                                subject), strict=True))  # fmt: skip
    with request.app.state.store.reading() as snapshot:
        row = snapshot.row("SELECT * FROM ledger.claims WHERE id = ?", [name])
        if row is None:
            raise HTTPException(404, f"账里没有 {name}")
        fields = _changed(snapshot, row, given) if action == "correct" else {}
        if action == "correct" and not fields:
            raise HTTPException(422, "没有改动任何一项；如果读得对，请用“接受”")
        _write(request, snapshot, name, action, fields, who, why)
    return gone_to(request, _next(request, "claim", name, skip), who.strip())


@router.post("/review/entry/{name}")
def judge_entry(
    request: Request,
    name: str,
    action: Annotated[Literal["accept", "correct", "reject", "undo"], Form()],
    csrf: Word = "",
    who: Word = "",
    why: Annotated[str, Form(max_length=2000)] = "",
    verdict: Word = "",
    skip: Annotated[int, Form()] = -1,
) -> Response:
    """What a person says of a line of the account."""
    check_writing(request, csrf)
    if action == "correct" and verdict not in LOOKS:
        raise HTTPException(422, "请选一个账")
    with request.app.state.store.reading() as snapshot:
        _write(request, snapshot, name, action, {"verdict": verdict}, who, why)
    return gone_to(request, _next(request, "entry", name, skip), who.strip())


def _next(request: Request, kind: str, name: str, skip: int) -> str:
    """Where a judgement leads: on in the queue, or back to what was judged."""
    link = Links(language_of(request))
    return link("review", skip=skip or None) if skip >= 0 else link(kind, name)


def _write(
    request: Request,
    snapshot: Snapshot,
    name: str,
    action: str,
    fields: dict[str, Any],
    who: str,
    why: str,
) -> None:
    if not who.strip():
        raise HTTPException(422, "请写上你的名字：谁审的要留在账上")
    judgement: Literal["right", "wrong", "unsure"] = "wrong"
    if action == "accept":
        judgement, fields = "right", {}
    elif action == "undo":
        judgement, fields, why = "unsure", {}, why or "撤销"
    when = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    try:
        review = make_review(
            snapshot.ledger, name, judgement, None if action == "reject" else fields,
            who.strip(), when, why.strip(),
        )  # fmt: skip
    except LookupError as error:
        raise HTTPException(404, str(error.args[0])) from error
    request.app.state.store.write(review)  # who wrote it sees it on the next page


def _form(
    request: Request, snapshot: Snapshot, row: Row | None, *, waiting: int, done: int, skip: int
) -> Response:
    spot = (row["document"], row["start_at"], row["unit_end"]) if row else None
    found = quotes(snapshot, [spot]) if spot else {}
    said = [r for r in snapshot.reviews if row and r.target == row["id"]]
    who = who_of(request)
    return page(
        request,
        "review.html",
        section="review",
        claim=row,
        values={k: _written(row[k]) for k in _NUMBERS if k in row} if row else {},
        quote=found.get(spot) if spot else None,
        runners=_runners(row) if row else [],
        waiting=waiting,
        done=done,
        skip=skip,
        said=in_words(said),
        who=who,
        last=_last(snapshot, who),
        pace=_pace(snapshot, who),
        choices=_CHOICES,
        indicators=snapshot.once("indicators by name", lambda: snapshot.rows(_INDICATORS)),
    )


def _written(value: float | None) -> str:
    """A number as a person types it into a field."""
    plain = plain_number(value)
    return "" if plain is None else str(plain)


def _last(snapshot: Snapshot, who: str) -> Review | None:
    """The last review that holds still, of this person where the browser knows one: undoing it,
    and then the one before, leads back step by step."""
    of_target: dict[str, list[Review]] = {}
    for review in sorted(snapshot.reviews, key=lambda r: r.when):
        of_target.setdefault(review.target, []).append(review)
    holding = [
        told[-1]
        for told in of_target.values()
        if in_force(told).judgement in ("right", "wrong") and (not who or told[-1].who == who)
    ]
    return max(holding, key=lambda r: r.when, default=None)


class Pace(NamedTuple):
    """How many a person has reviewed today, and how many seconds each took (0: not known)."""

    today: int
    seconds: int


_PAUSE = 600  # seconds after which one has done something else


def _pace(snapshot: Snapshot, who: str) -> Pace | None:
    """The pace of ``who`` in the last day; None where nothing was reviewed."""
    now = datetime.datetime.now(datetime.UTC)
    times = sorted(
        when
        for r in snapshot.reviews
        if r.who == who
        and r.judgement != "unsure"
        and (when := _when(r)) is not None
        and now - when < datetime.timedelta(days=1)
    )
    if not times:
        return None
    steps = [(b - a).total_seconds() for a, b in pairwise(times)]
    worked = [s for s in steps if s < _PAUSE]
    return Pace(len(times), round(sum(worked) / len(worked)) if worked else 0)


def _when(review: Review) -> datetime.datetime | None:
    try:
        when = datetime.datetime.fromisoformat(review.when)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=datetime.UTC)


def _runners(row: Row) -> list[tuple[str, str]]:
    """What else the figure might have been, as the reader noted it: the field, and its value."""
    told: list[list[Any]] = msgspec.json.decode(row["reasons"])
    return [
        (FIELDS.get(field, field), _CHOICES.get(field, {}).get(str(value), str(value)))
        for field, rule, value, *_ in told
        if rule == "runner-up"
    ]


def _judged(snapshot: Snapshot) -> set[str]:
    """The claims that somebody has accepted, corrected or refused, and not taken back."""
    said: dict[str, list[Review]] = {}
    for review in sorted(snapshot.reviews, key=lambda r: r.when):
        said.setdefault(review.target, []).append(review)
    return {t for t, told in said.items() if in_force(told).judgement in ("right", "wrong")}


def _changed(snapshot: Snapshot, row: Row, given: dict[str, str]) -> dict[str, Any]:
    """The fields that differ from what was read, checked; 422 where a value cannot be."""
    fields: dict[str, Any] = {}
    for name, text in given.items():
        new: Any = text.strip()
        if name in _NUMBERS:
            try:
                new = float(new.replace(",", "")) if new else None
            except ValueError as error:
                raise HTTPException(422, f"{text} 不是一个数") from error
            if new is not None and not math.isfinite(new):
                raise HTTPException(422, f"{text} 不是一个数")
            if name == "value" and new is None:
                raise HTTPException(422, "数值不能为空")
        elif name in _CHOICES and new not in _CHOICES[name]:
            raise HTTPException(422, f"{text}：没有这样的选项")
        elif name == "indicator" and new:
            new = str(indicator_named(snapshot, new)["id"])
        elif name == "period" and not _is_period(new):
            raise HTTPException(422, f"{text}：时期写作 2025 或 2021-2025")
        if new != row[name]:
            fields[name] = new
    return fields


def _is_period(text: str) -> bool:
    parts = text.split("-")
    return text == "" or (len(parts) <= 2 and all(len(p) == 4 and p.isdigit() for p in parts))
