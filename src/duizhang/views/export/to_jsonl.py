"""JSON Lines: one object a row, every column in every row, null where nothing is told."""

from __future__ import annotations

from pathlib import Path

from duizhang.views.export.source import Source, Wrote, copy


def write(source: Source, folder: Path) -> list[Wrote]:
    """Write one file a table into ``folder``."""
    made = []
    for part in source.parts:
        path = folder / f"{part.name}.jsonl"
        made.append(Wrote(path.name, copy(source, part, path, "FORMAT json, ARRAY false")))
    return made
