"""Bills of months of which no payment is recorded: whether they were paid is not known, so they are not unpaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.facts.lines import UNRECORDED
from kamlib.facts.numbers import codes
from kamlib.facts.silent_runs import CHANCE, months_of, runs, too_long

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Part of the bills that are paid within what is taken for the usual time.
USUAL = 0.95


def marked(lines: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Mark the bills that fell due in months of which no payment is recorded.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines: ``customer_id``, ``revenue`` and, where known, ``due_date`` and ``paid_date``.
    as_of : pandas.Timestamp
        Bills that fall due after it may be open.

    Returns
    -------
    pandas.DataFrame
        With `UNRECORDED` where there are such bills; else as it was, without that column.
    """
    lines = lines.drop(columns=UNRECORDED) if UNRECORDED in lines else lines
    if not {"due_date", "paid_date", "customer_id", "revenue"} <= set(lines):
        return lines
    due, paid = (lines[column].to_numpy(dtype="datetime64[D]") for column in ("due_date", "paid_date"))
    bills = (due <= np.datetime64(as_of, "D")) & (lines["revenue"] > 0).to_numpy(dtype=bool, na_value=False)
    billed, told = months_of(due[bills]), months_of(due[bills & ~np.isnat(paid)])
    if len(told) == len(billed):
        return lines
    silent = _silent(lines, bills, due, paid, np.datetime64(as_of, "D")) if len(told) else billed
    if not len(silent):
        return lines
    return lines.assign(**{UNRECORDED: bills & np.isin(due.astype("datetime64[M]"), silent)})


def due_dates(lines: pd.DataFrame) -> pd.Series:
    """Return the due dates of lines, missing where nobody knows whether they were met.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines with ``due_date``, marked or not.

    Returns
    -------
    pandas.Series
        Dates.
    """
    due = lines["due_date"]
    return due.mask(lines[UNRECORDED]) if UNRECORDED in lines else due


def _silent(
    lines: pd.DataFrame, bills: NDArray[np.bool_], due: np.ndarray, paid: np.ndarray, day: np.datetime64
) -> np.ndarray:
    """Return the months without a payment that neither chance nor the time that customers take explains."""
    all_months, at = np.unique(due[bills].astype("datetime64[M]"), return_inverse=True)
    held = ~np.isnat(paid[bills])
    known = np.bincount(at, weights=held, minlength=len(all_months)) > 0
    days = np.maximum((paid[bills] - due[bills])[held].astype("int64"), 0)
    old = np.asarray((all_months + 1).astype("datetime64[D]") + np.int64(np.quantile(days, USUAL)) <= day)
    who = codes(lines.loc[bills, "customer_id"])[0]
    silent = np.zeros(len(all_months), dtype=bool)
    for first, end in runs(~known):
        judged = np.arange(first, end)
        judged = judged[old[judged]] if end == len(all_months) else judged
        if too_long(known, len(judged), end - first) or _all_at_once(who, at, held, judged, len(all_months)):
            silent[first:end] = True
    return all_months[silent]


def _all_at_once(
    who: NDArray[np.int64], at: NDArray[np.intp], held: NDArray[np.bool_], run: NDArray[np.intp], months: int
) -> bool:
    """Tell whether too many customers leave all bills of a run open for the part that does in other months."""
    inside = np.isin(at, run)
    if not inside.any():
        return False
    keys = who[~inside] * months + at[~inside]
    billed, paid = (len(np.unique(some)) for some in (keys, keys[held[~inside]]))
    chance = (billed - paid + 1) / (billed + 2)
    return bool(chance ** len(np.unique(who[inside])) * months <= CHANCE)
