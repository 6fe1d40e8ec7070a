"""Time: what a whole period is, and years counted by the calendar."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib import periods

DAYS = st.dates(min_value=pd.Timestamp("1990-01-01").date(), max_value=pd.Timestamp("2060-12-31").date())


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2023-01-01", "2023-12-31", 1),
        ("2024-01-01", "2024-12-31", 1),
        ("2023-07-01", "2024-06-30", 1),
        ("2021-01-01", "2024-12-31", 4),
        ("2024-02-29", "2025-02-27", 1),
        ("2024-01-01", "2024-07-01", 0.5),
        ("2021-01-01", "2024-12-30", 3 + 365 / 366),
        ("2024-03-05", "2024-03-05", 1 / 365),
        ("2024-03-05", "2024-01-01", 1 / 365),
    ],
)
def test_years_from_one_day_to_another(first: str, last: str, count: float) -> None:
    assert periods.years(pd.Timestamp(first), pd.Timestamp(last)) == pytest.approx(count)


@given(DAYS, st.integers(0, 8000))
def test_a_day_more_is_a_day_more_and_never_far_from_365_and_a_quarter(first: object, days: int) -> None:
    begin = pd.Timestamp(first)
    here, next_ = (periods.years(begin, begin + pd.Timedelta(days=days + more)) for more in (0, 1))
    assert here < next_
    assert here == pytest.approx((days + 1) / 365.25, abs=0.005)


def days(first: str, last: str) -> pd.Series:
    return pd.Series(pd.date_range(first, last, freq="3D").union([pd.Timestamp(last)]))


@pytest.mark.parametrize(
    ("first", "last", "as_of", "labels"),
    [
        ("2023-01-01", "2024-12-31", "2024-12-31", ["2023-12-31", "2024-12-31"]),
        ("2023-01-08", "2024-12-31", "2024-12-31", ["2023-12-31", "2024-12-31"]),  # a week of a year
        ("2023-01-09", "2024-12-31", "2024-12-31", ["2024-12-31"]),
        ("2023-01-01", "2024-12-24", "2024-12-31", ["2023-12-31", "2024-12-31"]),
        ("2023-01-01", "2024-12-23", "2024-12-31", []),  # the last year is cut off: nothing leads up to the day
        ("2023-03-01", "2025-02-28", "2025-02-28", ["2024-02-29", "2025-02-28"]),
        ("2024-03-01", "2024-12-31", "2024-12-31", []),
    ],
)
def test_years_of_daily_business_are_whole_up_to_a_week_at_either_end(
    first: str, last: str, as_of: str, labels: list[str]
) -> None:
    found = periods.windows(days(first, last), pd.Timestamp(as_of))
    assert [window.label for window in found] == labels


def test_windows_stop_before_a_year_without_an_order() -> None:
    book = pd.concat([days("2019-01-01", "2019-12-31"), days("2021-01-01", "2022-12-31")])
    assert [w.label for w in periods.windows(book, pd.Timestamp("2022-12-31"))] == ["2021-12-31", "2022-12-31"]


def test_ends_of_windows_do_not_drift_from_the_end_of_a_month() -> None:
    found = periods.windows(days("2023-08-01", "2024-08-31"), pd.Timestamp("2024-08-31"), 1)
    assert [w.label[5:] for w in found][-8:] == [
        "01-31", "02-29", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31",
    ]  # fmt: skip


@given(DAYS, st.integers(1, 25))
def test_each_window_begins_the_day_after_the_one_before_it(last: object, months: int) -> None:
    day = pd.Timestamp(last)
    found = periods.windows(pd.Series(pd.date_range(day - pd.DateOffset(years=5), day)), day, months)
    assert len(found) >= 60 // months
    assert found[-1] == periods.window(day, months)
    assert all(b.first - a.last == pd.Timedelta(days=1) for a, b in pairwise(found))


@pytest.mark.parametrize("months", [0, -1])
def test_less_than_a_month_is_no_window(months: int) -> None:
    with pytest.raises(ValueError, match="one or more"):
        periods.windows(days("2023-01-01", "2024-12-31"), pd.Timestamp("2024-12-31"), months)


@pytest.mark.parametrize(
    ("labels", "between"),
    [
        (["2020", "2022", "2023"], ("2020", "2022")),
        (["2020", "2022"], ("2020", "2022")),
        (["2023-Q4", "2024-Q1", "2024-Q3"], ("2024-Q1", "2024-Q3")),
        (["2023-12", "2024-01", "2024-03"], ("2024-01", "2024-03")),
        (["2019-12-31", "2021-12-31", "2022-12-31"], ("2019-12-31", "2021-12-31")),
        (["2022-02-28", "2023-02-28", "2024-02-29"], None),
        (["2024-01-31", "2024-02-29", "2024-03-31"], None),
        (["2020-03-31", "2024-12-31"], None),  # two dates of a review lie as far apart as they were chosen
        (["2021", "2022", "2023"], None),
        (["1", "2", "4"], None),
        (["before", "after"], None),
        ([], None),
    ],
)
def test_a_missing_period_is_found(labels: list[str], between: tuple[str, str] | None) -> None:
    assert periods.gap(labels) == between


def test_a_day_counts_whatever_its_hour() -> None:
    frame = pd.DataFrame(
        {"date": pd.to_datetime(["2024-01-01 00:00", "2024-12-31 18:30", "2025-01-01 00:00", None])}
    )
    kept = periods.filter_window(frame, periods.calendar("2024"))
    assert list(kept.index) == [0, 1]


MONTH_ENDS = pd.date_range("2000-01-31", "2039-12-31", freq="ME")


@pytest.mark.parametrize("last", MONTH_ENDS)
def test_n_months_that_end_with_a_month_begin_with_one_and_hold_n_ends_of_months(last: pd.Timestamp) -> None:
    every = pd.date_range("1990-01-31", last, freq="ME")
    for months in (*range(1, 25), 36):
        first, end = periods.window(last, months)
        assert (first.day, end) == (1, last)
        assert int(((every >= first) & (every <= end)).sum()) == months


@pytest.mark.parametrize("months", [1, 3, 12])
def test_bills_of_one_day_of_the_month_fall_into_each_window_as_often_as_it_has_months(months: int) -> None:
    for last in pd.date_range("2023-01-01", "2025-03-31"):
        bills = pd.DatetimeIndex([periods.shifted(last, -back) for back in range(59, -1, -1)])
        found = periods.windows(bills.to_series(), last, months)[-48 // months :]
        first, end = (
            bills.searchsorted(pd.DatetimeIndex(days), side)
            for days, side in zip(zip(*found, strict=True), ("left", "right"), strict=True)
        )
        assert (end - first).tolist() == [months] * (48 // months)


@pytest.mark.parametrize(
    ("day", "months", "there"),
    [
        ("2025-02-28", -12, "2024-02-29"),
        ("2024-02-28", -12, "2023-02-28"),  # no end of a month: the day as it is
        ("2023-02-28", 1, "2023-03-31"),
        ("2024-12-31 18:30", -1, "2024-11-30"),
        ("2024-03-30", -1, "2024-02-29"),
    ],
)
def test_a_months_last_day_is_moved_to_a_last_day(day: str, months: int, there: str) -> None:
    assert periods.shifted(pd.Timestamp(day), months) == pd.Timestamp(there)


YEAR_END = pd.Timestamp("2024-12-31")


def ends(book: pd.Series, as_of: pd.Timestamp, months: int = 12) -> list[str]:
    return [window.label for window in periods.windows(book, as_of, months)]


@pytest.mark.parametrize(
    ("first", "often", "as_of"),
    [
        ("2023-01-31", "ME", "2024-12-31"), ("2023-01-01", "MS", "2024-12-31"), ("2023-01-01", "MS", "2024-12-01"),
        ("2023-01-31", "BME", "2024-12-31"), ("2023-03-31", "QE", "2024-12-31"),
        ("2023-01-06", "W-FRI", "2024-12-31"),
    ],
)  # fmt: skip
def test_two_years_of_bills_are_two_years_in_the_rhythm_of_the_bills(first: str, often: str, as_of: str) -> None:
    bills = pd.Series(pd.date_range(first, as_of, freq=often))
    assert len(periods.windows(bills, pd.Timestamp(as_of))) == 2
    assert len(periods.windows(bills.iloc[1:], pd.Timestamp(as_of))) == 1


def test_each_month_of_bills_at_its_end_is_whole_and_each_quarter() -> None:
    bills = pd.Series(pd.date_range("2023-01-31", "2024-12-31", freq="ME"))
    assert [len(periods.windows(bills, YEAR_END, months)) for months in (1, 3, 6)] == [24, 8, 4]


def business(first: str, last: str, *closed: tuple[str, str]) -> pd.Series:
    """Return the days of a business that sells every third day, but while it is closed."""
    there = days(first, last)
    for begin, end in closed:
        there = there[~there.between(pd.Timestamp(begin), pd.Timestamp(end))]
    return there


def test_an_edge_no_longer_than_a_holiday_inside_is_closed() -> None:
    book = business("2023-01-09", "2024-12-19", ("2023-12-20", "2024-01-08"))
    assert ends(book, pd.Timestamp("2024-12-19")) == ["2023-12-19", "2024-12-19"]
    assert ends(book, YEAR_END) == ["2023-12-31", "2024-12-31"]
    at_work = business("2023-01-09", "2024-12-19")
    assert ends(at_work, pd.Timestamp("2024-12-19")) == ["2024-12-19"]
    assert ends(at_work, YEAR_END) == []


def test_a_plant_closed_for_three_months_closes_no_other_time_of_the_year() -> None:
    closed = ("2024-06-01", "2024-08-31")
    assert ends(business("2023-03-01", "2024-12-31", closed), YEAR_END) == ["2024-12-31"]
    assert ends(business("2023-02-15", "2024-12-31", closed), YEAR_END) == ["2024-12-31"]
    twice = business("2023-01-02", "2024-12-31", closed, ("2023-03-01", "2023-05-31"))
    assert ends(twice, YEAR_END) == ["2023-12-31", "2024-12-31"]


def test_a_season_without_orders_lacks_in_neither_year() -> None:
    summer = business("2022-11-03", "2024-04-20", ("2023-04-22", "2023-11-02"))
    assert ends(summer, pd.Timestamp("2024-04-20")) == ["2023-04-20", "2024-04-20"]
    late = business("2022-12-20", "2024-04-20", ("2023-04-22", "2023-11-02"))
    assert ends(late, pd.Timestamp("2024-04-20")) == ["2024-04-20"]


def test_a_year_of_silence_is_no_season() -> None:
    book = pd.concat([business("2020-01-01", "2020-12-31"), business("2022-01-01", "2023-12-31")])
    assert ends(book, pd.Timestamp("2024-06-30")) == []


def test_a_holiday_of_once_a_year_does_not_fill_a_quarter() -> None:
    book = periods.coverage(business("2022-01-01", "2024-12-10", ("2023-12-20", "2024-01-08")))
    assert not periods.is_complete(periods.calendar("2024-Q4"), book)
    assert periods.is_complete(periods.calendar("2024-Q3"), book)


def test_one_day_alone_is_no_book_of_a_month() -> None:
    book = periods.coverage(pd.Series([YEAR_END]))
    assert (book.gaps, book.silences, book.rhythm(31)) == ((), (), 0)
    assert not periods.is_complete(periods.calendar("2024-12"), book)


@pytest.mark.parametrize(("known", "held"), [("2024-06-30 17:00", 2), ("2024-07-01", 1), (None, 2)])
def test_a_note_that_is_known_on_the_last_day_of_its_window_is_in_it(known: str | None, held: int) -> None:
    lines = pd.DataFrame({
        "date": pd.to_datetime(["2024-06-05", "2024-06-05"]), "revenue": [100.0, -40.0],
        "known": pd.to_datetime([None, known]),
    })  # fmt: skip
    june = periods.Window(pd.Timestamp("2024-06-01"), pd.Timestamp("2024-06-30"))
    assert len(periods.known_within(lines, [june])) == held


def test_what_is_usual_is_the_median_gap_which_closures_do_not_move() -> None:
    """Three gaps of 20 days and two of 45: more than a month and than 30, so both are closures and no rhythm."""
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta([0, 20, 40, 60, 105, 150], unit="D")
    book = periods.coverage(pd.Series(days))
    assert book.gaps == (20, 20, 20)
    assert [silent.length for silent in book.silences] == [44, 44]


@pytest.mark.parametrize(("known", "held"), [("2024-06-30 17:00", 2), ("2024-07-01", 1), (None, 2)])
def test_a_note_that_is_written_in_the_afternoon_of_a_day_is_known_by_that_day(
    known: str | None, held: int
) -> None:
    lines = pd.DataFrame({
        "date": pd.Timestamp("2024-06-05"), "revenue": [100.0, -40.0], "known": pd.to_datetime([None, known]),
    })  # fmt: skip
    assert len(periods.known_by(lines, pd.Timestamp("2024-06-30 09:00"))) == held
