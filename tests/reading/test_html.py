"""What is taken from a web page: text, hints, metadata; what is refused, and with which words."""

from __future__ import annotations

import quopri

import pytest

from duizhang.model import Document
from duizhang.reading import Unreadable, decode, make_source
from duizhang.reading.html import read_html
from duizhang.reading.html_series import Series, series
from duizhang.reading.mhtml import markup_of as mhtml_markup
from reading.test_html_layouts import source_of

P = "<p>今年全市地区生产总值增长6.5%左右，规模以上工业增加值增长8%以上，城镇新增就业4万人，居民收入稳步提高。</p>"
TEXT = P[3:-4]


def text_of(inside: str) -> str:
    return read_html(
        source_of(f"<html><body><h1>政府工作报告</h1>{inside}{P}</body></html>")
    ).source_text


def document(markup: str | bytes) -> Document:
    data = markup if isinstance(markup, bytes) else markup.encode()
    return decode(make_source("x.html", data))


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("<p>增长&nbsp;6.5&#37;&lt;预计&gt;</p>", "增长 6.5%<预计>"),
        ("<p>全市<b>粮食</b>\n  产量</p>", "全市粮食产量"),
        ("<p>GDP\n growth</p>", "GDP growth"),
        (
            "<p>面积3km<sup>2</sup>，PM<sub>2.5</sub>下降5%<sup>[3]</sup>。</p>",
            "面积3km2，PM2.5下降5%。",
        ),
        (
            "<p>增长8<sup><a href='#n1'>1</a></sup>%，占5<sup>(</sup><sup>2)</sup>%</p>",
            "增长8%，占5%",
        ),
        (
            "<p>就业5.2<span style='font-size:8px; vertical-align: super'>3</span>万人</p>",
            "就业5.2万人",
        ),
        ("<p>增长<del>6.5</del><ins>6.8</ins>%，<s>7</s>8个</p>", "增长6.8%，8个"),
        ("<p>投资<span style='text-decoration:line-through'>7</span>9亿元</p>", "投资9亿元"),
        ("<p><ruby>衢<rp>(</rp><rt>qú</rt><rp>)</rp></ruby>江区</p>", "衢江区"),
        ("<p>一是<span style='display: none'>99</span>抓项目</p>", "一是抓项目"),
        ("<p>见<a href='x'>附表</a>所列12项</p>", "见附表所列12项"),
        ("<p>&lt;script&gt;不是脚本&lt;/script&gt;</p>", "<script>不是脚本</script>"),
        ("<p>5 < 7，成立<p>", "5 < 7，成立"),
        ("<pre>甲  乙\n丙</pre>", "甲  乙\n丙"),
    ],
)
def test_a_line(markup: str, line: str) -> None:
    assert f"\n{line}\n" in text_of(markup).replace("\n\n", "\n")


def test_a_headline_is_not_joined_with_the_first_item_of_a_list() -> None:
    items = "".join(f"<li>{x}</li>" for x in ("建成学校12所。", "建成医院3家。"))
    page = document(f"<html><body><h1>2031年某市政府工作报告</h1><ol>{items}</ol>{P}</body></html>")
    kinds = [(b.kind, page.text[b.start : b.end]) for b in page.blocks[:3]]
    assert kinds == [
        ("heading", "2031年某市政府工作报告"), ("item", "建成学校12所。"), ("item", "建成医院3家。"),
    ]  # fmt: skip


def test_cdata_is_text_of_xhtml_and_a_comment_of_html() -> None:
    page = f"<html><body><h1>政府工作报告</h1>{P}<p><![CDATA[城镇化率61.2%。]]></p></body></html>"
    head = '<?xml version="1.0"?>'
    assert "城镇化率61.2%。" in read_html(source_of(head + page)).source_text
    assert "61.2" not in read_html(source_of(page)).source_text


@pytest.mark.parametrize(
    "markup",
    [
        "<script>var x = '增长99%'</script>",
        "<style>.增长99{}</style>",
        "<!-- 增长99% -->",
        "<p hidden>增长99%</p>",
        "<select><option>增长99%</option></select>",
        "<ul><li><a href=1>全市外贸增长99%</a></li></ul>",
        "<nav><p>增长99%，</p></nav>",
        "<textarea>增长99%</textarea>",
        "<svg><text>增长99%</text></svg>",
        "<div class='share-box'>分享99次</div>",
    ],
)
def test_what_is_no_text(markup: str) -> None:
    assert "99" not in text_of(markup)


def test_powers_of_ten_stay_raised_and_lead_to_their_place() -> None:
    markup = (
        f"{P}<p>总量3.2×10<sup>4</sup>吨，密度（10<sup>-3</sup>个），增长8<sup>1</sup>%。</p>{P}"
    )
    found = document(markup)
    assert "总量3.2×10⁴吨，密度（10⁻³个），增长8%。" in found.text
    at = found.source_text.index("⁴")
    (place,) = found.locate(at, at + 1)
    assert markup[place.at : place.until] == "4"


def test_rows_keep_their_columns() -> None:
    text = text_of(
        "<table><tr><th>领域<th>指标<th colspan=2>2030年<tr><th><th><th>目标<th>完成"
        "<tr><td rowspan=2>经济<td>地区生产<br>总值<td>6%<td>6.2%<tr><td>投资<td>8%<td>7%</table>"
    )
    assert [line for line in text.split("\n") if line.startswith("|")] == [
        "| 领域 | 指标 | 2030年 |  |",
        "|  |  | 目标 | 完成 |",
        "| 经济 | 地区生产总值 | 6% | 6.2% |",
        "|  | 投资 | 8% | 7% |",
    ]


def test_a_layout_table_is_text() -> None:
    cell = f"<td>{P}{P}{P}</td>"
    text = text_of(f"<table><tr>{cell}{cell}</tr><tr>{cell}{cell}</tr></table>")
    assert "|" not in text
    assert text.count(TEXT) == 13


def test_the_index_of_a_document_is_no_row() -> None:
    text = text_of(
        "<table><tr><td>索引号：<td>4300/2031-1<td>主题：<td>综合<tr><td>发布机构：<td>办公室<td>文号<td>1</table>"
    )
    assert "4300" not in text


def test_headings_and_items_are_hinted() -> None:
    draft = read_html(
        source_of(
            f"<h1>政府工作报告</h1>{P}<h3>一、工作回顾</h3>{P}<ol><li>办实事<li>稳就业</ol>{P}"
        )
    )
    hints = [(draft.source_text[h.start : h.end], h.kind, h.level) for h in draft.hints]
    assert hints == [
        ("政府工作报告", "heading", 1),
        ("一、工作回顾", "heading", 3),
        ("办实事", "item", 0),
        ("稳就业", "item", 0),
    ]


META = {
    '<meta name="ContentSource" content="某某日报"><meta name="PubDate" content="2031-01-08 10:00">': ("某某日报", "2031-01-08"),
    '<meta property="article:published_time" content="2031-01-08T08:00:00+08:00"><meta property="og:site_name" content="某某网">': ("某某网", "2031-01-08"),
    '<script type="application/ld+json">{"@graph":[{"headline":"报告","datePublished":"2031-01-08","publisher":{"name":"某某社"}}]}</script>': ("某某社", "2031-01-08"),
    '<meta name="source" content="来源：某某发布"><script>var ct = "1925600000";</script>': ("某某发布", "2031-01-08"),
    "</head><p>发布时间：2031年1月8日　信息来源：市政府办</p>": ("市政府办", "2031-01-08"),
    '<meta name="PubDate" content="2031-13-45"><meta name="source" content="本站">': ("", ""),
}  # fmt: skip


@pytest.mark.parametrize("head", META)
def test_publisher_and_date(head: str) -> None:
    draft = read_html(source_of(f"<html><head>{head}<h1>政府工作报告</h1>{P}"))
    assert (draft.publisher, draft.published) == META[head]


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (
            "<!-- saved from url=(0031)https://www.example.gov.cn/a.htm -->",
            "https://www.example.gov.cn/a.htm",
        ),
        (
            "<link rel=canonical href='https://example.cn/b?x=1&amp;y=2'>",
            "https://example.cn/b?x=1&y=2",
        ),
        ("<meta property='og:url' content='http://example.cn/c'>", "http://example.cn/c"),
        ("<link rel=canonical href='javascript:alert(1)'>", ""),
    ],
)
def test_url(head: str, url: str) -> None:
    assert read_html(source_of(f"<html>{head}<h1>政府工作报告</h1>{P}")).url == url


def test_the_window_title_stands_for_a_missing_headline() -> None:
    markup = f"<title>某市2031年政府工作报告_某市人民政府</title>{P}"
    draft = read_html(source_of(markup))
    assert draft.source_text.startswith("某市2031年政府工作报告\n")
    assert draft.locators[0].at == markup.index("某市2031")


@pytest.mark.parametrize(
    ("declared", "written", "read", "warned"),
    [
        ("gb2312", "gb18030", "gb18030", False),
        ("utf-8", "gb18030", "gb18030", True),
        ("gbk", "utf-8", "utf-8", True),
        ("big5", "big5hkscs", "big5hkscs", False),
        ("utf-8", "utf-16", "utf-16-le", False),
        ("nonsense", "utf-8", "utf-8", False),
    ],
)
def test_encodings(declared: str, written: str, read: str, warned: bool) -> None:
    inside = (P * 3).replace("业", "業").replace("产", "產") if "big5" in written else P * 3
    inside = (
        inside.translate(str.maketrans("区规总值", "區規總值")) if "big5" in written else inside
    )
    markup = f"<html><meta http-equiv=Content-Type content='text/html; charset={declared}'><h1>政府工作{inside}"
    data = markup.encode(written, "xmlcharrefreplace")
    draft = read_html(source_of("").__class__("x.html", "text/html", "", data))
    assert draft.encoding == read
    assert "6.5%" in draft.source_text
    assert any(w.code == "wrong_charset" for w in draft.warnings) is warned


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<html><frameset cols=1><frame src=left.htm><frame src=main.htm></frameset></html>", "frame set.*left.htm, main.htm"),
        ("<html><body><div id=app></div><script src=a.js></script><noscript>请启用</noscript></body></html>", "without JavaScript"),
        ("<html><h1>政府工作报告</h1><p><img src=r1.jpg width=800><img src=r2.jpg></p></html>", "pictures only \\(2, r1.jpg\\)"),
        ("<html><h1>政府工作报告</h1><iframe src='viewer.html?file=a.pdf'></iframe><a href='f/报告.pdf'>下载</a></html>", "报告.pdf"),
        ("<html><h1>政府工作报告</h1><p>附件：<a href='f/r.docx'>全文</a></p></html>", "only links to other files \\(r.docx\\)"),
        ("<html><body></body></html>", "holds no text"),
    ],
)  # fmt: skip
def test_refused_in_one_line(markup: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as caught:
        read_html(source_of(markup))
    assert "\n" not in str(caught.value)


def test_a_page_in_another_language_is_no_page_of_pictures() -> None:
    words = "GDP grew by 5.2 percent last year. " * 30
    assert "5.2" in read_html(source_of(f"<p>{words}</p><img src=a.png>")).source_text


def test_pictures_and_what_was_left_out_are_warned_of() -> None:
    draft = read_html(
        source_of(
            f"<nav><a href=/>首页导航</a></nav><h1>政府工作报告</h1>{P}<img src=table.png alt='指标表'>{P}"
        )
    )
    assert {w.code: w.message for w in draft.warnings}.keys() == {"left_out", "picture"}
    assert "指标表" in draft.warnings[-1].message


def saved(html: str, coding: str = "quoted-printable", boundary: str = "----x") -> bytes:
    body = quopri.encodestring(html.encode()).decode() if coding == "quoted-printable" else html
    return (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.example.gov.cn/r.html\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="{boundary}"\r\n\r\n\r\n--{boundary}\r\n'
        f"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: {coding}\r\nContent-Location: https://www.example.gov.cn/r.html\r\n\r\n"
        + body.replace("\r\n", "\n").replace("\n", "\r\n")
        + f"\r\n--{boundary}\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--{boundary}--\r\n"
    ).encode()  # fmt: skip


@pytest.mark.parametrize("coding", ["quoted-printable", "8bit"])
def test_mhtml(coding: str) -> None:
    source = make_source("x.mhtml", saved(f"<html><h1>政府工作报告</h1>{P}</html>", coding))
    found = decode(source)
    assert found.media_type == "multipart/related"
    assert TEXT in found.source_text
    assert found.url == "https://www.example.gov.cn/r.html"
    markup = mhtml_markup(source)
    assert all(markup[x.at : x.until] == found.source_text[x.start : x.end] for x in found.locators)


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_a_cut_or_empty_mhtml(keep: float) -> None:
    data = saved(f"<html><h1>政府工作报告</h1>{P}</html>")
    try:
        assert decode(make_source("x.mht", data[: int(len(data) * keep)])).source_text
    except Unreadable as error:
        assert "\n" not in str(error)  # noqa: PT017 - either is right


def test_series_by_links_and_by_script() -> None:
    own = "<!-- saved from url=(0031)https://example.cn/a/t1_1.html -->"
    pager = "<div>第2页 共3页 <a href='t1.html'>上一页</a> <a href='t1_2.html'>下一页</a></div>"
    want = Series("https://example.cn/a/t1_1.html", "政府工作报告", 2, 3,
                  ("https://example.cn/a/t1_2.html",), "https://example.cn/a/t1.html")  # fmt: skip
    head = "<title>政府工作报告</title>"
    assert series(source_of(f"{own}{head}{P}{pager}")) == want
    script = '<script>createPageHTML(3, 1, "t1", "html");</script>'
    assert series(source_of(f"{own}{head}{P}{script}")) == want
    assert series(source_of(f"{head}{P}<a href=x.html>下一篇</a>")) is None
    assert "下一页" not in read_html(source_of(f"{own}{head}{P}{pager}")).source_text
