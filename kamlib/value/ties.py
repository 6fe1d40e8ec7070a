"""When two amounts are equal: to the twelfth digit of the largest, however a sum was added up."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Decimals of the largest amount's part that are compared; what follows is the noise of binary sums.
DIGITS = 12


def rounded_for_ties(amounts: pd.Series) -> pd.Series:
    """Return what amounts are compared, sorted and ranked by.

    0.1 and 0.2 on two lines add up to slightly more than 0.3 on one; rounded, they are equal.

    Parameters
    ----------
    amounts : pandas.Series
        Numbers in any unit.

    Returns
    -------
    pandas.Series
        Parts of the largest amount, from −1 to 1; missing where the amount is.
    """
    size = amounts.astype("float64")
    largest = size.abs().max()
    return (size / (largest if largest > 0 else 1.0)).round(DIGITS)


def ranked(accounts: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Rank customers by an amount, the best first; equals share the better rank, and are sorted by their id.

    Parameters
    ----------
    accounts : pandas.DataFrame
        One row per customer: ``customer_id``, ``name`` if known, and the amount; a missing one counts as zero.
    basis : str
        Column of the amount.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``name`` if known, the amount and ``rank``.
    """
    held = [column for column in ("customer_id", "name", basis) if column in accounts]
    table = accounts[held].copy()
    table[basis] = table[basis].astype("float64").fillna(0.0)
    size = rounded_for_ties(table[basis])
    order = places_best_first(size, table["customer_id"])
    return table.iloc[order].reset_index(drop=True).assign(rank=ranks(size.to_numpy()[order]))


def places_best_first(size: pd.Series, ids: pd.Series) -> np.ndarray:
    """Return the places of rows by size, the largest first and missing ones last; equals by their id.

    Ids are compared only where sizes are equal: texts are slow to sort.

    Parameters
    ----------
    size : pandas.Series
        What rows are sorted by, rounded for ties.
    ids : pandas.Series
        Ids in the same order.

    Returns
    -------
    numpy.ndarray
        Places from zero.
    """
    amounts = size.to_numpy()
    places = np.argsort(-amounts, kind="stable")
    if len(ids) < 2 or (ids.iloc[:-1].array <= ids.iloc[1:].array).all():
        return places  # equals lie by their ids already
    found = amounts[places]
    same = (found[1:] == found[:-1]) | (np.isnan(found[1:]) & np.isnan(found[:-1]))
    tied = np.concatenate([[False], same]) | np.concatenate([same, [False]])
    rows = places[tied]
    rows = rows[ids.iloc[rows].argsort(kind="stable")]
    places[tied] = rows[np.argsort(-amounts[rows], kind="stable")]
    return places


def ranks(sizes: np.ndarray) -> np.ndarray:
    """Return the rank of each size, of which the largest come first; equals share the better one.

    Parameters
    ----------
    sizes : numpy.ndarray
        Falling, rounded for ties, none missing.

    Returns
    -------
    numpy.ndarray
        Whole numbers from one.
    """
    new = np.concatenate([[True], sizes[1:] != sizes[:-1]])[: len(sizes)]
    return np.maximum.accumulate(np.where(new, np.arange(1, len(sizes) + 1), 0))
