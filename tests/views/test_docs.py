"""What the documents say is what the program does."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from duizhang.cli import COMMANDS, main
from duizhang.views import benchdata, demo

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]


def test_cli_page_is_the_commands_own_help() -> None:
    """When this fails: python scripts/write_cli_docs.py"""
    # in a process of its own, for click's help options remember how they were last called
    writer = [sys.executable, ROOT / "scripts" / "write_cli_docs.py", "--print"]
    made = subprocess.run(writer, capture_output=True, encoding="utf-8", check=True).stdout
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == made


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_and_option_is_documented(name: str) -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    section = page.split(f"## duizhang {name}\n")[1].split("\n## ")[0]
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, f"{name} {parameter.name} says nothing of itself"
            assert all(option in section for option in parameter.opts)


def test_readme_opens_with_two_commands() -> None:
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    first, second = [body for language, body in blocks if language == "sh"][:2]
    assert [language for language, _ in blocks[:2]] == ["sh", "sh"]
    assert first.count("\n") == second.count("\n") == 1
    assert first.rstrip().endswith("duizhang demo")
    assert "requirements.txt" in first
    assert "--require-hashes" in first
    assert "pytest" in second
    assert "requirements-dev.txt" in second


def test_readme_shows_the_last_record() -> None:
    record = benchdata.last_record(ROOT)
    assert record is not None
    assert benchdata.with_scores(README, record) == README


def test_readme_shows_what_the_demo_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails: run `duizhang demo` at 80 columns and bring the README up to date."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    result = CliRunner().invoke(demo.command)
    assert result.exit_code == 0, result.output
    quoted = README.split("```text\n")[1].split("```")[0]
    lines = [line for line in quoted.split("\n") if line.strip() not in ("", "…")]
    assert len(lines) > 8
    assert [line for line in lines if line not in result.output] == []


def test_the_demo_leaves_a_ledger_of_yours_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUIZHANG_LEDGER", str(tmp_path / "mine.ledger"))
    assert CliRunner().invoke(demo.command).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["duizhang-demo.ledger"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_and_name_no_index(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    logical = text.replace("\\\n", " ")
    packages = [line for line in logical.split("\n") if re.match(r"[a-z]", line)]
    assert packages
    assert all("==" in line and "--hash=sha256:" in line for line in packages)
    assert not re.search(r"https?://|--index|--extra-index|--find-links", text)


def test_development_pins_what_a_user_gets() -> None:
    pins = [
        set(re.findall(r"^([a-z0-9-]+==\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert pins[0] <= pins[1]


def test_every_default_package_has_its_licence_listed() -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    names = re.findall(
        r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE
    )
    assert [name for name in names if f"| {name} |" not in page] == []


_NAMED_OTHERWISE = {
    "PIL": "pillow",
    "_duckdb": "duckdb",
    "ahocorasick": "pyahocorasick",
    "charset_normalizer": "charset-normalizer",
    "cv2": "opencv-python-headless",
    "vl_convert": "vl-convert-python",
}
_BEHIND = {
    "markupsafe",
    "omegaconf",
    "pydantic",
    "starlette",
}  # what a package of ours stands on and hands on


def test_dependencies_are_what_the_code_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split("[<>=]", line)[0] for line in project["dependencies"]}
    extras = project["optional-dependencies"]
    extra = {
        re.split("[<>=]", line)[0]
        for name in ("data", "ocr", "publish", "web")
        for line in extras[name]
    }
    imported = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    imported -= {*sys.stdlib_module_names, "duizhang"}
    imported = {_NAMED_OTHERWISE.get(name, name) for name in imported}
    assert needed <= imported, "installed for nothing"
    assert imported <= needed | extra | _BEHIND, "imported, but not installed"
