"""Two years of a customer, to the day: what was bought on the last day of a year belongs to that year alone."""

from __future__ import annotations

import pandas as pd

from kamlib.facts.buying_days import ledger
from kamlib.facts.declines import by_month, two_years

END = pd.Timestamp("2024-12-31")


def lines(*days: str) -> pd.DataFrame:
    """A product a day, each of 10, 20, 30 …"""
    return pd.DataFrame({
        "customer_id": "A", "date": pd.to_datetime(list(days)), "product": [f"p{at}" for at in range(len(days))],
        "revenue": [10.0 * (at + 1) for at in range(len(days))],
    })  # fmt: skip


def test_a_year_ends_with_its_last_day() -> None:
    """Of five: the last day of 2022 is in neither; 2023 has two, with its last day; 2024 has two."""
    held = lines("2022-12-31", "2023-01-01", "2023-12-31", "2024-01-01", "2024-12-31")
    (row,) = two_years(held, ledger(held), END).to_dict("records")
    assert (row["products_before"], row["days_before"], row["sales_before"]) == (2, 2, 50.0)
    assert (row["products_now"], row["days_now"], row["sales_now"]) == (2, 2, 90.0)


def test_a_month_ends_with_its_last_day() -> None:
    held = lines("2024-10-31", "2024-11-01", "2024-11-30", "2024-12-01")
    assert by_month(ledger(held), END, 3).tolist() == [[40.0, 50.0, 10.0]]
