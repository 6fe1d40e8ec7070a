"""The clock of a learner's object is stopped whenever its block has ended, however the two meet."""

from __future__ import annotations

import random
import signal

import pytest

from kamlib.course.time_limit import TooLong, within

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="signals are those of POSIX")


def endless() -> None:
    while True:
        pass


def test_a_block_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(TooLong), within(0.01):
        endless()


def test_a_clock_that_rings_as_its_block_ends_is_stopped_all_the_same() -> None:
    """Of twenty thousand blocks that end about when the clock rings, none leaves it running."""
    draw, running = random.Random(1), 0
    for _n in range(20_000):
        try:
            with within(draw.uniform(1e-6, 6e-5)):
                for _step in range(draw.randrange(40)):
                    pass
        except TooLong:
            pass
        running += signal.setitimer(signal.ITIMER_REAL, 0)[0] > 0
    assert running == 0
