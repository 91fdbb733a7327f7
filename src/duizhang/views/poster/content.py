"""What stands on a poster, as plain data for the template: strings, numbers and lists only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from duizhang.views.brief import JUDGED, Brief, Item, NamedList
from duizhang.views.clauses import Point, split_number
from duizhang.views.poster.theme import Theme
from duizhang.views.verdicts import LOOKS, OMITTED
from duizhang.views.words import COVERAGES, GENRES, safe

_TAGS = {"growth": "增速", "multiple": "倍数", "change": "增减"}
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MOST_SOURCES = 6
_MOST = 48  # clauses of a kind that are tried on the page
_LONGEST = 300  # characters of one clause that a poster takes


def poster_content(brief: Brief, theme: Theme, size: str, base_url: str = "") -> dict[str, Any]:
    """The data of the template for ``brief``; ``size`` is a3 or phone.

    With ``base_url`` a QR code leads to the page of the place there. ValueError where that is no
    http address.
    """
    last = brief.year - 1
    date = _DATE.match(brief.date)
    address = _address(base_url, brief) if base_url else ""
    silent = "未见年初目标" if brief.account else ""
    return {
        "size": size,
        "title": f"{brief.place}{brief.year}年政府工作报告图解",
        "author": "Duizhang 对账",
        "date": [int(g) for g in date.groups()] if date else None,
        "place": brief.place,
        "year": brief.year,
        "results": [_result(i, silent, _all_estimates(brief)) for i in brief.results],
        "more_results": _weighed(brief.more_results),
        "results_left": max(0, len(brief.more_results) - _MOST),
        "targets": [_target(i) for i in brief.targets],
        "more_targets": _weighed(brief.more_targets),
        "targets_left": max(0, len(brief.more_targets) - _MOST),
        "account": _account(brief),
        "livelihood": _livelihood(brief.livelihood),
        "lists": [_list(x) for x in brief.lists],
        "sources": _sources(brief),
        "notes": _notes(brief, address),
        "qr": _qr(address) if address else [],
        "words": {
            "kicker": theme.kicker,
            "date": _spoken(date) if date else brief.publisher,
            "results": f"{last}年成绩单",
            "results_note": _compared(brief, last),
            "targets": f"{brief.year}年主要预期目标",
            "account": f"{last}年的账",
            "account_note": f"{last}年报告许下的 {len(brief.account)} 项",
            "lists": "清单项目",
        },
    }


def _spoken(date: re.Match[str]) -> str:
    year, month, day = (int(g) for g in date.groups())
    return f"{year}年{month}月{day}日"


def _compared(brief: Brief, last: int) -> str:
    """What stands below the numerals, or why nothing does; what holds of all of them."""
    told = "" if brief.account else f"手头没有{last}年的目标可对"
    if any(i.verdict for i in brief.results):
        told = f"数字下为{last}年目标与对账"
    return "；".join(x for x in (told, "均为预计数" if _all_estimates(brief) else "") if x)


def _all_estimates(brief: Brief) -> bool:
    return len(brief.results) > 1 and all(i.estimate for i in brief.results)


def _number(printed: str) -> dict[str, str]:
    before, number, behind = split_number(printed)
    return {"before": before, "number": number, "behind": behind}


def _tag(item: Item) -> str:
    tag = _TAGS.get(item.aspect, "")
    return "" if any(word in item.name for word in (tag, "增长", "增幅", "增速")) else tag


def _result(item: Item, silent: str, estimates: bool) -> dict[str, Any]:
    look = LOOKS[item.verdict] if item.verdict in JUDGED else None
    notes = ["预计数"] if item.estimate and not estimates else []
    notes += [f"另有文稿作 {r}" for r in item.rivals]
    verdict = None
    if look is not None:
        verdict = {"kind": item.verdict, "word": look.word, "colour": look.colour}
    return {
        "name": item.name,
        "tag": _tag(item),
        **_number(item.printed),
        "verdict": verdict,
        "promised": f"目标 {item.promised}" if look is not None else silent,
        "rank": item.rank,
        "note": "　".join(notes),
    }


def _target(item: Item) -> dict[str, Any]:
    words = item.printed if not item.name else ""
    return {"name": item.name, "tag": _tag(item), "words": words, **_number(item.printed)}


def _weighed(points: Sequence[Point]) -> list[dict[str, Any]]:
    """The weightiest of ``points`` in their order; ``rank`` is 0 for the one that goes last.

    Those that tell an indicator weigh more than others, then those with more figures, then those
    that stand first on the page.
    """
    order = sorted(
        range(len(points)),
        key=lambda n: (not points[n].indicators, -len(points[n].figures), n),
    )
    ranks = {n: rank for rank, n in enumerate(order[:_MOST])}
    return [_words(points[n]) | {"rank": ranks[n]} for n in sorted(ranks)]


def _words(point: Point) -> dict[str, Any]:
    """The text of a point in runs: [words, whether a figure]."""
    runs: list[list[Any]] = []
    at = 0
    for start, end, _ in point.figures:
        runs += [[point.text[at:start], 0], [point.text[start:end], 1]]
        at = end
    runs.append([point.text[at:], 0])
    told = [[words, bool(figure)] for words, figure in runs if words]
    return {"number": point.number, "runs": told}


def _account(brief: Brief) -> dict[str, Any]:
    parts = [
        {"kind": v, "word": LOOKS[v].word, "colour": LOOKS[v].colour, "count": n}
        for v, n in brief.tally.items()
    ]
    omitted = sum(bool(e["omitted"]) for e in brief.account)
    note = f"其中 {omitted} 项{OMITTED.word}、由他处查得" if omitted else ""
    return {"total": len(brief.account), "parts": parts, "note": note}


def _livelihood(found: NamedList | None) -> dict[str, Any] | None:
    if found is None:
        return None
    points = [_words(p) for p in found.points]
    return {"title": found.name, "points": points, "note": f"报告列出 {len(points)} 件"}


def _list(found: NamedList) -> dict[str, Any]:
    names = [p.text[:_LONGEST] for p in found.points]
    return {"title": found.name, "names": names, "note": f"报告举出 {len(names)} 项"}


def _sources(brief: Brief) -> list[str]:
    """One line for each document: what it is, who printed it and when, when it was read, its id."""
    pages = brief.pages
    lines = []
    used = brief.used()
    for d in used[:_MOST_SOURCES]:
        kind = GENRES.get(str(d["genre"]), "文稿")
        part = COVERAGES.get(str(d["coverage"]), "") if d["coverage"] != "full" else ""
        kind += f"（{part}）" if part else ""
        told = [
            f"{brief.place if not d['place'] else d['place']}{d['year'] or ''}年{kind}",
            str(d["date"]),
            _printed_by(str(d["publisher"]), str(d["published"])),
            f"{d['read']}读取" if d["read"] else "",
            f"第{'、'.join(map(str, pages[d['id']]))}页" if pages.get(d["id"]) else "",
            str(d["name"]).rsplit("/", 1)[-1],
            str(d["id"]),
        ]
        lines.append("来源　" + " · ".join(safe(t)[:80] for t in told if t))
    if len(used) > _MOST_SOURCES:
        lines.append(f"　　　另有 {len(used) - _MOST_SOURCES} 份文稿")
    return lines


def _printed_by(publisher: str, published: str) -> str:
    """``株洲日报2025-01-09刊``, as much of it as is known."""
    return f"{publisher}{published}刊" if published else publisher


def _notes(brief: Brief, address: str) -> list[str]:
    notes = [
        "大字的选法　先是有数可对的年初主要目标，再是经济总量和增速，再是今年又定目标的，再是其他增速（高者在前）和其他指标；"
        "照指标次序排列。数字、单位和“左右”“以上”照原文。"
    ]
    partial = {d["coverage"] for d in brief.used() if d["year"] == brief.year}
    if partial and not partial & {"full"}:
        notes.append("手头的报告不是全文，未见的结果记作“待”。")
    notes.append(f"由对账 Duizhang 据账本生成{'　' + address if address else ''}")
    return notes


def _address(base: str, brief: Brief) -> str:
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"{base}: an address begins with http:// or https://")
    return f"{base.rstrip('/')}/place/{quote(brief.place)}/{brief.year}"


def _qr(address: str) -> list[list[int]]:
    """The modules of the QR code of ``address``, with its quiet zone: 1 is dark."""
    import segno

    code: Any = segno.make(address, error="m", micro=False)
    return [[int(bool(cell)) for cell in row] for row in code.matrix_iter(border=2)]
