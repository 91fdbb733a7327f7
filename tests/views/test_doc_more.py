"""What README.md, docs/schema.md and docs/publishing.md show is run as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from duizhang.language.lexicon import load_lexicon
from duizhang.ledger import build
from duizhang.ledger.reader import Ledger
from duizhang.samples import places_file, sample_files
from duizhang.views.poster.theme import Theme, read_theme

ROOT = Path(__file__).resolve().parents[2]


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doc") / "s.ledger"
    build(sample_files(), folder, lexicon=places_file())
    return folder


def queries() -> list[str]:
    found = [q for block in blocks("docs/schema.md", "sql") for q in block.split(";") if q.strip()]
    citing = (ROOT / "docs" / "citing.md").read_text("utf-8")
    return [*found, *(" ".join(q.split()) for q in re.findall(r"`(SELECT [^`]+)`", citing))]


@pytest.mark.parametrize("query", queries())
def test_the_sql_shown_runs(query: str, ledger: Path) -> None:
    with Ledger(ledger) as opened:
        for kind, table in (("d:…", "documents"), ("c:…", "claims")):
            some = opened.sql(f"SELECT min(id) AS id FROM {table}").rows()[0]["id"]
            query = query.replace(kind, some)
        rows = opened.sql(query).rows()
    assert rows or "page = 3" in query  # the samples have no pages


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    text = "衡阳市政府工作报告\n\n一、2025年工作安排\n\n主要预期目标是：地区生产总值增长6%左右。\n"
    (tmp_path / "reports").mkdir()
    for name in ("report.pdf", "reports/衡阳市-2025.txt"):  # its content tells what a file is
        (tmp_path / name).write_text(text, encoding="utf-8")
    scope: dict[str, object] = {}
    for block in blocks("README.md", "python"):
        exec(block, scope)
    assert list(scope["frame"]["indicator"]) == ["gdp"]  # type: ignore[index]


def test_the_lexicon_of_the_readme_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(blocks("README.md", "toml")[0], encoding="utf-8")
    assert load_lexicon(str(path)).fingerprint != load_lexicon("").fingerprint


def test_the_theme_shown_is_read(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text(blocks("docs/publishing.md", "toml")[0], encoding="utf-8")
    theme = read_theme(path)
    changed = {f for f in Theme.__struct_fields__ if getattr(theme, f) != getattr(Theme(), f)}
    assert changed == {"masthead", "kicker", "sans", "serif"}


def test_the_chinese_page_has_the_same_two_commands() -> None:
    assert blocks("README.zh.md", "sh") == blocks("README.md", "sh")[:2]
