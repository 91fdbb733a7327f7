"""More deeds in a real browser: evidence beside the text, both texts, drafts, undo, columns, print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from web.browsing import served, violations, watched
from web.served import TOKEN, ids

REPORT = (
    "SELECT id FROM documents WHERE place = '青溪市' AND genre = 'work_report'"
    " AND coverage = 'full' AND year = {year}"
)


@pytest.fixture
def page(browser: Browser, home: str) -> Iterator[Page]:
    with watched(browser, home) as found:
        yield found


def _report(home: str, samples: Path, year: int) -> str:
    return f"{home}/document/{ids(samples, REPORT.format(year=year))[0]}"


def test_the_evidence_of_a_figure_opens_beside_the_text(
    page: Page, home: str, samples: Path
) -> None:
    page.goto(_report(home, samples, 2024))
    figure = page.locator("a.f.target", has_text="6.5%左右").first
    figure.click()
    panel = page.get_by_role("complementary", name="依据")
    expect(panel).to_be_focused()
    expect(panel.get_by_role("heading", name="为什么这样读")).to_be_visible()
    expect(panel.locator("mark").first).to_have_text("6.5%左右")
    expect(panel.locator("mark").nth(1)).to_have_text("6.2%")  # the other year's sentence
    assert "/document/" in page.url
    assert page.url.endswith("#" + str(figure.get_attribute("id")))
    assert violations(page) == []
    before = panel.get_by_role("heading", level=1).inner_text()
    page.locator("a.f.target").nth(3).click()
    expect(panel.get_by_role("heading", level=1)).not_to_have_text(before)
    expect(page.locator("aside.panel")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page.locator("a.f.target").nth(3)).to_be_focused()


def test_on_a_narrow_screen_the_evidence_is_a_page(
    browser: Browser, home: str, samples: Path
) -> None:
    with watched(browser, home, width=390) as page:
        page.goto(_report(home, samples, 2024))
        page.locator("a.f.target", has_text="6.5%左右").first.click()
        expect(page).to_have_url(re.compile("/claim/"))
        expect(page.get_by_role("heading", name="为什么这样读")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_both_texts_side_by_side(browser: Browser, home: str, samples: Path, script: bool) -> None:
    with watched(browser, home, script=script) as page:
        page.goto(_report(home, samples, 2024))
        page.get_by_text("与另一边并排看").get_by_role("link").first.click()
        left, right = page.locator(".beside article").first, page.locator(".beside article").last
        expect(left).to_contain_text("6.5%左右")
        left.locator(".margin a", has_text="6.5%左右 → 6.2%").click()
        there = right.locator(":target")
        expect(there).to_have_text("6.2%")
        expect(there).to_be_in_viewport()
        if script:
            expect(left.locator(".paired")).to_have_text("6.5%左右")
            expect(left.locator(".paired")).to_be_in_viewport()


def test_from_a_claim_both_panes_stand_at_their_figures(
    page: Page, home: str, samples: Path
) -> None:
    query = (
        "SELECT target_id FROM entries WHERE indicator = 'gdp' AND place = '青溪市' AND year = 2024"
    )
    page.goto(f"{home}/claim/{ids(samples, query)[0]}")
    page.get_by_role("link", name="在全文里并排看").click()
    expect(page.locator(":target")).to_be_in_viewport()
    expect(page.locator(".paired")).to_have_text("6.2%")
    expect(page.locator(".paired")).to_be_in_viewport()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("base", ["", "/en"])
def test_axe_finds_nothing_on_what_is_asked_for_by_filters(
    browser: Browser, home: str, samples: Path, width: int, base: str
) -> None:
    one, other = (ids(samples, REPORT.format(year=y))[0] for y in (2024, 2025))
    found = {}
    with watched(browser, home, width=width) as page:
        for address in (
            f"/document/{one}?beside={other}",
            f"/document/{one}?q=就业",
            "/account?group=verdict&texts=1",
            "/conflicts?group=kind",
            "/projects?place=青溪市&list=民生实事&fate=listed",
            "/compare?place=青溪市&place=云汀市",
            "/indicator/gdp/1999",
        ):
            page.goto(home + base + address)
            wrong = violations(page)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append("too wide")
            if wrong:
                found[address] = wrong
    assert found == {}


def test_decimal_points_stand_below_each_other(page: Page, home: str) -> None:
    page.goto(f"{home}/place/青溪市/2025")
    for column in (2, 3, 5):
        tails = page.locator(f"table.headline td:nth-child({column}) .tail")
        edges = tails.evaluate_all("found => found.map(e => e.getBoundingClientRect().left)")
        assert len(edges) > 10
        assert max(edges) - min(edges) < 1.5, column


def test_what_is_compared_is_what_is_downloaded(page: Page, home: str) -> None:
    page.goto(f"{home}/compare?place=云汀&indicator=gdp&year=2024")
    with page.expect_download() as download:
        page.evaluate(
            "() => { const a = document.querySelector('.data a'); a.download = 'x.csv'; a.click(); }"
        )
    text = Path(download.value.path()).read_text("utf-8")
    lines = text.splitlines()
    assert len(lines) == 2
    assert "云汀市,2024" in lines[1]


def test_print_leaves_out_what_is_no_use_on_paper(page: Page, home: str) -> None:
    page.goto(f"{home}/account?place=青溪市")
    page.emulate_media(media="print")
    for selector in (".filters", ".find", ".top nav"):
        expect(page.locator(selector)).to_be_hidden()
    expect(page.get_by_role("table")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


@pytest.fixture
def desk(browser: Browser, doubted: Path) -> Iterator[Page]:
    """A tab that has entered with the token, on a ledger of its own."""
    with served(doubted) as address, watched(browser, address) as found:
        found.goto(f"{address}/enter?token={TOKEN}")
        found.goto(f"{address}/review")
        yield found


def _waiting(page: Page) -> int:
    return int(re.findall(r"待审 (\d+) 条", page.locator("[aria-live=polite]").inner_text())[0])


def test_what_was_typed_survives_a_reload(desk: Page) -> None:
    desk.get_by_label("理由").fill("看过原文")
    desk.get_by_label("数值").fill("77")
    desk.reload()
    expect(desk.get_by_label("理由")).to_have_value("看过原文")
    expect(desk.get_by_label("数值")).to_have_value("77")
    desk.get_by_label("你的名字").fill("王小明")
    desk.get_by_role("button", name="改").click()
    expect(desk.locator("#undo")).to_contain_text("王小明 改")
    expect(desk.get_by_label("理由")).to_have_value("")  # the next one begins empty


def test_undo_leads_back_step_by_step_and_the_pace_is_shown(desk: Page) -> None:
    before = _waiting(desk)
    desk.get_by_label("你的名字").fill("王小明")
    desk.keyboard.press("Escape")
    for done in (1, 2, 3):
        desk.keyboard.press("a")
        expect(desk.locator("[aria-live=polite]")).to_contain_text(f"待审 {before - done} 条")
    status = desk.locator("[aria-live=polite]")
    expect(status).to_contain_text("你今天审了 3 条")
    assert desk.get_by_role("progressbar").get_attribute("value") == "3"
    for left in (2, 1, 0):
        desk.keyboard.press("u")
        expect(status).to_contain_text(f"待审 {before - left} 条")
    expect(desk.locator("#undo")).to_have_count(0)


def test_a_line_of_the_account_is_undone_from_the_queue_too(desk: Page, doubted: Path) -> None:
    home = re.sub(r"(//[^/]+).*", r"\1", desk.url)
    query = "SELECT id FROM entries WHERE verdict = 'met' AND place = '青溪市' ORDER BY id LIMIT 1"
    entry = ids(doubted, query)[0]
    desk.goto(f"{home}/review/entry/{entry}")
    desk.get_by_label("账").select_option("missed")
    desk.get_by_label("你的名字").fill("王小明")
    desk.get_by_role("button", name="改").click()
    expect(desk.locator(".outcome")).to_contain_text("未达")
    desk.goto(f"{home}/account?place=青溪市&verdict=missed")
    expect(desk.locator(f'a[href="/entry/{entry}"]').first).to_be_visible()
    desk.goto(f"{home}/review")
    desk.keyboard.press("u")
    expect(desk.locator("#undo")).to_have_count(0)
    desk.goto(f"{home}/entry/{entry}")
    expect(desk.locator(".outcome")).to_contain_text("完成")
