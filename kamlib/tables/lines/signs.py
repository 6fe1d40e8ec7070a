"""Signs that are a convention of the file: ledgers write sales as negative, profit and loss accounts costs.

A sign that almost all lines have says nothing of returns: it is reversed, with a note. A sign that some lines
have is only noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import worth
from kamlib.tables.conversion.convert import Converted
from kamlib.tables.problems import Problem

#: Share of the lines that has to bear a sign before it is taken for a convention, and the least number of lines.
CONVENTION, FEWEST = 0.95, 2
_SALES = ("revenue", "revenue_with_tax", "tax", "profit")
_COSTS = ("cost", "unit_cost")


def straighten(
    converted: Converted, found: Match, totals: np.ndarray, credits: Iterable[np.ndarray] = ()
) -> tuple[Converted, list[Problem]]:
    """Turn sales, costs and prices that are negative by convention, and say so.

    Parameters
    ----------
    converted : Converted
        All rows in our columns.
    found : Match
        Which column is which; amounts that the user named stay as given.
    totals : numpy.ndarray of bool
        Which rows are sums of others.
    credits : iterable of numpy.ndarray
        Rows that say that they are credits (bool), which tell nothing of how sales are written.

    Returns
    -------
    Converted, list of Problem
        As it was, without problems, where signs are as usual.
    """
    problems: list[Problem] = []
    sales = ~np.logical_or.reduce([totals, *credits])
    for step, counts in ((_prices, ~totals), (_sales, sales), (_costs, ~totals)):
        frame, said = step(converted.frame, found, counts)
        converted = replace(converted, frame=frame) if frame is not converted.frame else converted
        problems += said
    return converted, problems


def _prices(frame: pd.DataFrame, found: Match, counts: np.ndarray) -> tuple[pd.DataFrame, list[Problem]]:
    """Take the minus off the price of pieces that came back: with both, the row would count as a sale."""
    if worth.direct(frame) is not None or not {"quantity", "unit_price"} <= set(frame):
        return frame, []
    twice = ((frame["quantity"] < 0) & (frame["unit_price"] < 0)).to_numpy()
    if not (twice & counts).any():
        return frame, []
    if twice[counts].mean() >= CONVENTION:
        return frame, []  # a ledger's way of writing sales
    frame = frame.assign(unit_price=frame["unit_price"].abs().where(twice, frame["unit_price"]))
    money = float((frame["quantity"] * frame["unit_price"])[twice & counts].sum())
    values: dict[str, Any] = {
        "column": str(found.source_column("unit_price")),
        "quantity": str(found.source_column("quantity")),
    }
    values["row"] = int(frame.index[twice & counts][0])
    return frame, [Problem("minus-twice", "warning", "orders", int((twice & counts).sum()), money, values)]


def _sales(frame: pd.DataFrame, found: Match, counts: np.ndarray) -> tuple[pd.DataFrame, list[Problem]]:
    ours = worth.direct(frame) or "quantity"
    amount = worth.of(frame)
    if amount is None or found.by_hand(ours):
        return frame, []
    size = amount.to_numpy("float64")
    told = counts & ~np.isnan(size) & (size != 0)
    if told.sum() < FEWEST or (size[told] < 0).mean() < CONVENTION:
        return frame, []
    names = _SALES if worth.direct(frame) else ("quantity",)
    frame = _turned(frame, [n for n in names if n in frame and (n == ours or _negative(frame[n], told))])
    if "quantity" in frame and ours != "quantity" and _negative(frame["quantity"], told):
        frame = _turned(frame, ["quantity"])
    values = {"column": str(found.source_column(ours)), "ours": ours}
    turned = float(np.nansum(-size[counts]))
    return frame, [Problem("sales-negative", "warning", "orders", int(told.sum()), turned, values)]


def _costs(frame: pd.DataFrame, found: Match, counts: np.ndarray) -> tuple[pd.DataFrame, list[Problem]]:
    """Turn costs of the other sign than sales throughout; name those of a few sales."""
    amount, problems = worth.of(frame), []
    if amount is None:
        return frame, []
    for ours in (name for name in _COSTS if name in frame):
        base = amount.to_numpy("float64") if ours == "cost" else np.ones(len(frame))
        cost = frame[ours].to_numpy("float64")
        told = counts & (base * cost != 0) & ~np.isnan(base * cost)
        below, opposite = told & (base > 0) & (cost < 0), told & (base * cost < 0)
        if not below.any():
            continue
        values: dict[str, Any] = {"column": str(found.source_column(ours)), "ours": ours}
        values["row"] = int(frame.index[below][0])
        if opposite.sum() >= CONVENTION * told.sum():
            frame, money = _turned(frame, [ours]), float(-cost[opposite].sum())
            problems.append(Problem("costs-turned", "warning", "orders", int(opposite.sum()), money, values))
        else:
            money = float(cost[below].sum())
            problems.append(Problem("cost-negative", "warning", "orders", int(below.sum()), money, values))
    return frame, problems


def _negative(column: pd.Series, told: np.ndarray) -> bool:
    values = column.to_numpy("float64")[told]
    values = values[~np.isnan(values) & (values != 0)]
    return bool(len(values)) and bool((values < 0).mean() >= CONVENTION)


def _turned(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    return frame.assign(**{name: -frame[name] for name in names})
