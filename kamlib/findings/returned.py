"""Customers that are new against the year before, and had bought earlier: they are back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.words import date, n_

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.classify.migration import Review
    from kamlib.client import Client


def returned_said(review: Review, client: Client, first: pd.Timestamp) -> tuple[str, ...]:
    """Say how many of the new customers had bought before the earlier year.

    Parameters
    ----------
    review : Review
        From ``classify.migration.review``.
    client : Client
        The client's tables.
    first : pandas.Timestamp
        First day of the earlier year.

    Returns
    -------
    tuple of str
        A note in the language in use; nothing where none had.
    """
    new = review.table.loc[review.table["move"] == "entered", "customer_id"]
    since = client.accounts.set_index("customer_id")["first_date"].reindex(new)
    n = int((since < first).sum())
    if not n:
        return ()
    return (
        n_("{n} customer that counts as new had bought before {day}: it is back.",
           "{n} customers that count as new had bought before {day}: they are back.", n, day=date(first)),
    )  # fmt: skip
