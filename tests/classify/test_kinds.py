"""The three kinds against the synthetic truth, and what they must not depend on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kamlib._paths import shipped
from kamlib.classify import kinds


@pytest.fixture(scope="module")
def book() -> tuple[pd.DataFrame, pd.DataFrame, dict[str, list[str]]]:
    folder: Path = shipped("datasets") / "machinery"
    orders = pd.read_csv(folder / "orders.csv", parse_dates=["date"])
    activities = pd.read_csv(folder / "activities.csv", parse_dates=["date"])
    return orders, activities, json.loads((folder / "truth.json").read_text("utf-8"))["kinds"]


def test_most_kinds_are_told_as_planted(book) -> None:
    orders, activities, truth = book
    told = kinds.classify(orders, activities).table.set_index("customer_id")["kind"]
    planted = pd.Series({c: kind for kind, those in truth.items() for c in those})
    judged = told[told != "unknown"]
    assert (judged == planted[judged.index]).mean() >= 0.9
    assert set(told[told == "strategic"].index) == set(truth["strategic"])


def test_every_verdict_but_unknown_has_its_reason(book) -> None:
    orders, activities, _truth = book
    table = kinds.classify(orders, activities).table
    assert len(table) == orders["customer_id"].nunique()
    assert (table.loc[table["kind"] != "unknown", "reason"] != "").all()


def test_without_activities_the_result_names_what_it_did_not_see(book) -> None:
    orders, _activities, _truth = book
    found = kinds.classify(orders)
    assert set(found.not_observed) == {"tenders_a_year", "help_a_year", "joint_a_year"}
    assert "strategic" not in set(found.table["kind"])


def test_with_nothing_to_observe_nothing_is_claimed(book) -> None:
    orders, _activities, _truth = book
    found = kinds.classify(orders[["customer_id", "order_id", "date", "revenue"]])
    assert set(found.table["kind"]) == {"unknown"}


def test_a_diary_that_is_older_than_the_orders_counts_for_their_years_only(book) -> None:
    orders, activities, _truth = book
    older = activities.assign(date=activities["date"] - pd.DateOffset(years=10))
    longer = pd.concat([older, activities], ignore_index=True)
    pd.testing.assert_frame_equal(kinds.classify(orders, longer).table, kinds.classify(orders, activities).table)


def test_one_joint_project_in_a_leap_year_is_one_a_year() -> None:
    days = pd.to_datetime(["2024-01-01", "2024-12-31"])
    orders = pd.DataFrame({"customer_id": [*"AB"], "order_id": [*"12"], "date": days, "revenue": 100.0})
    project = pd.DataFrame({"customer_id": ["A"], "date": days[:1], "kind": "joint project"})
    assert kinds.classify(orders, project).table["kind"].tolist()[0] == "strategic"


def test_unit_of_money_and_order_of_rows_do_not_matter(book) -> None:
    orders, activities, _truth = book
    other = orders.sample(frac=1, random_state=3)
    other[["revenue", "discount"]] *= 6.5
    again = kinds.classify(other, activities.sample(frac=1, random_state=4)).table
    first = kinds.classify(orders, activities).table
    assert again["kind"].tolist() == first["kind"].tolist()
    assert np.allclose(again["clearness"], first["clearness"])


def test_the_rate_of_a_discount_is_of_the_list_amount() -> None:
    """25 given on a list price of 100, and nothing given."""
    orders = pd.DataFrame({
        "customer_id": [*"AB"], "order_id": [*"12"], "date": pd.Timestamp("2024-03-01"), "revenue": [75.0, 100.0],
        "discount": [25.0, 0.0],
    })  # fmt: skip
    assert kinds.observe(orders)["discount_rate"].tolist() == [0.25, 0.0]
