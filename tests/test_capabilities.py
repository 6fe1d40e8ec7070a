"""What needs time is promised only where the orders span it: check, findings and report say the same."""

from __future__ import annotations

import pandas as pd
import pytest

import kamlib
from kamlib import capabilities, findings
from kamlib.client import Client
from kamlib.words import speaking


def client(first: str, last: str, as_of: str | None = None) -> Client:
    days = pd.date_range(first, last, freq="7D").union([pd.Timestamp(last)])
    at = range(len(days))
    rows = {"customer_id": [f"K{n % 11}" for n in at], "order_id": [str(n) for n in at],
            "date": days, "revenue": [100.0 + 13 * (n % 11) + n % 7 for n in at]}  # fmt: skip
    return kamlib.load(pd.DataFrame(rows), as_of=as_of, today="2025-06-01")


@pytest.mark.parametrize(
    ("first", "last", "lacking"),
    [
        ("2023-01-02", "2024-12-31", set()),
        ("2023-03-01", "2024-12-31", {"yearly", "list_life", "migration"}),
        ("2024-08-20", "2024-12-31", {"yearly", "list_life", "migration", "concentration_trend"}),
    ],
)
def test_two_years_and_two_quarters_are_asked_for(first: str, last: str, lacking: set[str]) -> None:
    made = client(first, last)
    missing = capabilities.cannot(made)
    timed = {id_ for id_, needs in missing.items() if any(need.endswith(("months", "quarters")) for need in needs)}
    assert timed == lacking
    assert made.has("orders.24_months") == ("migration" not in lacking)
    assert timed.isdisjoint(capabilities.can(made))
    assert set(findings.find(made).missing) == set(missing)


def test_what_is_promised_has_something_to_show() -> None:
    for finding in findings.find(client("2023-01-02", "2024-12-31"), only=["list_life", "migration"]):
        assert finding.draw is not None
        assert len(finding.evidence)


def test_years_without_an_order_are_no_years() -> None:
    late = client("2022-01-02", "2022-12-31", as_of="2024-12-31")
    assert capabilities.cannot(late)["migration"] == ("orders.24_months",)


def test_time_is_said_in_words_in_both_languages() -> None:
    assert capabilities.in_words("migration", ("orders.24_months",)) == ["24 whole months of orders"]
    with speaking("zh"):
        assert capabilities.in_words("concentration_trend", ("orders.2_quarters",)) == ["2 个完整季度的订单"]


def test_a_review_of_two_dates_has_its_own_rule() -> None:
    assert "migration" not in capabilities.cannot(client("2024-08-20", "2024-12-31"), time=False)


def test_late_payment_takes_both_days_and_a_payment_alone_is_no_cost_of_serving() -> None:
    day = pd.Timestamp("2024-01-05")
    paid = Client(pd.DataFrame({"customer_id": [*"AB"], "order_id": [*"12"], "date": day, "revenue": 100.0,
                                "cost": 60.0, "paid_date": day + pd.Timedelta(days=40)}))  # fmt: skip
    lacking = capabilities.cannot(paid)["cost_to_serve"]
    assert lacking == ("orders.freight", "orders.quality_loss", "orders.due_date", "activities.cost")
    assert "profit_after_serving" not in paid.accounts
    assert "Due date" in capabilities.in_words("cost_to_serve", lacking)[0]
    billed = Client(paid.orders.assign(due_date=day))
    assert "cost_to_serve" in capabilities.can(billed)
    bare = Client(paid.orders.drop(columns="paid_date"))
    assert "orders.due_date + orders.paid_date" in capabilities.cannot(bare)["cost_to_serve"]
    said = capabilities.in_words("cost_to_serve", capabilities.cannot(bare)["cost_to_serve"])
    assert len(said) == 1
    assert "Due date in Orders + Paid on in Orders" in said[0]
