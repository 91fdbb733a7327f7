from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duizhang.ledger import LedgerError, Summary, build, version
from duizhang.ledger.lock import writing
from duizhang.ledger.reader import Ledger
from duizhang.reading.located import Place
from ledger.made import read_made, write

_TABLES = (
    "documents",
    "names",
    "sections",
    "figures",
    "claims",
    "relations",
    "pledges",
    "warnings",
)


def records(ledger: Path) -> dict[str, list[dict[str, Any]]]:
    with Ledger(ledger) as opened:
        return {
            t: sorted(opened.sql(f"FROM {t}").rows(), key=repr)
            for t in (*_TABLES, "skipped", "meta")
        }


def counts(summary: Summary) -> tuple[int, int, int]:
    return summary.read, summary.unchanged, summary.gone


def test_every_table_holds_what_was_read(pages: Path, tmp_path: Path) -> None:
    summary = build([pages], tmp_path / "l")
    assert (summary.documents, summary.figures, summary.claims, summary.warnings) == (4, 8, 8, 4)
    with Ledger(tmp_path / "l") as ledger:
        claim = ledger.claims(place="望川市").rows()[0]
        assert claim | {"reasons": None} == {
            "id": claim["id"],
            "document": claim["document"],
            "place": "望川市",
            "own_place": True,
            "year": 2025,
            "period": "2025",
            "role": "target",
            "indicator": "gdp",
            "indicator_name": "地区生产总值",
            "subject": "某物",
            "aspect": "growth",
            "value": 7.0,
            "value2": None,
            "unit": "%",
            "hedge": "none",
            "strive": False,
            "printed": "7%",
            "sentence": "今年 target 2025 gdp growth 7 %。",
            "section": 0,
            "heading": "今年工作",
            "confidence": 0.9,
            "doubt": "",
            "hanzi": False,
            "start_at": 35,
            "end_at": 36,
            "unit_end": 38,
            "evidence_start": 9,
            "evidence_end": 39,
            "reasons": None,
            **dict.fromkeys((*Place._fields, "located")),  # plain text: the offsets are the place
        }
        assert claim["reasons"] == '[["role","made","target",12,18]]'
        for table in _TABLES:
            assert (
                len(
                    ledger.sql(
                        f"SELECT document FROM {table}"
                        if table != "documents"
                        else "FROM documents"
                    )
                )
                >= 4
            )
        assert {row["role"] for row in ledger.sql("FROM targets")} == {"target"}
        assert {row["role"] for row in ledger.sql("FROM results")} == {"result"}


def test_offsets_point_into_the_text_of_the_document(pages: Path, tmp_path: Path) -> None:
    build([pages], tmp_path / "l")
    with Ledger(tmp_path / "l") as ledger:
        rows = ledger.sql(
            "SELECT substring(d.text, f.start_at + 1, f.end_at - f.start_at) AS there, f.text"
            " FROM figures f JOIN documents d ON d.id = f.document"
        ).rows()
    assert rows
    assert all(row["there"] == row["text"] for row in rows)


def test_second_run_reads_only_what_changed(pages: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    assert counts(build([pages], ledger)) == (4, 0, 0)
    assert counts(build([pages], ledger)) == (0, 4, 0)
    write(pages, "望川市-2025.txt", "望川市 2025", "今年 target 2025 gdp growth 8 %。")
    assert counts(build([pages], ledger)) == (1, 3, 0)
    (pages / "摘要.txt").unlink()
    assert counts(build([pages], ledger)) == (0, 3, 1)
    fresh = tmp_path / "m"
    build([pages], fresh)
    assert records(fresh) == records(ledger)


def test_nothing_is_read_twice(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([pages], tmp_path / "l")
    read: list[str] = []
    monkeypatch.setattr(
        "duizhang.report.read_source", lambda s, x: read.append(s.name) or read_made(s, x)
    )
    build([pages], tmp_path / "l")
    assert read == []
    (tmp_path / "l" / "ledger.duckdb").unlink()  # the cache still knows
    assert counts(build([pages], tmp_path / "l")) == (0, 4, 0)
    assert read == []


def test_another_lexicon_reads_again_also_what_lies_elsewhere(pages: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[indicator]]\nid = "reeds"\nzh = "芦苇产量"\naliases = "苇产量"\n', encoding="utf-8"
    )
    other = write(tmp_path / "other", "a.txt", "苇洲 2025", "今年 target 2025 reeds level 5 吨。")
    ledger = tmp_path / "l"
    build([pages], ledger)
    assert counts(build([other], ledger, lexicon=own)) == (5, 0, 0)
    with Ledger(ledger) as opened:
        assert opened.claims(indicator="芦苇产量").rows()[0]["indicator_name"] == "芦苇产量"
    assert counts(build([other], ledger, lexicon=own)) == (0, 5, 0)
    assert counts(build([other], ledger)) == (5, 0, 0)


def test_other_code_reads_again(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([pages], tmp_path / "l")
    monkeypatch.setattr(version, "_READING", ("model",))
    version.code_version.cache_clear()
    try:
        assert counts(build([pages], tmp_path / "l")) == (4, 0, 0)
    finally:
        version.code_version.cache_clear()


def test_what_lies_elsewhere_stays_even_when_its_file_has_gone(pages: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", "a.txt", "苇洲 2025", "今年 target 2025 gdp growth 5 %。")
    ledger = tmp_path / "l"
    build([pages], ledger)
    assert build([other], ledger).documents == 5
    other.unlink()
    assert counts(build([pages], ledger)) == (0, 5, 0)
    assert counts(build([other.parent], ledger)) == (0, 4, 1)


def test_the_same_bytes_under_two_names_are_one_document(pages: Path, tmp_path: Path) -> None:
    (pages / "二.txt").write_bytes((pages / "摘要.txt").read_bytes())
    ledger = tmp_path / "l"
    assert build([pages], ledger).documents == 4
    with Ledger(ledger) as opened:
        assert [
            row["name"]
            for row in opened.sql(
                "SELECT n.name FROM names n JOIN documents d ON d.id = n.document"
                " WHERE d.coverage = 'digest' ORDER BY n.name"
            )
        ] == ["二.txt", "摘要.txt"]
        assert opened.documents(place="临湖", year=2025).rows()[0]["name"] in (
            "二.txt",
            "临湖市-2025.txt",
        )
    (pages / "二.txt").unlink()
    assert build([pages], ledger).gone == 1


def test_a_ledger_moves_with_its_pages(pages: Path, tmp_path: Path) -> None:
    build([pages], tmp_path / "l")
    with Ledger(tmp_path / "l") as ledger:
        assert {row["path"] for row in ledger.sql("FROM names")} == {
            f"报告 pages/{name}"
            for name in ("临湖市-2024.txt", "临湖市-2025.txt", "摘要.txt", "望川市-2025.txt")
        }
    (tmp_path / "new").mkdir()
    for name in ("l", "报告 pages"):
        os.rename(tmp_path / name, tmp_path / "new" / name)
    assert counts(build([tmp_path / "new" / "报告 pages"], tmp_path / "new" / "l")) == (0, 4, 0)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**16), split=st.integers(0, 4))
def test_the_order_of_files_does_not_matter(
    pages: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, split: int
) -> None:
    (pages / "same.txt").write_bytes((pages / "摘要.txt").read_bytes())
    files = sorted(pages.iterdir())
    random.Random(seed).shuffle(files)
    home = tmp_path_factory.mktemp("order")
    whole, parts = home / "whole", home / "parts"
    build([pages], whole)
    build(files[:split], parts)
    build(files[split:], parts)
    assert records(parts) == records(whole)


def test_processes_give_the_same_records(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    for n in range(14):
        write(pages, f"{n}.txt", f"第{n}市政府工作报告", f"今年地区生产总值增长{n}%左右。")
    build([pages], tmp_path / "one", jobs=1)
    build([pages], tmp_path / "two", jobs=2)
    assert records(tmp_path / "one")["skipped"] == []
    assert records(tmp_path / "one") == records(tmp_path / "two")
    assert len(records(tmp_path / "one")["figures"]) >= 14


def test_what_cannot_be_read_is_named_and_the_rest_is_done(pages: Path, tmp_path: Path) -> None:
    write(pages, "bad.txt", "broken")
    write(pages, "bug.txt", "defect")
    (pages / "empty.txt").write_bytes(b"")
    summary = build([pages, tmp_path / "nowhere"], tmp_path / "l")
    assert summary.documents == 4
    assert dict(summary.skipped) == {
        "报告 pages/bad.txt": "it is broken",
        "报告 pages/bug.txt": "the reader failed: ZeroDivisionError: division",
        "报告 pages/empty.txt": "the file is empty",
        "nowhere": "No such file or directory",
    }
    with Ledger(tmp_path / "l") as ledger:
        assert [(r["path"], r["reason"]) for r in ledger.sql("FROM skipped")] == list(
            summary.skipped
        )
    write(pages, "bad.txt", "苇洲 2025")
    assert len(build([pages], tmp_path / "l").skipped) == 2


def test_a_damaged_cache_is_ignored(pages: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    build([pages], ledger)
    before = records(ledger)
    kept = sorted((ledger / "cache").glob("??/*"))
    assert len(kept) == 4
    kept[0].write_bytes(b"rubbish")
    kept[1].write_bytes(kept[1].read_bytes()[:-5])
    (ledger / "ledger.duckdb").unlink()
    assert counts(build([pages], ledger)) == (2, 2, 0)
    assert records(ledger) == before


def test_a_cache_that_cannot_be_written_is_no_error(pages: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    ledger.mkdir()
    (ledger / "cache").write_text("in the way")
    assert build([pages], ledger).documents == 4


def test_the_cache_holds_no_more_than_the_ledger(pages: Path, tmp_path: Path) -> None:
    build([pages], tmp_path / "l")
    (pages / "摘要.txt").unlink()
    build([pages], tmp_path / "l")
    assert len(list((tmp_path / "l" / "cache").glob("??/*"))) == 3


def test_a_second_writer_is_refused_in_one_line(pages: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    build([pages], ledger)
    with (
        writing(ledger),
        pytest.raises(LedgerError, match=r"another writer is at work \(process \d+\)"),
    ):
        build([pages], ledger)
    assert build([pages], ledger).documents == 4  # the lock file that lies about locks nothing


def test_readers_keep_what_they_opened(pages: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    build([pages], ledger)
    one, two = Ledger(ledger), Ledger(ledger)
    write(pages, "new.txt", "苇洲 2025", "今年 target 2025 gdp growth 5 %。")
    build([pages], ledger)
    with Ledger(ledger) as three:
        assert [len(opened.documents()) for opened in (one, two, three)] == [4, 4, 5]
    write(pages, "newer.txt", "苇洲 2024", "今年 target 2024 gdp growth 5 %。")
    build([pages], ledger)
    assert [len(opened.claims()) for opened in (one, two)] == [8, 8]


def test_control_characters_and_huge_numbers_pass(tmp_path: Path, made: None) -> None:
    page = write(
        tmp_path, "a.txt", "苇洲 2025", "今年\x01\x0b target 2025 gdp growth " + "9" * 400 + " %。"
    )
    build([page], tmp_path / "l")
    with Ledger(tmp_path / "l") as ledger:
        assert ledger.claims().rows()[0]["value"] is None
        assert "\x01" in ledger.claims().rows()[0]["sentence"]


def test_a_path_that_vanished_or_cannot_be_listed_keeps_its_documents(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = tmp_path / "l"
    write(pages, "sub/a.txt", "苇洲 2025", "今年 target 2025 gdp growth 5 %。")
    build([pages], ledger)
    before = records(ledger)["claims"]
    os.rename(pages, tmp_path / "away")
    for rebuild in (False, True):
        summary = build([pages], ledger, rebuild=rebuild)
        assert counts(summary) == (0, 5, 0)
        assert summary.kept == (("报告 pages", "No such file or directory", 5),)
        assert records(ledger)["claims"] == before
    os.rename(tmp_path / "away", pages)
    real = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", scandir)
        (pages / "摘要.txt").unlink()  # this one is known to be gone
        summary = build([pages], ledger)
    assert counts(summary) == (0, 4, 1)
    assert summary.kept == (("报告 pages/sub", "Permission denied", 1),)
    (pages / "sub" / "a.txt").unlink()
    summary = build([pages, pages / "sub" / "a.txt"], ledger)
    assert (summary.documents, summary.kept) == (3, ())  # its folder was listed


def test_a_file_that_cannot_be_read_keeps_its_document(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import builtins

    ledger = tmp_path / "l"
    build([pages], ledger)
    real = open

    def opened(path: Any, *rest: Any, **named: Any) -> Any:
        if str(path).endswith("摘要.txt"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest, **named)

    monkeypatch.setattr(builtins, "open", opened)
    summary = build([pages], ledger)
    assert counts(summary) == (0, 4, 0)
    assert summary.kept == (("报告 pages/摘要.txt", "no permission to read it", 1),)
