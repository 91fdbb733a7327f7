"""Fills the tables of docs/rules.md from language/data/account.toml. Run it after changing that file:

python scripts/write_rules_docs.py
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from duizhang.language.number import amount, gap, say
from duizhang.views.verdicts import LOOKS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "rules.md"
_CUES = {
    "missed": "not reached",
    "list": "the whole list is done",
    "general": "the main targets are reached",
    "kept": "what stands before it was kept",
    "covered": "all is covered of which a share was promised",
    "other_base": "a task that someone else set was done: no verdict on this promise",
    "vague": "better, but not how much: no verdict",
}
_HEDGES = ("none", "about", "at_least", "over", "at_most", "under")
Data = Mapping[str, Any]


def render(page: str) -> str:
    """``page`` with every table between its markers made anew."""
    text = (files("duizhang.language") / "data" / "account.toml").read_text("utf-8")
    data = tomllib.loads(text)
    for name, lines in _tables(data).items():
        pattern = rf"(<!-- made: {name} -->\n).*?(<!-- end -->)"
        made = "\n" + "\n".join(lines) + "\n\n"
        page, found = re.subn(pattern, lambda m, made=made: m[1] + made + m[2], page, flags=re.S)
        if found != 1:
            raise SystemExit(f"{PAGE.name}: {found} places for {name}")
    return page


def _tables(data: Data) -> dict[str, list[str]]:
    return {
        "scales": _scales(data),
        "directions": _directions(data),
        "examples": _examples(data),
        "units": _table(
            ["what", "units and their sizes"],
            [[n, "，".join(f"{u} {size:g}" for u, size in of.items())] for n, of in data["units"].items()],
        ),
        "apart": _apart(data),
        "cues": _cues(data),
        "sure": _table(
            ["a verdict from", "sure"],
            [[word, f"{data['sure'][key]:.2f}"] for key, word in _SURE.items()],
        ),
    }  # fmt: skip


_SURE = {
    "compared": "two figures compared",
    "missed": "words that say it was not reached",
    "list": "words that declare its list done",
    "kept": "words that say it was kept",
    "general": "words on all main targets",
    "unreported": "silence of a full report",
    "pending": "no later report",
}


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines]


def _scales(data: Data) -> list[str]:
    rows = []
    for scale in data["scale"]:
        aspects = ", ".join(a or "not said" for a in scale["aspects"])
        units = "、".join(u for u in scale["units"])
        measures = [_measure(scale[key]) for key in ("about", "nearly", "exceeded")]
        rows.append([scale["name"], aspects, units, *measures])
    return _table(["scale", "aspects", "units", "左右 forgives", "接近 within", "超额 from"], rows)


def _measure(of: Mapping[str, float]) -> str:
    said = [f"{of['points']:g} points"] if "points" in of else []
    said += [f"{of['ratio']:.0%} of the promise"] if "ratio" in of else []
    return " or ".join(said) or "—"


def _directions(data: Data) -> list[str]:
    rows = []
    for row in data["direction"]:
        when = [
            f"{key} {'、'.join(value) if isinstance(value, list) else value or 'none'}"
            for key, value in row.items()
            if key not in ("good", "beyond")
        ]
        good = "less is better" if row["good"] == "down" else "more is better"
        rows.append(
            [
                "; ".join(when) or "anything else",
                good + (", never 超额" if row.get("beyond") is False else ""),
            ]
        )
    return _table(["where", "then"], rows)


def _examples(data: Data) -> list[str]:
    rows = []
    for example in data["example"]:
        promise = {
            "value2": None,
            "hedge": "none",
            "indicator": "",
            "place": "",
            **example["promise"],
        }
        assert promise["hedge"] in _HEDGES
        name = promise["indicator"] or "an amount"
        results = []
        for value, verdict, difference in example["results"]:
            look = LOOKS[verdict]
            unit = "pp" if promise["unit"] == "%" else promise["unit"]
            told = amount(value, promise["unit"])
            results.append(f"{told} {look.shape}{look.word} ({gap(difference, unit)})")
        rows.append([name, promise["aspect"], say(SimpleNamespace(**promise)), "；".join(results)])
    return _table(["indicator", "aspect", "promised", "reported: verdict (gap)"], rows)  # fmt: skip


def _apart(data: Data) -> list[str]:
    rows = [["scope: " + s["group"], _words(s["words"])] for s in data["scope"]]
    rows += [[f"stage: {s['name']}", _words(s["words"])] for s in data["stage"]]
    rows += [[f"counts: {m['name']}", _words(m["words"][:8])] for m in data["mode"]]
    return _table(["told apart by", "words"], rows)


def _words(words: Sequence[str | Sequence[str]]) -> str:
    return "、".join(w if isinstance(w, str) else " = ".join(w) for w in words)


def _cues(data: Data) -> list[str]:
    kinds = dict.fromkeys(cue["kind"] for cue in data["cue"])
    rows = []
    for kind in kinds:
        says = [s for cue in data["cue"] if cue["kind"] == kind for s in cue["says"][:1]]
        rows.append([_CUES[kind], " / ".join(says)])
    return _table(["what the words tell", "for example"], rows)


if __name__ == "__main__":
    made = render(PAGE.read_text("utf-8"))
    if sys.argv[1:] == ["--print"]:
        sys.stdout.buffer.write(made.encode())
    else:
        PAGE.write_text(made, encoding="utf-8")
