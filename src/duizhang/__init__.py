"""Duizhang 对账: an auditable ledger of what governments promised and what came of it."""

__version__ = "0.1.0"
