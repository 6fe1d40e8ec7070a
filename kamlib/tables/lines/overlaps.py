"""Orders that two files of a folder, or two sheets, contain: exports whose periods overlap."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.tables.files.raw import STRIDE
from kamlib.tables.lines.duplicates import numbers_rows


def find(
    rest: pd.DataFrame, frame: pd.DataFrame, orders: pd.Series | None, alike: np.ndarray, gone: np.ndarray
) -> np.ndarray | None:
    """Return the rows of orders that an earlier file or sheet contains with the same lines.

    The proof is that number and every cell of all lines are equal: an order of which a line differs is kept, and
    so is a line without an order number.

    Parameters
    ----------
    rest : pandas.DataFrame
        Their columns that are none of ours; the index holds file or sheet and row of each.
    frame : pandas.DataFrame
        The same rows in our columns: one file writes 18, another 18.0.
    orders : pandas.Series, optional
        Number of the order of each row.
    alike : numpy.ndarray of bool
        The rows that may: see `duplicates.find_alike`.
    gone : numpy.ndarray of bool
        Rows that do not count anyway.

    Returns
    -------
    numpy.ndarray of bool, or None
        None where there is one part only, or none of these.
    """
    parts = rest.index.to_numpy("int64") // STRIDE
    if orders is None or not len(parts) or (parts == parts[0]).all():
        return None
    at = np.flatnonzero(~gone & orders.notna().to_numpy(bool))
    lines = pd.DataFrame(
        {"order": orders.iloc[at].astype("object").to_numpy(), "part": parts[at], "alike": alike[at]}
    )
    of = lines.groupby("order")
    lines = lines[of["alike"].transform("all") & (of["part"].transform("nunique") > 1)]
    if not len(lines):
        return None
    at = at[lines.index]
    lines["cells"] = _cells(rest, frame, parts, at)
    held = lines.groupby(["order", "part"])["cells"].agg(["sum", "size"]).reset_index()
    again = held[held.duplicated(["order", "sum", "size"])]
    index = pd.MultiIndex.from_frame(lines[["order", "part"]])
    out = np.zeros(len(rest), dtype=bool)
    out[at[index.isin(pd.MultiIndex.from_frame(again[["order", "part"]]))]] = True
    return out if out.any() else None


def _cells(rest: pd.DataFrame, frame: pd.DataFrame, parts: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return one number for all cells of a row; a column that numbers the rows of each file says nothing."""
    first = parts == parts[0]
    told = [name for name in rest if not numbers_rows(rest[name].loc[first])]
    both = [part.iloc[at].reset_index(drop=True).astype("str") for part in (frame, rest[told])]
    found: np.ndarray = pd.util.hash_pandas_object(pd.concat(both, axis=1), index=False).to_numpy()
    return found
