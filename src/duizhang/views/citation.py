"""A citation: which source says a figure, where, in which words, and when it was read.

Two styles: GB/T 7714-2015 (with what that standard has no room for in lines below) and BibTeX.
Nothing is guessed: what the source and the ledger do not tell is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

# Who answers for a work report. Of other papers only the publisher is named.
_AUTHORS = {"nation": "国务院"}
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_SPECIAL = re.compile(r"[\\~^{}%#$&_]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$")


class Citation(NamedTuple):
    """What is cited. Empty strings and None: not told.

    ``side`` is 目标 or 结果 of an entry, else empty; ``date`` the day of publication, ``spoken`` that
    on which the report was given; ``printed`` the figure as printed; ``place`` where it lies in the
    file, for people; ``read`` the ISO date on which the source was read, and ``read_from`` what that
    date is taken from, in words.
    """

    id: str
    side: str
    author: str
    title: str
    publisher: str
    date: str
    year: int | None
    url: str
    page: int | None
    place: str
    sentence: str
    printed: str
    file: str
    sha256: str
    read: str
    read_from: str
    spoken: str = ""

    @property
    def dated(self) -> str:
        """The day or year that a reference gives: of what was printed or put online its own alone.

        A report that nobody else published is of the day on which it was given.
        """
        own = self.spoken if not self.url and not self.publisher.endswith("报") else ""
        return self.date or own or (str(self.year) if self.year else "")


def of_document(row: Mapping[str, Any], title: str) -> Citation:
    """A whole document, by its row of the table ``documents``; the date read is not told."""
    date, spoken = str(row["published"] or ""), str(row["date"] or "")
    year = (date or spoken)[:4]
    return Citation(
        id=str(row["id"]),
        side="",
        author=author_of(row["genre"], row["place"], row["level"] or ""),
        title=title.lstrip("—- "),
        publisher=row["publisher"] or "",
        date=date,
        year=int(year) if year.isdigit() else row["year"],
        url=row["url"] or "",
        page=None,
        place="",
        sentence="",
        printed="",
        file=str(row["name"]),
        sha256="",
        read="",
        read_from="",
        spoken=spoken,
    )


def author_of(genre: str, place: str, level: str) -> str:
    """Who answers for a paper: the government of the place for its work report, else unknown."""
    if genre != "work_report" or not place:
        return ""
    return _AUTHORS.get(level, f"{place}人民政府")


def gbt7714(cited: Citation) -> str:
    """The citation by GB/T 7714-2015, and below it place, sentence, date read and file."""
    lines = [reference(cited)]
    told = (
        ("位置", cited.place),
        ("原句", f"“{cited.sentence}”" if cited.sentence else ""),
        ("数字", cited.printed),
        ("作报告", cited.spoken),
        ("读取", f"{cited.read}（{cited.read_from}）" if cited.read else ""),
        ("文件", f"{cited.file}，SHA-256 {cited.sha256}"),
        ("编号", cited.id),
    )
    return "\n".join(lines + [f"  {word}：{text}" for word, text in told if text])


def reference(cited: Citation) -> str:
    """One line; the kind is newspaper (N), online (EB/OL) or report (R), as the source tells.

    A newspaper is cited by its edition's page (版次), which is not that of a file: none is given.
    """
    who = f"{cited.author}. " if cited.author else ""
    date = cited.dated
    page = f": {cited.page}" if cited.page is not None else ""
    if cited.url:
        published = f"({cited.date})" if _DATE.match(cited.date) else ""
        house = f"{cited.publisher}, " if cited.publisher else ""
        year = f"{cited.year}{page}" if cited.year else page
        where = f" {house}{year}" if house or year else ""
        read = f"[{cited.read}]" if cited.read else ""
        return f"{who}{cited.title}[EB/OL].{where}{published}{read}. {cited.url}."
    if cited.publisher.endswith("报"):
        return f"{who}{cited.title}[N]. {', '.join(x for x in (cited.publisher, date) if x)}."
    tail = ", ".join(x for x in (cited.publisher, date) if x)
    return f"{who}{cited.title}[R]. {tail}{page}." if tail else f"{who}{cited.title}[R]."


def bibtex(cited: Citation) -> str:
    """The citation as one BibTeX entry; sentence, place and file stand in its note."""
    kind = "techreport"
    if cited.url:
        kind = "online"
    elif cited.publisher.endswith("报"):
        kind = "article"
    house = {"article": "journal", "online": "organization"}.get(kind, "institution")
    note = "；".join(
        f"{word}：{text}"
        for word, text in (
            (cited.side or "数字", cited.printed),
            ("位置", cited.place),
            ("原句", f"“{cited.sentence}”" if cited.sentence else ""),
            ("作报告", cited.spoken),
            ("读取", f"{cited.read}（{cited.read_from}）" if cited.read else ""),
            ("文件", f"{cited.file}，SHA-256 {cited.sha256}"),
        )
        if text
    )
    fields = {
        "author": _tex(cited.author, whole=True),
        "title": _tex(cited.title, whole=True),
        house: _tex(cited.publisher or cited.author, whole=True),
        "year": str(cited.year or ""),
        "date": cited.dated if _DATE.match(cited.dated) else "",
        "url": cited.url if re.fullmatch(r"[!-~]+", cited.url) and "}" not in cited.url else "",
        "urldate": cited.read if cited.url else "",
        "pages": str(cited.page) if cited.page is not None and kind != "article" else "",
        "langid": "chinese",
        "note": _tex(note),
    }
    body = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text.strip("{}"))
    return f"@{kind}{{{cited.id.replace(':', '-')},\n{body}}}"


def _tex(text: str, *, whole: bool = False) -> str:
    """``text`` as TeX takes it; ``whole`` in braces of its own, so that no name is taken apart."""
    safe = _SPECIAL.sub(lambda m: _TEX.get(m.group(), "\\" + m.group()), " ".join(text.split()))
    return f"{{{safe}}}" if whole and safe else safe
