"""Groups of whole numbers: as pandas would find them, whether keys are marked one by one or put in order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.facts.groups import by_group, group

#: Keys that lie close together, and keys too far apart to be marked one by one.
KEYS = st.lists(st.sampled_from([0, 1, 2, 3, 65535, 65536, 2**33, 2**40]), max_size=40)


@given(KEYS)
def test_groups_are_those_of_pandas(given_keys: list[int]) -> None:
    keys = np.array(given_keys, dtype="int64")
    of, found = group(keys)
    expected, kinds = pd.factorize(keys, sort=True)
    assert (of.tolist(), found.tolist()) == (expected.tolist(), kinds.tolist())


@given(KEYS, st.integers(0, 1000))
def test_rows_of_numbered_groups_add_up_as_pandas_adds(keys: list[int], seed: int) -> None:
    of, found = group(np.array(keys, dtype="int64"))
    rng = np.random.default_rng(seed)
    money = pd.Series(rng.normal(100, 200, len(keys)).round(2)).where(rng.random(len(keys)) > 0.2)
    expected = money.groupby(of).sum()
    assert by_group(money, of, len(found)).sum().tolist() == expected.tolist()
    several = by_group(pd.DataFrame({"money": money, "marked": money > 100}), of, len(found))
    assert several["money"].sum().tolist() == expected.tolist()
    assert several["marked"].any().tolist() == (money > 100).groupby(of).any().tolist()


def test_a_group_of_missing_money_comes_to_nothing() -> None:
    assert by_group(pd.Series([np.nan, 2.0]), np.array([0, 1]), 2).sum().tolist() == [0.0, 2.0]


@pytest.mark.parametrize("keys", [[7, 7, 7], [9, 1, 9]])
def test_by_hand(keys: list[int]) -> None:
    of, found = group(np.array(keys))
    assert found[of].tolist() == keys
