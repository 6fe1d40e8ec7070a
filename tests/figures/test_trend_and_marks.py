"""What a figure names and how far its axes reach."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from kamlib.figures import concentration, misconceptions, whale
from kamlib.words import speaking


def trend(**columns: list[Any]) -> Any:
    table = pd.DataFrame({"period": ["2021", "2022", "2023", "2024"], "whole_period": True, **columns})
    return SimpleNamespace(table=table, goal=0.8, top=0.2, basis="profit", first="", last="")


def test_an_interval_is_drawn_whole_or_marked_as_cut() -> None:
    share = [0.98, 0.94, 0.88, 0.93]
    with speaking("en"):
        ax = concentration.trend_lines(trend(share=share, share_low=share, share_high=[1.389, 1.36, 1.1, 1.3]))
        assert ax.get_ylim()[1] > 1.389
        assert not [line for line in ax.lines if line.get_marker() == "^" and len(line.get_xdata())]
        ax = concentration.trend_lines(trend(share=share, share_low=share, share_high=[3.0, 1.3, 1.1, 1.3]))
        cut = next(line for line in ax.lines if line.get_marker() == "^")
    assert list(cut.get_xdata()) == [0]
    plt.close("all")


def test_half_of_the_periods_without_a_share_are_drawn_in_money() -> None:
    lone = trend(share=[0.8, np.nan, np.nan, 0.9], share_low=np.nan, share_high=np.nan,
                 earned=[10.0, 20.0, 30.0, 40.0], lost=[1.0, 19.0, 29.0, 4.0])  # fmt: skip
    with speaking("en"):
        ax = concentration.trend_lines(lone)
        assert sorted(bar.get_height() for bar in ax.patches) == [-29, -19, -4, -1, 10, 20, 30, 40]
        assert "2022: 20 earned, 19 lost" in concentration.trend_lines_alt(lone)
    plt.close("all")


def test_both_profits_are_named() -> None:
    table = pd.DataFrame({"customer_id": ["A", "B"], "revenue": [100.0, 90.0], "profit": [30.0, 20.0],
                          "profit_after_serving": [28.0, -9.0]})  # fmt: skip
    with speaking("en"):
        ax = whale.largest_customers(table, basis="profit_after_serving")
        legend = ax.get_legend()
        assert legend is not None
        assert {text.get_text() for text in legend.get_texts()} == {
            "Gross profit", "Customer profit",
        }  # fmt: skip
    plt.close("all")


@pytest.mark.parametrize("n", [6, 9])
def test_every_heavy_buyer_that_has_room_is_in_the_key(n: int) -> None:
    who = [f"Customer {i}" for i in range(n)]
    heavy = pd.DataFrame({
        "customer_id": who, "name": who, "misconception": "harsh_terms", "expected": np.linspace(100, 900, n),
        "lasting": np.linspace(-900, -100, n), "at_stake": 1000.0,
    })  # fmt: skip
    customers = heavy.rename(columns={"lasting": "contribution"})
    result = SimpleNamespace(customers=customers, table=heavy)
    with speaking("en"):
        ax = misconceptions.misconception_map(result)
    key = ax.texts[-1].get_text().splitlines()
    assert [line.split("  ")[1] for line in key] == who
    plt.close("all")
