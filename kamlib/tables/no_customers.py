"""Order lines of companies that the customer table marks as no customers: left out with their money, or noted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.lines.no_customers import CONCEPTS
from kamlib.tables.lines.wanted import KINDS, wanted
from kamlib.tables.messages import reasons
from kamlib.tables.problems import LEVELS, Problem
from kamlib.tables.readings import Part, Reading
from kamlib.words import _


def set_aside(
    readings: Mapping[str, Reading], keep: Collection[str] | None, drop: Collection[str] | None
) -> dict[str, Reading]:
    """Leave out the order lines of companies of the own group and of tests, as the orders' own flags would.

    A kind that the user keeps, and one that would leave no line, counts and is named.
    """
    done, told = dict(readings), readings["customers"].no_customers if "customers" in readings else None
    if told is None:
        return done
    word = wanted(keep, drop, {})
    for kind in CONCEPTS:
        mine = told[told["concept"] == kind]
        rows = done["orders"].frame["customer_id"].isin(mine["customer_id"])
        if not rows.any():
            continue
        counts = kind in word.keep or (kind not in word.drop and bool(rows.all()))
        done["orders"] = _settled(done["orders"], rows, mine, kind, counts=counts, kept=kind in word.keep)
    return done


def lists_nothing_else(readings: Mapping[str, Reading]) -> bool:
    """Say whether the customer table lists only companies that were set aside, and no customer."""
    told = readings["customers"].no_customers if "customers" in readings else None
    if (
        told is None
        or readings["customers"].frame["customer_id"].isin(readings["orders"].frame["customer_id"]).any()
    ):
        return False
    return bool(readings["customers"].frame["customer_id"].isin(told["customer_id"]).all())


def _settled(
    orders: Reading, rows: pd.Series, told: pd.DataFrame, kind: str, *, counts: bool, kept: bool
) -> Reading:
    """Take the lines out, or leave them in, and say so."""
    code = f"{kind}-counted" if counts else KINDS[kind]
    buying = told[told["customer_id"].isin(orders.frame["customer_id"])]
    values = {
        "column": ", ".join(buying["column"].unique()), "customers": int(buying["customer_id"].nunique()),
        "kept": kept,
    }  # fmt: skip
    n, money = int(rows.sum()), float(round(orders.frame.loc[rows, "revenue"].sum(), 6))
    said = Problem(code, "note" if kept else "warning", "orders", n, money, values)
    said = said.in_book(orders.currency, orders.documents)
    problems = sorted([*orders.problems, said], key=lambda p: LEVELS.index(p.level))
    if counts:
        return replace(orders, problems=tuple(problems))
    before = orders.left_out.get(code, Part(0, 0.0))
    left_out = {**orders.left_out, code: Part(before.rows + n, (before.money or 0.0) + money)}
    if rows.all():
        raise KamError(_("{where}: no line can be counted; {why}.", where=orders.source, why=reasons(left_out)))
    seen = orders.customers
    if seen is not None:
        seen = seen[~seen["customer_id"].isin(told["customer_id"])].reset_index(drop=True)
    frame = orders.frame[~rows].reset_index(drop=True)
    return replace(orders, frame=frame, left_out=left_out, problems=tuple(problems), customers=seen)
