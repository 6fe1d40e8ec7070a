"""``%%needs activities orders.cost``: a cell that steps aside where the client lacks a table or column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.course.state import current
from kamlib.course.text import Text
from kamlib.requirements import COST_TO_SERVE, missing
from kamlib.words import _

if TYPE_CHECKING:
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
        A table, a column, or ``"serving"``: anything that says what serving costs.

    Returns
    -------
    bool
        As `Client.has`.
    """
    return not missing(client, COST_TO_SERVE) if need == SERVING else client.has(need)


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
        SERVING: _("freight, visits with their cost, quality losses or dates of payment"),
        "orders.discount": _("the list price or the discount of each order line"),
        "orders.product": _("the product number of each order line"),
        "orders.24_months": _("orders of two whole years"),
        "customers": _("a list of customers"),
        "customers.influence": _("the influence of each customer, 1 to 5"),
        "customers.potential": _("what each customer spends a year with all suppliers"),
        "activities": _("the record of visits and service"),
        "activities.level": _("the level of each visit: leadership, technical, business"),
        "deals.stage": _("a list of deals: open, won and lost"),
        "deals.owner": _("the seller of each deal"),
        "activities.hours": _("the hours of each visit"),
    }.get(need, f"`{need}`")


def not_here(need: str) -> Text:
    """Say in one line that a part does not work on these data, and what to ask for.

    Parameters
    ----------
    need : str
        What is missing.

    Returns
    -------
    Text
        In the language in use.
    """
    said = _("*Not on this data: `{need}` is missing. Ask for {what}, and read on.*", need=need,
             what=asking_for(need))  # fmt: skip
    return Text(said)


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
        display(not_here(absent[0]))
        return
    shell = get_ipython()
    shell.run_cell(cell, store_history=False).raise_error()
