"""Chapter 3, orders below the floor: what they lack, and how customers may react to the floor (K11)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.findings.claims import gone_quiet, renegotiated, shared_out
from kamlib.findings.concessions import conceded
from kamlib.findings.finding import Advice, Finding, insufficient_data, source_of
from kamlib.findings.losing_products import losing
from kamlib.findings.recoverable import LEAST_MONTHS, today
from kamlib.findings.spec import FindingSpec
from kamlib.findings.terms_by_size import favoured
from kamlib.findings.worth import Worth
from kamlib.manage import policy as policies
from kamlib.manage.policy.effects import break_even
from kamlib.manage.policy.floor import LEAST, REASONS, UNUSUAL
from kamlib.requirements import Needs
from kamlib.words import _, count, label, money, n_, number, percent
from kamlib.words.phrases import leading, sentences

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.manage.policy import Floor

SPEC = FindingSpec("policy", "K11", "cost", "3-4-sales-policy", needs=Needs(("orders.cost",)))

#: By how many per cent volume falls when the price rises by one: as expected, and at the low end of the range.
EXPECTED, WORST = 1.0, 2.0

#: What the reasons are called.
_WHY = {"below_cost": "floor_below_cost", "discount": "floor_discount_reason"}


@cached_per_client
def measured(client: Client) -> Floor:
    """Return the orders of the last twelve months below the floor; products that lose everywhere are left out.

    Parameters
    ----------
    client : Client
        The client's tables, with ``orders.cost``; with own rules these set the floor.

    Returns
    -------
    Floor
        Amounts of the days of ``recoverable.today``.
    """
    base = today(client).base
    bad = losing(client)["product"].tolist()
    return policies.below_floor(client, client.rules, first=base.first, last=base.last, without=bad)


def policy(client: Client) -> Finding:
    """Show the orders below the floor, what they lack, and the reaction that would undo the gain (K11).

    Parameters
    ----------
    client : Client
        The client's tables, with ``orders.cost``.

    Returns
    -------
    Finding
        Its evidence has a row for each order below the floor of a customer that no other step is about. Its
        picture goes from what these orders bring a year to what they would bring at the floor.
    """
    from kamlib.figures import waterfall as figure

    found = measured(client)
    if today(client).base.months < LEAST_MONTHS or found.orders < LEAST:
        return insufficient_data(
            client, SPEC, _("Too few orders to say which were sold below the floor"),
            _("This requires at least {n} orders over {months} months.", n=count(LEAST),
              months=count(LEAST_MONTHS)),
        )  # fmt: skip
    own, others = _shared(client, found)
    gain = _gain(client, own)
    drawn, currency = bool(gain["most"]), client.currency
    bars = figure.chain(*_floor_steps(own, gain, today(client).factor))
    return Finding(
        SPEC, _title(client, own, others, gain), _summary(client, found, own, others, gain),
        _evidence(client, found, own), source_of(client), facts=_facts(found, own, gain),
        draw=partial(figure.waterfall, bars, currency=currency) if drawn else None,
        alt=figure.chain_alt(bars, currency=currency) if drawn else "",
        advice=_advice(client, own, gain), notes=_notes(found),
        behind={"orders_elsewhere": _evidence(client, found, others)} if len(others) else {},
    )  # fmt: skip


def _shared(client: Client, found: Floor) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the orders into those of customers that no other step is about, and the others."""
    taken = {*shared_out(client), *renegotiated(client), *gone_quiet(client), *conceded(client),
             *favoured(client)["customer_id"]}  # fmt: skip
    elsewhere = found.table["customer_id"].isin(list(taken))
    return found.table[~elsewhere].reset_index(drop=True), found.table[elsewhere].reset_index(drop=True)


def _gain(client: Client, orders: pd.DataFrame) -> dict[str, float]:
    """Return what the floor brings a year: without a reaction, as expected, at worst; and what undoes it.

    Where an order was sold below cost, less volume costs nothing. Elsewhere volume falls as the price rises.
    """
    factor = today(client).factor
    cut = orders[orders["profit"] > 0]
    lost = float(orders.loc[orders["profit"] <= 0, "shortfall"].sum())
    more, profit, revenue = (float(cut[name].sum()) for name in ("shortfall", "profit", "revenue"))
    rise = more / revenue if revenue else 0.0

    def brings(elasticity: float) -> float:
        kept = max(1 - elasticity * rise, 0.0)
        return round(max(lost + (profit + more) * kept - profit, 0.0) * factor, 2) + 0.0

    even = float(break_even(rise, profit / revenue)) if revenue else float("nan")
    return {"most": brings(0.0), "expected": brings(EXPECTED), "least": brings(WORST), "rise": rise, "even": even}


def _floor_steps(
    own: pd.DataFrame, gain: dict[str, float], factor: float
) -> tuple[tuple[str, float], list[tuple[str, float]], tuple[str, float]]:
    """Return what the orders bring a year, what the floor adds, what the reaction takes, and what is left."""
    now = float(own["profit"].sum()) * factor
    added = own.groupby("why")["shortfall"].sum() * factor
    steps = [(f"floor_step_{why}", float(added.get(why, 0.0))) for why in REASONS]
    reaction = gain["expected"] - gain["most"]
    return ("floor_now", now), [*steps, ("floor_less_volume", reaction)], ("floor_then", now + gain["expected"])


def _facts(found: Floor, own: pd.DataFrame, gain: dict[str, float]) -> dict[str, Any]:
    whole = found.table
    return {
        "orders": found.orders, "below": len(whole), "below_cost": int((whole["why"] == "below_cost").sum()),
        "own": len(own), "elsewhere": len(whole) - len(own), "shortfall": gain["most"],
        "expected": gain["expected"], "least": gain["least"], "by_rules": int(found.by_rules),
    }  # fmt: skip


def _title(client: Client, own: pd.DataFrame, others: pd.DataFrame, gain: dict[str, float]) -> str:
    if not len(own):
        if not len(others):
            return _("No order was sold below the floor")
        return _("Every order below the floor belongs to a customer that another step is about")
    if len(others):
        return _(
            "{all} orders were sold below the floor; those that no other step covers, {n}, lack {money} a year",
            all=count(len(own) + len(others)), n=count(len(own)), money=money(gain["most"], client.currency),
        )  # fmt: skip
    if gain["least"] == gain["most"]:
        return n_("{n} order was sold below the floor: {money} a year",
                  "{n} orders were sold below the floor: {money} a year", len(own),
                  money=money(gain["most"], client.currency))  # fmt: skip
    amounts = {"most": money(gain["most"], client.currency), "least": money(gain["least"], client.currency)}
    return n_(
        "{n} order was sold below the floor: {least} to {most} a year",
        "{n} orders were sold below the floor: {least} to {most} a year", len(own), **amounts,
    )  # fmt: skip


def _summary(client: Client, found: Floor, own: pd.DataFrame, others: pd.DataFrame, gain: dict[str, float]) -> str:
    return sentences(*_reasons(client, found, own), _elsewhere(found, own, others),
                     _reaction(client, gain) if len(own) else "")  # fmt: skip


def _reasons(client: Client, found: Floor, own: pd.DataFrame) -> list[str]:
    """Say why the orders are below the floor."""
    if not len(found.table):
        n = count(found.orders)
        return [_("None of the {n} orders of this period is below the floor.", n=n)]
    lacks = {why: own.loc[own["why"] == why, "shortfall"] for why in REASONS}
    said = []
    if len(lacks["below_cost"]):
        amount = money(lacks["below_cost"].sum(), client.currency)
        said.append(n_("{n} of {all} orders was sold below cost, by {money}.",
                       "{n} of {all} orders were sold below cost, by {money}.", len(lacks["below_cost"]),
                       all=count(found.orders), money=amount))  # fmt: skip
    if len(lacks["discount"]):
        amount = money(lacks["discount"].sum(), client.currency)
        said.append(_discounts(found, len(lacks["discount"]), amount))
    return said


def _discounts(found: Floor, n: int, amount: str) -> str:
    """Say which discounts are below the floor."""
    if found.by_rules:
        return n_("{n} order got more discount than your rules grant, by {money}.",
                  "{n} orders got more discount than your rules grant, by {money}.", n, money=amount)  # fmt: skip
    points = number(100 * UNUSUAL, 0)
    if not found.paid_known:
        return n_(
            "{n} order got a discount more than {points} percentage points above what is usual for orders and "
            "customers of its size, by {money}.",
            "{n} orders got a discount more than {points} percentage points above what is usual for orders and "
            "customers of their size, by {money}.", n, points=points, money=amount,
        )  # fmt: skip
    return n_(
        "{n} order got a discount more than {points} percentage points above what is usual for orders and "
        "customers of its size, by {money}, and was not paid on time.",
        "{n} orders got a discount more than {points} percentage points above what is usual for orders and "
        "customers of their size, by {money}, and were not paid on time.", n, points=points, money=amount,
    )  # fmt: skip


def _elsewhere(found: Floor, own: pd.DataFrame, others: pd.DataFrame) -> str:
    """Say how many orders below the floor are left to other steps: more, where some are this one's."""
    if not len(others):
        return ""
    if not len(own):
        return n_("{n} of {all} orders was sold below the floor.",
                  "{n} of {all} orders were sold below the floor.",
                  len(others), all=count(found.orders))  # fmt: skip
    share = others["shortfall"].sum() / found.total if found.total else 0.0
    return n_(
        "{n} more, with {share} of all that is missing, belongs to a customer that another step is about.",
        "{n} more, with {share} of all that is missing, belong to customers that other steps are about.",
        len(others), share=percent(share),
    )  # fmt: skip


def _reaction(client: Client, gain: dict[str, float]) -> str:
    """Say how customers may react, and what is left then."""
    if not gain["rise"]:
        return _("These orders lose money: if their customers buy less, nothing is lost.")
    even = _(
        "At the floor the prices of the discounted orders rise by {rise}. Nothing is gained if these customers "
        "then buy {even} less.", rise=percent(gain["rise"], 1), even=percent(-gain["even"], 1),
    )  # fmt: skip
    left = _(
        "If each 1% of price costs 1% of volume, {expected} a year is left; if it costs 2%, {least}.",
        expected=money(gain["expected"], client.currency), least=money(gain["least"], client.currency),
    )  # fmt: skip
    return sentences(even, left)


def _evidence(client: Client, found: Floor, orders: pd.DataFrame) -> pd.DataFrame:
    """List the orders, with their discounts where these are known."""
    named = client.named(orders).rename(columns={
        "list_value": "gross_revenue", "discount": "discount_part", "usual": "floor_discount",
        "why": "floor_reason", "shortfall": "floor_shortfall",
    })  # fmt: skip
    named["floor_reason"] = [label(_WHY[str(why)]) for why in named["floor_reason"]]
    terms = ["gross_revenue", "discount_part", "floor_discount"] if found.discount_known else ["revenue"]
    columns = ["order_id", "name", "date", *terms, "profit", "floor_reason", "floor_shortfall"]
    return named[[c for c in columns if c in ("order_id", "name") or named[c].notna().any() or not len(named)]]


def _advice(client: Client, own: pd.DataFrame, gain: dict[str, float]) -> tuple[Advice, ...]:
    if not len(own) or not gain["most"]:
        return ()
    by = own.groupby("customer_id")["shortfall"].sum().rename("lacks").reset_index()
    by = client.named(by.sort_values(["lacks", "customer_id"], ascending=[False, True], ignore_index=True))
    text = n_(
        "Let no order below the floor leave without the sales director's consent, and agree on new prices with "
        "{names}, whose orders were below it.",
        "Let no order below the floor leave without the sales director's consent, and agree on new prices with "
        "the {n} customers whose orders were below it ({names}).",
        len(by), names=leading(by["name"].tolist()),
    )  # fmt: skip
    method = _("Recoverable amount: what these orders lack to reach the floor. Expected if each 1% of price "
               "costs 1% of volume; the range goes from 2% of volume to no reaction.")  # fmt: skip
    if not gain["rise"]:
        method = _("Recoverable amount: what these orders lack to cover their cost.")
    base = today(client).base
    worth = Worth(gain["expected"], gain["least"], gain["most"], method, "low", base, at_most=False)
    return (Advice(text, "role_sales_director", 60, worth, "shortfall", customers=tuple(by["customer_id"])),)


def _notes(found: Floor) -> tuple[str, ...]:
    parts = [
        _("An order is below the floor if it was sold below its cost, or at more discount than your rules or, "
          "without rules, usual terms grant. Returned and cancelled orders do not count, nor products that lose "
          "money with most of their buyers."),
    ]  # fmt: skip
    if not found.discount_known:
        return (*parts, _("The orders have no column “{column}”: only orders below cost can be found.",
                          column=label("discount")))  # fmt: skip
    if not found.by_rules:
        parts.append(_("There are no own rules: a discount is set against the median of orders, and of customers, "
                       "of the same size. A contract may hold a reason that is not in the data."))  # fmt: skip
        if not found.paid_known:
            parts.append(_("Not known: {what}; an early payment may justify a discount.",
                           what=_("payment dates")))  # fmt: skip
    return tuple(parts)
