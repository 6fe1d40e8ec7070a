"""How long a learner's object may take when it is looked at: it may be endless, or never come back."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


class TooLong(BaseException):
    """An object did not come back; no ``except Exception`` of its own stops this."""


@contextmanager
def within(seconds: float) -> Generator[None]:
    """Stop what runs in the block after some time, where the system has a clock for it.

    Parameters
    ----------
    seconds : float
        How long it may take. Nothing is stopped on Windows, or outside the main thread.

    Raises
    ------
    TooLong
        Within the block, when the time is over, and again shortly after if that was swallowed.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, frame: FrameType | None) -> None:
        if frame is None or not _is_ours(frame):
            raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    left = signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)[0]
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before if before is not None else signal.SIG_DFL)
        if left:  # a block around this one goes on waiting
            signal.setitimer(signal.ITIMER_REAL, left, 0.2)


def _is_ours(frame: FrameType) -> bool:
    """Whether the clock is being set or stopped: raised there, the exception would leave it running for good."""
    return frame.f_globals is globals() or frame.f_globals is vars(contextlib)


@contextmanager
def paused() -> Generator[None]:
    """Stop the clock in the block: time for our own computing is not the learner's."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    left = signal.setitimer(signal.ITIMER_REAL, 0)[0]
    try:
        yield
    finally:
        if left:
            signal.setitimer(signal.ITIMER_REAL, left, 0.2)
