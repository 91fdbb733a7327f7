"""A file that is damaged later takes nothing out of the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhang.ledger.build import build
from duizhang.ledger.reader import Ledger

REPORT = "青溪市2025年政府工作报告\n\n二、2025年工作安排\n\n地区生产总值增长6%左右。\n"


@pytest.mark.parametrize(
    "damaged",
    [b"", b"\x00\x01\x02" * 500, b"%PDF-1.7\nno page in here", b"PK\x03\x04 cut off"],
    ids=["empty", "binary", "a PDF that opens and breaks", "a cut archive"],
)
@pytest.mark.parametrize("rebuild", [False, True])
def test_what_was_read_of_it_stays(tmp_path: Path, damaged: bytes, rebuild: bool) -> None:
    folder, ledger = tmp_path / "reports", tmp_path / "x.ledger"
    folder.mkdir()
    (folder / "a.txt").write_text(REPORT, "utf-8")
    (folder / "b.txt").write_text(REPORT.replace("6%", "7%").replace("青溪", "云汀"), "utf-8")
    build([folder], ledger)
    (folder / "a.txt").write_bytes(damaged)
    summary = build([folder], ledger, rebuild=rebuild)
    assert summary.documents == 2
    assert [k.documents for k in summary.kept] == [1]
    assert any(s.path.endswith("a.txt") for s in summary.skipped)
    with Ledger(ledger) as opened:
        values = sorted(r["value"] for r in opened.claims(role="target"))
        assert values == [6.0, 7.0]
        assert len(opened.search("地区生产总值").rows()) == 2

    (folder / "a.txt").write_text(REPORT.replace("6%", "8%"), "utf-8")
    build([folder], ledger)
    with Ledger(ledger) as opened:
        assert sorted(r["value"] for r in opened.claims(role="target")) == [7.0, 8.0]

    (folder / "a.txt").unlink()
    assert build([folder], ledger).documents == 1
