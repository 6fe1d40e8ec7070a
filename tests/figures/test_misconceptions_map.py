"""The map of misconceptions: shapes as well as colours, words in both languages, nothing computed."""

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from kamlib.classify.misconceptions import diagnose
from kamlib.figures import misconceptions as figure
from kamlib.words import speaking
from kamlib.world.world import make

mpl.use("Agg")


@pytest.fixture(scope="module")
def result():
    return diagnose(make(seed=5).orders)


def test_each_misconception_has_a_shape_of_its_own():
    assert len({sign[0] for sign in figure.SIGNS.values()}) == len(figure.SIGNS)


def test_it_draws_on_the_axes_it_is_given_and_shows_every_flag(result):
    ax = Figure().subplots()
    assert figure.misconception_map(result, ax=ax) is ax
    points = sum(len(c.get_offsets()) for c in ax.collections)
    flagged = result.table["customer_id"].nunique()
    assert points == len(result.customers) - flagged + len(result.table)


@pytest.mark.parametrize(("lang", "word"), [("en", "Big ticket"), ("zh", "大单客户")])
def test_the_words_are_those_of_the_reader(result, lang, word):
    with speaking(lang):
        ax = figure.misconception_map(result, ax=Figure().subplots())
        alt = figure.misconception_map_alt(result)
    assert word in [text.get_text() for text in ax.get_legend().get_texts()]
    assert word in alt


def test_no_flag_is_a_sentence_too():
    orders = pd.DataFrame({
        "customer_id": [f"C{i % 6}" for i in range(12)], "order_id": [str(i) for i in range(12)],
        "date": pd.date_range("2024-01-01", periods=12), "revenue": 10.0,
    })  # fmt: skip
    result = diagnose(orders)
    assert figure.misconception_map_alt(result) == "Scatter plot of 6 customers: none is flagged."
    figure.misconception_map(result, ax=Figure().subplots())
