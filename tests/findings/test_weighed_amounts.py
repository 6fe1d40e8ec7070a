"""What a headline weighs, by hand: 2 % of a year's 12,000 are 240."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.spec import FindingSpec
from kamlib.findings.weight import money_in, weighs
from kamlib.findings.worth import Base, Worth

END = pd.Timestamp("2024-12-31")


@pytest.fixture(scope="module")
def client() -> Client:
    """Two customers, 600 and 400 on the first of each month."""
    days = pd.date_range("2024-01-01", periods=12, freq="MS")
    rows = [(who, f"{who}{day:%m}", day, sold) for day in days for who, sold in (("A", 600.0), ("B", 400.0))]
    return Client(pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"]), as_of=END)


def found(client: Client, *amounts: float) -> Finding:
    """Make a finding with a step for each amount, and one that has none."""
    year = Base(pd.Timestamp("2024-01-01"), END)
    steps = [Advice("Do it", "role_sales_director", 30, Worth(high, 0.0, high, "All of it.", "high", year), "loss")
             for high in amounts]  # fmt: skip
    kept = Advice("Keep it", "role_sales_director", 30, unvalued="Nothing to recover.")
    spec = FindingSpec("whale", "K2", "profit", "1-2-eighty-twenty")
    return Finding(spec, "Title", "Summary.", pd.DataFrame(), source_of(client), advice=(*steps, kept))


@pytest.mark.parametrize(
    ("amounts", "money", "headline"),
    [
        ((240.0,), 240.0, True),
        ((239.0,), 239.0, False),
        ((140.0, 150.0), 150.0, False),  # steps about the same money: 290 together, and 150 at most
        ((150.0, 240.0), 240.0, True),
        ((), None, False),
    ],
)
def test_of_several_steps_the_largest_amount_is_weighed(
    client: Client, amounts: tuple[float, ...], money: float | None, headline: bool
) -> None:
    made = found(client, *amounts)
    assert money_in(made) == money
    assert weighs(client, made) == headline
