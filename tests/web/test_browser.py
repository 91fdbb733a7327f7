"""The pages in a real browser: their main deeds, by mouse and by keyboard, with and without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from web.browsing import served, violations, watched
from web.served import TOKEN, addresses, ids


@pytest.fixture
def page(browser: Browser, home: str) -> Iterator[Page]:
    with watched(browser, home) as found:
        found.goto(home)
        yield found


def test_from_the_overview_to_the_evidence(page: Page, home: str) -> None:
    page.get_by_role("link", name="青溪市").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("青溪市")
    table = page.get_by_role("table").first
    expect(table).to_contain_text("6.5%左右")
    table.get_by_role("link", name="6.5%左右").first.click()
    expect(page.locator("blockquote mark").first).to_contain_text("6.5%")
    page.locator("blockquote footer a").first.click()
    expect(page.locator(":target")).to_contain_text("6.5")
    assert "/document/" in page.url
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("青溪市")


def test_english_is_one_click_away(page: Page) -> None:
    page.get_by_role("link", name="指标").first.click()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Indicators")
    page.get_by_role("link", name="Gross regional/domestic product").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gross regional/domestic product")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("地区生产总值")


def test_indicator_has_its_chart_and_is_sorted(page: Page, home: str) -> None:
    page.goto(f"{home}/indicator/gdp/2024")
    chart = page.locator("img.chart")
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_js_property("complete", True, timeout=60_000)  # the first takes its time
    assert chart.evaluate("image => image.naturalWidth") > 100
    page.get_by_role("columnheader", name="结果").get_by_role("link").click()
    first = page.locator("#table tbody tr").first
    expect(first).to_contain_text("6.2%")


def test_compare_is_kept_in_the_address(page: Page, home: str) -> None:
    page.goto(f"{home}/compare")
    page.get_by_label("地方").fill("青溪市、云汀市")
    page.get_by_label("指标").fill("地区生产总值")
    page.get_by_role("button", name="比较").click()
    expect(page.get_by_role("rowheader", name="云汀市")).to_be_visible()
    assert "indicator=" in page.url
    with_address = page.url
    page.goto(home)
    page.goto(with_address)
    expect(page.get_by_role("rowheader", name="青溪市")).to_be_visible()


def test_account_is_filtered_with_fields_left_empty(page: Page, home: str) -> None:
    page.goto(f"{home}/account")
    page.locator("select[name=verdict]").select_option("missed")
    page.get_by_role("button", name="筛选").click()
    rows = page.locator("tbody tr")
    assert rows.count() > 0
    assert rows.count() == page.locator("tbody .verdict.missed").count()
    page.locator("input[name=place]").fill("云汀")
    page.locator("select[name=year]").select_option("2024")
    page.get_by_role("button", name="筛选").click()
    assert 0 < page.locator("tbody tr").count() < 10
    page.get_by_role("link", name="一页看全").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("云汀市")


@pytest.mark.parametrize("name", ["来源不一致", "报告未提", "清单与项目"])
def test_the_other_lists_open_from_the_head(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.locator("[aria-current=page]")).to_have_text(name)
    page.locator("main a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_filters_of_conflicts_and_projects(page: Page, home: str) -> None:
    page.goto(f"{home}/conflicts")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator(".conflict").first).to_be_visible()
    page.goto(f"{home}/projects")
    page.get_by_label("地方").fill("青溪")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("table").first).to_be_visible()


def test_search_finds_two_characters(page: Page) -> None:
    page.get_by_role("searchbox").fill("就业")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".hits mark").first).to_have_text("就业")
    page.locator(".hits a").first.click()
    expect(page.locator(".here")).to_contain_text("就业")


def test_document_marks_and_margin(page: Page, home: str, samples: Path) -> None:
    query = (
        "SELECT id FROM documents WHERE place = '青溪市' AND coverage = 'full'"
        " AND genre = 'work_report' AND year = 2025"
    )
    page.goto(f"{home}/document/{ids(samples, query)[0]}")
    assert page.locator("a.f.target").count() > 3
    assert page.locator(".margin .verdict").count() > 3
    page.locator(".rail a").nth(1).click()
    expect(page.locator(":target")).to_have_count(1)
    page.locator("a.f.target").first.click()
    expect(page.get_by_role("heading", name="为什么这样读")).to_be_visible()


@pytest.fixture
def desk(browser: Browser, doubted: Path) -> Iterator[Page]:
    """A tab that has entered with the token, on a ledger of its own."""
    with served(doubted) as address, watched(browser, address) as found:
        found.goto(f"{address}/enter?token={TOKEN}")
        yield found


def test_review_by_keyboard_alone(desk: Page) -> None:
    desk.get_by_role("link", name="审阅", exact=True).press("Enter")
    status = desk.locator("[aria-live=polite]")
    expect(status).to_contain_text("待审")
    waiting = int(re.findall(r"待审 (\d+) 条", status.inner_text())[0])
    assert waiting >= 4
    desk.get_by_label("你的名字").fill("王小明")
    desk.keyboard.press("Escape")
    first = desk.locator("blockquote").inner_text()
    desk.keyboard.press("a")  # accept
    expect(status).to_contain_text(f"待审 {waiting - 1} 条")
    second = desk.locator("blockquote").inner_text()
    assert second != first
    desk.keyboard.press("s")  # skip
    expect(desk).to_have_url(re.compile("skip=1"))
    assert desk.locator("blockquote").inner_text() not in (first, second)
    desk.keyboard.press("x")  # reject; the name is remembered
    expect(status).to_contain_text(f"待审 {waiting - 2} 条")
    desk.keyboard.press("u")  # undo
    expect(status).to_contain_text(f"待审 {waiting - 1} 条")
    desk.keyboard.press("e")  # into the value
    desk.keyboard.press("ControlOrMeta+a")
    desk.keyboard.type("4321")
    desk.keyboard.press("Escape")
    claim = (desk.locator("form#review").get_attribute("action") or "").rpartition("/")[2]
    desk.keyboard.press("c")  # correct
    expect(status).to_contain_text(f"待审 {waiting - 2} 条")
    desk.goto(re.sub(r"/review.*", f"/claim/{claim}", desk.url))
    expect(desk.get_by_role("heading", level=1)).to_contain_text("4321")


def test_review_is_seen_from_another_tab_at_once(desk: Page, doubted: Path) -> None:
    home = re.sub(r"(//[^/]+).*", r"\1", desk.url)
    desk.goto(f"{home}/review")
    told = desk.locator("[aria-live=polite]").inner_text()
    left = int(re.findall(r"待审 (\d+) 条", told)[0]) - 1
    desk.get_by_label("你的名字").fill("王小明")
    desk.get_by_label("理由").fill("看过原文")
    desk.get_by_role("button", name="接受").click()
    expect(desk.locator("#undo")).to_contain_text("王小明")
    other = desk.context.new_page()
    other.goto(home)
    expect(other.locator("dl").get_by_role("link", name=str(left), exact=True).last).to_be_visible()
    other.close()


def test_add_a_file_and_take_it_in(desk: Page, tmp_path: Path) -> None:
    paper = tmp_path / "青溪市-2026-政府工作报告.txt"
    paper.write_text(
        "青溪市政府工作报告\n\n——2026年1月9日在青溪市第七届人民代表大会第六次会议上\n\n"
        "一、2025年工作回顾\n\n全年地区生产总值增长6.3%。\n\n"
        "二、2026年工作安排\n\n主要目标是：地区生产总值增长6%左右。\n",
        encoding="utf-8",
    )
    desk.get_by_role("link", name="添加").click()
    desk.get_by_label("选文件").set_input_files(paper)
    desk.get_by_role("button", name="读", exact=True).click()
    expect(desk.get_by_role("status")).to_contain_text("读好了", timeout=30_000)
    expect(desk.get_by_role("table")).to_contain_text("6%左右")
    desk.get_by_role("button", name="记入账").click()
    expect(desk.get_by_role("status")).to_contain_text("已入账", timeout=60_000)
    desk.locator("section h2 a").click()
    expect(desk.locator("article")).to_contain_text("全年地区生产总值增长6.3%")


def test_add_refuses_what_is_no_report_and_forgets_it(desk: Page, tmp_path: Path) -> None:
    broken = tmp_path / "坏的.docx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    desk.get_by_role("link", name="添加").click()
    desk.get_by_label("选文件").set_input_files(broken)
    desk.get_by_role("button", name="读", exact=True).click()
    expect(desk.get_by_role("status")).to_contain_text("没有读成", timeout=30_000)
    expect(desk.get_by_role("alert").first).to_be_visible()
    desk.get_by_role("button", name="不要").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("添加")


def test_keyboard_reaches_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_reading_pages_without_script(browser: Browser, home: str, samples: Path) -> None:
    with watched(browser, home, script=False) as page:
        for address in addresses(samples):
            page.goto(home + address)
            expect(page.locator("h1")).to_be_visible()
        page.goto(home)
        page.get_by_role("searchbox").fill("就业")
        page.get_by_role("button", name="搜索").click()
        expect(page.locator(".hits mark").first).to_have_text("就业")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("base", ["", "/en"])
def test_axe_finds_nothing(
    browser: Browser, home: str, samples: Path, width: int, base: str
) -> None:
    found = {}
    with watched(browser, home, width=width) as page:
        for address in addresses(samples):
            page.goto(home + base + address)
            wrong = violations(page)
            if wrong:
                found[address] = wrong
    assert found == {}


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_no_page_is_wider_than_the_screen(
    browser: Browser, home: str, samples: Path, width: int
) -> None:
    with watched(browser, home, width=width) as page:
        for address in addresses(samples):
            for base in ("", "/en"):
                page.goto(home + base + address)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{base}{address} is {wide} px wide"


def test_writing_pages_please_axe_too(desk: Page) -> None:
    home = re.sub(r"(//[^/]+).*", r"\1", desk.url)
    for address in ("/review", "/add", "/en/review"):
        desk.goto(home + address)
        assert violations(desk) == []
