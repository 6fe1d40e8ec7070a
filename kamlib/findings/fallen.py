"""Customers that were demoted or lost: whom to visit, and by how much less they bring in a year."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib.findings.claims import assigned_to, gone_quiet, left_to, with_cross_reference
from kamlib.findings.finding import Advice
from kamlib.findings.moves import names_of
from kamlib.findings.recoverable import Valued, all_lost, back, if_they_stay, not_lost, said_lost
from kamlib.findings.worth import YEAR, Base
from kamlib.words import _, count, n_
from kamlib.words.phrases import leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.classify.migration import Review
    from kamlib.client import Client
    from kamlib.periods.like_for_like import Compared

#: Visits that one person can make in a month.
VISITS = 20

#: Part of what it brought the year before from which a customer that fell is visited: less is chance.
FELL = 0.1


def visit_advice(
    review: Review, client: Client, days: Compared, *, without: Collection[str] = (), claimed: bool = False
) -> tuple[Advice, ...]:  # fmt: skip
    """Advise to visit the best of those who fell or left, with the money that went.

    Parameters
    ----------
    review : Review
        From ``classify.migration.review``.
    client : Client
        For the names.
    days : Compared
        The days that the review compares.
    without : collection of customer ids
        Customers that depend on a single occasion: their fall was expected, and a visit brings nothing back.
    claimed : bool
        Whether other findings of the report say what to do about those that lose money, and about those of value
        that no longer order; they are left to these.

    Returns
    -------
    tuple of Advice
        None, or one.
    """
    fallen, best, apart, quiet = _fallen(review, client, without, claimed=claimed)
    if not len(best):
        return ()
    text = _to_visit(best, leading(names_of(client, _first_to_visit(client, best))))
    left_out = n_("{n} one-off buyer among the demoted or lost customers is left out.",
                  "{n} one-off buyers among the demoted or lost customers are left out.", apart)  # fmt: skip
    who = tuple(best["customer_id"])
    whole = sentences(text, said_lost(client, who), left_out if apart else "")
    if claimed:
        whole = with_cross_reference(whole, client, "migration", fallen)
        whole = left_to(whole, quiet, "key_accounts")
    worth, why = fallen_by(client, review, who, days)
    return (Advice(whole, "role_sales_director", 30, worth, "shortfall", why, who, text),)


def to_visit(review: Review, client: Client, without: Collection[str] = ()) -> frozenset[str]:
    """Return the customers that the step of the periodic review is about, in a report with other findings.

    Parameters
    ----------
    review : Review
        From ``classify.migration.review``.
    client : Client
        The client's tables.
    without : collection of customer ids
        Customers that depend on a single occasion.

    Returns
    -------
    frozenset of str
        Customer ids.
    """
    return frozenset(map(str, _fallen(review, client, without, claimed=True)[1]["customer_id"]))


def _fallen(
    review: Review, client: Client, without: Collection[str], *, claimed: bool
) -> tuple[pd.DataFrame, pd.DataFrame, int, int]:  # fmt: skip
    """Return the best of those who fell or left: all, those to visit, and how many are one-off or gone quiet."""
    lost = review.table[review.table["move"].isin(["demoted", "left"])]
    best = lost[lost["tier_before"].isin(["platinum", "gold"]) & (lost["change"] <= -FELL * lost["before"])]
    exempt = best["customer_id"].isin(list(without))
    fallen = best[~exempt]
    best = assigned_to(client, "migration", fallen) if claimed else fallen
    quiet = best["customer_id"].isin(gone_quiet(client) if claimed else [])
    return fallen, best[~quiet], int(exempt.sum()), int(quiet.sum())


def _to_visit(best: pd.DataFrame, names: str) -> str:
    """Say whom to visit; of more than one person can visit in a month, the first, and whom to call."""
    n, row = len(best), best.iloc[0]
    if n == 1 and row["move"] == "left":
        return _("Visit {name}, a {tier} customer that was lost, and find the cause.", name=names,
                 tier=lower_first(row["tier_before"]))  # fmt: skip
    if n == 1:
        return _("Visit {name}, demoted from {before} to {after}, and find the cause.", name=names,
                 before=lower_first(row["tier_before"]), after=lower_first(row["tier_after"]))  # fmt: skip
    if n > VISITS:
        return _(
            "Visit the {places} of the {n} demoted or lost platinum and gold customers that fell most ({names}), "
            "have the others called, and find the causes.",
            places=count(VISITS), n=count(n), names=names,
        )  # fmt: skip
    return _("Visit the {n} platinum and gold customers that were demoted or lost ({names}), and find the cause.",
             n=count(n), names=names)  # fmt: skip


def _first_to_visit(client: Client, rows: pd.DataFrame) -> pd.DataFrame:
    """Put those first that can still be won back, by how much they fell; the lost ones after them."""
    left = rows["customer_id"].isin(not_lost(client, rows["customer_id"].tolist()))
    return rows.assign(_lost=~left).sort_values(["_lost", "change", "customer_id"]).drop(columns="_lost")


def fallen_by(client: Client, review: Review, who: Collection[str], days: Compared) -> Valued:
    """Say by how much less some customers bring than in the year before; of those that are lost, nothing.

    Parameters
    ----------
    client : Client
        The client's tables.
    review : Review
        Of the two years, or of the like days of both.
    who : collection of str
        Customer ids.
    days : Compared
        The days that are compared.

    Returns
    -------
    Worth or None, str
        As ``recoverable.back``.
    """
    left = not_lost(client, who)
    if who and not left:
        return all_lost()
    change = review.table.set_index("customer_id")["change"].reindex(left).clip(upper=0.0)
    part = 1.0 if days.whole else periods.years(*days.after)
    months = 2 * YEAR if days.whole else round(YEAR * part, 1)
    base = Base(days.before.first, days.after.last, months, counted_up=not days.whole)
    method = _("Recoverable amount: the decline in {basis} of these customers from the year before.",
               basis=lower_first(client.basis))  # fmt: skip
    return back(client, -float(change.sum()) / part, method, if_they_stay(client, "high"), base)
