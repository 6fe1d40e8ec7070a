"""K5: three of the misconceptions of companies, as calculations on the order book.

What a discount costs, what each size of customer earns, and what is left when the largest go or the small are
dropped. How long a list of the largest lasts, the fourth, is in ``classify.list_life``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kamlib.facts.margins import margin_of

#: Shares closer to a cut than this are on it: sums of binary fractions are not exact.
_HAIR = 1e-9

#: Names of the quarters of a book by size of customer, largest first.
SIZES = ("largest", "large", "middle", "small")


def extra_volume(discount: Any, margin: Any) -> Any:
    """Return the extra volume that pays for a discount: d / (m − d).

    Parameters
    ----------
    discount : float or array
        Discount on the price, as a fraction of it.
    margin : float or array
        Contribution margin before the discount, as a fraction of the price.

    Returns
    -------
    float or numpy.ndarray
        Extra volume as a fraction of today's; infinite where the discount eats the whole margin.

    Raises
    ------
    ValueError
        If a discount is negative or one or more.

    Notes
    -----
    Break-even sales change, Nagle and Holden, *The Strategy and Tactics of Pricing* (1987).
    """
    d, m = np.asarray(discount, dtype=float), np.asarray(margin, dtype=float)
    if ((d < 0) | (d >= 1)).any():
        raise ValueError("discount is a fraction of the price: 0 or more, below 1 (0.05 for five per cent)")
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.where(d == 0, 0.0, np.where(m > d, d / (m - d), np.inf))
    return float(needed) if needed.ndim == 0 else needed


def break_even_discount(accounts: pd.DataFrame, *, basis: str = "profit") -> pd.DataFrame:
    """Return the discount at which each account turns into a burden, next to the one it has.

    Parameters
    ----------
    accounts : pandas.DataFrame
        ``customer_id``, ``revenue``, the profit and, where known, ``discount`` (money given away against list).
    basis : str
        Column of the profit: ``"profit"`` or, better where it is known, ``"profit_after_serving"``.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``revenue``, the profit, ``discount_rate`` (today's, fraction of the list amount),
        ``burden_rate`` (the one at which profit is nil), ``room`` (what lies between; negative where the point is
        passed) and ``extra_volume_at_5`` (extra volume that a further 5 % off today's price would need). The
        tightest come first; accounts without positive revenue have no rates.

    Raises
    ------
    KeyError
        If the accounts lack the profit.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify import concessions
    >>> accounts = pd.DataFrame({"customer_id": ["A"], "revenue": [900.0], "discount": [100.0], "profit": [180.0]})
    >>> concessions.break_even_discount(accounts)[["discount_rate", "burden_rate", "room"]].round(2)
       discount_rate  burden_rate  room
    0            0.1         0.28  0.18
    """
    if basis not in accounts:
        raise KeyError(
            f"accounts lack the column {basis!r}: from which discount on they are a burden needs a profit"
        )
    table = accounts[["customer_id", "revenue", basis]].copy()
    margin = margin_of(accounts, basis)
    given = accounts["discount"].fillna(0.0) if "discount" in accounts else 0.0
    listed = (table["revenue"] + given).where(table["revenue"] > 0)
    table["discount_rate"] = given / listed
    table["room"] = margin * (1 - table["discount_rate"])
    table["burden_rate"] = table["discount_rate"] + table["room"]
    table["extra_volume_at_5"] = np.where(margin.isna(), np.nan, extra_volume(0.05, margin.fillna(0.0)))
    return table.sort_values(["room", "customer_id"], ignore_index=True)


def price_war(
    *, margin: float, discount: float, rounds: int = 5, our_volume: float = 1.0, gain: float = 0.1
) -> pd.DataFrame:
    """Follow a spiral in which each cut wins volume for one round, until the rival matches it.

    Parameters
    ----------
    margin : float
        Contribution margin at the start, as a fraction of the price.
    discount : float
        Each cut, as a fraction of the price then.
    rounds : int
        How many cuts.
    our_volume : float
        Volume at the start.
    gain : float
        Share of volume a cut wins before it is matched.

    Returns
    -------
    pandas.DataFrame
        ``round``, ``price`` (start = 1), ``unit_margin``, ``profit_before_match``, ``profit_after_match``; profit
        in units of the first price times volume.

    Examples
    --------
    >>> from kamlib.classify import concessions
    >>> concessions.price_war(margin=0.2, discount=0.05, rounds=2).round(3)
       round  price  unit_margin  profit_before_match  profit_after_match
    0      0  1.000        0.200                0.200               0.200
    1      1  0.950        0.150                0.165               0.150
    2      2  0.902        0.102                0.113               0.102
    """
    cuts = np.arange(rounds + 1)
    price = (1 - discount) ** cuts
    unit = price - (1 - margin)
    won = np.where(cuts == 0, our_volume, our_volume * (1 + gain))
    return pd.DataFrame(
        {"round": cuts, "price": price, "unit_margin": unit,
         "profit_before_match": unit * won, "profit_after_match": unit * our_volume}
    )  # fmt: skip


def by_size(
    accounts: pd.DataFrame, *, basis: str = "profit", shares: tuple[float, ...] = (0.25, 0.5, 0.75)
) -> pd.DataFrame:
    """Split the book by size of customer into parts of equal revenue and say what each part earns.

    Parameters
    ----------
    accounts : pandas.DataFrame
        ``customer_id``, ``revenue`` and, where there is cost, the profit.
    basis : str
        Column of the profit: ``"profit"`` or ``"profit_after_serving"``.
    shares : tuple of float
        Where one size ends and the next begins, as cumulative shares of revenue, largest customer first.

    Returns
    -------
    pandas.DataFrame
        ``size`` (largest first), ``customers``, ``revenue``, ``revenue_share`` and, with profit, the profit under
        its own name, its ``profit_share`` and the ``margin`` that it makes of revenue. Customers of equal revenue
        are in one size; revenue ties to the book's total.

    Raises
    ------
    ValueError
        If the shares are not rising or not between 0 and 1.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify import concessions
    >>> accounts = pd.DataFrame({"customer_id": list("ABCDE"), "revenue": [400.0, 300, 200, 80, 20],
    ...                          "profit": [20.0, 45, 50, 28, 8]})
    >>> concessions.by_size(accounts)[["size", "customers", "margin"]].round(2)
          size  customers  margin
    0  largest          1    0.05
    1    large          1    0.15
    2   middle          1    0.25
    3    small          2    0.36
    """
    if list(shares) != sorted(set(shares)) or not all(0 < s < 1 for s in shares):
        raise ValueError("shares have to rise and lie between 0 and 1")
    sized = accounts.assign(size=_sizes(accounts["revenue"], shares))
    sums = {"customers": ("customer_id", "size"), "revenue": ("revenue", "sum")}
    sums |= {c: (c, "sum") for c in dict.fromkeys([basis, "profit", "uncosted_revenue"]) if c in accounts}
    table = sized.groupby("size", observed=False).agg(**sums).reset_index()
    for column, share in (("revenue", "revenue_share"), (basis, "profit_share")):
        if column in table:
            total = table[column].sum()
            table[share] = table[column] / total if total > 0 else np.nan
    if basis in table:
        table["margin"] = margin_of(table, basis)
    order = ("size", "customers", "revenue", "revenue_share", basis, "profit_share", "margin")
    return table[[c for c in order if c in table]].astype({"size": "str"})


def _sizes(revenue: pd.Series[float], shares: tuple[float, ...]) -> pd.Categorical[str]:
    """Give each customer a size by the revenue of those strictly larger, so that equals share one."""
    names = list(SIZES) if len(shares) == len(SIZES) - 1 else [str(i + 1) for i in range(len(shares) + 1)]
    paying = revenue.clip(lower=0)
    sums = paying.groupby(revenue).sum().sort_index(ascending=False)
    before = (sums.cumsum() - sums) / (sums.sum() or 1.0)
    place = np.searchsorted(np.asarray(shares) - _HAIR, revenue.map(before), side="right").astype("int64")
    return pd.Categorical.from_codes(place, categories=pd.Index(names), ordered=True)


@dataclass(frozen=True, eq=False)
class Loss:
    """What is left when some customers leave.

    Attributes
    ----------
    table : pandas.DataFrame
        ``lost_count`` (how many), ``revenue_left``, ``revenue_lost_share`` and, with profit, ``profit_left``,
        ``fixed_cost_left_over`` (profit left after the fixed cost).
    fixed_cost : float
        Cost that stays when customers go, in units of the currency.
    """

    table: pd.DataFrame
    fixed_cost: float


def customer_loss_scenario(
    accounts: pd.DataFrame,
    *,
    basis: str = "profit",
    first: str = "largest",
    at_most: int = 10,
    fixed_cost: float | None = None,
) -> Loss:
    """Take customers away one by one, largest or smallest by revenue first.

    Parameters
    ----------
    accounts : pandas.DataFrame
        ``customer_id``, ``revenue`` and, where there is cost, the profit.
    basis : str
        Column of the profit: ``"profit"`` or ``"profit_after_serving"``.
    first : {"largest", "smallest"}
        Who leaves first.
    at_most : int
        How many leave at most.
    fixed_cost : float, optional
        Cost that stays, in units of the currency; by default 60 % of the profit, an assumption to be replaced by
        the client's own figure.

    Returns
    -------
    Loss

    Raises
    ------
    ValueError
        If `first` is neither.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify import concessions
    >>> accounts = pd.DataFrame({"customer_id": list("ABC"), "revenue": [500.0, 300, 200],
    ...                          "profit": [50.0, 60, 40]})
    >>> concessions.customer_loss_scenario(accounts, at_most=1).table.round(2).T
                               0      1
    lost_count               0.0    1.0
    revenue_left          1000.0  500.0
    revenue_lost_share       0.0    0.5
    profit_left            150.0  100.0
    fixed_cost_left_over    60.0   10.0
    """
    if first not in ("largest", "smallest"):
        raise ValueError(f"first {first!r} is neither 'largest' nor 'smallest'")
    order = accounts.sort_values(["revenue", "customer_id"], ascending=[first == "smallest", True])
    gone = np.arange(min(at_most, len(order)) + 1)
    lost = np.concatenate([[0.0], order["revenue"].cumsum().to_numpy()])[gone]
    total = float(order["revenue"].sum())
    table = pd.DataFrame({"lost_count": gone, "revenue_left": (total - lost).round(4)})
    table["revenue_lost_share"] = lost / total if total > 0 else np.nan
    if basis not in order:
        return Loss(table, 0.0)
    profit = float(order[basis].sum())
    fixed = 0.6 * max(profit, 0.0) if fixed_cost is None else fixed_cost
    table["profit_left"] = (profit - np.concatenate([[0.0], order[basis].cumsum().to_numpy()])[gone]).round(4)
    table["fixed_cost_left_over"] = (table["profit_left"] - fixed).round(4)
    return Loss(table, fixed)


def break_even(
    *, margins: tuple[float, ...] = (0.15, 0.25, 0.4), discounts: tuple[float, ...] | None = None
) -> pd.DataFrame:
    """Tabulate the extra volume that pays for a discount, for some margins.

    Parameters
    ----------
    margins : tuple of float
        Contribution margins before the discount, as fractions of the price.
    discounts : tuple of float, optional
        Discounts as fractions of the price; by default every half per cent up to 30 %.

    Returns
    -------
    pandas.DataFrame
        ``margin``, ``discount_rate``, ``extra_volume`` (fraction of today's; infinite where nothing pays for it).

    Notes
    -----
    Break-even sales change: Nagle and Holden, *The Strategy and Tactics of Pricing* (1987).

    Examples
    --------
    >>> from kamlib.classify import concessions
    >>> concessions.break_even(margins=(0.2,), discounts=(0.05, 0.1))
       margin  discount_rate  extra_volume
    0     0.2           0.05      0.333333
    1     0.2           0.10      1.000000
    """
    cuts = np.arange(0, 61) / 200 if discounts is None else np.asarray(discounts)
    grid = [(m, float(d), float(extra_volume(d, m))) for m in margins for d in cuts]
    return pd.DataFrame(grid, columns=["margin", "discount_rate", "extra_volume"])
