"""Rows that are equal except for the salesperson, the payment or the contact: a join repeated them in full."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.tables.columns.matching import Match
from kamlib.tables.lines.duplicates import numbers_rows
from kamlib.tables.schema import schema, squeeze
from kamlib.tables.vocabulary import meaning

#: Columns of ours in which repeated rows of an order may differ; those in which they may not.
_BESIDE = ("owner", "paid_date", "paid_amount", "due_date")
_NEVER = frozenset({
    "customer_id", "name", "order_id", "date", "revenue", "revenue_with_tax", "quantity", "unit_price", "product",
    "product_name", "category", "order_type",
})  # fmt: skip
#: Share of the groups whose payments come to the amount of one row, or whose amounts are quantity × price.
AGREE = 0.9
CLOSE = 0.005


@dataclass(frozen=True)
class Repeats:
    """The rows that repeat others, the columns in which they differ, and whether the file proves it."""

    rows: np.ndarray
    columns: tuple[str, ...]
    proven: bool


def find(
    found: Match, rows: pd.DataFrame, frame: pd.DataFrame, amounts: pd.Series, alike: np.ndarray, gone: np.ndarray
) -> Repeats | None:
    """Return the rows that repeat another one of their order except for a column that is not part of the sale.

    Of a group of equal rows those of one sales person (payment, contact) stay: of the one with the most rows, and
    among equals of the first in the alphabet.
    """
    beside = _beside(found, rows)
    live = alike & ~gone & (amounts != 0).to_numpy(bool, na_value=False)
    if not beside or not live.any():
        return None
    part = rows[live]
    beside += _dependent(found, part, beside)
    rest = [
        n for n in rows.columns if n not in beside and meaning("beside", n) != "line" and not numbers_rows(rows[n])
    ]
    texts = part[rest].astype("str")
    twins = texts.duplicated(keep=False).to_numpy()
    if not twins.any():
        return None
    groups = texts[twins].groupby(list(rest), sort=False, dropna=False).ngroup()
    who = part.loc[twins, beside].astype("str").agg("\t".join, axis=1)
    gone_twice = _others(groups, who)
    if not gone_twice.any():
        return None
    out = np.zeros(len(rows), dtype=bool)
    out[np.flatnonzero(live)[np.flatnonzero(twins)[gone_twice]]] = True
    several = groups.isin(groups[gone_twice]).to_numpy(bool)
    differ = part.loc[twins, beside][several].astype("str").groupby(groups[several]).nunique().gt(1).any()
    seen = [name for name, differs in differ.items() if differs]
    proven = _proven(frame.loc[live][twins][several], amounts[live][twins][several], groups[several])
    return Repeats(out, tuple(" ".join(str(name).split()) for name in seen), proven)


def _beside(found: Match, rows: pd.DataFrame) -> list[Hashable]:
    """Return the columns of people, payments, contacts and labels."""
    ours = {found.source_column(name) for name in _BESIDE}
    never = {choice.source_column for name, choice in found.chosen.items() if name in _NEVER}
    owners = schema()["orders"]["owner"].names
    return [
        name for name in rows.columns
        if name not in never
        and (name in ours or squeeze(name) in owners or meaning("beside", name) not in (None, "line"))
    ]  # fmt: skip


def _dependent(found: Match, part: pd.DataFrame, beside: list[Hashable]) -> list[Hashable]:
    """Return the columns that say no more than one of them does: the number of a sales person, and the team."""
    never = {choice.source_column for name, choice in found.chosen.items() if name in _NEVER}
    others = [name for name in part.columns if name not in beside and name not in never]
    dependent: list[Hashable] = []
    for name in others:
        for key in beside:
            pairs = part[[key, name]].astype("str").drop_duplicates()
            if 1 < pairs[key].nunique() == len(pairs) <= len(part) / 2:
                dependent.append(name)
                break
    return dependent


def _others(groups: pd.Series, who: pd.Series) -> np.ndarray:
    """Return the rows of a group except for those of one person."""
    counted = pd.DataFrame({"group": groups, "who": who}).value_counts().rename("n").reset_index()
    counted = counted.sort_values(["group", "n", "who"], ascending=[True, False, True], kind="stable")
    stays = counted.drop_duplicates("group").set_index("group")["who"]
    others: np.ndarray = (who != groups.map(stays)).to_numpy(bool)
    return others


def _proven(frame: pd.DataFrame, amounts: pd.Series, groups: pd.Series) -> bool:
    """Whether each row holds the amount in full: by quantity × price, or as the payments together pay it once."""
    if {"quantity", "unit_price"} <= set(frame):
        price = frame["quantity"] * frame["unit_price"]
        return bool(((price - amounts).abs() <= CLOSE * amounts.abs()).mean() >= AGREE)
    if "paid_amount" in frame:
        paid = frame["paid_amount"].groupby(groups).sum(min_count=1)
        whole = amounts.groupby(groups).first()
        return bool((paid <= whole * (1 + CLOSE)).mean() >= AGREE)
    return False
