"""The client for keeping, put together: six tables and the truth."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from kamlib.world.keep.laws import LAWS, KeepParameters
from kamlib.world.keep.lives import Lives, lives
from kamlib.world.keep.orders import orders
from kamlib.world.keep.people import people, sellers
from kamlib.world.keep.voices import activities, exits, stays, survey
from kamlib.world.voices import contacts
from kamlib.world.world import World

CUSTOMERS = ("customer_id", "name", "industry", "region", "owner", "since", "influence", "reputation")

#: Yearly rate at which the true lifetime value is discounted.
DISCOUNT = 0.10


def make_keep(*, seed: int = 20245, customers: int = 1600, years: int = 4, end: str = "2024-12-31") -> World:
    """Make the client that can teach keeping: who left, when, why, and what would have kept them.

    Parameters
    ----------
    seed : int
        Same seed and parameters, same client to the byte.
    customers, years : int
        How many customers (50 or more) and calendar years (two or more).
    end : str
        Last day, the last of a month.

    Returns
    -------
    World
        Six tables as of the embedded client; ``truth`` holds the planted laws (``kamlib.world.keep.LAWS``), who
        left when and why, who is silent for a season, and the true lifetime value of those who are still here.

    Raises
    ------
    ValueError
        If the parameters cannot be met.

    Examples
    --------
    >>> from kamlib.world.keep import make_keep
    >>> made = make_keep(customers=200)
    >>> len(made.customers), made.truth["parameters"]["years"]
    (200, 4)
    """
    p = KeepParameters(seed, customers, years, end)
    who = people(p)
    known = lives(who, p)
    now = np.array(sellers(p), dtype=object)[known.seller[:, -1]]
    who = who.assign(owner=now, type=np.where(who["class"] == "A", "key", "ordinary"), single_owner=False,
                     dissatisfied=False)  # fmt: skip
    book = orders(who, known, p)
    tables = {
        "orders": book,
        "customers": who[list(CUSTOMERS)],
        "activities": activities(who, known, p),
        "contacts": contacts(who, p),
        "survey": survey(who, known, p),
        "exits": exits(who, known, p),
    }
    return World(**tables, truth=_truth(who, known, book, p), further={})


def _truth(who: pd.DataFrame, known: Lives, book: pd.DataFrame, p: KeepParameters) -> dict[str, Any]:
    """Say what was planted and what came of it."""
    ids, fates = who["customer_id"], known.fates
    gone = fates[fates["left"] < p.months]
    told = gone[["reason", "cause", "preventable", "quiet", "shrinking"]].to_dict("records")
    days = (p.first + pd.to_timedelta(gone["day"], unit="D")).dt.strftime("%Y-%m-%d")
    left = {who_: {"date": day, **row} for who_, day, row in zip(ids[gone.index], days, told, strict=True)}
    return {
        "parameters": {**asdict(p), "first": f"{p.first:%Y-%m-%d}"},
        "laws": {**asdict(LAWS), "drivers": dict(LAWS.drivers)},
        "classes": {c: ids[who["class"] == c].to_list() for c in LAWS.classes},
        "left": left,
        "seasonal": ids[who["seasonal"]].to_list(),
        "lifetime_value": _lifetime_values(who, known, book, p),
    }


def _lifetime_values(who: pd.DataFrame, known: Lives, book: pd.DataFrame, p: KeepParameters) -> dict[str, float]:
    """Value of each customer that is here: its gross profit a month so far, kept on at its own plain hazard."""
    profit = (
        (book["revenue"] - book["cost"])
        .groupby(book["customer_id"])
        .sum()
        .reindex(who["customer_id"], fill_value=0)
    )
    here = stays(known, p)
    months = p.months - who["start"].to_numpy()[here]
    kept = 1 - who["hazard"].to_numpy()[here]
    discount = (1 + DISCOUNT) ** (1 / 12) - 1
    value = profit.to_numpy()[here] / months * kept / (1 + discount - kept)
    return {ids: round(float(v), 2) for ids, v in zip(who["customer_id"].to_numpy()[here], value, strict=True)}
