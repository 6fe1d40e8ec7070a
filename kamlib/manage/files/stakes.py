"""What an answer is about in money: growth that a customer has room for, what is kept, terms, and service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.manage.files.evidence import shown
from kamlib.manage.year import year_of

if TYPE_CHECKING:
    from kamlib.book import Book

#: The columns of `stakes`.
STAKES = ("growth", "keep", "terms", "serve")

#: From how many customers with a known share of wallet on the room of the others is worked out, and by how many
#: of them that are nearest in size.
PEERS, NEAREST = 10, 20


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
    A customer whose purchases from others are not known may have any share of wallet that customers of its size
    have, the `NEAREST` by revenue: with a share s and their median m it would bring max(m/s - 1, 0) times more
    than today. ``growth`` is the mean of this over them. It is what knowing is worth where nobody is developed
    without it.
    """
    year, known = year_of(book), shown(book)
    ids, brings = year.table.index, year.contribution.clip(lower=0.0)
    nothing = pd.Series(np.nan, index=ids)
    found = {"growth": nothing, "keep": brings, "terms": nothing, "serve": nothing}
    if "wallet_share" in known:
        share = known["wallet_share"].column.astype("float64").reindex(ids)
        found["growth"] = _room(share, year.table["revenue"].astype("float64")) * brings
    terms = [known[field].column for field in ("overdue",) if field in known]
    if book.has("orders.discount"):
        terms.append(year.table["discount"].astype("float64").fillna(0.0) * year.days.factor)
    if terms:
        found["terms"] = pd.concat(terms, axis=1).sum(axis=1)
    if "visit_cost" in known:
        found["serve"] = known["visit_cost"].column.astype("float64") * year.days.factor
    return pd.DataFrame(found).round(2)


def _room(share: pd.Series, revenue: pd.Series) -> pd.Series:
    """Return how many times more a customer would bring at the median share of those of its size."""
    usual = share[share > 0].to_frame("share").assign(revenue=revenue).sort_values(["revenue", "share"])
    if len(usual) < PEERS:
        return pd.Series(np.nan, index=share.index)
    sizes, shares = usual["revenue"].to_numpy(), usual["share"].to_numpy()
    room = np.zeros(len(share))
    for at, (own, size) in enumerate(zip(share.to_numpy(), revenue.to_numpy(), strict=True)):
        first = int(np.clip(np.searchsorted(sizes, size) - NEAREST // 2, 0, max(0, len(sizes) - NEAREST)))
        near = shares[first : first + NEAREST]
        middle = float(np.median(near))
        more = np.clip(middle / (np.array([own]) if own > 0 else near) - 1.0, 0.0, None)
        room[at] = float(more.mean())
    return pd.Series(room, index=share.index)
