"""Share of wallet: what part of its need a customer buys from us, and what a rank among suppliers is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd


def refused(table: pd.DataFrame) -> pd.DataFrame:
    """Return the customers that buy more than their potential: their share would be above 100 %.

    Parameters
    ----------
    table : pandas.DataFrame
        ``customer_id``, ``bought`` and ``potential`` (currency units a year; missing where not known).

    Returns
    -------
    pandas.DataFrame
        Such rows, with ``share``, the largest first.
    """
    over = table[(table["potential"] > 0) & (table["bought"] > table["potential"])]
    found = over.assign(share=over["bought"] / over["potential"])
    return found.sort_values(["share", "customer_id"], ascending=[False, True], ignore_index=True)


def share_of_wallet(table: pd.DataFrame) -> pd.Series:
    """Return what part of its potential each customer buys from us.

    Parameters
    ----------
    table : pandas.DataFrame
        ``customer_id``, ``bought`` and ``potential`` (currency units a year).

    Returns
    -------
    pandas.Series
        Share by customer id; missing where the potential is not known.

    Raises
    ------
    ValueError
        If a customer buys more than its potential; the line names the rows, counted from 1.

    Examples
    --------
    >>> table = pd.DataFrame({"customer_id": ["A", "B"], "bought": [50.0, 30.0], "potential": [200.0, None]})
    >>> share_of_wallet(table).round(2).to_dict()
    {'A': 0.25, 'B': nan}
    """
    over = ((table["potential"] > 0) & (table["bought"] > table["potential"])).to_numpy()
    if over.any():
        rows = np.nonzero(over)[0]
        named = ", ".join(f"{table['customer_id'].iloc[row]} (row {row + 1})" for row in rows[:5])
        more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
        raise ValueError(f"potential: {named}{more} buy more than it; correct the potential of these customers")
    shares = table["bought"] / table["potential"].where(table["potential"] > 0)
    return pd.Series(shares.to_numpy(), index=table["customer_id"], name="share_of_wallet")


def wallet_allocation(rank: float, suppliers: int) -> float:
    """Return the share of wallet that a supplier of some rank can expect.

    Parameters
    ----------
    rank : float
        Place among the customer's suppliers, 1 for the best; ties have the mean of their places.
    suppliers : int
        How many suppliers the customer uses.

    Returns
    -------
    float
        Expected share.

    Raises
    ------
    ValueError
        If there is no such place.

    Notes
    -----
    Keiningham, Aksoy, Williams and Buoye, "The Wallet Allocation Rule" (2015): (1 - rank / (n + 1)) × 2 / n.

    Examples
    --------
    >>> [round(wallet_allocation(rank, 3), 3) for rank in (1, 2, 3)]
    [0.5, 0.333, 0.167]
    """
    if suppliers < 1 or not 1 <= rank <= suppliers:
        raise ValueError(f"rank {rank} of {suppliers} suppliers: there is no such place")
    return (1 - rank / (suppliers + 1)) * 2 / suppliers
