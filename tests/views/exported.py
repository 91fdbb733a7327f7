"""A ledger of the samples and of a page that no format likes, for the tests of exports."""

from __future__ import annotations

from pathlib import Path

from duizhang.ledger.build import build
from duizhang.samples import places_file, sample_files

# Formulas, quotes, commas, control characters, astral characters: all in one report.
NASTY = (
    "青溪市人民政府工作报告\n\n一、2026年工作安排\n\n"
    "主要预期目标是：=SUM(A1)地区生产总值增长6%左右；“规模”工业,增加值\x02增长7.5%；𠮷字牌茶叶产量1.25万吨。\n"
)
FORMULA = "=SUM(1,2).txt"


def make_ledger(folder: Path) -> Path:
    """Build it in ``folder``; the ledger's own folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FORMULA).write_text(NASTY, encoding="utf-8")
    build([*sample_files(), folder / FORMULA], folder / "l", lexicon=places_file())
    return folder / "l"
