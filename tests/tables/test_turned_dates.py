"""Dates whose day a spreadsheet has taken for the month are turned back, and no others."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from kamlib.tables import read
from kamlib.tables.messages import message, remedy
from kamlib.tables.values.dates import parse_dates
from kamlib.words import speaking

DAYS = (5, 7, 25, 13, 9, 11, 2, 28)
#: Dates of one month, and of several.
MONTH, YEAR = ([dt.date(2024, 3 + at % spread, day) for at, day in enumerate(DAYS)] for spread in (1, 4))


def opened(order: str, true: list[dt.date] = YEAR) -> pd.Series:
    """Return dates as a spreadsheet of the other order holds them: turned, or text where it cannot read them."""
    form = "%d/%m/%Y" if order == "day" else "%m/%d/%Y"
    cells = [dt.datetime(d.year, d.day, d.month) if d.day <= 12 else d.strftime(form) for d in true]
    return pd.Series(cells, dtype="object")


@pytest.mark.parametrize("order", ["day", "month"])
@pytest.mark.parametrize("true", [MONTH, YEAR])
def test_turned_dates_are_turned_back_and_named(order: str, true: list[dt.date]) -> None:
    parsed = parse_dates(opened(order, true))
    assert parsed.values.dt.date.tolist() == true
    assert parsed.turned == 5


def test_the_warning_says_which_column_and_how_to_have_them_as_they_stand() -> None:
    lines = pd.DataFrame(
        {"Customer": list("ABCDEFGH"), "Order No": range(8), "Date": opened("day"), "Amount": 1.5}
    )
    (problem,) = [p for p in read(lines).problems if p.code == "dates-turned"]
    assert (problem.level, problem.rows) == ("warning", 5)
    assert "--dayfirst" in remedy(problem)
    with speaking("zh"):
        assert "已还原" in message(problem)
    assert read(lines, dayfirst=True).frame["date"].iloc[0] == pd.Timestamp("2024-05-03")


def test_a_date_after_the_twelfth_shows_that_nothing_was_turned() -> None:
    cells = opened("day")
    cells[len(cells)] = dt.datetime(2024, 3, 20)
    assert parse_dates(cells).turned == 0


def test_text_before_the_thirteenth_shows_that_nothing_was_turned() -> None:
    cells = opened("day")
    cells[len(cells)] = "03/04/2024"
    assert parse_dates(cells).turned == 0


def test_days_that_months_begin_with_are_not_turned() -> None:
    firsts = [dt.datetime(2024, month, 1) for month in range(1, 13)]
    cells = pd.Series([*firsts, "15/03/2024", "15/04/2024"], dtype="object")
    assert parse_dates(cells).turned == 0
