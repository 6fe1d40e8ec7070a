"""The HTML report opened in a real browser: silent, alone, sortable by keyboard, readable when printed."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kamlib.reports import html
from kamlib.reports.results import Results

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="the extra 'browser' is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as running:
        yield running.chromium.launch(executable_path=CHROMIUM, args=QUIET)


@pytest.fixture
def opened(
    browser: Any, sample: Callable[..., tuple[Results, Path]], tmp_path: Path
) -> Iterator[Callable[..., Any]]:
    pages = []

    def _opened(language: str = "en", **how: Any) -> Any:
        results, folder = sample(language)
        file = html.write(results, folder, tmp_path / f"{language}.html")
        page = browser.new_page(**how)
        pages.append(page)
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(file.as_uri())
        return page

    yield _opened
    for page in pages:
        page.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_opens_without_a_word_and_asks_for_nothing_but_itself(
    opened: Callable[..., Any], language: str
) -> None:
    page = opened(language)
    assert page.said == []
    assert [url for url in page.asked if not url.startswith("data:")] == [page.url]


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_it_fits_the_screen(opened: Callable[..., Any], width: int) -> None:
    page = opened(viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_accounts_are_sorted_with_the_keyboard(opened: Callable[..., Any]) -> None:
    page = opened()
    column = page.locator("#accounts th", has_text="Profit")
    column.get_by_role("button").focus()
    first = page.locator("#accounts tbody tr").first.locator("td").nth(4)
    page.keyboard.press("Enter")
    assert column.get_attribute("aria-sort") == "descending"
    assert first.inner_text() == "250,000"
    page.keyboard.press("Enter")
    assert column.get_attribute("aria-sort") == "ascending"
    assert first.inner_text().startswith("-")
    assert page.locator("#accounts th[aria-sort]").count() == 1


def test_tiers_are_sorted_from_the_top(opened: Callable[..., Any]) -> None:
    page = opened()
    column = page.locator("#accounts th", has_text="Tier")
    at = page.locator("#accounts th").all_inner_texts().index(column.inner_text())
    column.get_by_role("button").click()
    shown = [row.locator("td").nth(at).inner_text() for row in page.locator("#accounts tbody tr").all()]
    order = ["Platinum", "Gold", "Iron", "Lead"]
    assert shown == sorted(shown, key=order.index)
    assert len(set(shown)) > 2


def test_without_scripts_everything_is_still_there(opened: Callable[..., Any], browser: Any) -> None:
    page = opened(java_script_enabled=False)
    assert page.locator("#accounts tbody tr").count() == 20
    assert page.locator("#accounts th").nth(4).inner_text() == "Profit, CNY"


def test_the_keyboard_reaches_the_report_first(opened: Callable[..., Any]) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "report"


def test_it_prints_on_numbered_pages_with_nothing_cut_at_the_side(opened: Callable[..., Any]) -> None:
    pypdf = pytest.importorskip("pypdf")
    page = opened()
    page.emulate_media(media="print")
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    assert 5 <= len(printed.pages) <= 30
    assert "Key account report" in printed.pages[0].extract_text()


def test_paper_is_not_wasted_on_names_in_columns_and_on_half_empty_pages(
    browser: Any, sample: Callable[..., tuple[Results, Path]], tmp_path: Path
) -> None:
    """Eight findings of half a page each share pages; a Chinese name and a day stand on one line."""
    pypdf = pytest.importorskip("pypdf")
    results, folder = sample("zh")
    first = results.findings[0].model_copy(update={"rows": results.findings[0].rows[:3]})
    many = [first.model_copy(update={"id": f"part{at}", "figure": f"part{at}"}) for at in range(8)]
    for part in many:
        shutil.copy(folder / "figures" / f"{first.figure}.svg", folder / "figures" / f"{part.figure}.svg")
    file = html.write(results.model_copy(update={"findings": many}), folder, tmp_path / "many.html")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.emulate_media(media="print")
    texts = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    page.set_viewport_size({"width": 670, "height": 900})  # as wide as the paper
    wraps = page.evaluate("getComputedStyle(document.querySelector('#accounts td.day')).whiteSpace")
    page.close()
    assert sum(first.title in text for text in texts[2:]) <= 6
    assert wraps == "nowrap"


def test_no_table_of_the_embedded_client_makes_the_print_smaller(browser: Any, tmp_path: Path) -> None:
    """Chromium shrinks all pages to the widest table: none is wider than the paper's 178 mm."""
    from kamlib import load
    from kamlib.findings import find
    from kamlib.reports import compose
    from kamlib.reports.parameters import Parameters

    client = load("machinery")
    results = compose.results_of(client, find(client), Parameters())
    bare = results.model_copy(
        update={"findings": [found.model_copy(update={"figure": None}) for found in results.findings]}
    )
    page = browser.new_page(viewport={"width": 673, "height": 900})
    page.emulate_media(media="print")
    page.goto(html.write(bare, tmp_path, tmp_path / "print.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 673
    said = page.locator("#accounts .printed").inner_text()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1100, "height": 900})
    hidden = "[...document.querySelectorAll('.calls div.wide')].map(box => box.scrollWidth - box.clientWidth)"
    assert page.evaluate(hidden) == [0, 0]  # amounts of the accounts to call are seen without scrolling
    page.close()
    assert said == "Printed: the first 36 of 150, in the order of the screen. All of them are in report.xlsx. " + (
        "8 more columns in report.xlsx."
    )
