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
