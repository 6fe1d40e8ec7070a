"""Products that lose money with most of those who buy them: a matter of price, cost or range, not of terms."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.facts.products import by_customer_and_product
from kamlib.findings.recoverable import back, today
from kamlib.value import mix
from kamlib.words import _, money

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.findings.recoverable import Valued

#: From this part of what the earning products bring on, losing products are a matter of their own.
MATTERS = 0.02

#: Part of a product's buyers, by their purchases, with whom it has to lose.
MOST = 0.5

#: The most products that a step names.
FEW = 5


@cached_per_client
def losing(client: Client) -> pd.DataFrame:
    """Return the products that lost money in the last twelve months with most of those who bought them.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        ``product``, ``revenue``, ``profit`` (currency units a year) and ``customers``, the deepest loss first;
        empty where their loss is small, or no product or cost is known.
    """
    empty = pd.DataFrame({"product": [], "revenue": [], "profit": [], "customers": []})
    if client.basis == "revenue" or not client.has("orders.product") or not client.has("orders.cost"):
        return empty
    year = today(client)
    sold = client.fact(by_customer_and_product, year.window)
    products = mix.of_products(sold)
    bad = sold[(sold["profit"] < 0) & (sold["revenue"] > 0)].groupby("product")["revenue"].sum()
    all_ = sold[sold["revenue"] > 0].groupby("product")["revenue"].sum()
    most = products["product"].map(bad / all_).fillna(0.0) > MOST
    found = products[(products["profit"] < 0) & most]
    earned = float(products["profit"].clip(lower=0.0).sum())
    if -float(found["profit"].sum()) < MATTERS * earned or not len(found):
        return empty
    found = found.assign(revenue=found["revenue"] * year.factor, profit=found["profit"] * year.factor)
    return found[list(empty.columns)].reset_index(drop=True)


@cached_per_client
def _sold(client: Client) -> pd.DataFrame:
    """Return what each customer's goods would earn at all other customers' margins, over the whole book."""
    return mix.of_customers(client.fact(by_customer_and_product)).set_index("customer_id")


def customers_by_products(client: Client) -> pd.DataFrame:
    """Return the customers that lose money on what they buy, not on their terms: at others' margins they lose too.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        Rows of ``Client.buyers``; none where no products lose.
    """
    everyone = client.buyers
    if not len(losing(client)):
        return everyone.head(0)
    losers = everyone[everyone[client.basis] < 0]
    still = losers["customer_id"].map(_sold(client)["at_others_margins"]).astype("float64")
    return losers[(-still >= losers[client.basis].abs() / 2).fillna(False)]


def worth(client: Client, elsewhere: Collection[str] = ()) -> Valued:
    """Say what products that lose with most of their customers lose a year, with no loss counted twice.

    Parameters
    ----------
    client : Client
        The client's tables.
    elsewhere : collection of customer ids
        Customers whose whole loss another step counts.

    Returns
    -------
    Worth or None, str
        As ``recoverable.back``.
    """
    lost = -float(losing(client)["profit"].sum())
    counted = _counted(client, elsewhere)
    method = _("Recoverable amount: gross loss of these products in these months.")
    if counted:
        method = _("Recoverable amount: gross loss of these products in these months, less {money} that is in the "
                   "losses of customers under other steps.",
                   money=money(min(counted, lost), client.currency))  # fmt: skip
    if round(lost - counted, 2) <= 0 < lost:
        return None, _("All of it is in the losses of customers under other steps.")
    return back(client, max(lost - counted, 0.0), method, "high")


def _counted(client: Client, elsewhere: Collection[str]) -> float:
    """Return what some customers lose a year on losing products, at most the whole loss of each."""
    year = today(client)
    sold = client.fact(by_customer_and_product, year.window)
    sold = sold[sold["customer_id"].isin(list(elsewhere)) & sold["product"].isin(losing(client)["product"])]
    on_these = -sold.groupby("customer_id")["profit"].sum() * year.factor
    whole = -year.a_year(on_these.index.tolist(), client.basis)
    return float(on_these.clip(lower=0.0, upper=whole.clip(lower=0.0)).sum())
