"""Duizhang 对账: an auditable ledger of what governments promised and what came of it.

The public surface::

    import duizhang as dz

    report = dz.read("x.txt")                      # one source: a dz.Report
    summary = dz.build(["reports/"], "my.ledger")  # many: a ledger, and what became of each
    ledger = dz.Ledger("my.ledger")                # read-only; answers are dz.Table
    ledger.claims(place="衡阳", role="target").pandas()

Errors are ``dz.Unreadable`` (a source) and ``dz.LedgerError`` (a ledger), one line each. Names
are imported when they are first used, so that ``import duizhang`` itself costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duizhang.ledger.build import Summary, build
    from duizhang.ledger.errors import LedgerError
    from duizhang.ledger.result import Table
    from duizhang.ledger.reviews import Review, Reviews
    from duizhang.model import Claim, Document, Figure, Pledge, Relation, Report, Section
    from duizhang.reading import Unreadable
    from duizhang.report import read
    from duizhang.views.ledger import Ledger
    from duizhang.views.notebook import Chart, chart

__version__ = "0.1.0"

_HOMES = {
    "Chart": "duizhang.views.notebook",
    "Claim": "duizhang.model",
    "Document": "duizhang.model",
    "Figure": "duizhang.model",
    "Ledger": "duizhang.views.ledger",
    "LedgerError": "duizhang.ledger.errors",
    "Pledge": "duizhang.model",
    "Relation": "duizhang.model",
    "Report": "duizhang.model",
    "Review": "duizhang.ledger.reviews",
    "Reviews": "duizhang.ledger.reviews",
    "Section": "duizhang.model",
    "Summary": "duizhang.ledger.build",
    "Table": "duizhang.ledger.result",
    "Unreadable": "duizhang.reading",
    "build": "duizhang.ledger.build",
    "chart": "duizhang.views.notebook",
    "read": "duizhang.report",
}

__all__ = [
    "Chart",
    "Claim",
    "Document",
    "Figure",
    "Ledger",
    "LedgerError",
    "Pledge",
    "Relation",
    "Report",
    "Review",
    "Reviews",
    "Section",
    "Summary",
    "Table",
    "Unreadable",
    "__version__",
    "build",
    "chart",
    "read",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'duizhang' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
