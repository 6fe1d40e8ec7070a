"""Settings of the book, for Sphinx: both editions, nothing from the network, notebooks as they are stored."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from sphinx.search import SearchLanguage, languages

LANG = os.environ.get("KAMLIB_LANG", "en")

project = {"en": "Key Account Lab", "zh": "大客户实验室"}[LANG]
author = "Key Account Lab"
copyright = author
language = {"en": "en", "zh": "zh_CN"}[LANG]
locale_dirs = ["locale"]
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]
autosummary_generate = True
autodoc_typehints = "none"
napoleon_google_docstring = False
nb_execution_mode = "off"
nb_remove_code_outputs = False
nb_mime_priority_overrides = [
    ("html", "text/html", 0), ("html", "image/png", 5), ("html", "text/markdown", 10), ("html", "text/plain", 20),
]  # fmt: skip
myst_enable_extensions = ["deflist"]
html_theme = "alabaster"
html_theme_options = {"description": "", "fixed_sidebar": True, "show_powered_by": False, "page_width": "1100px"}
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_copy_source = False
html_show_sourcelink = False
html_search_language = LANG
suppress_warnings = ["myst.header", "mystnb.unknown_mime_type", "misc.highlighting_failure", "myst.xref_missing"]


class ChinesePairs(SearchLanguage):
    """Search in Chinese by pairs of characters: Sphinx's own needs a dictionary, and finds nothing without it."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = """
function splitQuery(query) {
  const words = [];
  for (const run of query.toLowerCase().match(/[\\u3400-\\u9fff]+|[a-z0-9_]+/g) || []) {
    if (run.length < 3 || !/[\\u3400-\\u9fff]/.test(run)) words.push(run);
    else for (let at = 0; at + 2 <= run.length; at++) words.push(run.slice(at, at + 2));
  }
  return words;
}
"""

    def split(self, text: str) -> list[str]:
        """Take a run of Chinese characters apart into overlapping pairs; leave Latin words whole."""
        words: list[str] = []
        for run in re.findall(r"[\u3400-\u9fff]+|[a-z0-9_]+", text.lower()):
            pairs = len(run) > 2 and run[0] > "\u3400"
            words += [run[at : at + 2] for at in range(len(run) - 1)] if pairs else [run]
        return words

    def word_filter(self, word: str) -> bool:
        """Keep every word but single letters."""
        return len(word) > 1


#: Words that the templates of Sphinx hold in English, without a way to translate them.
FIXED = {'aria-label="Main"': 'aria-label="侧栏"', 'placeholder="Search"': 'placeholder="搜索"'}


def put_into_chinese(app: Any, _error: Exception | None) -> None:
    """Write those words in Chinese once the pages are there."""
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text("utf-8")
        for english, chinese in FIXED.items():
            text = text.replace(english, chinese)
        page.write_text(text, "utf-8")


def setup(app: Any) -> None:
    """Let Sphinx search and speak in Chinese as this book does."""
    languages["zh"] = ChinesePairs
    if LANG == "zh":
        app.connect("build-finished", put_into_chinese)
