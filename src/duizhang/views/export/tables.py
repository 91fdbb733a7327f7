"""Where each column of an exported table comes from: one SELECT a table over the ledger's tables.

The expressions stand in the order of ``columns.csv``; a test compares the two. Text that is not
told is NULL in every format (the ledger itself has empty strings), so that no reader has to tell
two kinds of nothing apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from duizhang.ledger.panel import PANEL, PANEL_ORDER
from duizhang.views.export.dictionary import columns


class Recipe(NamedTuple):
    """How a table is made: expressions by column, what it is read from, its order, its year."""

    columns: Mapping[str, str]
    source: str
    order: str
    place: str
    year: str


_CODE = "coalesce(nullif(d.place_code, ''), k.code)"
_LEVEL = "coalesce(nullif(d.level, ''), k.level)"


def _place(place: str, code: str = _CODE, level: str = _LEVEL) -> dict[str, str]:
    return {
        "place": place,
        "place_code": code,
        "province_code": f"CASE WHEN {code} = '' THEN '' ELSE left({code}, 2) || '0000' END",
        "level": level,
    }


def _period(period: str) -> dict[str, str]:
    told = f"regexp_full_match({period}, '\\d{{4}}(-\\d{{4}})?')"
    return {
        "period": period,
        "period_start": f"CASE WHEN {told} THEN left({period}, 4)::INTEGER END",
        "period_end": f"CASE WHEN {told} THEN right({period}, 4)::INTEGER END",
    }


def _same(prefix: str, names: str) -> dict[str, str]:
    return {name: f"{prefix}.{name}" for name in names.split()}


def _joined(prefix: str, place: str, document: str, table: str) -> str:
    """``table`` with its document, where that speaks for this place, and the place's code."""
    return (
        f"{table} {prefix} LEFT JOIN documents d ON d.id = {prefix}.{document}"
        f" AND d.place = {prefix}.{place}"
        f" LEFT JOIN memory.main.place_codes k ON k.name = {prefix}.{place}"
    )


_HEAD = {
    **_same("c", "id document"),
    **_place("c.place"),
    **_same("c", "own_place year"),
    **_period("c.period"),
    "role": "c.role",
}
_TAIL = _same("c", "page cell located start_at end_at")
_CLAIMS = Recipe(
    {
        **_HEAD,
        **_same("c", "indicator indicator_name subject aspect value value2 unit hedge strive"),
        **_same("c", "printed confidence doubt"),
        **_TAIL,
        **_same("c", "heading sentence"),
    },
    _joined("c", "place", "document", "claims"),
    "place_code NULLS LAST, place, year, document, start_at, id",
    "c.place",
    "c.year",
)
_RELATIONS = Recipe(
    {
        **_HEAD,
        **_same("c", "left_term op right_term confidence"),
        **_TAIL,
        "sentence": "c.sentence",
    },
    _joined("c", "place", "document", "relations"),
    _CLAIMS.order,
    "c.place",
    "c.year",
)
_PLEDGES = Recipe(
    {
        **_HEAD,
        **_same("c", "kind list_name list_id number verb text"),
        "claims": "array_to_string(c.claims, ';')",
        **_same("c", "completion start_at end_at"),
    },
    _joined("c", "place", "document", "pledges"),
    _CLAIMS.order,
    "c.place",
    "c.year",
)
_ENTRIES = Recipe(
    {
        "id": "e.id",
        **_place("e.place"),
        **_same("e", "period year part list_name indicator indicator_name subject aspect unit"),
        **_same("e", "promised reported target_value result_value verdict gap why trend repeated"),
        **_same("e", "omitted confidence reviewed target_id target_document target_start"),
        **_same("e", "target_end result_id result_document result_start result_end"),
        "target_sentence": "coalesce(t.sentence, n.sentence)",
        "result_sentence": "o.sentence",
    },
    _joined("e", "place", "target_document", "entries")
    + " LEFT JOIN claims t ON t.id = e.target_id LEFT JOIN relations n ON n.id = e.target_id"
    " LEFT JOIN claims o ON o.id = e.result_id",
    "place_code NULLS LAST, place, year, period, target_document, target_start, id",
    "e.place",
    "e.year",
)
_SENTENCE = (
    "(SELECT any_value(s.sentence ORDER BY s.id) FROM claims s"
    " WHERE s.document = x.{0}_document AND s.start_at = x.{0}_start)"
)
_CONFLICTS = Recipe(
    {
        "id": "x.id",
        **_place("x.place"),
        **_same("x", "period year role indicator subject kind reason confidence unit"),
        **_same("x", "left_value right_value left_document left_start left_end"),
        **_same("x", "right_document right_start right_end"),
        "claims": "array_to_string(x.claims, ';')",
        "left_sentence": _SENTENCE.format("left"),
        "right_sentence": _SENTENCE.format("right"),
    },
    _joined("x", "place", "left_document", "conflicts"),
    "place_code NULLS LAST, place, year, left_document, left_start, id",
    "x.place",
    "x.year",
)
_DOCUMENTS = Recipe(
    {
        **_same("d", "id sha256 name media_type encoding"),
        **_place("d.place"),
        **_same("d", "year title date meeting speaker publisher published url coverage genre"),
        "places": "array_to_string(d.places, ';')",
        **_same("d", "characters figures claims relations pledges warnings"),
    },
    "documents d LEFT JOIN memory.main.place_codes k ON k.name = d.place",
    "place_code NULLS LAST, place, year, id",
    "d.place",
    "d.year",
)
_PANEL = Recipe(
    {c.name: f"x.{c.name}" for c in columns("panel")},
    f"({PANEL}) x",
    PANEL_ORDER,
    "x.place",
    "x.year",
)
RECIPES: Mapping[str, Recipe] = {
    "panel": _PANEL,
    "claims": _CLAIMS,
    "relations": _RELATIONS,
    "pledges": _PLEDGES,
    "entries": _ENTRIES,
    "conflicts": _CONFLICTS,
    "documents": _DOCUMENTS,
}
_WORDS = ("id", "text", "code")
_TYPES = {"integer": "INTEGER", "number": "DOUBLE", "boolean": "BOOLEAN"}


def select(table: str, *, evidence: bool, places: bool, year: bool) -> str:
    """The SELECT of ``table``; one ``?`` for a list of place names and one for a year if asked."""
    recipe = RECIPES[table]
    shown = []
    for column in columns(table, evidence=evidence):
        made = recipe.columns[column.name]
        if column.kind in _WORDS:
            made = f"nullif({made}, '')"
        else:
            made = f"({made})::{_TYPES[column.kind]}"
        shown.append(f"{made} AS {column.name}")
    wanted = [f"list_contains(?::VARCHAR[], {recipe.place})"] if places else []
    wanted += [f"{recipe.year} = ?"] if year else []
    where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    return f"SELECT * FROM (SELECT {', '.join(shown)} FROM {recipe.source}{where}) ORDER BY {recipe.order}"
