"""The panel: one row for each place, year, indicator and aspect, promise and result side by side.

Read from the tables ``entries`` and ``claims`` by whichever names the connection sees them (the
snapshot's own, or with people's corrections laid over).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duizhang.language.lexicon import load_lexicon
from duizhang.language.places import default_places
from duizhang.ledger.places import full_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A promise of the headline targets stands before others of its cell, an item of a list behind;
# of a place's whole before that of a part. A result without a promise is that of the whole, of the
# fullest paper, most surely read.
_CELLS = """
WITH promised AS (
  SELECT e.*, count(*) OVER cell AS promises, row_number() OVER (
    PARTITION BY e.place, e.year, e.indicator, e.aspect
    ORDER BY list_position(['headline', 'other', 'list'], e.part), e.target_value IS NULL,
      e.subject <> e.indicator_name, e.confidence DESC, e.target_document, e.target_start, e.id
  ) AS rank
  FROM entries e
  WHERE e.indicator <> '' AND e.aspect NOT IN ('', 'qualifier') AND e.period = e.year::VARCHAR
  WINDOW cell AS (PARTITION BY e.place, e.year, e.indicator, e.aspect)
), told AS (
  SELECT c.*, coalesce(k.book, c.place) AS book, c.period::INTEGER AS told_year,
    count(*) OVER cell AS results, row_number() OVER (
      PARTITION BY coalesce(k.book, c.place), c.period, c.indicator, c.aspect
      ORDER BY c.subject <> c.indicator_name, d.coverage <> 'full', c.confidence DESC, c.document,
        c.start_at, c.id
    ) AS rank
  FROM claims c JOIN documents d ON d.id = c.document
  LEFT JOIN memory.main.place_codes k ON k.name = c.place
  WHERE c.role = 'result' AND c.own_place AND c.indicator <> '' AND c.value IS NOT NULL
    AND c.aspect NOT IN ('', 'qualifier') AND regexp_full_match(c.period, '\\d{4}')
  WINDOW cell AS (PARTITION BY coalesce(k.book, c.place), c.period, c.indicator, c.aspect)
), p AS (SELECT * FROM promised WHERE rank = 1), r AS (SELECT * FROM told WHERE rank = 1)
SELECT coalesce(p.place, r.book) AS place, coalesce(p.year, r.told_year) AS year,
  coalesce(p.indicator, r.indicator) AS indicator,
  coalesce(p.indicator_name, r.indicator_name) AS indicator_name,
  coalesce(p.aspect, r.aspect) AS aspect, coalesce(p.unit, r.unit) AS unit,
  p.target_value, t.value2 AS target_high, t.hedge AS target_hedge, t.strive AS target_strive,
  p.promised AS target_printed,
  CASE WHEN p.id IS NULL THEN r.value ELSE p.result_value END AS result_value,
  CASE WHEN p.id IS NULL THEN r.value2 ELSE o.value2 END AS result_high,
  CASE WHEN p.id IS NULL THEN r.unit ELSE o.unit END AS result_unit,
  CASE WHEN p.id IS NULL THEN r.hedge ELSE o.hedge END AS result_hedge,
  CASE WHEN p.id IS NULL THEN r.printed ELSE p.reported END AS result_printed,
  coalesce(p.verdict, 'no_target') AS verdict, p.gap,
  CASE WHEN p.gap IS NULL THEN NULL WHEN p.unit IN ('%', 'pp') THEN 'pp' ELSE p.unit END AS gap_unit,
  p.trend, p.omitted, coalesce(p.confidence, r.confidence) AS confidence,
  coalesce(p.promises, 0)::INTEGER AS promises, coalesce(r.results, 0)::INTEGER AS results,
  p.id AS entry, p.target_id AS target_claim, coalesce(p.target_document, '') AS target_document,
  CASE WHEN p.id IS NULL THEN r.id ELSE p.result_id END AS result_claim,
  CASE WHEN p.id IS NULL THEN r.document ELSE p.result_document END AS result_document,
  t.sentence AS target_sentence,
  CASE WHEN p.id IS NULL THEN r.sentence ELSE o.sentence END AS result_sentence
FROM p FULL JOIN r ON r.book = p.place AND r.told_year = p.year AND r.indicator = p.indicator
  AND r.aspect = p.aspect
LEFT JOIN claims t ON t.id = p.target_id
LEFT JOIN claims o ON o.id = p.result_id
"""

# The same with the place's codes and level and the indicator's English name.
PANEL = f"""
SELECT x.place, coalesce(nullif(d.place_code, ''), k.code) AS place_code,
  CASE WHEN coalesce(nullif(d.place_code, ''), k.code) = '' THEN ''
    ELSE left(coalesce(nullif(d.place_code, ''), k.code), 2) || '0000' END AS province_code,
  coalesce(nullif(d.level, ''), k.level) AS level,
  x.year, x.indicator, x.indicator_name, i.en AS indicator_en,
  x.* EXCLUDE (place, year, indicator, indicator_name)
FROM ({_CELLS}) x
LEFT JOIN documents d ON d.place = x.place
  AND d.id = coalesce(nullif(x.target_document, ''), x.result_document)
LEFT JOIN memory.main.place_codes k ON k.name = x.place
LEFT JOIN memory.main.indicator_words i ON i.id = x.indicator
"""
PANEL_ORDER = "place_code NULLS LAST, place, indicator, aspect, year"

_CODES = """
CREATE OR REPLACE TABLE memory.main.place_codes AS
SELECT * FROM (SELECT unnest(?::VARCHAR[]) AS name, unnest(?::VARCHAR[]) AS book,
  unnest(?::VARCHAR[]) AS code, unnest(?::VARCHAR[]) AS level) ORDER BY name
"""
_WORDS = """
CREATE OR REPLACE TABLE memory.main.indicator_words AS
SELECT unnest(?::VARCHAR[]) AS id, unnest(?::VARCHAR[]) AS en
"""
_KNOWN = """
SELECT place, any_value(place_code ORDER BY place_code), any_value(level ORDER BY place_code)
FROM documents WHERE place <> '' AND place_code <> ''
GROUP BY place HAVING count(DISTINCT place_code) = 1
"""
_TWICE = """
SELECT place FROM documents WHERE place_code <> '' GROUP BY place
HAVING count(DISTINCT place_code) > 1
"""
_NAMED = """
SELECT place FROM documents UNION SELECT unnest(places) FROM documents
UNION SELECT place FROM claims UNION SELECT place FROM relations UNION SELECT place FROM pledges
UNION SELECT place FROM entries UNION SELECT place FROM conflicts ORDER BY 1
"""


def prepare(con: DuckDBPyConnection) -> None:
    """Make what PANEL reads beside the ledger: ``place_codes`` and ``indicator_words``.

    ``memory.main.place_codes`` (name, book, code, level) has all places that the ledger names,
    ``memory.main.indicator_words`` (id, en) the shipped lexicon's indicators.

    ``book`` is the name under which the place's account is kept; ``code`` the six digits of its
    GB/T 2260 code and ``level`` its level, both empty where a name may mean several places.
    """
    known = {name: (code, level) for name, code, level in con.execute(_KNOWN).fetchall()}
    open_names = {name for (name,) in con.execute(_TWICE).fetchall()}
    books = [name for (name,) in con.execute("SELECT place FROM books").fetchall()]
    rows = []
    for (name,) in con.execute(_NAMED).fetchall():
        if not name:
            continue
        book = name if name in known else full_name(name, books)
        found = known.get(book) or known.get(name)
        if found is None and name not in open_names:
            place = default_places().best(name)
            found = (place.code, place.level) if place else None
        rows.append((name, book, *(found or ("", ""))))
    con.execute(_CODES, [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []])
    words = [(row["id"], row["en"]) for row in load_lexicon("").rows["indicators"]]
    con.execute(_WORDS, [[w[0] for w in words], [w[1] for w in words]])
