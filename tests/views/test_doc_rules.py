"""The tables of docs/rules.md are those of account.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_rules_shown_are_those_gone_by() -> None:
    """When this fails: python scripts/write_rules_docs.py"""
    writer = [sys.executable, ROOT / "scripts" / "write_rules_docs.py", "--print"]
    made = subprocess.run(writer, capture_output=True, encoding="utf-8", check=True).stdout
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == made
