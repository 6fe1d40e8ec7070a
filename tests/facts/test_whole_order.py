"""The order of whole numbers: as NumPy's for any numbers, and equal rows keep theirs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kamlib.facts.whole_order import whole_order

#: Few different numbers, small, negative and beyond 16 and 32 bits, so that rows are often equal.
NUMBERS = st.sampled_from([-(2**40), -3, 0, 1, 2, 65535, 65536, 2**17 + 1, 2**33, 2**33 + 2])


@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=60))
def test_as_lexsort(rows: list[tuple[int, int]]) -> None:
    first, second = np.array(rows, dtype="int64").reshape(-1, 2).T
    assert whole_order(first, second).tolist() == np.lexsort((first, second)).tolist()
    assert whole_order(second).tolist() == np.argsort(second, kind="stable").tolist()


def test_by_hand() -> None:
    assert whole_order(np.array([5, 4, 4]), np.array([1, 2, 1])).tolist() == [2, 0, 1]
    assert whole_order(np.zeros(3, dtype="int64")).tolist() == [0, 1, 2]
