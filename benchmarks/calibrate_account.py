"""How sure an entry's verdict is: shrunken rates by origin, checked with each pair left out.

Run where the benchmark lies beside the checkout: ``python benchmarks/calibrate_account.py``. It
prints, by origin, how often verdicts were right, what ``[sure]`` of ``account.toml`` should say, and
Brier scores of the present numbers and of rates fitted without the pair that they are applied to.
The benchmark is what the rules were made with; the prior stands for pages not seen.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from account.gold_reports import account_gold, documents, find_text, shared
from duizhang import read
from duizhang.account import close

PRIOR, WEIGHT = 0.85, 20.0  # what is expected of pages not seen, and how many cases that is worth


class Case(NamedTuple):
    """One promise of the gold: its pair of documents, its origin, how sure, whether right."""

    pair: str
    origin: str
    sure: float
    right: bool


def cases() -> list[Case]:
    """The benchmark's promises as the reader and the account close them now."""
    root = shared()
    if root is None:
        sys.exit("the benchmark is not beside this checkout")
    account = close([read(find_text(root, d)) for d in documents(root)], closed_world=True)
    names = {p.id: p.name for p in account.papers}
    at = {}
    for e in account.entries:
        for spot in (e.target, *e.also):
            at.setdefault((names[spot.document], spot.start), e)
    found = []
    for g in account_gold(root):
        e = at.get((g["target"]["doc"] + ".txt", g["target"]["start"]))
        if e is not None:
            origin = "figure" if e.gap is not None else "sides" if e.result else e.verdict
            right = e.verdict in g["verdict"].split(",")
            found.append(Case(f"{g['target']['doc']} {g['period']}", origin, e.confidence, right))
    return found


def rate(known: list[Case]) -> float:
    """How often ``known`` were right, drawn towards the prior."""
    return (sum(c.right for c in known) + PRIOR * WEIGHT) / (len(known) + WEIGHT)


def main() -> None:
    known = cases()
    by_origin: dict[str, list[Case]] = defaultdict(list)
    for case in known:
        by_origin[case.origin].append(case)
    print(
        "| origin | promises | right | said now | shrunken rate |\n| --- | ---: | ---: | ---: | ---: |"
    )
    for origin, group in sorted(by_origin.items()):
        right = sum(c.right for c in group) / len(group)
        said = sum(c.sure for c in group) / len(group)
        print(f"| {origin} | {len(group)} | {right:.3f} | {said:.3f} | {rate(group):.3f} |")
    left_out = [rate([o for o in by_origin[c.origin] if o.pair != c.pair]) - c.right for c in known]
    print(f"Brier now {sum((c.sure - c.right) ** 2 for c in known) / len(known):.4f}, "
          f"rates with the pair left out {sum(d * d for d in left_out) / len(known):.4f}")  # fmt: skip
    print(f"right {sum(c.right for c in known) / len(known):.3f}, "
          f"said {sum(c.sure for c in known) / len(known):.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
