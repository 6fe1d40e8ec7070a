"""K8: the evaluation standard – eight criteria, weights, a score from 0 to 100, and how robust the list is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib.classify.measures import collection_rate, contracts, price_level
from kamlib.facts.numbers import ordered_codes
from kamlib.value import ties

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The eight criteria and whether more is better.
CRITERIA: dict[str, bool] = {
    "contract_volume": True,
    "price_level": True,
    "revenue": True,
    "collection_rate": True,
    "profit_level": True,
    "quality_loss_rate": False,
    "influence": True,
    "reputation": True,
}

#: Weights where a client has set none: an opinion, made to be replaced.
WEIGHTS: dict[str, float] = {
    "contract_volume": 0.10, "price_level": 0.10, "revenue": 0.20, "collection_rate": 0.15,
    "profit_level": 0.25, "quality_loss_rate": 0.05, "influence": 0.10, "reputation": 0.05,
}  # fmt: skip

#: A value that is short of a threshold by less than this part of it has reached it: binary sums are not exact.
_HAIR = 1e-9

#: Scores of one block of draws: bounds the memory, not the result.
_BLOCK = 1_000_000

METHODS = ("percentile", "minmax", "bands")


def criteria(
    orders: pd.DataFrame,
    customers: pd.DataFrame | None = None,
    *,
    as_of: pd.Timestamp | None = None,
    margins: pd.Series | None = None,
) -> pd.DataFrame:
    """Measure the eight criteria that the tables allow.

    Parameters
    ----------
    orders : pandas.DataFrame
        ``customer_id``, ``order_id``, ``date``, ``revenue``; optionally ``cost``, ``quantity``, ``product``,
        ``due_date``, ``paid_date``, ``paid_amount``, ``retention``, ``retention_due``, ``quality_loss``.
    customers : pandas.DataFrame, optional
        ``customer_id`` with ``influence`` and ``reputation`` (1–5).
    as_of : pandas.Timestamp, optional
        Day on which bills are due or not; by default the last day in the orders.
    margins : pandas.Series, optional
        Profit level by customer id, by another measure than gross profit.

    Returns
    -------
    pandas.DataFrame
        ``customer_id`` and those of `CRITERIA` that can be measured: ``contract_volume`` (orders that come to more
        than nothing, as in ``kamlib.accounts``: a credit note is not a contract), ``price_level``
        (revenue over the same quantities at the book's mean price of each product; 1 = average), ``revenue``,
        ``collection_rate`` (share of the revenue due by then that is paid), ``profit_level`` (profit / revenue),
        ``quality_loss_rate`` (losses / revenue), ``influence``, ``reputation``.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import scorecard
    >>> client = kam.load("machinery")
    >>> measured = scorecard.criteria(client.orders, client.customers, as_of=client.as_of)
    >>> len(measured), list(measured)[:3]
    (150, ['customer_id', 'contract_volume', 'price_level'])
    """
    day = pd.Timestamp(as_of) if as_of is not None else orders["date"].max()
    lines = periods.known_by(orders[orders["date"] < day.normalize() + pd.Timedelta(days=1)], day)
    who, names = ordered_codes(lines["customer_id"])
    lines, who = lines[who >= 0], who[who >= 0]

    def by_id(found: pd.Series) -> pd.Series:
        return found.set_axis(names.take(found.index.to_numpy()))

    revenue = by_id(lines["revenue"].groupby(who).sum())
    positive = revenue.where(revenue > 0)
    found: dict[str, pd.Series] = {"contract_volume": contracts(lines), "revenue": revenue}
    found["price_level"] = by_id(price_level(lines, who))
    found["collection_rate"] = by_id(collection_rate(lines, who, day))
    if margins is not None:
        found["profit_level"] = margins.astype("float64").reindex(revenue.index)
    elif "cost" in lines:
        known = lines["cost"].notna().to_numpy()
        sold, cost = (by_id(lines[column][known].groupby(who[known]).sum()) for column in ("revenue", "cost"))
        found["profit_level"] = ((sold - cost) / sold).where(sold > 0)
    if "quality_loss" in lines:
        found["quality_loss_rate"] = by_id(lines["quality_loss"].groupby(who).sum()) / positive
    table = pd.DataFrame(index=revenue.index)
    for name in CRITERIA:
        if name in found and found[name].notna().any():
            table[name] = found[name]
        elif customers is not None and name in customers and customers[name].notna().any():
            table[name] = customers.drop_duplicates("customer_id").set_index("customer_id")[name].astype("float64")
    return table.rename_axis("customer_id").reset_index()


@dataclass(frozen=True, eq=False)
class Scorecard:
    """Customers scored from 0 to 100.

    Attributes
    ----------
    table : pandas.DataFrame
        ``customer_id``, ``rank`` (equals share one), ``score``, one column ``score_<criterion>`` each (0–100),
        ``missing`` (names of criteria without a value, blank-separated), ``on_list``. Best first.
    weights : dict
        Weights used, summing to 1 over the criteria at hand.
    method : str
        How values became scores.
    left_out : tuple of str
        Criteria with a weight that no table measures; their weight is shared out in proportion.
    top : int
        Length of the list; more customers where equals are at its end.
    """

    table: pd.DataFrame
    weights: dict[str, float]
    method: str
    left_out: tuple[str, ...]
    top: int

    @property
    def parts(self) -> pd.DataFrame:
        """What each score is made of: ``customer_id`` and weighted points a criterion, adding up to the score."""
        points = self.table[[f"score_{name}" for name in self.weights]].set_axis(list(self.weights), axis=1)
        there = points.notna().astype("float64").mul(pd.Series(self.weights))
        parts = points.fillna(0.0).mul(there).div(there.sum(axis=1).replace(0.0, np.nan), axis=0)
        return pd.concat([self.table["customer_id"], parts], axis=1)


def score(
    measured: pd.DataFrame,
    *,
    weights: Mapping[str, float] | None = None,
    method: str = "percentile",
    bands: Mapping[str, tuple[float, ...]] | None = None,
    top: int | None = None,
) -> Scorecard:
    """Score customers on the criteria at hand.

    Parameters
    ----------
    measured : pandas.DataFrame
        ``customer_id`` and criteria; see `criteria`.
    weights : mapping, optional
        Criterion → weight, none negative; need not sum to one. By default `WEIGHTS`.
    method : {"percentile", "minmax", "bands"}
        Percentile: mean rank among those with a value; min–max: between worst and best; bands: the number of
        thresholds reached.
    bands : mapping, optional
        For the method bands: criterion → rising thresholds.
    top : int, optional
        Length of the key-account list; by default a fifth of the customers.

    Returns
    -------
    Scorecard
        A customer without a value in one criterion is scored on the others, and the criterion is named.

    Raises
    ------
    ValueError
        If a weight is negative, all are nil, a criterion is unknown, bands do not rise, or the list has no place.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify import scorecard
    >>> measured = pd.DataFrame({"customer_id": list("ABC"), "revenue": [300.0, 200, 100], "influence": [1, 2, 3]})
    >>> card = scorecard.score(measured, weights={"revenue": 0.75, "influence": 0.25})
    >>> card.table[["customer_id", "score"]]
      customer_id  score
    0           A   75.0
    1           B   50.0
    2           C   25.0
    """
    if top is not None and top < 1:
        raise ValueError(f"top ({top}) has to be one or more: a list without a place is none")
    given = dict(WEIGHTS if weights is None else weights)
    _check_weights(given)
    if method not in METHODS:
        raise ValueError(f"method {method!r} is not one of {', '.join(METHODS)}")
    at_hand = {name: w for name, w in given.items() if name in measured}
    left_out = tuple(name for name, w in given.items() if name not in measured and w > 0)
    whole = sum(at_hand.values())
    if whole <= 0:
        raise ValueError("none of the weighted criteria is measured: " + ", ".join(left_out))
    used = {name: w / whole for name, w in at_hand.items()}
    points = pd.DataFrame({n: _points(measured[n], n, method, (bands or {}).get(n)) for n in used})
    table = pd.DataFrame({"customer_id": measured["customer_id"], "score": total(points, used)})
    for name in used:
        table[f"score_{name}"] = points[name]
    names = np.array(points.columns, dtype=object)
    table["missing"] = [" ".join(names[gaps]) for gaps in points.isna().to_numpy()]
    length = top if top is not None else max(1, round(len(table) / 5))
    table.insert(1, "rank", _rank(table["score"]))
    return Scorecard(_ranked(table, length), used, method, left_out, length)


def among(card: Scorecard, who: Collection[object], *, top: int) -> Scorecard:
    """Keep those of a scorecard that a list is chosen from; their scores stay what they are among all."""
    return replace(card, table=_ranked(card.table[card.table["customer_id"].isin(list(who))], top), top=top)


def _rank(scores: pd.Series) -> pd.Series:
    return scores.rank(method="min", ascending=False).astype("Int64")


def _ranked(table: pd.DataFrame, top: int) -> pd.DataFrame:
    """Rank by score, the best first, and say who is on the list; equals share a rank and one fate."""
    rank = _rank(table["score"])
    table = table.assign(rank=rank, on_list=(rank <= top).fillna(False).astype(bool))
    return table.sort_values(["rank", "customer_id"], ignore_index=True)


def _check_weights(weights: Mapping[str, float]) -> None:
    negative = [name for name, w in weights.items() if not w >= 0]
    if negative:
        raise ValueError(f"weight of {negative[0]} is {weights[negative[0]]}: weights cannot be negative")
    unknown = [name for name in weights if name not in CRITERIA]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not one of the criteria {', '.join(CRITERIA)}")
    if sum(weights.values()) <= 0:
        raise ValueError("all weights are nil: at least one criterion has to count")


def _points(values: pd.Series, name: str, method: str, bands: tuple[float, ...] | None) -> pd.Series:
    """Turn the values of a criterion into 0–100, more being better."""
    better = values.astype("float64") if CRITERIA[name] else -values.astype("float64")
    if method == "bands":
        if not bands or list(bands) != sorted(set(bands)):
            raise ValueError(f"bands of {name} have to be given and to rise")
        edges = np.asarray(bands) if CRITERIA[name] else -np.asarray(bands)[::-1]
        reached = np.searchsorted(edges - _HAIR * np.abs(edges), better, side="right") / len(edges) * 100
        return pd.Series(reached, index=values.index).where(values.notna())
    if method == "minmax":
        low, high = better.min(), better.max()
        return (better - low) / (high - low) * 100 if high > low else better.where(better.isna(), 50.0)
    n = better.notna().sum()
    ranks = ties.rounded_for_ties(better).rank(method="average")
    return (ranks - 1) / (n - 1) * 100 if n > 1 else better.where(better.isna(), 50.0)


def total(points: pd.DataFrame, weights: Mapping[str, float]) -> pd.Series:
    """Weigh the points; a criterion without a value leaves its weight to the others."""
    share = pd.Series(weights)
    there = points.notna().astype("float64").mul(share)
    weighed: pd.Series = (points.mul(share).sum(axis=1) / there.sum(axis=1).replace(0.0, np.nan)).round(9)
    return weighed


@dataclass(frozen=True, eq=False)
class Robustness:
    """How much the list depends on the weights.

    Attributes
    ----------
    table : pandas.DataFrame
        ``customer_id``, ``on_list``, ``stays_share`` (share of random weightings that put the customer on it).
    draws : int
        How many weightings were drawn.
    spread : float
        Concentration of the Dirichlet distribution about the given weights; None for all weightings alike.
    seed : int
        Seed of the draws.
    """

    table: pd.DataFrame
    draws: int
    spread: float | None
    seed: int

    def unsure(self, rows: int) -> pd.DataFrame:
        """Return the customers whose place is least sure, the surest of them first.

        Parameters
        ----------
        rows : int
            How many customers at most.

        Returns
        -------
        pandas.DataFrame
            Rows of ``table``, by ``stays_share`` from the highest down.
        """
        doubt = (self.table["stays_share"] - 0.5).abs().round(9)
        least = self.table.assign(_doubt=doubt).sort_values(["_doubt", "customer_id"]).head(rows)
        shown = least.sort_values(["stays_share", "customer_id"], ascending=[False, True], ignore_index=True)
        return shown.drop(columns="_doubt")


def weight_sensitivity(
    card: Scorecard, *, draws: int = 2000, spread: float | None = 20.0, seed: int = 0
) -> Robustness:
    """Draw random weightings about those given and count how often each customer is on the list.

    Parameters
    ----------
    card : Scorecard
        A scored list.
    draws : int
        How many weightings.
    spread : float, optional
        Concentration of the Dirichlet distribution whose mean are the weights: 20 moves a weight of 0.20 by about
        ±0.09; None draws every weighting with equal chance.
    seed : int
        Seed of the draws.

    Returns
    -------
    Robustness

    Raises
    ------
    ValueError
        If there is no draw, or the spread is not positive.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify import scorecard
    >>> measured = pd.DataFrame({"customer_id": list("ABC"), "revenue": [300.0, 200, 100], "influence": [3, 2, 1]})
    >>> card = scorecard.score(measured, weights={"revenue": 0.75, "influence": 0.25})
    >>> scorecard.weight_sensitivity(card, draws=100).table[["customer_id", "on_list", "stays_share"]]
      customer_id  on_list  stays_share
    0           A     True          1.0
    1           B    False          0.0
    2           C    False          0.0
    """
    if draws < 1 or not (spread is None or spread > 0):
        raise ValueError(f"draws ({draws}) have to be one or more, spread ({spread}) has to be positive, or None")
    names = [name for name, w in card.weights.items() if w > 0]
    base = np.array([card.weights[name] for name in names])
    alpha = np.ones(len(names)) if spread is None else base * spread
    weights = np.random.default_rng(seed).dirichlet(alpha, size=draws)
    frame = card.table.sort_values("customer_id")
    points = frame[[f"score_{name}" for name in names]].to_numpy()
    rows = max(1, _BLOCK // max(len(points), 1))
    times = sum(_times_on_list(points, weights[at : at + rows], card.top) for at in range(0, draws, rows))
    table = frame[["customer_id", "on_list"]].assign(stays_share=times / draws)
    table = table.sort_values(["stays_share", "customer_id"], ascending=[False, True], ignore_index=True)
    return Robustness(table, draws, spread, seed)


def _times_on_list(points: NDArray[np.float64], weights: NDArray[np.float64], top: int) -> NDArray[np.float64]:
    """Count for each customer how many of the weightings put it among the best; equals share one fate."""
    there = ~np.isnan(points)
    held = weights.sum(axis=1, keepdims=True) if there.all() else weights @ there.T.astype("float64")
    scores = weights @ np.nan_to_num(points).T / np.maximum(held, 1e-12)
    place = scores.shape[1] - min(top, scores.shape[1])
    cut = np.partition(scores, place, axis=1)[:, place, None]
    found: NDArray[np.float64] = (scores >= cut - 1e-9).sum(axis=0).astype("float64")
    return found
