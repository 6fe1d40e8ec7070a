"""Chapter 6, what customers could buy and do not: by the method that guessed best on earlier days (K14)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.findings.claims import settled, shared_out
from kamlib.findings.finding import Advice, Finding, insufficient_data, nothing_found, source_of
from kamlib.findings.spec import FindingSpec
from kamlib.manage import development
from kamlib.manage.development.white_space import AHEAD, BUYERS, CUTS, TOP
from kamlib.manage.sums import interval_of_sum
from kamlib.requirements import Needs
from kamlib.words import _, count, label, money, n_, number, percent
from kamlib.words.phrases import enumerated, leading, lower_first, sentences, short

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.manage.development.white_space import WhiteSpace

SPEC = FindingSpec(
    "white_space", "K14", "growth", "3-6-developing", needs=Needs(("orders.product",), years=2), heads=False
)

#: Accounts that the step names, and accounts and products in the picture.
NAMED, ACCOUNTS, PRODUCTS = 3, 15, 10


@cached_per_client
def measured(client: Client) -> WhiteSpace | None:
    """Return the white space of a client; None where its goods or its days are too few to try any method.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    WhiteSpace or None
    """
    try:
        return development.white_space(client)
    except ValueError:
        return None


def white_space(client: Client) -> Finding:
    """Name the products that customers are likely to buy next, with the money, and how far to believe it (K14).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each account and product, the most expected money first.
    """
    from kamlib.figures import white_space as figure

    found = measured(client)
    if found is None or not found.proven:
        return _unproven(client, found)
    cells = client.named(_offered(client, found))
    if cells.empty:
        return nothing_found(
            client, SPEC, _("No customer that earns money is likely to buy another product"),
            _("The best method says better than chance what customers buy next. It suggests nothing to customers "
              "that earn money; those that lose money are left out."),
        )  # fmt: skip
    low, high = interval_of_sum(cells["probability"].to_numpy(), cells["yearly"].to_numpy())
    likely = float(cells["expected"].sum())
    facts = _facts(found, cells, (likely, low, high))
    return Finding(
        SPEC, _title(client, found, facts), _summary(found), _evidence(cells), source_of(client), facts=facts,
        draw=partial(figure.matrix, cells, found, accounts=ACCOUNTS, products=PRODUCTS, currency=client.currency),
        alt=figure.matrix_alt(cells, accounts=ACCOUNTS, products=PRODUCTS, currency=client.currency),
        advice=_advice(client, cells), notes=_notes(client, found),
        behind=_behind(found),
    )  # fmt: skip


def _unproven(client: Client, found: WhiteSpace | None) -> Finding:
    if found is None:
        return insufficient_data(
            client, SPEC, _("Too few orders to say what customers may buy next"),
            _("It takes {n} months of orders with products: {cuts} earlier days with a year after each.",
              n=count(24), cuts=count(CUTS)),
        )  # fmt: skip
    if not found.backtest["suggestions"].any():
        return nothing_found(
            client, SPEC, _("No product is left that could be suggested to a customer"),
            _("On each of the {cuts} earlier days, every customer had already bought all products that at least "
              "{n} customers bought.", cuts=count(CUTS), n=count(BUYERS)),
        )  # fmt: skip
    return nothing_found(
        client, SPEC, _("No method says better than chance what customers buy next"),
        _("Four methods were tried on {cuts} earlier days; the best hit {share} of the time, chance {chance}. "
          "Offers by a list would be guesses: ask the customers.", cuts=count(CUTS),
          share=percent(found.methods["hit_rate"].iloc[0], 1), chance=percent(found.methods["chance"].iloc[0], 1)),
    )  # fmt: skip


def _offered(client: Client, found: WhiteSpace) -> pd.DataFrame:
    """Leave out the customers that lose money: another step is about them."""
    lose = {*shared_out(client), *settled(client)}
    return found.table[~found.table["customer_id"].isin(lose)].reset_index(drop=True)


def _rate(found: WhiteSpace, method: str) -> float:
    return float(found.methods.set_index("method")["hit_rate"][method])


def _facts(found: WhiteSpace, cells: pd.DataFrame, money_: tuple[float, float, float]) -> dict[str, Any]:
    likely, low, high = (round(amount, 2) for amount in money_)
    return {
        "likely": likely, "low": low, "high": high, "whole": round(float(cells["yearly"].sum()), 2),
        "accounts": int(cells["customer_id"].nunique()), "cells": len(cells), "method": found.method,
        "hit_rate": _rate(found, found.method), "chance": float(found.methods["chance"].iloc[0]),
        "popularity": _rate(found, "popularity"), "peers": _rate(found, "peers"), "refused": len(found.refused),
    }  # fmt: skip


def _what(found: WhiteSpace) -> str:
    return lower_first("profit" if found.by_profit else "revenue")


def _title(client: Client, found: WhiteSpace, facts: dict[str, Any]) -> str:
    likely, low, high, whole = (money(facts[key], client.currency) for key in ("likely", "low", "high", "whole"))
    return _("Of {whole} of {basis} a year in products not bought yet, {likely} are likely within a year ({low} "
             "to {high})", whole=whole, basis=_what(found), likely=likely, low=low, high=high)  # fmt: skip


def _summary(found: WhiteSpace) -> str:
    best, chance = _rate(found, found.method), float(found.methods["chance"].iloc[0])
    ends = next(row for row in found.methods.to_dict("records") if row["method"] == found.method)
    hit = _("Of four methods the best on {cuts} earlier days is “{method}”: of its first {top} suggestions per "
            "customer {share} were bought within a year (95% interval {low} to {high}), {times} times as many as "
            "by chance ({chance}).",
            low=percent(float(ends["low"]), 1), high=percent(float(ends["high"]), 1),
            cuts=count(CUTS), method=label(f"by_{found.method}"), top=count(TOP), share=percent(best, 1),
            times=number(best / chance, 1) if chance else "–", chance=percent(chance, 1))  # fmt: skip
    others = [
        _("{method} {share}", method=label(f"by_{name}"), share=percent(rate, 1))
        for name, rate in zip(found.methods["method"], found.methods["hit_rate"], strict=True)
        if name != found.method
    ]
    return sentences(hit, _("The others: {parts}.", parts=_("; ").join(others)))


def _evidence(cells: pd.DataFrame) -> pd.DataFrame:
    shown = cells.rename(columns={
        "probability": "buy_chance", "low": "buy_low", "high": "buy_high",
        "yearly": "if_bought", "expected": "expected_year", "peers": "peers_buying",
        "of_peers": "peers_in_all",
    })  # fmt: skip
    columns = ["name", "product", "buy_chance", "buy_low", "buy_high", "if_bought", "expected_year"]
    return shown[[*columns, "peers_buying", "peers_in_all"]]


def _behind(found: WhiteSpace) -> dict[str, pd.DataFrame]:
    tried = found.backtest.assign(method=[label(f"by_{name}") for name in found.backtest["method"]])
    tried = tried.rename(columns={"day": "forecast_day", "method": "guess_method", "chance": "chance_rate"})
    return {
        "guesses_checked": tried.drop(columns=["over_popularity", "over_peers"]),
        "chances_checked": found.calibration.rename(columns={"cells": "cell_count", "came": "share_came"}),
    }


def _advice(client: Client, cells: pd.DataFrame) -> tuple[Advice, ...]:
    first = cells.drop_duplicates("customer_id").head(ACCOUNTS)
    offers = [
        _("{product} to {name}", product=product, name=short(name))
        for product, name in zip(first["product"], first["name"], strict=True)
    ][:NAMED]
    text = n_(
        "Offer the account with the most expected money its most likely product ({offers}).",
        "Offer the {n} accounts with the most expected money their most likely products (first: {offers}).",
        len(first), offers=enumerated(offers),
    )  # fmt: skip
    who = tuple(str(one) for one in first["customer_id"])
    likely = float(cells.loc[cells["customer_id"].isin(who), "expected"].sum())
    why = _("What an offer adds is not known. Without one, {likely} a year are likely at these accounts.",
            likely=money(likely, client.currency))  # fmt: skip
    return (Advice(text, "role_account_manager", 60, stake="shortfall", unvalued=why, customers=who),)


def _notes(client: Client, found: WhiteSpace) -> tuple[str, ...]:
    notes = [
        _("Expected a year: chance of each product by “{method}”, as it came true on earlier days, times its "
          "usual part of a customer's purchases; up to ten products per customer.",
          method=label(f"by_{found.method}")),
        _("Never suggested: what a customer or a company of its group bought before, and what fewer than {n} "
          "customers bought in the last {months} months.", n=count(BUYERS), months=count(AHEAD)),
        _("The chance is that of customers nobody made an offer by this list; what an offer adds to it is not "
          "known. Customers that lose money are left out."),
    ]  # fmt: skip
    if len(found.refused):
        names = client.named(found.refused)["name"].tolist()
        notes.append(n_(
            "{n} customer buys more than its stated potential ({names}): a share above 100% is not used.",
            "{n} customers buy more than their stated potential ({names}): shares above 100% are not used.",
            len(found.refused), names=leading(names),
        ))  # fmt: skip
    return tuple(notes)
