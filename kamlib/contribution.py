"""Contribution: the one measure by which a client's customers are ranked, and the accounts that carry it.

Revenue where no line has a cost; profit where lines have one; customer profit where the client also says what
visits and service cost. What follows a customer's money lives in ``value.cost_to_serve``; here it is joined to the
accounts, on the same lines and activities, so that accounts and the finding on cost to serve tie to the cent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.errors import KamError
from kamlib.periods import fiscal

if TYPE_CHECKING:
    from kamlib.book import Book
    from kamlib.value.cost_to_serve import CostToServe
    from kamlib.value.serving_rates import ServingRates

#: The measures, from the one that needs least.
BASES = ("revenue", "profit", "profit_after_serving")

#: What serving adds to an account.
COLUMNS = ("profit_after_serving", "margin_after_serving")

#: Columns of an account that are zero where nothing was bought; all others are then missing.
_ZERO = (
    "revenue", "cost", "profit", "uncosted_revenue", "lines", "orders", "active_months", "largest_order",
    "returns", "credit_notes", "discount", "products",
)  # fmt: skip


def available_bases(book: Book) -> tuple[str, ...]:
    """Return the measures that a client's tables allow: customer profit with any step of serving it.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    tuple of str
        The first one, two or all of ``BASES``.
    """
    if not book.has("orders.cost"):
        return BASES[:1]
    return BASES if can_serve(book) else BASES[:2]


@cached_per_client
def default_basis(book: Book) -> str:
    """Return the measure that a client is seen by unless another is asked for.

    Freight, late payment and quality losses alone do not make it customer profit: freight may be billed to
    the customer, and lateness is priced at a rate of ours. What visits and service cost, the client says: in its
    activities, or by the rate of its policy for an hour or a visit.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    str
        One of ``BASES``.
    """
    from kamlib.serving_policy import applicable_rates

    if not book.has("orders.cost"):
        return "revenue"
    said = book.has("activities.cost") or {"hourly_cost", "cost_per_visit"} & set(applicable_rates(book))
    return "profit_after_serving" if said else "profit"


def validate_basis(book: Book, basis: str | None) -> str | None:
    """Return the measure that is asked for, if the client's tables allow it.

    Parameters
    ----------
    book : Book
        The client's tables.
    basis : str or None
        The measure asked for; None where none is.

    Returns
    -------
    str or None
        `basis` as it was.

    Raises
    ------
    KamError
        If there is no such measure, or a table or column that it needs is missing.
    """
    if basis is None or basis in available_bases(book):
        return basis
    from kamlib.requirements import SERVING
    from kamlib.words import _, label
    from kamlib.words.phrases import enumerated

    if basis not in BASES:
        raise KamError(
            _("unknown measure {basis}; choose one of {offered}", basis=basis, offered=enumerated([*BASES]))
        )
    if not book.has("orders.cost"):
        words = {"basis": label(basis), "cost": label("cost")}
        raise KamError(_("{basis} cannot be the measure: the orders have no column for {cost}", **words))
    words = {"basis": label(basis), "columns": enumerated([*SERVING])}
    raise KamError(
        _(
            "{basis} cannot be the measure: one of the columns {columns} is needed, or a rate by --policy "
            "(in Python policy=…)",
            **words,
        )
    )


@cached_per_client
def serving_since(book: Book) -> pd.Timestamp:
    """Return the day from which visits count: that of the first order, or the first day of the first whole year.

    Who bills at the end of a quarter visits in it before the first order of the file: without these visits the
    first year would cost less to serve than the same year after it.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    pandas.Timestamp
        At the latest the day of the first order.
    """
    years = periods.windows(book.days, fiscal.years_end(book), 12)
    return min(book.first_date, years[0].first) if years else book.first_date


def served(book: Book, policy: ServingRates | None = None) -> CostToServe:
    """Follow the money of all customers, over the whole book.

    Parameters
    ----------
    book : Book
        With ``orders.cost``.
    policy : ServingRates, optional
        Rates for what the data does not hold; by default the book's own, and the result is then kept with it.

    Returns
    -------
    CostToServe
        Of those who ever bought. What was spent on others is not a cost to serve a customer (see `prospects`).
    """
    from kamlib.value.cost_to_serve import serve

    if policy is None:
        return _served(book)
    return serve(book.orders, of_customers(book), policy=policy, as_of=book.as_of, since=serving_since(book))


@cached_per_client
def _served(book: Book) -> CostToServe:
    from kamlib.value.cost_to_serve import serve

    return serve(book.orders, of_customers(book), policy=book.policy, as_of=book.as_of, since=serving_since(book))


def freight_is_ours(book: Book) -> bool:
    """Tell whether freight in the orders is known to be the seller's cost.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    bool
        True where the client brings what serving costs, states a rate of freight or asks for the measure after
        serving, and where the orders hold no freight. A column of freight alone may be billed to the customer.
    """
    if not book.has("orders.freight"):
        return True
    stated = book.policy is not None and book.policy.freight_rate is not None
    return stated or "profit_after_serving" in (default_basis(book), getattr(book, "asked", None))


@cached_per_client
def served_as_known(book: Book) -> CostToServe | None:
    """Follow the money of all customers with what is known to be the seller's cost alone.

    Parameters
    ----------
    book : Book
        With ``orders.cost``.

    Returns
    -------
    CostToServe or None
        As `served`, without freight that may be the customer's; None where then no cost to serve is known.
    """
    from kamlib.value.cost_to_serve import SERVING, serve

    if freight_is_ours(book):
        return served(book)
    lines = book.orders.drop(columns="freight")
    found = serve(lines, of_customers(book), policy=book.policy, as_of=book.as_of, since=serving_since(book))
    return None if set(SERVING) <= set(found.left_out) else found


def prospects(book: Book) -> tuple[int, float]:
    """Return how many were visited who never bought, and what that cost (currency units).

    Parameters
    ----------
    book : Book
        The client's tables; its activities are looked at, from `serving_since` to ``as_of``.

    Returns
    -------
    int, float
        Number of prospects, and cost; 0 where no cost is known.
    """
    from kamlib.value.cost_to_serve import priced

    calls = book.activities
    if calls is None:
        return 0, 0.0
    bought = calls["customer_id"].isin(book.buying_ids)
    others = calls[~bought & calls["customer_id"].notna()]
    others = periods.filter_window(others, periods.Window(serving_since(book), book.as_of.normalize()))
    money = priced(others, book.policy)
    if money.isna().all():
        return 0, 0.0
    return int(others["customer_id"].nunique()), float(round(money.sum(), 2))


def add_profit_after_serving(accounts: pd.DataFrame, book: Book) -> pd.DataFrame:
    """Add profit and customer profit margin to the accounts of the whole book, where the tables allow it.

    Parameters
    ----------
    accounts : pandas.DataFrame
        One row per customer, with ``customer_id``; amounts in currency units.
    book : Book
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        With the columns of customer profit; as they were, where serving costs are not known.
    """
    if not can_serve(book):
        return accounts
    return with_customer_profit(accounts, served(book).table, ["customer_id"])


def add_profit_after_serving_by_period(accounts: pd.DataFrame, book: Book, period: str) -> pd.DataFrame:
    """Add profit and customer profit margin to the accounts of calendar periods.

    A customer that was served in a period without buying in it gets a row of its own with no orders: only so do
    the periods add up to the whole.

    Parameters
    ----------
    accounts : pandas.DataFrame
        One row per customer and period, with ``customer_id`` and ``period``; amounts in currency units.
    book : Book
        The client's tables.
    period : str
        Length of a period: ``year``, ``quarter`` or ``month``.

    Returns
    -------
    pandas.DataFrame
        With the columns of customer profit; as they were, where serving costs are not known.
    """
    if not can_serve(book):
        return accounts
    from kamlib.value.cost_to_serve import serve

    calls, policy = of_customers(book), book.policy
    found = serve(book.orders, calls, policy=policy, as_of=book.as_of, since=serving_since(book), period=period)
    return with_customer_profit(accounts, found.table, ["customer_id", "period"])


def can_serve(book: Book) -> bool:
    """Say whether the tables tell, or rates state, what any step of serving a customer costs."""
    from kamlib.requirements import COST_TO_SERVE, missing

    return not missing(book, COST_TO_SERVE)


def of_customers(book: Book) -> pd.DataFrame | None:
    """Return the activities with those who ever bought."""
    calls = book.activities
    # unique: looking 12,000 ids up among 8,000 takes pandas twenty times as long as among 150
    return None if calls is None else calls[calls["customer_id"].isin(book.buying_ids)]


def with_customer_profit(accounts: pd.DataFrame, found: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Merge on the keys; customers that were served without buying get zeros."""
    whole = accounts.merge(found[[*keys, *COLUMNS]], on=keys, how="outer", indicator=True)
    nothing = whole.pop("_merge") == "right_only"
    kinds = accounts.dtypes
    for column in (c for c in _ZERO if c in accounts):
        whole[column] = whole[column].mask(nothing, 0).astype(kinds[column])
    if not nothing.any():
        whole = whole.astype(kinds)
    at = list(accounts).index("margin") + 1
    order = [*list(accounts)[:at], *COLUMNS, *list(accounts)[at:]]
    return whole[order].sort_values(keys, ignore_index=True)
