"""The trend compares whole years only, and says so where it cannot."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlib.value import trend


def years(**worth: list[float]) -> pd.DataFrame:
    rows = []
    for label, amounts in worth.items():
        year = label.strip("y")
        for i, amount in enumerate(amounts):
            rows.append({
                "customer_id": f"c{i:03}", "period": year, "profit": amount,
                "first_date": pd.Timestamp(f"{year}-01-03"), "last_date": pd.Timestamp(f"{year}-12-28"),
            })  # fmt: skip
    return pd.DataFrame(rows)


EVEN = [10.0 + i % 5 for i in range(100)]
STEEP = [200.0 + i % 5 if i % 5 == 0 else 1.0 + i % 3 for i in range(100)]


@pytest.mark.parametrize(
    ("before", "after", "verdict"), [(EVEN, STEEP, "up"), (STEEP, EVEN, "down"), (EVEN, EVEN, "steady")]
)
def test_a_change_that_was_put_in_is_found(before: list[float], after: list[float], verdict: str) -> None:
    got = trend.follow(years(y2021=before, y2022=after), replicates=300)
    assert (got.first, got.last, got.verdict) == ("2021", "2022", verdict)


def test_a_part_of_a_year_is_shown_and_not_compared() -> None:
    table = years(y2021=EVEN, y2022=EVEN, y2023=STEEP)
    table.loc[table["period"] == "2023", "last_date"] = pd.Timestamp("2023-06-30")
    got = trend.follow(table, replicates=100)
    assert got.table["whole_period"].tolist() == [True, True, False]
    assert got.last == "2022"


def test_a_year_in_loss_is_shown_without_a_share() -> None:
    got = trend.follow(years(y2021=EVEN, y2022=[-v for v in EVEN]), replicates=100)
    assert np.isnan(got.table["share"].iloc[1])
    assert (got.first, got.verdict) == ("", "unsaid")


@pytest.mark.parametrize(("label", "whole"), [("2024-Q1", True), ("2024-03", True)])
def test_quarters_and_months_are_periods_too(label: str, whole: bool) -> None:
    span = pd.Period(label)
    table = pd.DataFrame({
        "customer_id": ["a", "b"], "period": label, "profit": [1.0, 2.0],
        "first_date": span.start_time.normalize(), "last_date": span.end_time.normalize(),
    })  # fmt: skip
    assert trend.follow(table, replicates=10).table["whole_period"].tolist() == [whole]
