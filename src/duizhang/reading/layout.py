"""What is known of page layout (``language/data/layout.toml``), compiled once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parents[1] / "language" / "data" / "layout.toml"


class Marker(NamedTuple):
    """A kind of list or section mark, and how it counts: ``han``, ``arabic`` or not at all."""

    name: str
    numerals: str


class Layout(NamedTuple):
    """The compiled tables; the data file says what each is for."""

    furniture: re.Pattern[str]
    furniture_needing: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    furniture_longest: int
    tail: re.Pattern[str]
    tail_lines: int
    tail_longest: int
    attached_behind: re.Pattern[str]
    attached_beside: re.Pattern[str]
    attached_longest: int
    continued_from: re.Pattern[str]
    continued_to: re.Pattern[str]
    open_end: re.Pattern[str]
    open_start: re.Pattern[str]
    unit: re.Pattern[str]
    sure_unit: re.Pattern[str]
    counted: re.Pattern[str]
    markers: tuple[Marker, ...]
    any_marker: re.Pattern[str]
    plain_longest: int
    marked_longest: int
    opens: re.Pattern[str]
    datum: re.Pattern[str]
    never_heading: re.Pattern[str]
    table_head: re.Pattern[str]

    def marker(self, line: str) -> tuple[str, Marker] | None:
        """The mark that ``line`` begins with and its kind; None when there is none."""
        found = self.any_marker.match(line)
        if found is None:
            return None
        return found.group(), self.markers[int((found.lastgroup or "m0")[1:])]


def tables() -> dict[str, Any]:
    """The data file as it stands."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@cache
def layout() -> Layout:
    """The layout knowledge, read and compiled once."""
    data = tables()
    furniture, lines, heading = data["furniture"], data["lines"], data["heading"]
    entries, tail = furniture["line"], furniture["tail"]
    attached, continued = furniture["attached"], data["continued"]
    return Layout(
        furniture=re.compile("|".join(f"(?:{e['pattern']})" for e in entries if "needs" not in e)),
        furniture_needing=tuple(
            (re.compile(e["needs"]), re.compile(e["pattern"])) for e in entries if "needs" in e
        ),
        furniture_longest=furniture["longest"],
        tail=re.compile(tail["pattern"]),
        tail_lines=tail["lines"],
        tail_longest=tail["longest"],
        attached_behind=re.compile(attached["behind"]),
        attached_beside=re.compile(attached["beside"]),
        attached_longest=attached["longest"],
        continued_from=re.compile(continued["from"]),
        continued_to=re.compile(continued["to"]),
        open_end=re.compile(_ending(lines["open_end"])),
        open_start=re.compile(lines["open_start"]),
        unit=re.compile(lines["units"]),
        sure_unit=re.compile(lines["sure_units"]),
        counted=re.compile(lines["counted"]),
        markers=tuple(Marker(entry["name"], entry["numerals"]) for entry in data["marker"]),
        any_marker=re.compile(
            "|".join(f"(?P<m{i}>{entry['pattern']})" for i, entry in enumerate(data["marker"]))
        ),
        plain_longest=heading["plain"],
        marked_longest=heading["marked"],
        opens=re.compile(heading["opens"]),
        datum=re.compile(heading["datum"]),
        never_heading=re.compile(heading["never"]),
        table_head=re.compile(data["tables"]["head"]),
    )


def _ending(pattern: str) -> str:
    return f"(?:{pattern})$"
