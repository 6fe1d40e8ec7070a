"""Whom to ask in a survey: a draw by tier that can be repeated, with reserves, and what it estimates (K15)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b

import numpy as np
import pandas as pd

from kamlib.keep.satisfaction import sample_size
from kamlib.value.shares import quantile

#: Tiers in which everybody is asked.
CENSUS = ("platinum",)

#: Reserve names for each name of the draw.
RESERVES = 0.5


def draw(
    customers: pd.DataFrame,
    *,
    seed: int = 0,
    margin: float = 0.05,
    confidence: float = 0.95,
    census: Collection[str] = CENSUS,
    spread: Mapping[str, float] | None = None,
    size: int | None = None,
) -> pd.DataFrame:
    """Draw the customers to ask, and reserves for those that do not answer.

    Parameters
    ----------
    customers : pandas.DataFrame
        One row per customer: ``customer_id`` and ``tier``.
    seed : int
        Another seed gives another draw.
    margin, confidence : float
        Of the share of satisfied customers that the draw is to estimate.
    census : collection of str
        Tiers in which everybody is asked, so that their share has no sampling error.
    spread : mapping, optional
        Standard deviation of the answers by tier, from an earlier wave: tiers in which answers differ more get
        more names (Neyman). By default each tier gets names in proportion to its customers.
    size : int, optional
        How many to ask outside of the census; by default what the margin asks for.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``tier``, ``place`` (from 1 in its tier) and ``asked`` (False for reserves), by tier and
        place.

    Raises
    ------
    ValueError
        If there is no customer.

    Notes
    -----
    The order within a tier is that of a hash of seed and id: a customer that is added takes a place of its own and
    moves nobody else's.

    Examples
    --------
    >>> import pandas as pd
    >>> customers = pd.DataFrame({"customer_id": ["A", "B", "C"], "tier": ["platinum", "gold", "gold"]})
    >>> draw(customers, size=1)
      customer_id      tier  place  asked
    0           A  platinum      1   True
    1           C      gold      1   True
    2           B      gold      2  False
    """
    if customers.empty:
        raise ValueError("customers: there is nobody to ask")
    table = customers[["customer_id", "tier"]].astype("str").drop_duplicates("customer_id")
    table = table.assign(_order=[place_of(seed, who) for who in table["customer_id"]])
    tiers = list(dict.fromkeys(table["tier"]))
    rest = [tier for tier in tiers if tier not in census]
    sizes = {tier: int((table["tier"] == tier).sum()) for tier in tiers}
    left = sum(sizes[tier] for tier in rest)
    if size is None:
        size = sample_size(left, margin=margin, confidence=confidence, rounding="ceiling") if left else 0
    names = dict(zip(rest, allocate([sizes[tier] for tier in rest], min(size, left),
                                    None if spread is None else [spread.get(tier, 1.0) for tier in rest]),
                     strict=True))  # fmt: skip
    names |= {tier: sizes[tier] for tier in tiers if tier in census}
    table = table.sort_values(["_order", "customer_id"])
    table["place"] = table.groupby("tier").cumcount() + 1
    asked = table["tier"].map(names)
    table["asked"] = table["place"] <= asked
    table = table[table["place"] <= np.ceil(asked * (1 + RESERVES))]
    table = table.assign(_tier=table["tier"].map(tiers.index)).sort_values(["_tier", "place"], ignore_index=True)
    return pd.DataFrame(table[["customer_id", "tier", "place", "asked"]])


def allocate(population: Sequence[int], n: int, spread: Sequence[float] | None = None) -> list[int]:
    """Share out a number of names to strata.

    Parameters
    ----------
    population : sequence of int
        Customers in each stratum.
    n : int
        Names in all, at most the customers.
    spread : sequence of float, optional
        Standard deviation in each stratum (Neyman); by default alike (in proportion).

    Returns
    -------
    list of int
        Names by stratum, none above its customers; what is left over by rounding goes to the largest remainders.

    Examples
    --------
    >>> allocate([150, 90, 120], 12), allocate([150, 90, 120], 12, [100, 200, 300])
    ([5, 3, 4], [3, 3, 6])
    """
    sizes = np.asarray(population, dtype="float64")
    weights = sizes * (1.0 if spread is None else np.asarray(spread, dtype="float64"))
    names = np.zeros(len(sizes))
    while n - names.sum() > 0.5 and (names < sizes).any():
        open_ = np.where(names < sizes, weights, 0.0)
        open_ = open_ if open_.sum() > 0 else np.where(names < sizes, sizes, 0.0)
        names = np.minimum(sizes, names + _rounded(open_ / open_.sum() * (n - names.sum())))
    return [int(one) for one in names]


def _rounded(parts: np.ndarray) -> np.ndarray:
    """Round parts to whole numbers of the same sum: the largest remainders first."""
    whole = np.floor(parts + 1e-9)
    short = round(float(parts.sum() - whole.sum()))
    for at in np.argsort(-(parts - whole), kind="stable")[:short]:
        whole[at] += 1
    return np.asarray(whole)


def place_of(seed: int, who: str) -> int:
    """Return a number that depends on seed and id alone, as if drawn by lot.

    Parameters
    ----------
    seed : int
        Of the lot.
    who : str
        Any id.

    Returns
    -------
    int
    """
    return int.from_bytes(blake2b(f"{seed}:{who}".encode(), digest_size=8).digest())


def stratified(
    population: Sequence[int], n: Sequence[int], means: Sequence[float], variances: Sequence[float], *,
    confidence: float = 0.95,
) -> dict[str, float]:  # fmt: skip
    """Estimate a mean from strata.

    Parameters
    ----------
    population, n : sequence of int
        Customers and answers in each stratum.
    means, variances : sequence of float
        Of the answers in each stratum.
    confidence : float
        Of the interval (normal).

    Returns
    -------
    dict
        ``mean``, ``variance`` of it, ``low``, ``high``, ``total`` and ``total_variance``.

    Notes
    -----
    Thompson, Sampling (2012), chapter 11. A stratum in which all have answered adds no variance.

    Examples
    --------
    >>> round(stratified([20, 9, 12], [5, 3, 4], [1.6, 2.8, 0.6], [3.3, 4.0, 2.2])["mean"], 4)
    1.5707
    """
    sizes, answers = np.asarray(population, dtype="float64"), np.asarray(n, dtype="float64")
    total = float(sizes @ np.asarray(means, dtype="float64"))
    variance = float(np.sum(sizes * (sizes - answers) * np.asarray(variances, dtype="float64") / answers))
    whole = float(sizes.sum())
    mean, half = total / whole, quantile(confidence) * variance**0.5 / whole
    return {"mean": mean, "variance": variance / whole**2, "low": mean - half, "high": mean + half,
            "total": total, "total_variance": variance}  # fmt: skip
