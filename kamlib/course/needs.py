"""``%%needs activities orders.cost``: a cell that steps aside where the client lacks a table or column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.contribution import served_as_known
from kamlib.course.state import current
from kamlib.course.text import Text
from kamlib.requirements import COST_TO_SERVE, missing
from kamlib.words import _, n_
from kamlib.words.phrases import clauses, enumerated, lower_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kamlib.client import Client

#: What it takes to know what serving costs: one of several columns, or a rate.
SERVING = "serving"


def has(client: Client, need: str) -> bool:
    """Whether a client brings what a cell needs.

    Parameters
    ----------
    client : Client
        The data of the lesson.
    need : str
        A table, a column, or ``"serving"``: anything that says what serving costs. Freight that may be the
        customer's says nothing, as in a report.

    Returns
    -------
    bool
        As `Client.has`.
    """
    if need != SERVING:
        return client.has(need)
    return not missing(client, COST_TO_SERVE) and served_as_known(client) is not None


def lacking(client: Client, needed: tuple[str, ...] | list[str]) -> list[str]:
    """Return what a client does not bring.

    Parameters
    ----------
    client : Client
        The data of the lesson.
    needed : sequence of str
        See `has`.

    Returns
    -------
    list of str
        In their order.
    """
    return [need for need in needed if not has(client, need)]


def named(need: str) -> str:
    """Name what is needed, for the middle of a sentence: a table or column as code, the cost to serve in words.

    Parameters
    ----------
    need : str
        See `has`.

    Returns
    -------
    str
        Markdown, in the language in use.
    """
    return lower_first("cost_to_serve") if need == SERVING else f"`{need}`"


def asking_for(need: str) -> str:
    """Say what to ask the client for, so that the part would work.

    Parameters
    ----------
    need : str
        See `has`.

    Returns
    -------
    str
        A part of a sentence, in the language in use; the need itself where there is no more to say.
    """
    return {
        "orders.cost": _("the cost of the goods of each order line"),
        SERVING: _("freight and who pays it, visits with their cost, quality losses or dates of payment"),
        "orders.discount": _("the list price or the discount of each order line"),
        "orders.product": _("the product number of each order line"),
        "orders.12_months": _("orders of a whole year"),
        "orders.24_months": _("orders of two whole years"),
        "customers": _("a list of customers"),
        "customers.influence": _("the influence of each customer, 1 to 5"),
        "customers.owner": _("the account manager of each customer"),
        "customers.potential": _("what each customer spends a year with all suppliers"),
        "activities": _("the record of visits and service"),
        "activities.kind": _("the kind of each activity: visit, call, repair, complaint"),
        "activities.level": _("the level of each visit: leadership, technical, business"),
        "deals.stage": _("a list of deals: open, won and lost"),
        "deals.owner": _("the seller of each deal"),
        "activities.hours": _("the hours of each visit"),
        "contacts.contact_id": _("a list of contacts at the customers"),
        "contacts.influence": _("the influence of each contact, 1 to 5"),
        "contacts.known_by": _("which of your people know each contact"),
        "network.one": _("a list of pairs of people that deal with each other"),
        "people.hours_per_week": _("a list of your people with their hours a week"),
        "people.until": _("a list of your people, with the last day of those who leave"),
        "promises.every_weeks": _("the visits promised: to whom, at which level, every how many weeks"),
        "requests.person": _("who answered each request of a customer"),
        "requests.reply_hours": _("the hours until the first reply to each request"),
    }.get(need, f"`{need}`")


def not_here(*absent: str) -> Text:
    """Say in one line that a part does not work on these data, and what to ask for.

    Parameters
    ----------
    *absent : str
        All that is missing: who asks once should not have to ask again.

    Returns
    -------
    Text
        In the language in use.
    """
    return Text(_("*Not on this data: {lacking}*", lacking=lacks(absent)))


def lacks(absent: Sequence[str]) -> str:
    """Say what is missing, all of it, and what to ask for.

    Parameters
    ----------
    absent : sequence of str
        See `has`.

    Returns
    -------
    str
        A sentence or two, in the language in use.
    """
    return n_(
        "{needs} is missing. Ask for {what}, and read on.", "{needs} are missing. Ask for {what}, and read on.",
        len(absent), needs=enumerated([named(need) for need in absent]), what=clauses(map(asking_for, absent)),
    )  # fmt: skip


def needs(line: str, cell: str) -> None:
    """Run a cell if the open lesson's client brings all that the first line names.

    Parameters
    ----------
    line : str
        Tables and columns: ``"activities orders.cost"``.
    cell : str
        The rest of the cell.
    """
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    client = current()
    absent = line.split() if client is None else lacking(client, line.split())
    if absent:
        display(not_here(*absent))
        return
    shell = get_ipython()
    shell.run_cell(cell, store_history=False).raise_error()
