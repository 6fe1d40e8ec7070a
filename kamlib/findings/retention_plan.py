"""Chapter 4, the plan to keep: a measure for each customer that is worth it, within budget and hours (K18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.findings.calls import peak
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.judgement import judged, renamed
from kamlib.findings.recoverable import back, today
from kamlib.findings.responsible import responsible
from kamlib.findings.spec import FindingSpec
from kamlib.findings.visited import same_visit
from kamlib.findings.watch import risks_ahead, watch
from kamlib.keep.plan import CATALOGUE, HOLDOUT, HOUR, Measure, Plan, best_plan
from kamlib.manage.owners import owner_of
from kamlib.manage.policy.terms import hourly_cost
from kamlib.words import _, count, label, money, n_, number, percent
from kamlib.words.phrases import clauses, enumerated, leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec("retention_plan", "K18", "leaving", "4-4-retention-plan")

#: Chance to be there still and leave within a year, by state, of customers that no tested rule judges: assumed.
#: Most of the quiet have left already, and no measure keeps those.
ASSUMED = {"quiet": 0.05, "shrinking": 0.1}

#: Where the client states no budget: a part of what all profitable customers bring a year.
BUDGET = 0.005

#: Expected loss of a customer, as a part of the same, below which nothing is planned for it; and the gain of a
#: measure after its cost, below which it is not worth a line.
LEAST = 0.0001

#: How many times what they would have kept such plans promise on average, in made clients whose risks are planted.
PROMISED = 1.4

#: Working hours a person has for the plan, of each hour a week that the table of people says; else in all.
WEEKS, HOURS = 4.0, 80.0


def retention_plan(client: Client) -> Finding:
    """Say what to do for which customer at risk, and what the next unit of budget and time would bring (K18).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each measure.
    """
    from kamlib.figures import retention_plan as figure

    made, budget = planned(client), _budget(client)
    table = client.named(made.table)
    facts = {
        "measures": len(table), "gain": round(made.gain, 2), "cost": round(made.cost, 2), "hours": made.hours,
        "low": round(made.low, 2), "high": round(made.high, 2), "gap": made.gap,
        "budget": round(budget, 2), "next_budget": round(made.shadow.get("budget", 0.0), 2),
    }  # fmt: skip
    return Finding(
        SPEC, _title(client, made), _summary(client, made, budget), _evidence(table, client), source_of(client),
        facts=facts, draw=partial(figure.plan_bars, table, currency=client.currency) if len(table) else None,
        alt=figure.plan_bars_alt(table, currency=client.currency) if len(table) else "",
        advice=_advice(client, table), notes=_notes(client),
    )  # fmt: skip


@cached_per_client
def at_risk_now(client: Client) -> pd.DataFrame:
    """Return the customers at risk, with what the plan needs of each.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``chance`` and ``promised`` (to be there still, and leave: to choose by, and to count what
        is chosen by), ``worth``, ``revenue``, ``state``, ``owner`` and ``tier``: those that a tested rule judges,
        and those that are quiet or shrinking.
    """
    seen, now = watch(client), today(client)
    state = seen.states["state"]
    chance = state[state.isin(list(ASSUMED))].map(ASSUMED).astype("float64")
    tested = risks_ahead(client)
    table = pd.DataFrame({"chance": tested["ahead"].combine_first(chance)})
    table = table.assign(promised=tested["promised"].combine_first(chance), state=state.reindex(table.index))
    who, known = table.index.astype("str").tolist(), owner_of(client)
    tiers = judged(client).tiers.table.set_index("customer_id")["tier"]
    return pd.DataFrame({
        "customer_id": who, "chance": table["chance"].to_numpy(dtype="float64"),
        "promised": table["promised"].to_numpy(dtype="float64"),
        "worth": now.a_year(who, client.basis).to_numpy(), "revenue": now.a_year(who, "revenue").to_numpy(),
        "state": table["state"].to_numpy(), "owner": [known.get(one, "") for one in who],
        "tier": tiers.reindex(who).to_numpy(),
    })  # fmt: skip


@cached_per_client
def planned(client: Client) -> Plan:
    """Make the best plan for the customers at risk.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Plan
    """
    risks = at_risk_now(client)
    least = LEAST * peak(client)
    risks = risks[risks["worth"] * risks["chance"] >= least]
    return best_plan(risks, budget=_budget(client), hours=_hours(client), hour=_hour(client), least=least)


def _hour(client: Client) -> float:
    """Return what a working hour costs: by the client's rate or its diary; else it is assumed."""
    return hourly_cost(client) or HOUR


def _chosen(client: Client) -> Mapping[str, float]:
    """Return the budget and the hours that somebody chose for the plan."""
    chosen: Mapping[str, float] = (client.choices or {}).get("keep_plan", {})
    return chosen


def _budget(client: Client) -> float:
    return _chosen(client).get("budget", BUDGET * peak(client))


def _hours(client: Client) -> float:
    if "hours" in _chosen(client):
        return _chosen(client)["hours"]
    people = client.people
    if people is None or not client.has("people.hours_per_week"):
        return HOURS
    return float(people["hours_per_week"].fillna(0.0).clip(lower=0.0).sum()) * WEEKS * 0.1


def _title(client: Client, made: Plan) -> str:
    if at_risk_now(client).empty:
        return _("No customer is quiet or shrinking, so no measure to keep one is planned")
    if made.table.empty and _chosen(client):
        return _("No measure to keep a customer is worth its cost and fits the budget and hours chosen")
    if made.table.empty:
        return _("No measure to keep a customer is worth its cost")
    return n_(
        "{n} measure for {cost} should keep {gain} of {basis} a year, net",
        "{n} measures for {cost} should keep {gain} of {basis} a year, net",
        len(made.table), cost=money(made.cost, client.currency),
        gain=money(made.gain, client.currency), basis=lower_first(client.basis),
    )  # fmt: skip


def _summary(client: Client, made: Plan, budget: float) -> str:
    if at_risk_now(client).empty:
        return _("A measure is weighed for a customer that is silent for longer than its own rhythm explains, or "
                 "that buys at least a quarter less than in the year before.")  # fmt: skip
    if made.table.empty:
        return (
            _("Choose more budget or more hours, or leave the choice out: the plan then takes its own limits.")
            if _chosen(client) else _("No customer at risk brings enough to pay for a measure.")
        )  # fmt: skip
    hours = n_("The cost includes {n} hour of work.", "The cost includes {n} hours of work.", round(made.hours))
    spread = _("If risk, effect and worth vary, this plan brings {low} to {high} in 95 of 100 draws.",
               low=money(made.low, client.currency), high=money(made.high, client.currency))  # fmt: skip
    more = made.shadow.get("budget", 0.0)
    time = max((value for name, value in made.shadow.items() if name.startswith("hours")), default=0.0)
    scarce = sentences(
        _("A tenth more budget ({step}) would bring {more} a year.", step=money(0.1 * budget, client.currency),
          more=money(more, client.currency)) if more else _("A tenth more budget would bring nothing."),
        _("One more day of work would bring {more} a year.", more=money(time, client.currency))
        if time else _("One more day of work would bring nothing."),
    )  # fmt: skip
    best = _("Within these limits and assumptions no other choice is better.") if made.gap == 0 else ""
    return sentences(hours, spread, scarce, best)


def _evidence(table: pd.DataFrame, client: Client) -> pd.DataFrame:
    rows = table.assign(
        keep_measure=[label(one) for one in table["measure"]],
        expected_gain=table["gain"], plan_cost=table["cost"],
        plan_hours=table["hours"], owner=[responsible(client, one) for one in table["owner"]],
        left_out_by_lot=table["holdout"],
    )  # fmt: skip
    columns = [
        "name",
        "keep_measure",
        "expected_gain",
        "plan_cost",
        "plan_hours",
        "owner",
        "stays_in",
        "left_out_by_lot",
    ]
    return renamed(rows, client.basis)[columns]


def _advice(client: Client, table: pd.DataFrame) -> tuple[Advice, ...]:
    if table.empty:
        return ()
    method = _("Recoverable amount: {basis} of the last 12 months, times the chance to leave from now on, times "
               "the assumed effect of the measure, less its cost.", basis=lower_first(client.basis))  # fmt: skip
    worth, why = back(client, float(table["gain"].sum()), method, "low")
    if len(table) == 1:
        text = _("Carry out the measure for {name} ({measure}), and look in a year at what it brought.",
                 name=table["name"].iloc[0], measure=label(table["measure"].iloc[0]))  # fmt: skip
    else:
        usual = str(table["measure"].value_counts(sort=False).sort_index().idxmax())
        text = _(
            "Carry out the {n} measures that keep customers at risk ({names}), most often “{measure}”, and look "
            "in a year at what they brought.",
            n=count(len(table)), names=leading(table["name"].tolist()), measure=label(usual),
        )  # fmt: skip
    who = tuple(table["customer_id"])
    return (
        Advice(sentences(text, same_visit(client, who)), "role_sales_director", 30, worth,
               "risk" if worth else "held", why, customers=who, core=text),
    )  # fmt: skip


def _notes(client: Client) -> tuple[str, ...]:
    return (
        _chance_said(client),
        *_promise_said(client),
        _assumed(client),
        *_chosen_said(client),
        _hour_said(client),
        *_revenue_said(client),
        *_left_out_said(client),
    )


def _left_out_said(client: Client) -> tuple[str, ...]:
    """Say what to do with the customers that the lot has left out, where it has."""
    if not planned(client).table["holdout"].any():
        return ()
    said = _(
        "Customers marked “left out” are drawn by lot from the half of the list with the smaller gains, about "
        "{share} of the list: leave them out where you can, and compare them with the others of that half next "
        "year.", share=percent(HOLDOUT),
    )  # fmt: skip
    return (said,)


def _assumed(client: Client) -> str:
    """Say what is assumed of measures, and of the budget where nobody chose one."""
    effects = clauses(_measure_said(client, one) for one in CATALOGUE)
    if "budget" in _chosen(client):
        return _(
            "Assumptions: part of the risk that a measure takes away, and its cost besides the hours: "
            "{effects}. At most one measure a customer and one discount a tier.",
            effects=effects,
        )
    return _("Assumptions: a budget of {share} of what customers bring a year; part of the risk that "
             "a measure takes away, and its cost besides the hours: {effects}. At most one measure a customer and "
             "one discount a tier.",
             share=percent(BUDGET, 1), effects=effects)  # fmt: skip


def _measure_said(client: Client, one: Measure) -> str:
    """Name a measure with the part of the risk that it takes away, and what it costs besides the hours."""
    said = {"measure": label(one.name), "effect": percent(one.effect)}
    if one.share:
        return _("{measure} ({effect}; {cost} of revenue)", **said, cost=percent(one.share))
    if one.cost:
        return _("{measure} ({effect}; {cost})", **said, cost=money(one.cost, client.currency))
    return _("{measure} ({effect})", **said)


def _chosen_said(client: Client) -> tuple[str, ...]:
    """Say which limits of the plan somebody chose."""
    chosen = _chosen(client)
    if not chosen:
        return ()
    limits: dict[str, Callable[[float], str]] = {
        "budget": lambda held: _("a budget of {budget}", budget=money(held, client.currency)),
        "hours": lambda held: n_("{n} hour of work", "{n} hours of work", round(held)),
    }
    said = [say(chosen[name]) for name, say in limits.items() if name in chosen]
    return (_("Chosen for this plan: {limits}.", limits=enumerated(said)),)


def _hour_said(client: Client) -> str:
    """Say what a working hour costs, and where that comes from."""
    rate = money(_hour(client), client.currency)
    if not hourly_cost(client):
        return _("Assumption: a working hour costs {rate}. Your own rate would replace it.", rate=rate)
    return _("A working hour costs {rate}, by your rate or your records of visits and service.", rate=rate)


def _revenue_said(client: Client) -> tuple[str, ...]:
    """Say that a measure may not pay where revenue is all that is known of a customer."""
    if client.basis != "revenue":
        return ()
    said = _("Costs of goods are not known, so the cost of a measure is set against revenue. Only what is left of "
             "that revenue after the cost of the goods pays for it.")  # fmt: skip
    return (said,)


def _chance_said(client: Client) -> str:
    """Say where the chances to leave come from."""
    tested = watch(client).warnings
    if tested is None:
        return _("Chance to leave from now on: an assumption, {quiet} for a quiet customer and {shrinking} for a "
                 "shrinking one. Most quiet customers have left already, and no measure keeps those.",
                 quiet=percent(ASSUMED["quiet"]), shrinking=percent(ASSUMED["shrinking"]))  # fmt: skip
    return n_(
        "Chance to leave from now on: the share of the customers with as high a score on {n} earlier day that "
        "bought again within {days} days, times the share of those as large that did not buy in the {days} days "
        "after. A customer that has left already cannot be kept and does not count.",
        "Chance to leave from now on: the share of the customers with as high a score on {n} earlier days that "
        "bought again within {days} days, times the share of those as large that did not buy in the {days} days "
        "after. A customer that has left already cannot be kept and does not count.",
        len(tested.tested.cuts), days=count(tested.plan.horizon),
    )  # fmt: skip


def _promise_said(client: Client) -> tuple[str, ...]:
    """Say by which chance the chosen measures are counted, and how that turned out where the truth is known."""
    if watch(client).warnings is None:
        return ()
    said = _(
        "Measures are chosen by the chance of customers of the same size. What they should keep is counted by a "
        "curve over all sizes, since the sizes chosen are those in which most happened to leave. In made "
        "companies with known risks such plans still promised about {times} times what they would have kept: "
        "expect the lower half of the range.", times=number(PROMISED, 1),
    )  # fmt: skip
    return (said,)
