"""Charts as SVG or PNG: quiet, labelled directly, each number as its report says it.

Altair describes them and vl-convert draws them, here and without a network. The same rows give the
same bytes. Needs the extra ``web`` or ``publish``.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from duizhang.language.number import scaling
from duizhang.views.verdicts import LOOKS

Row = Mapping[str, Any]

FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, sans-serif"
INK, QUIET, LINE, BAND = "#1d1d1f", "#5b5b5b", "#d9d9d9", "#e9e2cf"
_SHAPES = {  # the shapes of LOOK, as Vega names them
    "exceeded": "triangle-up",
    "met": "circle",
    "nearly": "diamond",
    "missed": "triangle-down",
    "declared": "circle",
    "not_comparable": "cross",
}
_WAYS = {"at_least": 1, "over": 1, "at_most": -1, "under": -1}
_LINE_HEIGHT = 26
_RATES = ("%", "‰", "pp", "bp")  # shares, growth and changes: their axis need not begin at zero
_OPEN = 0.07  # how far an open end (以上, 以内) reaches, of the width of all values
_ABOUT = 0.1  # 左右 of a rate: a tenth of a point each way, as the account counts it


def dumbbell(rows: Iterable[Row], *, title: str = "", source: str = "", width: int = 560) -> str:
    """SVG: target and result of each place on one line, in the order given.

    ``rows`` have place, target_value, target_high, result_value, hedge, promised, reported,
    verdict, unit. 左右 is a soft band, a range a bar, 以上 an open end; where there is no result
    the line ends hollow with its word.
    """
    data = [d for i, row in enumerate(rows) if (d := _ends(row, i)) is not None]
    if not data:
        return ""
    known = [
        v for d in data for v in (d["target"], d["result"], d["low"], d["high"]) if v is not None
    ]
    span = (max(known) - min(known)) or abs(max(known)) or 1.0
    for d in data:
        d["open_to"] = d["target"] + _OPEN * span * d["open"]
        d["least"], d["most"] = min(d["least"], d["open_to"]), max(d["most"], d["open_to"])
    rates = any(d["unit"] in _RATES for d in data)
    least = min(known) if rates else min(0.0, *known)
    low = least - (0.3 * span if rates else 0.1 * max(known))
    values = {"low": low, "high": max(known) + 0.3 * span}
    values |= _scale(max(map(abs, known)), (d["unit"] for d in data))
    size = {"width": width, "height": len(data) * _LINE_HEIGHT}
    return _filled(_dumbbells(), data, values, size, title, source)


@cache
def _dumbbells() -> str:
    """The dumbbells of any rows, as JSON."""
    import altair as alt

    y = alt.Y("key:N", sort="ascending", title=None, axis=_names())
    domain = [alt.ExprRef("low"), alt.ExprRef("high")]
    x = alt.X(
        "target:Q",
        title=None,
        scale=alt.Scale(domain=domain, nice=False, zero=False),
        axis=_values(labelExpr=_LABEL),
    )
    base = alt.Chart(alt.NamedData(name="rows"))
    told = base.transform_filter("datum.result != null")
    colour = alt.Color("colour:N", scale=None, legend=None)
    layers = [
        base.transform_filter("datum.high != null")
        .mark_bar(height=12, color=BAND)
        .encode(y=y, x=alt.X("low:Q"), x2="high:Q"),
        *_open_ends(base, x, y),
        told.mark_rule(strokeWidth=2).encode(y=y, x=x, x2="result:Q", color=colour),
        base.mark_tick(thickness=2, size=14, color=INK).encode(y=y, x=x),
        told.mark_point(filled=True, size=90, opacity=1).encode(
            y=y, x="result:Q", color=colour, shape=alt.Shape("shape:N", scale=None, legend=None)
        ),
        base.transform_filter("datum.result == null")
        .mark_point(size=60, color=QUIET, strokeWidth=1.5)
        .encode(y=y, x=x),
        base.mark_text(align="right", dx=-9, fontSize=11.5, color=INK).encode(
            y=y, x=alt.X("least:Q"), text="left:N"
        ),
        base.mark_text(align="left", dx=9, fontSize=11.5, color=INK).encode(
            y=y, x=alt.X("most:Q"), text="right:N"
        ),
    ]
    return str(_styled(alt.layer(*layers)).to_json(ensure_ascii=False))


def _open_ends(base: Any, x: Any, y: Any) -> list[Any]:
    """A thin line from the target with a small arrow: 以上 to the right, 以内 to the left."""
    layers = [
        base.transform_filter("datum.open != 0")
        .mark_rule(strokeWidth=1, color=INK)
        .encode(y=y, x=x, x2="open_to:Q")
    ]
    for way, shape in ((1, "triangle-right"), (-1, "triangle-left")):
        layers.append(
            base.transform_filter(f"datum.open == {way}")
            .mark_point(filled=True, size=34, opacity=1, color=INK, shape=shape)
            .encode(y=y, x="open_to:Q")
        )
    return layers


def _ends(row: Row, number: int) -> dict[str, Any] | None:
    """What is drawn of one row; None where the promise has no number."""
    target, result = row["target_value"], row["result_value"]
    if target is None:
        return None
    if result is not None and row["verdict"] in ("not_comparable", "unreported", "pending"):
        result = None
    high, low = row.get("target_high"), target
    if high is None and row.get("hedge") == "about" and row["unit"] in ("%", "pp"):
        low, high = target - _ABOUT, target + _ABOUT
    look = LOOKS[row["verdict"]]
    first = str(row["promised"])
    second = str(row["reported"]) if result is not None else look.word
    ends = (target, target if result is None else result)
    return {
        "key": f"{number:04}·{row['place']}",
        "unit": row["unit"],
        "open": _WAYS.get(str(row.get("hedge") or ""), 0),
        "target": target,
        "result": result,
        "low": low if high is not None else None,
        "high": high,
        "least": min(*ends, low),
        "most": max(*ends, high if high is not None else target),
        "left": first if ends[0] <= ends[1] else second,
        "right": second if ends[0] <= ends[1] else first,
        "colour": look.colour,
        "shape": _SHAPES.get(row["verdict"], "circle"),
    }


def through_years(
    rows: Iterable[Row], *, title: str = "", source: str = "", width: int = 560, height: int = 220
) -> str:
    """SVG: one indicator of one place through the years, targets as strokes, results as shapes.

    ``rows`` have year, target_value, result_value, promised, reported, verdict; with ``estimate``
    true the year's tick says 预计. A level (``unit`` is no rate) stands on an axis from zero. A year
    without a result is a hollow end with its word (待, 未报, 口径不同), and the line stops there.
    """
    rows = list(rows)
    runs = _runs(rows)
    data = [
        {
            "year": f"{r['year']}·预计" if r.get("estimate") else str(r["year"]),
            "target": r["target_value"],
            "result": r["result_value"],
            "promised": r["promised"],
            "reported": r["reported"],
            "colour": LOOKS[r["verdict"]].colour if r["verdict"] else INK,
            "shape": _SHAPES.get(r["verdict"], "circle"),
            "word": LOOKS[r["verdict"]].word if r["verdict"] and r["result_value"] is None else "",
            "run": run,
        }
        for r, run in zip(rows, runs, strict=True)
        if r["target_value"] is not None or r["result_value"] is not None
    ]
    if not data:
        return ""
    level = any((unit := r.get("unit")) and unit not in _RATES for r in rows)
    known = [abs(v) for d in data for v in (d["target"], d["result"]) if v is not None]
    values = _scale(max(known), (str(r.get("unit") or "") for r in rows))
    size = {"width": max(width, 56 * len(data)), "height": height}
    return _filled(_years(level), data, values, size, title, source)


@cache
def _years(level: bool) -> str:
    """One place's years, of any rows, as JSON; a level's axis begins at zero."""
    import altair as alt

    x = alt.X(
        "year:O",
        title=None,
        axis=alt.Axis(
            labelAngle=0,
            domainColor=INK,
            ticks=False,
            labelPadding=6,
            labelExpr="split(datum.label, '·')",
        ),
    )
    scale = alt.Scale(zero=True) if level else alt.Scale(zero=False, padding=24)
    y = alt.Y("result:Q", title=None, scale=scale, axis=_values(labelExpr=_LABEL))
    base = alt.Chart(alt.NamedData(name="rows"))
    told = base.transform_filter("datum.result != null")
    layers = [
        told.mark_line(strokeWidth=1, color=LINE).encode(x=x, y=y, detail="run:N"),
        base.transform_filter("datum.target != null")
        .mark_tick(thickness=2, size=22, orient="horizontal", color=INK)
        .encode(x=x, y="target:Q"),
        told.mark_point(filled=True, size=80, opacity=1).encode(
            x=x,
            y=y,
            color=alt.Color("colour:N", scale=None, legend=None),
            shape=alt.Shape("shape:N", scale=None, legend=None),
        ),
        told.mark_text(dy=-12, fontSize=11, color=INK).encode(x=x, y=y, text="reported:N"),
        base.transform_filter("datum.word != ''")
        .mark_point(size=60, strokeWidth=1.5, shape="circle", color=QUIET, fill="white", opacity=1)
        .encode(x=x, y="target:Q"),
        base.transform_filter("datum.word != ''")
        .mark_text(dy=-12, fontSize=11, color=QUIET)
        .encode(x=x, y="target:Q", text="word:N"),
        base.transform_filter("datum.target != null")
        .mark_text(dy=14, fontSize=11, color=QUIET)
        .encode(x=x, y="target:Q", text="promised:N"),
    ]
    return str(_styled(alt.layer(*layers)).to_json(ensure_ascii=False))


# An axis says its numbers in the unit that people read: 150万吨, not 1,500,000.
_LABEL = "datum.value == 0 ? '0' : format(datum.value / divisor, ',~r') + unit"


def _scale(largest: float, units: Iterable[str]) -> dict[str, Any]:
    divisor, unit = scaling(largest, next(iter(units), ""))
    return {"divisor": divisor, "unit": unit}


def _runs(rows: Sequence[Row]) -> list[int]:
    """For each year a number, another one wherever a year between has no result."""
    made, last = list[int](), None
    for row in rows:
        joined = last is not None and row["year"] == last + 1
        made.append(made[-1] if made and joined else len(made))
        last = row["year"] if row["result_value"] is not None else None
    return made


def _names() -> Any:
    import altair as alt

    return alt.Axis(
        labelExpr="split(datum.label, '·')[1]",
        domain=False,
        ticks=False,
        labelFontSize=12.5,
        labelLimit=160,
        labelPadding=8,
    )


def _values(**more: Any) -> Any:
    import altair as alt

    return alt.Axis(
        grid=True, gridColor="#ececec", domain=False, ticks=False, labelColor=QUIET, tickCount=5,
        **more,
    )  # fmt: skip


def _styled(chart: Any) -> Any:
    return (
        chart.configure(font=FONT, padding=10)
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK)
    )


def _filled(
    chart: str,
    data: list[dict[str, Any]],
    values: dict[str, Any],
    size: dict[str, int],
    title: str,
    source: str,
) -> str:
    """SVG of ``chart`` with these rows, parameters and size, its title above, its source below.

    Altair takes three times as long to describe a chart as it takes to draw one. So each kind is
    described once, and filled with what is drawn.
    """
    spec: dict[str, Any] = json.loads(chart)
    kept = {k: spec.pop(k) for k in ("$schema", "config")}
    spec |= size
    if source:
        foot = _SOURCE | {"text": source.split("\n")}
        spec = {"vconcat": [spec | {"title": foot}]}
    if title:
        spec["title"] = _TITLE | {"text": title}
    spec |= kept | {"datasets": {"rows": data}}
    spec["params"] = [{"name": name, "value": value} for name, value in values.items()]
    return _svg(json.dumps(spec, ensure_ascii=False, sort_keys=True))


_SOURCE: dict[str, Any] = {
    "orient": "bottom",
    "anchor": "start",
    "fontSize": 11,
    "fontWeight": "normal",
    "color": QUIET,
    "offset": 12,
}
_TITLE: dict[str, Any] = {"anchor": "start", "fontSize": 15, "color": INK, "offset": 14}


def _drawn(chart: Any, title: str, source: str) -> str:
    """The chart as SVG, its title above and its source below."""
    import altair as alt

    if source:
        foot = alt.TitleParams(text=source.split("\n"), **_SOURCE)
        chart = alt.vconcat(chart.properties(title=foot))
    if title:
        chart = chart.properties(title=alt.TitleParams(text=title, **_TITLE))
    return _svg(_styled(chart).to_json(ensure_ascii=False))


def _svg(given: str) -> str:
    """SVG of a Vega-Lite chart as JSON."""
    import vl_convert

    spec, words = _stood_for(given)
    drawn: str = vl_convert.vegalite_to_svg(spec)
    if not words:
        return drawn
    drawn = drawn.replace(f'font-family="{_MEASURED}"', f'font-family="{FONT}"')
    drawn = _STANDS.sub(lambda m: words.get(m.group(), m.group()), drawn)
    if _STANDS.search(drawn):  # a word was cut short: draw it as it is
        return str(vl_convert.vegalite_to_svg(given))
    return drawn


def as_png(svg: str, scale: float = 2.0) -> bytes:
    """A chart of this module as PNG, ``scale`` pixels for each of its own."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=scale))


# Measuring a word in a font with all Han characters takes some 5 ms, most of the time of a chart.
# While it is drawn, letters that are as wide (one em, nearly) stand for them in a small font.
_MEASURED = "Liberation Sans"
_WIDE = "ÆŒЖШЮЩЊЉ"
_STANDS = re.compile(f"[{_WIDE}]+")
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+")


def _stood_for(spec: str) -> tuple[str, dict[str, str]]:
    """``spec`` with letters for its Han characters, and what each run of letters stands for.

    Without such letters where they occur in the chart itself, or do not suffice.
    """
    if _STANDS.search(spec):
        return spec, {}
    runs = sorted(set(_HAN.findall(spec)), key=lambda run: (len(run), run))
    words: dict[str, str] = {}
    length = 0
    letters: Iterator[str] = iter(())
    tokens: dict[str, str] = {}
    for run in runs:
        if len(run) != length:
            length = len(run)
            letters = map("".join, itertools.product(_WIDE, repeat=length))
        token = next(letters, "")
        if not token:
            return spec, {}
        tokens[run], words[token] = token, run
    shown = _HAN.sub(lambda m: tokens[m.group()], spec)
    return shown.replace(json.dumps(FONT), json.dumps(_MEASURED)), words
