"""Cost to serve, held against a textbook's customers and against what must tie."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.facts.accounts import accounts
from kamlib.value import cost_to_serve as cts
from kamlib.value.serving_rates import ServingRates

#: Horngren, Datar and Rajan, Cost Accounting, "Customer profitability, distribution" (Spring Distribution): cases,
#: price, orders, visits, deliveries × miles each, expedited deliveries. Cases cost 12.00 and list at 14.40.
SPRING = {
    "P": (2_080, 14.40, 15, 2, 10 * 14, 0), "Q": (8_750, 14.16, 25, 3, 30 * 4, 0),
    "R": (60_800, 13.20, 30, 6, 60 * 3, 0), "S": (31_800, 13.92, 25, 2, 40 * 8, 0),
    "T": (3_900, 12.96, 30, 3, 20 * 40, 1),
}  # fmt: skip
#: Customer-level operating income: margin − 100 an order − 80 a visit − 2 a mile − 0.50 a case − 300 an express.
SPRING_INCOME = {"P": 2_012, "Q": 11_545, "R": 38_720, "S": 41_856, "T": -3_346}


def spring() -> tuple[pd.DataFrame, pd.DataFrame]:
    lines, calls = [], []
    for customer, (cases, price, orders, visits, miles, express) in SPRING.items():
        for order in range(orders):
            share = cases / orders
            lines.append({
                "customer_id": customer, "order_id": f"{customer}{order}", "date": pd.Timestamp("2024-03-01"),
                "quantity": share, "list_price": 14.40, "revenue": share * price, "cost": share * 12.0,
                "freight": (miles * 2 + express * 300) / orders,
            })  # fmt: skip
        calls += [{"customer_id": customer, "date": pd.Timestamp("2024-03-01")}] * visits
    return pd.DataFrame(lines), pd.DataFrame(calls)


RATES = ServingRates(cost_per_order=100, cost_per_unit=0.50, cost_per_visit=80)


def test_the_five_customers_of_spring_distribution_bring_what_the_textbook_says() -> None:
    got = cts.serve(*spring(), policy=RATES).table.set_index("customer_id")
    assert got["profit_after_serving"].round(2).to_dict() == SPRING_INCOME
    assert got.loc["T", "gross_revenue"] == pytest.approx(3_900 * 14.40)
    assert got.loc["R", "discount"] == pytest.approx(60_800 * 1.20)


def test_every_step_says_where_it_is_from() -> None:
    steps = cts.serve(*spring(), policy=RATES).steps.set_index("step")["source"].to_dict()
    assert steps == {
        "discount": "data", "uncosted_revenue": "data", "cost": "data", "freight": "data",
        "channel_fees": "left out", "order_handling": "rate", "service_cost": "rate", "quality_loss": "left out",
        "capital_cost": "left out",
    }  # fmt: skip


def test_without_a_rate_or_data_nothing_is_guessed() -> None:
    orders, calls = spring()
    got = cts.serve(orders.drop(columns=["freight", "list_price"]), calls)
    assert set(got.left_out) == {
        "discount", "freight", "channel_fees", "order_handling", "service_cost", "quality_loss", "capital_cost",
    }  # fmt: skip
    assert (got.table["profit_after_serving"] == got.table["product_margin"]).all()
    assert not got.totals[list(cts.SERVING)].any()
    assert got.steps.set_index("step").loc["service_cost", "unknown"] == len(calls)


def test_a_thousand_paid_73_days_late_costs_16_at_8_per_cent() -> None:
    due = pd.Timestamp("2024-02-01")
    line = {"customer_id": ["a"], "order_id": ["1"], "date": [due], "revenue": [1000.0], "cost": [0.0]}
    paid = pd.DataFrame({**line, "due_date": [due], "paid_date": [due + pd.Timedelta(days=73)]})
    assert cts.serve(paid, as_of="2025-01-01").totals["capital_cost"] == pytest.approx(16.0)
    still_open = paid.assign(paid_date=pd.NaT)
    assert cts.serve(still_open, as_of="2024-02-11").totals["capital_cost"] == pytest.approx(
        1000 * 10 * 0.08 / 365, abs=1e-4
    )
    assert cts.serve(paid, as_of="2024-02-11").totals["capital_cost"] == pytest.approx(
        1000 * 10 * 0.08 / 365, abs=1e-4
    )


def test_money_tied_up_counts_the_days_that_the_accounts_count() -> None:
    """36,500 at 8 % a year are 8 a day; the hour and what is paid later make no day."""
    lines = pd.DataFrame({
        "customer_id": [*"abc"], "order_id": [*"123"], "date": pd.Timestamp("2024-04-01"), "revenue": 36_500.0,
        "cost": 0.0, "due_date": [pd.Timestamp(day) for day in ("2024-06-01", "2024-06-01 15:00", "2024-06-01")],
        "paid_date": [pd.Timestamp(day) for day in ("2024-07-01", "2024-06-03 09:00", "2024-06-30 17:00")],
    })  # fmt: skip
    late = accounts(lines, as_of="2024-06-30")["days_late"].tolist()
    assert late == [29, 2, 29]
    got = cts.serve(lines, as_of="2024-06-30").table["capital_cost"].tolist()
    assert got == pytest.approx([8 * days for days in late])


def test_lines_without_a_number_are_one_order_a_day() -> None:
    days = [pd.Timestamp(day) for day in ("2024-01-01 09:00", "2024-01-01 16:00", "2024-01-02")]
    orders = pd.DataFrame({"customer_id": "a", "order_id": None, "date": days, "revenue": 100.0, "cost": 0.0})
    assert cts.serve(orders, policy=ServingRates(cost_per_order=30)).totals["order_handling"] == 60


def test_channel_fees_take_their_share_and_returns_give_it_back() -> None:
    orders = pd.DataFrame({
        "customer_id": ["a", "a", "b"], "order_id": [*"123"], "date": pd.Timestamp("2024-01-01"),
        "revenue": [1000.0, -200.0, 500.0], "cost": 0.0, "channel": ["dealer", "dealer", "direct"],
    })  # fmt: skip
    got = cts.serve(orders, policy=ServingRates(channel_fees={"dealer": 0.1})).table.set_index("customer_id")
    assert got["channel_fees"].to_dict() == {"a": 80.0, "b": 0.0}


def test_revenue_without_a_cost_is_not_counted_as_profit() -> None:
    orders = spring()[0]
    orders.loc[orders.index[:5], "cost"] = np.nan
    got = cts.serve(orders)
    known = orders.dropna(subset=["cost"])
    assert got.totals["product_margin"] == pytest.approx((known["revenue"] - known["cost"]).sum(), abs=0.005)


def test_who_is_only_visited_is_in_with_a_loss() -> None:
    orders, calls = spring()
    calls = pd.concat([calls, pd.DataFrame({"customer_id": ["Z"], "date": [pd.Timestamp("2024-03-01")]})])
    got = cts.serve(orders, calls, policy=RATES).table.set_index("customer_id")
    assert got.loc["Z", "profit_after_serving"] == -80


def test_a_negative_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="capital_rate"):
        ServingRates(capital_rate=-0.1)
    with pytest.raises(ValueError, match="channel_fees"):
        ServingRates(channel_fees={"dealer": -0.1})


def test_the_waterfall_ends_at_the_profit_after_serving_of_one_and_of_all() -> None:
    got = cts.serve(*spring(), policy=RATES)
    for customer, income in {**SPRING_INCOME, None: sum(SPRING_INCOME.values())}.items():
        bars = got.waterfall(customer)
        assert bars["end"].iloc[-1] == pytest.approx(income)
        # a sum on the way is where the steps before it have led
        levels = bars.index[bars["level"]][1:]
        np.testing.assert_allclose(bars.loc[levels, "money"], bars["end"].shift().loc[levels], atol=1e-3)
    with pytest.raises(KeyError, match="nobody"):
        got.waterfall("nobody")


def book(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    n = 80
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, n), unit="D")
    orders = pd.DataFrame({
        "customer_id": rng.choice([*"abcdef"], n), "order_id": rng.integers(0, 40, n).astype(str), "date": day,
        "revenue": rng.normal(500, 400, n).round(2), "cost": rng.uniform(100, 500, n).round(2),
        "discount": rng.uniform(0, 60, n).round(2), "freight": rng.uniform(0, 30, n).round(2),
        "channel": rng.choice(["direct", "dealer"], n), "quality_loss": rng.uniform(0, 9, n).round(2),
        "due_date": day + pd.Timedelta(days=30),
        "paid_date": day + pd.to_timedelta(rng.integers(0, 200, n), unit="D"),
    })  # fmt: skip
    for column in ("cost", "discount", "freight", "paid_date"):
        orders.loc[rng.choice(n, 9, replace=False), column] = None
    calls = pd.DataFrame(
        {"customer_id": rng.choice([*"abcxyz"], 30), "date": day[:30], "hours": rng.uniform(0, 8, 30)}
    )
    return orders, calls


POLICY = ServingRates(cost_per_order=20, channel_fees={"dealer": 0.05}, freight_rate=0.02, hourly_cost=60)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_chain_ties_to_the_cent_for_every_customer_and_in_total(seed: int) -> None:
    orders, calls = book(seed)
    got = cts.serve(orders, calls, policy=POLICY)
    for chain in (got.table, got.totals):
        np.testing.assert_allclose(chain["gross_revenue"] - chain["discount"], chain["revenue"], atol=0.005)
        margin = chain["revenue"] - chain["uncosted_revenue"] - chain["cost"]
        np.testing.assert_allclose(margin, chain["product_margin"], atol=0.005)
        served = sum(chain[step] for step in cts.SERVING)
        np.testing.assert_allclose(chain["product_margin"] - served, chain["profit_after_serving"], atol=0.005)
    assert got.totals["revenue"] == pytest.approx(orders["revenue"].sum(), abs=0.005)
    assert set(got.table["customer_id"]) == set(orders["customer_id"]) | set(
        calls.loc[calls["date"].between(orders["date"].min(), orders["date"].max()), "customer_id"]
    )


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    orders, calls = book(seed)
    mixed = cts.serve(orders.sample(frac=1, random_state=1), calls.sample(frac=1, random_state=2), policy=POLICY)
    pd.testing.assert_frame_equal(mixed.table, cts.serve(orders, calls, policy=POLICY).table, rtol=0, atol=2e-4)


def test_the_first_day_counts_from_its_first_hour() -> None:
    """A visit for 30 at nine o'clock, the first order at three of the same day: 100 less 60 less 30."""
    day = pd.Timestamp("2024-03-01")
    line = pd.DataFrame({
        "customer_id": ["A"], "order_id": ["1"], "date": [day + pd.Timedelta(hours=15)], "revenue": [100.0],
        "cost": [60.0],
    })  # fmt: skip
    calls = pd.DataFrame({
        "customer_id": "A", "date": pd.to_datetime(["2024-03-01 09:00", "2024-02-29 23:00"]), "cost": [30.0, 500],
    })  # fmt: skip
    assert cts.serve(line, calls).table["profit_after_serving"].tolist() == [10.0]


def test_pieces_that_come_back_are_handled_too_and_lines_without_a_loss_have_none() -> None:
    """14 pieces at 0.50, of which four came back; of two lines one had a loss of quality of 3, the other none."""
    lines = pd.DataFrame({
        "customer_id": "A", "order_id": ["1", "2"], "date": pd.Timestamp("2024-03-01"), "revenue": [100.0, -40.0],
        "cost": [60.0, -24.0], "quantity": [10.0, -4.0], "quality_loss": [3.0, None],
    })  # fmt: skip
    got = cts.serve(lines, policy=ServingRates(cost_per_unit=0.5))
    assert got.table[["order_handling", "quality_loss"]].to_numpy().tolist() == [[7.0, 3.0]]
    assert got.steps.set_index("step")["unknown"][["order_handling", "quality_loss"]].tolist() == [0, 0]
