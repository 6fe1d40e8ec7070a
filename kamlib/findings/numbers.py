"""Numbers as ``results.json`` can hold them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.value.resampling import Interval


def finite(value: float) -> float | None:
    """Give a number, or None where it is missing or infinite, as results.json asks.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    float or None
        None where a file of JSON could not hold it.
    """
    return float(value) if math.isfinite(value) else None


def without_infinity(table: pd.DataFrame) -> pd.DataFrame:
    """Leave open ends of intervals blank.

    Parameters
    ----------
    table : pandas.DataFrame
        Any evidence.

    Returns
    -------
    pandas.DataFrame
        With missing values where there was infinity.
    """
    return table.replace(math.inf, math.nan)


def ends(interval: Interval | None) -> dict[str, float | int | str | None]:
    """Give both ends of an interval as facts of a finding.

    Parameters
    ----------
    interval : Interval or None
        None where no interval was computed.

    Returns
    -------
    dict
        ``low`` and ``high``; None for an end that is open or not known.
    """
    return {
        "low": finite(interval.low) if interval else None, "high": finite(interval.high) if interval else None,
    }  # fmt: skip
