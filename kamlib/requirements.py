"""What a result needs of a client's tables, columns and time, and what of it is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kamlib import periods
from kamlib.book import MONTHS, QUARTERS, Book
from kamlib.periods import like_for_like


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


#: What is written between columns that are needed together.
AND = " + "

#: What serving a customer costs beyond its goods, as far as tables can tell.
SERVING = ("orders.freight", "orders.quality_loss", "orders.due_date + orders.paid_date", "activities.cost")

#: How the need of a later day is written: ``orders.until_2024-12-31``.
_UNTIL = "until_"

#: What it takes to follow the money to the profit that is left after serving.
COST_TO_SERVE = Needs(("orders.cost",), SERVING)


def missing(book: Book, needs: Needs, *, time: bool = True) -> tuple[str, ...]:
    """Return the tables and columns that a client lacks for a result.

    Parameters
    ----------
    book : Book
        The tables; a client is one.
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
    return _missing(needs, book) + (_too_short(needs, book) if time else ())


def _missing(needs: Needs, book: Book) -> tuple[str, ...]:
    lacking = tuple(need for need in needs.tables if not book.has(need))
    either = [[part for part in need.split(AND) if not book.has(part)] for need in needs.one_of]
    if not all(either) or _rated(needs, book):
        return lacking
    return lacking + tuple(AND.join(parts) for parts in either)


def _too_short(needs: Needs, book: Book) -> tuple[str, ...]:
    """Name the time that the orders would have to span, or the day that they would have to reach."""
    months = 12 * needs.years
    if needs.like_days and like_for_like.compared(book.days, book.as_of):
        return ()
    if months and not book.fills_months(months):
        days = book.days
        filled = len(periods.windows(days, book.last_date)) >= needs.years
        if filled and not periods.windows(days, book.as_of):
            return (f"orders.{_UNTIL}{book.as_of:%Y-%m-%d}",)
        return (f"orders.{months}{MONTHS}",)
    if needs.quarters and book.whole_quarters < needs.quarters:
        return (f"orders.{needs.quarters}{QUARTERS}",)
    return ()


def _rated(needs: Needs, book: Book) -> bool:
    """Whether a rate of the client's policy replaces a column: cost to serve can be given as a rate."""
    if needs.one_of != SERVING or book.policy is None:
        return False
    from kamlib.serving_policy import applicable_rates

    return bool(applicable_rates(book))


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
    if column.endswith((MONTHS, QUARTERS)):
        n = int(column.split("_")[0])
        if column.endswith(MONTHS):
            return n_("{n} whole month of orders", "{n} whole months of orders", n)
        return n_("{n} whole quarter of orders", "{n} whole quarters of orders", n)
    if not column:
        return _("table {table}", table=label(table))
    found = schema()[table].get(column)
    return _("{column} in {table}", column=label(found.term) if found else column, table=label(table))
