"""Time: what a period is, whether the orders fill it, and how many years lie between two days.

Everything that is computed year by year, quarter by quarter or between two dates asks here what counts as whole.
"""

from kamlib.periods.gaps import check_no_gap, gap
from kamlib.periods.rhythm import (
    MONTH,
    UNKNOWN,
    UNNOTICED,
    USUAL,
    Coverage,
    begun,
    coverage,
    ended,
    is_complete,
    windows,
)  # fmt: skip
from kamlib.periods.spans import (
    LENGTHS,
    Window,
    calendar,
    filter_window,
    known_by,
    known_within,
    labels,
    shifted,
    window,
    years,
)  # fmt: skip

__all__ = [
    "LENGTHS",
    "MONTH",
    "UNKNOWN",
    "UNNOTICED",
    "USUAL",
    "Coverage",
    "Window",
    "begun",
    "calendar",
    "check_no_gap",
    "coverage",
    "ended",
    "filter_window",
    "gap",
    "is_complete",
    "known_by",
    "known_within",
    "labels",
    "shifted",
    "window",
    "windows",
    "years",
]  # fmt: skip
