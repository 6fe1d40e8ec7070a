"""Rebates accrued for a line: a concession that is paid out later, and taken off its revenue now."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from kamlib.tables.columns.matching import Match
from kamlib.tables.lines.revenue import Money
from kamlib.tables.problems import Problem

#: A rebate that takes more than this off the revenue of its rows is something else: a balance, a target.
LARGEST = 0.5


def take_off(frame: pd.DataFrame, money: Money, found: Match, *, aside: np.ndarray) -> Money:
    """Take rebates off revenue, and count them among the discounts.

    Parameters
    ----------
    frame : pandas.DataFrame
        All rows in our columns.
    money : Money
        Their revenue, cost and discount.
    found : Match
        Which column is which.
    aside : numpy.ndarray of bool
        Rows that do not count: sums of others, and void ones.

    Returns
    -------
    Money
        As it was where no rebate is known, or where the column is too large to hold rebates of these rows.
    """
    if "rebate" not in frame:
        return money
    concerned = frame["rebate"].fillna(0.0).ne(0.0) & money.revenue.fillna(0.0).ne(0.0) & ~aside
    if not concerned.any():
        return money
    off = (frame["rebate"].abs() * np.sign(money.revenue)).where(concerned, 0.0).round(6)
    values = {"column": found.header("rebate"), "row": int(frame.index[concerned][0])}
    sum_ = float(off.sum())
    if not found.by_hand("rebate") and float(off.abs().sum()) > LARGEST * float(
        money.revenue[concerned].abs().sum()
    ):
        said = Problem("rebates-large", "warning", "orders", int(concerned.sum()), sum_, values)
        return replace(money, problems=(*money.problems, said))
    said = Problem("rebates-taken-off", "note", "orders", int(concerned.sum()), sum_, values)
    discount = money.discount
    if (
        discount is not None or "list_price" not in frame
    ):  # from a list price, it is found next to the revenue left
        discount = off if discount is None else (discount + off).round(6)
    return replace(money, revenue=money.revenue - off, discount=discount, problems=(*money.problems, said))
