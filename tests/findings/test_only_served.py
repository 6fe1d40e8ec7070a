"""A large customer whose freight alone makes the loss has the price of others: the step is about serving."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import find
from kamlib.findings.burden import burden
from kamlib.findings.cost_to_serve import cost_to_serve
from kamlib.findings.top_customers import top_customers
from kamlib.findings.whale import whale
from kamlib.findings.whose_freight import if_ours
from kamlib.reports.summary import summary
from kamlib.value.serving_rates import ServingRates


def book(margin: float) -> Client:
    """Return twelve customers with a bill of 1,000 a month at 30 %, freight 2 %; of K0, 1,500 and freight 45 %."""
    days = pd.date_range("2023-01-01", "2024-12-01", freq="MS")
    rows = [
        (f"K{n}", day, bill, bill * (1 - (0.3 if n else margin)), bill * (0.02 if n else 0.45))
        for n in range(12) for bill in [1000.0 if n else 1500.0] for day in days
    ]  # fmt: skip
    orders = pd.DataFrame(rows, columns=["customer_id", "date", "revenue", "cost", "freight"])
    visits = orders[["customer_id", "date"]].assign(activity_kind="visit", cost=1.0)
    orders = orders.assign(order_id=[f"A{n}" for n in range(len(orders))])
    return Client(orders, activities=visits, currency="CNY", as_of=pd.Timestamp("2024-12-31"))


def test_the_step_is_about_serving_where_the_price_is_that_of_others() -> None:
    client = book(0.3)
    (step,) = top_customers(client).advice
    assert step.text == (
        "Serve the large customer that loses money only through the cost to serve more cheaply, or charge for the "
        "service: K0."
    )
    assert step.worth is not None
    assert step.worth.high == pytest.approx(12 * (1500 * 0.15 + 1))  # 30 % less 45 %, and a visit a month


def test_the_step_is_about_price_where_the_goods_earn_less_than_others() -> None:
    (step,) = top_customers(book(0.1)).advice  # 10 % against 28 % of all
    assert step.text == "Renegotiate price and terms with the large customer that loses money: K0."


def test_one_customer_is_spoken_of_as_one() -> None:
    client = book(0.3)
    curve = whale(client).summary
    assert "By gross profit alone, no customer loses money; after cost to serve the peak is" in curve
    said = burden(client).summary
    assert "Unless its terms or its service change, the company is better off without K0 (CN¥2.7K)." in said


def test_freight_that_nobody_is_said_to_pay_is_asked_for_on_the_first_page() -> None:
    """Freight: 24 * (1,500 * 45 % + 11 * 1,000 * 2 %) = 21,480; K0 earns 30 % and would be left with less 15 %."""
    client = replace(book(0.3), activities=None)
    said = (
        "Who pays the freight of CN¥21.5K is not known: if you do, 1 customer that earns gross profit loses money "
        "(K0)."
    )
    assert said in summary(client, find(client)).complication
    assert said in cost_to_serve(client).summary
    told = Client(client.orders, currency="CNY", policy=ServingRates(freight_rate=0.02), as_of=client.as_of)
    assert not if_ours(told)
    cheap = client.orders.assign(freight=0.02 * client.orders["revenue"])
    assert not if_ours(Client(cheap, currency="CNY", as_of=client.as_of))
