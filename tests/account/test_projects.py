"""Lists through the years: each year's items in that year's words."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from duizhang.ledger.build import build
from duizhang.samples import sample_files
from duizhang.views.finished import Papers
from duizhang.views.projects import command, follow


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


def _item(year: int, text: str, name: str) -> dict[str, object]:
    return {
        "document": f"d:{year}", "kind": "item", "role": "target", "list_name": name, "text": text,
        "period": str(year), "claims": [], "completion": None, "completion_start": 0,
        "completion_end": 0, "start_at": 0, "end_at": 0,
    }  # fmt: skip


def test_what_a_short_list_does_not_name_is_not_called_gone() -> None:
    first = [_item(2024, f"{c}谷产业园", "十大产业项目") for c in "甲乙丙丁戊己庚辛壬癸"]
    second = [_item(2025, "甲谷产业园", "十大产业项目"), _item(2025, "子坝产业园", "十大产业项目")]
    (found,) = follow([*first, *second], [], {2024: Papers([]), 2025: Papers([])})
    assert found.short == {2025: 2}
    ends = {item.steps[-1].name: (item.left, item.end) for item in found.items}
    assert ends["甲谷产业园"] == ("listed", "在列")
    assert ends["乙谷产业园"] == ("unnamed", "2025年只举出2项，没有它")


def test_a_whole_list_without_it_has_dropped_it() -> None:
    first = [_item(2024, t, "产业项目清单") for t in ("竹缆产业园", "冷链物流港")]
    second = [_item(2025, t, "产业项目清单") for t in ("竹缆产业园", "种业小镇")]
    (found,) = follow([*first, *second], [], {2025: Papers([])})
    assert found.short == {}
    ends = {item.steps[-1].name: item.end for item in found.items}
    assert ends["冷链物流港"] == "2024年后不再列，未见交代"


def test_a_list_that_later_papers_lack_is_told_so() -> None:
    (found,) = follow([_item(2024, "甲谷产业园", "产业项目清单")], [], {2026: Papers([])})
    assert [(i.left, i.end) for i in found.items] == [("unlisted", "2026年的文稿没有这份清单")]
