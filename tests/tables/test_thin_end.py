"""A book whose customers stop all at once: a cut file, until somebody says that it is none."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.findings import find
from kamlib.reports.summary import summary
from kamlib.tables.checks import thin_end
from kamlib.words import speaking


def lines(counts: list[int]) -> pd.DataFrame:
    """Return one line of 100 for each customer of each month; so many customers a month from January 2022 on."""
    rows = [
        (f"C{who:02}", pd.Timestamp(2022 + at // 12, at % 12 + 1, 5), 100.0)
        for at, n in enumerate(counts)
        for who in range(n)
    ]
    return pd.DataFrame(rows, columns=["customer_id", "date", "revenue"])


@pytest.mark.parametrize(
    ("counts", "since"),
    [
        ([30] * 20 + [9, 8, 2], "2023-09-01"),
        ([30] * 20 + [9, 8], None),  # the last month may be half of one, and one month is little
        ([30] * 20 + [10, 8, 2], None),  # a third is not below a third
        ([30] * 11 + [9, 8, 2], None),  # no year before
        ([30] * 12 + [9, 8, 2], "2023-01-01"),
        ([9, 8, 2, *[30] * 9] * 2 + [9, 8, 2], None),  # so it is every January
        ([9] * 20 + [2, 2, 1], None),  # too few customers to tell
        ([30] * 20 + [0, 0, 1], "2023-09-01"),
        ([30] * 24, None),
    ],
)
def test_months_that_are_thin_at_the_end_of_a_book_only(counts: list[int], since: str | None) -> None:
    found = thin_end.check(lines(counts))
    assert [p.values["since"] for p in found] == ([since] if since else [])


def test_the_rows_the_money_and_the_usual_month_are_told() -> None:
    [found] = thin_end.check(lines([30] * 20 + [9, 8, 2]))
    assert (found.rows, found.money) == (19, 1900.0)
    assert (found.values["now"], found.values["usual"], found.values["until"]) == (9, 30, "2023-08-31")


def test_credits_are_no_sales() -> None:
    sold = lines([30] * 20 + [9, 8, 2])
    back = lines([0] * 20 + [30, 30, 30]).assign(revenue=-5.0)
    assert len(thin_end.check(pd.concat([sold, back], ignore_index=True))) == 1


@pytest.mark.parametrize(
    ("as_of", "said"),
    [(None, "The data after 31 Aug 2023 may be incomplete: see data quality."), ("2023-08-31", "")],
)
def test_the_first_page_says_it_unless_the_report_ends_before(
    tmp_path: Path, as_of: str | None, said: str
) -> None:
    book = lines([30] * 20 + [9, 8, 2])
    book.assign(order_id=range(len(book))).to_csv(tmp_path / "book.csv", index=False)
    client = kam.load(tmp_path / "book.csv", currency="EUR", as_of=as_of)
    with speaking("en"):
        told = summary(client, find(client)).complication
    assert ("may be incomplete" in told) == bool(said)
    assert said in told
    assert [p.code for p in client.problems if p.code == "thin-end"] == (["thin-end"] if said else [])
