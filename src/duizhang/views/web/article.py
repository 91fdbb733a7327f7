"""A document's runs as HTML: a page has some thousand of them, too many for a template to call on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from duizhang.views.page import TAGS

if TYPE_CHECKING:
    from duizhang.views.web.pages.document import Run
    from duizhang.views.web.render import Links


def drawn(
    runs: Iterable[Run], say: Callable[[str], str], link: Links, static_site: bool, side: str
) -> Markup:
    """The runs of a paragraph: text, ghosts, numerals that lead to their evidence.

    ``side`` begins the ids where two documents stand on one page.
    """
    return Markup("".join(_run(r, say, link, static_site, side) for r in runs))


def _run(run: Run, say: Callable[[str], str], link: Links, static_site: bool, side: str) -> str:
    words = str(escape(run.text))
    if run.hit:
        words = f"<mark>{words}</mark>"
    if run.ghost:
        return f'<span class="ghost">{words}</span>'
    if not run.tag:
        return words
    place = f' id="{side}o{run.start}"' if run.start >= 0 else ""
    told = f'{place} title="{escape(say(TAGS[run.tag]))}"'
    by_entry = static_site or not run.address
    if not run.entry and by_entry:
        return f'<span class="f {run.tag}"{told}>{words}</span>'
    kind, name = ("entry", run.entry) if by_entry else ("claim", run.address)
    doubt = " doubt" if run.doubt else ""
    return f'<a class="f {run.tag}{doubt}"{told} href="{escape(link(kind, name))}">{words}</a>'
