"""The one measure of contribution: when it is which; accounts, periods and the finding tie to the cent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.client import Client
from kamlib.contribution import prospects
from kamlib.errors import KamError
from kamlib.findings import find
from kamlib.periods import Window
from tests.embedded import embedded


@pytest.fixture(scope="module")
def machinery() -> Client:
    return embedded()


def small(*, activities: bool = True, freight: bool = False) -> Client:
    """Two customers over two years; B is visited in a year in which it does not buy, C never buys."""
    orders = pd.DataFrame({
        "customer_id": ["A", "A", "B"], "order_id": ["1", "2", "3"],
        "date": pd.to_datetime(["2023-01-10", "2024-12-20", "2023-06-01"]),
        "revenue": [100.0, 100.0, 50.0], "cost": [60.0, 60.0, 40.0],
    })  # fmt: skip
    if freight:
        orders["freight"] = [1.0, 2.0, 3.0]
    calls = pd.DataFrame({
        "customer_id": ["A", "B", "B", "C", "A"],
        "date": pd.to_datetime(["2023-02-01", "2023-07-01", "2024-05-01", "2024-05-02", "2022-12-20"]),
        "cost": [5.0, 30.0, 7.0, 9.0, 1000.0],
    })  # fmt: skip
    return Client(orders, activities=calls if activities else None)


def test_the_measure_is_what_the_tables_allow() -> None:
    client = small()
    assert client.basis == "profit_after_serving"
    assert small(activities=False).basis == small(activities=False, freight=True).basis == "profit"
    assert replace(client, orders=client.orders.drop(columns="cost")).basis == "revenue"


def test_profit_after_serving_is_what_is_left_by_hand() -> None:
    accounts = small().accounts.set_index("customer_id")
    assert accounts["profit"].to_dict() == {"A": 80.0, "B": 10.0}
    assert accounts["profit_after_serving"].to_dict() == {"A": 75.0, "B": -27.0}
    assert accounts.loc["A", "margin_after_serving"] == pytest.approx(0.375)


def test_what_a_visit_cost_before_the_first_whole_year_is_in_no_span_of_days() -> None:
    """A was visited for 1,000 on 20 December 2022, a day before two years to 20 December 2024: 40 − 5 stay."""
    days = Window(pd.Timestamp("2022-07-01"), pd.Timestamp("2023-12-31"))
    found = small().accounts_within(days).set_index("customer_id")
    assert found["profit_after_serving"].to_dict() == {"A": 35.0, "B": -20.0}


def test_what_a_visit_cost_before_the_first_order_of_a_whole_year_is_in_that_year() -> None:
    """A is visited for 3 on 21 December 2022, the first day of the first of two whole years: 40 − 5 − 3 stay."""
    client = small()
    call = pd.DataFrame({"customer_id": ["A"], "date": [pd.Timestamp("2022-12-21")], "cost": [3.0]})
    more = Client(client.orders, activities=pd.concat([client.activities, call], ignore_index=True))
    years = more.accounts_trailing().set_index(["period", "customer_id"])["profit_after_serving"]
    assert years["2023-12-20", "A"] == 32.0
    assert more.accounts.set_index("customer_id")["profit_after_serving"].to_dict() == {"A": 72.0, "B": -27.0}


def test_who_never_bought_is_no_customer_and_what_the_visits_cost_is_said() -> None:
    client = small()
    assert "C" not in set(client.accounts["customer_id"]) | set(client.served.table["customer_id"])
    assert prospects(client) == (1, 9.0)
    notes = find(client, only=["whale"])["whale"].notes
    assert any("1 prospect that never bought cost 9" in note for note in notes)


def test_only_visits_within_the_days_of_the_orders_are_visits_to_prospects() -> None:
    """Two whole years run from 21 Dec 2022 to 20 Dec 2024: 9 of C counts as before, and 4 and 6 at the ends."""
    client = small()
    calls = pd.DataFrame({
        "customer_id": ["C", "D", "D", "E", "F"],
        "date": pd.to_datetime(["2022-12-20", "2022-12-21", "2024-12-20", "2022-12-20", "2024-12-21"]),
        "cost": [100.0, 4.0, 6.0, 200.0, 400.0],
    })  # fmt: skip
    assert client.activities is not None
    more = Client(client.orders, activities=pd.concat([client.activities, calls], ignore_index=True))
    assert prospects(more) == (2, 19.0)


def test_a_year_without_orders_but_with_visits_is_a_row_with_noughts() -> None:
    years = small().accounts_by("year").set_index(["customer_id", "period"])
    assert years.loc[("B", "2024"), ["revenue", "profit", "orders"]].tolist() == [0, 0, 0]
    assert years.loc[("B", "2024"), "profit_after_serving"] == -7.0
    assert pd.isna(years.loc[("B", "2024"), "last_date"])


@pytest.mark.parametrize("period", ["year", "quarter", "month"])
def test_the_periods_add_up_to_the_accounts(machinery: Client, period: str) -> None:
    parts = (
        machinery.accounts_by(period).groupby("customer_id")[["revenue", "profit", "profit_after_serving"]].sum()
    )
    whole = machinery.accounts.set_index("customer_id")[list(parts)]
    pd.testing.assert_frame_equal(parts, whole, rtol=0, atol=0.005)


def test_accounts_and_the_finding_tie_to_the_cent(machinery: Client) -> None:
    total = machinery.accounts["profit_after_serving"].sum()
    found = find(machinery, only=["cost_to_serve", "whale", "concentration"])
    assert found["cost_to_serve"].facts["profit_after_serving"] == pytest.approx(total, abs=0.005)
    assert found["whale"].facts["total"] == pytest.approx(total, abs=0.005)
    assert found["concentration"].facts["total"] == pytest.approx(total, abs=0.005)


def test_the_last_year_is_served_from_its_own_lines_and_activities(machinery: Client) -> None:
    last = machinery.accounts_trailing().query("period == period.max()")
    since = machinery.as_of - pd.DateOffset(months=12)
    calls = machinery.activities
    assert calls is not None
    spent = calls.loc[(calls["date"] > since) & calls["customer_id"].isin(last["customer_id"]), "cost"].sum()
    gap = (last["profit"] - last["profit_after_serving"]).sum()
    lines = machinery.orders[machinery.orders["date"] > since]
    rest = lines[["freight", "quality_loss"]].sum().sum()
    assert 0 <= gap - spent - rest < 0.05 * gap  # what remains is the price of money paid late


def test_serving_changes_the_story_and_the_whale_says_so(machinery: Client) -> None:
    whale = find(machinery, only=["whale"])["whale"]
    assert whale.facts["peak_share"] > 1.2 > 1.01 > whale.facts["peak_share_on_goods"]
    assert "after cost to serve" in whale.summary


def test_another_measure_can_be_asked_for_and_is_refused_where_the_tables_lack_it(machinery: Client) -> None:
    by_profit = kam.load("machinery", basis="profit")
    assert by_profit.basis == "profit"
    assert find(by_profit, only=["whale"])["whale"].source.basis == "profit"
    assert (
        small(activities=False, freight=True).measured_by("profit_after_serving").basis == "profit_after_serving"
    )
    with pytest.raises(KamError, match=r"activities\.cost"):
        small(activities=False).measured_by("profit_after_serving")
    with pytest.raises(KamError, match="sales"):
        machinery.measured_by("sales")
    bare = replace(machinery, orders=machinery.orders.drop(columns="cost"))
    with pytest.raises(KamError, match="have no column for"):
        bare.measured_by("profit")


def test_a_frame_that_is_changed_does_not_change_the_client(machinery: Client) -> None:
    for mine in (machinery.accounts, machinery.accounts_trailing(), machinery.accounts_by("year")):
        mine["revenue"] = 0.0
        mine.loc[:, "profit"] = 0.0
    assert (machinery.accounts[["revenue", "profit"]].sum() > 0).all()
    assert machinery.accounts_trailing()["revenue"].sum() > 0
    assert machinery.accounts_by("year")["revenue"].sum() > 0


def test_freight_alone_does_not_switch_the_measure(shared_data: Path) -> None:
    sold = kam.load(shared_data / "adventureworks-reseller" / "FactResellerSales.csv.gz")
    assert sold.basis == "profit"
    assert "profit_after_serving" in sold.accounts
    found = find(sold, only=["top_customers", "cost_to_serve"])
    assert found["top_customers"].title == "8 of your 10 largest customers lose money"
    assert "cost_to_serve" in [f.id for f in found]
