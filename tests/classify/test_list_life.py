"""K5: how long a list lasts, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlib.classify import list_life


def years() -> pd.DataFrame:
    rows = [("A", "2021", 9), ("B", "2021", 8), ("C", "2021", 1), ("A", "2022", 9), ("C", "2022", 8),
            ("B", "2022", 1),
            ("C", "2023", 9), ("D", "2023", 8), ("A", "2023", 1)]  # fmt: skip
    return pd.DataFrame(rows, columns=["customer_id", "period", "revenue"])


def test_half_of_the_list_goes_each_year() -> None:
    life = list_life.list_life(years(), top=2)
    assert life.table["kept_share"].tolist() == pytest.approx([1.0, 0.5, 0.0])
    assert life.half_life == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("kept", "half_life"),
    # passes one half midway, or lands on it; stays above it, falling at one rate, flattening or coming back
    [([1.0, 0.8, 0.2], 1.5), ([1.0, 0.7, 0.5], 2.0), ([1.0, 0.9, 0.81], None), ([1.0, 0.6, 0.7, 0.729], None),
     ([1.0, 0.71, 0.62, 0.6], None),
     ([1.0, 0.8], None), ([1.0, 1.0, 1.0], None), ([1.0, 0.0, 0.0], None), ([1.0], None), ([], None)],
)  # fmt: skip
def test_half_life_is_read_off_the_curve_and_never_continued_behind_it(
    kept: list[float], half_life: float | None
) -> None:
    found = list_life._half_life(np.array(kept))
    assert found == (None if half_life is None else pytest.approx(half_life, rel=1e-4))


def test_a_year_that_is_missing_is_not_the_year_after() -> None:
    gap = years()
    with pytest.raises(ValueError, match="at least one is missing"):
        list_life.list_life(gap[gap["period"] != sorted(set(gap["period"]))[1]])


def test_no_years_make_an_empty_list() -> None:
    life = list_life.list_life(years().head(0))
    assert (len(life.table), len(life.origin), life.half_life) == (0, 0, None)


def test_the_list_of_today_was_not_born_on_it() -> None:
    origin = list_life.list_life(years(), top=2).origin.set_index("customer_id")
    assert origin.loc["C", ["since_on_list", "rank_first"]].tolist() == ["2022", 3]
    assert origin.loc["D", "first_period"] == "2023"
