"""Fits ``language/data/stance.csv``: what in a paragraph looks back and what looks ahead.

    python scripts/fit_stance.py SHARED [--without DOC …]

Paragraphs come from the reports below SHARED/corpus whose headings settle their stance, and, where
gold data lies beside a text (SHARED/bench/gold, tests/cases), from the roles of its figures: most
of them targets, or most of them results. A logistic regression with an L1 penalty picks the cues;
its folds are whole documents. Cues never hold figures or the names of ranks of places, and no run
is longer than four characters. Wants scikit-learn (``pip install scikit-learn``), which nothing
else here does.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from duizhang.language.fold import fold
from duizhang.language.lexicon import default_lexicon
from duizhang.outline.outline import outline
from duizhang.outline.stance import _CLAUSE, _ENDING, StanceScorer, figures_of
from duizhang.reading import decode, open_source

HERE = Path(__file__).parents[1]
OUT = HERE / "src/duizhang/language/data/stance.csv"
MIN_DOCUMENTS, MIN_COUNT, PENALTY, FOLDS = 4, 6, 1.0, 8
HAN = re.compile(r"[一-鿿]+")
NEVER = re.compile(r"[省市县区年一二三四五十]")
SINGLE = ("了", "已", "均", "共", "超", "将", "要")


class Sample(NamedTuple):
    """A paragraph: its document, its text, and whether it looks back."""

    document: str
    text: str
    back: bool


def samples(path: Path, gold: Path, headings: bool) -> list[Sample]:
    """The paragraphs of one report that surely look one way."""
    document = decode(open_source(path))
    text = fold(document.text)
    told: dict[int, Counter[str]] = {}
    for line in gold.read_text(encoding="utf-8").splitlines() if gold.exists() else ():
        row = json.loads(line)
        if row.get("kind") == "measure" and row.get("role") in ("target", "result"):
            at = document.map.to_text(row["start"])
            for n, block in enumerate(document.blocks):
                if at is not None and block.start <= at < block.end:
                    told.setdefault(n, Counter())[row["role"]] += 1
    settled: dict[int, set[str]] = {}
    if headings:
        for s in outline(document, text, default_lexicon()).sentences:
            if not s.heading and s.stance in ("review", "outlook"):
                settled.setdefault(s.block, set()).add(s.stance)
    found = []
    for n, block in enumerate(document.blocks):
        if block.kind in ("heading", "furniture"):
            continue
        words = text[block.start : block.end]
        roles = told.get(n)
        if roles:
            if 4 * min(roles["target"], roles["result"]) <= roles.total():
                found.append(Sample(path.stem, words, roles["result"] > roles["target"]))
        elif len(settled.get(n, ())) == 1:
            found.append(Sample(path.stem, words, "review" in settled[n]))
    return found


def cues_of(text: str) -> Counter[str]:
    """All that may be a cue in ``text``, counted as :class:`StanceScorer` counts it."""
    found: Counter[str] = Counter()
    for run in HAN.findall(text):
        for n in (2, 3, 4):
            for i in range(len(run) - n + 1):
                found[run[i : i + n]] = 1
    for cue in SINGLE:
        if cue in text:
            found[cue] = min(3, text.count(cue))
    for m in _CLAUSE.finditer(text):
        found["^" + m.group(1)] = found["^" + m.group(1)[:1]] = 1
    for m in _ENDING.finditer(text):
        found[m.group(1) + "$"] = 1
    for kind, number in figures_of(text).items():
        found[kind] = min(4, number)
    return Counter({c: n for c, n in found.items() if not NEVER.search(c)})


def matrix(counts: list[Counter[str]], vocabulary: dict[str, int]) -> Any:
    """One row for each of ``counts``, one column for each cue."""
    rows, columns, values = [], [], []
    for i, found in enumerate(counts):
        for cue, number in found.items():
            if cue in vocabulary:
                rows.append(i)
                columns.append(vocabulary[cue])
                values.append(number)
    return csr_matrix((values, (rows, columns)), shape=(len(counts), len(vocabulary)))


def model() -> LogisticRegression:
    return LogisticRegression(C=PENALTY, penalty="l1", solver="liblinear", random_state=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--without", nargs="*", default=[])
    arguments = parser.parse_args()
    gold = arguments.shared / "bench/gold"
    files = [(p, gold / f"{p.stem}.figures.jsonl") for p in arguments.shared.glob("corpus/*/*.txt")]
    files += [(p, gold / f"{p.stem}.figures.jsonl") for p in arguments.shared.glob("seeds/*.txt")]
    cases = HERE.glob("tests/cases/*/*.txt")
    files += [(p, p.with_suffix("").with_suffix(".figures.jsonl")) for p in cases]
    made = [
        sample
        for path, beside in sorted(files)
        if path.stem not in arguments.without
        for sample in samples(path, beside, "corpus" in path.parts)
    ]
    counts = [cues_of(s.text) for s in made]
    seen: Counter[str] = Counter()
    documents: dict[str, set[str]] = {}
    for sample, found in zip(made, counts, strict=True):
        for cue in found:
            seen[cue] += 1
            documents.setdefault(cue, set()).add(sample.document)
    kept = sorted(c for c in seen if seen[c] >= MIN_COUNT and len(documents[c]) >= MIN_DOCUMENTS)
    data = matrix(counts, {c: i for i, c in enumerate(kept)})
    back = np.array([s.back for s in made])
    names = sorted({s.document for s in made})
    fold_of = {name: i % FOLDS for i, name in enumerate(names)}
    fold_at = np.array([fold_of[s.document] for s in made])
    right = 0
    for i in range(FOLDS):
        fitted = model().fit(data[fold_at != i], back[fold_at != i])
        right += int((fitted.predict(data[fold_at == i]) == back[fold_at == i]).sum())
    fitted = model().fit(data, back)
    weights = {c: float(w) for c, w in zip(kept, fitted.coef_[0], strict=True) if abs(w) >= 0.005}
    rows = [("", float(fitted.intercept_[0])), *sorted(weights.items())]
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["cue", "weight"])
        writer.writerows([cue, f"{weight:.2f}"] for cue, weight in rows)
    scorer = StanceScorer({cue: round(weight, 2) for cue, weight in rows})
    agree = sum((scorer.score(s.text) > 0) == s.back for s in made)
    print(f"{len(made)} paragraphs of {len(names)} documents, {len(weights)} cues")
    print(f"right in documents left out: {right / len(made):.3f}; in all: {agree / len(made):.3f}")


if __name__ == "__main__":
    main()
