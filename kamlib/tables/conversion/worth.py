"""What rows are worth by their own columns, before revenue is derived: for messages, and to weigh rows."""

from __future__ import annotations

from collections.abc import Container, Mapping

import pandas as pd

#: Columns that hold the amount of a row, the one without tax first.
AMOUNTS = ("revenue", "revenue_with_tax")


def direct(columns: Container[str]) -> str | None:
    """Return the column that holds the amounts of rows.

    Parameters
    ----------
    columns : container of str
        Our columns that are there.

    Returns
    -------
    str or None
        One of `AMOUNTS`; None where amounts have to be made from others.
    """
    return next((name for name in AMOUNTS if name in columns), None)


def of(columns: Mapping[str, pd.Series] | pd.DataFrame) -> pd.Series | None:
    """Return what each row is worth: its amount, else quantity × unit price.

    Parameters
    ----------
    columns : mapping of str to pandas.Series, or DataFrame
        Our columns as figures.

    Returns
    -------
    pandas.Series or None
        Currency units; None where no columns tell.
    """
    amount = direct(columns)
    if amount is not None:
        return columns[amount]
    if "quantity" in columns and "unit_price" in columns:
        return columns["quantity"] * columns["unit_price"]
    return None
