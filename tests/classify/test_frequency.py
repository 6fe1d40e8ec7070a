"""Who orders often: by months between orders, with a floor, and with near-equals treated alike."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.classify import frequency
from kamlib.facts.accounts import accounts


def book(**days: list[str]) -> pd.DataFrame:
    rows = [
        (who, f"{who}{n}", pd.Timestamp(day), 10.0) for who, when in days.items() for n, day in enumerate(when)
    ]
    return accounts(pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"]))


def months(every: int, n: int) -> list[str]:
    return [str((pd.Period("2022-01", "M") + every * k).start_time.date()) for k in range(n)]


@pytest.mark.parametrize(
    ("days", "gap"),
    [
        (months(3, 8), 3.0), (months(1, 24), 1.0), (["2022-01-01"], float("inf")),
        (["2022-01-01", "2022-01-20"], float("inf")),  # ten days of one month are one occasion
        (["2022-01-01", "2022-01-09", "2024-06-01"], 29.0),  # two months of 29
        (["2022-01-01", "2022-08-01", "2023-09-01", "2024-05-01"], 28 / 3),  # four orders in 2.4 years
    ],
)  # fmt: skip
def test_months_between_are_of_months_with_orders(days: list[str], gap: float) -> None:
    assert frequency.months_between(book(A=days)).tolist() == [pytest.approx(gap)]


def test_near_equals_are_treated_alike_whatever_side_of_the_middle_they_are_on() -> None:
    table = book(**{f"C{i}": months(1, 16 + i) for i in range(9)})
    assert frequency.often(table, floor=4.0, usual=2.0).all()


def test_where_all_are_rare_nobody_is_often() -> None:
    table = book(**{f"C{i}": months(7, 3 + i % 2) for i in range(9)})
    assert not frequency.often(table, floor=4.0, usual=2.0).any()


def test_where_all_order_monthly_each_quarter_is_not_often() -> None:
    table = book(**{f"C{i}": months(1, 24) for i in range(9)}, RARE=months(3, 8))
    found = dict(zip(table["customer_id"], frequency.often(table, floor=4.0, usual=2.0), strict=True))
    assert not found.pop("RARE")
    assert all(found.values())


def test_a_quarter_left_out_is_forgiven() -> None:
    table = book(A=[*months(3, 4), "2023-04-01", "2023-07-01"])
    assert frequency.often(table, floor=4.0, usual=2.0).tolist() == [True]


def test_nobody_makes_no_answer() -> None:
    assert frequency.often(book(A=["2022-01-01"]).head(0), floor=4.0, usual=2.0).tolist() == []
