"""The bars of the tiers: heads beside money, losses hatched, words in both languages."""

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from kamlib.classify.tiers import assign
from kamlib.figures import tiers as figure
from kamlib.words import speaking

mpl.use("Agg")


def book(profits):
    ids = [f"C{i}" for i in range(len(profits))]
    return pd.DataFrame({"customer_id": ids, "revenue": 10.0, "profit": profits})


def drawn(result):
    return figure.tier_bars(result, ax=Figure().subplots())


def test_losses_are_hatched_and_left_of_zero():
    ax = drawn(assign(book([50.0, 30.0, 15.0, -20.0])))
    losses = [bar for bar in ax.patches if bar.get_width() < 0]
    assert len(losses) == 1
    assert losses[0].get_hatch()


def test_where_all_lose_only_heads_are_drawn():
    ax = drawn(assign(book([-1.0, -2.0])))
    assert sum(bar.get_width() for bar in ax.patches) == pytest.approx(1.0)


def test_on_revenue_no_lead_tier_is_drawn():
    ax = drawn(assign(book([1.0, 2.0]), basis="revenue"))
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Platinum (2)", "Gold (0)", "Iron (0)"]


def test_nobody_is_said_in_words():
    ax = drawn(assign(book([]).astype({"profit": "float64"})))
    assert "no customers" in ax.texts[0].get_text()


@pytest.mark.parametrize(
    ("lang", "word"), [("en", "Platinum: 25% of the customers"), ("zh", "铂金：客户数占 25%")]
)
def test_the_alternative_text_has_the_numbers(lang, word):
    with speaking(lang):
        assert word in figure.tier_bars_alt(assign(book([50.0, 30.0, 15.0, 5.0])))
