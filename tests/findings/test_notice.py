"""Somebody who alone knows customers gives notice: the finding and the accounts to call say so."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from kamlib.findings import build
from kamlib.findings.call_words import why
from kamlib.findings.calls import calls
from kamlib.findings.handovers import lost_with_people
from kamlib.manage.single_owner import single_owner
from kamlib.words import speaking
from tests.embedded import embedded


def test_the_last_day_of_who_leaves_stands_with_the_customers_that_nobody_else_knows() -> None:
    client = embedded()
    found = single_owner(client).accounts
    going = found[found["until"].notna()]
    assert set(going["person"]) == {"吕嘉禾"}
    assert set(going["until"]) == {pd.Timestamp("2025-03-31")}
    assert len(going) == 10
    with speaking("en"):
        said = build("single_owner")(client).summary
    assert "吕嘉禾 leaves on 31 Mar 2025" in said
    assert "CN¥2.8M" in said


def test_a_last_day_in_the_past_and_a_person_that_stays_are_no_notice() -> None:
    client = embedded()
    assert client.people is not None
    past = replace(client, people=client.people.assign(until=pd.Timestamp("2024-06-30")))
    nobody = replace(client, people=client.people.drop(columns="until"))
    for one in (past, nobody):
        assert single_owner(one).accounts["until"].isna().all()
        with speaking("en"):
            assert "leaves on" not in build("single_owner")(one).summary


def test_what_may_go_with_a_person_is_no_whole_contribution_and_stays_below_proven_losses() -> None:
    """C099 brings 969,890.67 a year; 17.6% of it may go, which is less than what each of the five loses a year."""
    client = embedded()
    assert lost_with_people(client)["C099"] == round(969890.67 * 0.176, 2)
    assert set(calls(client)["call"]) == {"loses"}
    assert calls(client)["money_a_year"].min() > 400_000


def test_where_nobody_loses_money_who_leaves_puts_the_largest_of_these_customers_among_the_calls() -> None:
    client = embedded()
    known = ["C099", "C130", "C138", "C103", "C047", "C001"]
    few = replace(client, orders=client.orders[client.orders["customer_id"].isin(known)])
    rows = calls(few)
    heads = rows[rows["call"] == "one_head"]
    assert heads["customer_id"].iloc[0] == "C099"
    with speaking("en"):
        said = why(heads.iloc[0].to_dict(), few)
    assert "will leave on 31 Mar 2025; up to 17.6% of CN¥970K a year goes with a person" in said
