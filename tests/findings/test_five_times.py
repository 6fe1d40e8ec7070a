"""Winning against keeping: worked by hand, with an interval, and silent where too few were won."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.classify.five_times import FiveTimes, TooFew, compare_effort
from kamlib.client import Client
from kamlib.findings import find, impossible
from kamlib.words import speaking
from tests.embedded import embedded

FIRST, LAST = pd.Timestamp("2021-01-01"), pd.Timestamp("2023-12-31")


def day(year: int, month: int) -> pd.Timestamp:
    return pd.Timestamp(year, month, 1)


def table(rows: list[tuple[object, ...]], *columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["customer_id", "date", *columns])


def bought(won: int, kept: int) -> pd.DataFrame:
    """Old customers order each February from 2021; new ones once, in June 2023."""
    old = [(f"old{i}", day(year, 2)) for i in range(kept) for year in (2021, 2022, 2023)]
    return table([*old, *((f"new{i}", day(2023, 6)) for i in range(won))])


def test_by_hand_with_what_went_to_those_that_never_bought() -> None:
    """Won: 5 × 40 and 100 for a company that never ordered: 300 / 5 = 60. Kept, in 2023 alone: 5 × 20 / 5 = 20."""
    efforts = table(
        [(f"new{i}", day(2023, 5), 40.0) for i in range(5)]
        + [(f"new{i}", day(2023, 9), 999.0) for i in range(5)]  # after the first order: no longer winning
        + [("nobody", day(2022, 3), 100.0)]
        + [(f"old{i}", day(2023, 3), 20.0) for i in range(5)]
        + [(f"old{i}", day(2021, 3), 500.0) for i in range(5)],  # not yet a customer for a year
        "effort",
    )
    found = compare_effort(efforts, bought(5, 5), FIRST, LAST)
    assert isinstance(found, FiveTimes)
    assert (found.winning, found.keeping, found.times) == (60.0, 20.0, 3.0)
    assert (found.won, found.tried, found.kept, found.years) == (5, 1, 5, 5)
    assert found.interval.low <= 3.0 <= found.interval.high


def test_equal_customers_leave_no_doubt_and_different_ones_do() -> None:
    same = table(
        [(f"new{i}", day(2023, 5), 30.0) for i in range(6)] + [(f"old{i}", day(2023, 3), 10.0) for i in range(6)],
        "effort",
    )
    found = compare_effort(same, bought(6, 6), FIRST, LAST)
    assert isinstance(found, FiveTimes)
    assert (found.interval.low, found.interval.high) == (3.0, 3.0)
    mixed = same.assign(effort=[10.0, 50, 10, 50, 10, 50, 5, 15, 5, 15, 5, 15])
    wide = compare_effort(mixed, bought(6, 6), FIRST, LAST)
    assert isinstance(wide, FiveTimes)
    assert wide.times == 3.0
    assert 1.0 < wide.interval.low < 2.4
    assert 3.6 < wide.interval.high < 8.0
    again = compare_effort(mixed.iloc[::-1], bought(6, 6).iloc[::-1], FIRST, LAST)
    assert isinstance(again, FiveTimes)
    assert again.interval == wide.interval


def test_four_won_are_too_few_and_a_first_order_in_the_first_year_is_not_seen_to_be_won() -> None:
    efforts = table([(f"old{i}", day(2023, 3), 10.0) for i in range(6)], "effort")
    assert compare_effort(efforts, bought(4, 6), FIRST, LAST) == TooFew(4, 6)
    early = bought(0, 6)
    found = compare_effort(efforts, early, FIRST, LAST)
    assert isinstance(found, TooFew)
    assert found.won == 0


def client(hours: bool) -> Client:
    lines = bought(6, 6).assign(revenue=1000.0)
    lines["order_id"] = [f"o{n}" for n in range(len(lines))]
    end = pd.DataFrame([{"customer_id": "old0", "date": LAST, "revenue": 1.0, "order_id": "end"}])
    begin = pd.DataFrame([{"customer_id": "old0", "date": FIRST, "revenue": 1.0, "order_id": "begin"}])
    calls = table(
        [(f"new{i}", day(2023, 5), 8.0) for i in range(6)] + [(f"old{i}", day(2023, 3), 4.0) for i in range(6)]
        + [("old0", FIRST, 0.0)], "hours",
    ).assign(kind="visit", level="business")  # fmt: skip
    return Client(
        pd.concat([begin, lines, end], ignore_index=True),
        activities=calls if hours else calls.drop(columns="hours"),
    )


def test_hours_are_compared_where_no_cost_is_recorded_and_else_the_number() -> None:
    found = find(client(hours=True), only=["five_times"])["five_times"]
    assert found.facts["measure"] == "hours"
    assert (
        found.title == "Winning a customer takes 2.0 times what keeping one takes a year (95% interval 2.0 to 2.0)"
    )
    assert "8.0 hours each" in found.summary
    assert "less than the “five times”" in found.summary
    counted = find(client(hours=False), only=["five_times"])["five_times"]
    assert counted.facts["measure"] == "visits"
    assert counted.facts["times"] == pytest.approx(1.0)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_the_embedded_client_the_two_sides_are_those_of_the_records(lang: str) -> None:
    machinery = embedded()
    with speaking(lang):
        found = find(machinery, only=["five_times"])["five_times"]
    orders = machinery.orders[machinery.orders["revenue"] > 0]
    start = orders.groupby("customer_id")["date"].min()
    late = start[start >= machinery.first_date + pd.DateOffset(years=1)]
    calls = machinery.activities
    assert calls is not None
    before = calls[calls["customer_id"].map(late) > pd.to_datetime(calls["date"])]
    assert found.facts["won"] == len(late)
    assert found.facts["winning"] == pytest.approx(before["cost"].sum() / len(late))
    assert found.facts["low"] < found.facts["times"] < found.facts["high"]


def test_without_activities_the_table_is_named() -> None:
    bare = Client(embedded().orders)
    assert impossible(bare)["five_times"] == ("activities",)
