"""What part of its revenue a customer leaves, of the revenue whose cost is known: the unknown is not a loss."""

from __future__ import annotations

import pandas as pd

#: By how much the parts of revenue with a known cost may differ between years whose profit is compared.
ALIKE = 0.1


def costed_revenue(accounts: pd.DataFrame) -> pd.Series:
    """Return the revenue whose cost is known.

    Parameters
    ----------
    accounts : pandas.DataFrame
        ``revenue`` and, where some cost is missing, ``uncosted_revenue`` (currency units).

    Returns
    -------
    pandas.Series
        Row by row; all revenue where no cost is said to be missing.
    """
    revenue = accounts["revenue"].astype("float64")
    return revenue if "uncosted_revenue" not in accounts else (revenue - accounts["uncosted_revenue"]).round(4)


def margin_of(accounts: pd.DataFrame, basis: str) -> pd.Series:
    """Return the margin by a measure of contribution.

    Goods earn only where their cost is known, so that their margin is of that revenue; serving is of all revenue.
    Where no cost is missing this is contribution over revenue.

    Parameters
    ----------
    accounts : pandas.DataFrame
        ``revenue``, the measure, and, where some cost is missing, ``uncosted_revenue`` and ``profit``.
    basis : str
        ``"revenue"``, ``"profit"``, ``"profit_after_serving"`` or another column of money that goods leave.

    Returns
    -------
    pandas.Series
        Fractions, row by row; missing where there is no positive revenue to take them of.
    """
    revenue, costed = accounts["revenue"].astype("float64"), costed_revenue(accounts)
    if basis == "revenue":
        return (revenue / revenue).where(revenue > 0)
    left = accounts[basis].astype("float64")
    if basis != "profit_after_serving" or "profit" not in accounts:
        return (left / costed).where(costed > 0)
    goods = accounts["profit"].astype("float64")
    margin = goods / costed - (goods - left) / revenue
    return margin.where((costed > 0) & (revenue > 0))


def margin_name(basis: str) -> str:
    """Return the name of the margin that belongs to a measure of contribution.

    Parameters
    ----------
    basis : str
        As in `margin_of`.

    Returns
    -------
    str
        ``"margin_after_serving"`` of customer profit, ``"margin"`` of all others.
    """
    return "margin_after_serving" if basis == "profit_after_serving" else "margin"


def over_all(accounts: pd.DataFrame, basis: str) -> float:
    """Return the margin of all accounts together.

    Parameters
    ----------
    accounts : pandas.DataFrame
        As in `margin_of`.
    basis : str
        As in `margin_of`.

    Returns
    -------
    float
        That of the sums, not the mean of the margins; NaN where there is no positive revenue to take it of.
    """
    money = [c for c in ("revenue", "uncosted_revenue", "profit", basis) if c in accounts]
    sums = accounts[list(dict.fromkeys(money))].sum().to_frame().T
    return float(margin_of(sums, basis).iloc[0])
