"""Like days of two years: what both hold is compared, and nothing else."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib import findings, periods
from kamlib.client import Client
from kamlib.findings import find, review
from kamlib.findings.review import who_moved
from kamlib.periods import like_for_like
from kamlib.reports import compose, reviewed
from kamlib.words import speaking

YEAR_END = pd.Timestamp("2024-12-31")


def daily(first: str, last: str) -> pd.Series:
    return pd.Series(pd.date_range(first, last))


def written(found: like_for_like.Compared | None) -> list[str]:
    assert found is not None
    return [f"{day:%Y-%m-%d}" for span in found[:2] for day in span]


@pytest.mark.parametrize(
    ("first", "last", "as_of", "before", "after"),
    [
        ("2023-03-01", "2024-12-31", "2024-12-31", ("2023-03-01", "2023-12-31"), ("2024-03-01", "2024-12-31")),
        ("2023-01-01", "2024-09-30", "2024-12-31", ("2023-01-01", "2023-09-30"), ("2024-01-01", "2024-09-30")),
        ("2023-02-15", "2024-10-15", "2024-12-31", ("2023-02-15", "2023-10-15"), ("2024-02-15", "2024-10-15")),
        ("2022-05-10", "2024-02-29", "2024-02-29", ("2022-05-10", "2023-02-28"), ("2023-05-10", "2024-02-29")),
    ],
)
def test_what_one_year_lacks_is_taken_off_both(
    first: str, last: str, as_of: str, before: tuple[str, str], after: tuple[str, str]
) -> None:
    found = like_for_like.compared(daily(first, last), pd.Timestamp(as_of))
    assert written(found) == [*before, *after]
    assert found is not None
    assert not found.whole


def test_whole_years_are_compared_as_they_are() -> None:
    found = like_for_like.compared(daily("2023-01-01", "2024-12-31"), YEAR_END)
    assert written(found) == ["2023-01-01", "2023-12-31", "2024-01-01", "2024-12-31"]
    assert found is not None
    assert found.whole


@pytest.mark.parametrize(
    ("often", "first"), [("ME", "2022-03-31"), ("ME", "2023-02-28"), ("MS", "2023-03-01"), ("BME", "2023-03-31")]
)
def test_months_of_bills_are_compared_as_often_in_either_year(often: str, first: str) -> None:
    """The last working day of March was the 31st in 2023 and the 29th in 2024."""
    bills = pd.Series(pd.date_range(first, periods=22, freq=often))
    found = like_for_like.compared(bills, bills.iloc[-1])
    assert found is not None
    assert not found.whole
    assert [int(bills.between(*span).sum()) for span in found[:2]] == [10, 10]


@pytest.mark.parametrize(
    ("often", "end", "bills"), [("BME", ("2023-08-31", "2024-08-31"), 8), ("D", ("2023-08-30", "2024-08-30"), 242)]
)
def test_a_book_of_monthly_bills_fills_its_last_month(often: str, end: tuple[str, str], bills: int) -> None:
    """The last working day of August is the 30th in 2024 and was the 31st in 2023; daily orders end on the 30th.

    From 1 January to 30 August there are 242 days, in 2024 one more.
    """
    days = pd.Series(pd.date_range("2023-01-01", "2024-08-30", freq=often))
    found = like_for_like.compared(days, YEAR_END)
    assert written(found) == ["2023-01-01", end[0], "2024-01-01", end[1]]
    assert found is not None
    assert [int(days.between(*span).sum()) for span in found[:2]] == [bills, bills + (often == "D")]


@pytest.mark.parametrize("first", ["2023-07-05", "2024-02-01"])
def test_of_less_than_half_a_year_nothing_is_compared(first: str) -> None:
    assert like_for_like.compared(daily(first, "2024-12-31"), YEAR_END) is None
    assert like_for_like.compared(daily("2023-06-28", "2024-12-31"), YEAR_END) is not None


def test_a_year_without_an_order_is_compared_with_none() -> None:
    gap = pd.concat([daily("2021-06-01", "2021-12-31"), daily("2024-01-01", "2024-12-31")])
    assert like_for_like.compared(gap, YEAR_END) is None


def client(first: str, *, grown: float = 1.0) -> Client:
    """Six customers who buy for 100 every week, and for `grown` times as much in 2024."""
    rows = [
        {"customer_id": f"c{i}", "order_id": f"{day:%y%m%d}{i}", "date": day,
         "revenue": 100.0 * (grown if day.year == 2024 else 1.0)}
        for day in pd.date_range(first, YEAR_END, freq="7D")
        for i in range(6)
    ]  # fmt: skip
    return Client(pd.DataFrame(rows), as_of=YEAR_END)


def test_a_part_of_a_year_against_a_year_tells_of_no_rise() -> None:
    found = find(client("2023-03-06"), only=["yearly"])["yearly"]
    assert found.title == (
        "From 6 Mar to 31 Dec 2024 revenue was about the same as in the same period a year before: 25.8K, then "
        "25.8K"
    )
    assert found.summary.startswith(
        "The orders (6 Mar 2023 to 30 Dec 2024) do not cover two full years, so 6 Mar to 31 Dec 2024 is "
        "compared with 6 Mar to 31 Dec 2023. "
    )
    assert found.evidence["period"].tolist() == ["6 Mar to 31 Dec 2023", "6 Mar to 31 Dec 2024"]
    assert not any("Years are counted back" in note for note in found.notes)
    assert "6 Mar to 31 Dec 2023" in found.alt


def test_a_rise_on_the_same_days_is_told_in_both_languages() -> None:
    grown = client("2023-03-06", grown=1.5)
    assert "rose by 50% on the same period a year before" in find(grown, only=["yearly"])["yearly"].title
    with speaking("zh"):
        found = find(grown, only=["yearly"])["yearly"]
        assert found.title.startswith("2024年3月6日至12月31日销售收入较上年同期增长 50%")
        assert "不足两个完整年度" in found.summary


def test_what_needs_whole_years_still_asks_for_them() -> None:
    lacking = findings.impossible(client("2023-03-06"))
    assert "yearly" not in lacking
    assert lacking["migration"] == lacking["list_life"] == ("orders.24_months",)
    assert findings.impossible(client("2023-09-03"))["yearly"] == ("orders.24_months",)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_review_of_like_days_says_so_and_moves_nobody_for_the_calendars_sake(lang: str) -> None:
    with speaking(lang):
        both = review.compare(client("2023-03-06"))
        assert not both.compared.whole
        assert both.review.table["move"].eq("stayed").all()
        found = who_moved.moves(both)
        spans = ("6 Mar to 31 Dec 2023", "6 Mar to 31 Dec 2024") if lang == "en" else (
            "2023年3月6日至12月31日", "2024年3月6日至12月31日")  # fmt: skip
        assert all(span in found.title and span in found.summary for span in spans)
        changes = compose.changes_of(both)
        assert changes.missing["list_life"] == ("orders.24_months",)
        said = reviewed.summary(both, changes)
        assert spans[1] in said.situation


def test_a_review_of_whole_years_says_nothing_of_like_days() -> None:
    both = review.compare(client("2023-01-01"))
    assert both.compared == (periods.calendar("2023"), periods.calendar("2024"), True)
    assert "do not cover" not in who_moved.moves(both).summary
