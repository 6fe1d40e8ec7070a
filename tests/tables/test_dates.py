"""Dates in every way of writing that the domain page names; day and month in doubt stay in doubt."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.tables.values.dates import parse_dates

FIFTH = pd.Timestamp(2024, 3, 5)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-03-05", "2024/3/5", "2024/03/05", "2024.3.5", "2024年3月5日", "2024年03月05日",
        "２０２４年３月５日", "05.03.2024",
        "5.3.2024", "20240305", "2024-03-05T00:00:00", "2024-03-05T00:00:00Z",
        "2024-03-05 00:00:00.000", "Mar 5, 2024",
        "March 5, 2024", "5-Mar-24", "5-Mar-2024", "05 Mar 2024", "5 March 2024",
        "5. März 2024", "5th March 2024",
        "Tue, 5 Mar 2024", "2024年3月5日 星期二", "24年3月5日", "24/3/5", "45356", "45356.0", 45356,
        45356.0, 20240305,
        dt.date(2024, 3, 5), dt.datetime(2024, 3, 5), "3/5/2024 12:00 AM", "2024-03-05 00:00:00+08:00",
    ],
)  # fmt: skip
def test_the_fifth_of_march_is_read_however_it_is_written(cell: object) -> None:
    assert parse_dates(pd.Series([cell], dtype="object")).values.tolist() == [FIFTH]


@pytest.mark.parametrize("cell", ["12 de mar de 2024", "mar. 12 mars 2024", "mar 12 de mar de 2024"])
def test_mar_is_march_unless_march_follows(cell: str) -> None:
    """In Spanish and French it is Tuesday too, as the twelfth was: the last word that can be a month is one."""
    assert parse_dates(pd.Series([cell], dtype="object")).values.tolist() == [pd.Timestamp("2024-03-12")]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2024-03-05 14:05", "2024-03-05 14:05"),
        ("2024/3/5 2:05:07 PM", "2024-03-05 14:05:07"),
        ("2024年3月5日 下午2时05分", "2024-03-05 14:05"),
        ("20240305140507", "2024-03-05 14:05:07"),
        (45356.5, "2024-03-05 12:00"),
    ],
)
def test_the_time_of_day_is_kept(cell: object, moment: str) -> None:
    assert parse_dates(pd.Series([cell], dtype="object")).values.tolist() == [pd.Timestamp(moment)]


@pytest.mark.parametrize(
    "cell", ["2024-02-30", "hello", "12", 12, "13/13/2024", "2024-13-01", "0001-01-01", True, 1e9]
)
def test_what_is_no_day_is_unreadable(cell: object) -> None:
    parsed = parse_dates(pd.Series([cell, "2024-01-01"], dtype="object"))
    assert parsed.unreadable.tolist() == [True, False]


@pytest.mark.parametrize("cell", ["", None, "NULL", "-", "0000-00-00", float("nan"), pd.NaT])
def test_what_holds_nothing_is_blank(cell: object) -> None:
    parsed = parse_dates(pd.Series([cell, "2024-01-01"], dtype="object"))
    assert parsed.blank.tolist() == [True, False]
    assert not parsed.unreadable.any()


def test_one_late_day_tells_the_order_for_the_column() -> None:
    assert parse_dates(pd.Series(["03/04/2024", "14/04/2024"])).values[0] == pd.Timestamp(2024, 4, 3)
    assert parse_dates(pd.Series(["03/04/2024", "04/14/2024"])).values[0] == pd.Timestamp(2024, 3, 4)


def test_days_that_could_be_months_are_ambiguous() -> None:
    assert parse_dates(pd.Series(["03/04/2024", "05/06/2024"])).ambiguous
    assert parse_dates(pd.Series(["03/04/2024", "14/04/2024", "04/14/2024"])).ambiguous


def test_nothing_is_ambiguous_where_the_order_does_not_matter_or_is_told() -> None:
    assert not parse_dates(pd.Series(["03/03/2024"])).ambiguous
    assert not parse_dates(pd.Series(["03.04.2024"])).ambiguous
    told = parse_dates(pd.Series(["03/04/2024"]), dayfirst=True)
    assert told.values.tolist() == [pd.Timestamp(2024, 4, 3)]
    assert not told.ambiguous


def test_a_cell_against_the_order_told_is_unreadable() -> None:
    assert parse_dates(pd.Series(["3/14/2024", "3/4/2024"]), dayfirst=True).unreadable.tolist() == [True, False]


def test_dots_put_the_day_first_even_beside_american_dates() -> None:
    parsed = parse_dates(pd.Series(["05.03.2024", "3/14/2024"]))
    assert parsed.values.tolist() == [FIFTH, pd.Timestamp(2024, 3, 14)]


def test_short_years_that_lead_are_seen_from_the_column() -> None:
    parsed = parse_dates(pd.Series(["24/3/5", "24/12/31"]))
    assert parsed.values.tolist() == [FIFTH, pd.Timestamp(2024, 12, 31)]
    assert parsed.short_years == 2


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["24-03-05", "24-03-25", "24-05-20"], "2024-03-05"),
        (["23-03-05", "24-05-20"], "2023-03-05"),
        (["05-03-24", "25-03-24", "20-05-24"], "2024-03-05"),
        (["05/03/24", "25/12/24"], "2024-03-05"),
        (["12/25/24", "03/05/23"], "2024-12-25"),
        (["31/12/05", "01/01/24", "15/06/12"], "2005-12-31"),
    ],
)
def test_short_years_are_where_the_dates_lie_closest_together(cells: list[str], first: str) -> None:
    parsed = parse_dates(pd.Series(cells))
    assert not parsed.ambiguous
    assert parsed.values.iloc[0] == pd.Timestamp(first)


def test_short_years_at_either_end_are_ambiguous_where_the_dates_reach_as_far() -> None:
    assert parse_dates(pd.Series(["03-05-21", "21-05-05", "12-05-13"])).ambiguous


def test_day_numbers_and_short_years_are_counted() -> None:
    parsed = parse_dates(pd.Series(["45356", "45356", "5-Mar-24", "2024-03-05"]))
    assert (parsed.serials, parsed.short_years) == (2, 1)


days = st.dates(dt.date(1970, 1, 1), dt.date(2068, 12, 31))
FORMS = [
    "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%Y年%m月%d日", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y",
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%d-%b-%y",
]  # fmt: skip


@given(st.lists(days, min_size=1, max_size=20), st.sampled_from(FORMS))
def test_dates_read_back_as_written(dates: list[dt.date], form: str) -> None:
    parsed = parse_dates(pd.Series([date.strftime(form) for date in dates]))
    assert parsed.values.dt.date.tolist() == dates
    assert not parsed.ambiguous


@given(st.lists(days, min_size=1, max_size=20), st.booleans())
def test_the_order_of_day_and_month_is_found_or_admitted_as_open(dates: list[dt.date], dayfirst: bool) -> None:
    form = "%d/%m/%Y" if dayfirst else "%m/%d/%Y"
    parsed = parse_dates(pd.Series([date.strftime(form) for date in dates]))
    assert parsed.ambiguous or parsed.values.dt.date.tolist() == dates


@given(st.lists(days, min_size=1, max_size=20))
def test_day_numbers_of_a_spreadsheet_are_dates(dates: list[dt.date]) -> None:
    numbers = [(date - dt.date(1899, 12, 30)).days for date in dates]
    assert parse_dates(pd.Series(numbers)).values.dt.date.tolist() == dates


@given(st.lists(st.text(max_size=20) | st.none() | st.integers() | st.floats() | days, max_size=8))
def test_any_cell_is_a_date_unreadable_or_blank(cells: list[object]) -> None:
    parsed = parse_dates(pd.Series(cells, dtype="object"))
    kinds = parsed.values.notna().astype(int) + parsed.unreadable + parsed.blank
    assert (kinds == 1).all()


def test_time_zones_are_dropped_and_the_clock_kept() -> None:
    column = pd.Series(pd.to_datetime(["2024-03-05 10:00"])).dt.tz_localize("Asia/Shanghai")
    assert parse_dates(column).values.tolist() == [pd.Timestamp("2024-03-05 10:00")]
