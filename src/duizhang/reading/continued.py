"""A page that is continued from another, or goes on on one."""

from __future__ import annotations

from duizhang.language.fold import fold
from duizhang.reading.draft import Draft
from duizhang.reading.layout import layout


def find_continued(draft: Draft) -> tuple[str, str]:
    """The pages that the text comes from and goes on to, as written (``1版``); empty: it is whole.

    A report set on several pages and collected into one file holds both marks where the pages
    met (下转第四版 … 紧接第一版): there nothing is absent, so only a first mark that comes from, and
    a last one that goes on, count.
    """
    known = layout()
    if "版" not in draft.text:
        return "", ""
    text = fold(draft.text)
    sources = list(known.continued_from.finditer(text))
    targets = list(known.continued_to.finditer(text))
    came = (
        sources[0]
        if sources and not (targets and targets[0].start() < sources[0].start())
        else None
    )
    goes = (
        targets[-1]
        if targets and not (sources and sources[-1].start() > targets[-1].start())
        else None
    )
    if came:
        message = (
            f"the page is continued from another ({came['page']}): what is absent may stand there"
        )
        draft.warn("continued_from", message, *came.span())
    if goes:
        message = f"the page goes on on another ({goes['page']}): what is absent may stand there"
        draft.warn("continued_to", message, *goes.span())
    return (came["page"] if came else ""), (goes["page"] if goes else "")
