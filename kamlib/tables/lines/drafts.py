"""Payments by draft: the money comes when the draft falls due, not on the day it is handed over."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion.convert import Converted
from kamlib.tables.problems import Problem
from kamlib.tables.vocabulary import meaning


def wait(
    converted: Converted, found: Match, revenue: pd.Series, *, aside: np.ndarray
) -> tuple[Converted, list[Problem]]:
    """Take the day on which a draft falls due as the day of payment, where that is later.

    Its day counts where the way of paying is a draft, or is not known; next to a transfer it says nothing.

    Parameters
    ----------
    converted : Converted
        All rows in our columns.
    found : Match
        Which column is which.
    revenue : pandas.Series
        Revenue of each row.
    aside : numpy.ndarray of bool
        Rows that do not count: sums of others, and void ones.

    Returns
    -------
    Converted, list of Problem
        With later days of payment; as it was where nobody pays by draft.
    """
    frame = converted.frame
    draft = _is_draft(frame)
    if draft is None:
        return converted, []
    nothing = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ns]")
    due, paid = frame.get("draft_due", nothing), frame.get("paid_date", nothing)
    untold = frame["payment_method"].isna() if "payment_method" in frame else pd.Series(True, index=frame.index)
    later = (draft | untold) & due.notna() & ~(paid >= due)
    undated = draft & due.isna() & paid.notna()
    problems = _note("drafts-wait", "note", found, "draft_due", later & ~aside, revenue)
    problems += _note("drafts-undated", "warning", found, "payment_method", undated & ~aside, revenue)
    if not later.any():
        return converted, problems
    return replace(converted, frame=frame.assign(paid_date=paid.where(~later, due))), problems


def _is_draft(frame: pd.DataFrame) -> pd.Series | None:
    """Say which rows are paid by draft; None where nothing tells of drafts."""
    if "payment_method" not in frame:
        return pd.Series(False, index=frame.index) if "draft_due" in frame else None
    drafts = [text for text in frame["payment_method"].dropna().unique() if meaning("payment", text) == "draft"]
    if not drafts and "draft_due" not in frame:
        return None
    return frame["payment_method"].isin(drafts).astype("bool")


def _note(code: str, level: str, found: Match, ours: str, rows: pd.Series, revenue: pd.Series) -> list[Problem]:
    if not rows.any():
        return []
    values = {"column": found.header(ours), "row": int(rows.index[rows][0])}
    return [Problem(code, level, "orders", int(rows.sum()), float(revenue[rows].sum()), values)]
