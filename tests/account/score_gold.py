"""Scores an account against the benchmark's gold, as ``score_account.py`` does.

Run as a script (``python tests/account/score_gold.py [gold|read] [--errors]``) it prints the
numbers for gold claims, or for what ``duizhang.read`` reads.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import msgspec

from account.gold_reports import account_gold, documents, find_text, reports, shared
from duizhang.account import Account, close
from duizhang.model import Entry, Report, Spot

_SOFT = {"met": "kept", "exceeded": "kept", "nearly": "short", "missed": "short"}
_HELD_OUT = "中国-2010"


def score(account: Account, gold: list[dict[str, Any]]) -> tuple[dict[str, float], list[str]]:
    """The benchmark's numbers, and one line for each mistake (none for held-out documents)."""
    names = {p.id: p.name for p in account.papers}
    at: dict[tuple[str, int], Entry] = {}
    for e in account.entries:
        at[names[e.target.document], e.target.start] = e
        for a in e.also:
            at.setdefault((names[a.document], a.start), e)

    def key(ref: dict[str, Any]) -> tuple[str, int]:
        return ref["doc"] + ".txt", ref["start"]

    def place(spot: Spot) -> tuple[str, int]:
        return names[spot.document], spot.start

    def find(ref: dict[str, Any]) -> Entry | None:
        if key(ref) in at or "end" not in ref:
            return at.get(key(ref))
        for e in account.entries:
            for t in (e.target, *e.also):
                if (
                    names[t.document] == key(ref)[0]
                    and t.start < ref["end"]
                    and ref["start"] < t.end
                ):
                    return e
        return None

    n: Counter[str] = Counter()
    ok: Counter[str] = Counter()
    errors: list[str] = []
    for g in gold:
        hidden = _HELD_OUT in (g["target"]["doc"], (g.get("result") or {}).get("doc"))
        title = f"{g['target']['doc']} {g['period']} {g['subject']}"
        note = (lambda text: None) if hidden else errors.append
        n["promises"] += 1
        e = find(g["target"])
        if e is None:
            note(f"{title}: not found")
            continue
        ok["found"] += 1
        allowed = g["verdict"].split(",")
        ok["verdict"] += e.verdict in allowed
        if e.verdict not in allowed:
            note(f"{title}: gold {g['verdict']} got {e.verdict} ({e.why}) {e.confidence}")
        ok["coarse"] += _SOFT.get(e.verdict, e.verdict) in [_SOFT.get(v, v) for v in allowed]
        if g.get("result"):
            n["results"] += 1
            mine = [place(s) for s in ((e.result,) if e.result else ()) + e.results]
            same = key(g["result"]) in mine
            ok["result"] += same
            if not same:
                note(f"{title}: result {key(g['result'])} got {mine}")
            if g.get("gap") is not None:
                n["gaps"] += 1
                ok["gap"] += e.gap is not None and abs(e.gap - g["gap"]) <= 1e-6 * max(
                    1, abs(g["gap"])
                )
        elif e.result and allowed[0] in ("unreported", "declared"):
            ok["false"] += 1
            note(f"{title}: false result {place(e.result)}")
    out = {
        "promises": float(n["promises"]),
        "found": ok["found"] / n["promises"],
        "verdict": ok["verdict"] / n["promises"],
        "coarse": ok["coarse"] / n["promises"],
        "result found": ok["result"] / max(1, n["results"]),
        "gap": ok["gap"] / max(1, n["gaps"]),
        "false results": float(ok["false"]),
    }
    return out, errors


def _at_home(report: Report, gold: Report) -> Report:
    identity = report.identity
    if gold.identity.place and not identity.place.startswith(gold.identity.place):
        identity = msgspec.structs.replace(
            identity, place=gold.identity.place, place_code="", level=gold.identity.level
        )
    return msgspec.structs.replace(report, identity=identity)


def main() -> None:
    root = shared()
    assert root is not None
    if "read" in sys.argv:
        from duizhang import read

        given = tuple(read(find_text(root, doc)) for doc in documents(root))
        if "--places" in sys.argv:  # as if the reader had found every report's own place
            given = tuple(_at_home(r, g) for r, g in zip(given, reports() or (), strict=True))
    else:
        given = reports() or ()
    numbers, errors = score(close(given, closed_world=True), account_gold(root))
    for name, value in numbers.items():
        print(f"{name:>14}  {value:.4f}")
    if "--errors" in sys.argv:
        print("\n".join(errors))


if __name__ == "__main__":
    main()
