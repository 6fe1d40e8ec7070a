"""When two amounts are equal: to the twelfth digit of the largest, however a sum was added up."""

from __future__ import annotations

import pandas as pd

#: Decimals of the largest amount's part that are compared; what lies behind is the noise of binary sums.
DIGITS = 12


def rounded_for_ties(amounts: pd.Series) -> pd.Series:
    """Return what amounts are compared, sorted and ranked by.

    0.1 and 0.2 on two lines are a hair more than 0.3 on one; by their keys they are one.

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


def best_first(table: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Sort customers by an amount, equals by their id.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a customer: ``customer_id`` and the amount.
    basis : str
        Column of the amount.

    Returns
    -------
    pandas.DataFrame
        The same rows with a new index.
    """
    place = pd.DataFrame({"key": rounded_for_ties(table[basis]), "id": table["customer_id"]})
    order = place.reset_index(drop=True).sort_values(["key", "id"], ascending=[False, True]).index
    return table.iloc[order].reset_index(drop=True)
