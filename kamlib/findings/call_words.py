"""The accounts to call, in words: what to ask for, why, how sure it is, and what became of those of a year ago."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.findings.calls import before_is_known, calls, calls_a_year_ago
from kamlib.findings.handovers import handover
from kamlib.findings.leaving_words import warning_said
from kamlib.findings.recoverable import back, if_they_stay, today
from kamlib.findings.responsible import responsible
from kamlib.findings.silence import mark
from kamlib.findings.stance_words import lately
from kamlib.findings.terms_cost import short_of_rank
from kamlib.findings.worth import compared_with
from kamlib.value.levers import LEVERS
from kamlib.words import _, date, label, money, percent
from kamlib.words.phrases import lower_first

if TYPE_CHECKING:
    from kamlib.client import Client

#: Part by which an amount has to differ to be called larger or smaller.
_SAME = 0.1

#: What is sure of a call after which a customer has to come back or stay, while nobody states how many do.
_RETURNS: dict[str, Callable[[], str]] = {
    "silent": lambda: _("low: the silence is hardly chance (fewer than 1 in 100); a return is an assumption"),
    "buys_less": lambda: _("low: the fall is in your orders; that the volume returns is an assumption"),
    "may_leave": lambda: _("low: the list was tested on earlier days; that a call helps is an assumption"),
}

#: What is sure where a customer is measured against the others, by ``worth.compared_with``.
_COMPARED: dict[str, Callable[[], str]] = {
    "medium": lambda: _("medium: compared with ten or more other customers"),
    "low": lambda: _("low: compared with fewer than ten other customers"),
}


def call_list(client: Client) -> pd.DataFrame:
    """Return the accounts to call, in words.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``name``, ``owner``, ``call_ask``, ``call_why``, ``money_at_most`` (``money_a_year`` where
        the client states what part of such money comes back) and ``call_sure``; no rows where nobody is worth it.
    """
    rows = []
    for row in calls(client).to_dict("records"):
        worth, _why = back(client, row["money_a_year"], "", "high")
        if worth is None:
            continue
        rows.append({
            "customer_id": row["customer_id"], "name": row["name"], "owner": responsible(client, row["owner"]),
            "call_ask": ask(row), "call_why": why(row, client),
            "money_at_most" if worth.at_most else "money_a_year": worth.money_a_year,
            "call_sure": sure(row, client),
        })  # fmt: skip
    return pd.DataFrame(rows)


def past_call_list(client: Client) -> pd.DataFrame:
    """Return the accounts that would have been named a year ago, and what became of them, in words.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``name``, ``call_ask``, ``money_at_most`` (as it was then), ``year_then`` and
        ``year_since`` (contribution of the twelve months before that day and after it) and ``call_outcome``; no
        rows where the orders do not fill two years.
    """
    return pd.DataFrame([
        {
            "customer_id": row["customer_id"], "name": row["name"], "call_ask": ask(row),
            "money_at_most": row["money_a_year"], "year_then": row["year"], "year_since": row["since"],
            "call_outcome": outcome(row),
        }
        for row in calls_a_year_ago(client).to_dict("records")
    ])  # fmt: skip


def ask(row: Mapping[Any, Any]) -> str:
    """Say what to ask a customer for.

    Parameters
    ----------
    row : mapping
        A row of ``calls.calls``.

    Returns
    -------
    str
        A phrase in the language in use.
    """
    if row["call"] == "silent":
        return _("the next order, and why orders stopped")
    if row["call"] == "may_leave":
        return _("the next order, and why orders have become rare")
    if row["call"] == "buys_less":
        return _("the volume that it no longer buys here")
    if row["call"] == "one_head":
        return _("a meeting at which a second person is introduced")
    if row["call"] == "unkept":
        return _("visits that both sides can keep, before it waits for one that does not come")
    if row["product_loss"] > 0:
        return _("new prices for the products that lose money with others too")
    return {
        "discount": _("a lower discount"),
        "cost": _("a higher price, or products that earn more"),
        "freight": _("a freight charge, or larger deliveries"),
        "channel_fees": _("a lower channel fee, or direct delivery"),
        "order_handling": _("fewer and larger orders"),
        "service_cost": _("fewer visits, or a charge for service"),
        "quality_loss": _("a joint plan against complaints"),
        "capital_cost": _("payment on time"),
    }.get(str(row["lever"]), _no_lever(row))  # fmt: skip


def _no_lever(row: Mapping[Any, Any]) -> str:
    """Say what to ask for where no single cost is above that of others."""
    if row["call"] == "harsh_terms":
        return _("terms like those of other customers")
    if row["call"] == "earns_less":
        return _("terms at which it earns as much as before")
    return _("prices at which it earns again")


def _one_head(row: Mapping[Any, Any], client: Client) -> str:
    """Say that one person alone knows a customer, whether that person goes, and what is lost then."""
    words = {"person": row["head"], "money": money(row["year"], client.currency),
             "share": percent(handover(client).share, 1)}  # fmt: skip
    if row["head_gone"]:
        return _("only {person} knew its contacts, and no longer visits; up to {share} of {money} a year goes "
                 "with a person", **words)  # fmt: skip
    if pd.notna(row["head_until"]):
        return _("only {person} knows its contacts and will leave on {day}; up to {share} of {money} a year goes "
                 "with a person", **words, day=date(row["head_until"]))  # fmt: skip
    return _("only {person} knows its contacts; up to {share} of {money} a year goes with a person", **words)


def why(row: Mapping[Any, Any], client: Client) -> str:
    """Say why, in one clause with its number.

    Parameters
    ----------
    row : mapping
        A row of ``calls.calls``.
    client : Client
        The client's tables.

    Returns
    -------
    str
        A clause in the language in use.
    """
    if row["call"] == "silent":
        return mark(client, str(row["customer_id"]))
    if row["call"] == "may_leave":
        return warning_said(client, str(row["customer_id"]))
    if row["call"] == "buys_less":
        return _("revenue of {now} in the last 12 months, {before} in the 12 months before",
                 now=money(row["year_revenue"], client.currency),
                 before=money(row["before_revenue"], client.currency))  # fmt: skip
    if row["call"] == "one_head":
        return _one_head(row, client)
    if row["call"] == "unkept":
        return _("the hours do not suffice for its promised visits; it brings {money} a year",
                 money=money(row["year"], client.currency))  # fmt: skip
    if row["product_loss"] > 0:
        return _("still loses {money} at the margins of all others on the same products",
                 money=money(row["product_loss"], client.currency))  # fmt: skip
    if row["lever"] in LEVERS:
        words = {"lever": label(str(row["lever"])), "own": percent(row["own_share"], 1),
                 "others": percent(row["others_share"], 1)}  # fmt: skip
        if row["share_of"] == "revenue":
            return _("{lever} {own} of revenue, {others} at profitable customers", **words)
        return _("{lever} {own} of the list value, {others} at profitable customers", **words)
    if not before_is_known(client):
        return _("{basis} of {money} {lately}", basis=lower_first(client.basis), lately=lately(client),
                 money=money(row["year"] / today(client).to_a_year, client.currency))  # fmt: skip
    return _("{basis} of {now} in the last 12 months, {before} in the 12 months before",
             basis=lower_first(client.basis), now=money(row["year"], client.currency),
             before=money(row["before"], client.currency))  # fmt: skip


def sure(row: Mapping[Any, Any], client: Client) -> str:
    """Say how sure it is that there is something to get back, and why.

    Parameters
    ----------
    row : mapping
        A row of ``calls.calls``.
    client : Client
        Its policy may state what part of such money comes back; else a return is an assumption.

    Returns
    -------
    str
        A clause in the language in use.
    """
    if row["call"] in _RETURNS and if_they_stay(client, "high") == "low":
        return _RETURNS[str(row["call"])]()
    if row["call"] == "silent":
        return _("high: chance explains fewer than 1 in 100 such silences")
    if row["call"] == "may_leave":
        return _("medium: by the list that was tested on earlier days")
    if row["call"] in ("loses", "harsh_terms") and today(client).base.counted_up:
        return _("low: the amount is counted up to a year from fewer months")
    if row["call"] == "loses":
        return _of_years(row, client)
    if row["call"] == "harsh_terms":
        return _COMPARED[compared_with(len(short_of_rank(client)) - 1)]()
    if row["call"] == "one_head":
        return _("low: estimated from what is lost in other changes of person")
    if row["call"] == "unkept":
        return _("low: what a visit that does not come costs is not known")
    return _("medium: one year against the year before")


def _of_years(row: Mapping[Any, Any], client: Client) -> str:
    """Say how sure a loss is, by the year before."""
    if row["lost_before"]:
        return _("high: a loss in both of the last two years")
    if before_is_known(client):
        return _("medium: a loss in the last 12 months only")
    return _("medium: a loss in the last 12 months; what the year before brought is not known")


def outcome(row: Mapping[Any, Any]) -> str:
    """Say what became of an account in the twelve months after it would have been named.

    Parameters
    ----------
    row : mapping
        A row of ``calls.calls_a_year_ago``.

    Returns
    -------
    str
        A clause in the language in use.
    """
    if row["since_revenue"] <= 0:
        return _("no order since")
    if row["call"] in ("silent", "may_leave"):
        return _("orders again")
    then, since = float(row["year"]), float(row["since"])
    if row["call"] == "one_head":
        return _("orders go on") if since > 0 else _("earns nothing any more")
    if row["call"] in ("loses", "harsh_terms"):
        return _of_loss(then, since) if row["call"] == "loses" else _of_terms(then, since)
    if since >= (1 - _SAME) * float(row["before"]):
        return _("back at the old level")
    regained = since - then
    if regained > max(_SAME * then, _SAME * (float(row["before"]) - then)):
        return _("recovered in part")
    return _("fell further") if since < then * (1 - _SAME) else _("stays at the lower level")


def _of_loss(then: float, since: float) -> str:
    """Say what became of a loss."""
    if since >= 0:
        return _("the loss has ended")
    if since < then * (1 + _SAME):
        return _("the loss has grown")
    return _("the loss has become smaller") if since > then * (1 - _SAME) else _("the loss goes on")


def _of_terms(then: float, since: float) -> str:
    """Say what became of a heavy buyer on harsh terms, by what it brings."""
    if abs(since - then) <= _SAME * then:
        return _("brings as much as before")
    return _("brings more than before") if since > then else _("brings less than before")
