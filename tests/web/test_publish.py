"""The published site: whole, the same every time, put in place at once, and it opens from disk."""

from __future__ import annotations

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result

from duizhang.cli import main
from duizhang.views.web import publish as publishing
from duizhang.views.web.publish import MARKER
from duizhang.views.web.static_links import file_name


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["publish", *map(str, arguments)])


@pytest.fixture(scope="module")
def site(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published") / "站点 site"
    result = run(out, "--ledger", samples)
    assert result.exit_code == 0, result.output
    assert re.search(r"index\.html: \d+ files, [\d.]+ MB", result.output)
    return out


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in ("href", "src", "action") and value:
                self.links.append(value)


def test_every_link_leads_to_a_file_and_a_place_in_it(site: Path) -> None:
    pages = {p: _Page(p.read_text(encoding="utf-8")) for p in site.rglob("*.html")}
    assert len(pages) > 60
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        for link in page.links:
            if link.startswith(("http://", "https://")):
                continue
            assert not link.startswith("/"), f"{path}: {link}"
            file, _, fragment = link.partition("#")
            target = (path.parent / unquote(file.partition("?")[0])).resolve() if file else path
            assert target.is_file(), f"{path}: {link}"
            if fragment:
                assert unquote(fragment) in pages[target].ids, f"{path}: {link}"


def test_nothing_that_needs_a_server_is_left(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert 'method="post"' not in text, path
        assert "/api/" not in text, path
        assert "csrf" not in text, path
    assert "duizhang serve" in (site / "compare.html").read_text(encoding="utf-8")
    assert "JavaScript" in (site / "search.html").read_text(encoding="utf-8")


def test_data_lie_beside(site: Path, samples: Path) -> None:
    from web.served import ids

    count = ids(samples, "SELECT count(*) FROM entries")[0]
    lines = (site / "data" / "entries.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == count + 1
    assert (site / "data" / "claims.json").stat().st_size > 1000


def test_names_of_files_are_taken_everywhere(site: Path) -> None:
    for path in site.rglob("*"):
        name = path.name
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f%#]|[. ]$', name), name
        assert len(name.encode()) <= 255


@pytest.mark.parametrize(
    "name", ["a:b", "a/b", "..", "CON", "a?b", "x" * 300, "", " a", "某 市", "a%41"]
)
def test_file_names(name: str) -> None:
    made = file_name(name)
    assert re.fullmatch(r"[\w.-]{1,90}", made)
    assert made not in (".", "..", "CON")
    assert file_name("青溪市") == "青溪市"
    assert made != file_name(name + "x")


def test_the_same_bytes_again(site: Path, samples: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "again", "--ledger", samples).exit_code == 0
    assert _bytes(tmp_path / "again") == _bytes(site)


def _bytes(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_one_language(samples: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "e", "--ledger", samples, "--lang", "en").exit_code == 0
    text = (tmp_path / "e" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in text
    assert "中文" not in text
    assert not (tmp_path / "e" / "en").exists()


def test_only_its_own_folder_is_replaced(samples: Path, tmp_path: Path) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    (own / "diary.txt").write_text("dear")
    for out in (own, own / "diary.txt"):
        result = run(out, "--ledger", samples)
        assert result.exit_code == 1
        assert result.output.count("\n") == 1
    assert (own / "diary.txt").read_text() == "dear"
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def test_errors_in_one_line(tmp_path: Path) -> None:
    result = run(tmp_path / "out", "--ledger", tmp_path / "none")
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert not (tmp_path / "out").exists()


def test_what_fails_midway_leaves_the_old_site(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / MARKER).write_text("x")
    (out / "index.html").write_text("old")

    def full(path: Path, body: bytes) -> None:
        if path.name == "compare.html":
            raise OSError(28, "No space left on device", str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)

    monkeypatch.setattr(publishing, "_write", full)
    result = run(out, "--ledger", samples)
    assert result.exit_code == 1
    assert "No space left" in result.output
    assert (out / "index.html").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
    monkeypatch.undo()
    assert run(out, "--ledger", samples).exit_code == 0
    assert (out / "index.html").read_text(encoding="utf-8") != "old"
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
