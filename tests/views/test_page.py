"""``page``, ``explain --image``, ``figures``: where on the page a figure stands, and the picture."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from duizhang.cli import main
from duizhang.model import Report
from duizhang.views.page_image import FRAME

from . import handmade, located, typeset


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, list(arguments), terminal_width=120)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "云泽.pdf"
    path.write_bytes(typeset.pdf())
    return path


def figures(path: Path) -> list[dict[str, Any]]:
    code, out, err = run("figures", str(path))
    assert code == 0, err
    return [json.loads(line) for line in out.splitlines()]


def blue(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many pixels of the frame's colour lie in ``box``."""
    counts = image.crop(box).convert("RGB").getcolors(1 << 24)
    assert counts is not None
    return sum(n for n, colour in counts if colour == FRAME)


# --- places in words -------------------------------------------------------------------------


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Report:
    report = located.report(sure={located.TEXT.index("2910"): 0.4})
    monkeypatch.setattr("duizhang.report.read", lambda *_: report)
    return report


@pytest.mark.usefixtures("shown")
def test_explain_says_page_box_and_the_doubt_of_the_recogniser() -> None:
    at = located.TEXT.index("2910")
    _, out, _ = run("explain", f"page.pdf:{at}")
    line = located.TEXT.count("\n", 0, at)
    left = located.LEFT + 10 * (at - located.TEXT.rindex("\n", 0, at) - 1)
    top = located.TOP + 16 * line
    place = f"第1页 ({left:.0f}, {top:.0f})–({left + 60:.0f}, {top + 10:.0f})"
    assert place in out
    assert "识读存疑" in out
    assert "0.40" in out


@pytest.mark.usefixtures("shown")
def test_figures_carry_page_box_and_doubt_also_of_what_is_no_claim() -> None:
    _, out, _ = run("figures", "page.pdf")
    rows = [json.loads(line) for line in out.splitlines()]
    assert {row["page"] for row in rows} == {1}
    assert all(len(row["box"]) == 4 for row in rows)
    assert [row["start"] for row in rows if "识读存疑" in row.get("doubt", "")] == [
        located.TEXT.index("2910")
    ]


def test_a_date_that_was_read_with_doubt_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    at = located.TEXT.index("2025")
    report = located.report(sure={at: 0.4})
    monkeypatch.setattr("duizhang.report.read", lambda *_: report)
    rows = [json.loads(line) for line in run("figures", "page.pdf")[1].splitlines()]
    assert [row["start"] for row in rows if row.get("doubt")] == [at]
    assert "2025?" in run("accounted", "page.pdf")[1]
    assert "存疑 1 处" in run("accounted", "page.pdf")[1]


@pytest.mark.usefixtures("shown")
def test_the_marked_page_and_the_terminal_show_place_and_doubt(tmp_path: Path) -> None:
    _, out, _ = run("accounted", "page.pdf")
    assert "2910亿元?" in out
    run("accounted", "page.pdf", "--html", str(tmp_path / "a.html"))
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert page.count("第1页 (") >= 6
    assert 'class="n result doubt"' in page


def test_plain_text_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhang.report.read", lambda *_: handmade.report())
    assert "located" not in run("figures", "page.txt")[1]
    assert "出处" not in run("explain", f"page.txt:{handmade.TEXT.index('2910')}")[1]


# --- what was read in which order ------------------------------------------------------------


def test_the_listing_of_a_text_says_kinds_and_what_was_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = handmade.TEXT.replace("一、2024", "**亮点**\n责任编辑：闻笛\n一、2024")
    path.write_text(text, encoding="utf-8")
    code, out, _ = run("page", str(path))
    assert code == 0
    kinds = [line.split()[1] for line in out.splitlines() if line.split()[:1][0].isdigit()]
    assert kinds.count("标题") >= 3
    assert "不读" in kinds
    assert "版式，已去：2 处，4 字" in out
    code, out, _ = run("page", str(path), "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [r["number"] for r in rows if "number" in r] == list(range(1, len(kinds) + 1))
    assert [r["text"] for r in rows if r["kind"] == "dropped"] == ["**", "**"]


def test_the_html_listing_is_self_contained_and_escapes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = handmade.TEXT.replace("拨打", "<script>alert(1)</script>拨打")
    path.write_text(text, encoding="utf-8")
    code, _, _ = run("page", str(path), "--out", str(tmp_path / "a.html"))
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert code == 0
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert page.count("<tr class=") == len(
        [r for r in run("page", str(path), "--json")[1].splitlines() if '"number"' in r]
    )


def test_what_has_no_picture_says_so_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(handmade.TEXT, encoding="utf-8")
    out = str(tmp_path / "o.png")
    for arguments in (
        ("page", str(path), "--out", out),
        ("explain", f"{path}:{handmade.TEXT.index('2910')}", "--image", out),
    ):
        code, _, err = run(*arguments)
        assert code == 1
        assert "no picture: only PDFs and images have pages to show" in err
        assert err.count("\n") == 1
    assert not Path(out).exists()
    assert run("page", str(path), "--page", "1")[0] == 1
    assert run("page", str(path), "--out", str(tmp_path / "o.gif"))[0] == 2


# --- real pages ------------------------------------------------------------------------------


def test_a_pdf_s_figures_stand_in_their_boxes(pdf: Path) -> None:
    rows = [r for r in figures(pdf) if r["kind"] == "measure"]
    assert [r["value"] for r in rows] == [2910e8, 5.5, 45000, 6, 12]
    for row in rows:
        left, top, right, bottom = row["box"]
        assert 70 < left < right < 530
        assert 6 < bottom - top < 20
    tops = [r["box"][1] for r in rows]
    assert tops[0] == pytest.approx(tops[1], abs=2)
    assert tops[3] > tops[0] + 15


def test_the_picture_frames_the_figure_and_enlarges_it(pdf: Path, tmp_path: Path) -> None:
    row = next(r for r in figures(pdf) if r.get("value") == 5.5)
    out = tmp_path / "o.png"
    code, told, err = run("explain", f"{pdf}:{row['start']}", "--image", str(out))
    assert code == 0, err
    assert row["located"] in told
    image = Image.open(io.BytesIO(out.read_bytes())).convert("RGB")
    page = (16, 16, 16 + 813, 16 + 1150)  # where the whole page stands
    assert blue(image, page) > 100
    assert blue(image, (page[2] + 16, 16, image.width, image.height)) > blue(image, page)
    scale = 1150 / 841.89
    left, top, right, bottom = (16 + x * scale for x in row["box"])
    inside = (round(left) + 1, round(top) + 1, round(right) - 1, round(bottom) - 1)
    assert blue(image, inside) == 0  # the frame hides nothing
    near = (inside[0] - 6, inside[1] - 6, inside[2] + 30, inside[3] + 6)  # the hedge is framed too
    assert blue(image, near) == blue(image, page)


def test_a_page_is_drawn_with_its_blocks(pdf: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.png"
    code, _, err = run("page", str(pdf), "--out", str(out))
    assert code == 0, err
    assert "page 1 of 1" in err
    image = Image.open(out).convert("RGB")
    counts = image.getcolors(1 << 24)
    assert counts is not None
    assert len(counts) > 100
    code, _, err = run("page", str(pdf), "--page", "3", "--out", str(out))
    assert code == 1
    assert "no page 3: there is 1 page" in err


def test_from_an_id_the_ledger_knows_the_file(pdf: Path, tmp_path: Path) -> None:
    ledger, out = str(tmp_path / "l"), str(tmp_path / "o.png")
    assert run("build", str(pdf), "--ledger", ledger)[0] == 0
    id_ = next(r["id"] for r in figures(pdf) if r.get("value") == 5.5)
    told = run("explain", id_, "--ledger", ledger, "--image", out)
    assert told[0] == 0, told[2]
    assert Image.open(out).width > 1500
    pdf.write_bytes(typeset.pdf(located.TEXT.replace("5.5", "6.5")))
    code, _, err = run("explain", id_, "--ledger", ledger, "--image", out)
    assert code == 1
    assert "changed since it was read" in err
    pdf.unlink()
    code, _, err = run("explain", id_, "--ledger", ledger, "--image", out)
    assert code == 1
    assert "no such file" in err
    assert err.count("\n") == 1


def test_the_ledger_holds_pages_and_places(pdf: Path, tmp_path: Path) -> None:
    import duizhang as dz

    ledger = tmp_path / "l"
    dz.build([pdf], ledger)
    with dz.Ledger(ledger) as opened:
        assert [(r["number"], r["unit"]) for r in opened.sql("FROM pages")] == [(1, "pt")]
        for table in ("figures", "claims"):
            rows = opened.sql(f"SELECT * FROM {table}").rows()
            assert rows
            assert all(r["page"] == 1 and len(r["box"]) == 4 for r in rows)
            assert all(r["located"].startswith("第1页 (") for r in rows)
    code, out, _ = run("account", "--ledger", str(ledger), "--html", str(tmp_path / "a.html"))
    assert code == 0, out
    assert "第1页 (" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_picture_says_how_sure_it_was_read_and_is_framed(pdf: Path, tmp_path: Path) -> None:
    for module in ("cv2", "onnxruntime", "rapidocr"):
        pytest.importorskip(module)
    import pypdfium2

    page = pypdfium2.PdfDocument(pdf.read_bytes())[0].render(scale=2).to_pil()
    path, out = tmp_path / "scan.png", tmp_path / "o.png"
    page.crop((0, 0, page.width, 560)).save(path)
    rows = {r.get("value"): r for r in figures(path)}
    row = rows[5.5]
    assert row["page"] == 1
    assert row.get("sure", 1.0) > 0.8  # absent where every character is certain
    left, top, right, bottom = row["box"]
    assert (left, top, right, bottom) == pytest.approx((492, 266, 592, 290), abs=16)
    code, told, err = run("explain", f"{path}:{row['start']}", "--image", str(out))
    assert code == 0, err
    assert "第1页" in told
    assert blue(Image.open(out).convert("RGB"), (0, 0, 2000, 1200)) > 200
    assert run("page", str(path), "--out", str(out))[0] == 0


def test_no_picture_and_no_page_is_written_over_the_report(pdf: Path, tmp_path: Path) -> None:
    held = pdf.read_bytes()
    text = tmp_path / "notes.png"
    text.write_text("my notes")
    link = tmp_path / "link.png"
    link.symlink_to(pdf)
    for out in (pdf, link, text):
        code, _, err = run("explain", f"{pdf}:{figures(pdf)[0]['start']}", "--image", str(out))
        assert (code, err.count("\n")) == (1, 1), err
    assert pdf.read_bytes() == held
    assert text.read_text() == "my notes"
    page = tmp_path / "page.html"
    page.write_text(
        "<html><body><h1>某市政府工作报告</h1><p>今年增长5%，明年增长6%。</p></body></html>"
    )
    held = page.read_bytes()
    for command in (("page", str(page), "--out"), ("accounted", str(page), "--html")):
        code, _, err = run(*command, str(page))
        assert (code, err.count("\n")) == (1, 1), err
    assert page.read_bytes() == held
