"""What is known of web pages (``language/data/html.toml``), compiled once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parents[1] / "language" / "data" / "html.toml"
_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HAN = re.compile("[一-鿿]")
_BAR_LONGEST = 80
_PARTS = re.compile(r"[-_\s]+")


class Words(NamedTuple):
    """The compiled tables; the data file says what each is for."""

    around_elements: frozenset[str]
    around: re.Pattern[str]
    article_elements: frozenset[str]
    article: re.Pattern[str]
    hidden_style: re.Pattern[str]
    hidden: re.Pattern[str]
    tail: re.Pattern[str]
    bar: re.Pattern[str]
    foot: re.Pattern[str]
    foot_longest: int
    info: re.Pattern[str]
    info_lines: int
    info_longest: int
    index_cell: re.Pattern[str]
    subtitle: re.Pattern[str]
    site: re.Pattern[str]
    meta: dict[str, tuple[str, ...]]
    published_script: re.Pattern[str]
    publisher_line: re.Pattern[str]
    published_line: re.Pattern[str]
    no_publisher: re.Pattern[str]
    next_page: re.Pattern[str]
    previous_page: re.Pattern[str]
    page_number: re.Pattern[str]
    page_title: re.Pattern[str]
    page_script: re.Pattern[str]

    def is_around(self, names: str) -> bool:
        """Whether a class, id or role is that of something around the article."""
        return any(self.around.fullmatch(part.lower()) for part in _parts(names))

    def is_article(self, names: str) -> bool:
        """Whether a class or id is that of an article's text."""
        return any(self.article.fullmatch(name) for name in names.split())

    def is_bar(self, text: str, links: int) -> bool:
        """Whether a line is a bar of links or buttons, or the site's foot.

        A number alone may be the report's. ``links`` are its characters in links.
        """
        if len(text) <= self.foot_longest and self.foot.fullmatch(text):
            return True
        return (
            len(text) <= _BAR_LONGEST
            and (links > 0 or _HAN.search(text) is not None)
            and self.bar.fullmatch(text) is not None
        )

    def is_info(self, text: str) -> bool:
        """Whether a line gives the article's date and source."""
        return (
            len(text) <= self.info_longest
            and "。" not in text
            and self.info.fullmatch(text) is not None
        )


def _parts(names: str) -> list[str]:
    """``TRS_pagerBar`` -> TRS, pager, Bar."""
    return _PARTS.split(_CASE.sub(" ", names))


def tables() -> dict[str, Any]:
    """The data file as it stands."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@cache
def words() -> Words:
    """The knowledge of web pages, read and compiled once."""
    data = tables()
    around, article, hidden = data["around"], data["article"], data["hidden"]
    lines, meta, series = data["lines"], data["meta"], data["series"]
    return Words(
        around_elements=frozenset(around["elements"]),
        around=re.compile(around["words"].replace("\n", "")),
        article_elements=frozenset(article["elements"]),
        article=re.compile(article["words"].replace("\n", "")),
        hidden_style=re.compile(hidden["style"], re.I),
        hidden=re.compile(hidden["words"], re.I),
        tail=re.compile(lines["tail"]),
        bar=re.compile(lines["bar"]),
        foot=re.compile(lines["foot"]),
        foot_longest=lines["foot_longest"],
        info=re.compile(lines["info"]),
        info_lines=lines["info_lines"],
        info_longest=lines["info_longest"],
        index_cell=re.compile(lines["index"]),
        subtitle=re.compile(lines["subtitle"]),
        site=re.compile(lines["site"]),
        meta={key: tuple(found) for key, found in meta.items() if isinstance(found, list)},
        published_script=re.compile(meta["published_script"]),
        publisher_line=re.compile(meta["publisher_line"]),
        published_line=re.compile(meta["published_line"]),
        no_publisher=re.compile(meta["no_publisher"]),
        next_page=re.compile(series["next"], re.I),
        previous_page=re.compile(series["previous"], re.I),
        page_number=re.compile(series["number"]),
        page_title=re.compile(series["title"]),
        page_script=re.compile(series["script"]),
    )
