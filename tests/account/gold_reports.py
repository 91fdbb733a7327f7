"""Reports as a perfect reader would give them: the benchmark's gold turned into model records.

``reports()`` reads ``../shared`` (beside the checkout, or where ``DUIZHANG_SHARED`` points) and
returns one ``Report`` for each document that the gold of the account names; ``None`` where the
benchmark is absent. Where gold allows several readings the first one is taken.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from duizhang.model import Claim, Document, Identity, Relation, Report, Section, Segment

_END = re.compile(r"[。！？]|\n\s*\n|\n(?=\s*[-■])")


def shared() -> Path | None:
    """The benchmark's folder, or None."""
    named = os.environ.get("DUIZHANG_SHARED")
    places = [Path(named)] if named else []
    places.append(Path(__file__).resolve().parents[2].parent / "shared")
    return next((p for p in places if (p / "bench" / "gold").is_dir()), None)


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line.strip()]


def first(value: str | None) -> str:
    """The first of the readings that gold allows, preferring one that says something."""
    options = (value or "").split(",")
    return next((o for o in options if o), "")


def find_text(root: Path, doc: str) -> Path:
    """Where the text of ``doc`` lies."""
    folders = [root / "seeds", *sorted((root / "corpus").glob("*/"))]
    return next(f / f"{doc}.txt" for f in folders if (f / f"{doc}.txt").exists())


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence around ``start``..``end``."""
    left = max((m.end() for m in _END.finditer(text, 0, start)), default=0)
    right = _END.search(text, end)
    return left, right.start() if right else len(text)


def _sections(text: str, marks: list[tuple[int, str, int]]) -> tuple[Section, ...]:
    """Crude sections: runs of paragraphs whose claims are mostly results, or mostly targets."""
    runs: list[tuple[str, int, int]] = []
    stance = "review"
    for m in re.finditer(r"[^\n]+\n*", text):
        inside = [role for at, role, _ in marks if m.start() <= at < m.end()]
        if inside:
            stance = "review" if inside.count("result") * 2 >= len(inside) else "outlook"
        if runs and runs[-1][0] == stance:
            runs[-1] = (stance, runs[-1][1], m.end())
        else:
            runs.append((stance, m.start(), m.end()))
    return tuple(Section("", 1, a, b, a, a, s, "") for s, a, b in runs)  # type: ignore[arg-type]


def report(root: Path, doc: str) -> Report:
    """The gold of ``doc`` as a report."""
    path = find_text(root, doc)
    gold = root / "bench" / "gold"
    data = path.read_bytes()
    text = data.decode("utf-8-sig")
    sha = hashlib.sha256(data).hexdigest()
    rows = [r for r in _rows(gold / f"{doc}.figures.jsonl") if r["kind"] == "measure"]
    claims = []
    for r in rows:
        if "same_as" in r:
            continue
        a, b = sentence(text, r["start"], r["end"])
        claims.append(
            Claim(
                id=f"c:{sha[:8]}{r['start']:08x}",
                start=r["start"],
                end=r["end"],
                value=r["value"],
                value2=r.get("value2"),
                unit=r["unit"],
                hedge=first(r["hedge"]),  # type: ignore[arg-type]
                strive=r["strive"],
                aspect=first(r["aspect"]),  # type: ignore[arg-type]
                role=first(r["role"]),  # type: ignore[arg-type]
                period=first(r["period"]),
                indicator=first(r["indicator"]),
                subject=r["subject"],
                place=r["place"],
                unit_end=r["end"],
                evidence_start=a,
                evidence_end=b,
                confidence=1.0,
            )
        )
    relations = []
    for r in _rows(gold / f"{doc}.relations.jsonl"):
        a, b = sentence(text, r["start"], r["end"])
        relations.append(
            Relation(
                id=f"r:{sha[:8]}{r['start']:08x}",
                start=r["start"],
                end=r["end"],
                left=r["left"],
                op=r["op"],
                right=r["right"],
                role=r["role"],
                period=first(r["period"]),
                place=r["place"],
                evidence_start=a,
                evidence_end=b,
                confidence=1.0,
            )
        )
    meta = json.loads((gold / f"{doc}.meta.json").read_text(encoding="utf-8"))
    own = meta.get("own_place", [])
    targets = [int(y) for c in claims if c.role == "target" and (y := c.period[:4]).isdigit()]
    year = max(set(targets), key=lambda y: (targets.count(y), y)) if targets else 0
    others = sorted({c.place for c in claims} - {"self"}) if not own else []
    marks = [(c.start, c.role, 0) for c in claims if c.role in ("result", "target")]
    identity = Identity(
        place=own[0] if own else "",
        level="nation" if "中国" in own else "prefecture",
        year=year,
        coverage="full" if "中国" in own else "partial",
        places=tuple(others),
    )
    document = Document(
        name=f"{doc}.txt",
        sha256=sha,
        media_type="text/plain",
        encoding="utf-8",
        source_text=text,
        text=text,
        segments=(Segment("kept", 0, len(text), 0, len(text)),),
        blocks=(),
    )
    return Report(
        document=document,
        identity=identity,
        sections=_sections(text, marks),
        claims=tuple(claims),
        relations=tuple(relations),
    )


def account_gold(root: Path) -> list[dict[str, Any]]:
    """The lines of the account's gold."""
    return _rows(root / "bench" / "gold" / "account.jsonl")


def documents(root: Path) -> list[str]:
    """The documents that the account's gold names."""
    gold = account_gold(root)
    named = {r[k]["doc"] for r in gold for k in ("target", "result") if r.get(k)}
    return sorted(named | {d for r in gold for d in r.get("with", [])})


@cache
def reports() -> tuple[Report, ...] | None:
    """All gold reports of the account's benchmark, None where it is absent."""
    root = shared()
    if root is None:
        return None
    return tuple(report(root, doc) for doc in documents(root))
