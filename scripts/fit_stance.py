"""Fits ``language/data/stance.csv``: which words look back and which look ahead.

    python scripts/fit_stance.py SHARED [--without DOC …]

Reads the reports below SHARED/corpus whose headings settle the stance of every sentence, counts
runs of two to four Han characters in reviews and outlooks, and keeps those that occur in many
documents and lean clearly to one side. Weights are log odds (above 0: looks back). Place names
and figures never enter; no run is longer than four characters.
"""

from __future__ import annotations

import csv
import math
import re
import sys
from collections import Counter
from pathlib import Path

from duizhang.language.fold import fold
from duizhang.language.lexicon import default_lexicon
from duizhang.outline.outline import outline
from duizhang.reading import decode, open_source

OUT = Path(__file__).parents[1] / "src/duizhang/language/data/stance.csv"
MIN_DOCUMENTS, MIN_COUNT, MIN_WEIGHT, MOST = 7, 16, 1.0, 700
HAN = re.compile(r"[一-鿿]+")


def count(files: list[Path]) -> tuple[dict[str, Counter[str]], Counter[str]]:
    sides = {"review": Counter(), "outlook": Counter()}
    seen: Counter[str] = Counter()
    for path in files:
        document = decode(open_source(path))
        text = fold(document.text)
        here: set[str] = set()
        for s in outline(document, text, default_lexicon()).sentences:
            if s.stance not in sides or s.heading:
                continue
            grams = {
                run[i : i + n]
                for run in HAN.findall(text[s.start : s.end])
                for n in (2, 3, 4)
                for i in range(len(run) - n + 1)
            }
            sides[s.stance].update(grams)
            here |= grams
        seen.update(here)
    return sides, seen


def main() -> None:
    shared = Path(sys.argv[1])
    without = set(sys.argv[3:])
    files = [p for p in sorted(shared.glob("corpus/*/*.txt")) if p.stem not in without]
    sides, seen = count(files)
    total = {k: sum(v.values()) for k, v in sides.items()}
    rows = []
    for gram in seen:
        r, o = sides["review"][gram], sides["outlook"][gram]
        if (
            seen[gram] < MIN_DOCUMENTS
            or r + o < MIN_COUNT
            or re.search(r"[省市县区年五四三二一十]", gram)
        ):
            continue
        weight = math.log((r + 0.5) / total["review"]) - math.log((o + 0.5) / total["outlook"])
        if abs(weight) >= MIN_WEIGHT:
            rows.append((gram, max(-2.5, min(2.5, weight)), r + o))
    rows.sort(key=lambda x: (-abs(x[1]) * math.sqrt(x[2]), x[0]))
    kept = sorted(rows[:MOST])
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["cue", "weight"])
        writer.writerows([g, f"{w:.2f}"] for g, w, _ in kept)
    print(len(rows), "cues lean;", len(kept), "kept")


if __name__ == "__main__":
    main()
