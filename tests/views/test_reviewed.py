"""What people correct is on every face at once, without a build; and a build changes nothing in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import duizhang as dz
from duizhang.cli import main
from duizhang.ledger.build import build
from duizhang.samples import places_file, sample_files
from duizhang.views.brief import brief
from duizhang.views.gathered import Records
from duizhang.views.web.store import Store

Run = Callable[..., str]
GROWTH = "role = 'result' AND indicator = 'gdp' AND aspect = 'growth' AND period = '2024'"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    build(sample_files(), tmp_path / "l", lexicon=places_file())
    return tmp_path / "l"


@pytest.fixture
def run(ledger: Path) -> Run:
    def call(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, [*words, "--ledger", str(ledger)])
        assert result.exit_code == code, result.output
        return result.stdout

    return call


def claims(ledger: Path, where: str) -> list[dict[str, Any]]:
    """Claims of 青溪's reports in the snapshot itself."""
    with dz.Ledger(ledger) as opened:
        query = f"FROM ledger.claims WHERE place = '青溪市' AND {where} ORDER BY document, start_at"
        return opened.sql(query).rows()


def correct(run: Run, ledger: Path, where: str, *fields: str) -> None:
    """Set ``fields`` in all those claims; without fields refuse them."""
    ids = [row["id"] for row in claims(ledger, where)]
    assert ids
    words = ["--who", "林", "--when", "2025-03-01T10:00:00+08:00"]
    if fields:
        for name in ids:
            run("review", "correct", name, *fields, *words)
    else:
        run("review", "reject", *ids, *words)


def faces(run: Run, ledger: Path, folder: Path) -> dict[str, str]:
    """What every face says."""
    folder.mkdir()
    said = {
        "poster": run("poster", "青溪", "--year", "2025", "--out", str(folder / "p.svg")),
        "digest": run("digest", "青溪", "--year", "2025"),
        "english": run("digest", "青溪", "--year", "2025", "--lang", "en"),
        "account": run("account", "青溪", "--json"),
        "history": run("history", "青溪", "gdp"),
        "show": run("show", "青溪"),
        "years": run("plot", "years", "青溪", "gdp", "--text"),
        "compare": run("plot", "compare", "gdp", "2024", "--text"),
        "kept": run("plot", "kept", "--text"),
    }
    for table in ("panel", "claims", "entries"):
        path = folder / f"{table}.jsonl"
        run("export", "--format", "jsonl", "--table", table, "--out", str(path))
        said[f"export {table}"] = path.read_text(encoding="utf-8")
    with dz.Ledger(ledger) as opened:
        for table in ("claims", "entries", "conflicts", "panel"):
            said[f"python {table}"] = repr(getattr(opened, table)().rows())
        said["python results"] = repr(sorted(map(repr, opened.sql("FROM results").rows())))
        said["python html"] = opened._repr_html_()
    store = Store(ledger)
    with store.reading() as snapshot:
        rows = snapshot.rows("FROM entries ORDER BY place, target_document, target_start, id")
        said["web"] = repr([{k: r[k] for k in ("id", "verdict", "reported", "why")} for r in rows])
    store.close()
    said["svg"] = (folder / "p.svg").read_text(encoding="utf-8")
    del said["poster"]  # the size of the file
    return said


# These do not tell the number itself: shapes, counts, verdicts, what two papers differ on.
_WITHOUT_IT = ("svg", "kept", "python html", "python conflicts", "web")


def test_a_corrected_number_is_on_every_face_at_once(
    run: Run, ledger: Path, tmp_path: Path
) -> None:
    pytest.importorskip("typst")
    before = faces(run, ledger, tmp_path / "1")
    correct(run, ledger, GROWTH, "value=6.55", "hedge=none")
    after = faces(run, ledger, tmp_path / "2")
    for face in before:
        if face not in _WITHOUT_IT:
            assert "6.55" not in before[face], face
            assert "6.55" in after[face], face
        if face != "python conflicts":
            assert before[face] != after[face], face
    build(sample_files(), ledger, lexicon=places_file())
    built = faces(run, ledger, tmp_path / "3")
    for face in after:
        assert after[face] == built[face], face


def test_the_poster_and_the_digest_have_the_correction(run: Run, ledger: Path) -> None:
    correct(run, ledger, GROWTH, "value=6.55", "hedge=none")
    with Records(ledger, ["青溪"]) as records:
        told = brief(records, "青溪", 2025)
    [growth] = [i for i in told.results if (i.indicator, i.aspect) == ("gdp", "growth")]
    assert (growth.printed, growth.verdict) == ("6.55%", "met")
    assert "地区生产总值增长6.55%（目标6.5%左右，完成）" in run("digest", "青溪", "--year", "2025")


def test_a_refused_figure_is_told_no_more(run: Run, ledger: Path) -> None:
    where = "role = 'target' AND indicator = 'grain_output' AND period = '2025'"
    assert "粮食产量183万吨以上" in run("digest", "青溪", "--year", "2025")
    correct(run, ledger, where)
    assert "粮食产量183万吨以上" not in run("digest", "青溪", "--year", "2025")
    with dz.Ledger(ledger) as opened:
        assert not opened.sql(f"FROM targets WHERE place = '青溪市' AND {where}").rows()
        assert opened.sql(f"FROM ledger.targets WHERE place = '青溪市' AND {where}").rows()


def test_a_quoted_clause_says_what_was_corrected_in_it(run: Run, ledger: Path) -> None:
    """The words stay the report's; the figure that holds stands behind the one that is printed."""
    where = "role = 'target' AND indicator = 'high_tech_firms' AND period = '2025'"
    correct(run, ledger, where, "value=66")
    told = run("digest", "青溪", "--year", "2025")
    assert "新增高新技术企业55家（更正为66家）、省级专精特新中小企业45家" in told
    english = run("digest", "青溪", "--year", "2025", "--lang", "en")
    assert "enterprises 66" in english
    assert "enterprises 55" not in english
    where = "id IN (SELECT unnest(claims) FROM ledger.pledges WHERE contains(text, '养老护理床位'))"
    correct(run, ledger, where, "value=550")
    assert "新增养老护理床位500张（更正为550张）" in run("digest", "青溪", "--year", "2025")
    with Records(ledger, ["青溪"]) as records:
        told_ = brief(records, "青溪", 2025)
    assert told_.livelihood is not None
    beds = told_.livelihood.points[2]
    assert [beds.text[f.start : f.end] for f in beds.figures] == ["500张（更正为550张）"]


def test_another_indicator_or_place_is_named(run: Run, ledger: Path) -> None:
    """What hangs on a corrected field goes with it: the indicator's name, whose figure it is."""
    where = "role = 'target' AND indicator = 'grain_output' AND period = '2025'"
    [claim] = claims(ledger, where)
    correct(run, ledger, where, "indicator=粮食播种面积")
    with dz.Ledger(ledger) as opened:
        [row] = opened.sql("FROM claims WHERE id = ?", [claim["id"]]).rows()
        assert (row["indicator"], row["indicator_name"]) == ("grain_sown_area", "粮食播种面积")
        assert (row["place"], row["own_place"]) == ("青溪市", True)
    correct(run, ledger, where, "place=全省")
    with dz.Ledger(ledger) as opened:
        [row] = opened.sql("FROM claims WHERE id = ?", [claim["id"]]).rows()
        assert (row["place"], row["own_place"]) == ("全省", False)
    correct(run, ledger, where, "place=self")
    with dz.Ledger(ledger) as opened:
        [row] = opened.sql("FROM claims WHERE id = ?", [claim["id"]]).rows()
        assert (row["place"], row["own_place"]) == ("青溪市", True)


def test_a_document_without_a_place_is_closed_anew_too(tmp_path: Path) -> None:
    """Reviews of it name no place; its book is found by the document."""
    page = tmp_path / "page.txt"
    page.write_text(
        "一、2024年工作回顾\n\n全年粮食产量达到21.5万吨。\n\n二、2025年工作安排\n\n"
        "主要目标是：粮食产量达到22万吨以上，地区生产总值增长6%左右。\n",
        encoding="utf-8",
    )
    folder = tmp_path / "l"
    build([page], folder)
    with dz.Ledger(folder) as opened:
        claim = opened.sql("FROM claims WHERE indicator = 'gdp'").rows()[0]
        assert claim["place"] == ""
    words = ["review", "correct", claim["id"], "value=6.75", "--who", "林", "--ledger", str(folder)]
    assert CliRunner().invoke(main, words).exit_code == 0
    with dz.Ledger(folder) as opened:
        mine = opened.sql("FROM entries WHERE target_id = ?", [claim["id"]]).rows()
        snapshot = opened.sql("FROM ledger.entries WHERE target_id = ?", [claim["id"]]).rows()
    assert [r["target_value"] for r in snapshot] == [6]
    assert [r["target_value"] for r in mine] == [6.75]


@pytest.mark.parametrize("format_", ["csv", "parquet", "xlsx", "dta", "jsonl", "frictionless"])
def test_the_same_ledger_and_reviews_give_the_same_bytes(
    format_: str, run: Run, ledger: Path, tmp_path: Path
) -> None:
    plain = _exported(ledger, tmp_path / "0", format_, 0)
    correct(run, ledger, GROWTH, "value=6.55")
    one, other = (_exported(ledger, tmp_path / str(n), format_, n) for n in (1, 2))
    assert one == other
    assert one.keys() == plain.keys()
    assert one != plain


def _exported(ledger: Path, out: Path, format_: str, seed: int) -> dict[str, bytes]:
    command = [sys.executable, "-m", "duizhang.cli", "export", "--format", format_]
    command += ["--ledger", str(ledger), "--out", str(out), "--with-evidence"]
    environment = os.environ | {"PYTHONHASHSEED": str(seed), "TZ": f"UTC+{seed * 5}"}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return {p.name: p.read_bytes() for p in out.iterdir()}
