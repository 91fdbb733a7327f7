"""Tables for people who work with data: one source of columns and words, one module a format.

``columns.csv`` and ``values.csv`` are the data dictionary; ``tables.py`` says where each column
comes from; ``source.py`` opens a ledger; ``to_*.py`` write one format each.
"""
