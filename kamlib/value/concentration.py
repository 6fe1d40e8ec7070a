"""K2: how concentrated is the business? Shares, Lorenz curve, Gini, HHI, the 80/20 question.

Customers are compared by one signed amount each, profit or revenue. Loss makers are always in: the amounts are
never cut off at zero, and where their total is not positive a share of it means nothing and is refused in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.value import ties
from kamlib.value.resampling import Interval, intervals
from kamlib.value.tail import Tail, fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The heads of the list whose share is reported.
TOPS = (0.01, 0.05, 0.10, 0.20, 0.50)

#: Fewer customers than this make one customer a tenth of the list: the rule cannot be judged on them.
FEWEST = 10

#: Where the total is a smaller part than this of what the earning customers bring, shares of it are refused.
NEAR_NOTHING = 0.2


@dataclass(frozen=True, eq=False)
class Concentration:
    """How one amount is spread over customers.

    Attributes
    ----------
    basis : str
        The amount: ``"revenue"``, ``"profit"``, ``"profit_after_serving"``.
    table : pandas.DataFrame
        One row per customer, best first: ``customer_id``, ``name`` (if given), the amount, ``rank`` (equals share
        the better rank), ``share`` (of the total), ``cumulative_customers`` and ``cumulative_share`` (the fraction
        of customers at least as good, and what they bring; equal customers have equal figures).
    customers, total : int, float
        How many, and the sum of their amounts.
    tops : pandas.DataFrame
        ``top`` (fraction of customers), ``top_count`` (how many that is), ``share``, ``share_low``,
        ``share_high`` (interval).
    top_share, top_interval : float, Interval or None
        Share of the best `top` of the customers.
    customers_for : int or None
        Fewest customers who bring `goal` of the total; None where shares are refused.
    lorenz : pandas.DataFrame
        ``cumulative_customers`` and ``cumulative_share``, smallest customer first, from (0, 0) to (1, 1).
    gini, gini_interval : float, Interval or None
        See `gini`.
    hhi : float
        See `hhi`.
    tail : Tail
        Fit of a Pareto tail.
    verdict : str
        Does 80/20 hold? ``"holds"``, ``"above_80_20"`` (more concentrated), ``"below_80_20"`` (less), or
        ``"inconclusive"``.
    refused : str
        Why there are no shares: ``""``, ``"empty"``, ``"total_not_positive"``, or ``"total_near_zero"`` (below
        `NEAR_NOTHING` of what the earning customers bring: losses eat up the rest). See `earnings` then.
    top, goal, widest, confidence, replicates, seed
        What it was computed under.
    """

    basis: str
    table: pd.DataFrame
    customers: int
    total: float
    tops: pd.DataFrame
    top_share: float
    top_interval: Interval | None
    customers_for: int | None
    lorenz: pd.DataFrame
    gini: float
    gini_interval: Interval | None
    hhi: float
    tail: Tail
    verdict: str
    refused: str
    top: float = 0.2
    goal: float = 0.8
    widest: float = 0.3
    confidence: float = 0.95
    replicates: int = 1000
    seed: int = 0


def measure(
    accounts: pd.DataFrame,
    *,
    basis: str | None = None,
    top: float = 0.2,
    goal: float = 0.8,
    widest: float = 0.3,
    near_nothing: float = NEAR_NOTHING,
    heads: Sequence[float] = TOPS,
    confidence: float = 0.95,
    replicates: int = 1000,
    seed: int = 0,
) -> Concentration:
    """Measure how concentrated profit or revenue is, and whether 80/20 holds.

    Parameters
    ----------
    accounts : pandas.DataFrame
        One row per customer with ``customer_id`` and the amount; see ``kamlib.accounts``.
    basis : {"revenue", "profit", "profit_after_serving"}, optional
        The amount; profit where the accounts have it, else revenue.
    top, goal : float
        The rule in question: do the best `top` (0.2) of the customers bring about `goal` (0.8) of the total?
    widest : float
        An interval of the share that is wider than this says too little for a verdict of "holds".
    near_nothing : float
        Where the total is a smaller part than this of what those bring who earn, shares of it are refused.
    heads : sequence of float
        Heads of the list whose share is reported next to `top`.
    confidence, replicates, seed : float, int, int
        Of the bootstrap intervals; 0 replicates for none.

    Returns
    -------
    Concentration

    Raises
    ------
    KeyError
        If the accounts lack the amount.
    ValueError
        If `top` or `goal` is not between 0 and 1.

    Notes
    -----
    Intervals span the percentile and the BCa bootstrap: Efron (1987), Better bootstrap confidence intervals,
    Journal of the American Statistical Association 82(397), 171–185.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.value import concentration
    >>> accounts = pd.DataFrame({"customer_id": list("ABCDE"), "revenue": [50.0, 20, 15, 10, 5]})
    >>> result = concentration.measure(accounts, basis="revenue", replicates=0)
    >>> result.top_share, result.customers_for, round(result.gini, 2)
    (0.5, 3, 0.4)
    """
    basis = amount_column(accounts, basis)
    if not (0 < top < 1 and 0 < goal < 1):
        raise ValueError(f"top ({top}) and goal ({goal}) must lie between 0 and 1")
    worth = accounts[basis].to_numpy(dtype=float, na_value=0.0)
    worth = np.sort(worth)[::-1]
    refused = _refused(worth, near_nothing)
    heads = sorted({*heads, top})
    found = intervals(worth, heads, confidence=confidence, replicates=0 if refused else replicates, seed=seed)
    heads_table = _tops(worth, heads, found.tops, refused)
    share = np.nan if refused else top_share(worth, top)
    of_top = found.tops.get(top)
    return Concentration(
        basis, _ranked(accounts, basis, refused), len(worth), float(round(worth.sum(), 4)), heads_table, share,
        of_top, None if refused else customers_for(worth, goal), _lorenz(worth, refused), gini(worth), found.gini,
        hhi(worth), fit(worth), _verdict(len(worth), of_top, goal, widest), refused, top, goal, widest, confidence,
        replicates, seed,
    )  # fmt: skip


def amount_column(accounts: pd.DataFrame, basis: str | None) -> str:
    """Say which amount is meant: the one named, else profit, else revenue."""
    basis = basis or ("profit" if "profit" in accounts else "revenue")
    if basis not in accounts:
        raise KeyError(f"accounts lack the column {basis!r}; they have {', '.join(map(str, accounts.columns))}")
    return basis


def _refused(worth: NDArray[np.float64], near_nothing: float) -> str:
    """Say why shares of the total would mean nothing."""
    if not len(worth):
        return "empty"
    if worth.sum() <= 0:
        return "total_not_positive"
    return "total_near_zero" if worth.sum() < near_nothing * worth[worth > 0].sum() else ""


def earnings(seen: Concentration) -> pd.DataFrame:
    """Return what each head of the list earns, against what all who earn bring together.

    For books in which losses eat up so much that shares of the total mean nothing.

    Parameters
    ----------
    seen : Concentration

    Returns
    -------
    pandas.DataFrame
        ``top``, ``top_count`` as in ``tops``, ``top_amount`` (money) and ``share_of_earnings`` (missing where
        nobody earns).
    """
    worth = seen.table[seen.basis].to_numpy(dtype=float)
    earned = float(worth[worth > 0].sum())
    table = seen.tops[["top", "top_count"]].copy()
    counted = [np.clip(head * len(worth) - np.arange(len(worth)), 0.0, 1.0) @ worth for head in table["top"]]
    table["top_amount"] = np.round(np.asarray(counted, dtype=float), 4)
    table["share_of_earnings"] = table["top_amount"] / (earned if earned > 0 else np.nan)
    return table


def top_share(worth: NDArray[np.float64], top: float) -> float:
    """Share of the total that the best `top` of the customers bring.

    A fifth of 12 customers is 2.4: the two best count whole and the third with 0.4 of what it brings, so that
    the figure does not jump as customers come and go.
    """
    whole = top * len(worth)
    weight = np.clip(whole - np.arange(len(worth)), 0.0, 1.0)
    return float(weight @ worth / worth.sum())


def customers_for(worth: NDArray[np.float64], goal: float) -> int:
    """Fewest customers who together bring `goal` of the total; `worth` best first, its sum positive."""
    needed = goal * worth.sum()
    return int(np.argmax(np.cumsum(worth) >= needed - 1e-9 * abs(needed))) + 1


def gini(worth: NDArray[np.float64]) -> float:
    """Gini coefficient of signed amounts: 0 all equal, towards 1 all with one customer.

    Half the mean difference over the mean *absolute* amount, so that it stays within 0 and 1 with loss makers too
    (the normalisation of Raffinetti, Siletti and Vernizzi, 2015, without their small-sample factor n/(n−1)); where
    no amount is negative it is the ordinary Gini coefficient.

    Parameters
    ----------
    worth : numpy.ndarray
        Amounts in any order.

    Returns
    -------
    float
        Missing where there is no amount but zero.
    """
    size = np.abs(worth).sum()
    if size == 0:
        return float("nan")
    n = len(worth)
    place = 2 * np.arange(1, n + 1) - n - 1
    return max(0.0, float(place @ np.sort(worth) / (n * size)))


def hhi(worth: NDArray[np.float64]) -> float:
    """Herfindahl–Hirschman index, 0 to 10,000: the sum of squared shares in per cent.

    Of the customers that earn: a share of a loss is not a share of the business. Shares of 30, 30, 20 and 20 per
    cent give 2,600 (U.S. Department of Justice and FTC, Horizontal Merger Guidelines, 2010).

    Parameters
    ----------
    worth : numpy.ndarray
        Amounts (currency units) in any order.

    Returns
    -------
    float
        Index from 0 to 10,000; missing where nobody earns.
    """
    earned = worth[worth > 0]
    if not len(earned):
        return float("nan")
    return float(((100 * earned / earned.sum()) ** 2).sum())


def _verdict(customers: int, interval: Interval | None, goal: float, widest: float) -> str:
    """Answer the 80/20 question from the interval, not from the point."""
    if interval is None or customers < FEWEST:
        return "inconclusive"
    if interval.low > goal:
        return "above_80_20"
    if interval.high < goal:
        return "below_80_20"
    return "holds" if interval.high - interval.low <= widest else "inconclusive"


def _ranked(accounts: pd.DataFrame, basis: str, refused: str) -> pd.DataFrame:
    """Rank customers; equals get one rank, one share and one cumulative share."""
    table = ties.ranked(accounts, basis)
    total = np.nan if refused else table[basis].sum()
    table["share"] = table[basis] / total
    last = table["rank"].to_numpy() + table.groupby("rank")["rank"].transform("size").to_numpy() - 1
    table["cumulative_customers"] = last / max(len(table), 1)
    running = table[basis].cumsum().to_numpy()
    table["cumulative_share"] = (running[last - 1] if len(table) else running) / total
    return table


def _tops(
    worth: NDArray[np.float64], heads: list[float], found: dict[float, Interval], refused: str
) -> pd.DataFrame:
    rows = []
    for head in heads:
        seen = found.get(head)
        rows.append({
            "top": head, "top_count": head * len(worth),
            "share": np.nan if refused else top_share(worth, head),
            "share_low": seen.low if seen else np.nan, "share_high": seen.high if seen else np.nan,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _lorenz(worth: NDArray[np.float64], refused: str) -> pd.DataFrame:
    """Points of the Lorenz curve, smallest customer first; below zero while loss makers are added."""
    rising = np.concatenate([[0.0], np.cumsum(worth[::-1])])
    people = np.linspace(0.0, 1.0, len(rising)) if len(rising) > 1 else np.array([0.0])
    share = np.full(len(rising), np.nan) if refused else rising / rising[-1]
    return pd.DataFrame({"cumulative_customers": people, "cumulative_share": share})


def largest(accounts: pd.DataFrame, n: int = 10, *, basis: str = "revenue") -> pd.DataFrame:
    """Return the `n` largest accounts, and who equals the last of them.

    Parameters
    ----------
    accounts : pandas.DataFrame
        One row per customer.
    n : int
        How many; more come where several share the last rank.
    basis : str
        Column to rank by.

    Returns
    -------
    pandas.DataFrame
        The accounts, largest first, with their ``rank``.

    Raises
    ------
    KeyError
        If the accounts lack the column.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.value import concentration
    >>> accounts = pd.DataFrame({"customer_id": list("ABC"), "revenue": [20.0, 50.0, 30.0]})
    >>> concentration.largest(accounts, 2)
      customer_id  revenue  rank
    0           B     50.0     1
    1           C     30.0     2
    """
    basis = amount_column(accounts, basis)
    rank = ties.rounded_for_ties(accounts[basis]).rank(method="min", ascending=False)
    best = accounts.assign(rank=rank)[rank <= n].astype({"rank": "int64"})
    return best.sort_values(["rank", "customer_id"], ignore_index=True)


def overlap(
    accounts: pd.DataFrame, n: int = 10, *, basis: str = "revenue", other_basis: str = "profit"
) -> pd.DataFrame:
    """Return the accounts that are among the `n` largest by each of two measures.

    Parameters
    ----------
    accounts : pandas.DataFrame
        One row per customer with ``customer_id`` and both measures.
    n : int
        Length of either list; more where several share the last rank.
    basis, other_basis : str
        The measures.

    Returns
    -------
    pandas.DataFrame
        The accounts on both lists, largest by the first measure first, with their ``rank`` in it.

    Raises
    ------
    KeyError
        If the accounts lack a measure.
    """
    one, other = largest(accounts, n, basis=basis), largest(accounts, n, basis=other_basis)
    return one[one["customer_id"].isin(other["customer_id"])].reset_index(drop=True)
