"""How well the article is found in web pages: ours against packages made for it.

    python benchmarks/extract_html.py [--speed]

The bundled samples, set in the layouts of ``tests/reading/html_pages.py``; precision and recall of the
article's characters (longest common runs), mean over all pages. Packages that are not installed
(trafilatura, justext, readability-lxml, resiliparse) are passed over. ``--speed`` times a page around a
report of 20,000 characters, from bytes to Document, and with ``interpret``.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from reading.html_pages import LAYOUTS, Line, lines_of, plain

SAMPLES = Path(__file__).resolve().parents[1] / "src" / "duizhang" / "samples"


def ours(markup: str) -> str:
    """This project's adapter."""
    from duizhang.reading.html import draft_of

    return draft_of("x.html", markup, "utf-8", []).source_text


def by_trafilatura(markup: str) -> str:
    import trafilatura

    return trafilatura.extract(
        markup, include_tables=True, include_comments=False, favor_recall=True, include_formatting=False
    ) or ""  # fmt: skip


def by_justext(markup: str) -> str:
    import justext

    found = justext.justext(
        markup.encode(), frozenset(), length_low=20, length_high=60, stopwords_low=0,
        stopwords_high=0, encoding="utf-8",
    )  # fmt: skip
    return "\n".join(p.text for p in found if not p.is_boilerplate)


def by_readability(markup: str) -> str:
    import lxml.html
    from readability import Document

    text: str = lxml.html.fromstring(Document(markup).summary()).text_content()
    return text


def by_resiliparse(markup: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    text: str = extract_plain_text(markup, main_content=True, list_bullets=False)
    return text


EXTRACTORS: dict[str, Callable[[str], str]] = {
    "ours": ours, "trafilatura": by_trafilatura, "justext": by_justext,
    "readability-lxml": by_readability, "resiliparse": by_resiliparse,
}  # fmt: skip


def score(got: str, want: str) -> tuple[float, float]:
    """Precision and recall of characters, white space and table pipes aside."""
    got = re.sub(r"[\s|]+", "", got)
    same = sum(b.size for b in SequenceMatcher(None, got, want, False).get_matching_blocks())
    return same / max(1, len(got)), same / len(want)


def compare() -> None:
    """Print a table: for each layout precision and recall of each extractor, then milliseconds."""
    reports = [lines_of(p.read_text("utf-8")) for p in sorted(SAMPLES.glob("*.[mt][dx]*")) if p.suffix in (".md", ".txt")]  # fmt: skip
    known = {name: run for name, run in EXTRACTORS.items() if _there(run)}
    print(f"{'precision / recall':20}" + "".join(f"{name:>19}" for name in known))
    totals: dict[str, list[tuple[float, float]]] = {name: [] for name in known}
    spent = dict.fromkeys(known, 0.0)
    for layout, make in LAYOUTS.items():
        row = f"{layout:20}"
        for name, run in known.items():
            scores = []
            for report in reports:
                markup = make(report)
                start = time.process_time()
                try:
                    text = run(markup)
                except Exception:  # a package that fails has found nothing
                    text = ""
                spent[name] += time.process_time() - start
                scores.append(score(text, plain(report)))
            totals[name] += scores
            row += f"{_mean(scores, 0):>11.3f} / {_mean(scores, 1):.3f}"
        print(row)
    print(
        f"{'all':20}"
        + "".join(f"{_mean(t, 0):>11.3f} / {_mean(t, 1):.3f}" for t in totals.values())
    )
    pages = len(reports) * len(LAYOUTS)
    print(f"{'ms a page':20}" + "".join(f"{1000 * s / pages:>19.1f}" for s in spent.values()))


def speed() -> None:
    """Print pages a second of a report of 20,000 characters, in each layout."""
    from duizhang.reading import decode, make_source
    from duizhang.report import interpret

    report = lines_of((SAMPLES / "青溪市-2025-政府工作报告.txt").read_text("utf-8"))
    long: list[Line] = list(report)
    n = 0
    while len(plain(long)) < 20_000:
        n += 1
        long += [x._replace(text=f"{x.text}（第{n}批）") for x in report[4:]]
    for layout, make in LAYOUTS.items():
        data = make(long).encode()
        source = make_source("x.html", data)
        interpret(decode(source))
        read = _seconds(lambda source=source: decode(source))
        whole = _seconds(lambda source=source: interpret(decode(source)), 3)
        print(f"{layout:20} {len(data) // 1024:5} KiB {1 / read:7.1f} a second to Document, {1 / whole:5.1f} with interpret")  # fmt: skip


def _seconds(run: Callable[[], object], times: int = 10) -> float:
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        run()
        best = min(best, time.process_time() - start)
    return best


def _there(run: Callable[[str], str]) -> bool:
    try:
        run("<html><body><p>今年全市地区生产总值增长6.5%左右。</p></body></html>")
    except ImportError:
        return False
    except Exception:
        return True
    return True


def _mean(pairs: list[tuple[float, float]], which: int) -> float:
    return sum(p[which] for p in pairs) / len(pairs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--speed", action="store_true")
    speed() if parser.parse_args().speed else compare()
