"""Lists of urls: what they say of a file is kept with its document."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from duizhang.cli import main
from duizhang.ledger import LedgerError, build
from duizhang.ledger.provenance import About, read_list
from duizhang.ledger.reader import Ledger

PAGE = "某市政府工作报告\n2025年，全市地区生产总值增长6%。\n"


def documents(ledger: Path) -> list[tuple[str, str, str, str]]:
    query = "SELECT name, url, publisher, published FROM documents ORDER BY name"
    with Ledger(ledger) as opened:
        return [tuple(row.values()) for row in opened.sql(query).rows()]  # type: ignore[misc]


def make(tmp_path: Path, urls: str) -> tuple[Path, Path]:
    """A folder with a.txt and z.zip/b.txt, and the list ``urls`` beside it."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text(PAGE, encoding="utf-8")
    with zipfile.ZipFile(pages / "z.zip", "w") as archive:
        archive.writestr("b.txt", PAGE + "又一年。\n")
    listed = tmp_path / "urls.txt"
    listed.write_text(urls, encoding="utf-8")
    return pages, listed


def test_lines_of_file_and_url(tmp_path: Path) -> None:
    pages, listed = make(
        tmp_path, "pages/a.txt\thttps://a.example/1.html\npages/z.zip/b.txt\thttps://b.example/2\n"
    )
    ledger = tmp_path / "l"
    assert build([pages], ledger, urls=listed).not_there == ()
    told = [("a.txt", "https://a.example/1.html", "", ""), ("b.txt", "https://b.example/2", "", "")]
    assert documents(ledger) == told
    again = build([pages], ledger)  # the ledger keeps what a list said
    assert (again.read, again.unchanged) == (0, 2)
    assert documents(ledger) == told


def test_a_table_with_a_head(tmp_path: Path) -> None:
    pages, listed = make(
        tmp_path,
        "published,url,file,publisher,note\n2031-02-09,https://a.example/,pages/a.txt,某市日报,x\n",
    )
    ledger = tmp_path / "l"
    build([pages], ledger)
    assert build([pages], ledger, urls=listed).read == 1
    assert documents(ledger)[0] == ("a.txt", "https://a.example/", "某市日报", "2031-02-09")
    with Ledger(ledger) as opened:
        assert opened.sql("SELECT url FROM names WHERE name = 'a.txt'").rows() == [
            {"url": "https://a.example/"}
        ]


def test_unknown_files_are_one_line(tmp_path: Path) -> None:
    lines = "".join(f"pages/{n}.txt\thttps://a.example/{n}\n" for n in range(9))
    pages, listed = make(tmp_path, lines)
    result = CliRunner().invoke(
        main, ["build", str(pages), "--ledger", str(tmp_path / "l"), "--url-list", str(listed)]
    )
    assert result.exit_code == 0, result.stderr
    assert result.stderr == (
        f"not in the ledger, but in {listed}: pages/0.txt, pages/1.txt, pages/2.txt and 6 more\n"
    )


@pytest.mark.parametrize(
    "urls",
    [
        "pages/a.txt\n",
        "pages/a.txt\tno url\n",
        "\thttps://a.example/\n",
        "file,url,published\na.txt,https://a.example/,gestern\n",
        'file,url\n"a.txt,https://a.example/\n',
    ],
)
def test_a_list_that_says_something_else_is_refused(tmp_path: Path, urls: str) -> None:
    pages, listed = make(tmp_path, urls)
    with pytest.raises(LedgerError, match="line"):
        build([pages], tmp_path / "l", urls=listed)
    assert not (tmp_path / "l").exists()


def test_lists_are_looked_for_beside_themselves_first(tmp_path: Path) -> None:
    _, listed = make(tmp_path, "\n a.txt \t https://a.example/ \n\n")
    (entry,) = read_list(listed)
    assert entry.paths == (tmp_path / "a.txt", Path.cwd() / "a.txt")
    assert entry.about == About("https://a.example/")


def test_a_list_that_lies_among_the_pages_is_no_report(tmp_path: Path) -> None:
    pages, listed = make(tmp_path, "a.txt\thttps://a.example/\n")
    inside = pages / "urls.txt"
    listed.rename(inside)
    assert build([pages], tmp_path / "l", urls=inside).read == 2
