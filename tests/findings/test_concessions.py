"""Size and profit: the title says the evidence, and praises the large only where they earn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kamlib as kam
from kamlib.client import Client
from kamlib.facts.margins import over_all
from kamlib.findings import concessions, find
from kamlib.words import count, percent
from tests.embedded import embedded


@pytest.fixture(scope="module")
def client() -> Client:
    return embedded()


def test_the_sizes_title_says_the_evidence(client: Client) -> None:
    found = concessions.concessions(client)
    first, last = found.evidence.iloc[0], found.evidence.iloc[-1]
    margins = [abs(row["margin_after_serving"]) for row in (first, last)]
    for text in (count(first["customers"]), *(percent(margin, 1) for margin in margins)):
        assert text in found.title
    assert found.evidence["revenue"].sum() == pytest.approx(client.orders["revenue"].sum(), abs=0.01)


def test_on_resellers_the_largest_earn_nothing(shared_data: Path) -> None:
    sold = kam.load(shared_data / "adventureworks-reseller" / "FactResellerSales.csv.gz")
    found = concessions.concessions(sold)
    assert float(found.facts["margin_largest"]) < 0.02
    assert "small" in found.title or "profit" in found.title


@pytest.mark.parametrize(
    ("margins", "says"),
    [
        ((0.006, 0.0), "Neither large nor small customers earn 1% of revenue:"),
        ((-0.05, -0.02), "Large and small customers lose money"),
        ((-0.05, 0.2), "Volume without profit"),
        ((0.2, 0.2), "Large and small customers are equally profitable"),
        ((0.3, 0.2), "Sales to large customers are the more profitable"),
        (
            (0.013, 0.005),
            "Sales to large customers are the more profitable",
        ),  # of a company that earns next to nothing
        ((0.18, 0.2), "Large customers are profitable"),
    ],
)
def test_the_large_pay_their_way_only_where_they_earn(margins: tuple[float, float], says: str) -> None:
    table = pd.DataFrame({"margin": margins, "customers": [3, 30], "revenue": [100.0, 100.0]})
    table["profit"] = table["margin"] * table["revenue"]
    assert concessions._title(table, over_all(table, "profit"), "profit").startswith(says)


@pytest.mark.parametrize("seed", range(5))
def test_a_cost_that_is_missing_accuses_nobody(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = np.sort(rng.lognormal(8, 1, 40))[::-1]
    lines = pd.DataFrame({
        "customer_id": np.repeat([f"c{i:02}" for i in range(40)], 12),
        "order_id": [str(i) for i in range(480)],
        "date": np.tile(pd.date_range("2023-01-05", periods=12, freq="MS"), 40),
        "revenue": np.repeat(size, 12).round(2),
    })  # fmt: skip
    lines["cost"] = 0.7 * lines["revenue"]
    whole = find(Client(lines), only=["concessions"])["concessions"]
    gone = rng.random(480) < np.where(lines["revenue"] > size[5], 0.5, 0.05)
    gaps = lines.assign(cost=lines["cost"].mask(gone))
    found = find(Client(gaps), only=["concessions"])["concessions"]
    assert (
        found.title.split(":")[0]
        == whole.title.split(":")[0]
        == "Large and small customers are equally profitable"
    )
    assert found.advice == ()
    assert found.facts["burdens"] == 0
    assert found.facts["margin_largest"] == pytest.approx(0.3, abs=1e-4)


MONTHS = [pd.Timestamp(2024, month, 5) for month in range(1, 13)]


def discounted(who: str, listed: float, discount: float) -> list[dict[str, object]]:
    """Return an order a month, at a cost of 63 % of the list value."""
    return [
        {"customer_id": who, "order_id": f"{who}-{day.month}", "date": day, "revenue": listed * (1 - discount),
         "discount": listed * discount, "cost": listed * 0.63}
        for day in MONTHS
    ]  # fmt: skip


def two_large(a: float, b: float) -> Client:
    """Two buy for 1,000 a month at list, forty-five for 100; all get 10 % off, but the two as given."""
    small = [row for i in range(45) for row in discounted(f"s{i:02}", 100.0, 0.1)]
    return Client(pd.DataFrame([*discounted("A", 1000.0, a), *discounted("B", 1000.0, b), *small]), currency="EUR")


def test_a_large_customer_that_earns_as_the_small_do_is_told_nothing() -> None:
    """A earns 70 of 700 (10 %), B and the small 30 %: A lacks 30 % of 8,400 less 840, B nothing."""
    client = two_large(0.3, 0.1)
    (step,) = find(client, only=["concessions"])["concessions"].advice
    assert step.customers == ("A",) == tuple(concessions.conceded(client))
    assert step.text.startswith(
        "Grant no further concessions to 1 of the 2 largest customers, which is profitable, but less so than the "
        "smallest (A);"
    )
    assert step.worth is not None
    assert step.worth.high == pytest.approx(0.3 * 8400 - 840)


def test_where_both_earn_less_both_are_told_and_where_none_does_nobody_is() -> None:
    (step,) = find(two_large(0.3, 0.3), only=["concessions"])["concessions"].advice
    assert set(step.customers) == {"A", "B"}
    assert step.text.startswith("Grant no further concessions to the 2 largest customers;")
    even = two_large(0.1, 0.1)
    assert find(even, only=["concessions"])["concessions"].advice == ()
    assert concessions.conceded(even) == frozenset()
    uncosted = Client(even.orders.drop(columns="cost"))
    assert concessions.conceded(uncosted) == frozenset()
