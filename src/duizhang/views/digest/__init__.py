"""The newspaper's digest of one or several places, written from the ledger by templates."""
