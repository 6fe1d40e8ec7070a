"""The book: its pages lead somewhere, load nothing from outside, fit a phone, and can be searched in Chinese."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kamlib.course import site

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def test_a_link_to_no_file_and_a_script_from_outside_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<a href="b.html">b</a><a href="a.html#top">top</a><a href="https://example.org">a page elsewhere</a>'
        '<img src="data:image/png;base64,AA=="><script src="https://example.org/x.js"></script>',
        "utf-8",
    )
    assert site.dead(tmp_path) == ["a.html: b.html"]
    assert site.outside(tmp_path) == ["a.html: https://example.org/x.js"]
    (tmp_path / "b.html").write_text("", "utf-8")
    assert site.dead(tmp_path) == []


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both editions, as ``make book`` makes them; that checks links and what pages load."""
    pytest.importorskip("sphinx", reason="the extra “book” is not installed")
    pytest.importorskip("myst_nb", reason="the extra “book” is not installed")
    folder = tmp_path_factory.mktemp("book")
    assert [page.parent.name for page in site.build(folder)] == ["en", "zh"]
    return folder


@pytest.mark.slow
def test_the_words_of_the_theme_are_chinese_in_the_chinese_edition(book: Path) -> None:
    words = re.compile(r">[^<]*(?:Previous|Next|Related|overview|Navigation|Search|Index)[^<]*<"
                       r"|=\"(?:Main|Search|previous chapter|next chapter)\"")  # fmt: skip
    for lang in ("en", "zh"):
        pages = [
            (book / lang / f"{name}.html").read_text("utf-8") for name in ("0-1-start-here", "search", "verbs")
        ]
        frames = [page[page.index('<div class="sphinxsidebar"') :] for page in pages]
        assert all(bool(words.search(frame)) == (lang == "en") for frame in frames), lang
    assert "上一页" in frames[2]
    assert "下一页" in frames[0]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="the extra “browser” is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 480, 1280])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_page_fits_the_screen_in_silence(book: Path, browser: Any, lang: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    said: list[str] = []
    outside: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else outside.append(r.url))
    files = sorted((book / lang).glob("*.html"))
    assert len(files) > 20
    wide = []
    for file in files:
        page.goto(file.as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(file.name)
    page.close()
    assert (wide, said, outside) == ([], [], [])


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(
    ("lang", "words", "found", "nothing"),
    [("en", "half-life", "2-6-periodic-review", "zeppelin"), ("zh", "断崖", "3-4-sales-policy", "齐柏林飞艇")],
)
def test_the_search_finds_a_lesson_by_a_word_of_its_text(
    book: Path, browser: Any, lang: str, words: str, found: str, nothing: str
) -> None:
    page = browser.new_page()
    for query, hit in ((words, True), (nothing, False)):
        page.goto(f"{(book / lang / 'search.html').as_uri()}?q={query}")
        page.wait_for_function("() => !document.querySelector('#search-progress')?.innerText.endsWith('.')"
                               " && document.querySelector('#search-results p')")  # fmt: skip
        links = page.locator("#search-results li a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert any(found in link for link in links) == hit
    page.close()
