"""The poster: what stands on it is the ledger's, fits its page, and is the same each time."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

pytest.importorskip("typst")

from duizhang.cli import main
from duizhang.ledger.build import build
from duizhang.samples import places_file, sample_files
from duizhang.views.brief import Brief, brief
from duizhang.views.gathered import Records
from duizhang.views.poster.command import command
from duizhang.views.poster.content import poster_content
from duizhang.views.poster.fonts import FontError, chosen_fonts
from duizhang.views.poster.theme import Theme, ThemeError, read_theme
from duizhang.views.poster.typeset import typeset
from views.pdf_boxes import characters, colliding, outside

SIDES = {"a3": 48, "phone": 26}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        chosen_fonts(Theme())
    except FontError:
        pytest.skip("no Chinese font is installed")
    folder = tmp_path_factory.mktemp("poster") / "sample.ledger"
    build(sample_files(), folder)
    return folder


@pytest.fixture(scope="module")
def told(ledger: Path) -> Brief:
    with Records(ledger) as records:
        return brief(records, "青溪", 2025)


def _set(content: dict[str, Any]) -> list[Any]:
    size, boxes = characters(typeset(content, Theme(), "pdf"))
    assert not outside(boxes, size, SIDES[content["size"]])
    assert not colliding(boxes)
    return boxes


@pytest.mark.parametrize("size", ["a3", "phone"])
def test_headline_figures_stand_on_the_page(told: Brief, size: str) -> None:
    words = "".join(b.text for b in _set(poster_content(told, Theme(), size)))
    assert "青溪市" in words
    assert "2025年1月7日" in words
    for figure in ("6.2%", "9.1%", "6%左右", "4.2万人以上", "183万吨以上"):
        assert figure in words
    assert "居民收入增速高于经济增速" in words
    for figure in ("65个", "7500个", "500张", "1800个", "1500个", "200部", "2400套"):
        assert figure in words
    for document in told.used()[:6]:
        assert document["id"] in words


def test_verdicts_have_word_and_counts(told: Brief) -> None:
    content = poster_content(told, Theme(), "a3")
    assert sum(p["count"] for p in content["account"]["parts"]) == len(told.account)
    growth = content["results"][0]
    assert (growth["number"], growth["verdict"]["word"]) == ("6.2", "接近")
    assert growth["promised"] == "目标 6.5%左右"


def _bare(**changed: Any) -> dict[str, Any]:
    content: dict[str, Any] = {
        "size": "a3",
        "title": "t",
        "author": "a",
        "date": None,
        "place": "甲县",
        "year": 2025,
        "results": [],
        "results_left": 0,
        "more_results": [],
        "targets": [],
        "targets_left": 0,
        "more_targets": [],
        "account": {"total": 0, "parts": [], "note": ""},
        "livelihood": None,
        "lists": [],
        "sources": ["来源"],
        "notes": [],
        "qr": [],
        "words": {
            "kicker": "图解",
            "date": "",
            "results": "结果",
            "results_note": "",
            "targets": "目标",
            "account": "账",
            "account_note": "",
            "lists": "清单",
        },
    }
    return content | changed


def _target(name: str = "地区生产总值", behind: str = "%左右", number: str = "5") -> dict[str, Any]:
    return {
        "name": name,
        "tag": "增速",
        "words": "",
        "before": "",
        "number": number,
        "behind": behind,
    }


def _result(name: str, rank: int) -> dict[str, Any]:
    verdict = {"kind": "not_comparable", "word": "口径不同", "colour": "#5b5b5b"}
    said = {"verdict": verdict, "promised": f"目标 {name * 2}", "note": f"另有文稿作 {name}"}
    said["rank"] = rank
    return _target(name, "万亿立方米以上", "123456789.123456789") | said


@pytest.mark.parametrize("size", ["a3", "phone"])
def test_nothing_but_two_targets(size: str) -> None:
    _set(_bare(size=size, targets=[_target(), _target("城镇新增就业", "万人")]))


@pytest.mark.parametrize("size", ["a3", "phone"])
def test_forty_items_and_long_names(size: str) -> None:
    long = (
        "积石山保安族东乡族撒拉族自治县与双江拉祜族佤族布朗族傣族自治县共建的高端装备再制造产业园区"
    )
    names = [f"{long}第{n}期" for n in range(10)]
    lists = [{"title": f"十大{long}项目", "names": names, "note": long} for _ in range(4)]
    runs = [[long, False], ["123456人次以上", True], [long, False], ["9" * 40, True]]
    points = [{"number": n, "runs": runs, "rank": n - 1} for n in range(1, 41)]
    boxes = _set(
        _bare(
            size=size,
            place=long,
            targets=[_target(long, "微克/立方米以内", "1" * 30)] * 30,
            results=[_result(long, n) for n in range(8)],
            more_results=points,
            more_targets=points,
            lists=lists,
            livelihood={"title": long, "note": long, "points": points},
            account={
                "total": 150,
                "parts": [
                    {"kind": k, "word": "口径不同", "colour": "#5b5b5b", "count": 30}
                    for k in ("exceeded", "nearly", "missed", "unreported", "pending")
                ],
                "note": "",
            },
            sources=[f"来源　{long} · d:0123456789abcdef"] * 6,
            qr=[[1, 0] * 20] * 40,
        )
    )
    assert len(boxes) > 300


def test_forty_short_items_are_all_there() -> None:
    lists = [
        {"title": f"十大项目{n}", "names": [f"第{n}单第{i}项" for i in range(10)], "note": ""}
        for n in range(4)
    ]
    words = "".join(b.text for b in _set(_bare(targets=[_target()], lists=lists)))
    assert all(f"第{n}单第{i}项" in words for n in range(4) for i in range(10))


HOSTILE = (
    '#import "secret.typ": *',
    '#read("/etc/passwd")',
    "]#panic()[",
    "*a* _b_ $x^2$ `c` \\ <l> @r https://example.org // /* */",
    '"); #eval("1+1") ("',
    "#set page(width: 1pt)",
)


def test_words_of_a_report_are_never_markup() -> None:
    """Each stands on the page letter for letter, and no file is read."""
    targets = [_target(name=h, behind=h, number="1") for h in HOSTILE]
    lists = [{"title": h, "names": list(HOSTILE), "note": h} for h in HOSTILE[:2]]
    boxes = _set(_bare(targets=targets, lists=lists, place=HOSTILE[1], sources=list(HOSTILE)))
    words = "".join(b.text for b in boxes)
    for hostile in HOSTILE:
        assert "".join(hostile.split()) in words


@pytest.mark.parametrize("form", ["pdf", "png", "svg"])
def test_same_bytes_in_two_processes(ledger: Path, tmp_path: Path, form: str) -> None:
    made = []
    for n, seed in enumerate(("1", "2")):
        out = tmp_path / f"{n}.{form}"
        words = ["poster", "青溪", "--year", "2025", "--ledger", str(ledger), "--out", str(out)]
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": f"UTC+{n * 5}"}
        subprocess.run(
            [sys.executable, "-m", "duizhang.cli", *words], check=True, env=environment, timeout=60
        )
        made.append(out.read_bytes())
    assert made[0] == made[1]
    assert made[0][:4] in (b"%PDF", b"\x89PNG", b"<svg")


NOTED = """青溪市政府工作报告

——2026年1月9日在青溪市第七届人民代表大会第六次会议上

一、2025年工作回顾

{growth}。固定资产投资增长7.0%。规模以上工业增加值增长8.8%。

二、2026年工作安排

主要目标是：地区生产总值增长4.5%—5%，固定资产投资增长6%左右。
"""


def _of(folder: Path, text: str, *more: str) -> tuple[Path, Brief]:
    folder.mkdir()
    (folder / "page.txt").write_text(text, encoding="utf-8")
    words = ["build", str(folder / "page.txt"), "--ledger", str(folder / "l"), *more]
    assert CliRunner().invoke(main, [*words, "--lexicon", str(places_file())]).exit_code == 0
    with Records(folder / "l", ["青溪"]) as records:
        return folder / "l", brief(records, "青溪", 2026)


def test_a_note_makes_all_below_it_estimates(tmp_path: Path) -> None:
    """预计数，下同: of one figure it is said at the figure, of all of them at the heading."""
    words = {
        "none": "地区生产总值增长5.5%",
        "one": "预计地区生产总值增长5.5%",
        "all": "地区生产总值增长5.5%（预计数，下同）",
    }
    found = {}
    for name, growth in words.items():
        _, told = _of(tmp_path / name, NOTED.format(growth=growth))
        content = poster_content(told, Theme(), "a3")
        estimates = sum(i.estimate for i in told.results)
        notes = [r["note"] for r in content["results"]].count("预计数")
        found[name] = (estimates, notes, "均为预计数" in content["words"]["results_note"])
        _set(content)
    assert found == {"none": (0, 0, False), "one": (1, 1, False), "all": (3, 0, True)}


def test_a_range_bears_its_sign_at_both_ends(tmp_path: Path) -> None:
    _, told = _of(tmp_path / "x", NOTED.format(growth="地区生产总值增长5.5%"))
    words = "".join(b.text for b in _set(poster_content(told, Theme(), "a3")))
    assert "4.5%—5%" in words


def test_the_foot_says_when_a_source_was_printed_and_read(tmp_path: Path) -> None:
    """The day of reading is that of the ledger's files: the same on any day, in any zone."""
    listed = tmp_path / "list.csv"
    listed.write_text(
        "file,url,publisher,published\nx/page.txt,https://example.org/1,青溪日报,2026-01-10\n",
        encoding="utf-8",
    )
    folder, _ = _of(
        tmp_path / "x", NOTED.format(growth="地区生产总值增长5.5%"), "--url-list", str(listed)
    )
    [kept] = (folder / "cache").glob("*/*.report")
    moment = dt.datetime(2026, 2, 1, 23, 30, tzinfo=dt.UTC).timestamp()  # 2 February in China
    os.utime(kept, (moment, moment))
    with Records(folder, ["青溪"]) as records:
        told = brief(records, "青溪", 2026)
    [line] = poster_content(told, Theme(), "a3")["sources"]
    assert "2026-01-09" in line
    assert "青溪日报2026-01-10刊" in line
    assert "2026-02-02读取" in line
    assert line.endswith(next(iter(told.documents)))
    words = "".join(b.text for b in _set(poster_content(told, Theme(), "phone")))
    assert "青溪日报2026-01-10刊·2026-02-02读取·page.txt" in words
    kept.unlink()
    with Records(folder, ["青溪"]) as records:
        told = brief(records, "青溪", 2026)
    assert "读取" not in poster_content(told, Theme(), "a3")["sources"][0]


@pytest.mark.parametrize(("size", "most"), [("a3", 27), ("phone", 8)])
def test_what_is_left_out_is_counted(size: str, most: int) -> None:
    """The weightiest clauses stand on the page, in the page's order; the others are a number."""
    points = [
        {"number": 0, "runs": [[f"第{n}事", False], ["5个", True]], "rank": (n * 7) % 48}
        for n in range(48)
    ]
    content = _bare(size=size, targets=[_target()], more_targets=points, targets_left=3)
    words = "".join(b.text for b in _set(content))
    shown = [int(n) for n in re.findall(r"第(\d+)事", words)]
    assert shown == [n for n in range(48) if points[n]["rank"] < most]
    assert [int(n) for n in re.findall(r"另有(\d+)条", words)] == [48 - most + 3]


def _corpus() -> list[Path]:
    """The longest and the shortest report of a province in ../shared/corpus."""
    beside = Path(__file__).parents[3] / "shared"
    folder = Path(os.environ.get("DUIZHANG_SHARED", beside)) / "corpus" / "provincial"
    found = sorted(folder.glob("*.txt"), key=lambda p: p.stat().st_size)
    return [found[0], found[-1]] if found else []


@pytest.mark.skipif(not _corpus(), reason="no ../shared/corpus beside the checkout")
@pytest.mark.parametrize("size", ["a3", "phone"])
@pytest.mark.parametrize("which", [0, -1], ids=["shortest", "longest"])
def test_real_reports_fit_their_page(which: int, size: str, tmp_path: Path) -> None:
    path = _corpus()[which]
    build([path], tmp_path / "l")
    with Records(tmp_path / "l") as records:
        [place] = records.places()
        told = brief(records, place, int(path.stem[-4:]))
    content = poster_content(told, Theme(), size)
    words = "".join(b.text for b in _set(content))
    for item in (*told.results[:6], *told.targets[:9]):
        assert "".join(item.printed.split()) in words


def test_sizes_in_pixels(told: Brief) -> None:
    from io import BytesIO

    from PIL import Image

    for size, pixels in (("a3", (2339, 3308)), ("phone", (1080, 1920))):
        made = typeset(poster_content(told, Theme(), size), Theme(), "png")
        with Image.open(BytesIO(made)) as image:
            assert abs(image.width - pixels[0]) <= 1
            assert abs(image.height - pixels[1]) <= 1


def test_theme_changes_words_and_colours(told: Brief, tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text('masthead = "#003366"\nkicker = "一图读懂"\n', encoding="utf-8")
    theme = read_theme(file)
    made = typeset(poster_content(told, theme, "a3"), theme, "svg").decode()
    assert "#003366" in made
    assert "#9d1f1f" not in made


@pytest.mark.parametrize(
    "words", ['ink = "red"', "colour = 1", "ink = [", 'ink = "#12345"', 'sans = "x"']
)
def test_a_wrong_theme_is_one_line(tmp_path: Path, words: str) -> None:
    file = tmp_path / "t.toml"
    file.write_text(words, encoding="utf-8")
    with pytest.raises(ThemeError) as error:
        read_theme(file)
    assert "\n" not in str(error.value)


def test_no_chinese_font_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhang.views.poster.fonts._families", lambda folders: frozenset())
    with pytest.raises(FontError, match="fonts-noto-cjk"):
        chosen_fonts(Theme())


def test_qr_code_only_with_a_base_url(told: Brief) -> None:
    assert poster_content(told, Theme(), "a3")["qr"] == []
    with_code = poster_content(told, Theme(), "a3", "https://example.org/zhang/")
    assert len(with_code["qr"]) > 20
    assert any("https://example.org/zhang/place/" in n for n in with_code["notes"])
    with pytest.raises(ValueError, match="http"):
        poster_content(told, Theme(), "a3", "javascript:1")


def test_wrong_use_and_unknown_places_are_one_line(ledger: Path, tmp_path: Path) -> None:
    run = CliRunner()
    where = ["--ledger", str(ledger), "--out", str(tmp_path / "x.pdf")]
    unknown = run.invoke(command, ["赤溪", *where])
    assert unknown.exit_code == 1
    assert "青溪市" in unknown.output
    year = run.invoke(command, ["青溪", "--year", "1999", *where])
    assert year.exit_code == 1
    assert "2025" in year.output
    address = run.invoke(command, ["青溪", "--base-url", "ftp://x", *where])
    assert address.exit_code == 2
    assert not (tmp_path / "x.pdf").exists()
