"""Pictures of pages: OCR, places in the picture, certainty, and pictures that are no page."""

from __future__ import annotations

import io
import math
import struct
import zlib
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from duizhang.claims.recognised import DOUBTFUL
from duizhang.model import Source
from duizhang.reading import scan
from duizhang.reading.draft import Draft
from duizhang.reading.errors import Unreadable
from duizhang.reading.page import repair
from duizhang.reading.scan import NO_EXTRA, read_scan

_FONTS = [
    Path(folder) / name
    for folder in ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk")
    for name in ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc")
]
_FONT = next((path for path in _FONTS if path.exists()), None)
_EXTRA = all(find_spec(x) for x in ("rapidocr", "onnxruntime", "cv2", "numpy"))
needs_ocr = pytest.mark.skipif(
    not _EXTRA or _FONT is None, reason="needs the extra duizhang[ocr] and a Chinese font"
)
LINES = (
    "　　今年全市生产总值增长6.5%左右，新增就业3.2万",
    "人，改造老旧小区118个，粮食产量稳定在四十五亿斤",
    "以上。",
    "　　新建学校12所，城镇调查失业率控制在5.5%以内。",
)


def drawn(
    lines: tuple[str, ...] = LINES, size: int = 32, paper: int = 255, ink: int = 0
) -> Image.Image:
    """A page with ``lines`` of print."""
    wide = max(len(line) for line in lines)
    page = Image.new("L", (size * (wide + 3), int(size * 1.7 * (len(lines) + 2))), paper)
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(_FONT), size)
    for i, line in enumerate(lines):
        pen.text((size, int(size * 1.7 * (i + 1))), line, font=font, fill=ink)
    return page


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> Source:
    out = io.BytesIO()
    image.save(out, kind, **options)  # type: ignore[arg-type]
    return source(out.getvalue())


def source(data: bytes) -> Source:
    return Source("page", "image/png", "0" * 64, data)


def text_of(draft: Draft) -> str:
    return "".join(draft.text.split())


@pytest.fixture(scope="module")
def clean() -> Draft:
    return read_scan(saved(drawn()))


@needs_ocr
def test_lines_become_paragraphs(clean: Draft) -> None:
    assert clean.text.split() == [
        "".join(LINES[:3]).strip(),
        LINES[3].strip(),
    ]


@needs_ocr
def test_each_character_has_its_box_and_certainty(clean: Draft) -> None:
    document = repair(saved(drawn()), clean)
    start = clean.text.index("118")
    (place,) = document.locate(start, start + 3)
    assert place.page == 1
    assert place.box is not None
    left, top, right, bottom = place.box
    # eight characters stand before it, and the margin of one
    assert 32 * 8.6 < left < 32 * 9.4
    assert 32 * 9.9 < right < 32 * 11.2
    assert 32 * 1.7 * 2 - 12 < top < bottom < 32 * 1.7 * 3 + 12
    assert min(place.sure, default=1.0) > DOUBTFUL  # what is wholly sure says nothing
    assert any(len(x.sure) == x.end - x.start for x in document.locators)
    assert [(p.width, p.height, p.unit) for p in document.pages] == [(*drawn().size, "px")]


@needs_ocr
def test_the_same_picture_gives_the_same_bytes(clean: Draft) -> None:
    again = read_scan(saved(drawn()))
    assert (again.text, again.locators, again.hints) == (clean.text, clean.locators, clean.hints)


@needs_ocr
@pytest.mark.parametrize("degrees", [2, -3, 90, 180, 270])
def test_a_turned_page_is_read_and_its_boxes_lie_on_the_picture(degrees: int) -> None:
    page = drawn()
    turned = page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    found = read_scan(saved(turned))
    assert "改造老旧小区118个" in text_of(found)
    start = found.text.index("118")
    boxes = [
        x.cut(start, start + 3).box for x in found.locators if x.start < start + 3 > start < x.end
    ]
    boxes = [b for b in boxes if b is not None]
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    assert 0 <= left < right <= turned.width + 1
    assert 0 <= top < bottom <= turned.height + 1
    crop = turned.crop((int(left), int(top), int(right) + 1, int(bottom) + 1))
    assert crop.getextrema()[0] < 90, "no ink where the figure is said to be"
    assert crop.width * crop.height < 100 * 100


@needs_ocr
def test_a_space_in_a_headline_is_seen() -> None:
    page = drawn(
        ("某某市　建设先进制造业基地", "　　新增企业35家，出口增长8.4%，日用品目录口碑好。")
    )
    assert read_scan(saved(page)).text.split() == [
        "某某市", "建设先进制造业基地", "新增企业35家，出口增长8.4%，日用品目录口碑好。",
    ]  # fmt: skip


@needs_ocr
def test_pale_print_is_found_and_read() -> None:
    pale = drawn(paper=190, ink=140).filter(ImageFilter.GaussianBlur(1.5))
    found = text_of(read_scan(saved(pale, "JPEG", quality=50)))
    for figure in ("6.5%", "3.2万人", "118个", "12所", "5.5%"):
        assert figure in found


@needs_ocr
def test_grainy_print_is_found_and_read() -> None:
    import numpy as np

    page = np.asarray(drawn().filter(ImageFilter.GaussianBlur(1)), float)
    grain = np.random.default_rng(7).normal(0, 45, page.shape)
    noisy = Image.fromarray(np.clip(page + grain, 0, 255).astype(np.uint8))
    found = text_of(read_scan(saved(noisy)))
    for figure in ("6.5%", "3.2万人", "118个", "12所", "5.5%"):
        assert figure in found


@needs_ocr
def test_lines_that_sink_towards_the_middle_of_a_book_are_read() -> None:
    page = drawn()
    bent = Image.new("L", page.size, 255)
    for x in range(page.width):
        fall = int(18 * math.sin(math.pi * x / page.width))
        bent.paste(page.crop((x, 0, x + 1, page.height)), (x, fall))
    found = text_of(read_scan(saved(bent)))
    for figure in ("6.5%", "3.2万", "118个", "12所", "5.5%"):
        assert figure in found


@needs_ocr
def test_a_line_that_cannot_be_read_is_told() -> None:
    page = drawn((*LINES, *LINES))
    line = (0, int(32 * 1.7 * 2) - 6, page.width, int(32 * 1.7 * 3) - 10)
    page.paste(page.crop(line).rotate(180), line)  # it stands on its head
    told = [w.message for w in read_scan(saved(page)).warnings if w.code == "unread_print"]
    assert told == ["page 1: 1 places that look like lines of print could not be read"]


@needs_ocr
def test_a_bad_photograph_is_read() -> None:
    page = drawn(paper=235).rotate(1.5, Image.Resampling.BICUBIC, expand=True, fillcolor=90)
    shade = Image.linear_gradient("L").rotate(90).resize(page.size).point(lambda v: 255 - v // 2)
    dark = Image.composite(page, Image.new("L", page.size, 0), shade)
    found = text_of(read_scan(saved(dark.filter(ImageFilter.GaussianBlur(1)), "JPEG", quality=60)))
    for figure in ("6.5%", "3.2万人", "118个", "12所", "5.5%"):
        assert figure in found


@needs_ocr
def test_columns_are_read_one_after_the_other() -> None:
    left = ("一月全市新增企业31家，", "投资增长8.4%。二月新增", "企业27家，出口增长9%。")
    right = ("三月新增企业45家，消费", "增长5.2%。四月新增企业", "52家，用电增长6.8%。")
    a, b = drawn(left), drawn(right)
    page = Image.new("L", (a.width + b.width, a.height), 255)
    page.paste(a, (0, 0))
    page.paste(b, (a.width, 0))
    found = text_of(read_scan(saved(page)))
    assert "二月新增企业27家" in found
    assert found.index("27家") < found.index("45家") < found.index("52家")


@needs_ocr
def test_pages_of_a_tiff_are_pages() -> None:
    first, second = drawn(LINES[:2]), drawn(("　　新建公园9个，绿地率达到38.6%。",))
    blank = Image.new("L", (400, 300), 255)
    found = read_scan(saved(first, "TIFF", save_all=True, append_images=[blank, second]))
    assert [p.number for p in found.pages] == [1, 2, 3]
    assert "38.6%" in found.text
    start = found.text.index("38.6%")
    assert [x.page for x in found.locators if x.start <= start < x.end] == [3]
    assert [w.message for w in found.warnings] == ["page 2: no text was found in the picture"]


@needs_ocr
@pytest.mark.parametrize("mode", ["1", "P", "RGBA", "CMYK", "I;16", "LA"])
def test_kinds_of_pixels(mode: str) -> None:
    page = drawn(LINES[:2])
    if mode == "RGBA":  # black print on nothing
        image = Image.new("RGBA", page.size, (0, 0, 0, 0))
        image.putalpha(page.point(lambda v: 255 - v))
    elif mode == "LA":
        image = Image.merge("LA", (page, Image.new("L", page.size, 255)))
    elif mode == "I;16":
        image = page.convert("I").point(lambda v: v * 257).convert("I;16")
    else:
        image = page.convert(mode)
    assert "6.5%" in read_scan(saved(image, "TIFF" if mode == "CMYK" else "PNG")).text


@needs_ocr
def test_white_print_on_black_is_read() -> None:
    assert "6.5%" in read_scan(saved(drawn(LINES[:2], paper=20, ink=250))).text


@needs_ocr
@pytest.mark.parametrize("kind", ["BMP", "WEBP", "GIF"])
def test_formats(kind: str) -> None:
    assert "6.5%" in read_scan(saved(drawn(LINES[:2]), kind)).text


@needs_ocr
def test_exif_turn_is_followed() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees to the right
    page = drawn(LINES[:2])
    found = read_scan(saved(page.rotate(90, expand=True), "JPEG", exif=exif, quality=95))
    assert (found.pages[0].width, found.pages[0].height) == page.size
    assert "6.5%" in found.text


@needs_ocr
def test_a_picture_without_text_is_refused() -> None:
    clouds = Image.effect_noise((300, 200), 60).filter(ImageFilter.GaussianBlur(9))
    for image in (clouds, Image.new("L", (300, 200), 255), Image.new("L", (1, 1), 0)):
        with pytest.raises(Unreadable, match="no text was found"):
            read_scan(saved(image))


@needs_ocr
def test_only_the_first_picture_of_an_animation_is_read() -> None:
    page = drawn(LINES[:2])
    other = drawn(("　　另一张图片写着99个",) * 2).resize(page.size)
    found = read_scan(saved(page, "GIF", save_all=True, append_images=[other] * 30))
    assert len(found.pages) == 1
    assert "99" not in found.text


def _png(width: int, height: int) -> bytes:
    """A PNG that says it has that many pixels and holds none."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.skipif(not _EXTRA, reason="needs the extra duizhang[ocr]")
class TestHostile:
    """Each is refused in one line, and before it is decoded where it is too large."""

    def test_bomb(self) -> None:
        with pytest.raises(Unreadable, match="30,000 x 30,000 pixels is too large"):
            read_scan(source(_png(30_000, 30_000)))

    def test_long_strip(self) -> None:
        with pytest.raises(Unreadable, match="too large"):
            read_scan(source(_png(1_000_000, 10)))

    def test_truncated(self) -> None:
        data = saved(Image.effect_noise((400, 400), 90)).data
        for end in (len(data) // 2, 60, 20):
            with pytest.raises(Unreadable, match="damaged"):
                read_scan(source(data[:end]))

    def test_zero_sized(self) -> None:
        with pytest.raises(Unreadable):
            read_scan(source(_png(0, 0)))

    def test_no_picture(self) -> None:
        with pytest.raises(Unreadable, match="damaged"):
            read_scan(source(b"\x89PNG\r\n\x1a\n" + b"nothing" * 50))

    def test_too_many_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from duizhang.reading import scan_image

        monkeypatch.setattr(scan_image, "MOST_PAGES", 3)
        dot = Image.new("L", (4, 4), 255)
        with pytest.raises(Unreadable, match="more than 3 pages"):
            read_scan(saved(dot, "TIFF", save_all=True, append_images=[dot] * 3))

    def test_pages_that_lead_in_a_circle(self) -> None:
        dot = Image.new("L", (4, 4), 255)
        data = bytearray(saved(dot, "TIFF").data)
        (first,) = struct.unpack_from("<I", data, 4)
        (entries,) = struct.unpack_from("<H", data, first)
        struct.pack_into("<I", data, first + 2 + 12 * entries, first)
        with pytest.raises(Unreadable):
            read_scan(source(bytes(data)))


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    ocr_engine = pytest.importorskip("duizhang.reading.ocr_engine")
    ocr_engine._detector.cache_clear()
    ocr_engine._recogniser.cache_clear()
    monkeypatch.setattr(ocr_engine, "find_spec", lambda name: None)
    with pytest.raises(Unreadable) as caught:
        read_scan(saved(Image.new("L", (200, 100), 255)))
    assert caught.value.reason == NO_EXTRA
    assert NO_EXTRA.startswith("scans need the extra: pip install 'duizhang[ocr]', in a clone: ")


def test_no_model_is_ever_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    ocr_engine = pytest.importorskip("duizhang.reading.ocr_engine")
    if not _EXTRA:
        pytest.skip("needs the extra duizhang[ocr]")
    from rapidocr.utils import download_file

    def refuse(*_: object) -> None:
        raise AssertionError("a download")

    monkeypatch.setattr(download_file.DownloadFile, "run", refuse)
    ocr_engine._detector.cache_clear()
    ocr_engine._recogniser.cache_clear()
    assert ocr_engine._detector()
    assert ocr_engine._recogniser()


def test_the_module_loads_without_heavy_packages() -> None:
    assert not hasattr(scan, "np")


@needs_ocr
def test_a_permille_sign_is_no_percent_and_a_zero() -> None:
    from duizhang.reading.ocr import _per_mille
    from duizhang.reading.ocr_engine import Reading

    seen = Reading("增长4.5%0以内", (0.99,) * 9, tuple(i / 9 for i in range(9)), (0.0,) * 9)
    mended = _per_mille(seen)
    assert mended.text == "增长4.5‰以内"
    assert len(mended.sure) == len(mended.centre) == len(mended.rival) == len(mended.text)
    assert mended.sure[5] < DOUBTFUL
    plain = Reading("占5%0.5个", (0.9,) * 7, (0.1,) * 7, (0.0,) * 7)
    assert _per_mille(plain) == plain
