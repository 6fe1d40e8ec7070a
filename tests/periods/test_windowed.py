"""Windows summed in one pass are what each is by itself; a day belongs to one window or to none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib import periods
from kamlib.client import Client
from kamlib.contribution import serving_since
from kamlib.facts.accounts import accounts
from kamlib.periods import Window, windowed
from kamlib.value.cost_to_serve import serve
from kamlib.value.serving_rates import ServingRates

DAY = pd.Timestamp("2024-06-30")


def book(seed: int, lines: int, calls: int) -> Client:
    """Three years with returns, bills paid early, late and not at all, gaps in what lines say.

    Some orders reach over several windows, some visits are paid to who buys in other windows, some to nobody.
    """
    rng = np.random.default_rng(seed)
    date = DAY - pd.to_timedelta(rng.integers(-40, 1100, lines), unit="D") + pd.Timedelta(hours=7)
    due = date + pd.to_timedelta(rng.integers(0, 60, lines), unit="D")
    orders = pd.DataFrame({
        "customer_id": rng.choice([*"abcdef", ""], lines),
        "order_id": rng.integers(0, 2 + lines // 3, lines).astype(str),
        "date": date, "revenue": rng.normal(500, 600, lines).round(2), "cost": rng.uniform(0, 400, lines).round(2),
        "freight": rng.uniform(0, 9, lines).round(2), "quality_loss": rng.uniform(0, 9, lines).round(2),
        "due_date": due, "paid_date": due + pd.to_timedelta(rng.integers(-20, 400, lines), unit="D"),
        "product": rng.choice([*"PQR"], lines), "channel": rng.choice(["shop", "dealer"], lines),
    })  # fmt: skip
    for column in ("customer_id", "order_id", "date", "cost", "quality_loss", "due_date", "paid_date", "product"):
        orders.loc[rng.random(lines) < 0.15, column] = None
    visits = pd.DataFrame({
        "customer_id": rng.choice([*"abcdefgh"], calls),
        "date": DAY - pd.to_timedelta(rng.integers(-40, 1300, calls), unit="D"),
        "cost": rng.uniform(5, 90, calls).round(2), "hours": rng.uniform(1, 5, calls).round(1),
    })  # fmt: skip
    for column in ("customer_id", "date", "cost"):
        visits.loc[rng.random(calls) < 0.15, column] = None
    rates = ServingRates(cost_per_order=30, cost_per_line=2, hourly_cost=40, channel_fees={"dealer": 0.1})
    return Client(orders, activities=visits, as_of=DAY, policy=rates)


def one_by_one(client: Client, windows: list[Window]) -> pd.DataFrame:
    """Sum each window as a book of its own."""
    visits = client.activities
    assert visits is not None
    calls = visits[visits["customer_id"].isin(client.orders["customer_id"].unique())]
    parts = []
    for window in windows:
        lines = periods.filter_window(client.orders, window)
        since = max(window.first, serving_since(client))
        left = serve(lines, calls, policy=client.policy, as_of=window.last, since=since).table
        left = left[["customer_id", "profit_after_serving", "margin_after_serving"]]
        whole = accounts(lines, as_of=window.last).merge(left, on="customer_id", how="outer")
        parts.append(whole.assign(period=window.label))
    return pd.concat(parts, ignore_index=True)


@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 10_000), lines=st.integers(1, 120), calls=st.integers(0, 30),
    months=st.sampled_from([1, 3, 5, 12, 30]),
)  # fmt: skip
def test_windows_in_one_pass_are_what_each_is_by_itself(seed: int, lines: int, calls: int, months: int) -> None:
    client = book(seed, lines, calls)
    if client.orders["date"].isna().all() or client.orders["cost"].isna().all():
        return
    # counted back beyond the first line, with gaps in between that belong to no window
    ends = [periods.shifted(DAY, -by) for by in range(0, 4 * (months + 1), months + 1)]
    windows = [periods.window(end, months) for end in reversed(ends)]
    together = client.accounts_within(*windows)
    alone = one_by_one(client, windows)
    assert len(together) == len(alone)
    bought = alone["lines"].notna()
    pd.testing.assert_frame_equal(
        together.loc[bought, list(alone)], alone[bought], check_dtype=False, rtol=0, atol=1e-4
    )
    served = ["customer_id", "period", "profit_after_serving"]
    pd.testing.assert_frame_equal(together[served], alone[served], rtol=0, atol=1e-4)
    assert (together.loc[~bought, ["revenue", "lines", "orders"]] == 0).all(axis=None)
    assert together.loc[~bought, ["last_date", "recency_days", "margin"]].isna().all(axis=None)


def test_each_window_counts_open_bills_to_its_own_last_day_and_handles_its_own_part_of_an_order() -> None:
    orders = pd.DataFrame({
        "customer_id": "A", "order_id": "7", "date": pd.to_datetime(["2023-12-01", "2024-03-01", "2024-03-01"]),
        "revenue": [365.0, 730.0, 730.0], "cost": 100.0,
        "due_date": pd.to_datetime(["2023-12-11", "2024-03-11", "2024-03-11"]),
        "paid_date": pd.to_datetime(["2024-06-01", "2024-03-21", None]),
    })  # fmt: skip
    windows = [Window(pd.Timestamp("2023-12-01"), pd.Timestamp("2023-12-31")),
               Window(pd.Timestamp("2024-03-01"), pd.Timestamp("2024-03-31"))]  # fmt: skip
    found = accounts(orders, period=windows)
    assert found["period"].tolist() == ["2023-12-31", "2024-03-31"]
    assert found["days_late"].tolist() == [20.0, 15.0]  # 31 less 11; the mean of 10 and 31 less 11
    assert found["recency_days"].tolist() == [30, 30]
    left = serve(orders, policy=ServingRates(cost_per_order=30, capital_rate=0.1), period=windows)
    assert left.table["capital_cost"].tolist() == [2.0, 6.0]  # 365 × 20 days × 10 % / 365; 730 × (10 + 20) days
    assert left.table["order_handling"].tolist() == [30.0, 30.0]
    assert left.as_of == pd.Timestamp("2024-03-31")
    by_year = serve(orders, policy=ServingRates(cost_per_order=30), period="year")
    assert by_year.table["order_handling"].sum() == 30.0  # calendar periods add up to the whole: one order


def test_visits_behind_the_last_line_count_in_a_window_that_is_not_over() -> None:
    orders = pd.DataFrame({
        "customer_id": ["A", "A"], "order_id": ["1", "2"], "date": pd.to_datetime(["2024-01-10", "2024-02-10"]),
        "revenue": 100.0, "cost": 60.0,
    })  # fmt: skip
    calls = pd.DataFrame({
        "customer_id": ["A", "A", "A"], "date": pd.to_datetime(["2024-01-05", "2024-02-29", "2024-03-01"]),
        "cost": [1.0, 10.0, 100.0],
    })  # fmt: skip
    found = Client(orders, activities=calls).accounts_within(periods.window(pd.Timestamp("2024-02-29"), 2))
    # a visit before the book begins, or after the window, is none of its own
    assert found["profit_after_serving"].tolist() == [70.0]


def test_windows_end_before_the_first_counted_back_in_which_nothing_was_bought() -> None:
    orders = pd.DataFrame({
        "customer_id": ["A", "A", "A", "A"], "order_id": list("1234"), "revenue": [100.0, -5.0, 100.0, 100.0],
        "date": pd.to_datetime(["2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31"]),
    })  # fmt: skip
    quarters = Client(orders).accounts_trailing(months=3)
    assert quarters["period"].tolist() == ["2023-09-30", "2023-12-31"]
    assert list(quarters)[-1] == "period"
    back = Client(orders.assign(revenue=[100.0, 100.0, 100.0, -5.0])).accounts_trailing(months=3)
    assert back.empty
    assert list(back) == list(quarters)


def test_days_between_windows_belong_to_none() -> None:
    days = pd.Series(
        pd.to_datetime(["2023-12-31 23:59", "2024-01-01 00:00", "2024-01-31 23:59", "2024-02-01 00:00", None])
    )
    windows = [Window(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-31"))]
    assert windowed.ends(days, windows).isna().tolist() == [True, False, False, True, True]
    assert windowed.labels(windowed.ends(days, windows).dropna()).tolist() == ["2024-01-31"] * 2


@pytest.mark.parametrize("months", [[], [6, 7]])
def test_no_window_and_windows_that_share_a_day_are_refused(months: list[int]) -> None:
    windows = [periods.window(DAY, n) for n in months]
    orders = book(1, 5, 0).orders
    for summed in (accounts, serve):
        with pytest.raises(ValueError, match="one day lies in two"):
            summed(orders, period=windows)
    touching = [periods.window(DAY, 6), periods.window(periods.shifted(DAY, -6), 6)]
    assert windowed.windows_of(touching) == touching[::-1]
