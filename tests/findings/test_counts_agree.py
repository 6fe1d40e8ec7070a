"""One report counts customers and orders one way: as anybody does who counts the lines; money ties to the cent."""

from __future__ import annotations

import pytest

from kamlib.client import Client
from kamlib.findings import Findings, find
from kamlib.findings.finding import Advice
from kamlib.reports.summary import summary
from tests.embedded import embedded


@pytest.fixture(scope="module")
def client() -> Client:
    return embedded()


@pytest.fixture(scope="module")
def found(client: Client) -> Findings:
    return find(client, only=["concentration", "concentration_trend", "whale", "small_orders", "misconceptions"])


def test_customers_of_a_year_are_those_with_an_order_line_in_it(client: Client, found: Findings) -> None:
    raw = client.orders.groupby(client.orders["date"].dt.year)["customer_id"].nunique()
    years = found["concentration_trend"].evidence
    assert years["customers"].tolist() == raw.tolist()
    assert found["small_orders"].source.customers == raw.iloc[-1]
    assert f"of {raw.iloc[-1]} customers" in found["small_orders"].summary


def test_the_years_still_tie_to_the_whole_with_the_visits_without_an_order(
    client: Client, found: Findings
) -> None:
    years = found["concentration_trend"].evidence
    assert years["without_order"].sum() > 0
    assert years[client.basis].sum() == pytest.approx(client.accounts[client.basis].sum(), abs=0.005)
    start = "Without net sales above zero (visits, samples, or credits as high as purchases): 4 in 2021"
    assert any(note.startswith(start) for note in found["concentration_trend"].notes)


def test_everybody_who_ever_bought_is_in_the_exhibits_of_the_whole_book(client: Client, found: Findings) -> None:
    n = client.orders["customer_id"].nunique()
    assert {found[id_].facts["customers"] for id_ in ("concentration", "whale", "misconceptions")} == {n}


def test_orders_are_counted_alike_wherever_they_are_counted(client: Client, found: Findings) -> None:
    net = client.orders.groupby(["customer_id", "order_id"])["revenue"].sum().round(4)
    raw = (net > 0).groupby(level=0).sum()
    accounts = client.accounts.set_index("customer_id")["orders"]
    assert accounts.to_dict() == raw.to_dict()
    shown = found["misconceptions"].evidence.set_index("customer_id")["orders_placed"]
    assert shown.to_dict() == raw[shown.index].to_dict()


def test_the_third_number_is_the_loss_of_a_year_counted_once(client: Client, found: Findings) -> None:
    """Of those in loss over the whole book, what each that still loses lost in 2024."""
    whole = client.accounts.set_index("customer_id")[client.basis]
    year = client.accounts_by("year").query("period == '2024'").set_index("customer_id")[client.basis]
    third = summary(client, found).numbers[2]
    assert third.value == pytest.approx(-year.reindex(whole.index[whole < 0]).clip(upper=0).sum(), abs=0.01)
    assert third.label.startswith("annual loss")


def test_a_recommendation_says_what_its_money_is(found: Findings) -> None:
    stakes = {finding.id: {advice.stake for advice in finding.advice} for finding in found}
    assert stakes["whale"] == {"loss"}
    assert stakes["concentration"] == {"held"}
    with pytest.raises(ValueError, match="stake 'gain' is not one of"):
        Advice("Do it.", "role_finance", 30, 1.0, "gain")
