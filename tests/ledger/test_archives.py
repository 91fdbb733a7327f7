"""A build of archives: members are documents under their own paths."""

from __future__ import annotations

import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from duizhang.cli import main
from duizhang.ledger import build
from duizhang.ledger.build import Summary
from duizhang.ledger.reader import Ledger
from duizhang.ledger.walk import Skipped
from duizhang.reading.names import NO_TABLE

PLACE = "望川市 2025\n今年 target 2025 gdp growth 7 %。\n"
OTHER = "苇洲 2025\n今年 target 2025 gdp growth 5 %。\n"
TABLE = "指标,2025年目标\n地区生产总值增速,6%\n城镇新增就业,3\n"


def pack(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path


def counts(summary: Summary) -> tuple[int, int, int]:
    return summary.read, summary.unchanged, summary.gone


def paths(ledger: Path) -> list[str]:
    with Ledger(ledger) as opened:
        return [row["path"] for row in opened.sql("SELECT path FROM names ORDER BY path").rows()]


def test_members_are_documents_and_read_once(tmp_path: Path, made: None) -> None:
    archive = pack(tmp_path / "报告.zip", {"甲/a.txt": PLACE, "b.txt": OTHER, "c.txt": "broken"})
    ledger = tmp_path / "l"
    first = build([archive], ledger)
    assert counts(first) == (2, 0, 0)
    assert first.skipped == (Skipped("报告.zip/c.txt", "it is broken"),)
    assert paths(ledger) == ["报告.zip/b.txt", "报告.zip/甲/a.txt"]
    assert counts(build([tmp_path], ledger)) == (0, 2, 0)
    pack(archive, {"甲/a.txt": PLACE, "b.txt": OTHER + "又 target 2025 cpi growth 2 %。"})
    assert counts(build([archive], ledger)) == (1, 1, 0)
    pack(archive, {"甲/a.txt": PLACE})
    assert counts(build([archive], ledger)) == (0, 1, 1)


def test_members_in_many_processes(tmp_path: Path) -> None:
    page = "某市政府工作报告\n2025年，全市地区生产总值增长{}%。\n"
    archive = pack(tmp_path / "a.zip", {f"{n}/x.txt": page.format(n) for n in range(1, 20)})
    assert counts(build([archive], tmp_path / "l", jobs=2)) == (19, 0, 0)
    assert len(paths(tmp_path / "l")) == 19


def test_a_member_may_be_given_by_name(tmp_path: Path, made: None) -> None:
    archive = pack(tmp_path / "a.zip", {"a.txt": PLACE, "b.txt": OTHER, "t.csv": TABLE})
    build([archive / "a.txt"], tmp_path / "l")
    assert paths(tmp_path / "l") == ["a.zip/a.txt"]
    summary = build([archive / "none.txt"], tmp_path / "l")
    assert [s.path for s in summary.skipped] == ["a.zip/none.txt"]


def test_an_archive_elsewhere_stays(tmp_path: Path, made: None) -> None:
    archive = pack(tmp_path / "a.zip", {"a.txt": PLACE, "b.txt": OTHER, "c.txt": "broken"})
    page = tmp_path / "x" / "a.txt"
    page.parent.mkdir()
    page.write_text("临湖市 2025\ntarget 2025 gdp growth 4 %。\n", encoding="utf-8")
    ledger = tmp_path / "l"
    build([archive], ledger)
    second = build([page], ledger)
    assert (second.documents, len(second.skipped)) == (3, 1)
    archive.unlink()
    third = build([page], ledger)
    assert (third.documents, len(third.skipped)) == (3, 0)
    assert counts(build([archive, page], ledger)) == (0, 3, 0)  # it may be back


def test_an_archive_that_is_damaged_is_one_line(tmp_path: Path, made: None) -> None:
    archive = pack(tmp_path / "a.zip", {"a.txt": PLACE})
    archive.write_bytes(archive.read_bytes()[:-20])
    (tmp_path / "b.txt").write_text(PLACE, encoding="utf-8")
    summary = build([archive, tmp_path / "b.txt"], tmp_path / "l")
    assert (summary.documents, len(summary.skipped)) == (1, 1)
    assert summary.skipped[0].path == "a.zip"
    assert "damaged" in summary.skipped[0].reason


@pytest.mark.parametrize("name", ["files.csv", "x/files.tsv"])
def test_a_list_beside_reports_is_no_report(tmp_path: Path, made: None, name: str) -> None:
    folder = tmp_path / "pages"
    path = folder / name
    path.parent.mkdir(parents=True)
    rows = (
        "file,place,title,characters\na.txt,望川市,2025年望川市政府工作报告,100\nb.txt,苇洲,,90\n"
    )
    path.write_text(rows, encoding="utf-8")
    (folder / "a.txt").write_text(PLACE, encoding="utf-8")
    summary = build([folder], tmp_path / "l")
    assert summary.documents == 1
    assert summary.skipped == (Skipped(f"pages/{name}", NO_TABLE),)
    result = CliRunner().invoke(main, ["build", str(folder), "--ledger", str(tmp_path / "l")])
    assert result.exit_code == 0, result.stderr


def test_figures_of_all_members(tmp_path: Path) -> None:
    page = "某市政府工作报告\n2025年，全市地区生产总值增长{}%。\n"
    archive = pack(
        tmp_path / "a.zip",
        {"x/a.txt": page.format(6), "b.txt": page.format(7), "r.json": "{}", "c.pdf": b"%PDF-x"},
    )
    result = CliRunner().invoke(main, ["figures", str(archive)])
    assert result.exit_code == 1
    assert f"duizhang: {archive}/c.pdf: " in result.stderr
    assert result.stderr.count("\n") == 1
    assert f'"file":"{archive}/x/a.txt"' in result.stdout
    assert f'"file":"{archive}/b.txt"' in result.stdout
    one = CliRunner().invoke(main, ["explain", f"{archive}/b.txt:25"])
    assert one.exit_code == 0, one.stderr
    assert "7" in one.stdout
    bad = CliRunner().invoke(main, ["figures", f"{archive}/none.txt"])
    assert bad.stderr == f"duizhang: {archive}/none.txt: no such member of a.zip\n"


_HOSTILE = """
import sys
sys.path.insert(0, {tests!r})
from duizhang.reading import formats, limits, media, source, worker
from duizhang.ledger import build

def sniff(data, known=media.media_type):
    return "text/x-hostile" if data.startswith(b"hostile ") else known(data)

formats.ADAPTERS["text/x-hostile"] = "reading.hostile:misbehave"
source.media_type = sniff
worker._START = worker._START.replace("duizhang.reading.worker_process", "reading.hostile")
limits.LIMITS["text/x-hostile"] = limits.Limit({seconds}, 0, {seconds})

if __name__ == "__main__":
    print("begun", flush=True)
    done = build([{archive!r}], {ledger!r}, jobs={jobs})
    print(done.documents, sorted(done.skipped))
"""


def hostile_build(tmp_path: Path, word: str, jobs: int, seconds: int) -> list[str]:
    """A command that builds of an archive of 30 reports of which one does what ``word`` says."""
    page = "某市政府工作报告\n2025年，全市地区生产总值增长{}%。\n"
    members = {f"{n:02}.txt": page.format(n) for n in range(1, 30)}
    archive = pack(tmp_path / "a.zip", {**members, "x.txt": f"hostile {word}"})
    script = tmp_path / "script.py"
    tests = str(Path(__file__).parent.parent)
    told = {"tests": tests, "archive": str(archive), "ledger": str(tmp_path / "l")}
    script.write_text(_HOSTILE.format(**told, jobs=jobs, seconds=seconds), encoding="utf-8")
    return [sys.executable, str(script)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_member_that_kills_its_reader_is_one_line(tmp_path: Path, jobs: int) -> None:
    command = hostile_build(tmp_path, "crash", jobs, 60)
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    reason = "Skipped(path='a.zip/x.txt', reason='its reader crashed')"
    assert done.stdout == f"begun\n29 [{reason}]\n"


def readers(script: str) -> list[int]:
    """Processes that work for ``script``: its command line, or a reading process below it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            line = entry.read_bytes().decode(errors="replace")
            state = entry.with_name("stat").read_text(errors="replace").rpartition(")")[2]
            if script in line and state.split()[0] != "Z":
                found.append(int(entry.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("jobs", [1, 2])
def test_kill_9_in_mid_build_leaves_no_process(tmp_path: Path, jobs: int) -> None:
    command = hostile_build(tmp_path, f"tell {tmp_path}/reading", jobs, 600)
    build = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    told = tmp_path / "reading"
    end = time.monotonic() + 60
    while not told.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert told.exists()
    reader = int(told.read_text())
    build.kill()
    build.wait()
    end = time.monotonic() + 10
    while time.monotonic() < end and (Path(f"/proc/{reader}").exists() or readers(command[1])):
        time.sleep(0.1)
    assert not Path(f"/proc/{reader}").exists()
    assert readers(command[1]) == []


def test_pages_of_one_report_are_one_document(tmp_path: Path) -> None:
    first = "某市政府工作报告\n2025年，全市地区生产总值增长5%，城镇新增就业（下转3版）\n"
    second = "（上接1版）3万人以上。\n2025年，粮食产量稳定在20万吨。\n"
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "1版.txt").write_text(first, encoding="utf-8")
    (pages / "3版.txt").write_text(second, encoding="utf-8")
    pack(tmp_path / "a.zip", {"x/a.txt": first, "x/b.txt": second, "y.txt": PLACE})
    ledger = tmp_path / "l"
    summary = build([pages, tmp_path / "a.zip"], ledger)
    assert (summary.documents, summary.skipped) == (2, ())  # the archive holds copies
    with Ledger(ledger) as opened:
        rows = opened.sql("SELECT document, path FROM names ORDER BY path").rows()
        parts = opened.sql("SELECT DISTINCT part FROM figures WHERE part <> '' ORDER BY 1").rows()
    assert len({row["document"] for row in rows}) == 2
    assert [row["path"] for row in rows] == [
        "a.zip/x/a.txt", "a.zip/x/b.txt", "a.zip/y.txt", "pages/1版.txt", "pages/3版.txt",
    ]  # fmt: skip
    assert {p["part"] for p in parts} == {"a.txt", "b.txt"}
    assert counts(build([pages, tmp_path / "a.zip"], ledger)) == (0, 2, 0)
    assert counts(build([tmp_path / "a.zip"], ledger)) == (0, 2, 0)
    (tmp_path / "a.zip").unlink()
    assert counts(build([pages], tmp_path / "m")) == (1, 0, 0)
    (pages / "3版.txt").unlink()
    last = build([pages], tmp_path / "m")
    assert (last.documents, counts(last)) == (1, (1, 0, 1))


def test_figures_of_all_members_in_many_processes(tmp_path: Path) -> None:
    page = "某市政府工作报告\n" + "2025年，全市地区生产总值增长{}%。\n" * 500
    pages = {f"{n}.txt": page.format(*range(n, n + 500)) for n in range(60)}
    archive = pack(tmp_path / "a.zip", pages)
    one, two = (
        CliRunner().invoke(main, ["figures", "-j", jobs, str(archive)]) for jobs in ("1", "2")
    )
    assert (two.exit_code, two.stderr) == (0, "")
    assert two.stdout == one.stdout
