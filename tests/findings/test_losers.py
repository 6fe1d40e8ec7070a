"""How many customers lose: the counts of the whole period and of the last year tie, by hand on a small book."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import find
from kamlib.findings.losers import Losers, losers, said
from kamlib.words import speaking

#: Customer → profit a month of 2023 and of 2024 on revenue of 100.
BOOK = {"EARNS": (40, 40), "LOSES": (-10, -20), "TURNED": (30, -5), "CURED": (-30, 10), "STEADY": (20, 20)}


def book(first: int = 2023, **profits: tuple[float, float]) -> Client:
    """Make a line a month for each customer from a year to the end of 2024."""
    rows = [
        (who, day, 100.0, 100.0 - profit[day.year - 2023])
        for who, profit in (BOOK | profits).items()
        for day in pd.date_range(f"{first}-01-31", "2024-12-31", freq="ME")
    ]
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "revenue", "cost"])
    frame = frame.assign(
        order_id=[str(n) for n in range(len(frame))], customer_id=frame["customer_id"].astype("str")
    )
    return Client(frame, currency="EUR")


def test_the_counts_tie_and_so_does_the_money() -> None:
    """LOSES lost 12 × 20 in 2024, TURNED 12 × 5; CURED lost 12 × 20 over both years and earns now."""
    seen = losers(book(), "profit")
    assert (seen.whole, seen.both, seen.lately) == (2, 1, 1)
    assert (seen.lost, seen.lost_lately) == pytest.approx((240.0, 60.0))
    with speaking("en"):
        assert said(book(), "profit") == (
            "In the last 12 months 2 customers lost €300: 1 of these 2 (€240), and 1 that earned over the whole "
            "period (€60)."
        )


def test_where_nobody_else_loses_now_that_is_said_and_of_a_single_year_nothing_is() -> None:
    with speaking("en"):
        assert said(book(TURNED=(30, 5)), "profit") == (
            "In the last 12 months 1 of these 2 lost money (€240), and no other customer did."
        )
        assert said(book(first=2024), "profit") == ""


def test_where_nobody_loses_over_the_whole_period_there_is_nothing_to_tie() -> None:
    kind = book(LOSES=(10, 10), CURED=(1, 1))
    assert losers(kind, "profit") == Losers(0, 0, 1, 0.0, pytest.approx(60.0))
    assert said(kind, "profit") == ""


def test_those_who_lose_by_gross_profit_are_compared_by_gross_profit() -> None:
    """STEADY earns 20 a month and is visited for 30: it loses after serving alone."""
    made = book()
    visits = made.orders.loc[made.orders["customer_id"] == "STEADY", ["customer_id", "date"]]
    served = replace(made, activities=visits.assign(kind="visit", cost=30.0))
    assert served.basis == "profit_after_serving"
    assert losers(served, "profit") == losers(made, "profit")
    after = losers(served)
    assert (after.whole, after.both, after.lately) == (3, 2, 1)


def test_losses_that_are_over_are_told_as_such_on_every_page() -> None:
    """LOSES and CURED cost 12 × (30 − 10) each, and earn now; TURNED is the only one that may lose in 2024."""
    over = book(LOSES=(-30, 10), TURNED=(30, 5))
    done = "The 2 customers here that lost money have left or earn again: no step about their losses is needed."
    with speaking("en"):
        assert said(over, "profit") == "In the last 12 months no customer lost money."
        assert said(book(LOSES=(-30, 10)), "profit") == (
            "In the last 12 months 1 customer lost €60; over the whole period it earned."
        )
        found = find(over, only=["whale", "top_customers", "tiers"])
        assert found["whale"].title == (
            "2 of 5 customers lost money, none of it in the last 12 months: over the whole period they cost €480 "
            "of the €1.86K that the others contribute"
        )
        assert [one.id for one in found if done in one.summary] == ["whale", "top_customers", "tiers"]
        still = find(book(TURNED=(30, 5)), only=["whale", "top_customers", "tiers"])
    assert not any("no step about" in one.summary for one in still)


def test_a_single_loser_is_not_one_of_one() -> None:
    """LOSES lost 12 × 10 and 12 × 20, TURNED 12 × 5 in the second year only; the two of both years earn 1,920."""
    alone = book(CURED=(30, 10), TURNED=(30, 5))
    with speaking("en"):
        assert said(alone, "profit") == "In the last 12 months it lost €240, and no other customer lost money."
        assert said(book(CURED=(30, 10)), "profit") == (
            "In the last 12 months 2 customers lost €300: this one (€240), and 1 that earned over the whole "
            "period (€60)."
        )
        title = find(alone, only=["tiers"])["tiers"].title
        largest = find(alone, only=["top_customers"])["top_customers"].summary
    assert title.endswith("; 1 lead customer loses €360")
    assert "The loss-making one loses €360 in gross profit alone" in largest
