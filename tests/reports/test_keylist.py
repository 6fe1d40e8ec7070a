from __future__ import annotations

from pathlib import Path

import kamlib as kam
from kamlib.findings import key_accounts
from kamlib.findings.judgement import judged
from kamlib.reports import keylist, pdf
from kamlib.reports.deck import build
from kamlib.words import speaking
from tests.embedded import embedded
from tests.reports.report_sample import make


def test_the_list_names_the_number_of_each_and_warns_of_those_demoted():
    client = embedded()
    with speaking("en"):
        listed = keylist.key_account_table(client)
        reasons = dict(zip(listed.column("customer_id"), listed.column("key_reason"), strict=True))
    fallen = set(key_accounts.demoted(client)) & set(judged(client).keys.listed()["customer_id"])
    assert fallen
    assert {who for who, reason in reasons.items() if "demoted in the last year" in str(reason)} == fallen


def test_the_line_of_tiers_names_no_amount_that_nobody_drew() -> None:
    with speaking("en"):
        said = str(build(make()).sections)
    assert "Gold from" in said
    assert "Iron from" not in said


def test_a_warning_is_printed_whole() -> None:
    reasons = [str(reason) for reason in keylist.key_account_table(embedded()).column("key_reason")]
    watched = [reason for reason in reasons if "Watch: " in reason]
    assert watched
    assert all(len(reason) <= pdf.CELL for reason in watched)


def test_who_lives_on_one_order_is_named_as_such_where_it_stands_on_a_list(shared_data: Path) -> None:
    client = kam.load(shared_data / "tableau-superstore" / "superstore_orders.csv")
    listed = keylist.key_account_table(client)
    at = {column.key: place for place, column in enumerate(listed.columns)}
    reasons = {row[at["customer_id"]]: str(row[at["key_reason"]]) for row in listed.rows}
    orders = client.orders[client.orders["customer_id"] == "RB-19360"]
    share = orders.groupby("order_id")["revenue"].sum().max() / orders["revenue"].sum()
    assert reasons["RB-19360"].endswith(f"Watch: one order is {share:.0%} of its revenue.")
    warned = {who for who, reason in reasons.items() if "one order is" in reason}
    largest = client.accounts.set_index("customer_id")["largest_order_share"]
    assert warned == {who for who in reasons if largest[who] >= 0.5}


def test_a_valuable_customer_is_called_silent_or_lost_never_both() -> None:
    """C109 last ordered on 22 March 2024, 284 days before the end of the book; C150 two years before."""
    with speaking("en"):
        reasons = {row[0]: row[-1] for row in keylist.candidate_table(embedded()).rows}
    assert reasons["C109"].startswith("Valuable, but silent for 284 days, usually orders every 25 days.")
    assert reasons["C150"] == "Valuable, but lost: no order for 764 days."
