"""Where a customer takes more than the others do: discount, goods, or one of the steps of serving it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.value.cost_to_serve import SERVING

#: What a customer can take more of than others, each with what its share is taken of.
LEVERS = {"discount": "gross_revenue", "cost": "gross_revenue", **dict.fromkeys(SERVING, "revenue")}

_COLUMNS = ("customer_id", "lever", "excess", "own_share", "others_share", "share_of")


def find_levers(served: pd.DataFrame, among: pd.Series | None = None) -> pd.DataFrame:
    """Find for each customer the cost that exceeds most what the same sales cost with others.

    Parameters
    ----------
    served : pandas.DataFrame
        The table of ``cost_to_serve.CostToServe`` (currency units, costs positive).
    among : pandas.Series of bool, optional
        The customers that each is compared with, in the order of the rows; by default all of them. Nobody is
        compared with itself.

    Returns
    -------
    pandas.DataFrame
        One row per customer: ``customer_id``, ``lever`` (a key of `LEVERS`; empty where nothing exceeds),
        ``excess`` (currency units: its cost less what its list value, for discount and goods, or its revenue, for
        serving, would cost at the rate of those others together), ``own_share``, ``others_share`` and
        ``share_of`` (``gross_revenue``; ``revenue`` for serving, and where no discount is known).

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.value.cost_to_serve import SERVING
    >>> from kamlib.value.levers import find_levers
    >>> served = pd.DataFrame({
    ...     "customer_id": ["A", "B"], "gross_revenue": [100.0, 100.0], "discount": [30.0, 10.0],
    ...     "revenue": [70.0, 90.0], "cost": [60.0, 60.0], **{step: [0.0, 0.0] for step in SERVING},
    ... })
    >>> find_levers(served).iloc[0].tolist()
    ['A', 'discount', 20.0, 0.3, 0.1, 'gross_revenue']
    """
    with_ = pd.Series(True, index=served.index) if among is None else pd.Series(among.to_numpy(), served.index)
    parts = {name: _compared(served[name], served[base], with_) for name, base in LEVERS.items()}
    excess = np.column_stack([part["excess"].fillna(0.0) for part in parts.values()]).round(4)
    at = excess.argmax(axis=1) if len(served) else np.array([], dtype=int)
    rows = np.arange(len(served))
    best = excess[rows, at] if len(served) else np.array([])
    found = pd.DataFrame({"customer_id": served["customer_id"].to_numpy(), "excess": best.clip(min=0.0)})
    found["lever"] = np.where(best > 0, np.array(list(parts))[at], "") if len(served) else ""
    for column, name in (("own", "own_share"), ("others", "others_share")):
        shares = np.column_stack([part[column] for part in parts.values()])
        found[name] = shares[rows, at] if len(served) else np.nan
    bases = {name: base if served["discount"].any() else "revenue" for name, base in LEVERS.items()}
    return found.assign(share_of=found["lever"].map(bases).fillna(""))[[*_COLUMNS]]


def _compared(cost: pd.Series, base: pd.Series, among: pd.Series) -> pd.DataFrame:
    """Set each customer's cost against the rate of the others together."""
    own, theirs, paid = base.where(base > 0), base.where(among, 0.0), cost.where(among, 0.0)
    rest = theirs.sum() - theirs
    others = ((paid.sum() - paid) / rest.where(rest > 0)).clip(lower=0.0)
    return pd.DataFrame({"excess": cost - others * own, "own": cost / own, "others": others})
