"""DuckDB's engine by itself: ``import duckdb`` also loads its relations and data sources.

Those take longer than to open a large ledger and ask it for one place. What is run by ``execute``
needs the engine only; ``con.sql`` and data frames need ``duckdb``, whose classes are the same.
"""

from __future__ import annotations

try:
    from _duckdb import BinderException, CatalogException, Error, IOException, connect
except ImportError:  # another layout of the package
    from duckdb import BinderException, CatalogException, Error, IOException, connect

__all__ = ["BinderException", "CatalogException", "Error", "IOException", "connect"]
