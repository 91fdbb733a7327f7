"""Web pages of many layouts around one report, with what stands around an article on such a site."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import NamedTuple

TITLE_SITE = "某某市人民政府门户网站"
NEWS = (
    "全市重点项目集中开工 总投资286亿元",
    "前三季度外贸进出口增长14.2%",
    "一图读懂：12件民生实事怎么办",
    "市政府召开第37次常务会议",
    "关于第五次全国经济普查的公告",
    "我市新增3家国家级绿色工厂",
    "公交线路调整涉及18条线路",
    "夏粮收购已完成七成",
)
SUMMARY = (
    "记者昨日从市发展改革委获悉，今年以来全市重点项目建设提速，累计完成投资{n}亿元，",
    "一批补短板、强弱项的工程陆续建成投用，群众获得感不断增强。",
)


class Line(NamedTuple):
    """A line of the report: heading (with its level), p, item or row (cells)."""

    kind: str
    text: str
    level: int = 0


def lines_of(text: str) -> list[Line]:
    """The lines of a sample in Markdown or plain text."""
    found: list[Line] = []
    for raw in text.splitlines():
        line = raw.strip()
        if not line or re.fullmatch(r"[|:\- ]+", line):
            continue
        if m := re.match(r"(#{1,6})\s+(.*)", line):
            found.append(Line("heading", m[2], len(m[1])))
        elif " | " not in line and re.search(r"\S {2,}\S+ {2,}\S", line):
            found.append(Line("row", "| " + " | ".join(line.split()) + " |"))
        elif line.startswith("|"):
            found.append(Line("row", line))
        elif m := re.match(r"[-*]\s+(.*)", line):
            found.append(Line("item", m[1]))
        else:
            found.append(Line("p", line))
    return found


def inline(text: str) -> str:
    """Markdown's bold as <strong>, all else escaped."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text, quote=False))


def plain(lines: list[Line]) -> str:
    """The report's characters without white space, marks of Markdown, and pipes of tables."""
    text = "".join(line.text for line in lines).replace("**", "").replace("|", "")
    return re.sub(r"\s+", "", text)


def body(lines: list[Line], p: str = "<p>{}</p>", heading: str = "<h{1}>{0}</h{1}>") -> str:
    """The report with ``p`` around paragraphs and ``heading`` around headings."""
    made: list[str] = []
    open_kind = ""
    for n, line in enumerate(lines):
        if line.kind != open_kind:
            made.append({"item": "</ul>", "row": "</table>"}.get(open_kind, ""))
            made.append({"item": "<ul>", "row": '<table border="1">'}.get(line.kind, ""))
            open_kind = line.kind
        if line.kind == "heading":
            made.append(heading.format(inline(line.text), line.level))
        elif line.kind == "item":
            made.append(f"<li>{inline(line.text)}</li>")
        elif line.kind == "row":
            cells = line.text.strip("|").split("|")
            name = "th" if lines[n - 1].kind != "row" else "td"
            made.append("<tr>" + "".join(f"<{name}>{inline(c.strip())}</{name}>" for c in cells))
        else:
            made.append(p.format(inline(line.text)))
    made.append({"item": "</ul>", "row": "</table>"}.get(open_kind, ""))
    return "\n".join(made)


def links(count: int = 8, item: str = "<li>{}</li>") -> str:
    return "".join(item.format(f'<a href="/n/{i}.html">{NEWS[i % 8]}</a>') for i in range(count))


def page(title: str, inside: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{escape(title)}_{TITLE_SITE}'
        f"</title>{head}<script>var n = 1 < 2 && '</p>';</script></head><body>{inside}</body></html>"
    )


_NAV = (
    "<ul>"
    + "".join(f'<li><a href="/{n}/">{n}</a></li>' for n in ("首页", "要闻", "政务公开", "办事"))
    + "</ul>"
)
_FOOT = "<p>主办：某某市人民政府办公室　承办：某某市大数据局</p><p>某ICP备10001234号　网站标识码4300000001</p>"


def _headline(lines: list[Line]) -> tuple[str, list[Line]]:
    return lines[0].text, lines[1:]


def government(lines: list[Line]) -> str:
    """A site of today, names of its template in classes."""
    title, rest = _headline(lines)
    return page(title, f"""<div class="header-nav">{_NAV}</div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zw">政务公开</a></div>
<div class="detail-wrap"><h1>{inline(title)}</h1><div class="info"><span>发布时间：2031-01-08 10:20</span>
<span>来源：某某日报</span><span>浏览次数：<b>3205</b></span></div>
<div class="TRS_Editor">{body(rest)}</div><div class="share-box">分享到：<a href="#">微信</a></div>
<div class="relatedNews"><h3>相关阅读</h3><ul>{links()}</ul></div></div><div class="footer">{_FOOT}</div>""")  # fmt: skip


def nested_tables(lines: list[Line]) -> str:
    """A site of 2003: all is in tables, the report in one cell, paragraphs parted by <br>."""
    title, rest = _headline(lines)
    text = body(rest, "&nbsp;&nbsp;&nbsp;&nbsp;{}<br>", "<b>{0}</b><br>")
    return page(title, f"""<table width=778 align=center><tr><td bgcolor=red><a href=/>首页</a><td><a href=/b>新闻</a></table>
<table width=778><tr><td width=180 valign=top><table><tr><td><b>站内新闻</b><tr><td>{links(6, "{}<br>")}</table>
<td valign=top><table width=96%><tr><td align=center><font size=4><b>{inline(title)}</b></font>
<tr><td align=center>发布日期：2031-01-08　阅读：861次<tr><td><table><tr><td><font size=3>{text}</font></table>
<tr><td align=right>【<a href=#>打印</a>】【<a href=#>关闭</a>】</table></table><center>Copyright 2003 版权所有</center>""")  # fmt: skip


def digital_edition(lines: list[Line]) -> str:
    """A newspaper's digital edition, the text in <founder-content>."""
    title, rest = _headline(lines)
    text = body(rest, "<P>　　{}</P>", "<P>　　<B>{0}</B></P>")
    return page(title, f"""<table><tr><td><div>第01版：要闻</div>{links(4, "<div>{}</div>")}</td>
<td><table><tr><td class=title><founder-title>{inline(title)}</founder-title></td></tr><tr><td>
<div id=ozoom style="zoom:100%"><!--enpcontent--><founder-content>{text}</founder-content><!--/enpcontent--></div>
</td></tr></table><a href=1>上一篇</a> <a href=2>下一篇</a></td></tr></table>""")  # fmt: skip


def wechat(lines: list[Line]) -> str:
    """An article of WeChat: sections and spans with styles, hidden until a script runs."""
    title, rest = _headline(lines)
    style = 'style="margin:0;letter-spacing:0.578px;font-family:mp-quote;text-align:justify"'
    text = body(rest, f'<section {style}><p {style}><span leaf=""><span {style}>{{}}</span></span></p></section>')  # fmt: skip
    head = f'<meta property="og:title" content="{escape(title)}"><meta property="og:site_name" content="微信公众平台">'
    return page(title, f"""<div id="js_article"><h1 class="rich_media_title">{inline(title)}</h1>
<div id="meta_content"><span>原创</span> <a id="js_name" href="javascript:;">某某发布</a> <em id="publish_time">2031年1月8日 09:10</em></div>
<div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0;">{text}</div>
<div id="js_tags">预览时标签不可点</div><div class="comment"><h3>精选留言</h3><p>祝家乡越来越好，今年目标增长10%！</p></div></div>""", head)  # fmt: skip


def party_paper(lines: list[Line]) -> str:
    """A party paper's site: text in one div, editor's line and recommended articles behind it."""
    title, rest = _headline(lines)
    pairs = "".join(f'<li><a href="/p/{i}">{NEWS[i]}</a></li>' for i in range(6))
    return page(title, f"""<div class="w1000 nav">{_NAV}</div><div class="layout rm_txt cf"><div class="col col-1">
<h1>{inline(title)}</h1><div class="channel cf"><div>2031年01月08日09:12 | 来源：<a href="http://x.cn">某某日报</a></div></div>
<div class="rm_txt_con cf">{body(rest, "<p style='text-indent:2em'>&emsp;&emsp;{}</p>")}<div class="edit cf">(责编：张三、李四)</div></div>
<div class="fx">分享让更多人看到 <a>微信</a></div></div><div class="col col-2"><h2>热门排行</h2><ul>{pairs}</ul></div></div>""")  # fmt: skip


def long_side(lines: list[Line]) -> str:
    """No names tell anything; the column beside is as long as the article."""
    title, rest = _headline(lines)
    count = max(4, len(plain(rest)) // 80)
    teasers = "".join(
        f'<div><h4><a href="/{i}">{NEWS[i % 8]}</a></h4><p>{"".join(SUMMARY).format(n=i)}</p></div>'
        for i in range(count)
    )
    return page(title, f"""<div class=a>{_NAV}</div><div class=b><div class=c><h1>{inline(title)}</h1>{body(rest)}</div>
<div class=d>{teasers}</div></div><div class=e>{_FOOT}</div>""")  # fmt: skip


def paged(lines: list[Line]) -> str:
    """The first page of an article with a pager."""
    title, rest = _headline(lines)
    return page(title, f"""<div class="top">{_NAV}</div><div class="box"><h1>{inline(title)}</h1><div id="text">{body(rest)}
<div class="fy"><span>第1页 共3页</span> <a>1</a> <a href="a_2.html">2</a> <a href="a_3.html">3</a> <a href="a_2.html">下一页</a></div>
</div></div>""")  # fmt: skip


def mobile(lines: list[Line]) -> str:
    """A page for telephones: sections, a fixed bar, a list of cards with pictures."""
    title, rest = _headline(lines)
    cards = "".join(f'<a class="card" href="/{i}"><img src="{i}.jpg" width="120" alt=""><p>{n}</p><span>2031-01-0{i + 1}</span></a>' for i, n in enumerate(NEWS))  # fmt: skip
    return page(title, f"""<header><a href="/">&lt;</a><span>某某新闻</span></header><article><h2 class="t">{inline(title)}</h2>
<p class="from">某某新闻客户端 01-08 09:10</p>{body(rest, "<p>{}</p>", "<p><strong>{0}</strong></p>")}</article>
<div class="open-app">打开APP 阅读全文</div><section class="list"><h3>热门推荐</h3>{cards}</section><footer>{_FOOT}</footer>""")  # fmt: skip


def column_lines(lines: list[Line]) -> str:
    """Every printed line of a newspaper's column is a line of the page."""
    title, rest = _headline(lines)
    made = printed(rest)
    return page(title, f'<div><h1>{inline(title)}</h1></div><div class="text">{"<br>".join(escape(x) for x in made)}</div>')  # fmt: skip


def printed(lines: list[Line], wide: int = 48) -> list[str]:
    """The report as a column of ``wide`` half characters prints it."""
    made: list[str] = []
    for line in lines:
        text = ("" if line.kind == "heading" else "　　") + line.text.replace("**", "")
        start = width = 0
        for i, c in enumerate(text):
            width += 1 if c.isascii() else 2
            if width > wide:
                made.append(text[start:i])
                start, width = i, 1 if c.isascii() else 2
        made.append(text[start:])
    return made


def divs(lines: list[Line]) -> str:
    """Paragraphs are divs, nothing is named, the footer is beside them."""
    title, rest = _headline(lines)
    return page(title, f"""<div>{_NAV}</div><div><div>{inline(title)}</div><div>2031-01-08 来源：某某网</div>
{body(rest, "<div>{}</div>", "<div><b>{0}</b></div>")}</div><div>{_FOOT}</div><div>{links()}</div>""")  # fmt: skip


def single_page_site(lines: list[Line]) -> str:
    """What a script has built: custom elements, deep wrappers, sections of the report as parts."""
    title, rest = _headline(lines)
    parts: list[list[Line]] = [[]]
    for line in rest:
        if line.kind == "heading" and line.level <= 2:
            parts.append([])
        parts[-1].append(line)
    text = "".join(f"<section><div>{body(part)}</div></section>" for part in parts if part)
    return page(title, f"""<div id="app"><div class="layout"><app-menu>{_NAV}</app-menu><main><div><div><h1>{inline(title)}</h1>
<div class="tools"><button>打印</button><button>收藏 12</button></div>{text}</div></div></main>
<aside><h3>最新</h3><ul>{links()}</ul></aside></div></div><noscript>请开启JavaScript</noscript>""")  # fmt: skip


def open_information(lines: list[Line]) -> str:
    """政府信息公开: the document's index as a table above the text, all in a form."""
    title, rest = _headline(lines)
    return page(title, f"""<form id="form1"><div class="top">{_NAV}</div><div class="xxgk"><table class="index"><tr><td>索引号：</td><td>4300/2031-00123</td>
<td>发布机构：</td><td>市政府办公室</td></tr><tr><td>成文日期：</td><td>2031-01-07</td><td>有效性：</td><td>有效</td></tr></table>
<h3 style="text-align:center">{inline(title)}</h3><div class="con">{body(rest)}</div><p>附件：<a href="f.doc">名词解释.doc</a></p>
<div style="display:none">隐藏的计数 99.9%</div></div></form>{_FOOT}""")  # fmt: skip


def pre_text(lines: list[Line]) -> str:
    """A plain text inside <pre>."""
    text = "\n\n".join(escape(line.text.replace("**", ""), quote=False) for line in lines)
    return page(
        "政府工作报告", f"<table><tr><td>{links(5)}</td><td><pre>{text}</pre></td></tr></table>"
    )


def unclosed(lines: list[Line]) -> str:
    """Hardly any end tag, attributes without quotes, stray ones."""
    title, rest = _headline(lines)
    text = body(rest, "<p class=MsoNormal><font face=宋体>{}</b>", "<p><b>{0}")
    return page(
        title,
        f"<ul>{links(5)}</ul><div id=main><h1>{inline(title)}</h2><a name=top>{text}</span></div></div>{_FOOT}",
    )


LAYOUTS: dict[str, Callable[[list[Line]], str]] = {
    f.__name__: f
    for f in (
        government, nested_tables, digital_edition, wechat, party_paper, long_side, paged, mobile,
        column_lines, divs, single_page_site, open_information, pre_text, unclosed,
    )
}  # fmt: skip
