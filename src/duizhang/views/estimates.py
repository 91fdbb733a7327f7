"""Which results are 预计数: what a report, given before the year's books are closed, expects.

The sentence says so (预计增长5.7%左右), or an earlier one of the report did for all below it
(2910亿元（预计数，下同）).
"""

from __future__ import annotations

_WORD = "预计"
_BELOW = f"{_WORD}[^。（）()\n]{{0,6}}下同"  # in the manner of a note: 预计数，下同

# By document, the characters before the note that makes all below it estimates; NULL: there is none.
NOTED = f"""
SELECT id, CASE WHEN contains(text, '下同') AND regexp_matches(text, '{_BELOW}')
  THEN length(regexp_split_to_array(text, '{_BELOW}')[1]) END AS noted
FROM documents
"""


def estimated(claim: str, noted: str) -> str:
    """SQL: whether the result ``claim`` (an alias of claims; ``noted``, of NOTED) is an estimate."""
    here = f"contains({claim}.sentence, '{_WORD}')"
    return f"coalesce({here} OR {claim}.start_at > {noted}.noted, {here}, false)"
