"""Fonts in memory: the same shapes as matplotlib's own, and no font that is read from its file piece by piece."""

from __future__ import annotations

import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.textpath import TextToPath

from kamlib.figures import letters, style

WORDS = ["Gross profit, 2024", "客户利润率 12 %", "Čapek & Şahin", "5 × 10 ≥ 3 → ✓"]


def drawn(file: Path) -> bytes:
    """The SVG of a figure with words of several scripts, in two weights."""
    with style.drawing(None) as ax:
        style.names(ax.yaxis, range(len(WORDS)), WORDS)
        ax.set_title(WORDS[1], weight="bold")
        ax.set_xlabel(WORDS[0])
        style.save(ax.figure, file)
    plt.close(ax.figure)
    return file.read_bytes()


def test_shapes_are_those_that_matplotlib_reads_from_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = drawn(tmp_path / "ours.svg")
    monkeypatch.setattr(letters, "Letters", TextToPath)
    assert ours == drawn(tmp_path / "theirs.svg")


def test_every_text_of_an_svg_is_set_with_a_font_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    known = letters._font

    def font(families: tuple[str, ...], *kind: object) -> object:
        asked.append(families)
        return known(families, *kind)

    def from_file(*_: object) -> None:
        raise AssertionError("matplotlib's own font is asked for")

    monkeypatch.setattr(letters, "_font", font)
    monkeypatch.setattr(TextToPath, "_get_font", from_file)
    drawn(tmp_path / "a.svg")
    assert len(asked) >= 2 * len(WORDS)


def test_a_character_that_no_font_has_is_said(tmp_path: Path) -> None:
    with style.drawing(None) as ax:
        ax.set_title("\U0001faa8")
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            style.save(ax.figure, tmp_path / "a.svg")
    plt.close(ax.figure)
    assert any("missing" in str(one.message) for one in heard)
