"""What is doubtful between tables: customers that only one of them knows, twice or for nobody."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kamlib.tables.doubts import walk_in
from kamlib.tables.doubts.variants import same_names
from kamlib.tables.problems import Problem


def across(frames: Mapping[str, pd.DataFrame | None]) -> list[Problem]:
    """Name customers with orders that the customer table lacks, and rows about customers without orders.

    Parameters
    ----------
    frames : mapping
        The client's tables by name.

    Returns
    -------
    list of Problem
        Empty where the tables fit together.
    """
    orders, customers = frames["orders"], frames.get("customers")
    assert orders is not None  # noqa: S101  (there is no client without orders)
    buying = set(orders["customer_id"].unique())
    problems = []
    if customers is not None:
        unknown = sorted(buying - set(customers["customer_id"]))
        if unknown:
            money = float(orders.loc[orders["customer_id"].isin(unknown), "revenue"].sum())
            problems.append(
                Problem("customers-unknown", "warning", "customers", len(unknown), money, {"example": unknown[0]})
            )
    problems += _twins(orders, customers) + walk_in.check(orders, customers)
    known = buying | (set(customers["customer_id"]) if customers is not None else set())
    for table in ("activities", "contacts", "survey", "exits"):
        frame = frames.get(table)
        if frame is None:
            continue
        foreign = ~frame["customer_id"].isin(known)
        if foreign.any():
            values = {"example": str(frame.loc[foreign, "customer_id"].iloc[0])}
            problems.append(Problem("others-unknown", "warning", table, int(foreign.sum()), None, values))
    return problems


def _twins(orders: pd.DataFrame, customers: pd.DataFrame | None) -> list[Problem]:
    """Name customers of one name who buy under several ids; they are not merged."""
    if customers is None or "name" not in customers:
        return []
    bought = orders.groupby("customer_id")["revenue"].sum()
    named = customers.loc[customers["customer_id"].isin(bought.index), ["customer_id", "name"]].dropna()
    named = named[named["name"] != named["customer_id"]]
    groups = same_names(dict(zip(named["customer_id"], named["name"], strict=True)))
    if not groups:
        return []
    money = bought.reindex([id_ for group in groups for id_ in group])
    groups = sorted(groups, key=lambda group: (-float(bought[list(group)].sum()), group))
    name = str(named.loc[named["customer_id"] == groups[0][0], "name"].iloc[0])
    values = {"n": len(groups), "ids": " / ".join(groups[0][:4]), "example": name}
    return [Problem("twin-names", "warning", "customers", len(money), float(money.sum()), values)]
