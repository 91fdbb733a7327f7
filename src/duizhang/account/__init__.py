"""Closing the account: promises against outcomes, verdicts, conflicts between sources."""

from duizhang.account.close import close
from duizhang.account.records import Account, Conflict, Fact, Step

__all__ = ["Account", "Conflict", "Fact", "Step", "close"]
