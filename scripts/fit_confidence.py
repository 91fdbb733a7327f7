"""Fits ``language/data/confidence.csv`` on gold data and says how calibrated it is elsewhere.

    python scripts/fit_confidence.py SHARED [--also DIR …] [--without DOC …] [--shift S]

Logistic regression with an L2 penalty on the features of every gold measure (right: all of the
scorer's ``whole`` fields). Calibration is measured leaving one document out at a time. ``--also``
adds folders of texts with gold beside them; ``--shift`` adds to the bias for what a page not yet
seen loses against those the rules were made on.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import sys
from pathlib import Path

import numpy as np

from duizhang.claims.confidence import features
from duizhang.reading import decode, open_source
from duizhang.report import traced

ROOT = Path(__file__).parents[1]
OUT = ROOT / "src/duizhang/language/data/confidence.csv"
MIN_COUNT = 12
PENALTY = 2.0


def scorer(shared: Path):
    spec = importlib.util.spec_from_file_location("score", shared / "bench/score.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module


def cases(text: Path, gold: Path, score) -> list[tuple[list[str], bool]]:
    """(features, right) for every gold measure of a document."""
    report, tokens, outline = traced(decode(open_source(text)))
    at = {t.pieces[0][0]: t for t in tokens}
    claims = {c.start: c for c in report.claims}
    source = report.document.source_text
    own = set(
        json.loads(gold.with_name(gold.name.replace(".figures.jsonl", ".meta.json")).read_text())[
            "own_place"
        ]
    )
    made = []
    for line in gold.read_text(encoding="utf-8").splitlines():
        g = json.loads(line)
        claim, token = claims.get(g["start"]), at.get(g["start"])
        if g["kind"] != "measure" or "same_as" in g or claim is None or token is None:
            continue
        s = {
            f: getattr(claim, f)
            for f in ("value", "value2", "unit", "hedge", "aspect", "role", "period", "indicator")
        }
        after = source[g["end"] : g["end"] + 12].strip("*").lstrip("百千万亿余多 ")
        right = all(score.right(f, g, s, own, after) for f in score.WHOLE)
        sentence = outline.sentences[token.sentence] if token.sentence >= 0 else None
        made.append((features(token, sentence, outline), right))
    return made


def fit(rows: list[tuple[list[str], bool]], names: list[str]) -> np.ndarray:
    index = {n: i for i, n in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for r, (feats, _) in enumerate(rows):
        for f in feats:
            if f in index:
                x[r, index[f]] = 1.0
    y = np.array([right for _, right in rows], float)
    w = np.zeros(len(names))
    penalty = np.full(len(names), PENALTY)
    penalty[index["bias"]] = 0.01
    for _ in range(40):  # Newton steps
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + penalty * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-6:
            break
    return w


def chance(rows, names, w):
    table = dict(zip(names, w, strict=True))
    return np.array([1 / (1 + np.exp(-sum(table.get(f, 0.0) for f in feats))) for feats, _ in rows])


def calibration(p, right) -> float:
    order = np.argsort(p, kind="stable")
    size = -(-len(p) // 10)
    bins = [order[i : i + size] for i in range(0, len(p), size)]
    return float(sum(abs(p[b].sum() - right[b].sum()) for b in bins) / len(p))


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("shared", type=Path)
    ap.add_argument("--also", type=Path, nargs="*", default=[])
    ap.add_argument("--without", nargs="*", default=[])
    ap.add_argument("--shift", type=float, default=0.0)
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    score = scorer(a.shared)
    documents: dict[str, list[tuple[list[str], bool]]] = {}
    for gold in sorted((a.shared / "bench/gold").glob("*.figures.jsonl")):
        name = gold.name.removesuffix(".figures.jsonl")
        if name not in a.without:
            documents[name] = cases(score.find_text(name), gold, score)
    also: set[str] = set()
    for folder in a.also:
        for gold in sorted(folder.glob("*.figures.jsonl")):
            name = gold.name.removesuffix(".figures.jsonl")
            documents[name] = cases(folder / f"{name}.txt", gold, score)
            also.add(name)
    every = [row for rows in documents.values() for row in rows]
    count: dict[str, int] = {}
    for feats, _ in every:
        for f in feats:
            count[f] = count.get(f, 0) + 1
    names = sorted(f for f, n in count.items() if n >= MIN_COUNT)
    out_p, out_y = [], []
    for left, rows in documents.items():
        if not rows:
            continue
        w = fit([r for d, rs in documents.items() if d != left for r in rs], names)
        out_p.append(chance(rows, names, w))
        out_y.append(np.array([y for _, y in rows], float))
    p, y = np.concatenate(out_p), np.concatenate(out_y)
    print(f"documents {len(documents)}, measures {len(every)}, right {y.mean():.4f}")
    print(
        f"leave one document out: calibration error {calibration(p, y):.4f}, mean confidence {p.mean():.4f}"
    )
    w = fit(every, names)
    w[names.index("bias")] += a.shift
    p = chance(every, names, w)
    print(
        f"as fitted: calibration error {calibration(p, y):.4f}, mean {p.mean():.4f}, below 0.6: {(p < 0.6).mean():.3f}"
    )
    if a.write:
        with OUT.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["feature", "weight"])
            writer.writerows([n, f"{v:.3f}"] for n, v in zip(names, w, strict=True))


if __name__ == "__main__":
    main()
