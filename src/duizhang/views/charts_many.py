"""Charts over many places or years: how targets are spread, and what share of promises was kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from duizhang.language.number import scaling
from duizhang.views.charts import INK, LINE, _drawn, _values

Row = Mapping[str, Any]
_KEPT, _SHORT = "#1f3a5f", "#d9d9d9"


def spread(rows: Iterable[Row], *, title: str = "", source: str = "", width: int = 620) -> str:
    """SVG: the targets of many places by year, one dot a place, equal values side by side.

    ``rows`` have place, year, target_value, target_high (a range's upper end, or None), unit.
    A range is a dot with a line to its end. Each value's number of places stands above its dots.
    """
    import altair as alt

    rows = list(rows)
    data, columns = _stacked(rows)
    if not data:
        return ""
    most = max(d["at"] for d in data) + 1
    band = max(40, 13 * most + 26)
    years = sorted({d["year"] for d in data})
    low, high = min(d["value"] for d in data), max(d["high"] for d in data)
    room = max((high - low) * 0.12, abs(high) * 0.02, 0.1)
    divisor, unit = scaling(max(abs(low), abs(high)), str(rows[0]["unit"]))
    label = f"format(datum.value / {divisor}, ',~r') + {json.dumps(unit)}"
    domain = alt.Scale(domain=[low - room, high + room])
    x = alt.X("value:Q", title=None, scale=domain, axis=_values(labelExpr=label))
    scale = alt.Scale(domain=[-0.8, most + 0.9], nice=False)
    y = alt.Y("at:Q", title=None, scale=scale, axis=None)
    panels = []
    for year in years:
        base = alt.Chart(alt.InlineData(values=[d for d in data if d["year"] == year]))
        heads = alt.Chart(alt.InlineData(values=[c for c in columns if c["year"] == year]))
        layers = [
            base.transform_filter("datum.high > datum.value")
            .mark_rule(strokeWidth=1.5, color=LINE)
            .encode(x=x, x2="high:Q", y=y),
            base.mark_point(filled=True, size=62, opacity=1, color=_KEPT).encode(x=x, y=y),
            heads.mark_text(fontSize=10.5, stroke="#ffffff", strokeWidth=3, dy=-11).encode(
                x=x, y=y, text="label:N"
            ),
            heads.mark_text(fontSize=10.5, color=INK, dy=-11).encode(x=x, y=y, text="label:N"),
        ]
        head = alt.TitleParams(text=str(year), anchor="start", fontSize=12.5, color=INK, offset=2)
        panels.append(alt.layer(*layers).properties(width=width, height=band, title=head))
    return _drawn(alt.vconcat(*panels, spacing=10), title, source)


def _stacked(rows: Iterable[Row]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The dots and, above each column of them, its label: few places by name, many by number."""
    data: list[dict[str, Any]] = []
    names: dict[tuple[int, float], list[str]] = {}
    for row in rows:
        if row["target_value"] is None:
            continue
        value = float(row["target_value"])
        above = names.setdefault((row["year"], value), [])
        data.append(
            {
                "year": row["year"],
                "value": value,
                "high": float(row["target_high"] or value),
                "at": len(above),
            }
        )
        above.append(str(row["place"]))
    heads = [
        {
            "year": year,
            "value": value,
            "at": len(found) - 1,
            "label": found[0] if len(found) == 1 else f"{len(found)}地",
        }
        for (year, value), found in names.items()
    ]
    return data, heads


def kept(rows: Iterable[Row], *, title: str = "", source: str = "", width: int = 420) -> str:
    """SVG: for each ``group`` (a year or place) the share of promises kept of those closed by a
    figure; ``rows`` have group, kept, judged, total. A group with none closed says so."""
    import altair as alt

    data = [
        {
            "key": f"{n:04}·{row['group']}",
            "share": row["kept"] / row["judged"] if row["judged"] else 0.0,
            "whole": 1.0 if row["judged"] else 0.0,
            "label": share_in_words(row),
        }
        for n, row in enumerate(rows)
    ]
    if not data:
        return ""
    axis = alt.Axis(
        labelExpr="split(datum.label, '·')[1]", domain=False, ticks=False, labelLimit=160
    )
    y = alt.Y("key:N", sort="ascending", title=None, axis=axis)
    bare: dict[str, Any] = {"title": None, "scale": alt.Scale(domain=[0, 1]), "axis": None}
    x, whole = alt.X("share:Q", **bare), alt.X("whole:Q", **bare)
    base = alt.Chart(alt.InlineData(values=data))
    layers = [
        base.mark_bar(height=13, color=_SHORT).encode(y=y, x=whole),
        base.mark_bar(height=13, color=_KEPT).encode(y=y, x=x),
        base.mark_text(align="left", dx=8, fontSize=11.5, color=INK).encode(
            y=y, x=whole, text="label:N"
        ),
    ]
    chart = alt.layer(*layers).properties(width=width, height=len(data) * 24)
    return _drawn(chart, title, source)


def share_in_words(row: Row) -> str:
    """``3/5（60%），共28项``: kept of those closed by a figure, and of how many in all."""
    if not row["judged"]:
        return f"无可比的，共{row['total']}项"
    share = f"{row['kept'] / row['judged']:.0%}"
    return f"{row['kept']}/{row['judged']}（{share}），共{row['total']}项"


def histogram(rows: Iterable[Row]) -> list[tuple[int, float, int]]:
    """How many places promised each value: (year, value, places), in order."""
    found = Counter(
        (int(r["year"]), float(r["target_value"])) for r in rows if r["target_value"] is not None
    )
    return [(year, value, n) for (year, value), n in sorted(found.items())]
