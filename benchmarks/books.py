"""Order books that the benchmarks are run on: natural ones, in which an order has one customer and one day."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Order lines that an order has on average.
LINES_AN_ORDER = 3


def orders(lines: int, customers: int = 5000, seed: int = 1) -> pd.DataFrame:
    """A clean book: an order number belongs to one customer and one day, and its lines follow each other."""
    rng = np.random.default_rng(seed)
    number = np.arange(lines) // LINES_AN_ORDER
    placed = number[-1] + 1 if lines else 0
    buyer = (customers * rng.random(placed) ** 2).astype("int64")  # few buy often, many seldom
    day = np.sort(rng.integers(0, 1400, placed))
    return pd.DataFrame({
        "customer_id": pd.Series(buyer[number] + 1).astype("str").str.zfill(6),
        "order_id": "SO" + pd.Series(number).astype("str").str.zfill(7),
        "date": (pd.Timestamp("2021-01-01") + pd.to_timedelta(day[number], unit="D")).as_unit("us"),
        "product": pd.Series(rng.choice(["Pump A", "Pump B", "Bearing, large", "泵 C"], lines), dtype="str"),
        "quantity": rng.integers(1, 50, lines),
        "revenue": (revenue := rng.uniform(50, 2000, lines).round(2)),
        "cost": (revenue * rng.uniform(0.6, 0.95, lines)).round(2),
    })  # fmt: skip


def ledger(lines: int, customers: int = 15_000, seed: int = 1) -> pd.DataFrame:
    """A whole ledger: returns, discounts, due and paid days, 400 products, and some cells that are missing."""
    rng = np.random.default_rng(seed)
    book = orders(lines, customers, seed)
    due = book["date"] + pd.Timedelta(days=30)
    paid = due + pd.to_timedelta(rng.integers(-20, 60, lines), unit="D")
    back = rng.random(lines) < 0.02
    return book.assign(
        product=pd.Series(rng.integers(0, 400, lines)).astype("str"),
        revenue=book["revenue"].mask(back, -book["revenue"].abs() / 10).round(2),
        cost=book["cost"].mask(rng.random(lines) < 0.01),
        discount=rng.uniform(0, 50, lines).round(2),
        due_date=due,
        paid_date=paid.mask(rng.random(lines) < 0.1),
        order_type=pd.Series(np.where(back, "return", "standard"), dtype="str"),
    ).drop(columns="quantity")
