"""The round trip of formats: set the reports as pages of many kinds, read them back, and score.

    python benchmarks/formats.py [FORMAT…] [--documents NAME…] [--pages N] [--json] [--check]

The texts are those of ``../shared`` (held-out ones count in totals only), else the bundled samples.
What is read from a text as plain text is what every page made of it must give; the definition of a
figure that is *the same* stands at the head of ``formats_score.py``. All files are made by the run in a
temporary folder. Pages to be scanned hold one excerpt each; ``--pages`` says how many of each kind.
Formats whose tools are not here are named and skipped. ``--speed`` measures what one core reads and
the memory it takes, ``--sizes`` what the installations take on disk; ``--check`` ends with 1 when a
goal is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from formats_made import FORMATS, Format, Made
from formats_score import Score, compare, seen
from formats_texts import Paper, papers, read_bytes
from formats_xlsx import compare_targets

from duizhang.model import Report
from duizhang.reading import Unreadable

_WRONG_MARKED, _RIGHT_MARKED = 0.9, 0.1


@dataclass
class Outcome:
    """What came of one format: scores of all and of held-out documents, seconds, refusals."""

    format: Format
    score: Score = field(default_factory=Score)
    held_out: Score = field(default_factory=Score)
    files: int = 0
    pages: int = 0
    seconds: float = 0.0
    refused: list[str] = field(default_factory=list)
    errors: list[tuple[str, Score]] = field(default_factory=list)

    @property
    def missed(self) -> list[str]:
        """The goals that were not reached, in words."""
        found = [f"{self.format.name}: {line}" for line in self.refused]
        if round(self.score.score, 4) < self.format.goal:
            found.append(f"{self.format.name}: {self.score.score:.4f}, goal {self.format.goal}")
        return found


def _marks(score: Score) -> dict[str, object]:
    """Claims wrong, misread and right, and of each the share that is marked doubtful."""
    return {
        "wrong": score.wrong_claims,
        "wrong marked": _share(score.wrong_marked, score.wrong_claims, 1.0),
        "misread": score.misread_claims,
        "misread marked": _share(score.misread_marked, score.misread_claims, 1.0),
        "right": score.right_claims,
        "right marked": _share(score.right_marked, score.right_claims, 0.0),
    }


def _share(part: int, whole: int, of_none: float) -> float:
    return round(part / whole, 3) if whole else of_none


def _marked_wrongly(score: Score) -> list[str]:
    """What is amiss with the marks on claims read by OCR, over all its formats, in words."""
    marks = _marks(score)
    found = []
    if marks["wrong marked"] < _WRONG_MARKED:  # type: ignore[operator]
        found.append(f"OCR: {marks['wrong marked']:.0%} of the wrong claims are marked, goal 90 %")
    if marks["right marked"] > _RIGHT_MARKED:  # type: ignore[operator]
        found.append(f"OCR: {marks['right marked']:.0%} of the right claims are marked, goal 10 %")
    return found


def run(kind: Format, chosen: Sequence[Paper], pages: int, folder: Path) -> Outcome:
    """Set, read back and score ``chosen`` in one format."""
    outcome = Outcome(kind)
    for made in kind.make(chosen, pages, folder):
        outcome.files += 1
        outcome.pages += made.pages
        begun = time.perf_counter()
        try:
            report = read_bytes(made.name, made.data)
        except Unreadable as error:
            outcome.refused.append(f"{error}")
            nothing = Score(plain=len(made.targets or seen(made.paper.plain)))
            outcome.score.add(nothing)
            continue
        outcome.seconds += time.perf_counter() - begun
        score = _compared(made, report)
        outcome.score.add(score)
        if made.paper.hidden:
            outcome.held_out.add(score)
        else:
            outcome.errors.append((made.name, score))
    return outcome


def _compared(made: Made, report: Report) -> Score:
    if made.targets is not None:
        return compare_targets(made.targets, report)
    return compare(seen(made.paper.plain), seen(report))


def row(outcome: Outcome) -> dict[str, object]:
    """The outcome as plain data."""
    score = outcome.score
    found: dict[str, object] = {
        "format": outcome.format.name,
        "files": outcome.files,
        "figures": score.plain,
        "score": round(score.score, 4),
        "goal": outcome.format.goal,
        "recall": round(score.recall, 4),
        "precision": round(score.precision, 4),
        "held out": round(outcome.held_out.score, 4) if outcome.held_out.plain else None,
        "files/s": round(outcome.files / outcome.seconds, 1) if outcome.seconds else None,
        "s/page": round(outcome.seconds / outcome.pages, 3) if outcome.pages else None,
    }
    if outcome.format.ocr:
        found |= _marks(score)
    found["mistakes"] = dict(score.kinds().most_common(6))
    return found


def _print(outcome: Outcome, errors: int) -> None:
    r = row(outcome)
    speed = f"{r['s/page']} s/page" if r["s/page"] else f"{r['files/s']} files/s"
    held = f"  held out {r['held out']:.4f}" if r["held out"] is not None else ""
    verdict = "ok  " if not outcome.missed else "LOW "
    print(
        f"{verdict}{r['format']:<16} {r['score']:.4f} (goal {r['goal']})  recall {r['recall']:.4f}  "
        f"precision {r['precision']:.4f}{held}  {r['files']} files, {r['figures']} figures, {speed}"
    )
    if outcome.format.ocr:
        print(
            f"     claims wrong {r['wrong']}, marked {r['wrong marked']:.0%} (goal 90 %), of these "
            f"misread {r['misread']}, marked {r['misread marked']:.0%}; "
            f"right {r['right']}, marked {r['right marked']:.0%} (goal at most 10 %)"
        )
    if r["mistakes"]:
        print("     " + ", ".join(f"{k}: {n}" for k, n in r["mistakes"].items()))  # type: ignore[attr-defined]
    for line in outcome.refused[:5]:
        print(f"     refused: {line}")
    if errors:
        _print_errors(outcome, errors)
    sys.stdout.flush()


def _print_errors(outcome: Outcome, most: int) -> None:
    """The first mistakes with their words, of documents that are not held out."""
    for name, score in outcome.errors:
        for error in score.errors[:most]:
            for side, one in (("plain", error.plain), ("read", error.read)):
                if one:
                    words = f"{one.before}[{one.numeral}]{one.behind}"
                    print(f"       {error.kind:<12} {name}:{one.at} {side:<5} {words} {one.fields}")


def main() -> int:
    """The command line; 0 when all is well, 1 when --check finds a goal missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=", ".join(FORMATS))
    parser.add_argument("--documents", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--pages", type=int, default=4, help="pages of each scanned kind (4)")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list N of each file")
    parser.add_argument("--json", action="store_true", help="one JSON object a format")
    parser.add_argument("--check", action="store_true", help="end with 1 when a goal is missed")
    parser.add_argument("--speed", action="store_true", help="measure speed and memory")
    parser.add_argument("--sizes", action="store_true", help="measure installations on disk")
    options = parser.parse_args()
    if unknown := sorted(set(options.formats) - set(FORMATS)):
        parser.error(f"no format {', '.join(unknown)}; there are {', '.join(FORMATS)}")
    try:
        chosen = papers(options.documents)
    except KeyError as error:
        parser.error(f"no document {error}")
    missed: list[str] = []
    scanned = Score()
    alone = (options.speed or options.sizes) and not options.formats
    for kind in () if alone else [FORMATS[n] for n in options.formats or FORMATS]:
        if why := kind.missing():
            print(f"skip {kind.name}: {why}", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as folder:
            outcome = run(kind, chosen, options.pages, Path(folder))
        missed += outcome.missed
        if kind.ocr:
            scanned.add(outcome.score)
        if options.json:
            print(json.dumps(row(outcome), ensure_ascii=False), flush=True)
        else:
            _print(outcome, options.errors)
    if scanned.read:
        missed += _marked_wrongly(scanned)
        if not options.json:
            print(f"all OCR: {_marks(scanned)}")
    if options.speed or options.sizes:
        import formats_speed

        lines = [*formats_speed.speeds(chosen)] if options.speed else []
        lines += formats_speed.sizes() if options.sizes else []
        for measured in lines:
            print(
                json.dumps(measured.row(), ensure_ascii=False) if options.json else measured.line()
            )
            missed += [measured.line()] if measured.missed else []
    if options.check and missed:
        print("\n".join(["", "goals missed:", *missed]), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
