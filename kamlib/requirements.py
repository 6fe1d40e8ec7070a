"""What a result needs of a client's tables, columns and time, and what of it is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kamlib import fiscal, likedays, periods

if TYPE_CHECKING:
    from kamlib.client import Client


@dataclass(frozen=True)
class Needs:
    """What a result cannot do without.

    Attributes
    ----------
    tables : tuple of str
        Tables (``"survey"``) and columns (``"orders.cost"``), all of which it needs.
    one_of : tuple of str
        Of these one is enough; columns with `AND` between them are needed together.
    years : int
        Whole years of orders, counted back from the client's day, each with an order at least.
    like_days : bool
        Whether the same days of two years will do, where the orders do not fill both.
    quarters : int
        Whole calendar quarters that the orders have to span.
    """

    tables: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    years: int = 0
    quarters: int = 0
    like_days: bool = False


#: What stands between columns that are needed together.
AND = " + "

#: What serving a customer costs beyond its goods, as far as tables can tell.
SERVING = ("orders.freight", "orders.quality_loss", "orders.due_date + orders.paid_date", "activities.cost")

#: How needs of time are written: ``orders.24_months``, ``orders.2_quarters``, ``orders.until_2024-12-31``.
_MONTHS, _QUARTERS, _UNTIL = "_months", "_quarters", "until_"

#: What it takes to follow the money to the profit that is left after serving.
COST_TO_SERVE = Needs(("orders.cost",), SERVING)


def missing(client: Client, needs: Needs, *, time: bool = True) -> tuple[str, ...]:
    """Return the tables and columns that a client lacks for a result.

    Parameters
    ----------
    client : Client
        From ``kamlib.load``.
    needs : Needs
        What the result needs.
    time : bool
        Whether the orders have to span the years and quarters that it needs (``"orders.24_months"``); a review
        of two dates has its own rule for that.

    Returns
    -------
    tuple of str
        Empty where nothing is missing.
    """
    return _missing(needs, client) + (_too_short(needs, client) if time else ())


def _missing(needs: Needs, client: Client) -> tuple[str, ...]:
    lacking = tuple(need for need in needs.tables if not client.has(need))
    either = [[part for part in need.split(AND) if not client.has(part)] for need in needs.one_of]
    if not all(either) or _rated(needs, client):
        return lacking
    return lacking + tuple(AND.join(parts) for parts in either)


def _too_short(needs: Needs, client: Client) -> tuple[str, ...]:
    """Name the time that the orders would have to span, or the day that they would have to reach."""
    months = 12 * needs.years
    if needs.like_days and likedays.compared(client.orders["date"], client.as_of):
        return ()
    if months and not fill_months(client, months):
        days = client.orders["date"]
        filled = len(periods.windows(days, client.last_date)) >= needs.years
        if filled and not periods.windows(days, client.as_of):
            return (f"orders.{_UNTIL}{client.as_of:%Y-%m-%d}",)
        return (f"orders.{months}{_MONTHS}",)
    if needs.quarters and whole_quarters(client) < needs.quarters:
        return (f"orders.{needs.quarters}{_QUARTERS}",)
    return ()


def fill_months(client: Client, months: int) -> bool:
    """Whether the orders fill the last months; as ``Client.accounts_trailing`` counts them.

    Parameters
    ----------
    client : Client
        The client's tables; its orders are looked at.
    months : int
        How many months back from ``client.as_of``.

    Returns
    -------
    bool
        True where they are not cut off at either end; of whole years (12, 24, …) each has to have an order.

    Raises
    ------
    ValueError
        If there is not a month at least.
    """
    step = 12 if months and months % 12 == 0 else months
    return len(periods.windows(client.orders["date"], fiscal.years_end(client, step), step)) * step >= months


def whole_quarters(client: Client) -> int:
    """Count the calendar quarters that the orders cover.

    Parameters
    ----------
    client : Client
        The client's tables; its orders are looked at.

    Returns
    -------
    int
        As ``value.trend`` counts them.
    """
    lines = periods.within(client.orders, client.book.days)
    names = periods.labels(lines["date"], "quarter").drop_duplicates()
    return sum(periods.whole(periods.calendar(name), client.book) for name in names)


def timed(client: Client, need: str) -> bool | None:
    """Whether the orders fill the time that a need asks for.

    Parameters
    ----------
    client : Client
        The client's tables; its orders are looked at.
    need : str
        ``"24_months"``, ``"2_quarters"``; anything else asks for no time.

    Returns
    -------
    bool or None
        None where no time is asked for.

    Raises
    ------
    ValueError
        If it is less than one month or quarter.
    """
    number, _bar, unit = need.partition("_")
    if not number.isdigit() or f"_{unit}" not in (_MONTHS, _QUARTERS):
        return None
    if int(number) < 1:
        raise ValueError(f"{need!r} asks for no time at all")
    return fill_months(client, int(number)) if f"_{unit}" == _MONTHS else whole_quarters(client) >= int(number)


def _rated(needs: Needs, client: Client) -> bool:
    """Whether a rate of the client's policy stands in for a column: a cost of serving can be stated."""
    if needs.one_of != SERVING or client.policy is None:
        return False
    from kamlib.rates import reaches

    return bool(reaches(client))


def in_words(needs: Needs, lacking: tuple[str, ...]) -> list[str]:
    """Say what is missing for a result; things of which one would be enough are one part.

    Parameters
    ----------
    needs : Needs
        What the result needs.
    lacking : tuple of str
        From `missing`.

    Returns
    -------
    list of str
        Parts of an enumeration, in the language in use.
    """
    from kamlib.words import _
    from kamlib.words.phrases import enumerated

    choice = {part for need in needs.one_of for part in need.split(AND)}
    of_choice = [need for need in lacking if set(need.split(AND)) <= choice]
    parts = [_need(need) for need in lacking if need not in of_choice]
    either = [AND.join(map(_need, need.split(AND))) for need in of_choice]
    if len(either) > 1:
        return [*parts, _("one of: {names}", names=enumerated(either))]
    return parts + either


def _need(need: str) -> str:
    """Name a table, or a column of one."""
    from kamlib.tables.schema import schema
    from kamlib.words import _, date, label, n_

    table, _dot, column = need.partition(".")
    if column.startswith(_UNTIL):
        return _("orders up to {day}", day=date(dt.date.fromisoformat(column.removeprefix(_UNTIL))))
    if column.endswith((_MONTHS, _QUARTERS)):
        n = int(column.split("_")[0])
        if column.endswith(_MONTHS):
            return n_("{n} whole month of orders", "{n} whole months of orders", n)
        return n_("{n} whole quarter of orders", "{n} whole quarters of orders", n)
    if not column:
        return _("table {table}", table=label(table))
    found = schema()[table].get(column)
    return _("{column} in {table}", column=label(found.term) if found else column, table=label(table))
