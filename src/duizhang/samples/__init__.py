"""Bundled samples: two years of two invented cities, to try Duizhang on.

青溪市 and 云汀市 do not exist, and no sentence here is anyone's but the project's. Their accounts
hold every case: promises kept, exceeded, nearly kept, missed (one in so many words), passed over
in silence, and answered with a figure that cannot be compared; a digest page that says one figure
otherwise than the report; and a communiqué that tells what the report leaves out.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["places_file", "sample_files"]

_HERE = Path(__file__).parent


def sample_files() -> list[Path]:
    """The sample documents (text and Markdown, UTF-8), sorted by name."""
    return sorted(p for p in _HERE.iterdir() if p.suffix in (".txt", ".md"))


def places_file() -> Path:
    """The samples' own places, for :func:`duizhang.language.places.read_places`."""
    return _HERE / "places.toml"
