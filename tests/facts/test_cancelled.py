"""Cancelled orders: what a later return of the same customer undoes is no order, and nothing else is touched."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.facts import cancelled

Row = tuple[str, str, float]


def left(rows: list[Row]) -> list[float]:
    table = pd.DataFrame(rows, columns=["customer_id", "day", "amount"])
    return cancelled.netted(table.assign(day=pd.to_datetime(table["day"])))["amount"].tolist()


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([("A", "2024-01-01", 90), ("A", "2024-01-02", -90)], [0, 0]),
        ([("A", "2024-01-01", 90), ("A", "2024-01-01", -90)], [0, 0]),
        ([("A", "2024-01-02", 90), ("A", "2024-01-01", -90)], [90, -90]),  # nothing to undo yet
        ([("A", "2024-01-01", 90), ("B", "2024-01-02", -90)], [90, -90]),  # somebody else's
        ([("A", "2024-01-01", 90), ("A", "2024-01-02", -80)], [90, -80]),  # a part came back
        # the latest before it, and each return one order
        ([("A", "2024-01-01", 90), ("A", "2024-02-01", 90), ("A", "2024-02-02", -90)], [90, 0, 0]),
        ([("A", "2024-01-01", 90), ("A", "2024-02-01", -90), ("A", "2024-02-02", -90)], [0, 0, -90]),
        # one return of a day's two orders
        ([("A", "2024-01-01", 90), ("A", "2024-01-01", 10), ("A", "2024-04-01", -100), ("A", "2024-04-01", 95)],
         [0, 0, 0, 95]),
        # the second of the day's orders came after the return
        ([("A", "2024-01-01 09:00", 60), ("A", "2024-01-01 12:00", -100), ("A", "2024-01-01 15:00", 40)],
         [60, -100, 40]),
        ([], []),
    ],
)  # fmt: skip
def test_a_return_undoes_the_order_before_it(rows: list[Row], kept: list[float]) -> None:
    assert left(rows) == kept


BOOK = st.lists(
    st.tuples(
        st.sampled_from("AB"), st.integers(1, 9).map("2024-01-0{}".format), st.sampled_from([-3, -2, 1, 2, 3])
    ),
    max_size=14,
)  # fmt: skip


@given(BOOK, st.randoms())
def test_totals_stay_and_no_order_of_rows_decides(rows: list[Row], random) -> None:
    kept = left(rows)
    assert sum(kept) == sum(amount for _who, _day, amount in rows)
    shuffled = random.sample(rows, len(rows))

    def told(kept: list[float], rows: list[Row]) -> list[tuple[str, str, float]]:
        return sorted((who, day, amount) for (who, day, _), amount in zip(rows, kept, strict=True) if amount)

    assert told(left(shuffled), shuffled) == told(kept, rows)
