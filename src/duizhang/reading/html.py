"""HTML: the article of a web page as saved from a browser, with the way back into its markup.

What stands around the article (navigation, links to others, share bars, pagers, comments, hidden
parts, scripts) is no part of the source text; the warning ``left_out`` says how much it was. Locators
are offsets into the decoded markup, which :func:`markup_of` gives. Nothing is fetched.
"""

from __future__ import annotations

from duizhang.model import Source, Warning_
from duizhang.reading.draft import Draft
from duizhang.reading.errors import Unreadable
from duizhang.reading.html_body import write_body
from duizhang.reading.html_choose import choose, show_hidden
from duizhang.reading.html_encoding import decode_markup
from duizhang.reading.html_lines import lines_of
from duizhang.reading.html_markup import TooMuch, parse
from duizhang.reading.html_meta import meta_of, said_in_lines
from duizhang.reading.html_refuse import reason_without_text, warn_of_pictures
from duizhang.reading.html_series import ONE_OF_SEVERAL, series_of

__all__ = ["draft_of", "markup_of", "read_html"]


def read_html(source: Source) -> Draft:
    """The article in the page ``source``. Raises :class:`Unreadable`."""
    markup, encoding, warnings = decode_markup(source.name, source.data)
    return draft_of(source.name, markup, encoding, warnings)


def markup_of(source: Source) -> str:
    """The decoded markup that the locators of an HTML source point into."""
    return decode_markup(source.name, source.data)[0]


def draft_of(
    name: str,
    markup: str,
    encoding: str,
    warnings: list[Warning_],
    url: str = "",
    part: str = "",
) -> Draft:
    """The article in ``markup``; ``url`` is where it came from, ``part`` goes into its locators."""
    try:
        return _draft(name, markup, encoding, warnings, url, part)
    except TooMuch:
        raise Unreadable(name, "the page has more elements than any report: not read") from None


def _draft(
    name: str, markup: str, encoding: str, warnings: list[Warning_], url: str, part: str
) -> Draft:
    tree = parse(markup)
    lines = lines_of(tree)
    shown = show_hidden(tree, lines)
    if shown:
        lines = lines_of(tree)
    meta = meta_of(tree, url)
    choice = choose(tree, lines)
    body = write_body(tree, lines, choice, meta.title, part)
    draft = body.writer.draft(encoding)
    reason = reason_without_text(tree, draft.source_text)
    if reason:
        raise Unreadable(name, reason)
    publisher, published = said_in_lines(body.head)
    draft.publisher = meta.publisher or publisher
    draft.published = meta.published or published
    if publisher and meta.publisher != publisher and len(publisher) <= 16:
        draft.publisher = publisher  # 来源 of the article, where the page's name is the site's
    draft.url = meta.url
    draft.warnings.extend(warnings)
    if shown:
        message = "the text is hidden until a script of the page runs; it is read all the same"
        draft.warnings.append(Warning_("hidden_text", message))
    if body.left_out:
        message = (
            f"{body.left_out:,} characters of navigation, links and hidden parts around the article "
            f"were left out; {body.taken:,} were read"
        )
        draft.warnings.append(Warning_("left_out", message))
    warn_of_pictures(tree, choice.root, draft)
    told = series_of(tree, meta.url)
    if told and told.pages > 1:
        message = f"page {told.page or '?'} of {told.pages}: the others are other files"
        draft.warnings.append(Warning_(ONE_OF_SEVERAL, message))
    return draft
