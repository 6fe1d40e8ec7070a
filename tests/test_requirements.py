"""What needs time is promised only where the orders span it: check, findings and report say the same."""

from __future__ import annotations

import pandas as pd
import pytest

import kamlib
from kamlib import findings, requirements
from kamlib.client import Client
from kamlib.errors import KamError
from kamlib.value.serving_rates import ServingRates
from kamlib.words import speaking


def client(first: str, last: str, as_of: str | None = None) -> Client:
    days = pd.date_range(first, last, freq="7D").union([pd.Timestamp(last)])
    at = range(len(days))
    rows = {"customer_id": [f"K{n % 11}" for n in at], "order_id": [str(n) for n in at],
            "date": days, "revenue": [100.0 + 13 * (n % 11) + n % 7 for n in at]}  # fmt: skip
    return kamlib.load(pd.DataFrame(rows), as_of=as_of, today="2025-06-01")


def in_words(id_: str, lacking: tuple[str, ...]) -> list[str]:
    return requirements.in_words(findings.specs()[id_].needs, lacking)


@pytest.mark.parametrize(
    ("first", "last", "lacking"),
    [
        ("2023-01-02", "2024-12-31", set()),
        (
            "2023-03-01", "2024-12-31",
            {"five_times", "leaving_events", "lifetime", "list_life", "migration", "white_space"},
        ),
        (
            "2024-08-20",
            "2024-12-31",
            {
                "yearly", "bridge", "concentration_trend", "five_times", "leaving_events", "lifetime", "list_life",
                "migration", "white_space",
            },
        ),
    ],
)  # fmt: skip
def test_two_years_and_two_quarters_are_asked_for(first: str, last: str, lacking: set[str]) -> None:
    made = client(first, last)
    missing = findings.impossible(made)
    timed = {id_ for id_, needs in missing.items() if any(need.endswith(("months", "quarters")) for need in needs)}
    assert timed == lacking
    assert made.has("orders.24_months") == ("migration" not in lacking)
    assert timed.isdisjoint(findings.possible(made))
    assert set(findings.find(made).missing) == set(missing)


def test_what_is_promised_has_something_to_show() -> None:
    found = findings.find(client("2023-01-02", "2024-12-31"), only=["list_life", "migration"])
    assert len(found) == 2
    for finding in found:
        assert finding.draw is not None
        assert len(finding.evidence)


def test_years_without_an_order_are_no_years() -> None:
    late = client("2022-01-02", "2022-12-31", as_of="2024-12-31")
    assert findings.impossible(late)["migration"] == ("orders.24_months",)


@pytest.mark.parametrize(("as_of", "whole"), [("2025-01-07", True), ("2025-01-08", False), ("2025-05-30", False)])
def test_a_year_cut_off_at_its_end_is_not_whole(as_of: str, whole: bool) -> None:
    late = client("2022-01-02", "2024-12-31", as_of=as_of)
    assert late.has("orders.24_months") == whole
    assert bool(len(late.accounts_trailing())) == whole
    lacking = findings.impossible(late)
    assert {id_: lacking.get(id_) for id_ in ("migration", "list_life")} == dict.fromkeys(
        ("migration", "list_life"), None if whole else (f"orders.until_{as_of}",)
    )


@pytest.mark.parametrize(
    ("first", "lacking"), [("2023-01-02", "orders.until_2025-05-30"), ("2023-03-01", "orders.24_months")]
)
def test_of_exactly_two_years_that_end_too_early_later_orders_are_asked_for(first: str, lacking: str) -> None:
    """Two whole years to 31 December 2024 are enough years; of 22 months more time is asked for."""
    late = client(first, "2024-12-31", as_of="2025-05-30")
    assert requirements.missing(late, requirements.Needs(years=2)) == (lacking,)


def test_the_day_that_orders_have_to_reach_is_said_in_words() -> None:
    assert in_words("migration", ("orders.until_2025-06-30",)) == ["orders up to 30 Jun 2025"]
    with speaking("zh"):
        assert in_words("migration", ("orders.until_2025-06-30",)) == ["截至2025年6月30日的订单"]


def test_a_year_without_an_order_ends_the_years_that_are_compared() -> None:
    gap = pd.concat([client("2019-01-02", "2019-12-31").orders, client("2021-01-02", "2022-12-31").orders])
    made = Client(gap.assign(order_id=[str(n) for n in range(len(gap))]))
    assert set(made.accounts_trailing()["period"]) == {"2021-12-31", "2022-12-31"}
    assert made.has("orders.24_months")
    assert not made.has("orders.36_months")


def test_a_trend_is_promised_where_the_finding_reads_one() -> None:
    orders = client("2024-07-01", "2024-12-05").orders
    back = orders.tail(1).assign(order_id="R", date=pd.Timestamp("2024-12-30"), revenue=-10.0)
    made = Client(pd.concat([orders, back], ignore_index=True))
    assert "concentration_trend" not in findings.impossible(made)
    evidence = findings.build("concentration_trend")(made).evidence
    assert evidence["whole_period"].tolist() == [True, True]


def test_a_need_that_is_none_is_refused() -> None:
    made = client("2023-01-02", "2024-12-31")
    assert made.has("orders.18_months")
    assert not made.has("orders.36_months")
    assert made.has("orders.8_quarters")
    assert not made.has("orders.9_quarters")
    for need in ("orders.0_months", "orders.0_quarters"):
        with pytest.raises(ValueError, match="no time at all"):
            made.has(need)
    with pytest.raises(KamError, match=r"Unknown table custmers\. Did you mean customers"):
        made.has("custmers")
    with pytest.raises(KamError, match="Unknown table as_of"):
        made.has("as_of")


def test_time_is_said_in_words_in_both_languages() -> None:
    assert in_words("migration", ("orders.24_months",)) == ["24 whole months of orders"]
    with speaking("zh"):
        assert in_words("concentration_trend", ("orders.2_quarters",)) == ["2 个完整季度的订单"]


def test_a_review_of_two_dates_has_its_own_rule() -> None:
    assert "migration" not in findings.impossible(client("2024-08-20", "2024-12-31"), time=False)


def test_a_stated_cost_of_an_order_stands_in_for_costs_of_serving_and_for_no_other_column() -> None:
    """5 an order says what serving costs; who gets discounts, or is visited for what, it does not say."""
    day = pd.Timestamp("2024-01-05")
    orders = pd.DataFrame(
        {"customer_id": [*"AB"], "order_id": [*"12"], "date": day, "revenue": 100.0, "cost": 60.0}
    )
    stated = Client(orders, policy=ServingRates(cost_per_order=5.0))
    assert findings.impossible(stated)["customer_kinds"] == ("activities.kind", "orders.discount")
    assert "cost_to_serve" in findings.possible(stated)
    assert "cost_to_serve" in findings.impossible(Client(orders))


def test_late_payment_takes_both_days_and_a_payment_alone_is_no_cost_of_serving() -> None:
    day = pd.Timestamp("2024-01-05")
    paid = Client(pd.DataFrame({"customer_id": [*"AB"], "order_id": [*"12"], "date": day, "revenue": 100.0,
                                "cost": 60.0, "paid_date": day + pd.Timedelta(days=40)}))  # fmt: skip
    lacking = findings.impossible(paid)["cost_to_serve"]
    assert lacking == ("orders.freight", "orders.quality_loss", "orders.due_date", "activities.cost")
    assert "profit_after_serving" not in paid.accounts
    assert "Due date" in in_words("cost_to_serve", lacking)[0]
    billed = Client(paid.orders.assign(due_date=day))
    assert "cost_to_serve" in findings.possible(billed)
    bare = Client(paid.orders.drop(columns="paid_date"))
    assert "orders.due_date + orders.paid_date" in findings.impossible(bare)["cost_to_serve"]
    said = requirements.in_words(
        findings.specs()["cost_to_serve"].needs, findings.impossible(bare)["cost_to_serve"]
    )
    assert len(said) == 1
    assert "Due date in Orders + Date paid in Orders" in said[0]
