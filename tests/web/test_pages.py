"""Every page in both languages, its words, its paging, and what is asked of it wrongly."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from duizhang.views.verdicts import PARTS, TRENDS
from duizhang.views.web.language import english, namer, reasoner
from duizhang.views.web.listing import SORTS
from duizhang.views.web.pages.conflicts import KINDS
from duizhang.views.web.pages.data import TABLES
from duizhang.views.web.pages.evidence import OTHERS
from duizhang.views.words import ASPECTS, COVERAGES, FIELDS, HEDGES, ROLES
from web.served import addresses

_WORDS = re.compile(r"""_\(\s*(?:"([^"]+)"|'([^']+)')""")
_HAN = re.compile("[\u4e00-\u9fff]")


def templates() -> list[Path]:
    return sorted(Path(str(files("duizhang.views.web") / "templates")).glob("*.html"))


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.ids: list[str] = []
        self.styled: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.found.add(value)
            if name == "id" and value:
                self.ids.append(value)
            if name == "style" or name.startswith("on"):
                self.styled.append(f"{tag} {name}={value}")


def test_every_page_in_both_languages(reader: TestClient, samples: Path) -> None:
    for address in addresses(samples):
        for base in ("", "/en"):
            answer = reader.get(base + address)
            assert answer.status_code == 200, base + address
            assert f'<html lang="{"en" if base else "zh-CN"}">' in answer.text
            page = _Links(answer.text)
            assert len(page.ids) == len(set(page.ids)), f"an id stands twice on {address}"
            assert page.styled == [], f"the policy forbids this on {address}"
            assert "<script>" not in answer.text
            assert not re.search("object at 0x|built-in method", answer.text), address


def test_every_link_leads_somewhere(reader: TestClient, samples: Path) -> None:
    seen: dict[str, str] = {}
    for address in addresses(samples):
        for link in _Links(reader.get(address).text).found:
            if link.startswith("/"):
                seen.setdefault(link.partition("#")[0], address)
    assert len(seen) > 100
    for link, source in sorted(seen.items()):
        assert reader.get(link).status_code in (200, 303), f"{source} links to {link}"


def test_evidence_stands_where_links_point(reader: TestClient, samples: Path) -> None:
    """A quotation's link ends at an id of the document's page."""
    documents: dict[str, list[str]] = {}
    for address in addresses(samples):
        for link in _Links(reader.get(address).text).found:
            file, _, fragment = link.partition("#")
            if "/document/" in file and fragment not in ("", "at", "main"):
                if file not in documents:
                    documents[file] = _Links(reader.get(file).text).ids
                assert fragment in documents[file], f"{address}: {link}"
    assert documents


@pytest.mark.parametrize("template", templates(), ids=lambda p: p.name)
def test_every_word_of_a_template_has_its_english(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    words = {a or b for a, b in _WORDS.findall(text)}
    words |= set(re.findall(r'"([^"\n]*[\u4e00-\u9fff][^"\n]*)"(?=\]?[,)}\]])', _calls(text)))
    missing = sorted(w for w in words if _HAN.search(w) and w not in english())
    assert missing == []


def _calls(text: str) -> str:
    """The lists and dictionaries of Chinese words that a template gives to ``_``."""
    return "\n".join(re.findall(r"_\(\{.*?\}|\[\(.*?\)\]|\{% for key, parts.*?%\}", text, re.S))


@pytest.mark.parametrize(
    "table",
    [PARTS, TRENDS, SORTS, KINDS, TABLES, OTHERS, ASPECTS, COVERAGES, FIELDS, HEDGES, ROLES],
    ids=str,
)
def test_every_word_of_our_tables_has_its_english(table: Any) -> None:
    assert [w for w in table.values() if _HAN.search(w) and w not in english()] == []


def test_chinese_that_stands_bare_in_a_template() -> None:
    """Only the brand and the name of the other language stand without ``_``."""
    for template in templates():
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template.read_text("utf-8"), flags=re.S
        )
        bare = set(re.findall("[\u4e00-\u9fff]+", text)) - {"对账"}
        assert bare == set(), template.name


def test_names_and_reasons_in_english() -> None:
    assert namer("en")("地区生产总值") == "Gross regional/domestic product"
    assert namer("en")("玻璃产量") == "玻璃产量"
    assert namer("zh")("地区生产总值") == "地区生产总值"
    say = reasoner("en")
    assert say("2026年的报告不在账内") == "the report of 2026 is not in the ledger"
    assert say("2026年的报告不在账内; 第1年（共5年）") == (
        "the report of 2026 is not in the ledger; year 1 of 5"
    )
    assert say("说不清") == "说不清"
    assert reasoner("zh")("2026年的报告不在账内") == "2026年的报告不在账内"


def test_english_pages_show_english_names(reader: TestClient) -> None:
    page = reader.get("/en/indicators").text
    assert "Gross regional/domestic product" in page
    assert ">地区生产总值<" not in page


def test_paging(reader: TestClient, samples: Path) -> None:
    first = reader.get("/account")
    rows = first.text.count('<th scope="row"')
    total = int(reader.get("/api/v1/entries?limit=1").headers["x-total-count"])
    assert rows == min(total, 100)
    beyond = reader.get("/account?p=999999999")
    assert beyond.status_code == 200
    assert reader.get("/account?p=-5").status_code == 200
    seen: list[str] = []
    for offset in range(0, total, 7):
        part = reader.get(f"/api/v1/entries?limit=7&offset={offset}").json()
        assert part["total"] == total
        seen += [row["id"] for row in part["rows"]]
    assert len(seen) == len(set(seen)) == total


def test_a_page_that_stands_is_not_sent_again(reader: TestClient, samples: Path) -> None:
    for address in (*addresses(samples)[:8], "/api/v1/claims", "/api/v1/entries?format=csv"):
        answer = reader.get(address)
        tag = answer.headers["etag"]
        again = reader.get(address, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b""), address
        other = reader.get(address, headers={"if-none-match": '"other"'})
        assert other.status_code == 200


HOSTILE = [
    "' OR 1=1; DROP TABLE entries; --",
    "x' UNION SELECT text FROM documents --",
    "${7*7}{{7*7}}",
    "\x00",
    "%",
    "_",
    "\ud7ff\U0001f600",
    "../../etc/passwd",
    "9" * 80,
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_asked_is_never_run(reader: TestClient, samples: Path, words: str) -> None:
    before = reader.get("/api/v1/entries?limit=1").headers["x-total-count"]
    for path in ("/account", "/conflicts", "/places", "/projects", "/compare", "/search",
                 "/omitted", "/indicator/gdp", "/api/v1/entries", "/api/v1/search"):  # fmt: skip
        for name in ("q", "place", "indicator", "verdict", "part", "sort", "kind", "aspect"):
            answer = reader.get(path, params={name: words})
            assert answer.status_code in (200, 404, 422), (path, name)
    for path in ("place", "document", "claim", "entry", "indicator", "add", "chart/place"):
        from urllib.parse import quote

        answer = reader.get(f"/{path}/{quote(words, safe='')}")
        assert answer.status_code in (404, 422), path
    assert reader.get("/api/v1/entries?limit=1").headers["x-total-count"] == before


@pytest.mark.parametrize(
    "query",
    [
        "year=" + "9" * 1_000,
        "year=9223372036854775808",
        "year=-1",
        "year=abc",
        "p=99999999999999999999999",
        "p=" + "1" * 10_000,
        "q=" + "就" * 6_000,
        "&".join(f"place=p{i}" for i in range(4_000)),
        "%00=%00&%ff=%fe",
    ],
    ids=lambda q: q[:12],
)
def test_numbers_and_lengths_beyond_reason(reader: TestClient, query: str) -> None:
    for path in ("/account", "/conflicts", "/compare", "/review", "/search", "/en/account",
                 "/api/v1/claims"):  # fmt: skip
        answer = reader.get(f"{path}?{query}")
        assert answer.status_code in (200, 400, 404, 414, 422), path
        assert len(answer.content) < 2_000_000


def test_numbers_in_paths_beyond_reason(reader: TestClient) -> None:
    for number in ("9" * 30, "-1", "1e9", "9223372036854775808", "2147483648", "x"):
        for path in (f"/place/青溪市/{number}", f"/indicator/gdp/{number}", f"/account/青溪市/{number}",
                     f"/chart/indicator/gdp/{number}.svg"):  # fmt: skip
            assert reader.get(path).status_code in (200, 404, 422), path


def test_wrong_use_is_told_as_a_page_of_ours(reader: TestClient) -> None:
    for address in ("/account?year=abc", "/en/account?year=abc", "/place/x/abc"):
        answer = reader.get(address)
        assert answer.status_code == 422
        assert answer.headers["content-type"].startswith("text/html"), address
    answer = reader.get("/api/v1/claims?limit=abc")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/json")
    assert reader.get("/nothing/here").status_code == 404
    assert "总览" in reader.get("/nothing/here").text
