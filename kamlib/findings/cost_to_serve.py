"""Chapter 1, what is left of a customer after cost to serve."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib.contribution import served, served_as_known
from kamlib.facts.retention import held
from kamlib.findings.claims import (
    cross_reference,
    open_to,
    shared_out,
    unprofitable_after_serving,
    with_all,
)
from kamlib.findings.finding import Advice, Finding, insufficient_data, source_of
from kamlib.findings.notes import basis_notes, unpaid
from kamlib.findings.recoverable import LONGER, Valued, back, losses, lost_a_year, today
from kamlib.findings.spec import Claims, FindingSpec, Headline
from kamlib.findings.whose_freight import if_ours
from kamlib.requirements import COST_TO_SERVE
from kamlib.value import cost_to_serve as cts
from kamlib.value import short_payments
from kamlib.value.serving_rates import ServingRates
from kamlib.windows import served_within
from kamlib.words import _, count, label, money, n_, percent
from kamlib.words.phrases import leading, listed, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.value.cost_to_serve import CostToServe


def _turned_by_serving(client: Client) -> pd.DataFrame:
    """Return the customers that lose only after cost to serve; none where the measure is revenue."""
    if client.basis == "revenue" or not client.has("orders.cost"):
        return client.accounts.head(0)
    seen = served_as_known(client)
    return client.accounts.head(0) if seen is None else unprofitable_after_serving(seen.table)


SPEC = FindingSpec(
    "cost_to_serve",
    "K3",
    "cost",
    "1-3-cost-to-serve",
    needs=COST_TO_SERVE,
    headlines=(
        Headline(2, lambda facts: facts.get("profit_after_serving", 0) < 0 < facts.get("product_margin", 0)),
        Headline(6, lambda facts: bool(facts.get("turned"))),
    ),
    over_book=True,
    assumptions=("serving",),
    claims=Claims(5, _turned_by_serving),
    whole=True,
)


def cost_to_serve(client: Client, policy: ServingRates | None = None) -> Finding:
    """Follow the money from revenue to customer profit (K3).

    Parameters
    ----------
    client : Client
        The client's tables.
    policy : ServingRates, optional
        Rates to be used in place of the client's.

    Returns
    -------
    Finding
        Its evidence is the steps of the chain.
    """
    from kamlib.figures import waterfall as figure

    seen = served_as_known(client) if policy is None else served(client, policy)
    if seen is None:
        return _nobody_says(client)
    bars, currency = seen.waterfall(), client.currency
    losing = client.named(
        unprofitable_after_serving(seen.table).sort_values(["profit_after_serving", "customer_id"])
    )
    facts = {step: float(seen.totals[step]) for step in ("revenue", "product_margin", "serving_cost")}
    facts["profit_after_serving"] = float(seen.totals["profit_after_serving"])
    lost = float(round(-losing["profit_after_serving"].sum(), 2)) + 0.0
    short = short_payments.missing(client.orders, as_of=client.as_of)
    advice = _turned_advice(client, losing)
    return Finding(
        SPEC, _title(seen, currency, _left_a_year(client)),
        sentences(_summary(seen, losing, currency, _lost_a_year(client, losing)), unpaid(client),
                  "" if advice else cross_reference(client, "cost_to_serve", losing)),
        _evidence(seen), source_of(client, "profit_after_serving"),
        facts={**facts, "turned": len(losing), "turned_loss": lost, "left_out": ", ".join(seen.left_out),
               "paid_short": float(round(short["short"].sum(), 2)) + 0.0, "paid_short_customers": len(short)},
        draw=partial(figure.waterfall, bars, currency=currency), alt=figure.waterfall_alt(bars, currency=currency),
        advice=(*advice, *_capital_advice(seen, client), *_short_advice(client)),
        notes=(*_short_notes(short, currency), *_held_notes(client), *_notes(seen, client)),
    )  # fmt: skip


def _nobody_says(client: Client) -> Finding:
    """Report that freight is all that is known of cost to serve, and that the data does not show who pays it."""
    title = _("Cost to serve is not known: the data does not show who pays the freight")
    why = _(
        "The orders contain freight of {money} and no other cost to serve. Please tell us "
        "whether you pay the freight, or provide the cost of visits and service.",
        money=money(float(client.orders["freight"].sum()), client.currency),
    )  # fmt: skip
    return insufficient_data(client, SPEC, title, sentences(why, if_ours(client)))


def _lost_a_year(client: Client, losing: pd.DataFrame) -> float | None:
    """Return what those that serving turns into losses lost in the last twelve months."""
    if "profit_after_serving" not in today(client).accounts or not len(losing):
        return None
    return lost_a_year(client, losing["customer_id"].tolist(), "profit_after_serving")


def _left_a_year(client: Client) -> float | None:
    """Return the customer profit of the last twelve months, where the orders reach over more than these."""
    year = today(client)
    longer = periods.years(client.first_date, client.last_date) >= LONGER
    if year.base.counted_up or not longer or "profit_after_serving" not in year.accounts:
        return None
    return float(round(year.accounts["profit_after_serving"].sum(), 2)) + 0.0


def _title(seen: CostToServe, currency: str | None, a_year: float | None = None) -> str:
    margin, cost, left = (seen.totals[step] for step in ("product_margin", "serving_cost", "profit_after_serving"))
    words = {"margin": money(margin, currency), "cost": money(cost, currency), "left": money(abs(left), currency)}
    if left < 0 and margin <= 0:
        return _("Gross profit of {margin} less cost to serve of {cost} is a loss of {left}", **words)
    if left < 0:
        return _("Cost to serve of {cost} exceeds gross profit of {margin}: a loss of {left}", **words)
    if a_year is not None:
        return _("Gross profit of {margin} less cost to serve of {cost} leaves customer profit of {left}, of "
                 "which {year} in the last 12 months", year=money(a_year, currency), **words)  # fmt: skip
    return _("Gross profit of {margin} less cost to serve of {cost} leaves customer profit of {left}", **words)


def _summary(
    seen: CostToServe, losing: pd.DataFrame, currency: str | None, a_year: float | None = None
) -> str:  # fmt: skip
    largest = max(cts.SERVING, key=lambda step: seen.totals[step])
    step = _("The largest step is {step} with {money}.", step=lower_first(largest),
             money=money(seen.totals[largest], currency))  # fmt: skip
    step = step if seen.totals[largest] > 0 else _("In these tables, no step of serving causes any cost.")
    if not len(losing):
        return sentences(
            step, _("No customer with positive gross profit becomes loss-making through the cost to serve.")
        )
    loss = money(-losing["profit_after_serving"].sum(), currency)
    if a_year is not None:
        turn = n_(
            "{n} customer has positive gross profit but loses money after cost to serve: {year} in the last 12 "
            "months, {loss} over the whole period.",
            "{n} customers have positive gross profit but lose money after cost to serve: {year} in the last 12 "
            "months, {loss} over the whole period.",
            len(losing), loss=loss, year=money(a_year, currency),
        )  # fmt: skip
        return sentences(step, turn)
    turn = n_(
        "{n} customer has positive gross profit but loses money after cost to serve: {loss}.",
        "{n} customers have positive gross profit but lose money after cost to serve: {loss} in total.",
        len(losing), loss=loss,
    )  # fmt: skip
    return sentences(step, turn)


def _evidence(seen: CostToServe) -> pd.DataFrame:
    """One row per step of the chain, sums included, with its source; notes name those left out."""
    sources = seen.steps.set_index("step")["source"]
    gone = {*seen.left_out, *(() if seen.totals["uncosted_revenue"] else ("uncosted_revenue",))}
    gone |= {"gross_revenue"} if "discount" in gone else set()
    steps = [step for step in cts.CHAIN if step not in gone]
    revenue = float(seen.totals["revenue"])
    return pd.DataFrame({
        "step": [label(step) for step in steps],
        "step_money": [float(seen.totals[step]) for step in steps],
        "step_share": [float(seen.totals[step]) / revenue if revenue > 0 else None for step in steps],
        "step_source": [_source_in_words(sources.get(step, "sum")) for step in steps],
    })  # fmt: skip


def _source_in_words(source: str) -> str:
    return {
        "data": _("from data"), "rate": _("from a given rate"), "both": _("from data, gaps from a given rate"),
        "left out": _("left out"), "sum": _("calculated"),
    }[source]  # fmt: skip


def _turned_advice(client: Client, losing: pd.DataFrame) -> tuple[Advice, ...]:
    """Advise to serve at a lower cost those that lose by being served, and that no other finding deals with."""
    rows = open_to(client, "cost_to_serve", losing)
    if not len(rows):
        return ()
    names = leading(rows["name"].tolist())
    if len(rows) == len(losing):
        text = n_(
            "Serve {names}, which becomes loss-making only through the cost to serve, more cheaply, or charge "
            "for the service.",
            "Serve the {n} customers that become loss-making only through the cost to serve ({names}) more "
            "cheaply, or charge for the service.",
            len(rows), names=names,
        )  # fmt: skip
    else:
        text = n_(
            "Serve {names}, one of the {all} customers that become loss-making only through the cost to serve, "
            "more cheaply, or charge for the service.",
            "Serve {n} of the {all} customers that become loss-making only through the cost to serve ({names}) "
            "more cheaply, or charge for the service.",
            len(rows), names=names, all=count(len(losing)),
        )  # fmt: skip
    whole, who = with_all(text, client, "cost_to_serve", losing, rows), tuple(rows["customer_id"])
    worth, why = _lost_once_served(client, who)
    return (Advice(whole, "role_account_manager", 60, worth, "loss", why, who, text),)


def _lost_once_served(client: Client, who: Collection[str]) -> Valued:
    """Say what some customers lose a year after cost to serve; nothing where the report has another measure."""
    if client.basis == "profit_after_serving":
        return losses(client, who)
    return None, _(
        "No amount: this report is measured in {basis}, and only part of the cost to serve is known.",
        basis=lower_first(client.basis),
    )  # fmt: skip


def _capital_advice(seen: CostToServe, client: Client) -> tuple[Advice, ...]:
    """Advise to collect on the day; what late payment costs with those that lose is counted in their loss."""
    if seen.totals["capital_cost"] <= 0:
        return ()
    year = today(client)
    paid_late = served_within(client, year.window).set_index("customer_id")["capital_cost"] * year.factor
    measured = client.basis == "profit_after_serving"
    apart = paid_late.index.isin(list(shared_out(client)) if measured else [])
    whole, cost = float(round(paid_late.sum(), 2)), float(round(paid_late[~apart].sum(), 2))
    if whole <= 0:  # what was paid late is over
        return ()
    text = _("Collect on the due date: make reminders and terms for late payers part of the routine.")
    within = _("The cost of late payment by loss-making customers is included in their losses.")
    rate = seen.policy.capital_rate or 0.0
    method = _("Recoverable amount: cost of payments after the due date in these months, at {rate} a year.",
               rate=percent(rate, 1))  # fmt: skip
    worth, why = back(client, cost, method, "low" if rate == ServingRates().capital_rate else "high")
    if cost <= 0 < whole:
        why = _("All of it is in the losses of customers under other steps.")
    return (
        Advice(sentences(text, within if cost < whole else ""), "role_finance", 30, worth, "loss", why, core=text),
    )


def _short_advice(client: Client) -> tuple[Advice, ...]:
    """Advise to clear what was paid short in the last year: collected, or given away, but known as what it is."""
    year = today(client)
    lines = client.orders[[name for name in short_payments.READ if name in client.orders]]
    short = short_payments.missing(periods.filter_window(lines, year.window), as_of=client.as_of)
    if short.empty:
        return ()
    text = n_(
        "Settle what {n} customer has underpaid: collect it within a deadline, or book it as a discount.",
        "Settle what {n} customers have underpaid: collect it within a deadline, or book it as a discount.",
        len(short),
    )
    method = _("Recoverable amount: underpayment of the bills of these months.")
    worth, why = back(client, float(short["short"].sum()) * year.factor, method, "high")
    return (Advice(text, "role_finance", 30, worth, "shortfall", why),)


def _held_notes(client: Client) -> tuple[str, ...]:
    """Name what customers may still keep back."""
    kept = float(held(client.orders, client.as_of).sum())
    if not kept:
        return ()
    return (_("Retention not yet due ({money}) does not count as underpaid.", money=money(kept, client.currency)),)


def _short_notes(short: pd.DataFrame, currency: str | None) -> tuple[str, ...]:
    """Name what was paid short, which no step of the chain holds."""
    if short.empty:
        return ()
    said = n_(
        "Underpaid: {money} on {n} line, {share} of the amount billed. The data does not show whether this was "
        "granted or is still owed; it is not deducted anywhere, so profit is too high by this amount if it is "
        "never paid.",
        "Underpaid: {money} on {n} lines, {share} of the amount billed. The data does not show whether this was "
        "granted or is still owed; it is not deducted anywhere, so profit is too high by this amount if it is "
        "never paid.",
        int(short["lines"].sum()), money=money(short["short"].sum(), currency),
        share=percent(short["short"].sum() / short["billed"].sum(), 1),
    )  # fmt: skip
    return (said,)


def _notes(seen: CostToServe, client: Client) -> tuple[str, ...]:
    """Name the rates that were used and the steps that were left out."""
    notes = [*_rates_in_words(seen, client.currency)]
    unclear = client.has("orders.freight") and "freight" in seen.left_out
    lacking = [step for step in seen.left_out if not (unclear and step == "freight")]
    if lacking:
        names = listed([label(step) for step in lacking])
        notes.append(_("Left out, because there is neither data nor a rate: {steps}.", steps=names))
    if "freight" not in seen.left_out:
        notes.append(_("Freight is assumed to be paid by the seller."))
    elif unclear:
        notes.append(
            _("Freight of {money} is in the orders, but it is not known who pays it; it is not deducted in any "
              "step.",
              money=money(float(client.orders["freight"].sum()), client.currency))
        )  # fmt: skip
    return (*notes, *basis_notes(client, "profit_after_serving"))


def _rates_in_words(seen: CostToServe, currency: str | None) -> list[str]:
    """Print every rate that entered a step."""
    used = set(seen.steps.loc[seen.steps["source"].isin(["rate", "both"]), "step"])
    policy = seen.policy
    said = []
    if "capital_cost" in used:
        rate = percent(policy.capital_rate, 1)
        said.append(_("Late payment is charged at {rate} a year from the due date.", rate=rate))
    if "freight" in used:
        said.append(_("Freight that is not recorded: {rate} of revenue.", rate=percent(policy.freight_rate, 1)))
    if "channel_fees" in used:
        fees = [f"{channel} {percent(rate, 1)}" for channel, rate in (policy.channel_fees or {}).items()]
        said.append(_("Channel fees by share of revenue: {fees}.", fees=listed(fees)))
    if "order_handling" in used:
        rates = (policy.cost_per_order, policy.cost_per_line, policy.cost_per_unit)
        order, line, unit = (money(rate or 0, currency) for rate in rates)
        said.append(
            _("Handling: {order} an order, {line} a line, {unit} a piece.", order=order, line=line, unit=unit)
        )
    if "service_cost" in used:
        hour, visit = (money(rate or 0, currency) for rate in (policy.hourly_cost, policy.cost_per_visit))
        said.append(_("Activities without a cost: {hour} an hour, else {visit} each.", hour=hour, visit=visit))
    return said
