"""The simulation against theory: M/M/c, M/G/1, M/G/c, and queues small enough to follow by hand."""

from __future__ import annotations

from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.value.queueing import simulate


def erlang_c(rate: float, mean_service: float, counters: int) -> float:
    """The chance of having to wait in M/M/c (Erlang 1917); rates a minute, service in minutes."""
    load = rate * mean_service
    assert load < counters  # else the queue grows without end
    top = load**counters / factorial(counters) * counters / (counters - load)
    return top / (sum(load**k / factorial(k) for k in range(counters)) + top)


def mean_wait(rate: float, mean_service: float, counters: int, *, variation: float) -> float:
    """The mean wait in minutes; a variation of the service of 1 is exponential, of 0 always the same.

    M/M/c: Erlang (1917). M/G/1: Pollaczek (1930), Khinchine (1932). M/G/c, near: Lee and Longton (1959), the M/M/c
    wait times (1 + variation²) / 2.
    """
    waits = erlang_c(rate, mean_service, counters)
    return waits * mean_service / (counters - rate * mean_service) * (1 + variation**2) / 2


def test_erlang_c_as_tabulated() -> None:
    # M/M/1 waits with the chance of its load; M/M/2 at a load of 1.2: 2ρ²/(1+ρ), ρ = 0.6
    assert erlang_c(0.7, 1.0, 1) == pytest.approx(0.7)
    assert erlang_c(1.2, 1.0, 2) == pytest.approx(0.45)


def simulated_wait(counters: int, load: float, variation: float, *, runs: int = 24, n: int = 6000) -> np.ndarray:
    """Means of independent runs, each past its warm-up."""
    means = []
    for run in range(runs):
        rng = np.random.default_rng([7, run])
        minute = rng.exponential(1.0, n).cumsum()
        mean = load * counters
        always = np.full(n, mean)
        service = always if variation == 0 else rng.gamma(1 / variation**2, mean * variation**2, n)
        means.append(simulate(minute, service, counters=[["all"]] * counters).wait[n // 6 :].mean())
    return np.array(means)


@pytest.mark.parametrize(
    ("counters", "load", "variation", "slack"),
    [(1, 0.6, 1.0, 0.0), (3, 0.7, 1.0, 0.0), (10, 0.8, 1.0, 0.0), (1, 0.6, 0.0, 0.0), (1, 0.5, 1.5, 0.0),
     (10, 0.8, 0.5, 0.08)],  # the last formula is an approximation
)  # fmt: skip
def test_mean_wait_is_what_theory_says(counters: int, load: float, variation: float, slack: float) -> None:
    means = simulated_wait(counters, load, variation)
    expected = mean_wait(1.0, load * counters, counters, variation=variation)
    error = 4 * means.std(ddof=1) / np.sqrt(len(means))
    assert abs(means.mean() - expected) <= error + slack * expected
    assert error < 0.25 * expected  # else the test could not fail


def test_a_queue_that_can_be_followed_by_hand() -> None:
    seen = simulate([0, 1, 2, 3], [5, 5, 1, 1], counters=[["all"], ["all"]])
    assert seen.start.tolist() == [0, 1, 5, 6]
    assert seen.wait.tolist() == [0, 0, 3, 3]
    assert seen.busy.tolist() == [7, 5]


def test_who_is_out_of_patience_is_gone_when_called() -> None:
    seen = simulate([0, 1, 2], [10, 5, 5], counters=[["all"]], patience=[99, 3, 99])
    assert seen.walked.tolist() == [False, True, False]
    assert seen.wait.tolist() == [0, 3, 8]


def test_who_arrives_goes_to_the_idle_counter_that_is_there_for_the_line() -> None:
    """Both are idle and both serve business; it is the second that serves it first. The next takes the other."""
    one = simulate([0.0], [5.0], counters=[["private", "business"], ["business"]], line=["business"])
    assert one.busy.tolist() == [0.0, 5.0]
    two = simulate([0.0, 1.0], [5.0, 2.0], counters=[["private", "business"], ["business"]], line=["business"] * 2)
    assert (two.busy.tolist(), two.wait.tolist()) == ([2.0, 5.0], [0.0, 0.0])


def test_a_counter_serves_its_pressing_line_first() -> None:
    seen = simulate([0, 1, 2], [4, 4, 4], line=["all", "all", "vip"], counters=[["vip", "all"]])
    assert seen.start.tolist() == [0, 8, 4]


ARRIVALS = st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 30)), min_size=1, max_size=40)


@given(ARRIVALS, st.integers(1, 4))
def test_everybody_patient_is_served_and_no_minute_is_lost(arrivals: list[tuple[float, float]], c: int) -> None:
    minute, service = map(np.array, zip(*arrivals, strict=True))
    seen = simulate(minute, service, counters=[["all"]] * c)
    assert not seen.walked.any()
    assert (seen.wait >= -1e-9).all()
    assert seen.busy.sum() == pytest.approx(service.sum())
    order = np.argsort(minute, kind="stable")
    assert (np.diff(seen.start[order]) >= -1e-9).all()


@given(ARRIVALS)
def test_as_many_counters_as_people_means_no_wait(arrivals: list[tuple[float, float]]) -> None:
    minute, service = map(np.array, zip(*arrivals, strict=True))
    assert simulate(minute, service, counters=[["all"]] * len(minute)).wait.max() == 0


@pytest.mark.parametrize(
    ("kwargs", "said"),
    [({"counters": []}, "counter"), ({"counters": [["a"]], "line": ["b"]}, "'b'"),
     ({"counters": [["a"]], "patience": [1, 2]}, "one length")],
)  # fmt: skip
def test_halls_that_cannot_be_are_refused(kwargs: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        simulate([0], [1], **kwargs)
