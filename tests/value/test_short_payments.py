"""What was paid short: of paid bills only, by customer, tied to the cent."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.findings import find
from kamlib.value import short_payments
from kamlib.words import money, speaking
from tests.embedded import embedded


def lines(rows: list[tuple[str, float, str | None, float | None]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["customer_id", "revenue", "paid_date", "paid_amount"])
    days = pd.Timestamp("2024-01-01")
    return table.assign(date=days, paid_date=pd.to_datetime(table["paid_date"]))


def test_only_what_is_paid_can_be_paid_short() -> None:
    orders = lines([
        ("A", 100.0, "2024-02-01", 97.0), ("A", 50.0, "2024-02-01", 60.0), ("A", 80.0, None, None),
        ("B", 40.0, "2024-03-01", 40.0), ("C", -10.0, "2024-02-01", -30.0), ("D", 10.0, "2024-02-01", None),
        ("E", 10.0, "2024-09-01", 5.0),
    ])  # fmt: skip
    found = short_payments.missing(orders, as_of=pd.Timestamp("2024-06-30"))
    assert found.to_dict("records") == [{"customer_id": "A", "lines": 1, "billed": 100.0, "short": 3.0}]


def test_without_payments_nothing_is_said() -> None:
    bare = lines([("A", 1.0, None, None)]).drop(columns=["paid_date", "paid_amount"])
    assert short_payments.missing(bare).empty


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_report_names_what_was_paid_short_and_leaves_the_profit_as_it_is(code: str) -> None:
    client = embedded()
    paid = client.orders[client.orders["paid_date"] <= client.as_of]
    gap = (paid["revenue"] - paid["paid_amount"])[paid["revenue"] > 0].clip(lower=0)
    with speaking(code):
        found = find(client, only=["cost_to_serve"])["cost_to_serve"]
        assert money(gap.sum(), client.currency) in found.notes[0]
    step = next(step for step in found.advice if step.stake == "shortfall")
    assert found.facts["paid_short"] == pytest.approx(gap.sum(), abs=0.005)
    year = gap[paid["date"] >= "2024-01-01"].sum()
    assert step.money_a_year == pytest.approx(year, abs=0.005)
    assert 0 < year < gap.sum() / 2
    chain = found.evidence.set_index("step")["step_money"]
    assert chain.iloc[-1] == pytest.approx(client.accounts["profit_after_serving"].sum(), abs=0.01)
