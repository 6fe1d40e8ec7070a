"""The picture of order values: every order in a bar, what a minimum refuses set apart, and seaborn only here."""

from __future__ import annotations

import json
import subprocess
import sys

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import same_color
from matplotlib.figure import Figure

from kamlib.figures import fonts, style
from kamlib.figures import order_values as figure
from kamlib.words import speaking

#: Ten orders above zero, four of them below 100; one is a credit note.
AMOUNTS = pd.Series([10.0, 20.0, 40.0, 80.0, 100.0, 160.0, 320.0, 640.0, 1280.0, 2560.0, -500.0])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_order_is_in_a_bar_and_those_below_the_minimum_are_hatched(language: str) -> None:
    with speaking(language):
        ax = figure.order_values(AMOUNTS, minimum=100.0, currency="CNY", ax=Figure().subplots())
        refused = [bar for bar in ax.patches if same_color(bar.get_facecolor(), style.LOSS)]
        assert sum(bar.get_height() for bar in ax.patches) == 10
        assert sum(bar.get_height() for bar in refused) == 4
        assert all(bar.get_hatch() == style.LOSS_HATCH for bar in refused)
        assert not any(bar.get_hatch() for bar in ax.patches if bar not in refused)
        legend = ax.get_legend()
        assert legend is not None
        assert len(legend.get_texts()) == 2


def test_without_a_minimum_all_bars_are_alike() -> None:
    ax = figure.order_values(AMOUNTS, ax=Figure().subplots())
    assert not any(bar.get_hatch() for bar in ax.patches)
    assert ax.get_legend() is None
    assert sum(bar.get_height() for bar in ax.patches) == 10


def test_the_words_have_the_same_numbers() -> None:
    # half of ten: between 100 and 160, 130; the largest one of ten is 2.56K of 5,210; 10+20+40+80 = 150
    assert figure.order_values_alt(AMOUNTS, minimum=100.0) == (
        "Histogram of 10 orders by amount, on a logarithmic axis. Half of them are below 130; the largest is "
        "2.56K, and the largest tenth accounts for 49% of the total amount. "
        "4 of them are below 100, with 3% of the total amount."
    )
    with speaking("zh"):
        assert figure.order_values_alt(AMOUNTS).endswith("占总金额的 49%。")


def test_without_orders_it_says_so() -> None:
    ax = figure.order_values(pd.Series([-1.0]), ax=Figure().subplots())
    assert [text.get_text() for text in ax.texts] == ["There are no orders to show."]


def test_fonts_and_settings_stay_those_of_the_house() -> None:
    before = dict(plt.rcParams)
    ax = figure.order_values(AMOUNTS, minimum=100.0)
    assert dict(plt.rcParams) == before
    assert ax.xaxis.label.get_fontfamily() == fonts.families()
    plt.close("all")


def test_seaborn_is_loaded_by_the_figure_that_needs_it_and_by_nothing_else() -> None:
    code = (
        "import sys, json, kamlib, kamlib.figures.migration, kamlib.figures.order_values, kamlib.reports.compose\n"
        "import kamlib.findings.migration, pandas as pd\nfrom kamlib.figures import concentration\n"
        "from kamlib.value.concentration import measure\n"
        "frame = pd.DataFrame({'customer_id': list('abc'), 'profit': [3.0, 2.0, 1.0]})\n"
        "concentration.share_curve(measure(frame, basis='profit'))\n"
        "from kamlib.classify.migration import migrate\n"
        "tiers = pd.DataFrame({'customer_id': ['a', 'a'], 'period': ['1', '2'], 'tier': ['platinum', 'gold']})\n"
        "kamlib.figures.migration.chances(migrate(tiers))\nfirst = 'seaborn' in sys.modules\n"
        "kamlib.figures.order_values.order_values(pd.Series([1.0, 2.0]))\n"
        "print(json.dumps([first, 'seaborn' in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [False, True]
