"""Rules of the value wing at their very edge, each figure worked by hand."""

from __future__ import annotations

from inspect import signature

import numpy as np
import pandas as pd
import pytest

from kamlib.facts.accounts import accounts
from kamlib.value import concentration, resampling, small_orders, trend
from kamlib.value.resampling import Interval
from kamlib.value.serving_rates import ServingRates
from kamlib.value.serving_steps import OF_LINES

DAY = pd.Timestamp("2024-06-30")


def test_a_margin_is_that_of_the_lines_whose_cost_is_known() -> None:
    """100 cost 60, and 50 of unknown cost: 40 of 100 is left, not 40 of 150."""
    lines = pd.DataFrame({"customer_id": "A", "order_id": ["1", "2"], "date": DAY, "revenue": [100.0, 50.0],
                          "cost": [60.0, None]})  # fmt: skip
    found = accounts(lines).iloc[0]
    assert (found["profit"], found["margin"], found["uncosted_revenue"]) == (40.0, 0.4, 50.0)


@pytest.mark.parametrize(("revenue", "costs"), [(365.0, 0.8), (-365.0, 0.0)])
def test_what_is_given_back_late_costs_no_capital(revenue: float, costs: float) -> None:
    """365 paid ten days late at 8 % a year: 365 × 10 × 0.08 / 365 = 0.80; a return ties up nothing."""
    line = pd.DataFrame({"revenue": [revenue], "due_date": [DAY - pd.Timedelta(days=20)],
                         "paid_date": [DAY - pd.Timedelta(days=10)]})  # fmt: skip
    step = OF_LINES["capital_cost"](line, ServingRates(), DAY)
    assert step.money.tolist() == pytest.approx([costs])


def test_pieces_that_come_back_are_handled_as_well() -> None:
    """Two a piece: three sold and three returned cost six each."""
    lines = pd.DataFrame({"quantity": [3.0, -3.0], "revenue": [30.0, -30.0]})
    assert OF_LINES["order_handling"](lines, ServingRates(cost_per_unit=2.0), DAY).money.tolist() == [6.0, 6.0]


def test_a_channel_without_a_fee_pays_none_and_an_unknown_one_is_unknown() -> None:
    lines = pd.DataFrame({"channel": ["shop", "fair", None], "revenue": [100.0, 100.0, 100.0]})
    step = OF_LINES["channel_fees"](lines, ServingRates(channel_fees={"shop": 0.1}), DAY)
    assert (step.money.tolist(), step.unknown) == ([10.0, 0.0, 0.0], 1)


def test_who_has_half_of_its_orders_refused_is_refused_sometimes() -> None:
    rows = [("H", "1", 50.0), ("H", "2", 500.0), ("M", "3", 50.0), ("M", "4", 60.0), ("M", "5", 500.0)]
    book = pd.DataFrame(rows, columns=["customer_id", "order_id", "revenue"]).assign(date=DAY)
    who = small_orders.evaluate_minimum_order(book, accounts(book), by="revenue", minimum=100.0).customers
    assert who.set_index("customer_id")["refused"].to_dict() == {"H": "sometimes", "M": "mostly"}


@pytest.mark.parametrize(("customers", "interval", "said"), [
    (10, (0.85, 0.95), "more"), (9, (0.85, 0.95), "unsaid"),
    (10, (0.75, 1.0), "holds"), (10, (0.74, 1.0), "unsaid"), (10, (0.5, 0.75), "less"),
])  # fmt: skip
def test_ten_customers_and_a_narrow_interval_answer_the_question(
    customers: int, interval: tuple[float, float], said: str
) -> None:
    assert concentration._verdict(customers, Interval(*interval), 0.8, 0.25) == said


def test_an_interval_of_thirty_points_is_narrow_unless_somebody_says_otherwise() -> None:
    assert signature(concentration.measure).parameters["widest"].default == 0.3


@pytest.mark.parametrize(("spread", "said"), [
    ((-0.02, 0.05), "steady"), ((-0.2, 0.01), "unsaid"), ((-0.01, 0.2), "unsaid"), ((0.01, 0.02), "up"),
])  # fmt: skip
def test_steady_is_what_lies_within_the_band_on_both_sides(spread: tuple[float, float], said: str) -> None:
    assert trend._moved(Interval(*spread), 0.05) == said


def test_resamples_equal_to_the_point_lie_half_below_it() -> None:
    """A quarter below, half on the point, a quarter above: no bias, so the plain tenth and nine tenths."""
    lower, upper = [-9.0] * 50 + [0.0] * 200, [2.0] * 200 + [9.0] * 50
    found = resampling._corrected(np.array([*lower, *[1.0] * 500, *upper]), 1.0, 0.0, 0.8)
    assert found == Interval(0.0, 2.0)
