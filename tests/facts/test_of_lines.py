"""Facts that a book makes of its order lines: each worked out once, by hand here, and anew after an edit."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.book import Book
from kamlib.facts.order_terms import order_terms
from kamlib.facts.orders import order_dates, order_sums
from kamlib.facts.products import bought_products, counted_part, variety
from kamlib.facts.terms import credit_days
from kamlib.periods import Window


def lines(*rows: tuple[object, ...]) -> pd.DataFrame:
    names = ["customer_id", "order_id", "date", "revenue", "product", "due_date"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(
        date=pd.to_datetime(table["date"], format="mixed"), due_date=pd.to_datetime(table["due_date"])
    )


LINES = lines(
    ("A", "1", "2024-01-05", 100.0, "pump", "2024-01-15"),
    ("A", "1", "2024-01-07", 300.0, "pump", "2024-02-06"),  # the same order, delivered later: 10 and 30 days
    ("A", "2", "2024-03-01", 50.0, None, None),
    ("A", "2", "2024-03-01", -50.0, None, None),  # comes to nothing
    ("B", None, "2024-03-02 15:00", 40.0, "seal", "2024-03-12"),
    (
        "B",
        None,
        "2024-03-02 16:00",
        40.0,
        "seal",
        "2024-03-01",
    ),  # one day without a number; due before it was sold
    ("B", "9", "2024-03-03", -40.0, "seal", "2024-04-03"),
)


def test_an_order_is_as_old_as_its_first_line_and_comes_to_more_than_nothing() -> None:
    found = order_dates(LINES)
    assert found["customer_id"].tolist() == ["A", "B"]
    assert found["date"].tolist() == [pd.Timestamp("2024-01-05"), pd.Timestamp("2024-03-02 15:00")]


def test_days_of_credit_are_whole_days_weighted_by_money() -> None:
    found = credit_days(LINES).set_index("customer_id")
    assert found["billed"].to_dict() == {"A": 400.0, "B": 80.0}
    assert found["credit_days"].to_dict() == pytest.approx({"A": (100 * 10 + 300 * 30) / 400, "B": 5.0})


def test_who_bought_what_is_listed_once() -> None:
    assert bought_products(LINES).to_numpy().tolist() == [["A", "pump"], ["B", "seal"]]


def test_a_book_works_a_fact_out_once_for_all_days_and_for_some() -> None:
    asked: list[int] = []

    def counted(part: pd.DataFrame) -> int:
        asked.append(len(part))
        return len(part)

    book, march = Book(LINES.copy()), Window(pd.Timestamp("2024-03-01"), pd.Timestamp("2024-03-02"))
    assert [book.fact(counted), book.fact(counted), book.fact(counted, march), book.fact(counted, march)] == [
        7,
        7,
        4,
        4,
    ]
    assert asked == [7, 4]
    book.orders.loc[0, "revenue"] = 1.0
    assert book.fact(counted) == 7
    assert asked == [7, 4, 7]


def test_an_order_is_as_late_as_its_latest_line() -> None:
    """A 1: due on the 15th and paid so, due on 6 February and paid 20 days later. A 2 has no due date."""
    paid = LINES.assign(paid_date=pd.to_datetime(["2024-01-15", "2024-02-26", *[None] * 5]), discount=10.0)
    found = order_terms(paid, as_of=pd.Timestamp("2024-03-20")).set_index("order_id")
    assert found.index.tolist() == ["1", "2024-03-02"]
    assert found.loc["1", ["list_value", "given", "days_late"]].tolist() == [420.0, 20.0, 20.0]
    assert found.loc["2024-03-02", "days_late"] == 19.0  # unpaid: since 1 March, not since 12 March


def test_the_counted_part_is_of_what_was_billed() -> None:
    """100 with pieces and 100 without; that 50 of the pieces came back takes nothing off."""
    held = pd.DataFrame({"revenue": [100.0, 100.0, -50.0], "quantity": [5.0, None, -2.0]})
    assert counted_part(held) == 0.5
    assert counted_part(held.tail(1)) == 0.0


def test_lines_of_one_product_in_an_order_are_one_quantity() -> None:
    """30 and 40 pieces of one product are 70, more than 50 of another; of lines without a product the larger."""
    rows = [("1", "pump", 30.0), ("1", "pump", 40.0), ("1", "seal", 50.0), ("2", None, 8.0), ("2", None, 9.0)]
    table = pd.DataFrame(rows, columns=["order_id", "product", "quantity"])
    table = table.assign(customer_id="A", date=pd.Timestamp("2024-01-05"), revenue=10.0)
    assert order_sums(table).set_index("order_id")["quantity"].to_dict() == {"1": 70.0, "2": 9.0}


def test_two_lines_tell_how_various_a_customer_buys_and_one_does_not() -> None:
    """A: two products in two lines. B: one product twice. C: two of three lines alike, 1 − 2 / 6. D: one line."""
    rows = [("A", "p"), ("A", "q"), ("B", "p"), ("B", "p"), ("C", "p"), ("C", "p"), ("C", "q"), ("D", "p")]
    found = variety(pd.DataFrame(rows, columns=["customer_id", "product"]))
    assert found["variety"].to_dict() == pytest.approx({"A": 1.0, "B": 0.0, "C": 2 / 3})
