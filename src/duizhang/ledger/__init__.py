"""The ledger: a folder that holds what was read, what people corrected, and how to find it.

One verb: :func:`build`. Reading a ledger is :class:`duizhang.ledger.reader.Ledger`.
"""

from duizhang.ledger.build import Summary, build
from duizhang.ledger.errors import LedgerError

__all__ = ["LedgerError", "Summary", "build"]
