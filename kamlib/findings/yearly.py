"""How business went in the last year against the one before, and whose purchases moved it (K2)."""

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.findings import causes, underlying
from kamlib.findings.alike import whole_years
from kamlib.findings.finding import Finding, source_of
from kamlib.findings.notes import basis_notes
from kamlib.findings.numbers import finite
from kamlib.findings.spans import said_of
from kamlib.findings.spec import FindingSpec, Headline
from kamlib.findings.two_years import explained, not_comparable, since_then, two_years, why_changed
from kamlib.periods.fiscal import years_end
from kamlib.requirements import Needs
from kamlib.value import yearly as years
from kamlib.words import _, count, date, label, money, n_, percent, span, year_to
from kamlib.words.phrases import LED, ended, enumerated, lower_first, sentences, short

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.findings.spec import Facts
    from kamlib.periods.like_for_like import Compared
    from kamlib.value.change import Change
    from kamlib.value.yearly import Yearly

#: Below nothing by less is what rounding leaves.
CENT = 0.005
#: Changes smaller than this are about the same: orders fall a few days earlier or later.
SAME = 0.02


#: Years that one change lies between: it has no rate and no steadiness.
_TWO = 2


#: A fall from one year to the next that heads the first page.
FELL = 0.05


def _one_offs_only(facts: Facts) -> bool:
    """Return whether the year fell by its one-off business alone: other falls are the bridge's headline."""
    if facts["after"] >= min(facts["before"], (1 - FELL) * facts["before"]):
        return False
    rest = facts["after"] - facts["before"] - facts.get("one_off", 0.0)
    return bool(rest >= -FELL * max(facts["before"], 0.0))


SPEC = FindingSpec(
    "yearly",
    "K2",
    "profit",
    "0-1-start-here",
    needs=Needs(years=2, like_days=True),
    headlines=(Headline(4, _one_offs_only),),
)


def yearly(client: Client) -> Finding:
    """Compare the last year with the one before (K2).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each year, counted back from the day of the data.
    """
    from kamlib.figures import yearly as figure

    both, split, currency = two_years(client), explained(client), client.currency
    if both is None or split is None:
        return not_comparable(client, SPEC)
    trailing, like = both.trailing, both.like
    seen = years.year_over_year(trailing, basis=client.basis)
    before, after = (float(value) for value in seen.table[seen.basis].iloc[-2:])
    names = [span(*days) for days in like[:2]] if like is not None else []
    apart = underlying.title(split, client, both)
    return Finding(
        SPEC, apart or _steadiness(seen, currency) or _title(seen, currency, like),
        _summary(seen, client, trailing, like, split), _evidence(seen, like), source_of(client),
        facts={
            "before": before, "after": after, "change": finite(seen.change),
            "revenue_change": finite(float(seen.table["revenue_change"].iloc[-1])),
            "whole": like is None, "own": bool(apart or len(seen.table) > _TWO), **underlying.facts(split),
            "fell": int((seen.movers["change"] < 0).sum()), "rose": int((seen.movers["change"] > 0).sum()),
        },
        draw=partial(figure.year_bars, seen, currency=currency, names=names),
        alt=figure.year_bars_alt(seen, currency=currency, names=names),
        notes=(
            *((_counted(client), *_not_shown(trailing, client)) if like is None else ()),
            *_paid_later(seen, client), *_credited(client, trailing), *basis_notes(client),
        ),
    )  # fmt: skip


def year_said(client: Client) -> str:
    """Say how the measure went from one year to the next; empty where there are not two years to compare.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    str
        In the language in use, without a full stop.
    """
    both = two_years(client)
    if both is None:
        return ""
    return _title(years.year_over_year(both.trailing, basis=client.basis), client.currency, both.like)


def why_said(client: Client) -> str:
    """Say how the measure went from one year to the next, and what carried the change.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    str
        As `year_said`; without a cause where the years are about the same, or where causes cannot be separated.
    """
    said, seen = year_said(client), explained(client)
    if not said or seen is None or abs(seen.change) < SAME * abs(seen.before) or causes.all_in_one(seen):
        return said
    cause = causes.carried(seen, client.currency)
    return _("{title}: {why}", title=said, why=cause) if cause else said


def since_said(client: Client) -> str:
    """Say how the months since the last fiscal year went; empty where years end with the data.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    str
        A sentence in the language in use.
    """
    both = since_then(client)
    if both is None:
        return ""
    seen = years.year_over_year(both.trailing, basis=client.basis)
    apart = underlying.title(why_changed(client, both), client, both)
    return ended(apart or _title(seen, client.currency, both.like))


def _counted(client: Client) -> str:
    """Say which years are compared."""
    if client.fiscal_year is not None:
        return _("Years are fiscal years; the last one ended on {day}.", day=date(years_end(client)))
    return _("Years are counted back from {day}.", day=date(client.as_of))


def _not_shown(shown: pd.DataFrame, client: Client) -> tuple[str, ...]:
    """Say which whole years are left out because less, or more, is known of their cost."""
    years_ = [days for days in whole_years(client) if days.label < shown["period"].min()]
    if not years_:
        return ()
    return (
        _("Years before {day} are left out here: cost, or what serving costs, is known for so different a part "
          "of them that {basis} would rise or fall by that alone.",
          day=date(years_[-1].last + pd.Timedelta(days=1)), basis=lower_first(client.basis)),
    )  # fmt: skip


def _paid_later(seen: Yearly, client: Client) -> tuple[str, ...]:
    """Say why the years bring more than the whole: late payment is charged as it was known at each year's end."""
    if seen.basis != "profit_after_serving" or "capital_cost" in client.served.left_out:
        return ()
    whole, years_sum = client.accounts, seen.table[["revenue", seen.basis]].sum()
    later = float(years_sum[seen.basis] - whole[seen.basis].sum())
    if abs(float(years_sum["revenue"] - whole["revenue"].sum())) >= 1 or later < 1:
        return ()
    return (
        _("Late payment is charged up to the last day of each year, so that years are comparable. Costs after "
          "that day, {money}, are included in the figures for the whole period and for calendar years, not here.",
          money=money(later, client.currency)),
    )  # fmt: skip


def _credited(client: Client, years: pd.DataFrame) -> tuple[str, ...]:
    """Name the customers whose invoices of a year come to less than its credit notes without an invoice."""
    if client.documents != "invoices":
        return ()
    below = (years["revenue"] <= -CENT) & (years["revenue"] + years["credit_notes"] > -CENT)
    told = years[below].groupby("customer_id")["revenue"].sum().reset_index()
    if not len(told):
        return ()
    first = client.named(told.sort_values(["revenue", "customer_id"]).head(LED))
    return (
        n_("{n} customer has a year of negative revenue ({money}), by credit notes without an invoice of that "
           "amount: {names}. They may reverse invoices of an earlier year; such a year counts as a year without "
           "purchases.",
           "{n} customers have years of negative revenue ({money}), by credit notes without an invoice of that "
           "amount, such as {names}. They may reverse invoices of earlier years; such a year counts as a year "
           "without purchases.",
           len(told), money=money(float(told["revenue"].sum()), client.currency),
           names=enumerated([short(name) for name in first["name"]])),
    )  # fmt: skip


def _steadiness(seen: Yearly, currency: str | None) -> str:
    """Say at what rate the years went, and how steadily; empty of two years, of which the bridge says it all."""
    amounts = [float(amount) for amount in seen.table[seen.basis]]
    if len(amounts) <= _TWO:
        return ""
    words = {"basis": lower_first(seen.basis), "year": year_to(pd.Timestamp(seen.table["period"].iloc[0]))}
    if min(amounts) <= CENT:
        said = enumerated([money(amount, currency) for amount in amounts])
        return _("Year by year from {year} on, {basis} was {amounts}", amounts=said, **words)
    rate = (amounts[-1] / amounts[0]) ** (1 / (len(amounts) - 1)) - 1
    steps = [after / before - 1 for before, after in pairwise(amounts)]
    if len(steps) == _TWO:
        later = year_to(pd.Timestamp(seen.table["period"].iloc[-1]))
        words["year"] = year_to(pd.Timestamp(seen.table["period"].iloc[-2]))
        words |= {"basis": label(seen.basis), "first": _moved(steps[0]), "second": _moved(steps[1])}
        return _("{basis} {first} in {year} and {second} in {later}", later=later, **words)
    words |= {"rate": percent(abs(rate)), "low": percent(min(steps)), "high": percent(max(steps))}
    if rate <= -SAME:
        return _("Since {year} {basis} has fallen by {rate} a year on average; yearly changes were between {low} "
                 "and {high}", **words)  # fmt: skip
    if rate >= SAME:
        return _("Since {year} {basis} has risen by {rate} a year on average; yearly changes were between {low} "
                 "and {high}", **words)  # fmt: skip
    return _("{basis} is about the same as in {year}; yearly changes were between {low} and {high}",
             **words | {"basis": label(seen.basis)})  # fmt: skip


def _moved(step: float) -> str:
    """Say how the measure went from one year to the next, for the middle of a sentence."""
    if abs(step) < SAME:
        return _("stayed about the same")
    share = percent(abs(step))
    return _("rose by {share}", share=share) if step > 0 else _("fell by {share}", share=share)


def _title(seen: Yearly, currency: str | None, like: Compared | None) -> str:
    last = seen.table.iloc[-1]
    before, after = (float(value) for value in seen.table[seen.basis].iloc[-2:])
    words = {
        "basis": lower_first(seen.basis), "year": year_to(pd.Timestamp(last["period"])),
        "before": money(before, currency), "after": money(after, currency),
    }  # fmt: skip
    same = abs(after - before) < max(SAME * abs(before), CENT)
    if like is not None:
        return _like_title(seen, like, words, same=same)
    if not same and (math.isnan(seen.change) or after < 0):
        return _("In {year} {basis} changed from {before} to {after}", **words)
    words["change"] = percent(abs(seen.change))
    if not same and seen.change < 0:
        return _("In {year} {basis} fell by {change}, from {before} to {after}", **words)
    if not same:
        return _("In {year} {basis} rose by {change}, from {before} to {after}", **words)
    return _("In {year} {basis} stayed about the same: {before}, then {after}", **words)


def _like_title(seen: Yearly, like: Compared, words: dict[str, str], *, same: bool) -> str:
    """Say how the days of the last year went against the same days of the year before."""
    words = words | {"span": span(*like.after), "change": percent(abs(seen.change))}
    if not same and (math.isnan(seen.change) or float(seen.table[seen.basis].iloc[-1]) < 0):
        return _(
            "From {span} {basis} was {after}, compared with {before} in the same period a year before", **words
        )
    if not same and seen.change < 0:
        return _("From {span} {basis} fell by {change} on the same period a year before, from {before} to "
                 "{after}",
                 **words)  # fmt: skip
    if not same:
        return _("From {span} {basis} rose by {change} on the same period a year before, from {before} to "
                 "{after}",
                 **words)  # fmt: skip
    return _("From {span} {basis} was about the same as in the same period a year before: {before}, then {after}",
             **words)  # fmt: skip


def _summary(seen: Yearly, client: Client, trailing: pd.DataFrame, like: Compared | None, split: Change) -> str:
    last = seen.table.iloc[-1]
    customers = _customers(seen, trailing, like)
    revenue = _of_revenue(seen, float(last["revenue_change"]))
    parts = underlying.parts(split, client)
    return sentences(
        said_of(like, client), revenue, customers, parts, _who_moved(seen, client, split), since_said(client)
    )


def _customers(seen: Yearly, trailing: pd.DataFrame, like: Compared | None) -> str:
    """Count the customers of both years; one that ordered and returned all of it brought nothing, yet ordered."""
    n, before = int(seen.table["customers"].iloc[-1]), count(seen.table["customers"].iloc[-2])
    two = trailing[trailing["period"].isin(seen.table["period"].iloc[-2:])]
    if ((two["orders"] > 0) & (two["revenue"] <= 0)).any():
        return n_("Net of returns, {n} customer bought in the last year, {before} in the one before.",
                  "Net of returns, {n} customers bought in the last year, {before} in the one before.",
                  n, before=before) if like is None else n_(
                  "Net of returns, {n} customer bought in this period, {before} a year before.",
                  "Net of returns, {n} customers bought in this period, {before} a year before.",
                  n, before=before)  # fmt: skip
    return n_("{n} customer ordered in the last year, {before} in the one before.",
              "{n} customers ordered in the last year, {before} in the one before.",
              n, before=before) if like is None else n_(
              "{n} customer ordered in this period, {before} a year before.",
              "{n} customers ordered in this period, {before} a year before.", n, before=before)  # fmt: skip


def _of_revenue(seen: Yearly, change: float) -> str:
    """Say how revenue went, where the title is about profit."""
    if seen.basis == "revenue" or math.isnan(change):
        return ""
    if abs(change) < SAME:
        return _("Revenue stayed about the same.")
    if change < 0:
        return _("Revenue fell by {change}.", change=percent(-change))
    return _("Revenue rose by {change}.", change=percent(change))


def _who_moved(seen: Yearly, client: Client, split: Change) -> str:
    """Name the customers that moved the total most, in the direction in which it went.

    Customers won have not declined, and one-off business is not expected again: neither is named.
    """
    down = float(seen.table[seen.basis].diff().iloc[-1]) < 0
    kinds = split.customers.set_index("customer_id")["kind"]
    apart = ["one_off", "won"] if down else ["one_off"]
    rows = seen.movers[~seen.movers["customer_id"].map(kinds).isin(apart)]
    rows = rows if down else rows.sort_values(["change", "customer_id"], ascending=[False, True])
    rows = client.named(rows[rows["change"] < 0] if down else rows[rows["change"] > 0]).head(LED)
    if not len(rows):
        return ""
    names = [
        _("{name} ({money})", name=short(name), money=money(abs(change), client.currency))
        for name, change in zip(rows["name"], rows["change"], strict=True)
    ]
    if down:
        return n_("The largest decline is at {names}.", "The largest declines are at {names}.", len(rows),
                  names=enumerated(names))  # fmt: skip
    return n_("The largest increase is at {names}.", "The largest increases are at {names}.", len(rows),
              names=enumerated(names))  # fmt: skip


def _evidence(seen: Yearly, like: Compared | None) -> pd.DataFrame:
    table = seen.table.rename(columns={"customers": "customer_count", "period": "year_to"})
    table["year_to"] = pd.to_datetime(table["year_to"])
    if like is not None:
        table = table.rename(columns={"year_to": "period"}).assign(period=[span(*days) for days in like[:2]])
    if seen.basis == "revenue":
        return table.drop(columns="amount_change")
    return table.rename(columns={"amount_change": f"{seen.basis}_change"})
