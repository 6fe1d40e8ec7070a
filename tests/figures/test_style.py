"""The house style: fonts that have Chinese, settings that stay inside, the same bytes each time."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_rgb

from kamlib.figures import fonts, style
from kamlib.words import speaking
from kamlib.words.phrases import WIDEST_NAME, short, width


def test_settings_outside_stay_as_they_are() -> None:
    before = dict(mpl.rcParams)
    with style.context():
        plt.close(style.axes(None).figure)
    assert dict(mpl.rcParams) == before


def test_the_package_of_the_font_is_not_imported() -> None:
    fonts.families()
    assert "zhplot" not in sys.modules


def heard(title: str, names: list[str], folder: Path) -> list[str]:
    """What matplotlib complains of when a figure with these texts is saved."""
    with warnings.catch_warnings(record=True) as caught, style.drawing(None) as ax:
        warnings.simplefilter("always")
        ax.set_title(title)
        style.names(ax.yaxis, range(len(names)), names)
        style.save(ax.figure, folder / "a.png")
    plt.close(ax.figure)
    return [str(warning.message) for warning in caught]


def test_every_chinese_character_has_a_glyph(tmp_path: Path) -> None:
    names = ["浙东屿禾机电安装有限公司", "Ünïcode GmbH"]
    assert heard("大客户利润：−1.2万 → ✓ ¥ € £ … –", names, tmp_path) == []
    assert any("missing" in text for text in heard("\U000f0000", names, tmp_path))


def test_gain_and_loss_differ_by_more_than_colour() -> None:
    assert style.LOSS_HATCH  # GAIN and LOSS are alike in grey: losses are hatched
    gain, cost = (float(np.dot(to_rgb(c), [0.299, 0.587, 0.114])) for c in (style.GAIN, style.ORANGE))
    assert cost - gain > 0.2
    assert len({*style.DASHES}) == len(style.SERIES)


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_figure_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    def drawn(name: str) -> bytes:
        with style.context():
            ax = style.axes(None)
            ax.bar([1, 2], [3, 4], hatch=style.LOSS_HATCH)
            style.money_axis(ax.yaxis, "CNY")
            file = style.save(ax.figure, tmp_path / f"{name}{suffix}")
        plt.close(ax.figure)
        return file.read_bytes()

    assert drawn("one") == drawn("two")


def test_a_money_axis_speaks_the_language_it_was_drawn_in() -> None:
    with speaking("zh"), style.context():
        ax = style.axes(None)
        ax.plot([0, 1], [0, 50_000])
        style.money_axis(ax.yaxis, "CNY")
    with speaking("en"):
        assert ax.yaxis.get_major_formatter()(50_000, 0) == "5万元"


@pytest.mark.parametrize("name", ["A" * 300, "大客户" * 100, "two\nlines\there", "$x^2$ & <b>"])
def test_a_name_is_cut_to_one_short_line(name: str) -> None:
    drawn, said = short(name, WIDEST_NAME), short(name)
    assert width(drawn) <= 26
    assert width(said) <= 60
    assert "\n" not in drawn + said
    assert (drawn.endswith("…"), said.endswith("…")) == (len(name) > 30, len(name) > 30)


def test_a_sentence_has_room_for_a_name_that_a_figure_cuts() -> None:
    name = "Traditional Department Stores"  # 29 columns
    assert (short(name), short(name, WIDEST_NAME)) == (name, "Traditional Department St…")


def test_a_figure_is_laid_out_once_and_drawn_once_for_each_file(tmp_path: Path) -> None:
    drawn: list[str] = []
    with style.context():
        ax = style.axes(None)
        ax.set_ylabel("wide enough to move the axes")
        ax.figure.add_artist(Counted(drawn))
        before = ax.get_position().x0
        style.save(ax.figure, tmp_path / "a.svg")
        placed = ax.get_position().x0
        style.save(ax.figure, tmp_path / "a.png")
    plt.close(ax.figure)
    assert placed != before
    assert ax.get_position().x0 == placed
    assert len(drawn) == 2


class Counted(Artist):
    """Says whenever it is drawn."""

    def __init__(self, drawn: list[str]) -> None:
        super().__init__()
        self.drawn = drawn
        self.set_in_layout(False)

    def draw(self, renderer: RendererBase) -> None:
        self.drawn.append(type(renderer).__name__)
