"""Pictures of the pages beside the text, with the boxes of figures as links."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from duizhang.ledger import build
from duizhang.samples import places_file, sample_files
from views.typeset import pdf
from web.served import Client

_IMAGE = re.compile(r'<img src="([^"]+\.png)"')
_BOX = re.compile(
    r'<a href="(/claim/[^"]+)"[^>]*><rect id="(b\d+)" x="([\d.]+)" y="([\d.]+)"'
    r' width="([\d.]+)" height="([\d.]+)"'
)


@pytest.fixture
def printed(tmp_path: Path) -> tuple[Path, Path]:
    """A ledger of one report as PDF, and the file."""
    text = next(p for p in sample_files() if "2025" in p.name and p.suffix == ".txt").read_text(
        "utf-8"
    )
    file = tmp_path / "报告.pdf"
    file.write_bytes(pdf(text))
    build([file], tmp_path / "p.ledger", lexicon=places_file())
    return tmp_path / "p.ledger", file


def test_a_pdf_has_its_pages_beside_the_text(printed: tuple[Path, Path]) -> None:
    with Client(printed[0]) as client:
        name = client.get("/api/v1/documents").json()["rows"][0]["id"]
        shown = client.get(f"/document/{name}").text
        images = _IMAGE.findall(shown)
        assert images
        answer = client.get(images[0])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/png"
        with Image.open(io.BytesIO(answer.content)) as image:
            assert 1000 < image.width <= 1400
            assert image.height <= 2200
        again = client.get(images[0], headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
        boxes = _BOX.findall(shown)
        assert len(boxes) > 5
        address, anchor, *_ = boxes[0]
        page = client.get(address)
        assert page.status_code == 200
        assert f"#{anchor}" in page.text  # and from the claim to its box
        assert "style=" not in shown


def test_boxes_lie_where_ink_is(printed: tuple[Path, Path]) -> None:
    with Client(printed[0]) as client:
        name = client.get("/api/v1/documents").json()["rows"][0]["id"]
        shown = client.get(f"/document/{name}").text
        first = shown[shown.index("<svg viewBox") :]
        width = float(first.split()[3])
        with Image.open(io.BytesIO(client.get(_IMAGE.findall(shown)[0]).content)) as image:
            grey, scale = image.convert("L"), image.width / width
        for _, _, *numbers in _BOX.findall(first[: first.index("</svg>")]):
            x, y, w, h = (scale * float(n) for n in numbers)
            dark = grey.crop((int(x), int(y), int(x + w), int(y + h))).getextrema()[0]
            assert dark < 110, numbers


def test_a_file_that_changed_or_went_is_not_drawn(printed: tuple[Path, Path]) -> None:
    ledger, file = printed
    with Client(ledger) as client:
        name = client.get("/api/v1/documents").json()["rows"][0]["id"]
        address = f"/document/{name}/page/1.png"
        assert client.get(address).status_code == 200
        file.write_bytes(pdf("别的报告\n今年目标：增长6%。"))
        answer = client.get(address)
        assert answer.status_code == 404
        assert "改动" in answer.text
        file.unlink()
        assert "不在" in client.get(address).text
        assert _IMAGE.findall(client.get(f"/en/document/{name}").text) == []


def test_what_has_no_pages_has_no_pictures(writer: Client) -> None:
    name = writer.get("/api/v1/documents").json()["rows"][0]["id"]
    assert writer.get(f"/document/{name}/page/1.png").status_code == 404
    assert writer.get(f"/document/{name}/page/../../x.png").status_code == 404
    assert _IMAGE.findall(writer.get(f"/document/{name}").text) == []
