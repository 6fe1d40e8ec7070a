"""The title about years whose losses eat up what is earned: it speaks of the last of them."""

from __future__ import annotations

import pandas as pd

from kamlib.client import Client
from kamlib.findings.concentration_trend import concentration_trend


def book() -> Client:
    """Ten earn 100 and ten lose 95 in 2023; in 2024 they earn 120 and lose 118."""
    rows = []
    for year, earned, lost in ((2023, 100.0, 95.0), (2024, 120.0, 118.0)):
        for at in range(20):
            cost = 200.0 - earned if at < 10 else 200.0 + lost
            for month, part in ((1, 0.25), (5, 0.25), (9, 0.25), (12, 0.25)):
                day = pd.Timestamp(year, month, 31 if month == 12 else 1 + at)
                rows.append((f"c{at:02d}", f"{at}-{day:%Y%m}", day, 200.0 * part, cost * part))
    return Client(pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue", "cost"]),
                  currency="EUR")  # fmt: skip


def test_the_title_has_the_amounts_of_the_last_year() -> None:
    found = concentration_trend(book())
    assert found.title == "In 2024 profitable customers contribute €1.2K of gross profit; the others lose €1.18K"
    assert found.evidence.set_index("period")["earned"].round(2).to_dict() == {"2023": 1000.0, "2024": 1200.0}
