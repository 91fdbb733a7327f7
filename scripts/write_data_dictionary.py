"""Writes docs/data-dictionary.md from the dictionary of the exports:

python scripts/write_data_dictionary.py
"""

from __future__ import annotations

from pathlib import Path

from duizhang.views.export.page import render

PAGE = Path(__file__).resolve().parents[1] / "docs" / "data-dictionary.md"

if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
