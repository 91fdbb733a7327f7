"""The account as one self-contained HTML page: no script, no request, both sentences a click away.

Everything that comes from a report is escaped; a policy in the head forbids all else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from itertools import groupby

from duizhang.views import words
from duizhang.views.account_view import gap_of, name_of
from duizhang.views.books import Books, Row, sentence_around
from duizhang.views.verdicts import LOOKS, OMITTED, PARTS, counts, notes, summary
from duizhang.views.words import flowing

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_SPLIT = re.compile(r"^(.*?\d+)(\D.*|)$", re.DOTALL)  # up to the decimal point, and the rest
_ABSENT = {
    "unreported": ("未报", "次年的报告没有交代"),
    "pending": ("待", "还没有可以对照的报告"),
    "not_comparable": ("不可比", "报了相近的数，口径不同"),
    "declared": ("无数字", "只说完成，没有数字"),
}


def account_page(books: Books, rows: Sequence[Row]) -> str:
    """The page of ``rows`` as text, ready to be written as UTF-8; the same rows, the same page."""
    css = (files("duizhang.views") / "data" / "account.css").read_text(encoding="utf-8")
    places = list(dict.fromkeys(str(r["place"]) for r in rows))
    title = f"{'、'.join(places[:4])}{'等' if len(places) > 4 else ''}的账"
    parts = [
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        '<meta name="referrer" content="no-referrer">\n',
        f"<title>{_text(title)} · 对账 Duizhang</title>\n<style>\n{css}</style>\n</head>\n<body>\n",
        f"<h1>{_text(title)}</h1>\n",
        "" if rows else "<p>没有这样的账目。</p>\n",
        *_body(books, rows),
        *_conflicts(books),
        *_footer(books, rows),
        "</body>\n</html>\n",
    ]
    return "".join(parts)


def _body(books: Books, rows: Sequence[Row]) -> Iterator[str]:
    for (place, period), group in groupby(rows, key=lambda r: (r["place"], r["period"])):
        lines = list(group)
        yield f"<section>\n<h2>{_text(place)} {_text(period)}年的账</h2>\n<p>{_text(summary(lines))}</p>\n"
        yield from _bar(lines)
        for notice in books.notices:
            if notice["place"] == place and str(notice["year"]) in (
                period[-4:],
                str(int(period[-4:]) + 1),
            ):
                yield f'<p class="why">提示：{_text(notice["message"])}</p>\n'
        for part, title in PARTS.items():
            inside = [r for r in lines if r["part"] == part]
            if inside:
                yield from _table(books, title, inside)
        yield "</section>\n"


def _bar(rows: Sequence[Row]) -> Iterator[str]:
    found = counts(str(r["verdict"]) for r in rows)
    yield '<div class="bar" aria-hidden="true">'
    for verdict, number in found.items():
        share = 100 * number / len(rows)
        yield f'<span style="width:{share:.2f}%;background:{LOOKS[verdict].colour}"></span>'
    yield '</div>\n<ul class="legend">\n'
    for verdict, number in found.items():
        yield f"<li>{_verdict(verdict)} {number}</li>\n"
    yield "</ul>\n"


def _verdict(verdict: str, *, omitted: bool = False) -> str:
    look = LOOKS[verdict]
    before = ""
    if omitted:
        before = (
            f'<span style="color:{OMITTED.colour}" title="{OMITTED.word}">{OMITTED.shape}</span>'
        )
    return f'{before}<span style="color:{look.colour}">{look.shape} {look.word}</span>'


def _table(books: Books, title: str, rows: Sequence[Row]) -> Iterator[str]:
    yield f'<div class="frame"><table>\n<caption>{title}（{len(rows)}）</caption>\n<thead><tr>'
    yield '<th scope="col">事项</th><th scope="col" class="n" colspan="2">目标</th>'
    yield '<th scope="col" class="n" colspan="2">结果</th><th scope="col">账</th>'
    yield '<th scope="col" class="n" colspan="2">差</th><th scope="col">说明与依据</th></tr></thead>\n<tbody>\n'
    for row in rows:
        yield f'<tr id="{_text(row["id"])}"><td>{_text(name_of(row))}</td>'
        yield _number(row["promised"] if row["aspect"] else "", "", "")
        word, reason = _ABSENT.get(row["verdict"], ("", ""))
        yield _number(row["reported"], word, row["why"] or reason)
        yield f'<td class="v">{_verdict(row["verdict"], omitted=row["omitted"])}</td>'
        yield _number(gap_of(row), "", "")
        told = notes(row) + ([f"{OMITTED.word}，由他处查得"] if row["omitted"] else [])
        yield f'<td><span class="why">{_text("；".join(told))}</span>'
        yield from _evidence(books, row)
        yield "</td></tr>\n"
    yield "</tbody>\n</table></div>\n"


def _number(printed: str, absent: str, reason: str) -> str:
    """Two cells that meet at the decimal point."""
    found = _SPLIT.match(printed)
    if not found:
        word = f'<span title="{_text(reason)}">{absent}</span>' if absent else ""
        return f'<td class="none" colspan="2">{_text(printed) or word}</td>'
    return f'<td class="n">{_text(found.group(1))}</td><td class="u">{_text(found.group(2))}</td>'


def _evidence(books: Books, row: Row) -> Iterator[str]:
    spots = [("目标", [row["target_document"], row["target_start"], row["target_end"]])]
    if row["result_document"]:
        spots.append(("结果", [row["result_document"], row["result_start"], row["result_end"]]))
    for word, kind in (("相近", "near"), ("原话", "declared_by")):
        spots += [(word, spot) for spot in row["spots"][kind][:2]]
    yield "<details><summary>依据</summary>"
    for word, spot in spots:
        yield f'<p>{word} {_quoted(books, spot)} <span class="from">{_text(_from(books, spot))}</span></p>'
    for step in books.steps.get(row["id"], []):
        yield f"<p>{_text(step['words'])}</p>"
    yield "</details>"


def _quoted(books: Books, spot: Sequence[object]) -> str:
    document, start, end = str(spot[0]), int(str(spot[1])), int(str(spot[2]))
    text = books.text(document)
    left, right = sentence_around(text, start, end)
    return (
        f"{_text(flowing(text[left:start].lstrip()))}<mark>{_text(flowing(text[start:end]))}</mark>"
        f"{_text(flowing(text[end:right].rstrip()))}"
    )


def _from(books: Books, spot: Sequence[object]) -> str:
    """The file's name, the offset, and where that lies in the file."""
    return f"{_name(books, str(spot[0]))}@{spot[1]} {books.place(spot)}".rstrip()


def _name(books: Books, document: str) -> str:
    return books.file(document).replace("\\", "/").rsplit("/", 1)[-1]


def _conflicts(books: Books) -> Iterator[str]:
    if not books.conflicts:
        return
    yield f"<section>\n<h2>来源不一致 {len(books.conflicts)} 处</h2>\n"
    for c in books.conflicts:
        left = _quoted(books, (c["left_document"], c["left_start"], c["left_end"]))
        right = _quoted(books, (c["right_document"], c["right_start"], c["right_end"]))
        head = f"{c['place']} {c['period']} {c['subject']}"
        yield f'<h3>{_text(head)}</h3>\n<p class="why">{_text(c["reason"])}</p>\n'
        for side, quoted in (("left", left), ("right", right)):
            spot = [c[f"{side}_{k}"] for k in ("document", "start", "end")]
            yield f'<p>{quoted} <span class="from">{_text(_from(books, spot))}</span></p>\n'
    yield "</section>\n"


def _footer(books: Books, rows: Sequence[Row]) -> Iterator[str]:
    used = {r[k] for r in rows for k in ("target_document", "result_document") if r[k]}
    names = sorted({f"{_name(books, d)}（{d}）" for d in used})
    yield f"<footer>\n<p>来源：{_text('；'.join(names))}</p>\n"
    yield "<p>由对账 Duizhang 读出并结账。目标、结果、判语各有依据，点开可见原文。</p>\n</footer>\n"


def _text(text: object) -> str:
    return escape(words.safe(" ".join(str(text).split())), quote=True)
