"""A small book with figures that can be worked out by hand."""

from __future__ import annotations

from functools import cache

import pandas as pd

from kamlib.book import Book


def orders(small: int = 2) -> pd.DataFrame:
    """A buys 50 a month in 2023 and 100 a month in 2024; S1 … buy 20 a month in 2024. Costs are 60 %."""
    months = pd.date_range("2023-01-31", "2024-12-31", freq="ME")
    rows = [("A", day, 50.0 if day.year == 2023 else 100.0, "P1") for day in months]
    rows += [(f"S{n}", day, 20.0, "P2") for n in range(1, small + 1) for day in months if day.year == 2024]
    rows += [(f"S{n}", pd.Timestamp("2023-01-31"), 20.0, "P2") for n in range(1, small + 1)]
    table = pd.DataFrame(rows, columns=["customer_id", "date", "revenue", "product"])
    return table.assign(
        cost=0.6 * table["revenue"], order_id=[str(n) for n in range(len(table))], quantity=1.0,
    )  # fmt: skip


@cache
def plain() -> Book:
    """Return the book that tests share; nobody changes it."""
    return made()


def book(small: int = 2, **tables: pd.DataFrame) -> Book:
    """Return the shared book, or one with other tables."""
    return made(small, **tables) if tables or small != 2 else plain()


def made(small: int = 2, **tables: pd.DataFrame) -> Book:
    """Return the book: customer A has two contacts, one of whom decides; Li visits it, Max visits S1."""
    ids = ["A", *(f"S{n}" for n in range(1, small + 1))]
    customers = pd.DataFrame({
        "customer_id": ids, "name": [f"Name {id_}" for id_ in ids], "potential": [2400.0] + [None] * small,
        "owner": ["Li"] + ["Max"] * small,
    })  # fmt: skip
    contacts = pd.DataFrame({
        "customer_id": ["A", "A", "S1"], "contact_id": ["K1", "K2", "K3"],
        "role": ["decider", "buyer", "decider"], "known_by": ["Li", "Li", "Max; Li"],
    })  # fmt: skip
    activities = pd.DataFrame({
        "customer_id": ["A", "A", "S1"], "date": pd.to_datetime(["2024-05-01", "2022-05-01", "2023-02-01"]),
        "level": ["business", "leadership", "business"], "kind": ["visit", "visit", "visit"],
        "employee": ["Li", "Eva", "Max"],
    })  # fmt: skip
    given = {"customers": customers, "contacts": contacts, "activities": activities, **tables}
    return Book(orders(small), **given)


def entries(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Return a table of what was said."""
    table = pd.DataFrame(rows, columns=["customer_id", "field", "value", "date"])
    return table.assign(date=pd.to_datetime(table["date"]), person="Li")
