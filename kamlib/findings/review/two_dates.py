"""A client at two dates, each with the year that it looks back on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib.classify import history
from kamlib.errors import KamError
from kamlib.facts.buying import buyers
from kamlib.findings.alike import comparable_years, unlike
from kamlib.findings.two_years import differs, mended
from kamlib.periods import like_for_like
from kamlib.periods.like_for_like import Compared
from kamlib.words import _, date

if TYPE_CHECKING:
    from kamlib.classify.history import History
    from kamlib.classify.migration import Review
    from kamlib.client import Client
    from kamlib.periods import Window

#: Months that each of the two dates looks back.
MONTHS = 12


@dataclass(frozen=True, eq=False)
class TwoDates:
    """A client at two dates.

    Attributes
    ----------
    client : Client
        With `as_of` the later date.
    since : pandas.Timestamp
        The earlier one.
    past : History
        The year to each, by the amounts at which the first whole year in the orders was cut: those of the
        portfolio's review, so that both say the same.
    review : Review
        Who moved between them.
    compared : Compared
        The days of both that are compared with each other: the year to each, or the like days of both years that
        the orders fill.
    """

    client: Client
    since: pd.Timestamp
    past: History
    review: Review
    compared: Compared


def compare(client: Client, since: dt.date | None = None) -> TwoDates:
    """Compare the year to the client's date with the year to an earlier one.

    Parameters
    ----------
    client : Client
        Its `as_of` is the later date.
    since : date, optional
        The earlier date; by default a year before.

    Returns
    -------
    TwoDates

    Raises
    ------
    KamError
        If the earlier date is not before the later, the orders do not fill both years, or cost is known for so
        different parts of both that the measure would rise or fall by that alone.
    """
    now = client.as_of.normalize()
    then = periods.shifted(now, -MONTHS) if since is None else pd.Timestamp(since)
    if then >= now:
        raise KamError(
            _("--since {since} (in Python since=…) must be earlier than {now}", since=date(then), now=date(now))
        )
    spans = _spans(client, periods.window(then, MONTHS), periods.window(now, MONTHS))
    years = [_year(client, span) for span in spans[:2]]
    why = unlike(client, spans.before, spans.after)
    if why is not None:
        raise KamError(_("{why}. {how}", why=differs(client, why), how=mended(why)))
    trailing = comparable_years(client) if spans.whole else years[0]
    yardstick = history.tier_history(trailing, basis=client.basis).thresholds
    past = history.tier_history(pd.concat(years, ignore_index=True), basis=client.basis, thresholds=yardstick)
    return TwoDates(client, then, past, past.compared(), spans)


def _spans(client: Client, before: Window, now: Window) -> Compared:
    """Return the days to be compared; refuse dates of whose years the orders do not fill the greater part."""
    found = like_for_like.alike(before, now, client.days)
    if found is not None:
        return found
    if periods.is_complete(before, client.coverage) and periods.is_complete(now, client.coverage):
        return Compared(before, now, True)  # a year without an order is refused by its name
    raise KamError(
        _(
            "a review compares the two full years up to {then} and {now}: orders from {begin} to {now} are "
            "required, but the file covers {first} to {last}",
            then=date(before.last), now=date(now.last), begin=date(before.first),
            first=date(client.coverage.first),
            last=date(client.coverage.last),
        )
    )  # fmt: skip


def _year(client: Client, year: Window) -> pd.DataFrame:
    """Return the accounts of a year; refuse one in which nobody bought."""
    accounts = client.accounts_within(year)
    if len(buyers(accounts)):
        return accounts
    raise KamError(
        _("a review compares two full years; there are no orders from {first} to {last}",
          first=date(year.first), last=date(year.last))
    )  # fmt: skip
