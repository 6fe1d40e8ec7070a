"""Chapter 1, the bank case on the client's own orders: what a minimum order would turn away."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib.findings.finding import Advice, Finding, Source, source_of
from kamlib.findings.notes import basis_notes
from kamlib.findings.recoverable import keeps
from kamlib.findings.spec import FindingSpec
from kamlib.findings.worth import YEAR
from kamlib.value import small_orders as small
from kamlib.value.concentration import FEWEST
from kamlib.words import _, count, date, money, n_, percent
from kamlib.words.phrases import leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.value.small_orders import SmallOrders

#: Fewer orders in the year say nothing of a minimum.
FEW = 20


SPEC = FindingSpec(
    "small_orders",
    "K1",
    "cost",
    "1-1-bank-case",
    heads=False,
    frame=True,
    on_request="minimum_order",
    assumptions=("minimum_order",),
)


def small_orders(client: Client, minimum: float | None = None) -> Finding:
    """Say to whom a minimum order would say no, and what they bring in the year (K1).

    Parameters
    ----------
    client : Client
        The client's tables.
    minimum : float, optional
        Amount from which an order is taken (currency units); None for the client's, else one taken from the
        orders.

    Returns
    -------
    Finding
        Its evidence is the most valuable customers who would be refused.
    """
    from kamlib.figures import small_orders as figure

    minimum = client.minimum_order if minimum is None else minimum
    seen = weighed(client, minimum)
    if seen.orders < FEW or not seen.refused:
        return _nothing(client, seen)
    mostly, _sometimes, never = (row for _place, row in seen.table.iterrows())
    return Finding(
        SPEC, _title(seen, client.currency), _summary(seen, client.currency),
        _evidence(client, seen), _source(client, seen),
        facts={
            "minimum": seen.minimum, "orders": seen.orders, "refused": seen.refused,
            "refused_share": seen.refused / seen.orders, "touched": seen.touched,
            "touched_share": seen.touched / seen.total if seen.total > 0 else None, "from_best": seen.from_best,
            "touched_customers": len(seen.customers) - int(never["customers"]),
            "mostly_customers": int(mostly["customers"]), "mostly": float(mostly["contribution"]),
        },
        draw=partial(figure.refusal_curve, seen, currency=client.currency),
        alt=figure.refusal_curve_alt(seen, currency=client.currency), advice=_advice(client, seen),
        notes=_notes(client, seen, stated=minimum is not None),
    )  # fmt: skip


def weighed(client: Client, minimum: float | None = None) -> SmallOrders:
    """Weigh a minimum order on a client's last twelve months, or on all there is where that is less.

    Parameters
    ----------
    client : Client
        From ``kamlib.load``.
    minimum : float, optional
        In units of the client's currency; by default what a quarter of the orders would miss.

    Returns
    -------
    SmallOrders
        By the client's measure of contribution.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.findings.small_orders import weighed
    >>> seen = weighed(kam.load("machinery"))
    >>> seen.minimum, seen.refused, seen.orders
    (42164.3, 232, 932)
    """
    year = client.accounts_within(periods.window(client.as_of))
    return small.evaluate_minimum_order(
        client.orders, year, basis=client.basis, minimum=minimum, as_of=client.as_of
    )


def _nothing(client: Client, seen: SmallOrders) -> Finding:
    """Give no verdict where there is too little to weigh."""
    period = {"first": date(seen.first), "last": date(seen.last)}
    if seen.orders < FEW:
        title = _("Too few orders to assess a minimum order")
        text = n_("{n} order from {first} to {last}; at least {few} are needed.",
                  "{n} orders from {first} to {last}; at least {few} are needed.",
                  seen.orders, few=count(FEW), **period)  # fmt: skip
    else:
        title = _("A minimum order would change nothing: no order is below it")
        text = _("All orders from {first} to {last} reach it.", **period)
    return Finding(
        SPEC, title, text, pd.DataFrame(), _source(client, seen),
        facts={"orders": seen.orders, "refused": seen.refused}, notes=basis_notes(client),
        unknown=seen.orders < FEW,
    )  # fmt: skip


def _source(client: Client, seen: SmallOrders) -> Source:
    """Name the year that was weighed, not the whole book."""
    days = client.days
    lines = int(((days >= seen.first) & (days < seen.last + pd.Timedelta(days=1))).sum())
    whole = source_of(client)
    return replace(whole, first_date=seen.first, last_date=seen.last, customers=len(seen.customers), lines=lines)


def _title(seen: SmallOrders, currency: str | None) -> str:
    words = {
        "minimum": money(seen.minimum, currency), "share": percent(seen.refused / seen.orders),
        "basis": lower_first(seen.basis), "touched": money(abs(seen.touched), currency),
    }  # fmt: skip
    if not round(seen.touched, 2):
        return _(
            "A minimum order of {minimum} would refuse {share} of the orders, from customers who bring no {basis}",
            **words,
        )
    if seen.touched < 0:
        months = max(1, round(YEAR * periods.years(seen.first, seen.last)))
        return n_(
            "A minimum order of {minimum} would refuse {share} of the orders; the customers who place them lost "
            "{touched} in the last {n} month",
            "A minimum order of {minimum} would refuse {share} of the orders; the customers who place them lost "
            "{touched} in the last {n} months", months, **words,
        )  # fmt: skip
    if round(seen.touched - seen.total, 2) > 0:
        return _(
            "A minimum order of {minimum} would refuse {share} of the orders, from customers who contribute "
            "{touched} while the others lose money", **words,
        )  # fmt: skip
    return _(
        "A minimum order of {minimum} would refuse {share} of the orders, from customers who bring {part} of "
        "{basis}", part=percent(seen.touched / seen.total), **words,
    )  # fmt: skip


def _summary(seen: SmallOrders, currency: str | None) -> str:
    mostly, _sometimes, never = (row for _place, row in seen.table.iterrows())
    words = {"all": count(len(seen.customers)), "mostly": count(mostly["customers"])}
    said = len(seen.customers) - int(never["customers"])
    heard = n_(
        "{n} of {all} customers would be refused at least once; more often than not: {mostly}.",
        "{n} of {all} customers would be refused at least once, {mostly} of them more often than "
        "not.", said, **words,
    )  # fmt: skip
    if not mostly["customers"]:
        heard = _("{n} of {all} customers would be refused at least once, none of them more often than not.",
                  n=count(said), all=words["all"])  # fmt: skip
    best = _(
        "Of the refused orders, {share} come from the best {best} of the customers.",
        share=percent(seen.from_best), best=percent(seen.best),
    )  # fmt: skip
    spared = _(
        "The customers it never refuses lose {money}: the size of an order is not the problem here.",
        money=money(-never["contribution"], currency),
    )  # fmt: skip
    told = len(seen.customers) >= FEWEST
    return sentences(heard, best if told else "", spared if never["contribution"] < 0 else "")


def _evidence(client: Client, seen: SmallOrders) -> pd.DataFrame:
    """List the most valuable customers who would hear no."""
    heard = client.named(seen.customers[seen.customers["orders_refused"] > 0])
    columns = ["customer_id", "name", "orders_placed", "orders_refused", "revenue_refused", "contribution"]
    return heard[columns].rename(columns={"contribution": seen.basis}).reset_index(drop=True)


def _advice(client: Client, seen: SmallOrders) -> tuple[Advice, ...]:
    given = []
    heard = (seen.customers["orders_refused"] > 0) & (seen.customers["contribution"] > 0)
    best = client.named(seen.customers[seen.customers["is_best"] & heard])
    if len(best) and len(seen.customers) >= FEWEST:
        text = n_(
            "Do not refuse small orders from {names}, one of the best customers; offer a cheaper way: web order, "
            "joint delivery, dealer.",
            "Do not refuse small orders from the {n} best customers that place them ({names}); offer a cheaper "
            "way: web order, joint delivery, dealer.",
            len(best), names=leading(best["name"].tolist()),
        )  # fmt: skip
        given.append(Advice(text, "role_sales_director", 60, unvalued=keeps()))
    mostly = seen.table.iloc[0]
    if mostly["customers"] and mostly["contribution"] > 0:
        text = n_(
            "Before setting a minimum, look at the customer it would mostly refuse: first its potential, then a "
            "handling charge announced in advance.",
            "Before setting a minimum, look at the {n} customers it would mostly refuse: first their potential, "
            "then a handling charge announced in advance.",
            int(mostly["customers"]),
        )  # fmt: skip
        given.append(Advice(text, "role_account_manager", 60, unvalued=keeps()))
    return tuple(given)


def _notes(client: Client, seen: SmallOrders, *, stated: bool) -> tuple[str, ...]:
    usual = _(
        "This minimum is the amount below which a quarter of these orders fall (fewer if several have exactly "
        "that amount); replace it with your own."
    )
    handling = _("The cost of handling an order is not included.")
    apart = n_(
        "{n} more had no net sales above zero in the year (visits, samples, or credits as high as what it "
        "bought), for {money}: not counted as a customer here, but included in the year's total of {total}.",
        "{n} more had no net sales above zero in the year (visits, samples, or credits as high as what they "
        "bought), for {money}: not counted as customers here, but included in the year's total of {total}.",
        seen.without_order, money=money(seen.without_order_cost, client.currency),
        total=money(seen.period_total, client.currency),
    )  # fmt: skip
    return (
        *(() if stated else (usual,)), handling, *((apart,) if seen.without_order else ()),
        *basis_notes(client),
    )  # fmt: skip
