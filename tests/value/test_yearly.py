"""Totals of the years tie to the accounts, and whoever moved them is told by name."""

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.value.yearly import year_over_year
from tests.embedded import embedded


def trailing(**years: dict[str, float]) -> pd.DataFrame:
    rows = [
        {"customer_id": who, "period": f"{year[1:]}-12-31", "revenue": 2 * amount, "profit": amount, "lines": 1}
        for year, amounts in years.items()
        for who, amount in amounts.items()
    ]
    return pd.DataFrame(rows)


def test_totals_and_changes_are_those_worked_out_by_hand() -> None:
    seen = year_over_year(trailing(y2022={"a": 60.0, "b": 40.0}, y2023={"a": 30.0, "c": 50.0}), basis="profit")
    assert seen.table["profit"].tolist() == [100.0, 80.0]
    assert seen.table["customers"].tolist() == [2, 2]
    assert seen.change == pytest.approx(-0.2)
    assert seen.movers[["customer_id", "change"]].to_numpy().tolist() == [["b", -40.0], ["a", -30.0], ["c", 50.0]]


@pytest.mark.parametrize("before", [0.0, -10.0])
def test_no_share_is_taken_of_a_year_in_loss(before: float) -> None:
    seen = year_over_year(trailing(y2022={"a": before}, y2023={"a": 5.0}), basis="profit")
    assert pd.isna(seen.change)


def test_one_year_is_not_compared() -> None:
    with pytest.raises(ValueError, match="two years"):
        year_over_year(trailing(y2023={"a": 5.0}), basis="profit")


def test_years_tie_to_the_accounts_whatever_the_order_of_lines_and_the_unit() -> None:
    client = embedded()
    seen = year_over_year(client.accounts_trailing(), basis="profit")
    assert seen.table["profit"].sum() == pytest.approx(client.accounts["profit"].sum(), abs=0.01)
    last = seen.table["profit"].iloc[-2:].tolist()
    assert seen.movers[["before", "after"]].sum().tolist() == pytest.approx(last, abs=0.01)
    orders = client.orders.sample(frac=1, random_state=3).reset_index(drop=True)
    money = ["revenue", "cost"]
    orders[money] *= 100
    again = year_over_year(Client(orders).accounts_trailing(), basis="profit")
    assert again.table["amount_change"].tolist() == pytest.approx(
        seen.table["amount_change"].tolist(), nan_ok=True
    )
    assert again.movers["customer_id"].tolist() == seen.movers["customer_id"].tolist()
