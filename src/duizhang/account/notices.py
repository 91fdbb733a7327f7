"""What a reader of a place's books should know beside its entries: missing and doubled years."""

from __future__ import annotations

from collections.abc import Sequence

from duizhang.account.places import last_year
from duizhang.account.records import Notice, Paper


def noticed(place: str, papers: Sequence[Paper]) -> list[Notice]:
    """The notices on the ``papers`` of ``place``, by year."""
    years: dict[int, list[Paper]] = {}
    for p in papers:
        if p.year and p.whole and p.place == place:
            years.setdefault(p.year, []).append(p)
    found = []
    for year, same in years.items():
        if len(same) > 1:
            names = "、".join(sorted(p.name for p in same))
            found.append(
                _notice(place, year, "year_twice", f"{year}年有{len(same)}份全文：{names}", same)
            )
    for year in range(min(years, default=0) + 1, max(years, default=0)):
        if year not in years:
            found.append(_notice(place, year, "year_missing", f"缺{year}年的报告全文"))
    for p in papers:
        if p.doubt:
            found.append(_notice(place, p.year, "year_doubted", f"{p.name}{p.doubt}", [p]))
    ended = max((last_year(p.place_code) for p in papers if p.place == place), default=0)
    if ended and max(years, default=0) <= ended + 1 and not _goes_on(place, papers):
        words = f"{place}到{ended}年为止（更名或并入他处），此后的结果不在其账内"
        found.append(_notice(place, ended, "place_ended", words))
    return sorted(found, key=lambda n: (n.year, n.code, n.message))


def _goes_on(place: str, papers: Sequence[Paper]) -> bool:
    """Whether a paper speaks for the place under a code that is still in the tables."""
    return any(p.place == place and p.place_code and not last_year(p.place_code) for p in papers)


def _notice(place: str, year: int, code: str, message: str, papers: Sequence[Paper] = ()) -> Notice:
    return Notice(place, year, code, message, tuple(sorted(p.id for p in papers)))
