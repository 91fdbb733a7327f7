"""Parquet by DuckDB: sorted rows, zstd, row groups of a fixed size, labels in the file's metadata."""

from __future__ import annotations

import json
from pathlib import Path

from duizhang.ledger.snapshot import quoted
from duizhang.views.export.source import Source, Wrote, copy

_ROWS = 122_880


def write(source: Source, folder: Path) -> list[Wrote]:
    """Write one file a table into ``folder``."""
    made = []
    for part in source.parts:
        path = folder / f"{part.name}.parquet"
        labels = {c.name: {"zh": c.zh, "en": c.en} for c in part.columns}
        words = json.dumps(labels, ensure_ascii=False, separators=(",", ":"))
        options = (
            f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS}, KV_METADATA"
            f" {{duizhang_columns: {quoted(words)}, duizhang_snapshot: {quoted(source.snapshot)}}}"
        )
        made.append(Wrote(path.name, copy(source, part, path, options)))
    return made
