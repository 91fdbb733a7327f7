"""The web app: ``duizhang serve`` and the same pages as a static site (``duizhang publish``).

Needs the extra ``web``. One module a page in ``pages/``, each with its queries; templates hold no
logic but loops; every word of the interface stands in ``words.toml`` in both languages.
"""
