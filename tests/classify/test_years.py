"""Years are counted by the calendar."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.classify import years

DAYS = st.dates(min_value=pd.Timestamp("1990-01-01").date(), max_value=pd.Timestamp("2060-12-31").date())


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2023-01-01", "2023-12-31", 1),
        ("2024-01-01", "2024-12-31", 1),
        ("2023-07-01", "2024-06-30", 1),
        ("2021-01-01", "2024-12-31", 4),
        ("2024-02-29", "2025-02-27", 1),
        ("2024-01-01", "2024-07-01", 0.5),
        ("2021-01-01", "2024-12-30", 3 + 365 / 366),
        ("2024-03-05", "2024-03-05", 1 / 365),
        ("2024-03-05", "2024-01-01", 1 / 365),
    ],
)
def test_years_from_one_day_to_another(first: str, last: str, count: float) -> None:
    assert years.between(pd.Timestamp(first), pd.Timestamp(last)) == pytest.approx(count)


@given(DAYS, st.integers(0, 8000))
def test_a_day_more_is_a_day_more_and_never_far_from_365_and_a_quarter(first: object, days: int) -> None:
    begin = pd.Timestamp(first)  # type: ignore[arg-type]
    here, next_ = (years.between(begin, begin + pd.Timedelta(days=days + more)) for more in (0, 1))
    assert here < next_
    assert here == pytest.approx((days + 1) / 365.25, abs=0.005)
