"""Customers whose id has more than one name: renamed, or two customers under one number."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.tables.checks.variants import fold
from kamlib.tables.lines.orders import ClassifiedLines, of_rows
from kamlib.tables.problems import Problem

#: From so many names on, an id is for many by intention: walk-in customers, one-time accounts.
MANY = 10


def check(sorted_: ClassifiedLines) -> list[Problem]:
    """Name ids that have several names on the lines that count.

    Parameters
    ----------
    sorted_ : ClassifiedLines
        The lines with the reason for which each is left out.

    Returns
    -------
    list of Problem
        One, or none where each id has one name.
    """
    if "name" not in sorted_.lines:
        return []
    lines = sorted_.lines.loc[sorted_.used, ["customer_id", "name"]]
    ids, known = pd.factorize(lines["customer_id"])
    names, texts = pd.factorize(lines["name"])
    pairs = np.unique((ids.astype("int64") * (len(texts) + 1) + names)[(ids >= 0) & (names >= 0)])
    if len(pairs) <= len(known):
        return []
    table = pd.DataFrame({"id": pairs // (len(texts) + 1), "name": texts[pairs % (len(texts) + 1)]})
    table = table[table["id"].duplicated(keep=False)]
    table = table[~pd.DataFrame({"id": table["id"], "name": table["name"].map(fold)}).duplicated()]
    count = table["id"].map(table["id"].value_counts())
    table = table[(count > 1) & (count < MANY)]
    if table.empty:
        return []
    first = table["id"].iloc[0]
    values = {
        "n": table["id"].nunique(), "example": str(known[first]),
        "names": " / ".join(table.loc[table["id"] == first, "name"].iloc[:3]),
    }  # fmt: skip
    concerned = sorted_.lines["customer_id"].isin(known[table["id"].unique()]).to_numpy()
    return of_rows("several-names", "warning", sorted_, concerned, **values)
