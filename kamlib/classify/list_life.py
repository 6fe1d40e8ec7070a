"""K5: how long a list of the largest customers lasts, and where those on it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kamlib.periods import check_no_gap

#: Yearly lists from which a half-life is told.
_FEWEST_LISTS = 3


@dataclass(frozen=True, eq=False)
class ListLife:
    """How long a list of the largest lasts.

    Attributes
    ----------
    table : pandas.DataFrame
        ``years_later``, ``kept_share`` (of those on the list, pooled over all starting years), ``lists`` (how many
        starting years it is pooled over).
    origin : pandas.DataFrame
        Those on the list in the last period: ``customer_id``, the measure, ``since_on_list``, ``rank_first``,
        ``first_period``.
    half_life : float or None
        Years until half of a list is replaced, read off the curve; None where it stays above one half in all the
        years seen, all were replaced within a year, or there are fewer than three lists: one interval shows no
        course.
    top : int
        Length of the list; more where equals are at the end of it.
    """

    table: pd.DataFrame
    origin: pd.DataFrame
    half_life: float | None
    top: int


def list_life(accounts_by_year: pd.DataFrame, *, basis: str = "revenue", top: int = 20) -> ListLife:
    """Follow each year's list of the largest through the years after it.

    Parameters
    ----------
    accounts_by_year : pandas.DataFrame
        ``customer_id``, ``period`` (one a year, sortable) and the measure.
    basis : str
        Measure by which the list is made: ``"revenue"``, ``"profit"``, ``"profit_after_serving"``.
    top : int
        Length of the list.

    Returns
    -------
    ListLife

    Raises
    ------
    ValueError
        If between two years one is missing.

    Notes
    -----
    The half-life is where the pooled curve of those kept passes one half. It is not continued beyond the years at
    hand: such curves flatten, since who slips off the list for one year comes back, and no rate holds.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify.list_life import list_life
    >>> from kamlib.findings.list_life import bought
    >>> client = kam.load("machinery")
    >>> life = list_life(bought(client), basis=client.basis, top=20)
    >>> int((life.origin["rank_first"] > 20).sum())
    7
    """
    ranks = accounts_by_year.assign(
        rank=accounts_by_year.groupby("period")[basis].rank(method="min", ascending=False)
    )
    listed = ranks[(ranks["rank"] <= top) & (ranks[basis] > 0)]
    periods = sorted(set(ranks["period"]))
    check_no_gap(periods)
    lists = {period: set(listed.loc[listed["period"] == period, "customer_id"]) for period in periods}
    rows = []
    for later in range(len(periods)):
        pairs = [(lists[periods[i]], lists[periods[i + later]]) for i in range(len(periods) - later)]
        size = sum(len(a) for a, _b in pairs)
        rows.append((later, sum(len(a & b) for a, b in pairs) / size if size else np.nan, len(pairs)))
    table = pd.DataFrame(rows, columns=["years_later", "kept_share", "lists"])
    half_life = _half_life(table["kept_share"].to_numpy(dtype=float))
    return ListLife(table, _origin(ranks, lists, periods, basis), half_life, top)


def _half_life(kept: np.ndarray) -> float | None:
    """Find where a curve of shares kept, one point per year, passes one half, if it does."""
    if len(kept) < _FEWEST_LISTS or not kept[1] > 0:
        return None
    below = np.flatnonzero(kept <= 0.5)
    if not len(below):
        return None
    year = int(below[0])
    return float(year - 1 + (kept[year - 1] - 0.5) / (kept[year - 1] - kept[year]))


def _origin(ranks: pd.DataFrame, lists: dict[Any, set[str]], periods: list[Any], basis: str) -> pd.DataFrame:
    """Say of each customer on the last list since when it has been there and where it started."""
    today = lists[periods[-1]] if periods else set()
    last = ranks[ranks["period"].isin(periods[-1:]) & ranks["customer_id"].isin(today)]
    first = ranks.sort_values("period").groupby("customer_id").first()
    table = last[["customer_id", basis]].sort_values(
        [basis, "customer_id"], ascending=[False, True], ignore_index=True
    )
    since = {c: _since(c, lists, periods) for c in table["customer_id"]}
    table["since_on_list"] = table["customer_id"].map(since)
    table["rank_first"] = table["customer_id"].map(first["rank"]).astype("int64")
    table["first_period"] = table["customer_id"].map(first["period"])
    return pd.DataFrame(table)


def _since(customer: str, lists: dict[Any, set[str]], periods: list[Any]) -> Any:
    """Walk back from the last period as long as the customer is on the list."""
    since = periods[-1]
    for period in reversed(periods):
        if customer not in lists[period]:
            break
        since = period
    return since
