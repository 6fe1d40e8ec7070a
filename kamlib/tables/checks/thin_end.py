"""Books that thin out at their end: a file that was cut looks like a market that collapsed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.facts.groups import group
from kamlib.facts.numbers import codes
from kamlib.tables.problems import Problem

#: Part of a usual month's customers below which a month is thin, months at the end that have to be (the last may
#: be incomplete), and customers of a usual month from which that tells anything.
THIN, TOLD, USUAL = 1 / 3, 3, 10

_YEAR = 12


def check(lines: pd.DataFrame) -> list[Problem]:
    """Warn of last months in which few of the usual customers have sales, where a year before many had.

    Parameters
    ----------
    lines : pandas.DataFrame
        Lines that count: ``customer_id``, ``date``, ``revenue``.

    Returns
    -------
    list of Problem
        One, or none.
    """
    sold = lines.loc[lines["revenue"] > 0, ["customer_id", "date", "revenue"]]
    if not len(sold):
        return []
    month = (sold["date"].dt.year * _YEAR + sold["date"].dt.month - 1).to_numpy(dtype="int64")
    first = int(month.min())
    who, customers = codes(sold["customer_id"])
    _pair, pairs = group((month - first)[who >= 0] * len(customers) + who[who >= 0])
    counts = np.bincount(pairs // len(customers), minlength=int(month.max()) - first + 1).astype("float64")
    start = _thin_from(counts)
    if start is None:
        return []
    year, number = divmod(first + start, _YEAR)
    since = pd.Timestamp(year, number + 1, 1)
    rows = sold["date"] >= since
    values = {
        "since": since.date().isoformat(), "until": (since - pd.Timedelta(days=1)).date().isoformat(),
        "now": int(counts[start:].max()),
        "usual": round(float(np.median(counts[start - _YEAR : start]))),
    }  # fmt: skip
    return [Problem("thin-end", "warning", "orders", int(rows.sum()), float(sold["revenue"][rows].sum()), values)]


def _thin_from(counts: np.ndarray) -> int | None:
    """Return the first of the thin months at the end of a book, by its customers of each month."""
    months = len(counts)
    for start in range(max(_YEAR, months - _YEAR), months - TOLD + 1):
        before = counts[start - _YEAR : start]
        usual = float(np.median(before))
        same_months = before[: months - start]
        if usual >= USUAL and (counts[start:] < THIN * usual).all() and (same_months >= THIN * usual).all():
            return start
    return None
