"""What the largest customers earn, one by one (K3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.contribution import freight_is_ours
from kamlib.facts.margins import margin_of, over_all
from kamlib.facts.products import bought_products, by_customer_and_product
from kamlib.findings import dealers
from kamlib.findings.claims import LARGEST, cross_reference, open_to
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.notes import basis_notes, group_notes, unpaid
from kamlib.findings.numbers import finite
from kamlib.findings.recoverable import losses, lost_a_year
from kamlib.findings.spec import Claims, FindingSpec, Headline
from kamlib.value import concentration as conc
from kamlib.value import mix
from kamlib.words import _, count, money, n_, percent
from kamlib.words.phrases import enumerated, leading, lower_first, not_quite, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

#: A loss of the largest that is less than this part of what earning customers bring is a trifle.
TRIFLE = 0.01

#: Part of the usual gross margin from which a customer's price and cost are those of others.
_AS_USUAL = 0.8

#: How many products a sentence names.
_NAMED = 3


@dataclass(frozen=True, eq=False)
class Why:
    """Why the large customers that lose money lose it: by what they pay, or by what they buy.

    Attributes
    ----------
    lost : float
        What they lose together, above zero.
    at_others_margins : float
        Profit of their goods, had they paid as all other customers do for the same products.
    terms_effect : float
        What their own prices and discounts add to that, or take from it.
    products : tuple of str
        Products that lose money with all customers together and that these buy, the deepest loss first.
    """

    lost: float
    at_others_margins: float
    terms_effect: float
    products: tuple[str, ...]

    @property
    def cause(self) -> str:
        """``"products"``, ``"terms"``, or nothing where neither makes up half of the loss."""
        if self.products and -self.at_others_margins >= self.lost / 2:
            return "products"
        return "terms" if -self.terms_effect >= self.lost / 2 else ""


def why(client: Client, losing: pd.DataFrame, basis: str) -> Why | None:
    """Take apart what the large customers that lose money lose.

    Parameters
    ----------
    client : Client
        The client's tables; cost and product of its order lines are looked at.
    losing : pandas.DataFrame
        Their accounts.
    basis : str
        The measure by which they lose.

    Returns
    -------
    Why or None
        None where nobody loses, or no product or no cost is known.
    """
    if not len(losing) or not client.has("orders.product") or not client.has("orders.cost"):
        return None
    sold = client.fact(by_customer_and_product)
    compared = mix.of_customers(sold)
    compared = compared[compared["customer_id"].isin(losing["customer_id"])]
    if not len(compared):
        return None
    products = mix.of_products(sold)
    bought = client.fact(bought_products)
    theirs = bought.loc[bought["customer_id"].isin(losing["customer_id"]), "product"]
    bad = products[(products["profit"] < 0) & products["product"].isin(theirs)]
    return Why(
        float(round(-losing[basis].sum(), 2)), float(round(compared["at_others_margins"].sum(), 2)),
        float(round(compared["terms_effect"].sum(), 2)), tuple(map(str, bad["product"])),
    )  # fmt: skip


def _losing_largest(client: Client) -> pd.DataFrame:
    """Return the accounts of the largest customers that are below zero."""
    largest = conc.largest(client.buyers, LARGEST)
    return largest[largest[client.basis] < 0]


SPEC = FindingSpec(
    "top_customers",
    "K3",
    "profit",
    "1-4-what-a-key-account-is",
    headlines=(Headline(1, lambda facts: bool(facts.get("losing")) and not facts.get("trifle")),),
    claims=Claims(2, _losing_largest),
)


def top_customers(client: Client) -> Finding:
    """Show what the largest customers by revenue earn, and what is left after cost to serve (K3).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence is the largest customers.
    """
    from kamlib.figures import whale as figure

    table = conc.largest(client.buyers, LARGEST)
    if not freight_is_ours(client):
        table = table.drop(columns=["profit_after_serving", "margin_after_serving"], errors="ignore")
    basis, currency = client.basis, client.currency
    losing = table[table[basis] < 0]
    lost = float(round(-losing[basis].sum(), 2)) + 0.0
    reason, kinds = why(client, losing, basis), dealers.told_apart(client)
    advice = _advice(client, open_to(client, "top_customers", losing), basis, reason)
    trifle = lost < TRIFLE * float(client.buyers[basis].clip(lower=0.0).sum())
    total = float(client.buyers["revenue"].sum())
    share = float(table["revenue"].sum()) / total if total > 0 else None
    columns = ["rank", "customer_id", "name", "revenue", "profit", "margin", "profit_after_serving", "days_late"]
    served = int((table["profit_after_serving"] < 0).sum()) if "profit_after_serving" in table else None
    compared = basis != "revenue" and len(client.buyers) > len(table) == LARGEST
    late = unpaid(client) if "days_late" in table else ""
    best = None if not compared else len(conc.overlap(client.buyers, LARGEST, other_basis=basis))
    return Finding(
        SPEC,
        _over(table, losing, lost, currency) if len(losing) and lost_a_year(client, losing["customer_id"]) == 0
        else _title(table, losing, basis, share, currency, len(client.buyers), trifle=trifle),
        sentences(
            _summary(table, losing, basis, share, currency, len(client.buyers)), _best(best, basis),
            _why(reason, len(losing), currency),
            "" if advice else cross_reference(client, "top_customers", losing),
            dealers.said(client, kinds),
        ),
        table[[c for c in columns if c in table]], source_of(client),
        facts={
            "customers": len(table), "losing": len(losing), "lost": lost, "trifle": trifle, "revenue_share": share,
            "losing_once_served": served, "also_best": best, "cause": reason.cause if reason else None,
            "at_others_margins": finite(reason.at_others_margins) if reason else None,
            "terms_effect": finite(reason.terms_effect) if reason else None, **dealers.facts(kinds),
        },
        draw=partial(figure.largest_customers, table, basis=basis, currency=currency),
        alt=figure.largest_customers_alt(table, basis=basis, currency=currency), advice=advice,
        notes=tuple(filter(None, (*group_notes(client), *basis_notes(client), late))),
    )  # fmt: skip


def _title(
    table: pd.DataFrame, losing: pd.DataFrame, basis: str, share: float | None, currency: str | None,
    everyone: int, *, trifle: bool = False,
) -> str:  # fmt: skip
    n = count(len(table))
    if basis == "revenue" and share is None:
        return _("Credits and sales cancel out: there is no revenue to rank customers by")
    if basis == "revenue" and len(table) == everyone:
        return n_("Whether your one customer makes or loses money is not known: the orders contain no costs",
                  "Whether your {n} customers make or lose money is not known: the orders contain no costs",
                  everyone)  # fmt: skip
    if basis == "revenue":
        return n_("Your largest customer brings {share} of revenue; whether it makes or loses money is not known",
                  "Your {n} largest customers bring {share} of revenue; whether they make or lose money is not "
                  "known",
                  len(table), share=not_quite(share))  # fmt: skip
    if not len(losing):
        return _title_served(table, basis, currency)
    if len(losing) == everyone:
        return n_("Your one customer loses money: {money}",
                  "All of your {n} customers lose money: {money}",
                  everyone, money=money(-losing[basis].sum(), currency))  # fmt: skip
    if len(losing) == len(table):
        return n_("Your largest customer loses money: {money}",
                  "All of your {n} largest customers lose money: {money}",
                  len(table), money=money(-losing[basis].sum(), currency))  # fmt: skip
    if trifle:
        return n_(
            "Your {all} largest customers are profitable except for {n}, which loses only {money}",
            "Your {all} largest customers are profitable except for {n}, which lose only {money}",
            len(losing), all=n, money=money(-losing[basis].sum(), currency),
        )  # fmt: skip
    return n_(
        "{n} of your {all} largest customers loses money",
        "{n} of your {all} largest customers lose money", len(losing), all=n,
    )  # fmt: skip


def _over(table: pd.DataFrame, losing: pd.DataFrame, lost: float, currency: str | None) -> str:
    """Say that those of the largest that lost money lose none any more."""
    amount = money(lost, currency)
    if len(losing) == len(table):
        return n_("Your largest customer lost {money} over the whole period, none of it in the last 12 months",
                  "All of your {n} largest customers lost money over the whole period, {money} in total, none of "
                  "it in the last 12 months",
                  len(table), money=amount)  # fmt: skip
    return n_(
        "{n} of your {all} largest customers lost {money} over the whole period, none of it in the last 12 months",
        "{n} of your {all} largest customers lost {money} over the whole period, none of it in the last 12 months",
        len(losing), all=count(len(table)), money=amount,
    )  # fmt: skip


def _title_served(table: pd.DataFrame, basis: str, currency: str | None) -> str:
    """Title if all of the largest have positive gross profit, and say how many are so after cost to serve."""
    n = count(len(table))
    told = basis == "profit" and "profit_after_serving" in table
    losing = int((table["profit_after_serving"] < 0).sum()) if told else 0
    if not losing and not (table[basis] > 0).all():
        return n_("Your largest customer breaks even",
                  "None of your {n} largest customers loses money, but not all are profitable: {money} in total",
                  len(table), money=money(table[basis].sum(), currency))  # fmt: skip
    if not losing:
        return n_("Your largest customer is profitable: {money}",
                  "Your {n} largest customers are all profitable: {money}",
                  len(table), money=money(table[basis].sum(), currency))  # fmt: skip
    return n_(
        "{n} of your {all} largest customers loses money after cost to serve",
        "{n} of your {all} largest customers lose money after cost to serve", losing, all=n,
    )  # fmt: skip


def _summary(
    table: pd.DataFrame, losing: pd.DataFrame, basis: str, share: float | None, currency: str | None, everyone: int
) -> str:  # fmt: skip
    if basis == "revenue":
        return _(
            "Size is not value: with the cost of each order line, this exhibit would show which of them "
            "make or lose money."
        )
    words = {"basis": lower_first(basis), "share": percent(share), "money": money(table[basis].sum(), currency)}
    bring = n_(
        "It brings {share} of revenue and {money} of {basis}.",
        "Together they bring {share} of revenue and {money} of {basis}.", len(table), **words,
    )  # fmt: skip
    if len(table) == everyone:
        bring = n_("It is the only customer, with {money} of {basis}.",
                   "These are all customers; they contribute {money} of {basis} in total.",
                   everyone, **words)  # fmt: skip
    if share is None:
        bring = _(
            "Total revenue is not positive, so there are no shares; they contribute {money} of {basis}.", **words
        )
    return sentences(bring, _lose(losing, basis, currency), _served(table, basis))


def _best(best: int | None, basis: str) -> str:
    """Say how many of the largest are also among the best: how far sales and what is left agree."""
    if best is None:
        return ""
    if not best:
        return _("By {basis}, none of them is among the best {all}.", basis=lower_first(basis), all=count(LARGEST))
    return n_(
        "By {basis}, {n} of them is also among the best {all}.",
        "By {basis}, {n} of them are also among the best {all}.", best,
        basis=lower_first(basis), all=count(LARGEST),
    )  # fmt: skip


def _lose(losing: pd.DataFrame, basis: str, currency: str | None) -> str:
    if not len(losing):
        return ""
    lost = money(-losing[basis].sum(), currency)
    if basis == "profit":
        return n_("The loss-making one loses {lost} in gross profit alone: rank customers by profit, not by "
                  "sales.",
                  "The loss-making ones lose {lost} in gross profit alone: rank customers by profit, not by "
                  "sales.",
                  len(losing), lost=lost)  # fmt: skip
    return n_(
        "The loss-making one loses {lost} after cost to serve: rank customers by customer profit, not by sales.",
        "The loss-making ones lose {lost} after cost to serve: rank customers by customer profit, not by sales.",
        len(losing), lost=lost,
    )  # fmt: skip


def _served(table: pd.DataFrame, basis: str) -> str:
    """Say how many of the largest lose by the other measure: after cost to serve, or by gross profit alone."""
    if "profit_after_serving" not in table:
        return ""
    if basis != "profit":
        n = int((table["profit"] < 0).sum())
        return (
            _("By gross profit alone, none of them loses money.")
            if not n
            else n_(
                "By gross profit alone, {n} of them loses money.",
                "By gross profit alone, {n} of them lose money.",
                n,
            )
        )
    losing = int((table["profit_after_serving"] < 0).sum())
    if not losing:
        return _("After cost to serve, all of them are still profitable.")
    return n_(
        "After cost to serve, {n} of them loses money.",
        "After cost to serve, {n} of them lose money.", losing,
    )  # fmt: skip


def _why(reason: Why | None, n: int, currency: str | None) -> str:
    """Say whether the loss is one of terms or of products, where one of them makes up half of it."""
    if reason is None or not reason.cause:
        return ""
    if reason.cause == "terms":
        return n_(
            "At the gross margins of all other customers on the same products it would contribute {more} more: "
            "the problem is its terms (price, discount, payment, service).",
            "At the gross margins of all other customers on the same products they would contribute {more} more: "
            "the problem is their terms (price, discount, payment, service).",
            n, more=money(-reason.terms_effect, currency),
        )  # fmt: skip
    still = money(-reason.at_others_margins, currency)
    return n_(
        "At the gross margins of all other customers on the same products it would still lose {still}: the "
        "problem is the products rather than its terms.",
        "At the gross margins of all other customers on the same products they would still lose {still}: the "
        "problem is the products rather than their terms.", n, still=still,
    )  # fmt: skip


def _advice(client: Client, losing: pd.DataFrame, basis: str, reason: Why | None) -> tuple[Advice, ...]:
    if not len(losing):
        return ()
    names = leading(losing.sort_values([basis, "customer_id"])["name"].tolist())
    if reason and reason.cause == "products":
        text = _products_first(len(losing), names, reason.products)
    elif not (reason and reason.cause) and _only_served(client, losing, basis):
        text = n_(
            "Serve the large customer that loses money only through the cost to serve more cheaply, or charge for "
            "the service: {names}.",
            "Serve the {n} large customers that lose money only through the cost to serve more cheaply, or charge "
            "for the service ({names}).",
            len(losing), names=names,
        )  # fmt: skip
    else:
        text = _renegotiate(len(losing), names)
    who = tuple(losing["customer_id"])
    worth, why_none = losses(client, who, basis)
    return (Advice(text, "role_account_manager", 30, worth, "loss", why_none, who),)


def _only_served(client: Client, losing: pd.DataFrame, basis: str) -> bool:
    """Tell whether each earns as much on its goods as all do together: then its price is not what is wrong."""
    if basis != "profit_after_serving":
        return False
    usual, rows = over_all(client.buyers, "profit"), client.accounts
    rows = rows[rows["customer_id"].isin(losing["customer_id"])]
    return usual > 0 and bool((margin_of(rows, "profit") >= _AS_USUAL * usual).all())


def _renegotiate(losing: int, names: str) -> str:
    """Advise on price and terms."""
    return n_(
        "Renegotiate price and terms with the large customer that loses money: {names}.",
        "Renegotiate price and terms with the {n} large customers that lose money ({names}).",
        losing, names=names,
    )  # fmt: skip


def _goods(products: tuple[str, ...]) -> str:
    """Name the first few products as such: a bare number would be read as a customer's."""
    few = enumerated(list(products[:_NAMED]))
    return _("products {names} first", names=few) if len(products) > _NAMED else _("products: {names}", names=few)


def _products_first(losing: int, names: str, products: tuple[str, ...]) -> str:
    """Advise on the products that lose money over all customers, before terms are talked about."""
    return n_(
        "Change price, cost or range of the products that lose money over all customers ({products}); then "
        "negotiate with the large customer that loses money: {names}.",
        "Change price, cost or range of the products that lose money over all customers ({products}); then "
        "negotiate with the {n} large customers that lose money ({names}).",
        losing, products=_goods(products), names=names,
    )  # fmt: skip
