"""Imports run one way, as docs/architecture.md says; the exceptions stand here by name."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import duizhang

PACKAGE = Path(duizhang.__file__).parent

# From below to above: a layer may import what stands before it, and itself. Packages in one layer
# know nothing of each other.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"model"}),
    frozenset({"language"}),
    frozenset({"reading", "figures", "outline"}),
    frozenset({"claims"}),
    frozenset({"report", "samples"}),
    frozenset({"ledger"}),
    frozenset({"account"}),
    frozenset({"views"}),
    frozenset({"cli"}),
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}

# (importing module, imported package) -> why. The list may only become shorter.
EXCEPTIONS = {
    ("ledger/building.py", "account"): "a build closes the accounts of what it has read",
    ("views/scoring.py", "cli"): "the scorers are handed what the commands print",
}


def _imports(path: Path) -> set[str]:
    """The packages of ours that the module at ``path`` imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            inside = [f"duizhang.{alias.name}" for alias in node.names]
            names = inside if node.module == "duizhang" else [node.module or ""]
        parts = [name.split(".") for name in names]
        found |= {p[1] for p in parts if p[0] == "duizhang" and len(p) > 1}
    return found & RANK.keys()


def _edges() -> dict[tuple[str, str], set[str]]:
    """(importing package, imported package) -> modules that do it."""
    edges: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        module = path.relative_to(PACKAGE)
        own = module.parts[0].removesuffix(".py")
        for package in _imports(path) - {own}:
            edges[own, package].add(module.as_posix())
    return edges


def test_every_package_has_its_layer() -> None:
    there = {
        path.stem
        for path in PACKAGE.iterdir()
        if (path.is_dir() and any(path.glob("*.py"))) or path.suffix == ".py"
    }
    assert there - {"__init__", "__pycache__", "py"} == RANK.keys()


def test_imports_run_one_way() -> None:
    wrong = {
        (module, package)
        for (own, package), modules in _edges().items()
        for module in modules
        if own != "__init__" and RANK[package] >= RANK[own]
    }
    assert wrong - EXCEPTIONS.keys() == set()


def test_no_exception_is_out_of_date() -> None:
    there = {(m, package) for (_, package), modules in _edges().items() for m in modules}
    assert EXCEPTIONS.keys() <= there


def test_the_page_for_maintainers_names_the_exceptions() -> None:
    page = (PACKAGE.parents[1] / "docs" / "architecture.md").read_text("utf-8")
    for module, package in EXCEPTIONS:
        assert f"| `{module}` | `{package}` |" in page
