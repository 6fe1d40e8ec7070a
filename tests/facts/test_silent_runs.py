"""The months of days: as a calendar tells them, missing days in none."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kamlib.facts.silent_runs import months_of

days = st.lists(st.none() | st.dates(), max_size=30)


@given(days)
def test_months_are_those_of_the_calendar(dates: list[object]) -> None:
    found = months_of(np.array(dates, dtype="datetime64[D]"))
    assert found.astype(str).tolist() == sorted({f"{day:%Y-%m}".rjust(7, "0") for day in dates if day is not None})


def test_the_hour_of_a_day_does_not_count() -> None:
    stamps = pd.to_datetime(["2024-01-31 23:59", None, "2023-12-01 00:00", "2024-01-01 12:00"]).to_numpy()
    assert months_of(stamps).astype(str).tolist() == ["2023-12", "2024-01"]


def test_of_no_days_there_are_no_months() -> None:
    assert len(months_of(np.array(["NaT"], dtype="datetime64[us]"))) == 0
