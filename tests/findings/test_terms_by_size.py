"""Terms by size: one yardstick, worked by hand; who has a reason, and who is alone in its size, is not named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlib.classify.terms_by_size import compare_terms
from kamlib.client import Client
from kamlib.findings import find
from kamlib.findings.terms_by_size import favoured
from kamlib.words import speaking
from tests.embedded import embedded
from tests.findings.test_calls import END, lines


def served(discounts: list[float], values: list[float] | None = None) -> pd.DataFrame:
    values = values or [100.0] * len(discounts)
    return pd.DataFrame({
        "customer_id": [f"c{n}" for n in range(len(discounts))], "gross_revenue": values,
        "discount": discounts, "revenue": [v - d for v, d in zip(values, discounts, strict=True)],
        "freight": [2.0] * len(discounts),
    })  # fmt: skip


def test_the_excess_is_what_others_of_the_size_would_not_have_got() -> None:
    """c0: 30 + 2 against (4 × 10 + 4 × 2) / 400 = 12 %: 20 beyond. Of the others nobody is above."""
    found = compare_terms(served([30, 10, 10, 10, 10])).customers
    assert found.loc[0, ["customer_id", "excess", "term"]].tolist() == ["c0", 20.0, "discount"]
    assert found.loc[0, "class_share"] == pytest.approx(0.12)
    assert found["excess"].tolist()[1:] == [0.0] * 4


def test_a_low_discount_pays_for_much_freight() -> None:
    """One yardstick: 5 of discount and 7 of freight are what the others get as 10 and 2."""
    rows = served([5, 10, 10, 10, 10])
    rows.loc[0, "freight"] = 7.0
    assert compare_terms(rows).customers["excess"].max() == 0.0


def test_days_of_credit_are_priced_and_shown_by_size() -> None:
    """365 days at 10 % on 90: 9 beyond what the others get."""
    rows = served([10, 10, 10, 10, 10])
    credit = pd.DataFrame({
        "customer_id": rows["customer_id"], "billed": 90.0, "credit_days": [365.0, 0, 0, 0, 0],
    })  # fmt: skip
    found = compare_terms(rows, credit, rate=0.1)
    assert found.customers.loc[0, ["customer_id", "excess", "term"]].tolist() == ["c0", 9.0, "credit"]
    assert found.sizes["credit_days"].tolist() == [73.0]


def test_who_is_nearly_alone_in_its_size_is_not_compared() -> None:
    """The first has half of the list value and is alone in its size; the four small ones are compared."""
    found = compare_terms(served([300, 10, 10, 30, 10], [1000.0, 100, 100, 100, 100])).customers
    by = found.set_index("customer_id")
    assert np.isnan(by.loc["c0", "class_share"])
    assert by.loc["c0", "excess"] == 0.0
    assert by.loc["c3", "excess"] == 20.0


@pytest.mark.parametrize(("small", "excess"), [([30.0, 10, 10], 0.0), ([30.0, 10, 10, 10], 20.0)])
def test_a_comparison_takes_three_others_of_the_size(small: list[float], excess: float) -> None:
    """Beside a large one: of three small customers each has two others, of four each has three."""
    found = compare_terms(served([100.0, *small], [1000.0] + [100.0] * len(small))).customers
    assert found["excess"].max() == excess
    assert found.set_index("customer_id")["class_share"].notna().sum() == (len(small) if excess else 0)


def test_the_sizes_tie_to_the_list_value_and_the_order_of_rows_does_not_matter() -> None:
    rows = served([30, 10, 12, 9, 14, 10, 8], [500.0, 400, 300, 100, 90, 80, 70])
    one, other = compare_terms(rows), compare_terms(rows.iloc[::-1])
    assert one.sizes["gross_revenue"].sum() == rows["gross_revenue"].sum()
    assert one.sizes["customers"].sum() == len(rows)
    pd.testing.assert_frame_equal(one.sizes, other.sizes)
    pd.testing.assert_frame_equal(one.customers, other.customers)


def book(small: float) -> Client:
    """Twenty customers who buy for 1,000 a month at list, discount 10 %; c19 buys rarely and gets `small`."""
    days = [pd.Timestamp(year, m, 5 if m < 12 else 31) for year in (2022, 2023) for m in range(1, 13)]
    rows = [
        {"customer_id": f"c{i:02d}", "order_id": f"{i}-{day:%Y%m}", "date": day, "list_price": 100.0,
         "quantity": 10.0, "revenue": 1000.0 * (1 - (small if i == 19 else 0.1)), "cost": 400.0, "product": "p"}
        for i in range(20) for day in days if i != 19 or day.month in (6, 12)
    ]  # fmt: skip
    lines = pd.DataFrame(rows)
    lines.loc[lines["customer_id"] == "c19", ["quantity", "revenue", "cost"]] *= 6.0
    return Client(lines, currency="CNY")


def test_who_has_no_reason_is_named_with_its_money_and_gets_a_step() -> None:
    """c19: list value 12,000 in the year at 35 %; others 10 %: 25 % of 12,000 = 3,000 beyond."""
    made = book(0.35)
    found = find(made, only=["terms_by_size"])["terms_by_size"]
    assert favoured(made)["customer_id"].tolist() == ["c19"]
    assert found.title == "1 customer has better terms than its size without a reason: CN¥3K a year"
    assert "c19 (35.0% against 10.0%, mainly discount)" in found.summary
    (step,) = found.advice
    assert (step.stake, step.money_a_year, step.customers) == ("shortfall", 3000.0, ("c19",))


def test_terms_that_follow_size_are_told_as_that() -> None:
    found = find(book(0.1), only=["terms_by_size"])["terms_by_size"]
    assert found.title == "Terms follow size: nobody has much better terms than its size without a reason"
    assert found.advice == ()


def test_where_nobody_has_three_others_of_its_size_nobody_is_named() -> None:
    """Seven customers of three sizes: there is a picture, and nobody to compare with."""
    made = Client(lines(), currency="EUR", as_of=END)
    assert favoured(made).empty
    found = find(made, only=["terms_by_size"])["terms_by_size"]
    assert found.facts["favoured"] == 0
    assert found.advice == ()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_the_embedded_client_those_that_other_steps_are_about_get_no_second_one(lang: str) -> None:
    client = embedded()
    with speaking(lang):
        found = find(client, only=["terms_by_size"])["terms_by_size"]
    assert found.facts["favoured"] == len(favoured(client)) == 3
    assert found.advice == ()
    assert {"C065", "C080", "C007"} == set(favoured(client)["customer_id"])
