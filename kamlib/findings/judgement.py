"""Tiers, misconceptions and the key-account list of a client, judged once for every finding of the chapter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.classify import key_accounts as keys
from kamlib.classify import misconceptions as mis
from kamlib.classify import tiers as tier
from kamlib.classify.misconceptions import ONCE
from kamlib.findings.silence import silence
from kamlib.value.concentration import gini

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.classify.key_accounts import KeyAccounts
    from kamlib.classify.misconceptions import Misconceptions
    from kamlib.classify.tiers import Tiers
    from kamlib.client import Client

#: Gini coefficient of the contributions below which customers are very similar, and no small group is
#: better than the rest.
EVEN = 0.3


@dataclass(frozen=True)
class Judgement:
    """What this chapter knows of a client, computed once; nobody changes it."""

    tiers: Tiers
    misconceptions: Misconceptions
    keys: KeyAccounts

    @cached_property
    def one_offs(self) -> frozenset[str]:
        """Customers that depend on a single occasion: they keep their tier, but get no service plan.

        A candidate is not one of them: a customer cannot be both developed and served as a project.
        """
        verdicts = self.keys.table
        return self.occasional & frozenset(verdicts.loc[verdicts["verdict"] == "not", "customer_id"])

    @cached_property
    def occasional(self) -> frozenset[str]:
        """Customers that bought most on a single occasion, also those that are of value without it.

        What they brought then says nothing of their terms, and no visit brings it back.
        """
        seen = self.misconceptions.table
        return frozenset(seen.loc[seen["misconception"].isin(ONCE), "customer_id"])

    @property
    def too_few(self) -> bool:
        """Whether there are so few customers that nobody can be distinguished."""
        return self.keys.not_judged == "too_few"

    @cached_property
    def spread(self) -> float:
        """Gini coefficient of the contributions."""
        return gini(self.tiers.table["contribution"].to_numpy(dtype="float64"))

    @property
    def even(self) -> bool:
        """Whether the customers are so alike that there is no structure of key accounts.

        Similar losses are not a structure either, but they do not count here.
        """
        return not self.too_few and self.total > 0 and self.spread < EVEN

    @cached_property
    def total(self) -> float:
        """What all customers bring together, by the client's measure."""
        return float(self.tiers.table["contribution"].sum())

    @cached_property
    def shared(self) -> float | None:
        """What shares of the list are taken of: the total; None where losses make it less than the list brings."""
        listed = float(self.keys.listed()["contribution"].sum())
        return self.total if 0 < listed <= self.total else None


@cached_per_client
def judged(client: Client) -> Judgement:
    """Return tiers, misconceptions and the key-account list of a client, all by its basis.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Judgement
        Three results, each built on the one before.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.findings.judgement import judged
    >>> known = judged(kam.load("machinery"))
    >>> len(known.keys.listed()), known.tiers.basis
    (30, 'profit_after_serving')
    """
    table, by, lines = client.buyers, client.basis, client.sold
    chosen = (client.choices or {}).get("tiers")
    cut = tier.assign(table, basis=by, cuts=None if chosen is None else (*chosen.values(), 1.0))
    everybody = not len(client.others)  # then what all did is what those that count did
    sums, quiet = (client.order_sums, silence(client)) if everybody else (None, None)
    seen = mis.diagnose(lines, table, basis=by, activities=client.activities, sums=sums)
    listed = keys.select_key_accounts(table, cut, seen, orders=lines, customers=client.customers, silence=quiet)
    return Judgement(cut, seen, listed)


def renamed(rows: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Call columns by their names in the glossary; on revenue the contribution is the revenue itself.

    Parameters
    ----------
    rows : pandas.DataFrame
        A table of a wing.
    basis : str
        The measure of contribution, such as ``profit``.

    Returns
    -------
    pandas.DataFrame
        The same rows; columns are keys of the glossary.
    """
    names = {"orders": "orders_placed", "customers": "customer_count"}
    if basis == "revenue":
        return rows.drop(columns=["contribution", "share_of_contribution"], errors="ignore").rename(columns=names)
    return rows.rename(columns={**names, "contribution": basis, "year_basis": f"{basis}_last_months"})
