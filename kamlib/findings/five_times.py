"""Chapter 5, five times: what winning a customer takes, against what keeping one takes a year (K7)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.classify.five_times import FEWEST, RUN_UP, FiveTimes, TooFew, compare_effort
from kamlib.facts.orders import order_dates
from kamlib.findings.finding import Finding, insufficient_data, source_of
from kamlib.findings.numbers import ends
from kamlib.findings.spec import FindingSpec
from kamlib.requirements import Needs
from kamlib.value.cost_to_serve import priced
from kamlib.words import _, count, label, money, n_, number
from kamlib.words.phrases import sentences

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec("five_times", "K7", "care", "2-4-tiers", needs=Needs(("activities",), years=2))

#: What is said everywhere of winning and keeping.
CLAIM = 5.0

#: Part of the records that have to say a cost, or hours, for it to be what is compared.
_KNOWN = 0.95


@cached_per_client
def compared(client: Client) -> tuple[FiveTimes | TooFew, str]:
    """Return the comparison, and what effort is measured in: ``cost``, ``hours`` or ``visits``.

    Parameters
    ----------
    client : Client
        The client's tables, with activities.

    Returns
    -------
    FiveTimes or TooFew, str
    """
    assert client.activities is not None  # noqa: S101  (the finding needs them)
    seen = client.activities[client.activities["customer_id"].notna()].copy()
    seen["date"] = pd.to_datetime(seen["date"])
    measure, effort = _effort(client, seen)
    efforts = seen.assign(effort=effort.fillna(0.0))[["customer_id", "date", "effort"]]
    days = client.fact(order_dates)
    days = days[days["customer_id"].isin(client.buyers["customer_id"])]
    first = max(client.first_date.normalize(), seen["date"].min().normalize())
    return compare_effort(efforts, days, first, client.as_of.normalize()), measure


def _effort(client: Client, seen: pd.DataFrame) -> tuple[str, pd.Series]:
    """Return what is compared, the best that nearly all records say: cost, else hours, else their number."""
    cost = priced(seen, client.policy)
    if cost.notna().mean() >= _KNOWN:
        return "cost", cost
    if "hours" in seen and seen["hours"].notna().mean() >= _KNOWN:
        return "hours", seen["hours"].astype("float64")
    return "visits", pd.Series(1.0, index=seen.index)


def five_times(client: Client) -> Finding:
    """Compare what winning a customer takes with what keeping one takes (K7).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each side.
    """
    found, measure = compared(client)
    if isinstance(found, TooFew):
        return _too_few(client, found)
    return Finding(
        SPEC, _title(found), _summary(client, found, measure), _evidence(found, measure), source_of(client),
        facts={"times": found.times, **ends(found.interval), "winning": found.winning, "keeping": found.keeping,
               "won": found.won, "tried": found.tried, "kept": found.kept, "kept_years": found.years,
               "measure": measure},
        notes=_notes(measure),
    )  # fmt: skip


def _too_few(client: Client, found: TooFew) -> Finding:
    return insufficient_data(
        client, SPEC, _("Whether winning a customer costs five times as much as keeping one cannot be computed"),
        _("It takes {months} months of both orders and visits, and after them at least {n} customers won and {n} "
          "kept, with recorded visits; here {won} are known to be won and {kept} to be kept.",
          n=count(FEWEST), months=count(RUN_UP), won=count(found.won), kept=count(found.kept)),
    )  # fmt: skip


def _title(found: FiveTimes) -> str:
    words = {"times": number(found.times, 1), "low": number(found.interval.low, 1)}
    if math.isinf(found.interval.high):
        return _("Winning a customer takes {times} times what keeping one takes a year (95% interval: at least "
                 "{low})",
                 **words)  # fmt: skip
    return _("Winning a customer takes {times} times what keeping one takes a year (95% interval {low} to {high})",
             high=number(found.interval.high, 1), **words)  # fmt: skip


def _summary(client: Client, found: FiveTimes, measure: str) -> str:
    won = n_("{n} customer was won after the first {months} months: {each} each before the first order{tried}.",
             "{n} customers were won after the first {months} months: {each} each before the first order{tried}.",
             found.won, months=count(RUN_UP), each=_amount(client, found.winning, measure),
             tried=_tried(found))  # fmt: skip
    kept = n_("A customer that stays takes {each} a year ({n} customer, {years} years).",
              "A customer that stays takes {each} a year ({n} customers, {years} years).",
              found.kept, each=_amount(client, found.keeping, measure), years=count(found.years))  # fmt: skip
    return sentences(won, kept, _verdict(found))


def _tried(found: FiveTimes) -> str:
    if not found.tried:
        return ""
    return n_(", including what {n} company took that never ordered", ", including what {n} companies took that "
              "never ordered", found.tried)  # fmt: skip


def _verdict(found: FiveTimes) -> str:
    """Say whether the well-known five lies in the interval."""
    if found.interval.low > CLAIM:
        return _("That is more than the “five times” that is often quoted.")
    if found.interval.high < CLAIM:
        return _("That is less than the “five times” that is often quoted: do not plan with it here.")
    return _("The “five times” that is often quoted is neither confirmed nor rejected.")


def _amount(client: Client, value: float, measure: str) -> str:
    if measure == "cost":
        return money(value, client.currency)
    if measure == "hours":
        return _("{n} hours", n=number(value, 1))
    return _("{n} visits and calls", n=number(value, 1))


def _evidence(found: FiveTimes, measure: str) -> pd.DataFrame:
    return pd.DataFrame({
        "effort_side": [label("winning_side"), label("keeping_side")],
        "customer_count": [found.won, found.kept],
        "customer_years": [None, found.years],
        f"effort_{measure}": [found.effort_won + found.effort_tried, found.effort_kept],
        f"each_{measure}": [found.winning, found.keeping],
    })  # fmt: skip


def _notes(measure: str) -> tuple[str, ...]:
    what = {"cost": _("recorded or priced cost"), "hours": _("recorded hours"), "visits": _("number of records")}
    return (
        _("Effort is the {what} of visits, calls and service. Not in it: advertising, samples, and work that "
          "nobody recorded.", what=what[measure]),
        _("Interval: 95% bootstrap over customers; with few customers won it is still too narrow."),
    )  # fmt: skip
