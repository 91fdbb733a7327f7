"""图解: the one-page poster of a place and year, set in type from the ledger's records."""
