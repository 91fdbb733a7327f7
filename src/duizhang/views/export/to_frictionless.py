"""A Frictionless data package: ``datapackage.json`` with the schema of every table, and CSV."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from duizhang import __version__
from duizhang.views.export import to_csv
from duizhang.views.export.dictionary import TABLES, Column, Lang, values
from duizhang.views.export.source import Part, Source, Wrote

_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}
_KEYS = {"panel": ["place", "year", "indicator", "aspect"]}


def write(source: Source, folder: Path) -> list[Wrote]:
    """Write the package into ``folder``: the CSV of each table, then ``datapackage.json``."""
    made = to_csv.write(source._replace(bom=False), folder)
    package = {
        "profile": "tabular-data-package",
        "name": "duizhang-export",
        "title": "对账" if source.lang == "zh" else "Duizhang: promises and results",
        "created": f"{source.date}T00:00:00Z",
        "duizhang": {"version": __version__, "snapshot": source.snapshot},
        "resources": [
            _resource(part, folder / wrote.file, source.lang)
            for part, wrote in zip(source.parts, made, strict=True)
        ],
    }
    path = folder / "datapackage.json"
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return [*made, Wrote(path.name, None)]


def _resource(part: Part, path: Path, lang: Lang) -> dict[str, Any]:
    zh, about_zh, about_en = TABLES[part.name]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": part.name,
        "title": zh if lang == "zh" else part.name,
        "description": about_zh if lang == "zh" else about_en,
        "path": path.name,
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": {
            "fields": [_field(c, lang) for c in part.columns],
            "missingValues": [""],
            **_key(part),
        },
    }


def _key(part: Part) -> dict[str, Any]:
    if part.name in _KEYS:
        return {"primaryKey": _KEYS[part.name]}
    return {"primaryKey": "id"}


def _field(column: Column, lang: Lang) -> dict[str, Any]:
    about = column.about(lang)
    coded = values(column.values) if column.values else ()
    words = (v.zh if lang == "zh" else v.en for v in coded)
    said = "; ".join(f"{v.code} {word}" for v, word in zip(coded, words, strict=True))
    description = (
        "。".join(x for x in (about, said) if x)
        if lang == "zh"
        else ". ".join(x for x in (about, said) if x)
    )
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES.get(column.kind, "string"),
        "title": column.label(lang),
    }
    if description:
        field["description"] = description
    if coded and column.kind != "boolean":
        field["constraints"] = {"enum": [v.code for v in coded]}
    return field
