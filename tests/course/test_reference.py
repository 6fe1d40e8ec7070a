"""Reference facts are what the public sets give, and none of their rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kamlib.course import reference
from kamlib.words import label

FACTS = reference.table("concentration")
CURVES = reference.table("curves")
LARGEST = reference.table("largest")


def test_there_are_six_real_sets_and_two_of_textbooks() -> None:
    assert FACTS["real"].tolist() == [True] * 6 + [False] * 2
    assert FACTS["data_set"].is_unique
    assert all(label(name) for name in FACTS["data_set"])
    assert FACTS["source"].notna().all()


def test_80_20_holds_in_some_real_sets_and_not_in_others() -> None:
    real = FACTS[FACTS["real"]]
    holds = (real["share_low"] <= 0.8) & (real["share_high"] >= 0.8)
    assert holds.any()
    assert not holds.all()


@pytest.mark.parametrize("name", FACTS["data_set"])
def test_curves_agree_with_the_facts(name: str) -> None:
    curve = CURVES[CURVES["data_set"] == name].set_index("percentile")
    fact = FACTS.set_index("data_set").loc[name]
    assert curve["whale"].loc[[0, 100]].tolist() == [0, 1]
    assert np.allclose(curve["whale"].to_numpy(), 1 - curve["lorenz"].to_numpy()[::-1], atol=2e-5)
    assert curve.loc[20, "whale"] == pytest.approx(fact["top_share"], abs=0.002)


@pytest.mark.parametrize("origin", reference.ORIGINS, ids=lambda o: o.data_set)
def test_the_facts_are_computed_again_where_the_sets_are(origin: reference.Origin, shared_data: Path) -> None:
    again = reference.facts(origin, shared_data)
    stored = FACTS.set_index("data_set").loc[origin.data_set]
    for column, value in again.drop(["data_set", "source"]).items():
        if isinstance(value, str):
            assert (stored[column] if pd.notna(stored[column]) else "") == value
        else:
            assert stored[column] == pytest.approx(value, nan_ok=True), column
    points = CURVES[CURVES["data_set"] == origin.data_set].reset_index(drop=True)
    pd.testing.assert_frame_equal(reference.curves(origin, shared_data), points)
    sizes = LARGEST[LARGEST["data_set"] == origin.data_set].reset_index(drop=True)
    if origin.sizes is None:
        assert sizes.empty
    else:
        pd.testing.assert_frame_equal(reference.largest(origin, shared_data), sizes)


def test_the_published_counts_of_customers_are_met() -> None:
    customers = FACTS.set_index("data_set")["customers"]
    assert customers["set_wholesale"] == 440  # UCI 292: 440 instances
    assert customers["set_cdnow"] == 23570  # Fader and Hardie: 23,570 customers
    assert customers["set_online_retail"] == 5942  # UCI 502: 5,942 distinct customer ids


def test_most_of_the_largest_resellers_lose_money_and_none_of_the_largest_retail_customers() -> None:
    ten = LARGEST[LARGEST["largest_n"] == 10].set_index("data_set")
    assert ten.loc["set_adventureworks", "losing_n"] > 5
    assert ten.loc["set_madrigal", "losing_n"] == 0


@pytest.mark.parametrize("name", LARGEST["data_set"].unique())
def test_the_largest_add_up_to_everyone(name: str) -> None:
    rows = LARGEST[LARGEST["data_set"] == name]
    customers = FACTS.set_index("data_set").loc[name, "customers"]
    assert rows["largest_n"].tolist() == [*reference.LARGEST, customers]
    assert rows["revenue_share"].is_monotonic_increasing
    assert rows["revenue_share"].iloc[-1] == 1
    assert rows["losing_n"].is_monotonic_increasing
