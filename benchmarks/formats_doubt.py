"""Whether what OCR read wrongly is marked as doubtful: pages that get worse and worse.

    python benchmarks/formats_doubt.py [WAY…] [--pages N] [--json] [--check] [--errors]

``--pages`` half pages of reports (6) are set, and each is pictured in every way of ``formats_worse.py``;
a good scan and the photograph of the round trip, on which the right figures are counted, come first.
What is *wrong*, *misread* and *marked* stands at the head of ``formats_score.py``. Goals: of the wrong
claims of all pages at least 90 % are marked, of the right ones of the scan and the photograph at most
10 %. A page takes some 5 seconds of two cores.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import formats_pdf
import formats_scan
import formats_worse
from formats_score import Score, compare, seen
from formats_texts import Paper, papers, read_bytes

from duizhang.reading import Unreadable

GOOD = ("scan", "photo")
_WRONG_MARKED, _RIGHT_MARKED = 0.9, 0.1


def pictures(pdf: bytes, way: str) -> bytes:
    """The page of ``pdf`` in one way, good or bad."""
    if way == "scan":
        return formats_scan.scan(pdf)
    return formats_scan.photograph(pdf) if way == "photo" else formats_worse.worse(pdf, way)


def half_pages(chosen: Sequence[Paper], count: int) -> Iterator[tuple[Paper, bytes]]:
    """``count`` excerpts of reports spread over all of them."""
    for i in range(count):
        found = formats_pdf.half_page(chosen[i * len(chosen) // count])
        if found is not None:
            yield found


def score_of(part: Paper, data: bytes) -> Score:
    """What became of the figures of ``part`` in the picture ``data``."""
    try:
        report = read_bytes(f"{part.name}.png", data)
    except Unreadable:
        return Score(plain=len(seen(part.plain)))
    return compare(seen(part.plain), seen(report))


def _row(way: str, s: Score) -> dict[str, object]:
    return {
        "way": way, "figures": s.plain, "score": round(s.score, 3),
        "wrong": s.wrong_claims, "wrong marked": s.wrong_marked,
        "misread": s.misread_claims, "misread marked": s.misread_marked,
        "right": s.right_claims, "right marked": s.right_marked,
    }  # fmt: skip


def _line(row: dict[str, object]) -> str:
    return (
        f"{row['way']:<22} {row['figures']:5} figures, score {row['score']:.3f}  "
        f"wrong {row['wrong']:3}, marked {row['wrong marked']:3}  "
        f"misread {row['misread']:3}, marked {row['misread marked']:3}  "
        f"right {row['right']:4}, marked {row['right marked']:3}"
    )


def main() -> int:
    """The command line; 0 when all is well, 1 when --check finds a goal missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    every = [*GOOD, *formats_worse.WAYS]
    parser.add_argument("ways", nargs="*", metavar="WAY", help=", ".join(every))
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("--json", action="store_true", help="one JSON object a way")
    parser.add_argument("--check", action="store_true", help="end with 1 when a goal is missed")
    parser.add_argument(
        "--errors", action="store_true", help="list wrong claims that are not marked"
    )
    options = parser.parse_args()
    if unknown := sorted(set(options.ways) - set(every)):
        parser.error(f"no way {', '.join(unknown)}; there are {', '.join(every)}")
    parts = list(half_pages(papers(), options.pages))
    whole, good = Score(), Score()
    for way in options.ways or every:
        score = Score()
        for part, pdf in parts:
            one = score_of(part, pictures(pdf, way))
            score.add(one)
            if options.errors and not part.hidden:
                _print_unmarked(part.name, one)
        whole.add(score)
        if way in GOOD:
            good.add(score)
        row = _row(way, score)
        print(json.dumps(row, ensure_ascii=False) if options.json else _line(row), flush=True)
    wrong = whole.wrong_marked / whole.wrong_claims if whole.wrong_claims else 1.0
    right = good.right_marked / good.right_claims if good.right_claims else 0.0
    print(_line(_row("all", whole)))
    print(
        f"of {whole.wrong_claims} wrong claims {wrong:.1%} are marked (goal 90 %), of "
        f"{good.right_claims} right ones of scan and photo {right:.1%} (goal at most 10 %)"
    )
    return int(options.check and (wrong < _WRONG_MARKED or right > _RIGHT_MARKED))


def _print_unmarked(name: str, score: Score) -> None:
    for error in score.errors:
        read = error.read
        if read and read.claim and not read.doubt and error.kind != "sentence":
            print(f"    {name}: {error.kind}: {read.before}[{read.numeral}]{read.behind}")


if __name__ == "__main__":
    sys.exit(main())
