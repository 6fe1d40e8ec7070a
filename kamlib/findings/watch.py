"""Whom to watch: the state of each customer, who may leave, and what became of an earlier list, with the money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.facts.buying_days import Ledger, ledger
from kamlib.findings.recoverable import LEAST_MONTHS, today
from kamlib.findings.silence import silence_on
from kamlib.keep.ahead import chances_ahead
from kamlib.keep.leaving import Warnings, plan, warn
from kamlib.keep.states import states
from kamlib.periods.day_numbers import dates_of

if TYPE_CHECKING:
    from kamlib.client import Client


@dataclass(frozen=True, eq=False)
class Watch:
    """Whom to watch.

    Attributes
    ----------
    states : pandas.DataFrame
        By customer id, as ``keep.states.states`` gives it; only customers that count.
    year : pandas.Series
        What each customer brought in the last twelve months (currency units, the client's measure).
    warnings : Warnings or None
        None where no rule could be tried.
    why_not : str
        ``"short"`` where the orders span too little time, ``"few"`` where too few customers left.
    card : pandas.DataFrame
        ``warnings.card`` with ``year_then`` (what each brought in the twelve months before); empty without.
    """

    states: pd.DataFrame
    year: pd.Series
    warnings: Warnings | None
    why_not: str
    card: pd.DataFrame


@cached_per_client
def order_days(client: Client) -> Ledger:
    """Return the days on which the customers that count bought.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Ledger
    """
    return ledger(client.sold)


@cached_per_client
def watch(client: Client) -> Watch:
    """Say whom to watch, by the rule that did best on the client's own earlier days.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Watch
    """
    now, who = today(client), client.buyers["customer_id"].astype("str")
    known = states(client.orders, now.base.last, silence=silence_on(client, now.base.last))
    known = known.reindex(known.index.intersection(pd.Index(who)))
    year = now.a_year(who.tolist(), client.basis)
    days = plan(client.first_date, now.base.last) if now.base.months >= LEAST_MONTHS else None
    if days is None:
        return Watch(known, year, None, "short", pd.DataFrame())
    found = warn(order_days(client), days, worth={str(one): float(sum_) for one, sum_ in year.items()})
    if found is None:
        return Watch(known, year, None, "few", pd.DataFrame())
    then = pd.Timestamp(dates_of(pd.Series([days.shown_on - 1])).iloc[0])
    before = client.accounts_within(periods.window(then), known_by=then).set_index("customer_id")[client.basis]
    brought = found.card["customer_id"].map(before.astype("float64")).fillna(0.0)
    return Watch(known, year, found, "", found.card.assign(year_then=brought))


@cached_per_client
def risks_ahead(client: Client) -> pd.DataFrame:
    """Return the chance of each customer that a tested rule judges to be there still, and to leave from now on.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        By customer id, ``ahead`` and ``promised`` as ``keep.ahead.chances_ahead`` gives them; empty where no rule
        could be tried.
    """
    seen = watch(client).warnings
    if seen is None:
        return pd.DataFrame({"ahead": [], "promised": []}, dtype="float64")
    found = chances_ahead(order_days(client), seen.tested, today=seen.plan.today, horizon=seen.plan.horizon)
    return found.set_index("customer_id")[["ahead", "promised"]]


@cached_per_client
def warned(client: Client) -> pd.DataFrame:
    """Return the customers that may leave: by the tested rule; where none could be tried, those that are quiet.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``chance`` (share of those scored as high on earlier days that left) with its interval
        ``low`` to ``high``, and ``ahead`` (as `risks_ahead`), all missing without a tested rule, ``year`` (what it
        brought in the last twelve months, above zero), ``silent_days``, ``usual_gap``, ``kept`` and ``state``,
        those with most money first.
    """
    seen = watch(client)
    if seen.warnings is None:
        ids = seen.states.index[seen.states["state"] == "quiet"].astype("str")
        table = pd.DataFrame({"customer_id": ids}).assign(chance=float("nan"), low=float("nan"), high=float("nan"))
    else:
        table = seen.warnings.table[["customer_id", "chance", "low", "high"]].copy()
    table["ahead"] = table["customer_id"].map(risks_ahead(client)["ahead"]).astype("float64")
    table["year"] = table["customer_id"].map(seen.year).astype("float64").fillna(0.0)
    facts = seen.states[["silent_days", "usual_gap", "kept", "state"]].rename_axis("who")
    table = table[table["year"] > 0].merge(facts, left_on="customer_id", right_index=True)
    return pd.DataFrame(table.sort_values(["year", "customer_id"], ascending=[False, True], ignore_index=True))


def warned_money(client: Client) -> dict[str, float]:
    """Return what can still be lost, and kept, with each customer that a tested rule warns of.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    dict
        Customer id → a year's money times the chance to be there still and to leave from now on (currency units a
        year): most of those warned of have left already, and of these nothing is left to keep. Empty where no rule
        could be tried.
    """
    if watch(client).warnings is None:
        return {}
    table = warned(client)
    return dict(zip(table["customer_id"], (table["year"] * table["ahead"]).round(2), strict=True))
