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
