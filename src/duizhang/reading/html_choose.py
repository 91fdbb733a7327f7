"""Which part of a page is the article: the element that holds its running text, and little else.

From the page's root the choice goes down into the child that holds nearly all running text, and
stops where text that is no navigation would be lost. Inside, what is a link alone, a bar, or has
the name of something around an article (``language/data/html.toml``) is left out.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from duizhang.reading.html_lines import Line
from duizhang.reading.html_markup import SKIP_HIDDEN, SKIP_KIND, Tree
from duizhang.reading.html_words import Words, words

_LOST_FEW, _LOST_SHARE, _LOST_TINY = 80, 0.06, 0.002  # text that may be lost on a step down
_LINKY = 0.25  # share of links from which a part is a list of articles, not an article
_ARTICLE_SHARE = 0.55  # of the page's text that an element named as an article must hold
_TEASER = 400  # characters of a summary with its title
_TEASERS = 3  # of them side by side
_TEASER_ELEMENTS = frozenset(["div", "li", "dl", "dd", "dt", "td", "section", "article"])
_HIDDEN_FEW = 300
_NAMED = frozenset(
    ["div", "ul", "ol", "dl", "td", "table", "section", "header", "p", "span", "main", "center"]
)


class Choice(NamedTuple):
    """The article's element, and for each line whether it is around the article (by its names)."""

    root: int
    around: list[bool]


class _Sums(NamedTuple):
    """Running sums over chunks: of weight, of characters, of characters in links."""

    weight: list[float]
    size: list[int]
    links: list[int]

    def of(self, tree: Tree, index: int) -> tuple[float, int, int]:
        e = tree.elements[index]
        return (
            self.weight[e.last] - self.weight[e.first],
            self.size[e.last] - self.size[e.first],
            self.links[e.last] - self.links[e.first],
        )


def show_hidden(tree: Tree, lines: list[Line]) -> bool:
    """Show what a style hides where it holds the page's text: a script was to show it."""
    seen = sum(line.weight for line in lines if not line.skip)
    hidden = sum(line.weight for line in lines if line.skip == SKIP_HIDDEN)
    if seen > _HIDDEN_FEW or hidden < max(60.0, 3 * seen):
        return False
    for element in tree.elements:
        if element.skip == SKIP_HIDDEN:
            element.skip = 0
    return True


def choose(tree: Tree, lines: list[Line]) -> Choice:
    """The article of the page."""
    known = words()
    weights = [
        0.0 if line.skip or known.is_bar(line.text, line.links) or known.is_info(line.text)
        else line.weight
        for line in lines
    ]  # fmt: skip
    named, articles = _named(tree, known)
    sums = _sum(tree, lines, weights)
    total = sums.weight[-1]
    real = {i for i in named if sums.of(tree, i)[0] <= total / 2}
    inside = _inherited(tree, real)
    teasers = _inherited(tree, _teasers(tree, lines, sums, articles))
    around = [inside[line.element] or teasers[line.element] for line in lines]
    weights = [0.0 if out else w for w, out in zip(weights, around, strict=True)]
    sums = _sum(tree, lines, weights)
    return Choice(_descend(tree, sums, articles - real), around)


def _named(tree: Tree, known: Words) -> tuple[set[int], set[int]]:
    """Elements that are by name around an article, and those that are one."""
    around: set[int] = set()
    articles: set[int] = set()
    judged: dict[str, tuple[bool, bool]] = {}
    for i, e in enumerate(tree.elements):
        if e.name in known.around_elements:
            around.add(i)
            continue
        if e.name in known.article_elements:
            articles.add(i)
        if e.until <= e.at or e.last <= e.first or e.skip == SKIP_KIND or e.name not in _NAMED:
            continue
        found = tree.attributes(i)
        names = f"{found.get('class', '')} {found.get('id', '')}"[:300]
        key = f"{names}\0{found.get('role', '')}"
        if key not in judged:
            role = found.get("role", "").lower()
            out = role in ("navigation", "complementary", "contentinfo", "search", "banner")
            judged[key] = (out or known.is_around(names), known.is_article(names))
        if judged[key][1]:
            articles.add(i)
        elif judged[key][0]:
            around.add(i)
    return around, articles


def _sum(tree: Tree, lines: list[Line], weights: list[float]) -> _Sums:
    count = len(tree.chunks)
    weight, size, links = [0.0] * count, [0] * count, [0] * count
    for line, value in zip(lines, weights, strict=True):
        if line.skip:
            continue
        weight[line.first], size[line.first] = value, len(line.text)
        links[line.first] = line.links
    return _Sums(
        list(accumulate(weight, initial=0.0)),
        list(accumulate(size, initial=0)),
        list(accumulate(links, initial=0)),
    )


def _inherited(tree: Tree, chosen: set[int]) -> list[bool]:
    """For each element whether it or one around it is among ``chosen``."""
    found = [False] * len(tree.elements)
    for i, e in enumerate(tree.elements):
        found[i] = i in chosen or (e.parent >= 0 and found[e.parent])
    return found


def _teasers(tree: Tree, lines: list[Line], sums: _Sums, articles: set[int]) -> set[int]:
    """Elements that each hold another article's title, a link, and a few words of it.

    What holds the page's own heading or an element named as an article is none: three columns of
    a short page each have links, too.
    """
    own = [i for i, e in enumerate(tree.elements) if e.name == "h1" or i in articles]
    linked = [0] * len(tree.chunks)
    for line in lines:
        if not line.skip and line.is_link and len(line.text) >= 6:
            linked[line.first] = len(line.text)
    links = list(accumulate(linked, initial=0))
    beside: dict[int, list[int]] = {}
    for i, e in enumerate(tree.elements):
        if e.name not in _TEASER_ELEMENTS:
            continue
        titles = links[e.last] - links[e.first]
        size = sums.size[e.last] - sums.size[e.first]
        if any(i <= j < e.stop for j in own):
            continue
        if titles and titles < size <= _TEASER and titles * 10 > size:
            beside.setdefault(e.parent, []).append(i)
    return {i for group in beside.values() if len(group) >= _TEASERS for i in group}


def _descend(tree: Tree, sums: _Sums, articles: set[int]) -> int:
    total = sums.weight[-1]
    if total <= 0:
        return 0
    named = [i for i in articles if sums.of(tree, i)[0] >= total * _ARTICLE_SHARE]
    if named:  # the innermost of those that hold as much as the outermost
        first = min(named)
        most = sums.of(tree, first)[0]
        return max(i for i in named if sums.of(tree, i)[0] >= most * 0.985)
    at = 0
    while True:
        best, lost = _heaviest(tree, sums, at)
        own = sums.of(tree, at)[0]
        if best < 0 or lost > max(min(_LOST_FEW, own * _LOST_SHARE), own * _LOST_TINY):
            return at
        at = best


def _heaviest(tree: Tree, sums: _Sums, at: int) -> tuple[int, float]:
    """The child with most text, and the text outside of it that is no list of articles."""
    elements = tree.elements
    best, most, kept = -1, 0.0, sums.of(tree, at)[0]
    linky = 0.0
    i = at + 1
    while i < elements[at].stop:
        weight, size, links = sums.of(tree, i)
        if weight > most:
            best, most = i, weight
        elif size and links > size * _LINKY:
            linky += weight
        i = elements[i].stop
    return best, kept - most - linky
