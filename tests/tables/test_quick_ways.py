"""Long columns are read in quick ways; what they give is what reading cell by cell gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlib.tables.values import amounts, dates
from kamlib.tables.values.ids import clean_ids

N = 7_000


@pytest.fixture
def moments() -> pd.Series:
    rng = np.random.default_rng(3)
    return pd.Series(pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 6e7, N), unit="s"))


@pytest.mark.parametrize("form", ["%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M", "%Y/%m/%dT%H:%M:%S"])
def test_days_with_times_in_every_cell(moments: pd.Series, form: str) -> None:
    column = moments.dt.strftime(form).astype("str")
    column[5] = None
    parsed = dates.parse_dates(column)
    expected = pd.to_datetime(column, format=form)
    assert parsed.values.isna().sum() == parsed.blank.sum() == 1
    assert (parsed.values.to_numpy()[6:] == expected.to_numpy().astype("datetime64[us]")[6:]).all()


def test_one_cell_without_a_time_or_past_midnight_sends_the_column_the_slow_way(moments: pd.Series) -> None:
    column = moments.dt.strftime("%d/%m/%Y %H:%M:%S").astype("str")
    column[0], column[1] = "17/03/2024", "17/03/2024 24:00:00"
    values = dates.parse_dates(column).values
    assert list(values[:2]) == [pd.Timestamp("2024-03-17"), pd.Timestamp("2024-03-18")]
    assert values.notna().all()


def test_days_before_months_are_found_with_and_without_times(moments: pd.Series) -> None:
    parsed = dates.parse_dates(moments.dt.strftime("%d/%m/%Y %H:%M:%S").astype("str"))
    assert (parsed.dayfirst, parsed.ambiguous) == (True, False)


@pytest.mark.parametrize(
    ("form", "code"), [("€ {:,.2f}", "EUR"), ("${:.2f}", "USD"), ("{:,.2f} CHF", "CHF"), ("{:.2f}元", "CNY")]
)
def test_amounts_that_all_bear_one_currency(form: str, code: str) -> None:
    numbers = np.random.default_rng(4).normal(0, 5_000, N).round(2)
    column = pd.Series([form.format(number) for number in numbers], dtype="str")
    column[3] = None
    parsed = amounts.parse_amounts(column)
    slow = amounts._of_anything(column, None)
    assert parsed.currencies == slow.currencies == {code: N - 1}
    assert np.array_equal(parsed.values, slow.values, equal_nan=True)
    assert np.allclose(np.delete(parsed.values.to_numpy(), 3), np.delete(numbers, 3))


@pytest.mark.parametrize("odd", ["(€ 5.00)", "$ 5.00", "5.00", "€ 5.00 €", "about € 5"])
def test_one_amount_written_otherwise_is_read_as_it_would_be_alone(odd: str) -> None:
    column = pd.Series(["€ 1,234.50", "€ -20.00", odd], dtype="str")
    parsed, slow = amounts.parse_amounts(column), amounts._of_anything(column, None)
    assert parsed.currencies == slow.currencies
    assert np.array_equal(parsed.values, slow.values, equal_nan=True)


@pytest.mark.parametrize("odd", ["1899-12-31", "2200-01-01", "2024-02-30", "0000-00-00", " 2024-03-05", "soon"])
def test_one_day_that_is_none_leaves_the_plain_ones_as_they_are(odd: str) -> None:
    days = pd.Series(["2024-03-05", None, "1900-01-01", "2199-12-31"] * 3, dtype="str")
    plain, mixed = dates.parse_dates(days), dates.parse_dates(pd.concat([days, pd.Series([odd], dtype="str")]))
    assert plain.values.equals(mixed.values.iloc[:-1])
    assert plain.values.iloc[:4].tolist()[0] == pd.Timestamp("2024-03-05")
    assert plain.blank.sum() == 3
    assert not plain.unreadable.any()


@pytest.mark.parametrize(
    "words", [["Direct", "NULL", "Pump 1.5 kW", "1001.0", None], ["A-1", "-", " B ", "Ｋ7", "x"]]
)
def test_a_few_words_on_many_rows_are_cleaned_as_they_would_be_alone(words: list[str | None]) -> None:
    column = pd.Series(words * 500, dtype="str")
    alone = clean_ids(pd.Series(words, dtype="object"))
    assert clean_ids(column).fillna("?").tolist() == alone.fillna("?").tolist() * 500
