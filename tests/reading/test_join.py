"""Pages of one report that lie in several files."""

from __future__ import annotations

import pytest

from duizhang.model import Source
from duizhang.reading import decode, make_source
from duizhang.reading.join import chains, joined, turn_of

FIRST = (
    "某市政府工作报告\n一、过去一年工作\n2030年，全市地区生产总值增长5%，城镇新增就业（下转3版）\n"
)
SECOND = "（上接1版）3万人以上。\n二、今年工作\n2031年，粮食产量稳定在20万吨。\n"


def text(name: str, page: str) -> Source:
    return make_source(name, page.encode())


def web(name: str, number: int, pages: int, title: str = "某市政府工作报告") -> Source:
    """A page of a series, with the pager that content systems write."""
    links = "".join(
        f'<a href="t1{f"_{n}" if n else ""}.html">{label}</a>'
        for n, label in ((number, "下一页"), (number - 2, "上一页"))
        if 0 <= n < pages
    )
    page = (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<p>2031年，全市第{number}项指标增长{number}%，各位代表，现在我代表市人民政府报告工作。</p>"
        f"<div>第{number}页/共{pages}页 {links}</div></body></html>"
    )
    return make_source(name, page.encode())


def found(*sources: Source) -> list[list[str]]:
    turns = {s.name: turn for s in sources if (turn := turn_of(s))}
    return chains(turns)


def test_a_joined_report_is_one_document_that_leads_back_to_its_files() -> None:
    parts = [text("1版.txt", FIRST), text("3版.txt", SECOND)]
    document = decode(joined(parts))
    assert document.source_text == FIRST + "\n" + SECOND
    assert (document.name, document.continued_from, document.continued_to) == ("1版.txt", "", "")
    at = document.source_text.index("20万吨")
    (place,) = document.locate(at, at + 4)
    assert (place.part, SECOND[place.at : place.until]) == ("3版.txt", "20万吨")
    assert document.sha256 == joined(parts).sha256 != joined(parts[::-1]).sha256


def test_pages_of_a_newspaper_that_fit() -> None:
    assert found(text("3版.txt", SECOND), text("1版.txt", FIRST)) == [["1版.txt", "3版.txt"]]


@pytest.mark.parametrize(
    ("names", "first", "second"),
    [
        (("1版.txt", "4版.txt"), FIRST, SECOND),  # another page than the one it goes on on
        (
            ("a.txt", "b.txt"),
            FIRST.replace("就业（", "就业3万人。（"),
            SECOND,
        ),  # no sentence is cut
        (("a.txt", "b.txt"), FIRST, SECOND.replace("）3万", "）\n二、3万")),  # a heading comes
        (("a.txt", "b.txt"), FIRST, SECOND.replace("（上接1版）", "")),
    ],
)
def test_pages_that_do_not_fit_stay_apart(names: tuple[str, str], first: str, second: str) -> None:
    assert found(text(names[0], first), text(names[1], second)) == []


def test_two_pages_that_may_both_follow_are_not_chosen_from() -> None:
    other = SECOND.replace("3万人", "4万人")
    assert found(text("a.txt", FIRST), text("b.txt", SECOND), text("c.txt", other)) == []


@pytest.mark.parametrize("window", [True, False])
def test_pages_whose_titles_are_numbered_whatever_their_names(window: bool) -> None:
    pages = []
    for number, name in ((1, "z.html"), (2, "a.html"), (3, "m.html")):
        title = f"某市政府工作报告（{number}/3）"
        shown = title if window else "某市政府工作报告_某市人民政府"
        markup = (
            f"<html><head><title>{shown}</title></head><body><h1>{title}</h1>"
            f"<p>2031年，全市第{number}项指标增长{number}%，各位代表，现在我报告工作。</p></body></html>"
        )
        pages.append(make_source(name, markup.encode()))
    assert found(*pages) == [["z.html", "a.html", "m.html"]]
    assert found(*pages[:2]) == []


def test_a_page_without_the_others_says_so_and_the_joined_report_does_not() -> None:
    pages = [web(f"t1{f'_{n}' if n else ''}.html", n + 1, 2) for n in range(2)]
    (said,) = [w.message for w in decode(pages[0]).warnings if w.code == "one_of_several"]
    assert said.startswith("page 1 of 2")
    assert "one_of_several" not in {w.code for w in decode(joined(pages)).warnings}


def test_most_pages_are_told_by_a_glance() -> None:
    assert turn_of(text("a.txt", "2031年，全市地区生产总值增长5%。")) is None
    assert turn_of(make_source("a.pdf", b"%PDF-1.4")) is None


def test_pages_of_a_web_series() -> None:
    pages = [web("t1_2.html", 3, 3), web("t1.html", 1, 3), web("t1_1.html", 2, 3)]
    assert found(*pages) == [["t1.html", "t1_1.html", "t1_2.html"]]
    assert found(*pages[:2]) == []  # one is absent
    assert found(pages[0], pages[1], web("t1_1.html", 2, 3, "另一篇报道的题目")) == []
