"""Finds what a report says of itself: place, year, meeting, speaker, date, kind of page."""

from __future__ import annotations

import re
from collections import Counter

from duizhang.language.lexicon import Lexicon
from duizhang.language.places import lexicon_places
from duizhang.model import Block, Document, Identity
from duizhang.outline.periods import YEAR, PeriodTable, period_table, plan_years
from duizhang.outline.stance import StanceScorer, stance_scorer
from duizhang.outline.whose import CONGRESS, HEAD, TITLE, whose

_MEETING = re.compile(
    r"((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日[^。\n]{0,4}在[^。\n]{2,40}?"
    r"(?:人民代表大会|人大)[^。\n]{0,14}(?:会议)"
)
_MEETING_HEAD = re.compile(r"^.*?在(?=[一-鿿]{2})|^[，日\n]+")
# A title names the paper and is no sentence (各位代表，我向大会作政府工作报告，请予审议。)
_NAMED = re.compile(
    r"^(?![^，]*，).{0,40}(?:工作报告|统计公报|(?:计划|预算)执行情况[^。]{0,12}报告)[^。，；]{0,24}$"
)
_NEXT = re.compile(
    r"((?:19|20)[0-9]{2})年(?:的)?(?:工作安排|重点工作|主要任务|工作总体部署|主要预期目标|重点任务|工作打算|"
    r"目标任务|工作部署|主要目标|发展目标|发展主要预期目标|经济社会发展(?:的)?主要预期目标|预期目标|工作建议|民生实事|工作$|工作\n|的工作)"
)
_NEXT_HEADING = re.compile(
    r"((?:19|20)[0-9]{2})年(?:的)?[一-鿿]{0,10}?(?:建议|安排|打算|任务|部署|目标|重点|要点|计划(?!执行|完成)|思路|实事|怎么干|这样干)"
)
_AHEAD = re.compile(r"(?:展望|谋划|迈进|奋进|开启)((?:19|20)[0-9]{2})年?")
# 【目标·2026】 in a newspaper's digest
_AHEAD_BRACKET = re.compile(
    r"【(?:[^】\n0-9]{0,6}(?:目标|任务|部署|安排|干法|怎么干|实事))[·•|｜:：\s—-]?((?:19|20)[0-9]{2})年?】"
)
# the date of the newspaper that the page begins with
_DATELINE = re.compile(
    r"\A[^\n]{0,24}?((?:19|20)[0-9]{2})年([0-9]{1,2})月[0-9]{1,2}日[\s]*(?:星期|总第|农历|第[0-9]+版)"
)
_PAST = re.compile(
    r"((?:19|20)[0-9]{2})年(?:的)?(?:工作回顾|工作总结|成绩单|主要工作|工作情况|工作和|工作成效|和[“\"]|经济社会发展(?:回顾|成就))"
)
_SPEAKER = re.compile(
    r"(?:省长|市长|主席|区长|县长|州长|总理|盟长|旗长)\s{0,3}([一-鿿](?:\s?(?!各位)[一-鿿]){1,3}(?:·[一-鿿]{2,6})?)(?=\s|$|[，,。在作代])"
)
_PUBLISHER = re.compile(
    r"来源[:：]\s*([一-鿿A-Za-z]{2,14})|([一-鿿]{2,6}(?:日报|晚报|都市报|早报|新闻网))"
)
# who wrote or digested it, at the foot of a newspaper's page: （某日报记者 某某 整理）
_BYLINE = re.compile(
    r"(?<![一-鿿])([一-鿿]{2,6}(?:日报|晚报|都市报|早报))[一-鿿]{0,8}记者[^\n]{0,24}(?:整理|摄影报道|报道)"
)
_GENRES = (
    ("communique", re.compile(r"国民经济和社会发展统计公报")),
    ("plan_report", re.compile(r"国民经济和社会发展计划(?:执行情况)?")),
    ("budget_report", re.compile(r"(?:财政)?预算执行情况")),
)
_POSTER = re.compile(r"图解|一图[读看]懂|一图速览|长图")
# before a year that others are measured from, or that a change ends in
_BASIS = ("到", "至", "比", "较", "按", "以", "从", "自", "由", "于")
_PROMISES = -1.0  # a passage that leans so far looks ahead
_OFTEN = 3  # times that a year is told of
_SOFT = re.compile(r"左右|争取|力争|不低于|不少于|确保|上下|以内")  # how targets are hedged


def _heading_text(document: Document, folded: str, blocks: tuple[Block, ...]) -> str:
    return "\n".join(folded[b.start : b.end] for b in blocks if b.kind == "heading")


def report_year(
    document: Document, folded: str, headings: str, lexicon: Lexicon
) -> tuple[int, str]:
    """The year of the outlook and the rule that told it (0, '' when the text does not)."""
    for pattern, text, later, rule in (
        (_NEXT_HEADING, headings, 0, "heading of the outlook"),
        (_NEXT, folded, 0, "opening of the outlook"),
        (_AHEAD, headings, 0, "heading of the outlook"),
        (_AHEAD_BRACKET, folded, 0, "heading of the outlook"),
        (TITLE, folded[:HEAD], 0, "title"),
    ):
        m = pattern.search(text)
        year = m and (m.group(1) or m.groupdict().get("then"))
        if year:
            return int(year) + later, rule
    m = _MEETING.search(folded[:HEAD])
    if m:
        # a report spoken in December is of the year to come
        return int(m.group(1)) + (int(m.group(2)) >= 11), "meeting"
    m = _PAST.search(headings)
    if m:
        return int(m.group(1)) + 1, "heading of the review"
    by_plan = _year_by_plan(headings, lexicon)
    if by_plan:
        return by_plan, "five-year plan in a heading"
    m = _DATELINE.search(folded[:HEAD])
    if m:
        return int(m.group(1)) + (int(m.group(2)) >= 11), "date of the newspaper"
    named = re.search(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])", document.name)
    told = _year_by_count(folded, lexicon.compiled(stance_scorer))
    if named and (not told or int(named.group(1)) in (told, told - 1, told + 1)):
        return int(named.group(1)), "name of the file"
    return told, "most told year" if told else ""


def _year_by_plan(headings: str, lexicon: Lexicon) -> int:
    """十一五 looked back on: the year after it; 十三五 looked forward to: its first year."""
    table: PeriodTable = lexicon.compiled(period_table)
    ahead = 0
    for line in headings.split("\n"):
        for m in table.plan.finditer(line):
            first, last = plan_years(m, table)
            if re.search(r"回顾|总结|成就|成绩|回望|情况", line[m.end() :]):
                return last + 1
            if re.search(r"目标|任务|发展|规划|时期|考虑|思路", line[m.end() :]):
                ahead = ahead or first
    return ahead


def _year_by_count(folded: str, scorer: StanceScorer) -> int:
    """The year after the last one that the text tells of often (0: it names none)."""
    years: Counter[int] = Counter()
    for m in YEAR.finditer(folded):
        left = folded[max(0, m.start() - 2) : m.start()]
        if left.endswith(_BASIS) or m.group(2):
            continue
        # a paragraph that opens with a year (2022年是…之年) tells of that year all through
        opens = re.match(r"[，是]", folded[m.end() :][:1]) and left.strip("　 \t")[-1:] in (
            "\n",
            "",
        )
        years[int(m.group(1))] += _OFTEN if opens else 1
    if not years:
        return 0
    # the years a report tells of most lie before it: the last one told of often
    often = [y for y, n in years.items() if n >= _OFTEN] or list(years)
    latest = max(often)
    if re.search(rf"{latest}年(?:[^。，]{{0,8}})(?:预期|目标|工作安排|将|要)", folded):
        return latest
    opened = re.search(rf"(?:^|\n)\s*{latest}年[，是]([\s\S]{{80}}[^\n]{{0,900}})", folded)
    if opened and (
        scorer.score(opened.group(1)) < _PROMISES or len(_SOFT.findall(opened.group(1))) >= 3
    ):
        return latest  # a paragraph that opens with it promises
    return latest + 1


# the days of a session or a newspaper, with or without a year
_DAY = re.compile(
    r"(?:((?:19|20)[0-9]{2})\s*[年./-]\s*)?([0-9]{1,2})\s*[月./-]\s*[0-9]{1,2}(?:日|(?![0-9]))"
)


def said_early(folded: str, year: int) -> bool:
    """Whether the report of ``year`` is spoken, or told of, in the last months before it."""
    for m in _DAY.finditer(folded[:HEAD]):
        stated = int(m.group(1)) if m.group(1) else 0
        if stated or "人民代表大会" in folded[m.end() : m.end() + 40]:
            return stated in (0, year - 1) and 11 <= int(m.group(2)) <= 12
    return False


# a newspaper leaves out the year: 12月28日，市长某某在某市第九届人民代表大会第三次会议上作报告
_SPOKEN = re.compile(
    r"(?<![0-9年])([0-9]{1,2})月([0-9]{1,2})日[^。\n]{0,16}在[^。\n]{2,40}?"
    r"(?:人民代表大会|人大)[^。\n]{0,14}会议上"
)


def _spoken(head: str, year: int) -> str:
    """The day on which the report of ``year`` was given to the congress (ISO); empty: not said."""
    whole = _MEETING.search(head)
    if whole:
        then, month, day = (int(n) for n in whole.groups())
    else:
        bare = _SPOKEN.search(head)
        if not bare or not year:
            return ""
        month, day = (int(n) for n in bare.groups())
        then = year - (month >= 11)  # a report spoken in December is of the year to come
    return f"{then}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def identify(document: Document, folded: str, lexicon: Lexicon) -> tuple[Identity, str]:
    """The report's identity, and the rule that found its year."""
    headings = _heading_text(document, folded, document.blocks)
    head = folded[:HEAD]
    year, rule = report_year(document, folded, headings, lexicon)
    genre = "work_report"
    for name, pattern in _GENRES:
        if pattern.search(head[:300]):
            genre = name
            m = re.search(r"((?:19|20)[0-9]{2})年[^。\n]{0,16}(?:统计公报|计划执行|预算执行)", head)
            if m and name == "communique":
                year = int(m.group(1)) + 1
            break
    meeting = CONGRESS.search(head)
    speaker = _SPEAKER.search(head)
    publisher = _PUBLISHER.search(head) or _BYLINE.search(folded)
    place, code, level = whose(folded, document.name, lexicon.compiled(lexicon_places))
    title = next(
        (
            folded[b.start : b.end]
            for b in document.blocks
            if _NAMED.search(folded[b.start : b.end])
        ),
        "",
    )
    coverage = "full"
    if document.continued_from or document.continued_to:
        coverage = "partial"
    elif _POSTER.search(head) or _POSTER.search(document.name):
        coverage = "infographic"
    return (
        Identity(
            place=place,
            place_code=code,
            level=level,
            year=year,
            title=title[:60],
            date=_spoken(head, year),
            meeting=_MEETING_HEAD.sub("", meeting.group(0)) if meeting else "",
            speaker=re.sub(r"\s", "", speaker.group(1)) if speaker else "",
            publisher=document.publisher
            or (next(filter(None, publisher.groups())) if publisher else ""),
            coverage=coverage,  # type: ignore[arg-type]
            genre=genre,
        ),
        rule,
    )
