"""What a minimum order would turn away, said in both languages for books of every kind."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.figures import small_orders as figure
from kamlib.findings import find
from kamlib.findings.small_orders import small_orders, weighed
from kamlib.words import glossary, money, percent, speaking
from tests.embedded import embedded


def client(margin: float = 0.2, n: int = 40, orders: int = 6) -> Client:
    """Every customer places one small order; larger customers have larger others."""
    rng = np.random.default_rng(5)
    rows = [
        (f"c{i:02}", f"{i}-{k}", pd.Timestamp(2024, 1 + 2 * k, 3), 100.0 if k == 0 else round(500.0 * (i + 1), 2))
        for i in range(n)
        for k in range(orders)
    ]
    frame = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])
    frame["cost"] = (frame["revenue"] * (1 - margin) + rng.integers(0, 5, len(frame))).round(2)
    return Client(orders=frame, currency="CNY", source="made")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("margin", [0.2, -0.3])
def test_title_summary_figure_and_advice_in_both_languages(lang: str, margin: float) -> None:
    with speaking(lang):
        made = find(client(margin), only=["small_orders"])["small_orders"]
        assert made.draw is not None
        plt.close(made.draw().figure)
        assert made.alt
        assert set(made.evidence) <= set(glossary())
        assert all(a.owner in glossary() for a in made.advice)
        assert not re.search(r"[{}]|nan|None", made.title + made.summary + made.alt)
        if lang == "zh":
            words = made.title + made.summary + made.alt + " ".join([*(a.text for a in made.advice), *made.notes])
            assert not re.search(r"[a-z]{3}", words), words


def test_the_title_holds_the_facts() -> None:
    made = small_orders(client())
    facts = made.facts
    assert money(facts["minimum"], "CNY") in made.title
    assert percent(facts["refused_share"]) in made.title
    assert percent(facts["touched_share"]) in made.title


def test_the_source_is_the_year_and_not_the_whole_book() -> None:
    made = client()
    old = made.orders.assign(date=made.orders["date"] - pd.DateOffset(years=2), customer_id="old")
    source = small_orders(Client(orders=pd.concat([old, made.orders]), source="made")).source
    assert (source.customers, source.lines) == (40, 240)
    assert source.last_date - source.first_date < pd.Timedelta(days=366)


def test_customers_who_lose_money_are_not_said_to_bring_any() -> None:
    made = small_orders(client(-0.3))
    assert "lost" in made.title
    assert "bring" not in made.title
    assert "contribute" not in made.title
    assert made.facts["touched"] < 0
    assert all(advice.worth is None and advice.unvalued for advice in made.advice)


def test_with_a_minimum_of_ones_own_the_note_on_the_usual_one_falls_away() -> None:
    usual, own = small_orders(client()), small_orders(client(), minimum=150.0)
    said = "a quarter of these orders"
    assert any(said in note for note in usual.notes)
    assert not any(said in note for note in own.notes)
    assert own.facts["refused"] == 40
    assert own.facts["touched_customers"] == 40


def test_small_ones_that_earn_while_the_rest_loses_are_said_so() -> None:
    orders = client().orders
    small = orders["customer_id"] < "c10"
    orders = orders[small | (orders["revenue"] > 100)]
    orders = orders.assign(cost=orders["cost"].where(small, orders["revenue"] * 1.5))
    made = small_orders(Client(orders=orders, currency="CNY", source="made"), minimum=150.0)
    assert "others lose money" in made.title
    assert "not the problem here" in made.summary


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_few_or_equal_orders_are_no_verdict(lang: str) -> None:
    with speaking(lang):
        few, equal = small_orders(client(n=2)), client()
        orders = equal.orders.assign(revenue=100.0)
        alike = small_orders(Client(orders=orders, source="made"))
        assert few.draw is None
        assert alike.draw is None
        assert few.title != alike.title
        assert (few.unknown, alike.unknown) == (True, False)
        plt.close(figure.refusal_curve(weighed(Client(orders=orders, source="made"))).figure)


def test_the_embedded_client_hears_what_the_lesson_tells() -> None:
    facts = small_orders(embedded()).facts
    assert 0.2 <= facts["refused_share"] <= 0.25
    assert facts["touched_share"] > 1.5 * facts["refused_share"]


def test_the_figure_draws_the_curve_and_the_minimum() -> None:
    seen = weighed(client())
    ax = figure.refusal_curve(seen, currency="CNY")
    drawn = {line.get_label(): line.get_ydata() for line in ax.lines}
    assert list(drawn["refused at least once"]) == seen.curve["touched"].tolist()
    assert any(list(line.get_xdata()) == [seen.refused / seen.orders] * 2 for line in ax.lines)
    plt.close(ax.figure)


def _monthly(earned: dict[int, float], months: int = 12) -> Client:
    """Ten customers order 100 a month, two (0 and 1) order 10; what each order earns, by customer."""
    rows = [
        (f"c{i:02}", f"{i}-{k}", pd.Timestamp(2023, k, 5 + 23 * (k == months)), sold, sold - earned.get(i, 0.0))
        for i, sold in enumerate([10.0, 10.0, *(100.0 for _i in range(10))])
        for k in range(1, months + 1)
    ]
    frame = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue", "cost"])
    return Client(orders=frame, currency="CNY", source="made")


@pytest.mark.parametrize(
    ("earned", "months", "said", "zh"),
    [
        ({5: 50.0}, 12, ", from customers who bring no gross profit", "；下单的客户没有带来毛利"),
        ({0: -2.0, 5: 50.0}, 6, "; the customers who place them lost CN¥12 in the last 6 months",
         "；这些客户近 6 个月合计亏损 12元"),
        ({0: 2.0, 5: -1.0}, 12, ", from customers who contribute CN¥24 while the others lose money",
         "；下单的客户贡献 24元，亏损的反而是其他客户"),
        ({0: 2.0, 5: 6.0}, 12, ", from customers who bring 25% of gross profit", "受影响的客户贡献了 25% 的毛利"),
    ],
)  # fmt: skip
def test_what_the_refused_bring_is_said_by_its_sign_and_its_months(
    earned: dict[int, float], months: int, said: str, zh: str
) -> None:
    """Nothing is no loss, half a year is no year, and more than the total is no share of it."""
    made = _monthly(earned, months)
    assert small_orders(made, 50.0).title.endswith(said)
    with speaking("zh"):
        assert zh in small_orders(made, 50.0).title
