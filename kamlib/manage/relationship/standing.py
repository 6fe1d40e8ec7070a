"""The place of each of several groups among all, as far as its few cases show it: partial pooling and doubt."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.manage.noise import pooling_weight


def standings(yes: pd.Series, of: pd.Series) -> pd.DataFrame | None:
    """Place each group among all by its share, in units of the true spread between groups.

    Parameters
    ----------
    yes, of : pandas.Series
        Successes and cases by group; fractions are allowed. Groups without a case are left out.

    Returns
    -------
    pandas.DataFrame or None
        By group: ``share``, ``n``, ``pooled`` (share drawn to that of all), ``standing`` (0 is the mean of all
        groups, 1 is a standard deviation above it) and ``doubt`` (variance of the standing, from 0 to 1; 1 is a
        group of which nothing is known). None where groups differ by no more than chance, or there are fewer than
        two.

    Notes
    -----
    A group's standing has a normal prior with mean 0 and variance 1, of the spread that chance does not explain.
    It is found by moments from Pearson's chi-square. A group with n cases keeps n / (n + weight) of its distance.

    Examples
    --------
    >>> import pandas as pd
    >>> ids = ["a", "b", "c", "d"]
    >>> found = standings(pd.Series([90, 50, 50, 10], ids), pd.Series([100, 100, 100, 100], ids))
    >>> found["standing"].round(2).tolist()
    [1.19, 0.0, 0.0, -1.19]
    """
    known = of > 0
    n, won = of[known].astype("float64"), yes[known].astype("float64")
    whole = float(n.sum())
    if len(n) < 2 or not 0.0 < float(won.sum()) < whole:
        return None
    overall = float(won.sum()) / whole
    share = won / n
    within = overall * (1.0 - overall)
    statistic = float((n * (share - overall) ** 2).sum() / within)
    weight = pooling_weight(n.to_numpy(), statistic, len(n) - 1)
    if not np.isfinite(weight):
        return None
    kept = n / (n + weight)
    spread = np.sqrt(within / (weight + 1.0))
    return pd.DataFrame({
        "share": share, "n": n, "pooled": overall + kept * (share - overall),
        "standing": kept * (share - overall) / spread, "doubt": 1.0 - kept,
    })  # fmt: skip
