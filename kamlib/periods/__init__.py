"""Time: what a period is, whether the orders fill it, and how many years lie between two days.

Everything that is told year by year, quarter by quarter or between two dates asks here what counts as whole.
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
    whole,
    windows,
)  # fmt: skip
from kamlib.periods.spans import (
    LENGTHS,
    Window,
    calendar,
    known_by,
    labels,
    shifted,
    window,
    within,
    years,
)  # fmt: skip

__all__ = [
    "LENGTHS", "MONTH", "UNKNOWN", "UNNOTICED", "USUAL", "Coverage", "Window", "begun", "calendar", "check_no_gap",
    "coverage", "ended", "gap", "known_by", "labels", "shifted", "whole", "window", "windows", "within", "years",
]  # fmt: skip
