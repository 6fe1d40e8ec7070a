"""AHP against the figures its author published."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.classify import pairwise

DRINKS = ["coffee", "wine", "tea", "beer", "sodas", "milk", "water"]

#: Saaty (2008), table 2: which drink is consumed more in the United States; upper triangle.
UPPER = [[9, 5, 2, 1, 1, 1 / 2], [1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9], [1 / 3, 1 / 4, 1 / 3, 1 / 9],
         [1 / 2, 1, 1 / 3], [2, 1 / 2], [1 / 3]]  # fmt: skip
PUBLISHED = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]


def drinks() -> pd.DataFrame:
    pairs = {(DRINKS[i], DRINKS[i + 1 + j]): times for i, row in enumerate(UPPER) for j, times in enumerate(row)}
    return pairwise.matrix(DRINKS, pairs)


def test_weights_of_the_published_example() -> None:
    weights = pairwise.ahp_weights(drinks())
    assert list(weights.weights.values()) == pytest.approx(PUBLISHED, abs=0.0025)
    assert weights.consistency_ratio == pytest.approx(0.022, abs=0.005)
    assert weights.consistent


def test_random_index_is_the_published_one() -> None:
    assert pairwise.RANDOM_INDEX[3:] == (0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)


@given(st.lists(st.floats(0.1, 10), min_size=2, max_size=8))
def test_comparisons_that_follow_from_weights_give_them_back(raw: list[float]) -> None:
    truth = np.array(raw) / sum(raw)
    names = [f"c{i}" for i in range(len(raw))]
    weights = pairwise.ahp_weights(pd.DataFrame(np.outer(truth, 1 / truth), index=names, columns=names))
    assert list(weights.weights.values()) == pytest.approx(truth.tolist(), rel=1e-6)
    assert weights.consistency_ratio == pytest.approx(0.0, abs=1e-6)
    assert weights.lambda_max == pytest.approx(len(raw))


def test_going_in_circles_is_inconsistent_and_the_worst_pair_is_named() -> None:
    circle = pairwise.matrix(["price", "profit", "volume"], {
        ("price", "profit"): 5, ("profit", "volume"): 5, ("volume", "price"): 5,
    })  # fmt: skip
    assert not pairwise.ahp_weights(circle).consistent
    slip = pairwise.matrix(["a", "b", "c", "d"], {
        ("a", "b"): 2, ("a", "c"): 4, ("a", "d"): 8, ("b", "c"): 2, ("b", "d"): 4, ("d", "c"): 9,
    })  # fmt: skip
    judged = pairwise.ahp_weights(slip)
    assert not judged.consistent
    assert set(judged.worst[:2]) == {"c", "d"}
    # the learner said "d nine times c", all else says that c is twice d
    row = judged.doubtful.iloc[0]
    assert (row["criterion"], row["other_criterion"], row["times_given"]) == ("d", "c", 9)
    assert row["times_implied"] < 9 / 2


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ({("a", "b"): 2}, "missing"),
        ({("a", "b"): 2, ("b", "a"): 2, ("a", "c"): 1, ("b", "c"): 1}, "twice"),
        ({("a", "x"): 2}, "criteria"),
        ({("a", "b"): -2}, "positive"),
    ],
)
def test_what_cannot_be_a_matrix_is_refused(pairs: dict[tuple[str, str], float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        pairwise.matrix(["a", "b", "c"], pairs)


def test_a_matrix_that_is_not_reciprocal_is_refused() -> None:
    with pytest.raises(ValueError, match="not reciprocal"):
        pairwise.ahp_weights(pd.DataFrame([[1.0, 3.0], [3.0, 1.0]], index=["a", "b"], columns=["a", "b"]))
