"""What an answer is about in money: growth that a customer has room for, what is kept, terms, and service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.manage.evidence import shown
from kamlib.manage.year import year_of

if TYPE_CHECKING:
    from kamlib.book import Book

#: The columns of `stakes`.
STAKES = ("growth", "keep", "terms", "serve")

#: From how many customers with a known share of wallet on the room of the others is worked out.
PEERS = 10


@cached_per_client
def stakes(book: Book) -> pd.DataFrame:
    """Return what the answers about each customer decide on, in money a year.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        By customer id (currency units a year, missing where the tables do not allow it): ``growth``, what the
        customer would bring more, on average, at the median share of wallet; ``keep``, what it brings today, by
        the measure of the book; ``terms``, the discounts it gets and what it owes overdue; ``serve``, what visits
        and service cost.

    Notes
    -----
    A customer whose purchases from others are not known may have any share of wallet that the others have: with a
    share s and the median m it would bring max(m/s - 1, 0) times more than today. ``growth`` is the mean of this
    over all customers whose share is known. It is what knowing is worth where nobody is developed without it.
    """
    year, known = year_of(book), shown(book)
    ids, brings = year.table.index, year.contribution.clip(lower=0.0)
    nothing = pd.Series(np.nan, index=ids)
    found = {"growth": nothing, "keep": brings, "terms": nothing, "serve": nothing}
    if "wallet_share" in known:
        found["growth"] = _room(known["wallet_share"].column.astype("float64")) * brings
    terms = [known[field].column for field in ("overdue",) if field in known]
    if book.has("orders.discount"):
        terms.append(year.table["discount"].astype("float64").fillna(0.0) * year.days.factor)
    if terms:
        found["terms"] = pd.concat(terms, axis=1).sum(axis=1)
    if "visit_cost" in known:
        found["serve"] = known["visit_cost"].column.astype("float64") * year.days.factor
    return pd.DataFrame(found).round(2)


def _room(share: pd.Series) -> pd.Series:
    """Return how many times more a customer would bring at the median share: by its own share, else on average."""
    usual = share[share > 0].sort_values()
    if len(usual) < PEERS:
        return pd.Series(np.nan, index=share.index)
    middle = float(usual.median())
    average = float((middle / usual - 1.0).clip(lower=0.0).mean())
    own = (middle / share.where(share > 0) - 1.0).clip(lower=0.0)
    return own.fillna(average)
