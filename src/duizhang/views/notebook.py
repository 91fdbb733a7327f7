"""Charts in a notebook: ``dz.chart(ledger, place="衡阳", indicator="gdp")``."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from duizhang.ledger.errors import LedgerError
from duizhang.reading.errors import how_to_add

if TYPE_CHECKING:
    from duizhang.ledger.reader import Ledger


class Chart:
    """A picture that a notebook shows: ``svg`` is its markup, ``alt`` says what it shows."""

    def __init__(self, svg: str, alt: str) -> None:
        self.svg = svg
        self.alt = alt

    def save(self, path: str | Path) -> None:
        """Write it to ``path`` as SVG. OSError where that cannot be done."""
        Path(path).write_text(self.svg, encoding="utf-8")

    def _repr_html_(self) -> str:
        alt = html.escape(self.alt)
        return f'<figure role="img" aria-label="{alt}">{self.svg}</figure>'

    def __repr__(self) -> str:
        return f"<Chart {self.alt}>"


def chart(
    ledger: Ledger, *, place: str, indicator: str, aspect: str = "growth", width: int = 720
) -> Chart:
    """Targets and results of one indicator of one place through the years.

    ``aspect`` is growth, level, share and the like; ``width`` is in pixels, and grows with the
    years. LedgerError: no such place, indicator, or nothing to draw, or the extra is not installed.
    """
    rows = [
        row | {"promised": row["target_printed"] or "", "reported": row["result_printed"] or ""}
        | {"verdict": "" if row["verdict"] == "no_target" else row["verdict"]}
        for row in ledger.panel(place=place, indicator=indicator).rows()
        if row["aspect"] == aspect
    ]  # fmt: skip
    try:
        from duizhang.views.charts import through_years

        svg = through_years(rows, width=width)
    except ImportError as error:
        raise LedgerError(f"this needs {error.name}: {how_to_add('publish')}") from error
    if not svg:
        raise LedgerError(f"{place}: nothing to draw of {indicator} ({aspect})")
    years = [row["year"] for row in rows]
    name = rows[0]["indicator_name"]
    return Chart(svg, f"{rows[0]['place']} {name} {min(years)}—{max(years)} 目标与结果")
