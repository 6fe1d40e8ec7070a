"""Settings of the book, for Sphinx: both editions, nothing from the network, notebooks as they are stored."""

from __future__ import annotations

import os

LANG = os.environ.get("KAMLIB_LANG", "en")

project = {"en": "Key Account Lab", "zh": "大客户实验室"}[LANG]
author = "Key Account Lab"
copyright = author
language = {"en": "en", "zh": "zh_CN"}[LANG]
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
html_search_language = {"en": "en", "zh": "zh"}[LANG]
suppress_warnings = ["myst.header", "mystnb.unknown_mime_type", "misc.highlighting_failure", "myst.xref_missing"]
