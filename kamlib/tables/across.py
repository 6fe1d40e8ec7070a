"""What is doubtful between tables: customers that only one of them knows."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kamlib.tables.problems import Problem


def across(frames: Mapping[str, pd.DataFrame | None]) -> list[Problem]:
    """Name customers with orders that the customer table lacks, and rows about customers without orders.

    Parameters
    ----------
    frames : mapping
        The client's tables by name.
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
