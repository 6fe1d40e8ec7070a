"""Visits of a year that was billed late belong to that year: without them the next year costs more to serve."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.contribution import served, serving_since
from kamlib.findings import find

#: What is billed at the end of a quarter.
ENDS = {3: 31, 6: 30, 9: 30, 12: 31}


def quarterly(first_visit: str = "2022-01-01") -> Client:
    """Thirty customers: 1,000 times their number each quarter of two years, at 700, and a visit a month for 50."""
    lines = pd.DataFrame([
        {"customer_id": f"C{n:02d}", "order_id": f"C{n:02d}-{year}-{month}", "revenue": n * 1000.0,
         "cost": n * 700.0, "date": pd.Timestamp(year, month, day)}
        for n in range(1, 31) for year in (2022, 2023) for month, day in ENDS.items()
    ])  # fmt: skip
    visits = pd.DataFrame([
        {"customer_id": f"C{n:02d}", "date": pd.Timestamp(year, month, 5), "kind": "visit", "level": "business",
         "cost": n * 50.0}
        for n in range(1, 31) for year in (2021, 2022, 2023) for month in range(1, 13)
    ])  # fmt: skip
    return Client(lines, activities=visits[visits["date"] >= first_visit], currency="CNY")


def test_visits_before_the_first_bill_of_a_year_are_of_that_year() -> None:
    """465,000 a quarter leave 30 %, 558,000 a year, less 12 visits of 465 × 50: 279,000, in both years.

    Without the visits of January to March 2022 that year brought 348,750, and the next "fell by 20 %".
    """
    made = quarterly()
    assert serving_since(made) == pd.Timestamp("2022-01-01")
    years = made.accounts_trailing().groupby("period")["profit_after_serving"].sum()
    assert years.tolist() == pytest.approx([279_000.0, 279_000.0])
    found = find(made, only=["yearly", "migration"])
    same = "In the year to 31 Dec 2023 customer profit stayed about the same: CN¥279K, then CN¥279K"
    assert found["yearly"].title == same
    assert found["migration"].facts["demoted"] == 0


def test_years_add_up_to_the_whole_and_to_the_calendar() -> None:
    made = quarterly()
    assert float(made.accounts["profit_after_serving"].sum()) == pytest.approx(558_000.0)
    assert float(made.accounts_by("year")["profit_after_serving"].sum()) == pytest.approx(558_000.0)
    assert float(served(made).totals["service_cost"]) == pytest.approx(2 * 12 * 465 * 50.0)


def test_visits_of_the_year_before_the_orders_are_of_no_year_that_is_known() -> None:
    """The diary begins a year before the orders do: of 2021 no order is known, and no visit counts."""
    assert serving_since(quarterly("2021-01-01")) == pd.Timestamp("2022-01-01")
    assert float(served(quarterly("2021-01-01")).totals["service_cost"]) == pytest.approx(558_000.0)


def test_where_no_year_is_whole_the_first_order_begins_it() -> None:
    made = quarterly()
    short = Client(made.orders[made.orders["date"] >= "2023-06-01"], activities=made.activities, currency="CNY")
    assert serving_since(short) == pd.Timestamp("2023-06-30")
