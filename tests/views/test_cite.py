"""Citations: what the source tells, in both styles, and nothing that it does not."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import duizhang as dz
from duizhang.cli import main
from duizhang.ledger.build import build
from duizhang.samples import places_file, sample_files
from duizhang.views.citation import Citation, author_of, bibtex, gbt7714
from duizhang.views.cite import cite

PLAIN = Citation(
    id="c:0123456789abcdef", side="", author="临湖市人民政府", title="临湖市2025年政府工作报告",
    publisher="临湖日报", date="2025-01-08", year=2025, url="", page=3, place="第3页，原文第10—13字",
    sentence="增长6.5%左右", printed="6.5%左右", file="a_b.pdf", sha256="ab", read="2025-02-01",
    read_from="台账首次读到它的日子",
)  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cite") / "l"
    build(sample_files(), folder, lexicon=places_file())
    return folder


def run(ledger: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["cite", *words, "--ledger", str(ledger)])


def test_a_newspaper_an_address_and_a_bare_file() -> None:
    first = gbt7714(PLAIN).splitlines()[0]
    assert first == "临湖市人民政府. 临湖市2025年政府工作报告[N]. 临湖日报, 2025-01-08."
    assert "位置：第3页" in gbt7714(PLAIN)
    report = gbt7714(PLAIN._replace(publisher="临湖市人民政府")).splitlines()[0]
    assert report.endswith("[R]. 临湖市人民政府, 2025-01-08: 3.")
    online = gbt7714(PLAIN._replace(url="https://example.org/a", page=None)).splitlines()[0]
    assert online == (
        "临湖市人民政府. 临湖市2025年政府工作报告[EB/OL]. 临湖日报, 2025(2025-01-08)[2025-02-01]."
        " https://example.org/a."
    )
    bare = PLAIN._replace(publisher="", date="", page=None, author="", year=None)
    assert gbt7714(bare).splitlines()[0] == "临湖市2025年政府工作报告[R]."


def test_the_day_of_the_meeting_is_no_newspapers_date() -> None:
    spoken = PLAIN._replace(date="", spoken="2024-12-25", year=2024)
    lines = gbt7714(spoken).splitlines()
    assert lines[0].endswith("[N]. 临湖日报, 2024.")
    assert "  作报告：2024-12-25" in lines
    assert "date =" not in bibtex(spoken)
    own = gbt7714(spoken._replace(publisher="")).splitlines()[0]
    assert own.endswith("[R]. 2024-12-25: 3.")


def test_a_sentence_is_cited_without_the_marks_of_bold_print(tmp_path: Path) -> None:
    page = tmp_path / "青溪市-2025.md"
    page.write_text(
        "# 青溪市政府工作报告\n\n2025年主要预期目标是：地区生产总值增长**6%**左右。\n",
        encoding="utf-8",
    )
    build([page], tmp_path / "l")
    with dz.Ledger(tmp_path / "l") as opened:
        id_ = str(next(iter(opened.claims().rows()))["id"])
    assert "地区生产总值增长6%左右" in run(tmp_path / "l", id_).output


def test_the_date_read_says_where_it_is_from() -> None:
    assert "读取：2025-02-01（台账首次读到它的日子）" in gbt7714(PLAIN)
    assert "读取" not in gbt7714(PLAIN._replace(read="", read_from=""))


def test_bibtex_is_whole_and_its_signs_are_kept_from_tex() -> None:
    hostile = PLAIN._replace(title="100% {a} & b_c \\x #1 $2 ~ ^", file="x\n@misc{y,}")
    text = bibtex(hostile)
    assert text.startswith("@article{c-0123456789abcdef,\n")
    assert (
        r"100\% \{a\} \& b\_c \textbackslash{}x \#1 \$2 \textasciitilde{} \textasciicircum{}"
        in text
    )
    assert "\n@misc" not in text
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert "pages" not in text
    assert "pages = {3}" in bibtex(PLAIN._replace(publisher="临湖市人民政府"))
    assert "数字：6.5\\%左右" in bibtex(PLAIN)
    assert bibtex(PLAIN._replace(url="https://example.org/a")).startswith("@online{")


def test_who_answers_is_not_guessed() -> None:
    assert author_of("work_report", "中国", "nation") == "国务院"
    assert author_of("work_report", "临湖市", "prefecture") == "临湖市人民政府"
    assert author_of("communique", "临湖市", "prefecture") == ""
    assert author_of("work_report", "", "") == ""


def test_every_claim_can_be_cited_in_its_own_words(ledger: Path) -> None:
    with dz.Ledger(ledger) as opened:
        claims = opened.claims(place="青溪", year=2025).rows()[:5]
        texts = {r["id"]: r["text"] for r in opened.sql("SELECT id, text FROM documents")}
    for claim in claims:
        cited, silent = cite(ledger, claim["id"])
        assert silent == ""
        assert cited[0].sentence == " ".join(claim["sentence"].split())
        first, last = claim["start_at"] + 1, claim["unit_end"]
        numeral = texts[claim["document"]][first - 1 : last]
        assert numeral
        assert (f"原文第{first}—{last}字" if last > first else f"原文第{first}字") in cited[0].place
        assert gbt7714(cited[0]) in run(ledger, claim["id"]).output


def test_an_entry_is_cited_on_both_sides(ledger: Path) -> None:
    with dz.Ledger(ledger) as opened:
        entries = opened.entries(place="青溪").rows()
    closed = next(e for e in entries if e["result_id"] and e["verdict"] == "met")
    cited, silent = cite(ledger, closed["id"])
    assert [c.side for c in cited] == ["目标", "结果"]
    assert [c.id for c in cited] == [closed["target_id"], closed["result_id"]]
    assert silent == ""
    open_ = next(e for e in entries if e["verdict"] == "unreported")
    result = run(ledger, open_["id"])
    assert "目标：" in result.output
    assert "结果：∅ 未报" in result.output
    assert "\n% 结果：∅ 未报" in run(ledger, open_["id"], "--style", "bibtex").output


def test_the_date_read_is_that_of_the_reading(ledger: Path) -> None:
    with dz.Ledger(ledger) as opened:
        claim = opened.claims().rows()[0]
        key = opened.sql("SELECT read_key FROM documents WHERE id = ?", [claim["document"]])
        kept = ledger / "cache" / key.rows()[0]["read_key"][:2]
    for path in kept.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    assert cite(ledger, claim["id"])[0][0].read in ("2023-11-14", "2023-11-15")
    given = json.loads(run(ledger, claim["id"], "--read", "2024-05-06", "--json").output)
    assert (given["read"], given["read_from"]) == ("2024-05-06", "由引用者给出")


@pytest.mark.parametrize("id", ["c:0000000000000000", "nonsense", "c:'; DROP TABLE claims", "c:"])
def test_what_is_not_there_is_one_line(id: str, ledger: Path) -> None:
    result = run(ledger, id)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_a_wrong_date_is_wrong_use(ledger: Path) -> None:
    assert run(ledger, "c:0", "--read", "yesterday").exit_code == 2
