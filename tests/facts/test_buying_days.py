"""Days of buying: whether a customer bought from one day to another, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.facts.buying_days import ledger
from kamlib.periods.day_numbers import number_of


def test_bought_from_one_day_to_another_both_included() -> None:
    """A buys on 10 and 20 January, B on 15; a day outside of the book or of another customer is none."""
    days = pd.to_datetime(["2024-01-10", "2024-01-20", "2024-01-15"])
    book = ledger(pd.DataFrame({"customer_id": ["A", "A", "B"], "date": days, "revenue": 5.0}))
    bought, zero = book.at(number_of(days[1])), number_of(pd.Timestamp("2024-01-01")) - 1
    cases = [
        (0, 10, 10, True), (0, 11, 19, False), (0, 11, 20, True), (0, 21, 400, False), (0, -400, 9, False),
        (1, 10, 14, False), (1, 1, 31, True), (1, 16, 20, False), (1, -9, 15, True),
    ]  # fmt: skip
    who, first, last, expected = (np.array(part) for part in zip(*cases, strict=True))
    assert bought.between(who, zero + first, zero + last).tolist() == expected.tolist()
    assert bought.between(who, zero + last, zero + first - 1).tolist() == [False] * len(cases)
    nothing = ledger(pd.DataFrame({"customer_id": ["A"], "date": days[:1], "revenue": [-1.0]}))
    assert nothing.at(number_of(days[1])).between(who, zero + first, zero + last).tolist() == [False] * len(cases)
