"""Makes docs/pictures/ from the bundled samples: pages of the web app, and the poster.

python scripts/make_pictures.py

Needs the extras `web` and `publish`, a Chromium on the PATH and a Chinese font
(Debian: apt install chromium fonts-noto-cjk). Run it when a page has changed its looks.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import sync_playwright

from duizhang.ledger import build
from duizhang.ledger.reader import Ledger
from duizhang.samples import places_file, sample_files

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_CITY = "青溪市"
# Every colour of LOOK and the poster, in steps to white: a verdict must not change its colour.
_INKS = (
    "1d1d1f", "1f3a5f", "9d1f1f", "0b6b3a", "2e7d32", "7a5c00", "b3261e", "2f5d8a", "6a3d8f", "5b5b5b",
)  # fmt: skip
_TINTS = ("ffffff", "f6f4ef", "ece5d6", "d9d9d9")
_STEPS = 24
_POSTER_WIDTH = 1000
# When the samples were read, for the poster's foot.
_READ = dt.datetime(2025, 2, 1, 12, tzinfo=dt.UTC)
_LARGEST = 300_000  # bytes of a picture


def main() -> None:
    """Write all pictures; ends with 1 where one is larger than it may be."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "samples.ledger"
        build(sample_files(), ledger, lexicon=places_file())
        _poster(ledger, Path(folder) / "poster.png")
        with _served(ledger, Path(folder)) as address:
            _pages(address, _shots(ledger))
    sizes = {path.name: path.stat().st_size for path in sorted(PICTURES.glob("*.png"))}
    for name, size in sizes.items():
        print(f"{name}: {size:,} bytes")
    if max(sizes.values()) > _LARGEST:
        sys.exit(1)


def _shots(ledger: Path) -> dict[str, tuple[str, int]]:
    """Name of a picture -> address of its page, and height in pixels."""
    with Ledger(ledger) as opened:
        missed = opened.sql(
            "SELECT id FROM entries WHERE place = ? AND period = '2024' AND indicator = 'trade_total'",
            [_CITY],
        ).rows()[0]["id"]
        document = opened.sql(
            "SELECT id FROM documents WHERE place = ? AND year = 2025 AND coverage = 'full'"
            " AND genre = 'work_report'",
            [_CITY],
        ).rows()[0]["id"]
    city = quote(_CITY)
    return {
        "place": (f"place/{city}/2025", 900),
        "entry": (f"entry/{missed}", 800),
        "document": (f"document/{document}", 900),
        "indicator": ("indicator/gdp/2024", 560),
    }


def _pages(address: str, shots: dict[str, tuple[str, int]]) -> None:
    browser_path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if browser_path is None:
        raise SystemExit("no Chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for name, (path, height) in shots.items():
            page = browser.new_page(viewport={"width": 1200, "height": height})
            answer = page.goto(address + path, wait_until="networkidle")
            assert answer is not None
            assert answer.ok, f"{path}: {answer.status}"
            _save(Image.open(io.BytesIO(page.screenshot())), name)
            page.close()
        browser.close()


def _poster(ledger: Path, out: Path) -> None:
    for kept in (ledger / "cache").glob("*/*.report"):  # the same picture on any day
        os.utime(kept, (_READ.timestamp(), _READ.timestamp()))
    command = ["poster", _CITY, "--year", "2025", "--out", str(out), "--ledger", str(ledger)]
    subprocess.run([sys.executable, "-m", "duizhang.cli", *command], check=True)
    made = Image.open(out).convert("RGB")
    height = round(made.height * _POSTER_WIDTH / made.width)
    _save(made.resize((_POSTER_WIDTH, height), Image.Resampling.LANCZOS), "poster")


def _save(picture: Image.Image, name: str) -> None:
    few = picture.convert("RGB").quantize(palette=_palette(), dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


def _palette() -> Image.Image:
    """An image whose palette holds the inks and their blends with white."""
    blends = {
        tuple(round(255 + (part - 255) * step / _STEPS) for part in bytes.fromhex(ink))
        for ink in _INKS
        for step in range(2, _STEPS + 1)  # nothing beside white that white could be taken for
    }
    tints = [tuple(bytes.fromhex(tint)) for tint in _TINTS]
    flat = [part for colour in (*tints, *sorted(blends)) for part in colour]
    assert len(flat) <= 3 * 256
    palette = Image.new("P", (1, 1))
    palette.putpalette(flat)
    return palette


@contextmanager
def _served(ledger: Path, folder: Path) -> Iterator[str]:
    """The address of the web app on ``ledger``; ends it afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    command = ["serve", str(ledger), "--port", str(port)]
    with (
        (folder / "serve.log").open("wb") as log,
        subprocess.Popen([sys.executable, "-m", "duizhang.cli", *command], stdout=log) as server,
    ):
        try:
            for _ in range(100):
                try:
                    urlopen(address, timeout=5).close()
                    break
                except URLError:
                    time.sleep(0.2)
            yield address
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
