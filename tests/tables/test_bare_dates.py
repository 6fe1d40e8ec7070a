"""Dates that only a whole column tells, months and quarters, and months by their names in other languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.tables.messages import message, remedy
from kamlib.tables.values.calendar_text import names_years
from kamlib.tables.values.dates import parse_dates
from kamlib.tables.values.month_names import in_english, month_of

Read = Callable[..., Reading]
#: Days of eight months; some of them tell the order of day and month, and the century.
DAYS = [dt.date(2024, *day) for day in ((1, 9), (3, 5), (4, 6), (5, 25), (6, 7), (7, 8), (8, 19), (9, 7))]
#: Nine months, as they begin.
MONTHS = [dt.date(2024, month, 1) for month in range(1, 10)]


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def write_and_read(content: str, **how: object) -> Reading:
        path = tmp_path / "orders.csv"
        path.write_text(content, "utf-8")
        return read(path, today="2025-01-01", **how)

    return write_and_read


def parsed(cells: list[object]) -> list[dt.date]:
    column = parse_dates(pd.Series(cells, dtype="object"))
    assert not column.ambiguous
    return [moment.date() for moment in column.values]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("Jan 9, 2024, 10:11:12 AM", "2024-01-09 10:11:12"),
        ("09 Jan 2024, 10:11", "2024-01-09 10:11"),
        ("Tuesday 09 January 2024", "2024-01-09"),
        ("2024-01-09 10.11.12", "2024-01-09 10:11:12"),
        ("2024-01-09-10.11.12", "2024-01-09 10:11:12"),
        ("09-Jan-24 10.11.12.000000000 PM", "2024-01-09 22:11:12"),
        ("20240109 101112", "2024-01-09 10:11:12"),
        ("2024_01_09", "2024-01-09"),
        ("2024.1.9.", "2024-01-09"),
        ("Tue Jan 09 2024 10:11:12 GMT+0800 (China Standard Time)", "2024-01-09 10:11:12"),
        ("9 janv. 2024", "2024-01-09"),
        ("mar. 12 mars 2024", "2024-03-12"),
        ("7 août 2024", "2024-08-07"),
        ("9 de enero de 2024", "2024-01-09"),
        ("09/fev/2024", "2024-02-09"),
        ("9 settembre 2024", "2024-09-09"),
        ("terça-feira, 9 de janeiro de 2024", "2024-01-09"),
        ("9 mei 2024", "2024-05-09"),
        ("5 sierpnia 2024", "2024-08-05"),
        ("9 января 2024 г.", "2024-01-09"),
        ("民國113年1月9日", "2024-01-09"),
        ("中華民國113年1月9日", "2024-01-09"),
    ],
)
def test_programs_and_people_of_other_places_write_dates_so(cell: str, moment: str) -> None:
    assert parse_dates(pd.Series([cell])).values.tolist() == [pd.Timestamp(moment)]


@pytest.mark.parametrize("form", ["%d%m%Y", "%m%d%Y", "%y%m%d", "%d%m%y"])
def test_digits_alone_are_dates_where_the_column_tells_their_order(form: str) -> None:
    assert parsed([day.strftime(form) for day in DAYS]) == DAYS


def test_digits_that_tell_no_order_stay_open_until_it_is_said() -> None:
    column = pd.Series(["09012024", "05032024", "07062024"])
    assert parse_dates(column).ambiguous
    assert parse_dates(column, dayfirst=True).values.tolist()[0] == pd.Timestamp("2024-01-09")
    assert parse_dates(column, dayfirst=False).values.tolist()[0] == pd.Timestamp("2024-09-01")


def test_six_digits_of_months_stay_months() -> None:
    assert parsed([f"{month:%Y%m}" for month in MONTHS]) == MONTHS


@pytest.mark.parametrize(
    "form",
    [
        lambda day: f"{day:%m/%Y}", lambda day: f"{day.month}/{day.year}", lambda day: f"{day:%b-%y}",
        lambda day: f"{day:%Y-%m}", lambda day: f"{day.year}年{day.month}月",
    ],
)  # fmt: skip
def test_months_are_their_first_days_and_counted_as_months(form: Callable[[dt.date], str]) -> None:
    cells = [form(month) for month in MONTHS]
    assert parsed([*cells]) == MONTHS
    assert parse_dates(pd.Series(cells)).periods == len(MONTHS)


@pytest.mark.parametrize(
    "cell", ["2024Q2", "2024-Q2", "Q2 2024", "2Q2024", "2024年第二季度", "2024年2季度", "2024年Q2"]
)
def test_quarters_are_their_first_days(cell: str) -> None:
    column = parse_dates(pd.Series([cell]))
    assert (column.values.tolist(), column.periods) == ([pd.Timestamp("2024-04-01")], 1)


@pytest.mark.parametrize("form", ["{0}/{1:02d}/{2:02d}", "{0}.{1}.{2}", "{0}年{1}月{2}日", "{0}{1:02d}{2:02d}"])
def test_years_from_1912_are_known_by_their_three_digits(form: str) -> None:
    cells = [form.format(day.year - 1911, day.month, day.day) for day in DAYS]
    assert parsed([*cells]) == DAYS
    assert parse_dates(pd.Series(cells)).minguo == len(DAYS)


def test_short_years_beside_years_from_1912_count_from_there_too() -> None:
    assert parsed(["113/01/09", "98/12/31"]) == [dt.date(2024, 1, 9), dt.date(2009, 12, 31)]


@pytest.mark.parametrize("per_second", [1, 1000])
@pytest.mark.parametrize("type_", [str, int])
def test_seconds_since_1970_are_days_of_universal_time(per_second: int, type_: type) -> None:
    noons = [dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC) for day in DAYS]
    cells = [type_(int(noon.timestamp()) * per_second) for noon in noons]
    assert parsed(cells) == DAYS
    assert parse_dates(pd.Series(cells)).epochs == len(DAYS)


def test_midnights_in_china_are_the_days_there() -> None:
    zone = dt.timezone(dt.timedelta(hours=8))
    cells = [str(int(dt.datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())) for day in DAYS]
    assert parsed([*cells]) == DAYS


def test_a_month_and_two_digits_are_years_only_where_they_look_it() -> None:
    assert names_years(["Jan-24", "Feb-24", "Mar-24"])
    assert names_years([f"{month:%b}-{year}" for month in MONTHS for year in (23, 24)])
    assert not names_years(["Mar 05", "Apr 17", "May 28"])
    assert not names_years(["Mar 05", "Apr 05", "May 05"])  # the fifth of each month as well


def test_names_of_months_are_known_by_their_beginnings_unless_two_begin_so() -> None:
    assert (month_of("janv."), month_of("Fév"), month_of("alice")) == (1, 2, 0)
    assert month_of("jui") == 0  # juin or juillet
    assert in_english("martes, 9 de enero de 2024") == "9 jan 2024"


def test_rows_with_french_dates_are_all_there(reading: Read) -> None:
    names = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept."]
    lines = [f"C{day.month},{day.day} {names[day.month - 1]} {day.year},{100 * day.month}" for day in DAYS]
    found = reading("Customer,Date,Amount\n" + "\n".join(lines))
    assert len(found.frame) == len(DAYS)
    assert found.frame["revenue"].sum() == 4300.0  # 100 + 300 + … + 900
    assert not any(problem.code == "unreadable-dates" for problem in found.problems)


def test_dates_that_no_option_makes_readable_are_not_blamed_on_the_order_of_day_and_month(reading: Read) -> None:
    found = reading("Customer,Date,Amount\nA,2024-01-05,1\nB,2024-01-06,2\nC,soon,4\n")
    (problem,) = [problem for problem in found.problems if problem.code == "unreadable-dates"]
    assert (problem.rows, problem.money) == (1, 4.0)
    assert "not like soon" in remedy(problem)
    assert "dayfirst" not in remedy(problem)
    found = reading("Customer,Date,Amount\nA,13/1/2024,1\nB,1/13/2024,2\nC,14/1/2024,4\n", dayfirst=True)
    (problem,) = [problem for problem in found.problems if problem.code == "unreadable-dates"]
    assert "--dayfirst or --monthfirst" in remedy(problem)


def test_a_column_of_months_can_be_mapped(reading: Read) -> None:
    lines = [f"C{month.month},{month:%b-%y},10" for month in MONTHS]
    found = reading("Customer,Period,Amount\n" + "\n".join(lines), columns={"date": "Period"})
    assert found.frame["date"].dt.date.tolist() == MONTHS
    note = next(problem for problem in found.problems if problem.code == "periods")
    assert message(note) == "9 dates of column Period are months or quarters; their first day was used."


def test_days_without_a_year_are_refused_as_before(reading: Read) -> None:
    with pytest.raises(KamError, match="the year is missing"):
        reading("Customer,Date,Amount\nA,Mar 05,1\nB,Mar 28,2\nC,Apr 17,3\n")
