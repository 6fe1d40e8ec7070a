"""The Pareto tail finds a law that was put in, and refuses where there is too little to find."""

from __future__ import annotations

import numpy as np
import pytest

from kamlib.value import tail


@pytest.mark.parametrize("index", [1.16, 2.0])
def test_a_law_that_was_put_in_is_found(index: float) -> None:
    worth = (np.random.default_rng(5).pareto(index, 4000) + 1) * 1000
    got = tail.fit(worth)
    assert got.index == pytest.approx(index, abs=3 * got.error)
    assert got.error == pytest.approx(got.index / np.sqrt(got.customers))


def test_the_start_of_a_law_above_other_customers_is_found() -> None:
    """Clauset, Shalizi and Newman (2009), section 3.3: a body below x = 100 that is no power law, a tail above."""
    rng = np.random.default_rng(8)
    worth = np.concatenate([rng.uniform(10, 100, 1500), (rng.pareto(1.5, 1500) + 1) * 100])
    got = tail.fit(worth)
    assert got.start == pytest.approx(100, rel=0.25)
    assert got.index == pytest.approx(1.5, abs=0.15)


def test_too_few_earners_or_equal_ones_are_refused() -> None:
    assert tail.fit(np.arange(1.0, 40)).refused == "few"
    assert tail.fit(np.full(100, 7.0)).refused == "few"
    assert tail.fit(np.array([])).refused == "few"


def test_losses_and_the_unit_do_not_matter() -> None:
    worth = np.random.default_rng(2).lognormal(5, 2, 300)
    base = tail.fit(worth)
    other = tail.fit(np.concatenate([worth * 1000, [-5.0, 0.0, -1e9]]))
    assert (other.index, other.start) == pytest.approx((base.index, base.start * 1000))


@pytest.mark.parametrize("customers", [50, 200])
def test_a_true_law_is_called_implausible_in_one_of_twenty_draws(customers: int) -> None:
    """Stephens (1974), EDF statistics for goodness of fit, JASA 69: 5 per cent at 1.094."""
    draws = np.random.default_rng(4).pareto(1.3, (3000, customers)) + 1
    index = customers / np.log(draws).sum(axis=1)
    law = 1 - np.sort(draws, axis=1) ** -index[:, None]
    steps = np.arange(customers + 1) / customers
    distance = np.maximum((steps[1:] - law).max(axis=1), (law - steps[:-1]).max(axis=1))
    found = [tail.Tail(1.3, 0.1, 1.0, customers, float(d)).plausible for d in distance]
    assert 1 - np.mean(found) == pytest.approx(0.05, abs=0.012)


def test_a_refused_fit_is_not_plausible() -> None:
    assert not tail.fit(np.arange(1.0, 40)).plausible


def test_fifty_earners_are_enough_and_forty_nine_are_not() -> None:
    assert (tail.fit(np.arange(1.0, 51)).refused, tail.fit(np.arange(1.0, 51)).start) == ("", 1.0)
    assert tail.fit(np.arange(1.0, 50)).refused == "few"
