"""A report that is asked to stop removes what it began: by Ctrl-C, or by the system's request to end."""

from __future__ import annotations

import logging
import signal
import threading
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


class Stopped(SystemExit):
    """Asked to stop; the code is the exit status that shells expect, 128 and the signal's number."""


@contextmanager
def stoppable() -> Generator[None]:
    """Turn the signals to stop into `Stopped`, so that whatever is open is closed on the way out.

    A second signal does not interrupt the clearing away. Outside the main thread nothing is changed.

    Raises
    ------
    Stopped
        Within the block, at the first signal; it holds 128 and the number of the signal.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signals = (signal.SIGINT, signal.SIGTERM)

    def stop(number: int, _frame: FrameType | None) -> None:
        for one in signals:
            signal.signal(one, signal.SIG_IGN)
        # what was under way in the kernel's client is dropped: nobody awaits it any more, and nobody need know
        warnings.simplefilter("ignore", RuntimeWarning)
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        raise Stopped(128 + number)

    before = {one: signal.signal(one, stop) for one in signals}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler if handler is not None else signal.SIG_DFL)
