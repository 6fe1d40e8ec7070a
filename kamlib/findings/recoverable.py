"""What can be got back a year: worked out from the last twelve months, for every recommendation in one way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.contribution import serving_since
from kamlib.facts.accounts import accounts
from kamlib.findings.worth import YEAR, Base, Worth
from kamlib.periods.last_year import last_year
from kamlib.value.cost_to_serve import serve
from kamlib.words import _, count, n_
from kamlib.words.phrases import lower_first

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.periods import Window

#: A shorter base says nothing of a year.
LEAST_MONTHS = 3

#: Years from which a sum over the whole book is not one of a year.
LONGER = 1.2

_LONGEST_YEAR = pd.Timedelta(days=366)

#: An amount with what there is to say where there is none.
Valued = tuple[Worth | None, str]


@dataclass(frozen=True, eq=False)
class Today:
    """The last twelve months of a book, or what there is of them.

    Attributes
    ----------
    base : Base
        Their days.
    factor : float
        What an amount of these days is to be multiplied by to be one a year; 1 where they are a year.
    accounts : pandas.DataFrame
        Accounts of these days, as ``Client.accounts_within`` gives them.
    """

    base: Base
    factor: float
    accounts: pd.DataFrame

    @cached_property
    def _by_customer(self) -> pd.DataFrame:
        return self.accounts.set_index("customer_id")

    def a_year(self, who: Collection[str], column: str) -> pd.Series:
        """Return what each of some customers brings a year.

        Parameters
        ----------
        who : collection of str
            Customer ids.
        column : str
            A column of the accounts.

        Returns
        -------
        pandas.Series
            Currency units a year by id; zero for those without a line in these days.
        """
        known = self._by_customer[column].astype("float64")
        return known.reindex(pd.Index(list(who), dtype="str")).fillna(0.0) * self.factor

    @property
    def to_a_year(self) -> float:
        """What an amount of these days is multiplied by to be one a year; 1 where they are too few to tell."""
        return self.factor if self.base.months >= LEAST_MONTHS else 1.0

    @property
    def window(self) -> Window:
        """The days, as accounts take them."""
        return periods.Window(self.base.first, self.base.last)


@cached_per_client
def today(client: Client) -> Today:
    """Return the last twelve months of a client's book, or what there is of them.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Today
        The year to `as_of`; to the last order, where the book ends long before that day.
    """
    year, factor, counted_up = last_year(client.coverage, client.as_of)
    base = Base(*year, round(YEAR / factor, 1), counted_up=True) if counted_up else Base(*year)
    return Today(base, factor, client.accounts_within(year, known_by=client.as_of))


@cached_per_client
def lost_customers(client: Client) -> frozenset[str]:
    """Return the customers that have been silent for more than twelve months: nothing of them is at risk any more.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    frozenset of str
        Customer ids.
    """
    accounts = client.accounts
    silent = accounts["last_date"].dt.normalize() <= periods.shifted(client.as_of, -YEAR)
    return frozenset(map(str, accounts.loc[silent, "customer_id"]))


def not_lost(client: Client, who: Collection[str]) -> list[str]:
    """Keep the customers that are not lost.

    Parameters
    ----------
    client : Client
        The client's tables.
    who : collection of str
        Customer ids.

    Returns
    -------
    list of str
        Some of them, in their order.
    """
    lost = lost_customers(client)
    return [one for one in who if one not in lost]


def said_lost(client: Client, who: Collection[str]) -> str:
    """Say how many of some customers are lost.

    Parameters
    ----------
    client : Client
        The client's tables.
    who : collection of str
        Customer ids.

    Returns
    -------
    str
        A sentence in the language in use; empty where none is, and where all are: then no amount stands next to
        it, and the reason says so.
    """
    left = not_lost(client, who)
    n = len(who) - len(left) if left else 0
    return n_(
        "{n} of them has not ordered for more than 12 months and counts as lost.",
        "{n} of them have not ordered for more than 12 months and count as lost.", n,
    ) if n else ""  # fmt: skip


def all_lost() -> Valued:
    """Say why nothing can be got back from customers that are all lost.

    Returns
    -------
    None, str
        As `back`.
    """
    return None, _("No orders for more than 12 months: counted as lost, with nothing at risk any more.")


def back(client: Client, most: float, method: str, confidence: str, base: Base | None = None) -> Valued:
    """Turn the most that can be got back a year into an amount with its range.

    Parameters
    ----------
    client : Client
        Its policy may state what part of such money comes back (``save_rate``).
    most : float
        The upper bound (currency units a year).
    method : str
        How it was worked out, in the language in use.
    confidence : str
        One of ``worth.CONFIDENCE``; what was counted up from a part of a year is an assumption all the same.
    base : Base, optional
        The days that it was worked out from; by default those of `today`.

    Returns
    -------
    Worth or None, str
        None with the reason, where there is nothing to get back or the days say nothing of a year.
    """
    base = base or today(client).base
    if base.counted_up and base.months < LEAST_MONTHS:
        return None, _("The orders cover too few months to estimate an annual amount.")
    high = float(round(most, 2)) + 0.0
    if high <= 0:
        return None, _("In the last {n} months there was nothing to recover.", n=count(base.months))
    rate = None if client.policy is None else client.policy.save_rate
    expected = high if rate is None else float(round(rate * high, 2))
    sure = "low" if base.counted_up else confidence
    return Worth(expected, 0.0, high, method, sure, base, at_most=rate is None), ""


def if_they_stay(client: Client, confidence: str) -> str:
    """Say how sure an amount is that rests on customers that stay or come back: nobody knows whether they do.

    Parameters
    ----------
    client : Client
        Its policy may state what part of such money comes back (``save_rate``).
    confidence : str
        How sure the money is that these customers brought.

    Returns
    -------
    str
        ``confidence`` where that part is stated; else ``"low"``, an assumption.
    """
    stated = client.policy is not None and client.policy.save_rate is not None
    return confidence if stated else "low"


def losses(client: Client, who: Collection[str], basis: str | None = None) -> Valued:
    """Say what some customers lose a year; who earned in the last twelve months loses nothing today.

    Parameters
    ----------
    client : Client
        The client's tables.
    who : collection of str
        Customer ids.
    basis : str, optional
        The measure; None for the client's.

    Returns
    -------
    Worth or None, str
        As `back`.
    """
    basis = basis or client.basis
    lost_a_year = -float(today(client).a_year(who, basis).clip(upper=0.0).sum())
    method = _("Recoverable amount: total losses in {basis} of those customers that lost money in these months.",
               basis=lower_first(basis))  # fmt: skip
    return back(client, lost_a_year, method, "high")


def lost_a_year(client: Client, who: Collection[str], basis: str | None = None) -> float | None:
    """Return what some customers lost in the last twelve months, where the book is longer than these.

    Parameters
    ----------
    client : Client
        The client's tables.
    who : collection of str
        Customer ids.
    basis : str, optional
        The measure; None for the client's.

    Returns
    -------
    float or None
        Currency units, not below zero; None where the orders fill no more than these months.
    """
    year = today(client)
    if year.base.counted_up or periods.years(client.first_date, client.last_date) < LONGER:
        return None
    return float(round(-year.a_year(who, basis or client.basis).clip(upper=0.0).sum(), 2)) + 0.0


def at_risk(client: Client, who: Collection[str]) -> Valued:
    """Say what may be lost with customers that no longer order: what each brought in its last 12 months.

    Parameters
    ----------
    client : Client
        The client's tables.
    who : collection of str
        Customer ids; of `lost_customers` nothing is at risk.

    Returns
    -------
    Worth or None, str
        As `back`.
    """
    left = not_lost(client, who)
    if not left:
        return all_lost()
    known = client.accounts
    known = known[known["customer_id"].isin(left)]
    ends = known["last_date"].dt.normalize()
    first = max(client.first_date, periods.shifted(ends.min(), -YEAR) + pd.Timedelta(days=1))
    span = Base(first, ends.max(), round(YEAR * periods.years(first, ends.max()), 1))
    basis = lower_first(client.basis)
    method = (
        _("Recoverable amount: {basis} of each customer in the 12 months up to its last order.", basis=basis)
        if len(left) == len(set(who)) else
        _("Recoverable amount: {basis} of each customer in the 12 months up to its last order; of those lost, "
          "nothing is counted.", basis=basis)
    )  # fmt: skip
    sure = if_they_stay(client, "high")
    return back(client, float(last_year_of(client, known).clip(lower=0.0).sum()), method, sure, span)


def last_year_of(client: Client, known: pd.DataFrame) -> pd.Series:
    """Return what each of some customers brought in the twelve months to its own last order.

    Parameters
    ----------
    client : Client
        The client's tables.
    known : pandas.DataFrame
        Accounts: ``customer_id`` and ``last_date``.

    Returns
    -------
    pandas.Series
        Currency units by customer id.
    """
    ends = known.set_index("customer_id")["last_date"].dt.normalize().sort_values(kind="stable")
    day = client.as_of.normalize()
    lines = _own_year(periods.known_within(client.orders, (), client.as_of), ends, day)
    if client.basis == "profit_after_serving":
        calls = client.activities
        if calls is not None:
            calls = _own_year(calls[calls["date"] >= serving_since(client)], ends, day)
        found = serve(lines, calls, policy=client.policy, since=day - _LONGEST_YEAR, as_of=day).table
    else:
        found = accounts(lines, as_of=day)
    return found.set_index("customer_id")[client.basis].reindex(ends.index).fillna(0.0).astype("float64")


def _own_year(rows: pd.DataFrame, ends: pd.Series, day: pd.Timestamp) -> pd.DataFrame:
    """Keep each customer's rows of the twelve months to its own day, with all dates moved to end on one day."""
    rows = rows[rows["customer_id"].isin(ends.index)]
    last = rows["customer_id"].map(ends)
    first = last.map({end: periods.window(end).first for end in ends.unique()})
    own = (rows["date"] >= first) & (rows["date"].dt.normalize() <= last)
    rows, later = rows[own], (day - last)[own]
    moved: pd.DataFrame = rows.assign(**{str(name): rows[name] + later for name in rows.select_dtypes("datetime")})
    return moved


def keeps() -> str:
    """Say why a step that keeps what is there has no amount.

    Returns
    -------
    str
        In the language in use.
    """
    return _("Protects current contributions; no amount to recover.")
