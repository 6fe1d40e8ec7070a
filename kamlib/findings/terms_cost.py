"""Which terms of some customers are worse than the book's, and what that costs a year."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.classify import harsh_terms, misconceptions
from kamlib.facts.buying import billed, buyers
from kamlib.findings.recoverable import today
from kamlib.value import cost_to_serve as cts
from kamlib.windows import served_within
from kamlib.words import _, money
from kamlib.words.phrases import enumerated, lower_first

if TYPE_CHECKING:
    from kamlib.client import Client

#: A part of all that terms cost below which one is not named.
WORD = 0.05

_GOODS = {"excess_discount": "discount", "excess_price": "price_gap"}


@cached_per_client
def above_average(client: Client) -> pd.DataFrame:
    """Return what each customer's terms cost a year above the average of all customers.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``customer_id``, currency units a year, never below zero: ``discount`` or ``price_gap``, and
        where it is deducted from the measure each step of serving.
    """
    year = today(client)
    lines = periods.filter_window(client.orders, year.window)
    found = harsh_terms.excess(lines, year.accounts, client.basis).rename(columns=_GOODS)
    found = found[[c for c in _GOODS.values() if c in found]]
    if client.basis == "profit_after_serving":
        served = served_within(client, year.window).set_index("customer_id")
        rates = served[list(cts.SERVING)].sum() / served["revenue"].sum()
        usual = served["revenue"].clip(lower=0.0).to_numpy()[:, None] * rates.to_numpy()
        found = found.join((served[list(cts.SERVING)] - usual).clip(lower=0.0), how="outer").fillna(0.0)
    return found * year.factor


@cached_per_client
def short_of_rank(client: Client) -> pd.Series:
    """Return what each customer brings less a year than its rank by purchases suggests.

    Parameters
    ----------
    client : Client
        With a measure of profit.

    Returns
    -------
    pandas.Series
        Indexed by ``customer_id``, currency units a year; zero for who brings as much or more.
    """
    year = today(client)
    amounts = buyers(year.accounts).set_index("customer_id")
    expected = misconceptions.expected(billed(amounts), amounts[client.basis])
    return pd.Series((expected - amounts[client.basis]).clip(lower=0.0) * year.factor)


def said(client: Client, who: Collection[str]) -> str:
    """Say which terms of some customers cost more than the average of all, and how much a year.

    Parameters
    ----------
    client : Client
        The client's tables.
    who : collection of str
        Customer ids.

    Returns
    -------
    str
        One sentence in the language in use; empty where in the last twelve months none did.
    """
    if client.basis == "revenue":
        return ""
    found = above_average(client)
    sums = found[found.index.isin(list(who))].sum().sort_values(ascending=False, kind="stable")
    sums = sums[(sums > 0) & (sums >= WORD * sums.sum())]
    if not len(sums):
        return ""
    parts = [
        _("{name} ({money})", name=lower_first(str(term)), money=money(amount, client.currency))
        for term, amount in sums.items()
    ]
    return _("Worse than the average of all customers, at a cost a year: {parts}.", parts=enumerated(parts))
