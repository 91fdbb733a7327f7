"""The published site opened from disk, as by a double click."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from duizhang.views.web.publish import publish
from web.browsing import violations, watched


@pytest.fixture(scope="module")
def site(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published") / "站点 site"
    with ThreadPoolExecutor(1) as pool:  # Playwright's loop runs in this thread
        pool.submit(publish, samples, out).result()
    return out


def test_search_and_the_way_to_the_evidence(browser: Browser, site: Path) -> None:
    home = (site / "index.html").as_uri()
    with watched(browser, home) as page:
        page.goto(home)
        page.get_by_role("searchbox").fill("就业")
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator(".hits mark").first).to_have_text("就业")
        page.locator(".hits a").first.click()
        expect(page.locator(":target")).to_contain_text("就业")
        page.get_by_role("link", name="对账").click()
        page.get_by_role("link", name="青溪市").first.click()
        page.get_by_role("table").first.get_by_role("link", name="6.5%左右").first.click()
        expect(page.locator(":target")).to_have_text("6.5%左右")
        page.locator(":target").click()
        expect(page.locator(".item:target")).to_contain_text("接近")
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("2024")
        page.get_by_role("searchbox").fill("没有这样的词 <b>")
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator("#found")).to_contain_text("Nothing found")
        page.get_by_role("searchbox").fill("product")
        page.get_by_role("searchbox").press("Enter")
        page.get_by_role("link", name="Gross regional/domestic product").click()
        page.wait_for_function("document.querySelector('img.chart').naturalWidth > 100")
        page.get_by_role("link", name="All data").click()
        expect(page.get_by_role("link", name="entries.csv")).to_be_visible()


def test_without_script_search_says_that_it_needs_it(browser: Browser, site: Path) -> None:
    home = (site / "index.html").as_uri()
    with watched(browser, home, script=False) as page:
        page.goto(home)
        page.get_by_role("searchbox").fill("就业")
        page.get_by_role("searchbox").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("JavaScript")
        page.goto(home)
        page.get_by_role("link", name="青溪市").first.click()
        expect(page.get_by_role("table").first).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    browser: Browser, site: Path, width: int
) -> None:
    found = {}
    home = (site / "index.html").as_uri()
    kinds = [next(iter(sorted(site.glob(f"{f}/*.html")))) for f in
             ("place", "account", "indicator", "document", "projects", "en/account")]  # fmt: skip
    with watched(browser, home, width=width) as page:
        for path in [*sorted(site.glob("*.html")), *sorted(site.glob("account/*.html")), *kinds]:
            page.goto(path.as_uri())
            wrong = violations(page)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append("too wide")
            if wrong:
                found[str(path.relative_to(site))] = wrong
    assert found == {}
