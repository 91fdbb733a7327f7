"""The standard pictures: each number as its report says it, the same bytes, text in a terminal."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

pytest.importorskip("altair")
pytest.importorskip("vl_convert")

from duizhang.ledger.build import build
from duizhang.samples import places_file, sample_files
from duizhang.views.charts import as_png, dumbbell, through_years
from duizhang.views.charts_many import kept, spread
from duizhang.views.plot.command import command
from duizhang.views.tiles import tile_map, tiles


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plot") / "l"
    build(sample_files(), folder, lexicon=places_file())
    return folder


def run(ledger: Path, *words: str) -> Result:
    return CliRunner().invoke(command, [*words, "--ledger", str(ledger)])


def words_of(svg: str) -> str:
    return "".join(ElementTree.fromstring(svg).itertext())


KINDS = [
    ("years", "青溪", "gdp"),
    ("compare", "gdp", "2024"),
    ("kept", "--by", "place"),
    ("kept", "--by", "year", "--place", "青溪"),
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: "-".join(k))
@pytest.mark.parametrize("form", ["svg", "png"])
def test_same_bytes_twice(ledger: Path, tmp_path: Path, kind: tuple[str, ...], form: str) -> None:
    made = []
    for n in range(2):
        out = tmp_path / f"{n}.{form}"
        result = run(ledger, *kind, "--out", str(out))
        assert result.exit_code == 0, result.output
        made.append(out.read_bytes())
    assert made[0] == made[1]
    assert made[0].startswith(b"<svg" if form == "svg" else b"\x89PNG")


def test_numbers_stand_as_their_report_says_them(ledger: Path) -> None:
    svg = words_of(run(ledger, "years", "青溪", "gdp").output)
    for words in ("6.5%左右", "6.2%", "6%左右", "2024", "预计", "来源"):
        assert words in svg


def test_text_needs_no_chart(ledger: Path) -> None:
    result = run(ledger, "compare", "gdp", "2024", "--text")
    assert result.exit_code == 0
    line = next(x for x in result.output.splitlines() if x.startswith("青溪市"))
    assert "6.5%左右 → 6.2%" in line
    assert "◐" in line
    assert "│" in line
    share = run(ledger, "kept", "--by", "place", "--text").output
    assert re.search(r"青溪市\s+█+░*\s+\d+/\d+（\d+%）", share)


def _row(place: str, target: float, **more: object) -> dict[str, object]:
    row = {
        "place": place, "year": 2025, "target_value": target, "target_high": None,
        "result_value": None, "hedge": "none", "promised": f"{target:g}%", "reported": "",
        "verdict": "pending", "unit": "%",
    }  # fmt: skip
    return row | more


def test_open_ends_have_an_arrow() -> None:
    plain = dumbbell([_row("甲", 5), _row("乙", 6)])
    opened = dumbbell([_row("甲", 5), _row("乙", 6, hedge="at_least", promised="6%以上")])
    assert "6%以上" in words_of(opened)
    assert opened.count("<path") > plain.count("<path")


def test_places_keep_their_order_where_some_have_bands() -> None:
    svg = dumbbell([_row("甲", 5), _row("乙", 6, hedge="about"), _row("丙", 7)])
    words = words_of(svg)
    assert words.index("甲") < words.index("乙") < words.index("丙")


def test_levels_begin_at_zero() -> None:
    rows = [_row("甲", 4000, unit="人", promised="4000人"), _row("甲", 4200, unit="人", year=2026)]
    assert ">0<" in through_years(rows)
    assert ">0<" not in through_years([_row("甲", 5), _row("甲", 6, year=2026)])


def test_a_year_without_a_result_has_its_word_and_no_line() -> None:
    told = {"result_value": 5.1, "reported": "5.1%", "verdict": "met"}
    rows = [_row("甲", 5, year=y, **told) for y in (2021, 2022, 2024, 2025)]
    whole = [*rows[:2], _row("甲", 5, year=2023, **told), *rows[2:]]
    silent = [*rows[:2], _row("甲", 5, year=2023, verdict="unreported"), *rows[2:]]
    assert "未报" in words_of(through_years(silent))
    lines = {
        name: len(re.findall('aria-roledescription="line mark"', through_years(given)))
        for name, given in (("whole", whole), ("silent", silent), ("absent", rows))
    }
    assert lines == {"whole": 1, "silent": 2, "absent": 2}


def test_an_estimate_is_told_at_its_year() -> None:
    rows = [_row("甲", 5, result_value=5.1, reported="5.1%", verdict="met", estimate=True)]
    assert "预计" in words_of(through_years(rows))


def test_equal_targets_are_counted_and_single_ones_named() -> None:
    words = words_of(spread([_row("甲省", 5), _row("乙省", 5), _row("丙省", 6)]))
    assert "2地" in words
    assert "丙省" in words
    assert "5.2%" in words  # the axis says its unit
    assert spread([]) == ""


def test_a_share_says_of_how_many() -> None:
    rows = [
        {"group": "2024", "kept": 3, "judged": 4, "total": 10},
        {"group": "2025", "kept": 0, "judged": 0, "total": 7},
    ]
    words = words_of(kept(rows))
    assert "3/4（75%），共10项" in words
    assert "无可比的，共7项" in words


def test_tiles_are_34_and_lie_apart() -> None:
    assert len(tiles()) == len({t.code for t in tiles()}) == 34
    assert len({(t.row, t.column) for t in tiles()}) == 34


def test_a_map_has_number_shape_and_word_and_escapes() -> None:
    rows = [
        _row("湖南省", 5, verdict="met", reported="5.2%"),
        _row("西藏", 7, promised="<script>"),
        _row("青溪市", 1, promised="9.9%"),
    ]
    svg = tile_map(rows, title="图 & 表", source="来源")
    words = words_of(svg)
    assert "● 完成" in words
    assert "5.2%" in words
    assert "<script>" in words
    assert "<script" not in svg
    assert "9.9%" not in words
    assert "黑龙江" in words
    assert tile_map([_row("青溪市", 1)]) == ""
    assert as_png(svg).startswith(b"\x89PNG")


def test_wrong_use_is_one_line(ledger: Path) -> None:
    assert run(ledger, "years", "无此地", "gdp").exit_code == 1
    assert run(ledger, "compare", "无此指标", "2024").exit_code == 1
    assert "nothing to draw" in run(ledger, "compare", "gdp", "1990").output
    assert run(ledger, "kept", "--format", "png").exit_code == 2
