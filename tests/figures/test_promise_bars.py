"""The bars of promised and received visits."""

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from kamlib.figures import service as figure

mpl.use("Agg")

SEEN = pd.DataFrame({
    "tier": ["platinum", "lead"], "customer_count": [2, 1], "promised": [32.0, 0.0], "received": [6.5, 13.0],
})  # fmt: skip


def test_each_tier_has_a_promise_and_what_came_of_it():
    ax = figure.promise_bars(SEEN, ax=Figure().subplots())
    assert [bar.get_width() for bar in ax.patches] == [32.0, 0.0, 6.5, 13.0]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Platinum (2)", "Lead (1)"]


def test_nobody_is_said_in_words():
    ax = figure.promise_bars(SEEN.head(0), ax=Figure().subplots())
    assert "no customers" in ax.texts[0].get_text()


def test_the_alternative_text_has_the_numbers():
    assert "Lead: 0 proposed, 13.0 received" in figure.promise_bars_alt(SEEN)
