"""PDFs for tests: by typst where a Chinese font is here, and plain ones written by hand."""

from __future__ import annotations

import json
import zlib
from functools import cache

import pytest

SERIF = "Noto Serif CJK SC"
# Sentences in the manner of the genre, each with a figure of its own; {n} is the paragraph's number.
_SENTENCES = (
    "全市地区生产总值增长{n}.1%，规模工业增加值增长{n}.2%，固定资产投资增长{n}.3%。",
    "新建改造农村公路{n}10公里，完成老旧小区改造{n}5个，惠及居民{n}.4万户。",
    "城镇新增就业{n}.5万人，城镇调查失业率控制在5.5%以内，居民收入与经济同步增长。",
    "深入开展项目攻坚行动，{n}20个重点项目开工建设，完成年度投资{n}30亿元。",
)


def paragraphs(count: int, first: int = 1) -> list[str]:
    """Paragraphs of two to four sentences; no two are alike."""
    made = []
    for n in range(first, first + count):
        chosen = [_SENTENCES[(n + k) % 4].format(n=n) for k in range(2 + n % 3)]
        made.append(f"第{n}项工作扎实推进。" + "".join(chosen))
    return made


def typeset(markup: str) -> bytes:
    """The PDF that typst sets; the test is skipped without typst or a Chinese font."""
    typst = pytest.importorskip("typst")
    if SERIF not in _families():
        pytest.skip(f"the font {SERIF} is not here")
    made = typst.compile(markup.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


@cache
def _families() -> frozenset[str]:
    import typst

    return frozenset(typst.Fonts().families())


def page(width: int = 210, height: int = 297, columns: int = 1, more: str = "") -> str:
    """The head of typst's markup: a page in millimetres with body text of 10 points."""
    return (
        f"#set page(width: {width}mm, height: {height}mm, margin: 18mm, columns: {columns}{more})\n"
        f'#set text(font: "{SERIF}", size: 10pt, lang: "zh", region: "cn")\n'
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true), "
        "leading: .7em, spacing: .7em)\n"
        "#set columns(gutter: 7mm)\n"
    )


def quoted(text: str) -> str:
    """``text`` as typst's string."""
    return "#" + json.dumps(text, ensure_ascii=False)


def body(lines: list[str]) -> str:
    """Lines as typst's paragraphs."""
    return "\n\n".join(quoted(line) for line in lines)


def headline(text: str, size: int = 24) -> str:
    """A headline over all columns."""
    return (
        f'#place(top + center, scope: "parent", float: true, clearance: 6mm, '
        f"par(first-line-indent: 0em, text({size}pt)[{quoted(text)}]))\n\n"
    )


def written(*contents: str, media: str = "0 0 400 300", more: str = "") -> bytes:
    """A PDF of one page for each content stream, in Helvetica; ``more`` goes into each page."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(contents)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(contents)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for i, content in enumerate(contents):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{media}]{more}/Contents {5 + 2 * i} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    return assembled([x.encode("latin-1") for x in objects])


def assembled(objects: list[bytes]) -> bytes:
    """A PDF of numbered objects, the first of them its catalog."""
    out = b"%PDF-1.7\n"
    places = []
    for n, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (n, item)
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(out))
    )


def picture_page() -> list[bytes]:
    """Objects of a PDF whose one page is a grey picture."""
    pixels = zlib.compress(bytes(range(256)) * 40)
    content = b"q 300 0 0 200 20 20 cm /I Do Q"
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/XObject/Subtype/Image/Width 128/Height 80/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
        % (len(pixels), pixels),
    ]
