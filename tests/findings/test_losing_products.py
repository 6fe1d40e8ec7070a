"""What products lose with a customer whose whole loss another step counts is counted once; by hand."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import losing_products
from kamlib.words import speaking

#: Per order and customer: revenue and cost. Pumps lose 20 with L and 5 with O; L earns 8 on seals, O earns 50.
PRICES = {
    ("L", "pump"): (100.0, 120.0), ("O", "pump"): (50.0, 55.0), ("L", "seal"): (100.0, 92.0),
    ("O", "seal"): (100.0, 50.0),
}  # fmt: skip


def book() -> Client:
    days = pd.date_range("2023-01-31", periods=24, freq="ME")
    rows = [(who, what, day, *PRICES[who, what]) for day, (who, what) in product(days, PRICES)]
    lines = pd.DataFrame(rows, columns=["customer_id", "product", "date", "revenue", "cost"])
    return Client(lines.assign(order_id=[str(n) for n in range(len(lines))]), currency="EUR", as_of=days[-1])


def test_a_loss_that_another_step_counts_whole_is_taken_off_once() -> None:
    """Pumps lose 12 × 25 = 300 a year, 240 of it with L; the whole loss of L, with its seals, is 144."""
    client = book()
    assert losing_products.losing(client)["product"].tolist() == ["pump"]
    with speaking("en"):
        whole, _why = losing_products.worth(client)
        less, _why = losing_products.worth(client, ["L"])
        other, _why = losing_products.worth(client, ["O"])  # O earns: no step counts a loss of it
    assert whole is not None
    assert less is not None
    assert other is not None
    assert [one.high for one in (whole, less, other)] == pytest.approx([300, 300 - 144, 300])
    assert "less €144 that is in the losses of customers under other steps" in less.method
    assert other.method == whole.method == "Recoverable amount: gross loss of these products in these months."


@pytest.mark.parametrize(("revenue", "named"), [(1292.0, ["pump"]), (1292.01, [])])
def test_a_loss_matters_from_a_fiftieth_of_what_other_products_earn(revenue: float, named: list[str]) -> None:
    """Pumps lose 300 a year; seals earn 12 × (8 + 1242) = 15,000, or 12 cents more, with no loss taken off."""
    lines = book().orders
    of_o = (lines["customer_id"] == "O") & (lines["product"] == "seal")
    lines = lines.assign(revenue=lines["revenue"].mask(of_o, revenue))
    made = Client(lines, currency="EUR", as_of=pd.Timestamp("2024-12-31"))
    assert losing_products.losing(made)["product"].tolist() == named


def test_a_product_that_loses_with_just_half_of_its_buyers_is_no_matter_of_the_product() -> None:
    """Pumps lose 20 with L and earn 5 with O, who buys as much; with a cent more of L's it is more than half."""
    for revenue, named in ((100.0, []), (100.01, ["pump"])):
        lines = book().orders
        of_l, of_o = ((lines["customer_id"] == who) & (lines["product"] == "pump") for who in "LO")
        lines = lines.assign(
            revenue=lines["revenue"].mask(of_l, revenue).mask(of_o, 100.0), cost=lines["cost"].mask(of_o, 95.0)
        )
        made = Client(lines, currency="EUR", as_of=pd.Timestamp("2024-12-31"))
        assert losing_products.losing(made)["product"].tolist() == named


def test_a_loss_that_is_all_under_other_steps_is_not_said_to_be_none() -> None:
    """Only L buys pumps and nothing else: its 240 are the loss of the pumps, and another step counts them."""
    lines = book().orders
    of_l = (lines["customer_id"] == "L").to_numpy()
    made = Client(lines[of_l == (lines["product"] == "pump").to_numpy()], currency="EUR", as_of=book().as_of)
    whole, _why = losing_products.worth(made)
    assert whole is not None
    assert whole.high == pytest.approx(240)
    none, why = losing_products.worth(made, ["L"])
    assert (none, why) == (None, "All of it is in the losses of customers under other steps.")
    with speaking("zh"):
        assert losing_products.worth(made, ["L"])[1] == "已全部计入其他建议中相关客户的亏损。"
