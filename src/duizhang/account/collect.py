"""Reports to statements: who says what of which place and which years."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec

from duizhang.account.alike import cited
from duizhang.account.lists import Lists
from duizhang.account.names import Named
from duizhang.account.page import Page
from duizhang.account.places import Places
from duizhang.account.records import Comparison, Paper, Period, Statement
from duizhang.account.rules import rules
from duizhang.account.subject import BRACKETS, Topic, clean, last_clause, placed, topic
from duizhang.model import Identity, Report, Spot

_YEARS = re.compile(r"^(\d{4})(?:\s*[-—–~]\s*(\d{4}))?$")
_LEAD = 30  # characters of a paragraph's beginning that name the list it holds
_TITLE = 40  # characters of a line that may be a heading
_BULLETS = "-–—•●■◆▲·○□➤"  # what the lines of a list begin with
_FEW = 4  # so many promises for another year, and …
_SURE = 0.8  # … so large a share of all of them show that a report is dated wrong


@lru_cache(maxsize=1024)
def period_of(text: str) -> Period | None:
    """The years that ``2024`` or ``2021-2025`` names; None for anything else."""
    m = _YEARS.match(text.strip())
    if not m:
        return None
    first = int(m.group(1))
    return Period(first, max(first, int(m.group(2) or first)))


def paper_of(report: Report, place: str) -> Paper:
    """The paper behind ``report``, with its year worked out where it does not state one."""
    identity = report.identity
    year, doubt = year_of(report)
    return Paper(
        id=f"d:{report.document.sha256[:16]}",
        name=report.document.name,
        place=place,
        place_code=identity.place_code,
        year=year,
        coverage="partial" if report.document.continued_from else identity.coverage,
        genre=identity.genre,
        text=report.document.source_text,
        doubt=doubt,
    )


def year_of(report: Report) -> tuple[int, str]:
    """The year of the report's outlook, and in words why it is not the one that it states.

    Of a paper that only looks back it is the year after the last result. A report whose promises
    are nearly all for one other year is dated wrong, and counts for that year.
    """
    stated = report.identity.year
    results = Counter(
        p.last for c in report.claims if c.role == "result" and (p := period_of(c.period))
    )
    if report.identity.genre == "communique":
        return (_most(results) + 1 if results else stated), ""
    targets = [p for c in report.claims if c.role == "target" and (p := period_of(c.period))]
    years = Counter(p.last for p in targets if p.years == 1)
    if not stated:
        return (_most(years) if years else max(results) + 1 if results else 0), ""
    if years and abs(_most(years) - stated) >= 1:
        found = _most(years)
        told = results[found - 1] >= results[stated - 1]
        if years[found] >= max(_FEW, _SURE * sum(years.values())) and told:
            return found, f"自称{stated}年的报告，目标却多为{found}年，按{found}年入账"
    return stated, ""


def _most(years: Counter[int]) -> int:
    return min(years, key=lambda y: (-years[y], y))


class Collected:
    """All statements, comparisons and items of lists of some reports, and their papers."""

    def __init__(self) -> None:
        self.papers: list[Paper] = []
        self.statements: list[Statement] = []
        self.comparisons: list[Comparison] = []
        self.items: list[Named] = []


def collect(
    reports: Iterable[Report],
    places: Places | None = None,
    pages: Mapping[str, Page] | None = None,
) -> Collected:
    """The statements of ``reports``; a source given twice counts once, their order does not.

    ``places`` are those of more reports than these, where these are only a part; ``pages`` are
    the texts of the reports by their hash, where they are known already.
    """
    unique = {r.document.sha256: r for r in reports}
    ordered = [unique[key] for key in sorted(unique)]
    places = places or Places([r.identity for r in ordered])
    found = Collected()
    for report in ordered:
        page = (pages or {}).get(report.document.sha256)
        _read(report, page or Page(report.document.source_text), places, found)
    return found


def _read(report: Report, page: Page, places: Places, found: Collected) -> None:
    identity = report.identity
    home = places.key(identity)
    paper = paper_of(report, home)
    text = paper.text
    headlines = _headlines(text)
    items = {c: p.list_name or p.text for p in report.pledges for c in p.claims}
    lists = Lists(text)
    found.papers.append(paper)
    sentence, leans = -1, ""
    amounts: dict[str, Topic] = {}  # what the amounts of the sentence are of, by their subjects
    frames = _Frames(report)
    known = rules()
    for claim in sorted(report.claims, key=lambda c: c.start):
        if claim.role not in ("target", "result") or claim.aspect == "qualifier":
            continue
        if not math.isfinite(claim.value):
            continue
        period = period_of(claim.period)
        if period is None and claim.role == "target" and paper.year and not claim.period:
            period = Period(paper.year, paper.year)
        if period is None:
            continue
        place, own = _place(claim.place, home, identity, places)
        unit_end = max(claim.unit_end, claim.end)
        before, after = page.before(claim.start), page.after(unit_end)
        amount = claim.aspect in ("level", "change", "")
        clause = last_clause(before)
        about = placed(claim.subject, clause, after) if amount else topic(claim.subject)
        spread = claim.aspect == "share" and before.endswith(known.reach_end)
        reach = known.reach.search(before) if spread else None
        if reach:
            about = topic(reach.group("topic"))
        if claim.evidence_start != sentence:
            sentence, leans, amounts = claim.evidence_start, "", {}
        if amount and claim.aspect != "change":
            amounts[claim.subject] = about
        elif claim.aspect == "change" and claim.subject in amounts:
            of = amounts[claim.subject]
            same = about.mode in ("", of.mode)
            about = (
                of if same else msgspec.structs.replace(of, mode=about.mode)
            )  # 安排A、B补助209亿元，比上年增加29亿元
        listed = items.get(claim.id) or lists.at(claim.start)
        found.statements.append(
            Statement(
                claim,
                paper,
                place,
                period,
                before,
                after,
                about,
                leans + about.name if about.dependent or "其中" in clause else about.name,
                claim.indicator or known.named.get(_bare(claim.subject), ""),
                bool(headlines) and _inside(headlines, claim.start),
                listed or frames.above(claim.section, claim.start),
                own,
                bool(listed),
                cited(after) if claim.role == "result" else None,
                clause,
            )
        )
        if not about.dependent:
            leans = about.name
    for item in report.pledges:
        if item.kind == "item" and item.role == "target" and item.list_name:
            place, own = _place(item.place, home, identity, places)
            if own:
                spot = Spot(paper.id, item.start, item.end)
                named = Named(place, item.period, item.list_name, item.text, spot, item.id)
                found.items.append(named)
    for relation in report.relations:
        period = period_of(relation.period)
        if relation.role not in ("target", "result") or period is None:
            continue
        place, own = _place(relation.place, home, identity, places)
        if own:
            words = page.clean(relation.evidence_start, relation.end)
            headline = _inside(headlines, relation.start)
            found.comparisons.append(Comparison(relation, paper, place, period, words, headline))


def _bare(subject: str) -> str:
    """``subject`` without a newspaper's heading in its line (【生态】PM2.5平均浓度)."""
    return BRACKETS.sub("", subject) if subject[:1] == "【" else subject


def _place(name: str, own: str, identity: Identity, places: Places) -> tuple[str, bool]:
    """The key of the place ``name``, and whether the report of the place ``own`` speaks for it."""
    if name in ("", "self"):
        return own, True
    key = places.find(name)
    return key, key == own or name in identity.places


def _headlines(text: str) -> list[tuple[int, int]]:
    """Spans of the lists of headline targets: from the words that open one to its end.

    The list ends with its paragraph; where the opening words stand alone, with the paragraph
    after them or with the run of short lines that follows, of bullets where it begins with them.
    """
    spans = []
    known, last = rules(), 0
    for hint in known.headline_hint.finditer(text):
        at = hint.start()
        if at < last:
            continue
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        m = known.headline.match(text, max(last, at - 2)) or known.headline.match(text, at)
        if m is not None:
            last = m.end()
            alone = len(text[last:end].strip()) < 4
        else:
            line = text[text.rfind("\n", 0, at) + 1 : end]
            if len(line) > _TITLE or not known.headline_title.match(line):
                continue
            last, alone = end, True
        spans.append((m.start() if m else at, _run(text, end) if alone else end))
    return spans


def _run(text: str, start: int) -> int:
    """The end of the paragraph, or of the run of bulleted or short lines, behind ``start``."""
    end = start
    taken = bullets = 0
    for line in re.finditer(r"[^\n]*\n?", text[start:]):
        words = line.group().strip()
        if words:
            short = len(words) < 40 and not words.endswith("。")
            bullet = words[0] in _BULLETS
            if (taken and not short) or (bullets and not bullet):
                break
            taken += 1
            bullets += bullet
            end = start + line.end()
            if not short:
                break
        if line.end() == line.start():
            break
    return end


def _inside(spans: Sequence[tuple[int, int]], at: int) -> bool:
    i = bisect_right(spans, (at, 1 << 60))
    return any(a <= at < b for a, b in spans[max(0, i - 3) : i])


class _Frames:
    """What stands above the figures of a report, each made once: many stand in one paragraph."""

    def __init__(self, report: Report) -> None:
        self._text = report.document.source_text
        self._headings = [s.heading for s in report.sections]
        self._line = range(0)  # where the last figure's line stands
        self._made: dict[tuple[int, int], str] = {}

    def above(self, section: int, at: int) -> str:
        """The heading of a figure's section and the beginning of its paragraph."""
        text, line = self._text, self._line
        if not line.start <= at <= line.stop:
            end = text.find("\n", at)
            line = range(text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text))
            self._line = line
        end = min(at, line.start + _LEAD)
        found = self._made.get((section, end))
        if found is None:
            heading = self._headings[section] if 0 <= section < len(self._headings) else ""
            found = self._made[section, end] = clean(heading + " " + text[line.start : end])
        return found
