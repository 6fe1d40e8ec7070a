"""A single large order makes nobody a large customer, its end needs no visit, and it does not come every year."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import few_customers, find
from kamlib.findings.concentration import concentration
from kamlib.findings.concessions import concessions
from kamlib.findings.judgement import judged
from kamlib.findings.lifetime import lifetime
from kamlib.findings.migration import migration
from kamlib.findings.visited import visited
from kamlib.reports.summary import summary
from kamlib.value.concentration import measure
from kamlib.words import money, speaking

#: Bills of twenty customers, one on the first of each month from 2022 to 2024; all earn 30 %.
BILLS = [round(12_000 / (n + 1) ** 0.8) for n in range(20)]


def book(*orders: tuple[str, str, float, float]) -> Client:
    """Return these customers, and more orders: who, when, revenue and cost."""
    days = pd.date_range("2022-01-01", "2024-12-01", freq="MS")
    rows = [(f"C{n:02}", day, float(bill), 0.7 * bill) for n, bill in enumerate(BILLS) for day in days]
    rows += [(who, pd.Timestamp(day), revenue, cost) for who, day, revenue, cost in orders]
    table = pd.DataFrame(rows, columns=["customer_id", "date", "revenue", "cost"])
    return Client(table.assign(order_id=[f"A{n}" for n in range(len(table))]), as_of=pd.Timestamp("2024-12-31"))


def test_a_single_order_of_a_stranger_leads_to_no_step_about_concessions() -> None:
    """One order of 5 million at 20 %: the largest customer by far, and 500,000 short of 30 % in a single year."""
    client = book(("BIG", "2024-06-03", 5_000_000.0, 4_000_000.0))
    assert judged(client).one_offs == {"BIG"}
    # C00 brings 30 % of twelve bills of 12,000 a year, and ten times that over its life
    assert "Losing C00, the most valuable, takes 43.2K a year" in lifetime(client).summary
    found = concessions(client)
    assert found.facts["margin_largest"] == pytest.approx(0.3)
    assert "Large and small customers are equally profitable: gross margin 30.0%" in found.title
    assert not found.advice
    assert "1 customer that depends on a single occasion is left out." in found.notes
    assert found.evidence["customers"].sum() == len(BILLS)
    page = summary(client, find(client))
    earned = 0.3 * 36 * sum(BILLS) + 1_000_000
    assert f"{1_000_000 / earned:.0%} of gross profit came from one customer, BIG" in page.complication
    assert not any("concessions" in step.text for step in page.answer)
    assert "Volume from large" not in page.title


def test_nobody_is_visited_because_its_single_order_did_not_come_again() -> None:
    """C06 buys as ever; a single order of 2023 that earned 80,000 made it platinum for that year."""
    client = book(("C06", "2023-06-03", 400_000.0, 320_000.0))
    assert judged(client).occasional == {"C06"}
    assert not judged(client).one_offs  # it is of value without that order too
    found = migration(client)
    assert "bring 80K less gross profit a year: 1 demoted" in found.title
    assert "1 one-off customer accounts for 80K of the decline" in found.summary
    assert not found.advice
    assert not visited(client)
    assert not concessions(client).advice


def test_where_no_large_customer_is_one_the_small_ones_stay_in_their_sizes() -> None:
    client = book(("ONCE", "2024-06-03", 9_000.0, 6_300.0))
    assert judged(client).occasional <= {"ONCE"}
    assert concessions(client).evidence["customers"].sum() == len(BILLS) + 1


def alike(*bills: float) -> Client:
    """Return customers with a bill a month, each of its own amount, at 30 %."""
    days = pd.date_range("2022-01-01", "2024-12-01", freq="MS")
    rows = [(f"C{n:02}", day, bill, 0.7 * bill) for n, bill in enumerate(bills) for day in days]
    table = pd.DataFrame(rows, columns=["customer_id", "date", "revenue", "cost"])
    return Client(table.assign(order_id=[f"A{n}" for n in range(len(table))]), as_of=pd.Timestamp("2024-12-31"))


def test_one_standard_for_all_is_said_only_where_all_are_alike() -> None:
    """Beside a list of key accounts with a service level each, it would say the opposite of the next page."""
    (step,) = concentration(alike(*(1000.0 + n for n in range(20)))).advice
    assert "Serve them all to one standard" in step.text
    (step,) = concentration(alike(*BILLS)).advice  # it takes 12 of 20, and the best brings ten times the last
    assert step.text.startswith("No small group decides here: it takes 12 of 20 customers to reach 80%")
    assert "one standard" not in step.text
    assert "Do not look after the key accounts alone" in step.text


def test_of_few_customers_those_that_bring_the_same_are_named_together() -> None:
    """Four bring a quarter each; of 450, 450 and 100 two bring 45 % each, and neither does so alone."""
    title = concentration(alike(*[500.0] * 4)).title
    assert title.endswith("5.4K each: 25% of it depends on each of them")
    assert concentration(alike(450.0, 450.0, 100.0)).title == (
        "Of 3 customers 2 bring 45% of gross profit each: C00, C01"
    )
    with speaking("zh"):
        assert concentration(alike(450.0, 450.0, 100.0)).title == "3 家客户中有 2 家各占毛利的 45%：C00、C01"


def test_of_two_equal_customers_each_is_planned_for() -> None:
    found = concentration(alike(500.0, 500.0))
    assert found.title == (  # 36 * 500 * 30 %
        "Both customers contribute the same gross profit, 5.4K each: half of it depends on each of them"
    )
    with speaking("zh"):
        zh = concentration(alike(500.0, 500.0)).title
    assert zh == "两家客户贡献的毛利相同，各为 5,400：每一家都占一半"
    (step,) = found.advice
    assert step.text == (
        "Assign a responsible person and a plan for the year to each of the 2 customers, and win more."
    )


def test_who_brings_the_same_in_other_lines_brings_the_same() -> None:
    """0.1 and 0.2 on two lines add up to more than 0.3 on one, in binary numbers alone."""
    amounts = [0.1 + 0.2, 0.3]
    assert amounts[0] != amounts[1]
    both = pd.DataFrame({"customer_id": ["A", "B"], "name": ["A", "B"], "revenue": amounts})
    assert few_customers.title(measure(both, basis="revenue"), None).startswith(
        "Both customers contribute the same"
    )
    three = pd.concat([both, pd.DataFrame({"customer_id": ["C"], "name": ["C"], "revenue": [0.05]})])
    assert few_customers.title(measure(three, basis="revenue"), None).endswith("of revenue each: A, B")


def test_a_value_that_all_ways_agree_on_is_said_once() -> None:
    """Nobody leaves and nobody moves: what a year brings, 30 % of twelve bills, at 10 % is worth ten years."""
    value = 10 * 0.3 * 12 * sum(BILLS)
    said = lifetime(alike(*BILLS)).summary
    assert f"By each of 2 ways of working it out, customers of today are worth {money(value, None)} from" in said
