"""The API under ``/api/v1``: tables of the ledger as JSON or CSV, paged, with ETags."""
