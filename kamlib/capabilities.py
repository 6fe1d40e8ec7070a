"""What can be computed from which tables and columns: read by ``kam check`` and by the findings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kamlib import likedays, periods

if TYPE_CHECKING:
    from kamlib.client import Client


@dataclass(frozen=True)
class Capability:
    """A finding by its id (also a key of the glossary), and what it cannot do without.

    Attributes
    ----------
    id : str
        The id of the finding.
    row : str
        The row of the domain: ``"K2"``.
    needs : tuple of str
        Tables (``"survey"``) and columns (``"orders.cost"``), all of which it needs.
    needs_one : tuple of str
        Of these one is enough; columns with `AND` between them are needed together.
    years : int
        Whole years of orders, counted back from the client's day, each with an order at least.
    like_days : bool
        Whether the same days of two years will do, where the orders do not fill both.
    quarters : int
        Whole calendar quarters that the orders have to span.
    """

    id: str
    row: str
    needs: tuple[str, ...] = ()
    needs_one: tuple[str, ...] = ()
    years: int = 0
    quarters: int = 0
    like_days: bool = False


#: What stands between columns that are needed together.
AND = " + "

#: What serving a customer costs beyond its goods, as far as tables can tell.
SERVING = ("orders.freight", "orders.quality_loss", "orders.due_date + orders.paid_date", "activities.cost")

#: How needs of time are written: ``orders.24_months``, ``orders.2_quarters``, ``orders.until_2024-12-31``.
_MONTHS, _QUARTERS, _UNTIL = "_months", "_quarters", "until_"

#: In the order of the report.
CAPABILITIES = (
    Capability("yearly", "K2", years=2, like_days=True),
    Capability("concentration", "K2"),
    Capability("concentration_trend", "K2", quarters=2),
    Capability("whale", "K2", ("orders.cost",)),
    Capability("top_customers", "K3"),
    Capability("cost_to_serve", "K3", ("orders.cost",), SERVING),
    Capability("small_orders", "K1"),
    Capability("misconceptions", "K4"),
    Capability("concessions", "K5", ("orders.cost",)),
    Capability("list_life", "K5", years=2),
    Capability("customer_kinds", "K6", (), ("activities.kind", "orders.discount")),
    Capability("tiers", "K7"),
    Capability("service_levels", "K7", ("activities.date",)),
    Capability("key_accounts", "K3"),
    Capability("scorecard", "K8", (), ("orders.cost", "orders.paid_date", "customers.influence")),
    Capability("migration", "K8", years=2),
)


def can(client: Client) -> list[str]:
    """Return the ids of what this client's tables allow.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    list of str
        Ids of ``CAPABILITIES``, in their order.
    """
    lacking = cannot(client)
    return [c.id for c in CAPABILITIES if c.id not in lacking]


def allows(client: Client, id_: str) -> bool:
    """Return whether this client's tables allow one finding.

    Parameters
    ----------
    client : Client
        The client's tables.
    id_ : str
        One of ``CAPABILITIES``.

    Returns
    -------
    bool
        As `can` says for all of them.
    """
    return not any(_missing(c, client) or _too_short(c, client) for c in CAPABILITIES if c.id == id_)


def cannot(client: Client, *, time: bool = True) -> dict[str, tuple[str, ...]]:
    """Return the ids of what they do not allow, each with the missing tables or columns.

    Parameters
    ----------
    client : Client
        From ``kamlib.load``.
    time : bool
        Whether the orders have to span what a finding needs (``"orders.24_months"``); a review of two dates has
        its own rule for that.

    Returns
    -------
    dict
        Id → the tables or columns that it needs, of those only that cannot be computed.
    """
    lacking = {c.id: _missing(c, client) + (_too_short(c, client) if time else ()) for c in CAPABILITIES}
    return {id_: missing for id_, missing in lacking.items() if missing}


def _missing(capability: Capability, client: Client) -> tuple[str, ...]:
    missing = tuple(need for need in capability.needs if not client.has(need))
    either = [[part for part in need.split(AND) if not client.has(part)] for need in capability.needs_one]
    if not all(either) or _rated(capability, client):
        return missing
    return missing + tuple(AND.join(parts) for parts in either)


def _too_short(capability: Capability, client: Client) -> tuple[str, ...]:
    """Name the time that the orders would have to span, or the day that they would have to reach."""
    months = 12 * capability.years
    if capability.like_days and likedays.compared(client.orders["date"], client.as_of):
        return ()
    if months and not fill_months(client, months):
        days = client.orders["date"]
        filled = len(periods.windows(days, client.last_date)) >= capability.years
        if filled and not periods.windows(days, client.as_of):
            return (f"orders.{_UNTIL}{client.as_of:%Y-%m-%d}",)
        return (f"orders.{months}{_MONTHS}",)
    if capability.quarters and whole_quarters(client) < capability.quarters:
        return (f"orders.{capability.quarters}{_QUARTERS}",)
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
    return len(periods.windows(client.orders["date"], client.as_of, step)) * step >= months


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


def _rated(capability: Capability, client: Client) -> bool:
    """Whether a rate of the client's policy stands in for a column: a cost of serving can be stated."""
    if capability.needs_one != SERVING or client.policy is None:
        return False
    from kamlib.rates import reaches

    return bool(reaches(client))


def in_words(id_: str, missing: tuple[str, ...]) -> list[str]:
    """Say what is missing for a finding; things of which one would be enough are one part.

    Parameters
    ----------
    id_ : str
        Id of the finding.
    missing : tuple of str
        From `cannot`.

    Returns
    -------
    list of str
        Parts of an enumeration, in the language in use.
    """
    from kamlib.words import _
    from kamlib.words.phrases import enumerated

    needs_one = next((c.needs_one for c in CAPABILITIES if c.id == id_), ())
    choice = {part for need in needs_one for part in need.split(AND)}
    of_choice = [need for need in missing if set(need.split(AND)) <= choice]
    parts = [_need(need) for need in missing if need not in of_choice]
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
