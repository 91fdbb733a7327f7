"""The standard pictures of a ledger, as SVG, PNG or text."""
