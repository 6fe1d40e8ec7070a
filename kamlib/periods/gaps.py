"""Periods that do not follow each other: two years apart is not a year later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

#: Periods as accounts name them: ``2024``, ``2024-Q1``, ``2024-03`` and, for a window, its last day.
_LABEL = re.compile(r"\d{4}(-Q[1-4]|-\d{2}(-\d{2})?)?")

#: Mean length of a month, by which windows named after their last days are measured.
_MONTH = 365.25 / 12


def gap(labels: Sequence[object]) -> tuple[str, str] | None:
    """Find two periods that follow each other in a table but not in the calendar.

    Parameters
    ----------
    labels : sequence
        Names of periods in order. Names that are not calendar's (``before``, ``after``) have no gaps; windows
        named after their last days are compared with the shortest step among them.

    Returns
    -------
    tuple of str, or None
        The first two between which at least one is missing.
    """
    names = [str(label) for label in labels]
    if not all(_LABEL.fullmatch(name) for name in names) or len({len(name) for name in names}) != 1:
        return None
    if len(names) and len(names[0]) == len("2024-12-31"):
        ends = [pd.Timestamp(name) for name in names]
        steps = [round((b - a).days / _MONTH) for a, b in pairwise(ends)]
    else:
        steps = [pd.Period(b).ordinal - pd.Period(a).ordinal for a, b in pairwise(names)]
        steps.append(1)
    usual = max(min(steps, default=1), 1)
    return next((pair for pair, step in zip(pairwise(names), steps, strict=False) if step >= 2 * usual), None)


def check_no_gap(labels: Sequence[object]) -> None:
    """Refuse periods of which one is missing: two years apart is not a year later.

    Parameters
    ----------
    labels : sequence
        Names of periods in order.

    Raises
    ------
    ValueError
        If between two of them one is missing; see `gap`.
    """
    found = gap(labels)
    if found:
        raise ValueError(f"between the periods {found[0]} and {found[1]} at least one is missing")
