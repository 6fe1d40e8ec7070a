"""Visits compared with what comparable customers get, and with promises only where a client gives them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from kamlib.classify.service import promised
from kamlib.client import Client
from kamlib.findings import find, possible
from kamlib.findings.judgement import judged
from kamlib.findings.usual_visits import compared
from kamlib.reports.parameters import check
from kamlib.words import speaking
from tests.embedded import embedded


def diary(visits: dict[str, int]) -> Client:
    """Give the embedded client a diary of its four years: so many visits to each of some customers."""
    days = {n: pd.date_range("2021-01-01", "2024-12-31", periods=n).normalize() for n in set(visits.values())}
    rows = [(who, day) for who, n in visits.items() for day in days[n]]
    table = pd.DataFrame(rows, columns=["customer_id", "date"]).assign(level="business", kind="visit")
    return replace(embedded(), activities=table.astype({"customer_id": "str"}))


@pytest.fixture(scope="module")
def tiers() -> pd.Series:
    return judged(diary({"C086": 1})).tiers.table.set_index("customer_id")["tier"]


def test_who_gets_less_than_half_of_the_median_of_its_tier_is_named(tiers: pd.Series) -> None:
    """All platinum and gold customers get 40 visits in four years, ten a year, but one that gets 19 and one 20."""
    best = list(tiers.index[tiers.isin(["platinum", "gold"])])
    known = set(compared(diary(dict.fromkeys(best, 40)))[0]["customer_id"])
    low, edge = [who for who in best if who in known][:2]
    client = diary(dict.fromkeys(best, 40) | {low: 19, edge: 20})
    table, _days = compared(client)
    few = table.loc[table["too_few"], "customer_id"].tolist()
    assert few == [low]
    row = table.set_index("customer_id").loc[low]
    assert row["usual"] == pytest.approx(10, rel=0.01)
    with speaking("en"):
        found = find(client, only="usual_visits")["usual_visits"]
    assert (
        found.title == "1 platinum or gold customer gets less than half of the visits that are usual in its tier"
    )
    assert found.advice[0].customers == (low,)


@pytest.mark.parametrize(("visits", "more"), [(36, 0), (40, 0), (48, 2)])
def test_a_lead_customer_gets_too_many_only_where_it_gets_more_than_the_best(
    tiers: pd.Series, visits: int, more: int
) -> None:
    """In four years the best get 40 visits, 10 a year, and lead customers 4; one gets 9, 10 or 12 a year."""
    best, lead = tiers.index[tiers.isin(["platinum", "gold"])], tiers.index[tiers == "lead"]
    client = diary(dict.fromkeys(best, 40) | dict.fromkeys(lead, 4) | {lead[0]: visits})
    table, _days = compared(client)
    assert table.loc[table["too_many"], "customer_id"].tolist() == [lead[0]] * bool(more)
    with speaking("en"):
        found = find(client, only="usual_visits")["usual_visits"]
    said = "1 lead customer gets more visits than platinum and gold customers usually do"
    assert found.title.startswith(said if more else "Visits follow the tiers")
    assert found.facts["visits_too_many"] == pytest.approx(more, rel=0.02)


def test_where_all_get_what_is_usual_nothing_is_advised(tiers: pd.Series) -> None:
    best = tiers.index[tiers.isin(["platinum", "gold"])]
    with speaking("en"):
        found = find(diary(dict.fromkeys(best, 40)), only="usual_visits")["usual_visits"]
    assert found.title.startswith("Visits follow the tiers")
    assert found.advice == ()


def test_a_diary_of_the_last_year_is_counted_over_that_year(tiers: pd.Series) -> None:
    """Orders of four years, one visit each month of the last: twelve a year, not three."""
    best = tiers.index[tiers.isin(["platinum", "gold"])]
    months = pd.date_range("2024-01-01", periods=12, freq="MS")
    rows = pd.DataFrame([(who, day) for who in best for day in months], columns=["customer_id", "date"])
    calls = rows.assign(level="business", kind="visit").astype({"customer_id": "str"})
    table, _days = compared(replace(embedded(), activities=calls))
    assert table.loc[table["tier"] == "gold", "received"].tolist() == pytest.approx(
        [12.0] * int((table["tier"] == "gold").sum()), rel=0.01
    )


def test_promises_are_a_standard_only_where_the_client_gives_them() -> None:
    client = embedded()
    assert "service_levels" not in possible(client)
    asked = replace(client, promised_visits={"platinum": 12.0})
    assert "service_levels" in possible(asked)
    with speaking("en"):
        found = find(asked, only="service_levels")["service_levels"]
    assert found.facts["platinum_promised"] == 12.0
    assert "what you promise your customers" in found.notes[0]


def test_promised_visits_are_read_from_the_command() -> None:
    given = check({"orders": "machinery", "promised_visits": "platinum=12, gold=6"})
    assert given.promised_visits == {"platinum": 12.0, "gold": 6.0}
    table = promised(given.promised_visits).set_index("tier")
    assert table["business_visits"].to_dict() == {"platinum": 12.0, "gold": 6.0, "iron": 0.0, "lead": 0.0}


@pytest.mark.parametrize("wrong", ["platin=12", "gold=many", "gold=-1"])
def test_promises_that_cannot_be_read_are_refused_in_a_line(wrong: str) -> None:
    from kamlib.errors import KamError

    with pytest.raises(KamError) as refused:
        check({"orders": "machinery", "promised_visits": wrong})
    assert "\n" not in str(refused.value)


def alike(n: int = 20, *, every: int = 1, since: str = "2023-01-05", until: str = "2024-12-20") -> Client:
    """Twenty customers that order each month of two years, each visited on the first of every so many months."""
    names = [f"C{at:02}" for at in range(n)]
    days = pd.date_range("2023-01-10", "2024-12-31", freq="31D")
    rows = [
        (who, f"{who}-{at}", day, 100.0 * 1.3**n) for n, who in enumerate(names) for at, day in enumerate(days)
    ]
    orders = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])
    calls = [(who, day) for who in names for day in pd.date_range(since, until, freq=f"{every}MS")]
    diary = pd.DataFrame(calls, columns=["customer_id", "date"]).assign(kind="visit", level="business")
    return Client(orders, activities=diary)


def test_visits_that_all_tiers_get_alike_do_not_follow_the_tiers() -> None:
    """Twelve visits each, from 1 February 2023 to the last order on 23 December 2024: 692 days, so 6.3 a year."""
    with speaking("en"):
        found = find(alike(every=2), only="usual_visits")["usual_visits"]
    assert found.title == (
        "Visits do not follow the tiers: platinum and gold customers usually get 6.3 a year, the others 6.3"
    )
    assert found.advice == ()
    with speaking("zh"):
        assert find(alike(every=2), only="usual_visits")["usual_visits"].title.startswith("走访与级别不符")


def test_where_only_others_were_visited_no_customer_was() -> None:
    client = alike()
    assert client.activities is not None
    others = replace(client, activities=client.activities.assign(customer_id="X1"))
    with speaking("en"):
        assert find(others, only="usual_visits")["usual_visits"].title == "No customer was visited"
    with speaking("zh"):
        assert find(others, only="usual_visits")["usual_visits"].title == "没有走访过任何客户"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("since", "until"), [("2025-02-01", "2025-12-01"), ("2024-11-20", "2024-12-25")])
def test_a_month_of_both_says_nothing_of_a_year(since: str, until: str, lang: str) -> None:
    client = replace(alike(since=since, until=until), promised_visits={"platinum": 12})
    with speaking(lang):
        found = find(client, only=["usual_visits", "service_levels"])
    assert len(found) == 2
    assert all(one.unknown and not one.advice for one in found)


def test_a_diary_that_was_given_up_is_counted_to_its_last_entry() -> None:
    """From 1 February 2023 to 1 January 2024 twelve visits: eleven months, and not the two years of the orders."""
    table, (first, last) = compared(alike(until="2024-01-01"))
    assert (first, last) == (pd.Timestamp("2023-02-01"), pd.Timestamp("2024-01-01"))
    assert table["received"].tolist() == pytest.approx([12 / (335 / 365)] * len(table))


@pytest.mark.parametrize(("kinds", "said"), [
    (["visit"], "All activities in the records are visits."),
    (["visit", "repair"], "Repairs, complaints and calls do not count as visits."),
    (["something"], "The records contain no known type of visit: every activity counts."),
])  # fmt: skip
def test_what_counts_as_a_visit_is_said_as_it_is(kinds: list[str], said: str) -> None:
    client = replace(alike(), promised_visits={"platinum": 12})
    assert client.activities is not None
    many = [kinds[at % len(kinds)] for at in range(len(client.activities))]
    made = replace(client, activities=client.activities.assign(kind=many))
    with speaking("en"):
        assert find(made, only="service_levels")["service_levels"].notes[1] == said
