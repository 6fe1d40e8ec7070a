"""The reason of a stance with its number, and the next step that follows from it, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.findings.judgement import judged
from kamlib.findings.recoverable import today
from kamlib.findings.silence import marks
from kamlib.words import _, date, money, n_, number, percent
from kamlib.words.phrases import lower_first

if TYPE_CHECKING:
    from kamlib.client import Client


#: Reason → what words it: only the one that is asked for is worded.
Words = dict[str, Callable[[], str]]


def reasons(rows: Sequence[Mapping[Any, Any]], client: Client) -> list[str]:
    """Say why customers get their stances, each with the number that decides.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of ``stances.stanced``.
    client : Client
        The client's tables.

    Returns
    -------
    list of str
        A clause for each, in the language in use.
    """
    silent, said = marks(client), {"basis": lower_first(client.basis), "lately": lately(client)}
    return [
        silent.get(str(row["customer_id"]), "") if row["stance_reason"] in _SILENT else
        {**_hopes(row, client, said), **_money(row, client, said), **_habits(row)}[str(row["stance_reason"])]()
        for row in rows
    ]  # fmt: skip


def lately(client: Client) -> str:
    """Name the last twelve months, or the months that there are, for the end of a sentence.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    str
        In the language in use.
    """
    return n_("in the last {n} month", "in the last {n} months", months_known(client))


def months_known(client: Client) -> int:
    """Return how many months the last year has, twelve or what there is of them.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    int
        One at least.
    """
    return max(1, round(today(client).base.months))


#: Reasons that the mark of silence words.
_SILENT = ("lost_small", "lost_valuable", "fallen_silent")


def _money(row: Mapping[Any, Any], client: Client, said: Mapping[str, str]) -> Words:
    """Word the reasons that are amounts of the last year."""
    currency = client.currency

    def year(sign: int = 1) -> str:
        return money(sign * abs(row["year"]), currency)

    return {
        "still_loses": lambda: _("{basis} of {money} {lately}", money=year(-1), **said),
        "products_lose": lambda: _("{basis} of {money} {lately}, with products that lose money with others too",
                                   money=year(-1), **said),
        "turned_to_loss": lambda: _("{basis} of {money} {lately}, after {before} before", money=year(-1),
                                    before=money(row["contribution"] - row["year"], currency), **said),
        "back_in_profit": lambda: _("{basis} of {money} {lately}, after losses before", money=year(), **said),
        "stays_key": lambda: _("{money} of {basis} {lately}", money=year(), **said),
        "stays_small": lambda: _("steady customer with {money} of {basis} {lately}", money=year(), **said),
        "on_harsh_terms": lambda: _("{basis} of {money} on {revenue} of revenue over the whole period",
                                    basis=said["basis"], money=money(abs(row["contribution"]), currency),
                                    revenue=money(row["revenue"], currency)),
    }  # fmt: skip


def _hopes(row: Mapping[Any, Any], client: Client, said: Mapping[str, str]) -> Words:
    """Word the reasons that speak of what may come."""
    return {
        "grows": lambda: _("revenue of the last 12 months is {times} times that of the 12 months before",
                   times=number(row["growth"], 1)) if row["growth"] < FROM_NOTHING else
                 _("revenue of {money} in the last 12 months, after almost none in the 12 months before",
                   money=money(row["year_revenue"], client.currency)),
        "has_room": lambda: _("spends {money} a year with all suppliers, {here} of it here",
                      money=money(row["potential"], client.currency),
                      here=money(row["year_revenue"] * today(client).to_a_year, client.currency)),
        "sets_example": lambda: _("benchmark of its industry, {money} of revenue {lately}",
                                  money=money(row["year_revenue"], client.currency), lately=said["lately"]),
        "kept_for_image": lambda: _("benchmark of its industry (influence {n} of 5), {basis} of {money} {lately}",
                                    n=number(row["influence"], 0), money=money(row["year"], client.currency),
                                    **said),
        "is_new": lambda: _("first order on {day}", day=date(row["first_date"])),
        "first_orders": lambda: _("first order on {day}", day=date(row["first_date"])),
        "not_known_yet": lambda: _not_known(client),
    }  # fmt: skip


def _not_known(client: Client) -> str:
    """Say what keeps a customer from being judged: too few to compare with, or too short a time."""
    if judged(client).too_few:
        return _("too few customers to compare it with")
    return _("orders are known only since {day}", day=date(client.first_date))


def _habits(row: Mapping[Any, Any]) -> Words:
    """Word the reasons that are habits of ordering."""
    fell = 0.0 if pd.isna(row["growth"]) else 1 - row["growth"]
    months = row["months_between"]
    return {
        "buys_less": lambda: _("revenue fell by {share} in the last 12 months", share=percent(fell)),
        "bought_once": lambda: _("{share} of its revenue came in a single month",
                         share=percent(row["largest_month_share"])),
        "buys_rarely": lambda: n_("orders about once a month", "orders about every {n} months",
                                  max(1, round(months)))
        if months < UNKNOWN_MONTHS else _("ordered in one month only"),
    }  # fmt: skip


#: Growth from which a multiple says no more, and months between orders from which there is no habit.
FROM_NOTHING, UNKNOWN_MONTHS = 20.0, 1000.0


def next_step(reason: str) -> str:
    """Say what to do next with a customer.

    Parameters
    ----------
    reason : str
        A key of ``classify.stances.REASONS``.

    Returns
    -------
    str
        A sentence in the language in use.
    """
    return {
        "lost_small": _("Take it off the visit plan; serve it when it asks."),
        "lost_valuable": _("Ask once why it left; return with an offer only if the cause is removed."),
        "still_loses": _("Agree on terms at which it earns, with a deadline; otherwise end the business in good "
                         "order."),
        "products_lose": _("Correct price or cost of these products; the customer is not the cause."),
        "fallen_silent": _("Call this week: why are there no orders, and when is the next one?"),
        "turned_to_loss": _("Find what changed (price, discount, service), and correct it with the next order."),
        "on_harsh_terms": _("Tie price and payment terms to volume; give no further discount."),
        "buys_less": _("Ask what it now buys elsewhere, and make an offer for that volume."),
        "bought_once": _("Serve as a project; offer spare parts and service, without key-account terms."),
        "back_in_profit": _("Keep the terms at which it earns; check again in half a year."),
        "grows": _("Name an owner and agree on the volume of next year."),
        "has_room": _("Find out what it buys elsewhere, and quote for one product line."),
        "sets_example": _("Win it as a reference, with a yearly price limit for keeping it."),
        "kept_for_image": _("Agree on what it opens (references, visits, introductions), with a limit for its "
                            "price."),
        "is_new": _("Name an owner; confirm the second year's volume."),
        "not_known_yet": _("Look after it and judge when more is known."),
        "buys_rarely": _("Offer a framework contract with call-off orders."),
        "stays_key": _("Confirm its owner, service level and yearly plan."),
        "stays_small": _("Keep the standard service: reliable, low in cost."),
        "first_orders": _("Make sure that the first deliveries went well; ask for the next order."),
    }[reason]  # fmt: skip
