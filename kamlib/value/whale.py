"""K2, K3: the whale curve, cumulative profit with the best customer first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.value import ties
from kamlib.value.concentration import amount_column
from kamlib.value.resampling import ROUNDING


@dataclass(frozen=True, eq=False)
class Whale:
    """Cumulative profit, best customer first: it climbs above the total and falls back as loss makers come in.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per customer, best first: ``customer_id``, ``name`` (if given), the amount, ``rank``,
        ``cumulative_customers``, ``cumulative`` (money) and ``cumulative_share`` (of the total; missing where that
        is not positive).
    basis : str
        The amount: ``"profit"``, or what else was asked for.
    customers, total : int, float
        How many, and the total, where the curve ends.
    peak, peak_share, peak_customers : float, float, int
        The most that the curve reaches (money, share of the total), and with how many customers.
    loss_makers, loss : int, float
        Customers below zero, and what they cost (positive money).
    half_of_loss : int
        Fewest customers who cause half of the loss.
    """

    table: pd.DataFrame
    basis: str
    customers: int
    total: float
    peak: float
    peak_share: float
    peak_customers: int
    loss_makers: int
    loss: float
    half_of_loss: int = 0

    def causes(self) -> pd.DataFrame:
        """Return who causes half of the loss, the deepest first, with all who lose as much as the last of them.

        Returns
        -------
        pandas.DataFrame
            Rows of ``table``: of equals none is left out, so that there may be more than `half_of_loss`.
        """
        worst = self.table.iloc[::-1].reset_index(drop=True)
        if not self.half_of_loss:
            return worst.head(0)
        keys = ties.rounded_for_ties(worst[self.basis])
        return pd.DataFrame(worst[keys <= keys.iloc[self.half_of_loss - 1]])


def curve(accounts: pd.DataFrame, *, basis: str | None = None) -> Whale:
    """Cumulate profit over customers, best first (the whale curve of Kaplan and Narayanan, 2001).

    Parameters
    ----------
    accounts : pandas.DataFrame
        One row per customer with ``customer_id`` and the amount.
    basis : str, optional
        The amount; profit where the accounts have it, else revenue.

    Returns
    -------
    Whale
        The peak is reached with the last customer that earns anything.

    Raises
    ------
    KeyError
        If the accounts lack the amount.

    Notes
    -----
    Kaplan and Narayanan (2001), Measuring and managing customer profitability, Journal of Cost Management 15(5).

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.value import whale
    >>> accounts = pd.DataFrame({"customer_id": list("ABC"), "revenue": [9.0, 5, 4], "profit": [60.0, 30, -20]})
    >>> result = whale.curve(accounts)
    >>> result.peak, result.total, result.loss_makers
    (90.0, 70.0, 1)
    """
    basis = amount_column(accounts, basis)
    table = ties.ranked(accounts, basis)
    amounts = table[basis]
    total = float(round(amounts.sum(), 4))
    table["cumulative"] = amounts.cumsum().round(4)
    table["cumulative_customers"] = (np.arange(len(table)) + 1) / max(len(table), 1)
    table["cumulative_share"] = table["cumulative"] / (total if total > 0 else np.nan)
    peak = float(round(amounts.clip(lower=0).sum(), 4))
    losing = amounts[amounts < 0].sort_values()
    half = int((losing.cumsum() > (0.5 - ROUNDING) * losing.sum()).sum()) + 1 if len(losing) else 0
    return Whale(
        table, basis, len(table), total, peak, peak / total if total > 0 else float("nan"),
        int((amounts > 0).sum()), len(losing), float(round(-losing.sum(), 4)) + 0.0, half,
    )  # fmt: skip
