"""What is true of the customers of the made-up clients: known because they are invented, told nowhere else."""

from __future__ import annotations

import json

import pandas as pd

from kamlib._paths import shipped


def customers() -> pd.DataFrame:
    """Return what each customer of the embedded client was made to be.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``customer_id``: ``true_kind`` (one of ``classify.kinds.KINDS``) and ``truly_key`` (made as a key
        account).

    Examples
    --------
    >>> from kamlib.course import truth
    >>> truth.customers().groupby("true_kind").size()
    true_kind
    extrinsic    77
    intrinsic    69
    strategic     4
    dtype: int64
    """
    truth = json.loads((shipped("datasets") / "machinery" / "truth.json").read_text("utf-8"))
    kinds = {who: kind for kind, ids in truth["kinds"].items() for who in ids}
    table = pd.DataFrame(sorted(kinds.items()), columns=["customer_id", "true_kind"])
    return table.assign(truly_key=table["customer_id"].isin(truth["who"]["key_accounts"]))


def visited(day: pd.Timestamp) -> pd.DataFrame:
    """Return what visits would change with each customer of the client for keeping.

    Parameters
    ----------
    day : pandas.Timestamp
        The first of a month.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``gone`` (it has left before the day), ``leaves`` (chance to leave within a year) and
        ``leaves_visited`` (the same with visits from the day on).

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.course import truth
    >>> list(truth.visited(pd.Timestamp("2024-01-01")))
    ['customer_id', 'gone', 'leaves', 'leaves_visited']
    """
    from kamlib.world.keep.visiting import visited

    return visited(day)
