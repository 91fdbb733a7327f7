from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from duizhang.language.lexicon import default_lexicon
from duizhang.model import Block, Figure, Identity, Reason, Report, Section, Segment, Warning_
from duizhang.views.accounted import command, show
from duizhang.views.html import html_page
from duizhang.views.page import marks_of, missed_numerals, paragraphs_of, tally

from . import handmade

VOID = {"meta", "br", "hr"}


class Reader(HTMLParser):
    """Reads a page as a browser would: its text, its ids, its links, and whether tags balance."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.text = ""
        self.main = ""
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(f"{tag}.{dict(attrs).get('class')}")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().split(".")[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "main.None" in self.open and "span.card" not in self.open:
            self.main += data

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]


def parse(report: Report) -> Reader:
    reader = Reader()
    reader.feed(html_page(report, default_lexicon()))
    reader.close()
    assert reader.open == []
    return reader


def printed(report: Report, colour: bool = False) -> str:
    out = StringIO()
    show(report, Console(file=out, force_terminal=colour, width=200, highlight=False))
    return out.getvalue()


def page(text: str, *figures: Figure, **fields: object) -> Report:
    return Report(handmade.document(text), Identity(), figures=figures, **fields)  # type: ignore[arg-type]


# --- marks -----------------------------------------------------------------------------------


def test_every_numeral_is_marked_by_what_it_says() -> None:
    report = handmade.report()
    text = report.document.source_text
    assert [(m.tag, text[m.start : m.end]) for m in marks_of(report)] == [
        ("date", "2025年1月8日"), ("date", "2024"), ("result", "2910亿元"), ("result", "5.5%"),
        ("result", "4.5万人"), ("name", "2.5"), ("result", "3.8%"), ("context", "7位"),
        ("date", "2025"), ("target", "4.5%"), ("target", "5%"), ("target", "12所"),
        ("relation", "居民收入增长高于经济增长"), ("name", "12345"), ("result", "三成"),
    ]  # fmt: skip


def test_a_qualifier_is_marked_as_one_whatever_its_role() -> None:
    report = handmade.report()
    claims = tuple(msgspec.structs.replace(c, aspect="qualifier") for c in report.claims)
    tags = {m.tag for m in marks_of(msgspec.structs.replace(report, claims=claims))}
    assert "qualifier" in tags
    assert not tags & {"target", "result"}


def test_a_measure_without_a_claim_is_undecided_not_hidden() -> None:
    assert [m.tag for m in marks_of(page("12所", Figure(0, 2, "measure", "12", 12)))] == ["unbound"]


@pytest.mark.parametrize(
    ("text", "spans", "missed"),
    [
        ("甲12乙3.5", [(1, 3), (4, 7)], []),
        ("甲12乙3.5", [(1, 3)], ["3.5"]),
        ("甲12乙3.5", [(1, 3), (4, 5)], ["3.5"]),
        ("2024年12月25日", [(0, 11)], []),
        ("甲１２乙", [], ["１２"]),
        ("1234", [(0, 2), (2, 4)], []),
        ("1234", [(0, 1), (2, 4)], ["1234"]),
    ],
)
def test_a_numeral_without_a_record_is_found(
    text: str, spans: list[tuple[int, int]], missed: list[str]
) -> None:
    figures = [Figure(a, b, "other", text[a:b]) for a, b in spans]
    assert [m.group() for m in missed_numerals(text, figures)] == missed


@given(st.text(alphabet="0１5.年%\n甲 ", max_size=40), st.data())
def test_the_page_keeps_its_text_and_marks_every_numeral(text: str, data: st.DataObject) -> None:
    figures = []
    for m in re.finditer(r"[0-9０-９]+(?:[.．][0-9０-９]+)?", text):
        if data.draw(st.booleans()):
            stop = data.draw(st.integers(m.end(), min(m.end() + 3, len(text))))
            figures.append(Figure(m.start(), m.end(), "measure", m.group(), unit_end=stop))
    report = page(text, *figures)
    marks = marks_of(report)
    assert all(a.end <= b.start for a, b in itertools.pairwise(marks))
    assert not list(missed_numerals(text, [Figure(m.start, m.end, "other", "") for m in marks]))
    told = ["".join(p.text for p in x.pieces) for x in paragraphs_of(report, marks)]
    assert told == [line for line in text.split("\n") if line.strip()]
    assert parse(report).main.split() == text.split()


# --- paragraphs ------------------------------------------------------------------------------


def test_joined_lines_are_one_paragraph_and_ghosts_are_kept() -> None:
    text = "新建学\n校12\n所11..\n**完**"
    kinds = [("kept", 3), ("joined", 1), ("kept", 3), ("joined", 1), ("kept", 2), ("ghost", 1),
             ("kept", 3), ("dropped", 2), ("kept", 1), ("dropped", 2)]  # fmt: skip
    segments, at, place = [], 0, 0
    for kind, size in kinds:
        kept = size if kind == "kept" else 0
        segments.append(Segment(kind, at, at + size, place, place + kept))  # type: ignore[arg-type]
        at, place = at + size, place + kept
    start = text.index("12")
    figures = (
        Figure(start, start + 2, "measure", "12", 12, unit_end=start + 4),
        Figure(text.index("11"), text.index("11") + 2, "marker", "11"),
    )
    report = Report(handmade.document(text, tuple(segments)), Identity(), figures=figures)
    paragraphs = paragraphs_of(report, marks_of(report))
    assert ["".join(p.text for p in x.pieces) for x in paragraphs] == ["新建学校12所11..", "完"]
    assert [p.ghost for p in paragraphs[0].pieces] == [False, False, False, True, False]
    assert "<s " in html_page(report, default_lexicon())
    assert "〔未定 12所〕" in printed(report)


def test_a_unit_behind_a_line_end_does_not_double_the_card() -> None:
    report = page("共12\n\n所", Figure(1, 3, "measure", "12", 12, unit_end=6))
    ids = parse(report).values("id")
    assert ids.count("o1") == 1
    assert ids.count("c1") == 1


def test_furniture_stands_aside() -> None:
    text = "分享\n正文12"
    document = msgspec.structs.replace(
        handmade.document(text), blocks=(Block("furniture", 0, 2), Block("paragraph", 3, 7))
    )
    report = Report(document, Identity(), figures=(Figure(5, 7, "other", "12"),))
    assert [p.furniture for p in paragraphs_of(report, marks_of(report))] == [True, False]


# --- the terminal ------------------------------------------------------------------------------


def test_without_colour_marks_are_words_in_brackets() -> None:
    out = printed(handmade.report())
    assert "增长〔结果 5.5%〕左右" in out
    assert "生产总值增长〔目标 4.5%〕—〔目标 5%〕" in out
    assert "PM〔名称 2.5〕浓度" in out
    assert "\x1b" not in out


def test_with_colour_the_page_is_as_printed() -> None:
    out = printed(handmade.report(), colour=True)
    bare = re.sub(r"\x1b\[[0-9;]*m", "", out)
    for line in handmade.TEXT.splitlines():
        assert line in bare
    assert "〔" not in bare


def test_the_foot_counts_what_there_is() -> None:
    out = printed(handmade.report())
    assert "数字 15 个，全部有着落" in out
    assert "汉字数量 1 处" in out
    assert "存疑 1 处" in out
    assert "目标 target 3" in out


def test_counts_are_made_without_asking_the_reader() -> None:
    report = msgspec.structs.replace(handmade.report(), figures=(), relations=())
    counts = tally(report, marks_of(report))
    assert (counts.numerals, counts.missed) == (15, 15)


def test_a_numeral_without_a_record_fails_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhang.report.read", lambda *_: page("共12所"))
    result = CliRunner().invoke(command, ["page.txt"])
    assert result.exit_code == 1
    assert "共〔遗漏 12〕所" in result.stdout
    assert "有 1 个没有着落" in result.stdout


# --- the HTML page -----------------------------------------------------------------------------


def test_every_mark_has_a_card_and_every_link_an_end() -> None:
    reader = parse(handmade.report())
    ids = reader.values("id")
    assert len(ids) == len(set(ids))
    marked = [i for i in ids if re.fullmatch(r"o\d+", i)]
    assert len(marked) == len(marks_of(handmade.report()))
    assert reader.values("aria-describedby") == [f"c{i[1:]}" for i in marked]
    assert {h[1:] for h in reader.values("href")} - {"_"} <= set(ids)
    assert reader.values("tabindex").count("0") == len(marked)


def test_a_card_tells_the_record_and_its_reasons() -> None:
    html = html_page(handmade.report(), default_lexicon())
    start = handmade.TEXT.index("5.5")
    card = html[html.index(f'id="c{start}"') :].split('<span class="where">')[0]
    assert "<b>5.5%左右</b> 结果" in card
    assert "地区生产总值 gdp" in card
    assert "“2024年工作回顾”" in card


def test_the_header_names_the_report_and_its_warnings() -> None:
    html = html_page(handmade.report(), default_lexicon())
    assert "<h1>云泽市政府工作报告</h1>" in html
    assert "编号从二跳到四" in html
    assert "数字 <b>15</b> 个，全部有着落" in html


def test_headings_become_headings_and_the_rail_leads_to_them() -> None:
    html = html_page(handmade.report(), default_lexicon())
    assert re.search(r'<h2 id="p2"><span id="s0"></span>一、<mark', html)
    assert '<a href="#s1" title="二、2025年工作安排">' in html


HOSTILE = (
    "<script>alert(1)</script> 12\"onmouseover='x' </style></span></main> &amp; \x00\x1b[31m\u202e"
)


def test_hostile_text_stays_text() -> None:
    start = HOSTILE.index("12")
    end = start + 2
    claim = handmade.claim(
        HOSTILE, "12", 12, subject=HOSTILE, unit=HOSTILE, place=HOSTILE, indicator=HOSTILE,
        period=HOSTILE, doubt=HOSTILE, section=0,
        reasons=(Reason("subject", HOSTILE, HOSTILE, 0, len(HOSTILE)),
                 Reason("unit", "runner-up", HOSTILE)),
    )  # fmt: skip
    document = msgspec.structs.replace(
        handmade.document(HOSTILE), name=HOSTILE, url="javascript:alert(1)//" + HOSTILE,
        publisher=HOSTILE, published=HOSTILE, encoding=HOSTILE,
    )  # fmt: skip
    report = Report(
        document,
        Identity(HOSTILE, title=HOSTILE, date=HOSTILE, meeting=HOSTILE, places=(HOSTILE,)),
        sections=(Section(HOSTILE, 1, 0, 9, 0, 9, "review", HOSTILE),),
        figures=(Figure(start, end, "measure", HOSTILE, 12, unit=HOSTILE, rule=HOSTILE),),
        claims=(claim,),
        warnings=(Warning_(HOSTILE, HOSTILE, 1, 2),),
    )
    reader = parse(report)
    assert "script" not in reader.tags
    assert reader.tags.count("style") == 1
    assert not [name for name, _ in reader.attributes if name.startswith("on")]
    assert all(href.startswith("#") for href in reader.values("href"))
    assert "<script>alert(1)</script>" in reader.main
    for char in "\x00\x1b\u202e":
        assert char not in html_page(report, default_lexicon())
        assert char not in printed(report)


def test_the_page_asks_nobody_for_anything() -> None:
    html = html_page(handmade.report(), default_lexicon())
    assert not re.search(r"https?://|url\(|@import|<script|<link|<img|<iframe| on\w+=", html)
    assert "default-src 'none'" in html


def test_the_same_report_gives_the_same_page() -> None:
    pages = {html_page(handmade.report(), default_lexicon()) for _ in range(2)}
    assert len(pages) == 1


def test_html_is_written_and_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("duizhang.report.read", lambda *_: handmade.report())
    out = tmp_path / "页.html"
    result = CliRunner().invoke(command, ["page.txt", "--html", str(out)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert out.read_text(encoding="utf-8") == html_page(handmade.report(), default_lexicon())
    assert result.stdout.startswith(f"{out}: 数字 15 个")
    piped = CliRunner().invoke(command, ["page.txt", "--html", "-"])
    assert piped.stdout == out.read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("duizhang.report.read", lambda *_: handmade.report())
    result = CliRunner().invoke(command, ["page.txt", "--html", str(tmp_path / "no" / "x.html")])
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "no/x.html" in result.stderr


def test_an_empty_page_is_a_page() -> None:
    report = page("无数字")
    assert parse(report).main.strip() == "无数字"
    assert "数字 0 个" in printed(report)
