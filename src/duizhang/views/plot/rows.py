"""The rows that the standard pictures are drawn from, and their sources in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from duizhang.ledger.errors import LedgerError
from duizhang.views.brief import names_of_place
from duizhang.views.estimates import NOTED, estimated
from duizhang.views.gathered import Records
from duizhang.views.words import ASPECTS, safe

Row = dict[str, Any]
_FEW = 3  # documents that the foot names
_RATES = ("growth", "share", "level")

_ENTRIES = f"""
SELECT e.place, e.year, e.period, e.aspect, e.unit, e.target_value, e.result_value, e.promised,
  e.reported, e.verdict, e.target_document, e.result_document, c.value2 AS target_high, c.hedge,
  {estimated("r", "n")} AS estimate, d.level, d.place_code
FROM entries e
LEFT JOIN claims c ON c.id = e.target_id
LEFT JOIN claims r ON r.id = e.result_id
LEFT JOIN ({NOTED}) n ON n.id = r.document
LEFT JOIN documents d ON d.id = e.target_document
WHERE e.indicator = ? AND e.part <> 'list' AND e.period = e.year::VARCHAR AND e.aspect <> ''
ORDER BY e.year, d.place_code, e.place, e.part, e.target_document, e.target_start, e.id
"""
_KEPT = """
SELECT {group} AS "group", count(*) AS total,
  count(*) FILTER (verdict IN ('met', 'exceeded')) AS kept,
  count(*) FILTER (verdict IN ('met', 'exceeded', 'nearly', 'missed')) AS judged,
  list(DISTINCT target_document ORDER BY target_document) AS documents
FROM entries WHERE verdict <> 'pending' AND (? IS NULL OR list_contains(?::VARCHAR[], place))
GROUP BY 1 ORDER BY {order}
"""


class Picture(NamedTuple):
    """What is to be drawn: rows, a title, and the lines of its foot."""

    rows: list[Row]
    title: str
    foot: str


def years(records: Records, place: str, indicator: str, aspect: str | None) -> Picture:
    """One indicator of one place through the years."""
    names = names_of_place(records, place)
    known = _indicator(records, indicator)
    rows = [r for r in records.rows(_ENTRIES, [known["id"]]) if r["place"] in names]
    rows = _once(_alike(rows, aspect), "year")
    title = f"{names[0]} {known['name']}（{_aspect(rows)}）：目标与结果"
    note = (
        "横线为目标，图形为结果与对账，空心为没有可比的结果；标“预计”的年份，结果是报告里的预计数。"
    )
    return _picture(records, rows, title, note)


def compare(records: Records, indicator: str, year: int, aspect: str | None) -> Picture:
    """Target and result of every place in one year, the best kept first."""
    known = _indicator(records, indicator)
    rows = [r for r in records.rows(_ENTRIES, [known["id"]]) if r["year"] == year]
    rows = _once(_alike(rows, aspect), "place")
    rows.sort(key=lambda r: (-_gap(r), r["place_code"] or "", r["place"]))
    title = f"{year}年{known['name']}（{_aspect(rows)}）：目标与结果"
    note = "竖线为目标：色带为“左右”或区间，箭头为“以上”“以内”；图形为结果与对账。"
    return _picture(records, rows, title, note)


def targets(records: Records, indicator: str, aspect: str | None) -> Picture:
    """The targets of the provinces by year."""
    known = _indicator(records, indicator)
    found = [r for r in records.rows(_ENTRIES, [known["id"]]) if r["level"] == "province"]
    rows = _once(_alike(found, aspect), "place", "year")
    title = f"各省{known['name']}目标（{_aspect(rows)}）的分布"
    return _picture(records, rows, title, "一点为一地；区间画下限，细线到上限。")


def tiles(records: Records, indicator: str, year: int, aspect: str | None) -> Picture:
    """The provinces' targets of one year, with what came of them."""
    made = targets(records, indicator, aspect)
    rows = [r for r in made.rows if r["year"] == year]
    name = _indicator(records, indicator)["name"]
    return _picture(
        records, rows, f"{year}年各省{name}（{_aspect(rows)}）", "有结果的写结果，没有的写目标。"
    )


def kept(records: Records, by: str, place: str | None) -> Picture:
    """The share of promises kept, by year or by place."""
    names = names_of_place(records, place) if place else None
    group, order = ("year", "1") if by == "year" else ("place", "judged DESC, 1")
    rows = records.rows(_KEPT.format(group=group, order=order), [names, names])
    rows = [r | {"group": safe(str(r["group"]))} for r in rows]
    used = sorted({d for r in rows for d in r["documents"]})
    whose = f"{names[0]} " if names else ""
    note = "兑现（完成、超额）占有数可比的承诺之比；未报、口径不同的不计入分母。"
    return Picture(
        rows, f"{whose}兑现的承诺，按{'年' if by == 'year' else '地方'}", _foot(records, used, note)
    )


def _indicator(records: Records, name: str) -> Row:
    found = records.rows(
        "SELECT id, name FROM indicators WHERE id = ? OR name = ? ORDER BY id", [name, name]
    )
    if not found:
        raise LedgerError(f"no indicator {name!r}; `duizhang show --json` lists them")
    return found[0]


def _alike(rows: Sequence[Row], aspect: str | None) -> list[Row]:
    """The rows of one aspect and unit, those that most have: others cannot share an axis."""
    aspects = [r["aspect"] for r in rows]
    chosen = aspect or max(aspects, key=lambda a: (aspects.count(a), a in _RATES), default="")
    found = [r for r in rows if r["aspect"] == chosen]
    units = [r["unit"] for r in found]
    most = max(units, key=units.count, default="")
    return [r | {"place": safe(r["place"])} for r in found if r["unit"] == most]


def _once(rows: Iterable[Row], *keys: str) -> list[Row]:
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        found.setdefault(tuple(row[k] for k in keys), row)
    return list(found.values())


def _gap(row: Row) -> float:
    if row["result_value"] is None or row["target_value"] is None:
        return float("-inf")
    return float(row["result_value"] - row["target_value"])


def _aspect(rows: Sequence[Row]) -> str:
    return ASPECTS.get(rows[0]["aspect"], "") if rows else ""


def _picture(records: Records, rows: list[Row], title: str, note: str) -> Picture:
    used = {r[k] for r in rows for k in ("target_document", "result_document") if r[k]}
    return Picture(rows, title, _foot(records, sorted(used), note))


def _foot(records: Records, documents: Sequence[str], note: str) -> str:
    """The sources in a line, the note in another."""
    query = "SELECT name FROM documents WHERE list_contains(?::VARCHAR[], id) ORDER BY year, name"
    found = records.rows(query, [list(documents)])
    names = [safe(Path(str(r["name"])).name) for r in found]
    shown = "、".join(names[:_FEW]) + (f" 等{len(names)}份文稿" if len(names) > _FEW else "")
    return f"来源：{shown or '账本'}\n{note}"
