"""Sentences that a reader could check against the table beside them, and found false."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from kamlib import periods
from kamlib.client import Client
from kamlib.findings import claims, concentration_trend, concessions, find, key_accounts, misconceptions, tiers
from kamlib.findings import whale as whales
from kamlib.findings.judgement import judged
from kamlib.reports import keylist
from kamlib.words import label, percent, speaking
from tests.embedded import embedded

Lines = list[tuple[str, str, str, float, float]]


@pytest.fixture(scope="module")
def client() -> Client:
    return embedded()


def book(rows: Lines) -> Client:
    table = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue", "cost"])
    return Client(table.assign(date=pd.to_datetime(table["date"])), currency="CNY")


def monthly(
    who: str, revenue: float, cost: float, *, since: str = "2021-12-01", until: str = "2023-12-30"
) -> Lines:
    days = pd.date_range(since, until, freq="MS")
    return [(who, f"{who}-{n}", str(day.date()), revenue, cost) for n, day in enumerate(days)]


def loses(n: int, earn: int = 20) -> Client:
    rows = [line for i in range(n) for line in monthly(f"L{i}", 100.0 + i, 130.0 + 4 * i)]
    return book(rows + [line for i in range(earn) for line in monthly(f"E{i}", 900.0 * 1.2**i, 600.0 * 1.2**i)])


def test_those_that_lose_already_are_not_said_to_be_near_it(client: Client) -> None:
    """28 have less than five per cent of room; 24 of them lose."""
    found = concessions.concessions(client)
    table = client.accounts
    listed = table["revenue"] + table["discount"]
    room = table["profit_after_serving"] / listed
    near = int(((room > 0) & (room < 0.05)).sum())
    assert (near, int((room < 0.05).sum())) == (4, 28)
    assert found.facts["near_burden"] == near
    assert (
        "For 4 customers that are profitable today, a further discount of 5% would leave no profit"
        in found.summary
    )


def test_all_that_lose_are_pointed_to_and_not_the_half(client: Client) -> None:
    made = loses(10)
    found = whales.whale(made)
    assert found.facts["loss_makers"] == 10 != found.facts["half_of_loss"]
    if not found.advice:
        assert "10 customers of these that lose money" in found.summary
    else:
        assert "that cause half of the loss" in found.advice[0].text


def test_a_customer_on_harsh_terms_that_earns_is_valued_in_one_step_and_not_let_go() -> None:
    """Two large buyers keep less than 1 % where the small keep a third: one step for them."""
    rows = [line for i in range(2) for line in monthly(f"H{i}", 5000.0 + i, 4985.0)]
    rows += [line for i in range(18) for line in monthly(f"E{i:02}", 300.0 + i, 200.0)[:: 1 + (i % 3 > 0)]]
    plain = book(rows)
    huge = plain.orders["customer_id"].str.startswith("H")
    made = Client(plain.orders.assign(discount=np.where(huge, 2500.0, 0.0)), currency="CNY")
    assert "harsh_terms" not in set(judged(plain).misconceptions.table["misconception"])  # nothing tells of terms
    found = find(made, only=["misconceptions", "concessions"])
    harsh = found["misconceptions"].advice[0]
    assert set(harsh.customers) == {"H0", "H1"}
    assert "keep to the price floor" in harsh.text
    assert "let the volume go" not in harsh.text
    again = {who for step in found["concessions"].advice for who in step.customers}
    assert not again & set(harsh.customers)
    assert "discount (CN¥" in harsh.text
    assert claims.renegotiated(made) == {"H0", "H1"}


def test_who_has_two_flags_stands_in_one_row_with_both() -> None:
    rows = [line for i in range(12) for line in monthly(f"N{i:02}", 100.0 + 7 * i, 70.0)]
    rows += [("BOTH", "B1", "2022-06-06", 50_000.0, 30_000.0), ("BOTH", "B2", "2022-09-09", 60.0, 40.0)]
    made = book(rows)
    orders = made.orders.assign(quantity=(made.orders["revenue"] / 10).round(), product="P")
    made = Client(orders, currency="CNY")
    seen = judged(made).misconceptions.table
    assert seen["customer_id"].tolist() == ["BOTH", "BOTH"]
    found = misconceptions.misconceptions(made)
    both = f"{label('big_ticket')}, {label('group_purchase')}"
    assert found.evidence[["customer_id", "misconception"]].to_numpy().tolist() == [["BOTH", both]]
    assert found.facts["several"] == found.facts["flagged"] == 1
    assert "1 customer is flagged for more than one of them" in found.summary
    assert found.facts["at_stake"] == pytest.approx(seen["at_stake"].max(), abs=0.01)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_month_of_orders_serves_nobody_by_the_project(lang: str) -> None:
    rows = [(f"C{i}", f"{i}-{k}", f"2024-03-{1 + 12 * k + i % 2:02}", 100.0 * (i + 1), 60.0) for i in range(15)
            for k in range(3)]  # fmt: skip
    made = book([*rows, ("BIG", "B1", "2024-03-05", 90_000.0, 50_000.0)])
    with speaking(lang):
        found = find(made, only=["misconceptions", "key_accounts"])
    assert "flagged" not in found["misconceptions"].facts  # nothing tells of terms either: nobody is judged
    assert judged(made).one_offs == frozenset()
    served = re.compile(r"as a project\b|as projects\b|按项目服务")
    assert not any("BIG" in step.text and served.search(step.text) for f in found for step in f.advice)


def test_nobody_is_a_one_off_and_a_candidate(client: Client) -> None:
    known = judged(client)
    assert known.one_offs
    assert not known.one_offs & set(known.keys.with_verdict("candidate")["customer_id"])


def test_who_has_gone_quiet_is_to_be_won_back_and_not_developed(client: Client) -> None:
    known = judged(client).keys
    gone = known.table[known.table["decided_by"] == "gone_quiet"]
    assert {"C150", "C017"} <= set(gone["customer_id"])
    silent = {"C109"}  # 284 days without an order, before that one every 25 days; the others are lost
    assert set(gone.loc[gone["recency_days"] <= known.loyal_days, "customer_id"]) == silent
    steps = key_accounts.key_accounts(client).advice
    back = next(step for step in steps if step.text.startswith("Win back"))
    ends = client.orders.groupby("customer_id")["date"].max()
    year = periods.window(ends["C109"].normalize())
    own = client.accounts_within(year).set_index("customer_id")[client.basis]["C109"]
    assert back.worth is not None
    assert back.worth.money_a_year == pytest.approx(own, abs=0.01)  # nothing of those that are lost
    assert set(back.customers) == silent
    asked = next(step for step in steps if step.text.startswith("Ask"))
    assert set(asked.customers) == set(gone["customer_id"]) - silent
    assert asked.worth is None
    developed = next(step for step in steps if step.text.startswith("Develop"))
    assert developed.worth is None


def test_where_all_lose_alike_there_is_no_structure_to_miss() -> None:
    made = book([line for i in range(20) for line in monthly(f"L{i:02}", 100.0, 140.0 + i / 10)])
    assert judged(made).spread < 0.3
    assert not judged(made).even
    for finding in (tiers.tiers(made), key_accounts.key_accounts(made)):
        assert "very similar" not in finding.title + finding.summary
        assert not finding.title.startswith("No key-account structure")


def test_customers_much_alike_are_followed_by_no_list() -> None:
    made = book([line for i in range(20) for line in monthly(f"E{i:02}", 100.0, 60.0 + i / 10)])
    assert judged(made).even
    assert key_accounts.key_accounts(made).evidence.empty
    assert keylist.key_account_table(made).rows == []
    assert keylist.candidate_table(made).rows == []


def test_tiers_of_three_customers_are_printed_nowhere() -> None:
    made = book([line for i in range(3) for line in monthly(f"E{i}", 100.0 * 3**i, 60.0)])
    assert judged(made).too_few
    accounts, cut = keylist.account_table(made)
    for table in (accounts, keylist.key_account_table(made), keylist.candidate_table(made)):
        assert "tier" not in [column.key for column in table.columns]
    assert cut.thresholds == []
    assert keylist.candidate_table(made).rows


def test_shares_of_the_list_add_up_to_its_title(client: Client) -> None:
    found, listed = key_accounts.key_accounts(client), judged(client).keys.listed()
    total = client.accounts[client.basis].sum()
    reasons = [str(row[-1]) for row in keylist.key_account_table(client).rows]
    shares = [float(text.split("Contributes ")[1].split("%")[0]) for text in reasons]
    assert len(shares) == len(listed)
    assert sum(shares) == pytest.approx(100 * listed["contribution"].sum() / total, abs=0.05 * len(shares))
    assert f"bring {percent(listed['contribution'].sum() / total)} of" in found.title


def test_where_losses_make_shares_absurd_the_list_says_money() -> None:
    rows = [line for i in range(20) for line in monthly(f"E{i}", 900.0 * 1.2**i, 600.0 * 1.2**i)]
    rows += [("X", f"X-{n}", f"2022-{n:02}-05", 9000.0, 10.0**5) for n in range(1, 13)]
    made = book(rows)
    assert judged(made).shared is None
    reasons = [str(row[-1]) for row in keylist.key_account_table(made).rows]
    assert reasons
    assert all(text.startswith("Contributes CN¥") for text in reasons)


def test_growth_from_almost_nothing_is_no_multiple() -> None:
    rows = [line for i in range(12) for line in monthly(f"E{i:02}", 300.0 * 1.25**i, 150.0 * 1.25**i)]
    rows += [("UP", "U0", "2022-03-03", 5.0, 2.0), *monthly("UP", 1200.0, 500.0, since="2023-06-01")]
    made = book(rows)
    row = judged(made).keys.table.set_index("customer_id").loc["UP"]
    assert (row["decided_by"], row["growth"] > 20) == ("growing", True)
    reasons = {str(r[0]): str(r[-1]) for r in keylist.candidate_table(made).rows}
    assert reasons["UP"] == "Growing fast: it bought almost nothing in the year before the last."
    assert "times that" not in reasons["UP"]


def test_a_cohort_is_called_one() -> None:
    ends = ["2023-12-30", "2022-12-30", "2022-12-30"]
    rows = [line for i in range(40) for line in monthly(f"C{i:02}", 100.0 + i, 60.0, until=ends[i % 3])]
    found = concentration_trend.concentration_trend(book(rows))
    assert found.facts["cohort"]
    assert found.title.startswith("These orders follow one cohort")
    assert found.facts["change"] is None
