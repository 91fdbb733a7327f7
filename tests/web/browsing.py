"""A real browser for the tests: Debian's Chromium, a server on a free port, and axe-core."""

from __future__ import annotations

import shutil
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright")
pytest.importorskip("axe_playwright_python")
pytest.importorskip("uvicorn")

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

from duizhang.views.web.app import create_app
from web.served import TOKEN

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), ""
)
_ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
              "--disable-background-networking", "--disable-component-update",
              "--disable-sync"]  # fmt: skip


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Debian's Chromium without a window; where there is none, tests are skipped, aloud."""
    if not BROWSER:
        warnings.warn(
            "NO BROWSER (chromium, google-chrome): pages were not looked at", stacklevel=2
        )
        pytest.skip("no chromium or google-chrome on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which the ledger in ``folder`` is served, without a slash at the end."""
    config = uvicorn.Config(create_app(folder, token=TOKEN), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


class Watched:
    """A tab that notes what it must not: errors in the console, requests to other hosts."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.wrong: list[str] = []
        scheme, host = urlsplit(home)[:2]

        def asked(url: str) -> None:
            to = urlsplit(url)
            if (to.scheme, to.netloc) != (scheme, host) and to.scheme != "data":
                self.wrong.append(f"asked {url}")

        page.on("console", lambda m: m.type in ("error", "warning") and self.wrong.append(m.text))
        page.on("pageerror", lambda e: self.wrong.append(str(e)))
        page.on("request", lambda r: asked(r.url))
        page.on("requestfailed", self._failed)

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # a picture of a page that was left
            self.wrong.append(f"failed {request.url}: {request.failure}")


@contextmanager
def watched(
    browser: Browser, home: str, *, width: int = 1440, script: bool = True
) -> Iterator[Page]:
    """A new tab in a context of its own; at its end nothing must have gone wrong in it."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    tab = Watched(page, home)
    yield page
    context.close()
    assert tab.wrong == [], tab.wrong


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and good practice on the page."""
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {n['html'][:160]} {n.get('failureSummary', '')[:200]}"
        for v in found
        for n in v["nodes"][:3]
    ]
