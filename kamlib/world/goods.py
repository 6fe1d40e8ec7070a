"""What the maker of pumps and drives sells: model codes, list prices, costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Family, lowest and highest list price in yuan, number of models.
FAMILIES = (
    ("SK", 180, 900, 6),  # seal kits and spare parts
    ("DP", 1_200, 6_500, 6),  # dosing pumps
    ("CP", 4_800, 26_000, 10),  # centrifugal pumps
    ("EM", 2_400, 15_000, 6),  # motors
    ("SP", 9_000, 48_000, 6),  # submersible pumps
    ("VD", 3_600, 62_000, 8),  # variable-speed drives
    ("MS", 5_000, 18_000, 4),  # monitoring and retrofit
    ("PS", 480_000, 1_900_000, 3),  # pumping stations: projects
    ("GS", 168, 398, 4),  # garden fountains in a gift box
)
PRICE_RISE, COST_RISE = 0.03, 0.033


def catalogue() -> pd.DataFrame:
    """List the models from cheap to dear within what is sold every day, then projects and gifts.

    Returns
    -------
    pandas.DataFrame
        ``product`` (code), ``family``, ``list`` (whole yuan in the first year), ``cost`` (yuan in the first year).
    """
    rows = []
    for family, low, high, n in FAMILIES:
        steps = np.linspace(0, 1, n)
        prices = np.round(low + (high - low) * steps**2).astype("int64")
        rows += [(f"{family}-{10 * (i + 1):03d}", family, int(price)) for i, price in enumerate(prices)]
    goods = pd.DataFrame(rows, columns=["product", "family", "list"])
    share = 0.59 + 0.01 * (np.arange(len(goods)) * 7 % 8)
    goods["cost"] = np.round(goods["list"] * share, 2)
    special = goods["family"].isin(["PS", "GS"])
    return goods.assign(special=special).sort_values(["special", "list", "product"], ignore_index=True)
