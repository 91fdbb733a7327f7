"""Web pages of a report: three layouts of sites, and MHTML.

``government`` is a site of today (UTF-8): meta data, navigation, bread crumbs, font and share bar,
related links, footer. ``newspaper`` is a digital edition: pages and headlines of the day at the left,
the article as one run of text with <br>, neighbours' links at the right. ``old`` is nested tables in
gb2312, as sites were made around 2003. What is not the report holds numerals too: a reader that takes
them for figures invents some. Names of sites are made up.
"""

from __future__ import annotations

import quopri
from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby

from formats_texts import Paper, Piece, cells_of

_RELATED = (
    "2019年全市重点项目完成投资86.5亿元", "一图读懂：12项民生实事怎么办",
    "关于开展第5次经济普查的公告", "今年前8个月外贸增长14.2%", "市政府召开第37次常务会议",
)  # fmt: skip
_NAVIGATION = ("首页", "要闻动态", "政务公开", "政务服务", "互动交流", "走进云汀")


def government(paper: Paper) -> bytes:
    """A government site's page, UTF-8."""
    title, body = _title(paper), _paragraphs(paper.pieces[len(paper.head[:1]) :], heads=True)
    date = paper.date
    meta = f'<meta name="PubDate" content="{date} 10:30">' if date else ""
    when = f"<span>发布时间：{date} 10:30</span>" if date else ""
    navigation = "".join(f'<li><a href="/{i}/">{n}</a></li>' for i, n in enumerate(_NAVIGATION))
    related = "".join(f'<li><a href="/r/{i}.html">{n}</a></li>' for i, n in enumerate(_RELATED))
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}_云汀市人民政府</title>
<meta name="SiteName" content="云汀市人民政府"><meta name="ArticleTitle" content="{escape(title)}">
{meta}<meta name="ContentSource" content="云汀市政府办">
<style>.nav li{{float:left;width:16.6%}} p{{text-indent:2em;margin:12px 0}}</style>
<script>var total = 1280; document.title += " 3%";</script></head>
<body><div class="top"><a href="/">简体</a> | <a href="/big5/">繁体</a> | <a href="/wza/">无障碍</a></div>
<div class="nav"><ul>{navigation}</ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 政府工作报告</div>
<div class="content"><div class="article"><h1>{escape(title)}</h1>
<div class="info">{when}<span>来源：云汀市政府办</span><span>浏览次数：<b>3205</b></span>
<span>字体：【<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</span></div>
<div class="TRS_Editor" id="zoom">
{body}
</div><div class="share">分享到：<a href="#">微信</a><a href="#">微博</a></div>
<div class="tools"><a href="#">【打印本页】</a><a href="#">【关闭窗口】</a></div></div>
<div class="related"><h3>相关链接</h3><ul>{related}</ul></div></div>
<div class="footer"><p>主办：云汀市人民政府办公室　技术支持：云汀市大数据中心</p>
<p>网站标识码：4399990001　某ICP备19001234号-1　某公网安备 43999902000016号</p></div></body></html>
""".encode()


def newspaper(paper: Paper) -> bytes:
    """A newspaper's digital edition: side columns, the article's lines parted by <br>."""
    title = _title(paper)
    rest = paper.pieces[len(paper.head[:1]) :]
    lines = []
    for rows, group in groupby(rest, key=lambda p: p.kind == "row"):
        run = list(group)
        if rows:
            lines.append(_table(run))
            continue
        lines += [f"&nbsp;&nbsp;&nbsp;&nbsp;{_words(p)}<br>" for p in run]
    pages = "".join(f'<li><a href="node_{i}.htm">第0{i}版：{n}</a></li>' for i, n in
                    enumerate(("要闻", "综合", "时政", "民生"), 1))  # fmt: skip
    others = "".join(f'<li><a href="c_{i}.htm">{n}</a></li>' for i, n in enumerate(_RELATED))
    date = _han(paper.date)
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>{escape(title)}-南江时报电子版</title></head>
<body><div id="header"><h2>南江时报</h2><span>{date}</span> <a href="#">上一期</a> <a href="#">下一期</a></div>
<table width="100%"><tr><td class="left" width="260" valign="top"><div class="ban">版面导航</div><ul>{pages}</ul>
<div class="ban">标题导航</div><ul>{others}</ul></td>
<td class="main" valign="top"><div class="nav2">第03版：时政　<a href="#">上一版</a> <a href="#">下一版</a>
<a href="#">放大+</a> <a href="#">缩小-</a> <a href="#">默认o</a></div>
<h1 id="main-title">{escape(title)}</h1>
<div id="ozoom"><founder-content>
{"".join(lines)}
</founder-content></div>
<div class="prevnext"><a href="c_3.htm">上一篇</a> <a href="c_5.htm">下一篇</a></div></td>
<td class="right" width="200"><div>今日热点</div><ol>{others}</ol></td></tr></table>
<div id="footer">南江时报社版权所有　未经书面授权不得复制或建立镜像　新闻热线：0799-8123456</div></body></html>
""".encode()


def old(paper: Paper) -> bytes:
    """A site of nested tables in gb2312; what that code lacks stands as character references."""
    title, body = _title(paper), _paragraphs(paper.pieces[len(paper.head[:1]) :], heads=False)
    links = "<br>".join(f'・<a href="art/{i}.htm">{n}</a>' for i, n in enumerate(_RELATED))
    bar = "".join(f'<td align="center" bgcolor="#cc0000"><font color="#ffffff">{n}</font></td>' for n in _NAVIGATION)  # fmt: skip
    when = f"发布日期：{paper.date}" if paper.date else ""
    return f"""<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{escape(title)}</title>
</head>
<body bgcolor="#FFFFFF" leftmargin="0" topmargin="0">
<table width="778" border="0" align="center" cellpadding="0" cellspacing="0"><tr>{bar}</tr></table>
<table width="778" border="0" align="center"><tr><td width="180" valign="top" bgcolor="#EEEEEE">
<table width="100%"><tr><td><b>相关报道</b></td></tr><tr><td>{links}</td></tr></table></td>
<td valign="top"><table width="96%" border="0" align="center">
<tr><td align="center"><font size="4" color="#FF0000"><b>{escape(title)}</b></font></td></tr>
<tr><td align="center"><font size="2">{when}　来源：云汀日报　阅读：861次</font></td></tr><tr><td><hr size="1"></td></tr>
<tr><td><table width="100%"><tr><td class="f14"><font size="3">
{body}
</font></td></tr></table></td></tr>
<tr><td align="right">【<a href="#">打印</a>】【<a href="#">关闭</a>】</td></tr></table></td></tr></table>
<table width="778" align="center"><tr><td align="center"><font size="2">Copyright 2003-2008 云汀在线 版权所有<br>
建议使用1024×768分辨率</font></td></tr></table>
</body>
</html>
""".encode("gb2312", "xmlcharrefreplace")


def mhtml(paper: Paper) -> bytes:
    """The government site's page as a browser saves it in one file."""
    date = paper.date
    page = quopri.encodestring(government(paper)).decode("ascii")
    return (
        "From: <Saved by Blink>\r\n"
        f"Snapshot-Content-Location: https://www.example.gov.cn/zwgk/{date}.html\r\n"
        "Subject: report\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----Part----7Q"\r\n\r\n\r\n'
        "------Part----7Q\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Location: https://www.example.gov.cn/zwgk/{date}.html\r\n\r\n"
        + page.replace("\r\n", "\n").replace("\n", "\r\n")
        + "\r\n------Part----7Q\r\nContent-Type: text/css\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        "Content-Location: cid:css-1@mhtml.blink\r\n\r\nbody { color: #123456; }\r\n------Part----7Q--\r\n"
    ).encode()


LAYOUTS: dict[str, Callable[[Paper], bytes]] = {
    "government": government,
    "newspaper": newspaper,
    "old": old,
}


def article(paper: Paper) -> str:
    """The report alone as HTML: for other programs to make pages of."""
    return _paragraphs(paper.pieces, heads=True)


def _title(paper: Paper) -> str:
    """The report's first heading, else what any site would call it."""
    return paper.head[0].text if paper.head else "政府工作报告"


def _paragraphs(pieces: Sequence[Piece], heads: bool) -> str:
    """One element for each piece; ``heads``: headings are <h2> to <h4>, else paragraphs in bold."""
    out = []
    for rows, group in groupby(pieces, key=lambda p: p.kind == "row"):
        run = list(group)
        if rows:
            out.append(_table(run))
            continue
        for piece in run:
            if piece.kind != "heading":
                out.append(f"<p>{'' if heads else '　　'}{_words(piece)}</p>")
            elif heads:
                level = min(6, max(2, piece.level))
                out.append(f"<h{level}>{_words(piece)}</h{level}>")
            else:
                out.append(f'<p align="left"><b>　　{_words(piece)}</b></p>')
    return "\n".join(out)


def _words(piece: Piece) -> str:
    return escape(f"{piece.mark} {piece.text}" if piece.mark else piece.text)


def _table(rows: Sequence[Piece]) -> str:
    lines = ("".join(f"<td>{escape(c)}</td>" for c in cells_of(row.text)) for row in rows)
    return "<table border=1>" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table>"


def _han(date: str) -> str:
    """2031-02-09 as a newspaper's head has it."""
    if not date:
        return ""
    year, month, day = date.split("-")
    return f"{year}年{int(month)}月{int(day)}日 星期三"
