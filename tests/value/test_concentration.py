"""Concentration, held against figures from outside and against what must not matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlib.value import concentration as conc

#: Ten incomes in the documentation of the R package ineq (Zeileis), whose Gini() gives 0.4620911.
INEQ = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]


def accounts(*worth: float) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": [f"c{i}" for i in range(len(worth))], "profit": list(map(float, worth))})


def test_the_gini_of_the_ten_incomes_of_the_r_package_ineq_is_theirs() -> None:
    assert conc.gini(np.array(INEQ, dtype=float)) == pytest.approx(0.4620911, abs=5e-8)


def test_shares_of_30_30_20_20_give_an_hhi_of_2600() -> None:
    assert conc.hhi(np.array([30.0, 30, 20, 20])) == pytest.approx(2600)


def test_a_fifth_of_twelve_customers_counts_the_third_with_four_tenths() -> None:
    seen = conc.measure(accounts(*range(12, 0, -1)), replicates=0)
    assert seen.top_share == pytest.approx((12 + 11 + 0.4 * 10) / 78)
