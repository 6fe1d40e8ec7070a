"""Rows that head a group and repeat the sum of the rows below them, as exports of grouped lists have them."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Rows that are needed to tell, and the share of all rows without a customer or a date that has to be such a sum.
FEWEST, AGREE = 2, 0.9
#: How many rows further on the end of a group of groups is looked for.
DEPTH = 100


def find(frame: pd.DataFrame, amounts: pd.Series, gone: np.ndarray) -> np.ndarray | None:
    """Return the rows without a customer or a date that are the sum of the rows below them; None without proof.

    Parameters
    ----------
    frame : pandas.DataFrame
        All rows in our columns, in the order of the file.
    amounts : pandas.Series
        Their revenue.
    gone : numpy.ndarray of bool
        Rows that are totals for another reason: they are in no group.

    Returns
    -------
    numpy.ndarray of bool or None
        Which rows head a group. The rows of a group reach to the next row of the kind; a group of groups holds
        several. Nine in ten of the rows without a customer or a date have to be such sums.
    """
    money = amounts.to_numpy("float64", na_value=np.nan)
    lacking = (frame["customer_id"].isna() | frame["date"].isna()).to_numpy(bool)
    heads = lacking & ~gone & np.isfinite(money)
    at = np.flatnonzero(heads)
    if len(at) < FEWEST or len(at) == len(frame):
        return None
    below = np.cumsum(np.where(heads | gone, 0.0, np.nan_to_num(money, posinf=0.0, neginf=0.0)))
    reached = np.append(below[at], below[-1])  # the sum of the lines above each head, and above the end
    sums = _are_sums(at, money[at], reached)
    if sums.sum() < FEWEST or sums.mean() < AGREE:
        return None
    found = np.zeros(len(frame), dtype=bool)
    found[at[sums]] = True
    return found


def _are_sums(at: np.ndarray, money: np.ndarray, reached: np.ndarray) -> np.ndarray:
    """Say of each head whether its group ends where the next one begins; groups of groups may end further on."""
    close = 5e-4 * np.abs(money) + 0.005
    some = np.diff(at, append=at[-1] + 2) > 1  # at least one row is between it and the next
    sums = some & (np.abs(reached[1:] - reached[:-1] - money) <= close)
    outer = ~some
    for further in range(2, min(DEPTH, len(at)) + 1):
        if not outer.any():
            break
        ends = reached[further:] - reached[: len(at) + 1 - further]
        sums[: len(ends)] |= outer[: len(ends)] & (np.abs(ends - money[: len(ends)]) <= close[: len(ends)])
    result: np.ndarray = sums
    return result
