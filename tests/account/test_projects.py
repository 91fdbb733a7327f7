"""Lists through the years: each year's items in that year's words."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from duizhang.ledger.build import build
from duizhang.samples import sample_files
from duizhang.views.projects import command


def test_each_item_stands_under_its_own_year_as_written_then(tmp_path: Path) -> None:
    ledger = tmp_path / "x.ledger"
    build(sample_files(), ledger)
    page = (
        CliRunner().invoke(command, ["青溪", "--list", "民生实事", "--ledger", str(ledger)]).output
    )
    parts = re.split(r"^  (\d{4})年的清单.*$", page, flags=re.MULTILINE)
    years = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert set(years) == {"2024", "2025"}
    assert "改造城镇老旧小区86个  ●完成 86个→86个" in years["2024"]
    assert "65个" not in years["2024"]
    assert "建成口袋公园15个" in years["2024"]
    assert "加装既有住宅电梯" not in years["2024"]
    assert "改造城镇老旧小区65个  在列" in years["2025"]
    assert "延续，2024年第1项" in years["2025"]
    assert " 6. 加装既有住宅电梯200部" in years["2025"]
    assert "86个" not in years["2025"]
    assert "口袋公园" not in years["2025"]
    assert len(re.findall(r"^ +\d+\. ", years["2024"], flags=re.MULTILINE)) == 10
