"""Hooks of MkDocs: pages that lie outside docs/ become pages, links out of docs/ lead to them.

Used by mkdocs.yml. The files stay as they are for readers in the repository; only the site's copies
have other links.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]

# path in the repository -> page of the site; the first is the home page
OUTSIDE = {
    "README.md": "index.md",
    "README.zh.md": "zh.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "LICENSE": "LICENSE.txt",
    **{f"benchmarks/{p.name}": f"benchmarks/{p.name}" for p in (ROOT / "benchmarks").glob("*.md")},
}
_HOME = {page: path for path, page in OUTSIDE.items()}
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s#:]+)(#[^)]*)?\)")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def on_config(config: Any) -> Any:
    """Add to the navigation what grows by itself: decisions, and pages of measurements."""
    decisions = [
        _titled(f"docs/decisions/{p.name}") for p in (ROOT / "docs/decisions").glob("*.md")
    ]
    measured = [_titled(path) for path in OUTSIDE if path.startswith("benchmarks/")]
    config.nav += [
        {"Decisions": sorted(decisions, key=lambda page: next(iter(page.values())))},
        {"Measured": sorted(measured, key=lambda page: next(iter(page.values())))},
    ]
    return config


def _titled(path: str) -> dict[str, str]:
    """A line of the navigation: the page's heading, without its number, and where it is."""
    heading = (ROOT / path).read_text("utf-8").split("\n", 1)[0]
    return {re.sub(r"^#\s*(\d+\.\s*)?", "", heading): OUTSIDE.get(path, path.removeprefix("docs/"))}


def on_files(files: Files, config: Any) -> Files:
    """Add the pages from outside docs/."""
    for path, page in OUTSIDE.items():
        content = (ROOT / path).read_text("utf-8")
        files.append(File.generated(config, page, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Lead links to where the site has what they name; what it has not is named, not linked."""
    source = page.file.src_uri
    folder = posixpath.dirname(_HOME.get(source, f"docs/{source}"))

    def led(match: re.Match[str]) -> str:
        picture, words, target, anchor = match.groups()
        path = posixpath.normpath(posixpath.join(folder, target))
        if path.startswith("docs/"):
            there = path.removeprefix("docs/")
        elif path in OUTSIDE:
            there = OUTSIDE[path]
        elif (ROOT / path).exists() and not picture:
            return words if "`" in words else f"{words} (`{path}`)"
        else:
            return match.group()  # MkDocs says what is wrong with it
        here = posixpath.relpath(there, posixpath.dirname(source) or ".")
        return f"{picture}[{words}]({here}{anchor or ''})"

    parts, at = [], 0
    for fence in _FENCE.finditer(markdown):
        parts += [_LINK.sub(led, markdown[at : fence.start()]), fence.group()]
        at = fence.end()
    return "".join([*parts, _LINK.sub(led, markdown[at:])])
