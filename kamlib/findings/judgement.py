"""Tiers, misconceptions and the key-account list of a client, judged once for every finding of the chapter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kamlib.classify import key_accounts as keys
from kamlib.classify import misconceptions as mis
from kamlib.classify import tiers as tier
from kamlib.once import once
from kamlib.value.concentration import gini

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.classify.key_accounts import KeyAccounts
    from kamlib.classify.misconceptions import Misconceptions
    from kamlib.classify.tiers import Tiers
    from kamlib.client import Client

#: Gini coefficient of the contributions below which customers are much alike, and no few stand out.
EVEN = 0.3


@dataclass(frozen=True)
class Judgement:
    """What this chapter knows of a client, computed once."""

    tiers: Tiers
    misconceptions: Misconceptions
    keys: KeyAccounts

    @property
    def one_offs(self) -> frozenset[str]:
        """Who lives on one occasion: it keeps its tier by arithmetic, but has no place in plans of service."""
        seen = self.misconceptions.table
        lasts = seen["also_key"] | (seen["misconception"] == "harsh_terms")
        return frozenset(seen.loc[~lasts, "customer_id"])

    @property
    def too_few(self) -> bool:
        """Whether there are so few customers that nobody can stand out."""
        return self.keys.not_judged == "too_few"

    @property
    def spread(self) -> float:
        """Gini coefficient of the contributions."""
        return gini(self.tiers.table["contribution"].to_numpy(dtype="float64"))

    @property
    def even(self) -> bool:
        """Whether the customers are so alike that there is no structure of key accounts."""
        return not self.too_few and self.spread < EVEN


@once
def judged(client: Client) -> Judgement:
    """Return tiers, misconceptions and the key-account list of a client, all by its basis.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Judgement
        Three results that stand on each other.
    """
    table, by = client.accounts, client.basis
    cut = tier.assign(table, by=by)
    seen = mis.diagnose(client.orders, table, by=by, activities=client.activities)
    listed = keys.name(table, cut, seen, orders=client.orders, customers=client.customers)
    return Judgement(cut, seen, listed)


def renamed(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Call columns by their names in the glossary; on revenue the contribution is the revenue itself.

    Parameters
    ----------
    rows : pandas.DataFrame
        A table of a wing.
    by : str
        The measure of contribution, such as ``profit``.

    Returns
    -------
    pandas.DataFrame
        The same rows; columns are keys of the glossary.
    """
    names = {"orders": "orders_placed", "customers": "customer_count"}
    if by == "revenue":
        return rows.drop(columns=["contribution", "share_of_contribution"], errors="ignore").rename(columns=names)
    return rows.rename(columns={**names, "contribution": by})
