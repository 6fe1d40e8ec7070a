"""A customer that loses money stands in one step, its loss is counted once, and no step is silent about money."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib import periods
from kamlib.client import Client
from kamlib.findings import Advice, Findings, find
from kamlib.findings.claims import shared_out
from kamlib.reports.summary import summary
from kamlib.windows import served_within
from kamlib.words import label, speaking
from tests.embedded import embedded


@pytest.fixture(scope="module")
def client() -> Client:
    return embedded()


@pytest.fixture(scope="module")
def found(client: Client) -> Findings:
    return find(client)


def losses(found: Findings) -> list[Advice]:
    return [step for finding in found for step in finding.advice if step.stake == "loss" and step.customers]


def assert_each_loss_has_one_step(client: Client, found: Findings) -> None:
    accounts = client.accounts.set_index("customer_id")
    year = client.accounts_within(periods.window(client.as_of)).set_index("customer_id")[client.basis]
    here = accounts["last_date"] > client.as_of - pd.DateOffset(years=1)
    below = accounts[client.basis] < 0
    today = year.reindex(accounts.index).fillna(0.0) < 0
    losing = set(accounts.index[below & today & here])
    named = Counter(who for finding in found for step in finding.advice for who in step.customers)
    assert {who: named[who] for who in losing} == dict.fromkeys(losing, 1)
    over = set(accounts.index[below]) - losing
    assert over
    assert not over & {who for step in losses(found) for who in step.customers}


def test_each_customer_that_loses_money_stands_in_one_step(client: Client, found: Findings) -> None:
    assert_each_loss_has_one_step(client, found)


def test_the_steps_about_losses_add_up_to_what_these_customers_lose_a_year(
    client: Client, found: Findings
) -> None:
    worth = client.accounts.set_index("customer_id")[client.basis]
    year = client.accounts_within(periods.window(client.as_of)).set_index("customer_id")[client.basis]
    lost = -year.reindex(worth.index[worth < 0]).clip(upper=0).sum()
    assert 0 < lost < -worth[worth < 0].sum()
    assert sum(step.money_a_year or 0 for step in losses(found)) == pytest.approx(lost, abs=0.03)
    assert summary(client, found).numbers[2].value == pytest.approx(lost, abs=0.01)


def test_late_payment_is_not_counted_again_with_those_who_lose(client: Client, found: Findings) -> None:
    late = next(step for step in found["cost_to_serve"].advice if step.owner == "role_finance")
    served = served_within(client, periods.window(client.as_of))
    others = served[~served["customer_id"].isin(list(shared_out(client)))]
    assert late.money_a_year == pytest.approx(others["capital_cost"].sum(), abs=0.01)
    assert late.money_a_year < client.served.totals["capital_cost"] / 3
    assert "included in their losses" in late.text


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_step_about_some_says_where_the_others_stand(client: Client, code: str) -> None:
    with speaking(code):
        steps = find(client, only=["whale", "cost_to_serve"])
        for id_ in ("whale", "cost_to_serve"):
            assert f"“{label('top_customers')}”" in steps[id_].advice[0].text


def test_a_finding_without_a_step_of_its_own_says_where_it_stands(found: Findings) -> None:
    assert not any(step.stake == "loss" for step in found["tiers"].advice)
    assert "The steps for 23 customers that lose money are under" in found["tiers"].summary
    assert "1 more has left or earns again." in found["tiers"].summary
    assert "The steps for 6 customers that lose money are under" in found["misconceptions"].summary


def lost_on_products(sold: Client, elsewhere: dict[str, float]) -> float:
    """Add up what products lost in the last year that lose in sum, and with more than half of their buyers.

    Of customers whose whole loss stands elsewhere, what they lose on these products counts there, up to that loss.
    """
    lines = sold.orders[sold.orders["date"] > sold.as_of - pd.DateOffset(years=1)]
    gain = (lines["revenue"] - lines["cost"]).groupby([lines["product"], lines["customer_id"]]).sum()
    each = gain.groupby("product").agg(["sum", lambda part: (part < 0).mean()])
    sums, part = each.iloc[:, 0], each.iloc[:, 1]
    losing = sums[(sums < 0) & (part > 0.5)]
    theirs = gain[gain.index.get_level_values("product").isin(losing.index)].groupby("customer_id").sum()
    twice = sum(min(max(-theirs.get(who, 0.0), 0.0), loss) for who, loss in elsewhere.items())
    return float(-losing.sum() - twice)


def test_on_resellers_too_each_loss_has_one_step(shared_data: Path) -> None:
    sold = kam.load(shared_data / "adventureworks-reseller" / "FactResellerSales.csv.gz")
    found = find(sold)
    assert_each_loss_has_one_step(sold, found)
    year = sold.accounts_within(periods.window(sold.as_of)).set_index("customer_id")[sold.basis]
    left, earns_again = "279", "648"  # last order in November 2011; 2013 above nought, the years before below
    assert sold.accounts.set_index("customer_id")[sold.basis].loc[[left, earns_again]].lt(0).all()
    assert not {left, earns_again} & {who for step in losses(found) for who in step.customers}
    products = found["bridge"].advice[0]
    others = [step for step in losses(found) if step is not products]
    assert len(others) == 2
    for step in others:
        assert step.money_a_year == pytest.approx(-year.reindex(step.customers).clip(upper=0).sum(), abs=0.01)
    elsewhere = (-year.reindex([who for step in others for who in step.customers]).clip(upper=0)).to_dict()
    assert products.money_a_year == pytest.approx(lost_on_products(sold, elsewhere), abs=0.01)
    assert all(step.worth is None for step in found["cost_to_serve"].advice if step.stake == "loss")


def test_every_recommendation_says_its_money_or_why_there_is_none(client: Client, found: Findings) -> None:
    bare = Client(client.orders.drop(columns="cost"), name="Bare")
    for step in (step for part in (found, find(bare)) for finding in part for step in finding.advice):
        assert (step.worth is None) == bool(step.unvalued)
    harsh = find(bare, only=["misconceptions"])["misconceptions"].advice[0]
    assert "the orders have no column “Cost of goods”" in harsh.unvalued


def test_a_step_without_money_and_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="has to say why"):
        Advice("Do it.", "role_finance", 30)


def test_what_customers_have_underpaid_is_missing_and_not_at_risk_of_leaving(found: Findings) -> None:
    step = next(step for step in found["cost_to_serve"].advice if "underpaid" in step.text)
    assert step.stake == "shortfall"
