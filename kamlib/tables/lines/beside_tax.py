"""Prices and payments with tax next to revenue without: the tax is taken off them too, so that they compare."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from kamlib.tables.columns.headers import with_tax
from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion.convert import Converted
from kamlib.tables.lines import taxes
from kamlib.tables.problems import Problem

#: How near a payment has to be to an amount to be of it.
CLOSE = 0.011


def settle(
    converted: Converted, found: Match, revenue: pd.Series, *, aside: np.ndarray
) -> tuple[Converted, list[Problem]]:
    """Take the tax off a price that is with tax by its header, and off payments of amounts with tax.

    Parameters
    ----------
    converted : Converted
        All rows in our columns.
    found : Match
        Which column is which.
    revenue : pandas.Series
        Revenue of each row, without tax.
    aside : numpy.ndarray of bool
        Rows that are not evidence: sums of others, and void ones.

    Returns
    -------
    Converted, list of Problem
        As it was where neither is there, or where no tax is known.
    """
    frame = converted.frame
    net = _share(frame, revenue)
    if net is None:
        return converted, []
    new, problems = {}, []
    if "unit_price" in frame and with_tax(str(found.source_column("unit_price"))):
        new["unit_price"] = (frame["unit_price"] * net).round(6)
        problems.append(_note("price-less-tax", found, "unit_price", new["unit_price"]))
    if "paid_amount" in frame and _of_gross(frame["paid_amount"][~aside], revenue[~aside], net[~aside]):
        for ours in {"paid_amount", "retention"} & set(frame):
            new[ours] = (frame[ours] * net).round(6)
        problems.append(_note("payments-less-tax", found, "paid_amount", new["paid_amount"]))
    return (replace(converted, frame=frame.assign(**new)), problems) if new else (converted, [])


def _share(frame: pd.DataFrame, revenue: pd.Series) -> pd.Series | None:
    """Return what is left of an amount with tax once it is off, by row; None where no tax is known."""
    gross = frame.get("revenue_with_tax")
    if gross is None and "tax" in frame and not taxes.is_rate(frame["tax"], revenue):
        gross = revenue + frame["tax"].fillna(0.0)
    if gross is not None:
        share = (revenue / gross.where(gross != 0)).where(lambda s: (s > 0) & (s <= 1))
        return share.fillna(1.0) if share.notna().any() else None
    if "tax_rate" in frame and frame["tax_rate"].notna().any():
        return (1 / (1 + taxes.share(frame["tax_rate"]))).fillna(1.0)
    return None


def _of_gross(paid: pd.Series, revenue: pd.Series, net: pd.Series) -> bool:
    """Whether payments are of amounts with tax: more are those, or above revenue, than are revenue itself."""
    told = paid.notna() & (paid != 0) & (net < 1) & revenue.notna()
    paid, whole = paid[told].abs(), revenue[told].abs()
    like_net = (paid - whole).abs() <= CLOSE
    gross = whole / net[told]
    return int(((paid > whole + CLOSE) & (paid <= gross + CLOSE)).sum()) > int(like_net.sum())


def _note(code: str, found: Match, ours: str, values: pd.Series) -> Problem:
    rows = int((values.notna() & (values != 0)).sum())
    return Problem(code, "note", "orders", rows, None, {"column": found.header(ours)})
