"""The bars of customers by size name the margin that they show: by gross profit, or by customer profit."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from kamlib.classify import concessions as cons
from kamlib.figures import concessions
from kamlib.words import speaking

#: One customer of 600 in revenue, one of 400: gross profit 120 and 100, customer profit 60 and 80.
ACCOUNTS = pd.DataFrame({
    "customer_id": ["A", "B"], "revenue": [600.0, 400.0], "profit": [120.0, 100.0],
    "profit_after_serving": [60.0, 80.0],
})  # fmt: skip


@pytest.mark.parametrize(
    ("basis", "name", "margins"),
    [
        ("profit", "gross margin", ["20%", "25%"]),
        ("profit_after_serving", "customer profit margin", ["10%", "20%"]),
    ],
)
def test_the_margin_is_that_of_the_measure_and_named_so(basis: str, name: str, margins: list[str]) -> None:
    table = cons.by_size(ACCOUNTS, basis=basis)
    table = table[table["customers"] > 0]
    with speaking("en"):
        ax = concessions.size_bars(table, basis=basis)
        alt = concessions.size_bars_alt(table, basis=basis)
    assert [text.get_text().replace(".0%", "%") for text in ax.texts] == margins
    assert name in ax.get_xlabel()
    assert f"{name}: {margins[0]}" in alt.replace(".0%", "%").lower()
    plt.close("all")
