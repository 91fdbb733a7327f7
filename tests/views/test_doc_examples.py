"""What docs/lexicon.md and docs/python.md show is run as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from duizhang.language.lexicon import load_lexicon
from duizhang.reading import make_source
from duizhang.report import read_source

DOCS = Path(__file__).parents[2] / "docs"
PAGE = "一、2024年工作回顾\n\n干茶产量达到300担，云顶12号平台投产。\n"


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_lexicon_shown_is_read_and_used(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(blocks("lexicon.md", "toml")[0], encoding="utf-8")
    report = read_source(make_source("x.txt", PAGE.encode()), load_lexicon(str(path)))
    tea = next(c for c in report.claims if c.subject.endswith("茶产量"))
    assert (tea.indicator, tea.value, tea.unit) == ("tea_output", 15_000, "公斤")
    assert [f.kind for f in report.figures if f.text == "12"] == ["name"]


def test_the_python_shown_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    text = "衡阳市政府工作报告\n\n一、2025年工作安排\n\n主要预期目标是：地区生产总值增长6%左右。\n"
    for name in ("report.txt", "reports/衡阳市-2025.txt"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    lines = "".join(f"<p>{line}</p>\n" for line in text.splitlines() if line)
    html = f"<html><head><title>衡阳市政府工作报告</title></head><body>{lines}</body></html>"
    (tmp_path / "report.html").write_text(html, encoding="utf-8")
    scope: dict[str, object] = {}
    for block in blocks("python.md", "python"):
        exec(block, scope)
    assert scope["codes"] == {"430400"}
    assert (tmp_path / "gdp.svg").read_text(encoding="utf-8").startswith("<svg")
    assert scope["cited"][0].sentence.startswith("主要预期目标是")  # type: ignore[index]
    assert [c.indicator for c in scope["targets"]] == ["gdp"]  # type: ignore[attr-defined]
    run = scope["run"]  # of the last claim of the web page
    assert html[run.at : run.until] == "6%左右"  # type: ignore[attr-defined]
