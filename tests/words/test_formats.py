"""Money, shares and dates as each language writes them."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.words import count, date, money, number, percent, percents, period, span, speaking, written, year_to


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0.5, "CN¥0.50", "0.50元"),
        (-0.001, "CN¥0", "0元"),
        (15, "CN¥15", "15元"),
        (950, "CN¥950", "950元"),
        (842.2508, "CN¥842", "842元"),
        (77.87, "CN¥77.87", "77.87元"),
        (2_130.2508, "CN¥2.13K", "2,130元"),
        (12_345, "CN¥12.3K", "1.23万元"),
        (999_960, "CN¥1M", "100万元"),
        (1_234_567, "CN¥1.23M", "123万元"),
        (-45_678, "-CN¥45.7K", "-4.57万元"),
        (99_440, "CN¥99.4K", "9.94万元"),
        (994_400, "CN¥994K", "99.4万元"),
        (99_960, "CN¥100K", "10万元"),
        (9_999.96, "CN¥10K", "1万元"),
        (55_651_234, "CN¥55.7M", "5,565万元"),
        (99_999_999, "CN¥100M", "1亿元"),
        (102_960_000, "CN¥103M", "1.03亿元"),
        (123_456_789, "CN¥123M", "1.23亿元"),
        (12_345_678_901_234, "CN¥12.3T", "12.3万亿元"),
    ],
)
def test_money_is_short_in_sentences(value: float, english: str, chinese: str) -> None:
    assert money(value, "CNY") == english
    with speaking("zh"):
        assert money(value, "CNY") == chinese


@pytest.mark.parametrize(
    ("currency", "chinese"),
    [("GBP", "1,949万英镑"), ("USD", "1,949万美元"), ("EUR", "1,949万欧元"), (None, "1,949万")],
)
def test_chinese_names_the_currency_behind_the_amount(currency: str | None, chinese: str) -> None:
    with speaking("zh"):
        assert money(19_490_000, currency) == chinese


@pytest.mark.parametrize("nearly", [-0.0004, -0.0, 0.0004])
def test_what_is_written_as_nought_has_no_sign(nearly: float) -> None:
    assert (percent(nearly), percent(nearly, 1), number(nearly, 1), count(nearly)) == ("0%", "0.0%", "0.0", "0")
    assert percent(-0.0006, 1) == "-0.1%"


def test_money_in_full_shows_every_cent() -> None:
    assert money(1234567.891, "GBP", full=True) == "£1,234,567.89"
    assert money(1234567.891, full=True) == "1,234,567.89"


@pytest.mark.parametrize("nothing", [None, float("nan"), float("inf"), pd.NaT, pd.NA])
def test_what_is_missing_is_a_dash(nothing: object) -> None:
    assert money(nothing) == percent(nothing) == number(nothing) == count(nothing) == "–"


def test_shares_numbers_and_dates() -> None:
    assert (percent(0.8049), percent(0.8049, 1), number(2.345, 1), count(12345)) == (
        "80%",
        "80.5%",
        "2.3",
        "12,345",
    )
    day = pd.Timestamp("2024-03-05")
    assert date(day) == "5 Mar 2024"
    with speaking("zh"):
        assert date(day) == "2024年3月5日"


def test_years_and_quarters() -> None:
    assert (period("2024"), period("2024-Q1")) == ("2024", "2024-Q1")
    with speaking("zh"):
        assert (period("2024"), period("2024-Q1")) == ("2024年", "2024年第1季度")


@pytest.mark.parametrize(
    "listed", ["2026-07-06 to 2026-07-17; 2026-08-03", "2026-07-06 至 2026-07-17；2026-08-03"]
)
def test_absences_are_written_as_the_reader_does_whatever_the_table_says(listed: str) -> None:
    assert written("absences", listed) == "2026-07-06 to 2026-07-17; 2026-08-03"
    with speaking("zh"):
        assert written("absences", listed) == "2026-07-06至2026-07-17；2026-08-03"
    assert written("absences", None) == "–"
    assert written("absences", "in Toronto 12 to") == "in Toronto 12 to"  # no span of days


def test_a_figure_is_written_by_the_kind_of_its_term() -> None:
    assert written("revenue", 1_500_000, "EUR") == "€1.5M"
    assert written("date", pd.Timestamp("2024-03-05")) == "5 Mar 2024"
    assert written("customer_id", "0017") == "0017"


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        ([0.15, 0.15, 0.31, 0.38, 0.01], ["15%", "15%", "31%", "38%", "1%"]),
        ([1 / 3, 1 / 3, 1 / 3], ["34%", "33%", "33%"]),
        ([0.1, 0.2, 0.25, 0.45], ["10%", "20%", "25%", "45%"]),
        ([0.154, 0.154, 0.308, 0.385], ["15%", "15%", "31%", "39%"]),
        ([], []),
    ],
)
def test_percentages_of_a_whole_add_up(parts: list[float], written: list[str]) -> None:
    assert percents(parts) == written


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        ("2024-03-01", "2024-12-31", "1 Mar to 31 Dec 2024", "2024年3月1日至12月31日"),
        ("2023-11-05", "2024-02-29", "5 Nov 2023 to 29 Feb 2024", "2023年11月5日至2024年2月29日"),
    ],
)
def test_a_span_of_one_year_names_the_year_once(first: str, last: str, english: str, chinese: str) -> None:
    days = pd.Timestamp(first), pd.Timestamp(last)
    assert span(*days) == english
    with speaking("zh"):
        assert span(*days) == chinese


@pytest.mark.parametrize(
    ("day", "english", "chinese"),
    [
        ("2024-12-31", "the year to 31 Dec 2024", "2024年"),
        ("2025-02-28", "the year to 28 Feb 2025", "截至2025年2月28日的一年"),
    ],
)
def test_a_year_of_the_calendar_is_called_by_its_number_in_chinese(day: str, english: str, chinese: str) -> None:
    assert year_to(pd.Timestamp(day)) == english
    with speaking("zh"):
        assert year_to(pd.Timestamp(day)) == chinese
