"""The views of real reports, where ../shared lies beside the checkout (or DUIZHANG_SHARED)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from duizhang.language.lexicon import default_lexicon
from duizhang.report import read
from duizhang.views.explain import as_json, explain_figure
from duizhang.views.figures import rows
from duizhang.views.page import marks_of, tally

from .test_accounted import Reader

_BESIDE = Path(__file__).parents[3] / "shared"
SEEDS = sorted((Path(os.environ.get("DUIZHANG_SHARED", _BESIDE)) / "seeds").glob("*.txt"))

pytestmark = pytest.mark.skipif(not SEEDS, reason="no ../shared beside the checkout")


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_every_numeral_of_a_real_page_has_a_record_and_a_card(path: Path) -> None:
    from duizhang.views.html import html_page

    report = read(path)
    marks = marks_of(report)
    counts = tally(report, marks)
    assert counts.numerals > 0
    assert counts.missed == 0
    assert counts.tags["unbound"] == 0
    reader = Reader()
    reader.feed(html_page(report, default_lexicon()))
    reader.close()
    assert reader.open == []
    # a unit that stands in a paragraph of its own has no card of its own
    assert len(reader.values("aria-describedby")) == len(marks)
    ids = reader.values("id")
    assert len(ids) == len(set(ids))
    kept = {c for c in report.document.text if not c.isspace()}
    assert kept <= set(reader.main)


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_every_figure_of_a_real_page_can_be_explained(path: Path) -> None:
    report = read(path)
    starts = [row["start"] for row in rows(report, "x") if row["kind"] != "relation"]
    assert starts == sorted(figure.start for figure in report.figures)
    for figure in report.figures:
        found = explain_figure(report, figure, default_lexicon())
        assert found.lines
        assert found.mark[0] <= figure.start < found.mark[1]
        assert as_json(found).endswith(b"}\n")
