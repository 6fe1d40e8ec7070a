"""What to do about the cause of a change: products that lose, a margin that fell, serving that cost more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib.findings import losing_products
from kamlib.findings.claims import open_to, shared_out
from kamlib.findings.finding import Advice
from kamlib.findings.recoverable import Valued, back
from kamlib.findings.two_years import two_years
from kamlib.findings.worth import YEAR, Base
from kamlib.value.change import MARGIN
from kamlib.words import _, n_
from kamlib.words.phrases import enumerated, leading, short

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.value.change import Change

#: The most products that a step names, and the part of the fall that they have to make up.
FEW, HALF = 5, 0.5


def advice(client: Client, seen: Change) -> tuple[Advice, ...]:
    """Say what to do about the cause.

    Parameters
    ----------
    client : Client
        The client's tables.
    seen : Change
        Why the measure changed.

    Returns
    -------
    tuple of Advice
        One step at most: about products that lose, else about what carries the fall.
    """
    if len(losing_products.losing(client)):
        return (_losing(client),)
    if seen.change >= 0:
        return ()
    if seen.cause == MARGIN and len(seen.products):
        return _margin(client, seen)
    return _serving(client, seen) if seen.cause == "serving" else ()


def _losing(client: Client) -> Advice:
    """Advise on the products that lose money with most of those who buy them."""
    found = losing_products.losing(client)
    text = n_(
        "Raise the price or cut the cost of the product that loses money with most of its buyers, or stop selling "
        "it: {names}.",
        "Raise the price or cut the cost of the {n} products that lose money with most of their buyers, or stop "
        "selling them; first {names}.",
        len(found), names=_few(found["product"]),
    )  # fmt: skip
    elsewhere = [who for who, place in shared_out(client).items() if place != "bridge"]
    worth, why = losing_products.worth(client, elsewhere)
    theirs = open_to(client, "bridge", losing_products.customers_by_products(client))
    about = tuple(map(str, theirs["customer_id"]))
    return Advice(text, "role_general_manager", 30, worth, "loss", why, about)


def _margin(client: Client, seen: Change) -> tuple[Advice, ...]:
    """Advise on the few products at which price and cost took most."""
    parts = [part for part in ("price", "cost") if part in seen.products]
    fall = seen.products.assign(_fall=-seen.products[parts].sum(axis=1))
    fall = fall[fall["_fall"] > 0].sort_values(["_fall", "product"], ascending=[False, True])
    if not len(fall):
        return ()
    enough = int((fall["_fall"].cumsum() < HALF * fall["_fall"].sum()).sum()) + 1
    few = fall.head(min(enough, FEW))
    text = n_(
        "Review price and cost of {names}, at which a lower unit margin cost most.",
        "Review price and cost of the {n} products at which a lower unit margin cost most: {names}.",
        len(few), names=_few(few["product"]),
    )  # fmt: skip
    method = _("Recoverable amount: what the lower unit margin of these products cost against the year before.")
    worth, why = _a_year(client, float(few["_fall"].sum()), method)
    return (Advice(text, "role_general_manager", 30, worth, "shortfall", why),)


def _serving(client: Client, seen: Change) -> tuple[Advice, ...]:
    """Advise on the customers whose serving cost more than in the year before."""
    rise = seen.customers.assign(_rise=-seen.customers["serving"])
    rise = rise[rise["_rise"] > 0].sort_values(["_rise", "customer_id"], ascending=[False, True])
    enough = int((rise["_rise"].cumsum() < HALF * rise["_rise"].sum()).sum()) + 1
    few = client.named(pd.DataFrame(rise.head(enough)))
    text = n_(
        "Bring the cost to serve {names} back to that of the year before, or charge for it.",
        "Bring the cost to serve of {n} customers ({names}) back to that of the year before, or charge for it.",
        len(few), names=leading(few["name"].tolist()),
    )  # fmt: skip
    method = _("Recoverable amount: rise in the cost to serve these customers on the year before.")
    worth, why = _a_year(client, float(few["_rise"].sum()), method)
    return (Advice(text, "role_sales_director", 60, worth, "shortfall", why, tuple(few["customer_id"])),)


def _a_year(client: Client, most: float, method: str) -> Valued:
    """Say what can be got back a year of a fall against the year before; that of like days is counted up."""
    years = two_years(client)
    if years is None or years.like is None or years.like.whole:
        return back(client, most, method, "high")
    days = years.like.after
    part = periods.years(*days)
    return back(client, most / part, method, "high", Base(*days, round(YEAR * part, 1), counted_up=True))


def _few(products: pd.Series) -> str:
    return enumerated([_("“{name}”", name=short(name)) for name in products.head(FEW)])
