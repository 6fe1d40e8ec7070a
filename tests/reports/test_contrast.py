"""Every text of the page stands out from its ground, as WCAG asks: 4.5 to 1, in large type 3 to 1."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kamlib.reports import html

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.contrast import TEXT, ratio

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def variables(sheet: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})", sheet))


def colours(sheet: str, name: str) -> Iterator[tuple[str, str]]:
    """Selector and colour of each rule that sets a text's colour, or a ground's."""
    known = variables(sheet)
    for selector, body in RULE.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        for value in re.findall(rf"(?:^|[;\s]){name}:\s*([^;]+)", body):
            found = re.search(r"#[0-9a-fA-F]{3,6}|var\(--([\w-]+)\)", value)
            if found:
                yield " ".join(selector.split()), known[found[1]] if found[1] else found[0]


def pairs(sheet: str) -> list[tuple[str, str, str]]:
    """Each text colour with the grounds that it can stand on: the cover's, or any of the page's."""
    grounds = list(colours(sheet, "background"))
    cover = {colour for selector, colour in grounds if selector.startswith(".cover")}
    page = {colour for selector, colour in grounds if not selector.startswith(".cover")}
    return [
        (selector, text, ground)
        for selector, text in colours(sheet, "color")
        for ground in sorted(cover if selector.startswith(".cover") else page)
    ]


def weak(sheet: str) -> list[tuple[str, str, str, float]]:
    return [(*pair, round(ratio(*pair[1:]), 2)) for pair in pairs(sheet) if ratio(*pair[1:]) < TEXT]


def test_the_ratio_is_that_of_the_published_examples() -> None:
    assert ratio("#000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert ratio("#767676", "#fff") == pytest.approx(4.54, abs=0.005)


def test_every_text_of_the_style_sheet_stands_out_from_every_ground() -> None:
    sheet = str(html.style())
    assert len(pairs(sheet)) > 30
    assert {ground for _selector, _text, ground in pairs(sheet)} >= {"#ffffff", "#f4f6f8", "#0b2a45"}
    assert weak(sheet) == []


def test_a_text_that_is_too_pale_would_be_found() -> None:
    assert weak(str(html.style()).replace("--soft: #566472", "--soft: #8d98a3"))
