"""The real pages: no numeral is lost, and no clean page is touched. Skipped where they are absent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duizhang.reading import decode, open_source
from reading.pages import real_pages, shared

PAGES = real_pages()
pytestmark = pytest.mark.skipif(not PAGES, reason="the shared pages are not here")


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_every_measure_stands_in_the_repaired_text(path: Path) -> None:
    root = shared()
    assert root is not None
    gold = root / "bench" / "gold" / f"{path.stem}.figures.jsonl"
    if not gold.exists():
        pytest.skip("no gold for this page")
    document = decode(open_source(path))
    furniture = [(b.start, b.end) for b in document.blocks if b.kind == "furniture"]
    for line in gold.read_text(encoding="utf-8").splitlines():
        figure = json.loads(line)
        if figure["kind"] != "measure":
            continue
        at = document.map.to_text(figure["start"])
        assert at is not None, figure
        assert document.text[at : at + len(figure["num"])] == figure["num"]
        assert not any(start <= at < end for start, end in furniture), figure


@pytest.mark.parametrize(
    "path", [p for p in PAGES if "provincial" in p.parts], ids=lambda p: p.stem
)
def test_a_page_of_whole_paragraphs_is_hardly_touched(path: Path) -> None:
    document = decode(open_source(path))
    assert sum(s.kind == "ghost" for s in document.segments) == 0
    assert sum(s.kind == "joined" for s in document.segments) <= 15
