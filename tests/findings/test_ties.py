"""A book in which amounts are equal and days lie on the edges of months: where ``<`` and ``<=`` differ.

Every table of the embedded client is cut to some of its customers; money is rounded to thousands, and days are
moved to the first or last of their month, so that customers tie and windows and due dates are hit exactly.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kamlib.book import TABLES
from kamlib.client import Client
from kamlib.findings import find
from kamlib.words import speaking
from tests.embedded import embedded
from tests.findings.unchanged import changed, digest, digests

#: Customers: every fifth, small and large.
STEP = 5

#: Columns of money, rounded to so much.
ROUND = {"revenue": 1000.0, "cost": 1000.0, "freight": 50.0, "value": 1000.0, "quality_loss": 50.0}


def tied() -> Client:
    """Cut, round and move all tables."""
    whole = embedded()
    ids = whole.customers["customer_id"].tolist()[::STEP]
    tables = {name: getattr(whole, name) for name in TABLES}
    held = {
        name: moved(frame[frame["customer_id"].isin(ids)] if "customer_id" in frame else frame)
        for name, frame in tables.items()
        if frame is not None
    }
    return Client(**(dict.fromkeys(TABLES) | held), currency=whole.currency)


def moved(frame: pd.DataFrame) -> pd.DataFrame:
    """Round money; move days to the nearer end of their month."""
    new = frame.reset_index(drop=True)
    for name, to in ROUND.items():
        if name in new and pd.api.types.is_numeric_dtype(new[name]):
            new[name] = (new[name] / to).round() * to
    for name in ("date", "due_date", "paid_date", "expected", "closed", "opened"):
        if name in new and pd.api.types.is_datetime64_any_dtype(new[name]):
            day = new[name]
            first = day - pd.to_timedelta(day.dt.day - 1, unit="D")
            new[name] = first.where(day.dt.day <= 15, first + pd.offsets.MonthEnd(0))
    return new


@pytest.fixture(scope="module")
def found() -> list:
    with speaking("en"):
        return list(find(tied()))


def test_customers_tie_and_days_lie_on_edges() -> None:
    lines = tied().orders
    assert (lines["date"].dt.is_month_start | lines["date"].dt.is_month_end).all()
    assert lines["revenue"].duplicated().mean() > 0.5


def test_no_figure_changes_unseen_where_customers_tie(found: list) -> None:
    assert changed("ties", found) == []


def test_a_changed_figure_is_seen(found: list) -> None:
    one = next(each for each in found if each.facts and len(each.evidence) > 1)
    was = digests(one)
    number = next(key for key, value in one.facts.items() if isinstance(value, float | int | np.number))
    other = {**one.facts, number: 1.001 * one.facts[number] + 1}
    assert digests(replace(one, facts=other))["facts"] != was["facts"]
    assert digest(one.evidence.iloc[::-1]) != was["evidence"]
    assert digest({"a": 1.0, "b": frozenset("xy")}) == digest({"b": {"y", "x"}, "a": 1.0000000001})
