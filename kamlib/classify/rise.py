"""Where customers started and where they are: how many small ones rose, out of how many."""

from __future__ import annotations

import pandas as pd


def starts(accounts_by_year: pd.DataFrame, *, basis: str = "revenue", top: int = 20) -> pd.DataFrame:
    """Say of each customer where it ranked in its first year, and whether it is on the last year's list.

    A list of the best shows only those that rose. The others are needed too: their number is what a rise
    has to be divided by.

    Parameters
    ----------
    accounts_by_year : pandas.DataFrame
        ``customer_id``, ``period`` (one a year, sortable) and the measure.
    basis : str
        Measure by which customers are ranked.
    top : int
        Length of the list.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``first_period``, ``rank_first``, ``all_years`` (the measure over all years), ``on_list``.
        Customers whose first year is the last are left out: they have had no year in which to rise.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify import rise
    >>> years = pd.DataFrame({
    ...     "customer_id": ["A", "B", "C", "A", "B", "C"],
    ...     "period": [2023, 2023, 2023, 2024, 2024, 2024],
    ...     "revenue": [9.0, 5.0, 1.0, 2.0, 3.0, 8.0],
    ... })
    >>> found = rise.starts(years, top=1)
    >>> found[["customer_id", "rank_first", "on_list"]].values.tolist()
    [['A', 1, False], ['B', 2, False], ['C', 3, True]]
    """
    ranks = accounts_by_year.groupby("period")[basis].rank(method="min", ascending=False)
    years = accounts_by_year.assign(rank=ranks).sort_values(["period", "customer_id"])
    last = years["period"].max()
    listed = years[(years["period"] == last) & (years["rank"] <= top) & (years[basis] > 0)]["customer_id"]
    by = years.groupby("customer_id")
    table = pd.DataFrame({
        "first_period": by["period"].first(), "rank_first": by["rank"].first().astype("int64"),
        "all_years": by[basis].sum(),
    }).reset_index()  # fmt: skip
    table["on_list"] = table["customer_id"].isin(listed)
    return pd.DataFrame(table[table["first_period"] < last].reset_index(drop=True))
