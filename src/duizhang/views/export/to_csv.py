"""CSV: UTF-8, a header, commas, line feeds; what is not told is an empty field."""

from __future__ import annotations

import shutil
from pathlib import Path

from duizhang.views.export.source import Part, Source, Wrote, copy

_BOM = b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for the system's own encoding


def write(source: Source, folder: Path) -> list[Wrote]:
    """Write one file a table into ``folder``."""
    return [_one(source, part, folder) for part in source.parts]


def _one(source: Source, part: Part, folder: Path) -> Wrote:
    path = folder / f"{part.name}.csv"
    plain = path.with_name(path.name + ".plain") if source.bom else path
    rows = copy(source, part, plain, "FORMAT csv, HEADER, DELIMITER ','")
    if source.bom:
        with path.open("wb") as out, plain.open("rb") as body:
            out.write(_BOM)
            shutil.copyfileobj(body, out, 1 << 20)
        plain.unlink()
    return Wrote(path.name, rows)
