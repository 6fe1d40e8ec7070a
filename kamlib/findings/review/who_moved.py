"""Who was promoted, demoted, came or left between two dates, and which criterion moved (K8)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib.findings import moves as said
from kamlib.findings.fallen import visit_advice
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.judgement import judged
from kamlib.findings.recoverable import keeps
from kamlib.findings.returned import returned_said
from kamlib.findings.review.two_dates import MONTHS, TwoDates
from kamlib.findings.silence import with_marks
from kamlib.findings.spans import said_of
from kamlib.findings.spec import FindingSpec
from kamlib.words import _, label, money, n_, year_to
from kamlib.words.phrases import leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.classify.migration import Review
    from kamlib.client import Client


SPEC = FindingSpec("review_moves", "K8", "review", "2-6-periodic-review", frame=True)


def moves(both: TwoDates) -> Finding:
    """Say who was promoted, demoted, came or left, and which criterion moved (K8).

    Parameters
    ----------
    both : TwoDates
        The client at both dates.

    Returns
    -------
    Finding
        Its evidence is everybody who moved.
    """
    from kamlib.figures import migration as figure

    review, client = both.review, both.client
    n = dict(zip(review.moves["move"], review.moves["customers"], strict=True))
    fell = visit_advice(review, client, both.compared, without=judged(client).occasional)
    advice = (*fell, *_climbers(review, client))
    return Finding(
        SPEC, _title(both),
        _summary(both), said.moved(review, client), source_of(client),
        facts={str(move): int(n[move]) for move in n},
        draw=partial(figure.moves, review, currency=client.currency),
        alt=figure.moves_alt(review, currency=client.currency),
        advice=advice,
        notes=(*_overlap(both), *_apart(both), *returned_said(review, client, both.compared.before.first)),
    )  # fmt: skip


def _title(both: TwoDates) -> str:
    """Say how much less the demoted and lost bring; of days that are less than a year, how many moved."""
    last = both.past.periods[-1]
    if both.compared.whole:
        return said.fall_title(both.review, both.client, last)
    return said.moves_title(both.review, last, both.compared)


def _summary(both: TwoDates) -> str:
    return sentences(
        said_of(both.compared, both.client) or _(
            "This report compares {year} with {before}.", year=year_to(both.client.as_of),
            before=year_to(both.since)),
        said.moves_money(both.review, both.client, whole=both.compared.whole),
        said.one_off_part(both.review, both.client, judged(both.client).occasional),
        "" if both.client.basis == "revenue" else _(
            "For each customer, the table names revenue or margin, whichever changed its {basis} more: it shows "
            "where to ask.",
            basis=lower_first(both.client.basis),
        ),
    )  # fmt: skip


def _climbers(review: Review, client: Client) -> tuple[Advice, ...]:
    up = review.table[(review.table["move"] == "promoted") & review.table["tier_after"].isin(["platinum", "gold"])]
    if not len(up):
        return ()
    text = n_(
        "Give {names}, promoted to platinum or gold, the service of the new tier, and inform the customer.",
        "Give the {n} customers promoted to platinum or gold ({names}) the service of their new tier, and inform "
        "them.",
        len(up), names=leading(said.names_of(client, up.sort_values("after", ascending=False))),
    )  # fmt: skip
    return (Advice(text, "role_sales_director", 60, unvalued=keeps()),)


def _apart(both: TwoDates) -> tuple[str, ...]:
    """Say what those moved who were customers in neither year: with it the change is that of the ledger."""
    apart = both.review.apart
    if not len(apart):
        return ()
    return (
        n_("{n} more had no net sales above zero in either year (visits, samples, or credits as high as "
           "purchases) and changed {basis} by {money}; including this, the change is {all}.",
           "{n} more had no net sales above zero in either year (visits, samples, or credits as high as "
           "purchases) and changed {basis} by {money}; including this, the change is {all}.",
           len(apart), basis=lower_first(both.client.basis), money=money(_change(apart), both.client.currency),
           all=money(_change(apart) + _change(both.review.table), both.client.currency)),
    )  # fmt: skip


def _change(table: pd.DataFrame) -> float:
    return float(round(table["change"].sum(), 2)) + 0.0


def _overlap(both: TwoDates) -> tuple[str, ...]:
    if both.since <= periods.shifted(both.client.as_of, -MONTHS):
        return ()
    return (_("The two years overlap: orders that count in both make moves look smaller than they are."),)


def nobody(both: TwoDates) -> pd.DataFrame:
    """Return who was a customer at neither date and moved money all the same, in the columns of `everybody`.

    Parameters
    ----------
    both : TwoDates
        The client at both dates.

    Returns
    -------
    pandas.DataFrame
        Largest change first.
    """
    apart = both.review.apart
    apart = apart.assign(_size=-apart["change"].abs()).sort_values(["_size", "customer_id"], ignore_index=True)
    columns = ["move", "tier_before", "tier_after", "before", "after", "change", "silence", "reason_moved"]
    apart = apart.assign(silence="")
    apart = apart.assign(**{c: label("away") for c in columns if c not in apart})
    return both.client.named(pd.DataFrame(apart[["customer_id", *columns]]))


def everybody(both: TwoDates) -> pd.DataFrame:
    """Return every customer of either date, those who moved most money first, those who stayed last.

    Parameters
    ----------
    both : TwoDates
        The client at both dates.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``name``, ``move``, ``tier_before``, ``tier_after``, ``before``, ``after``, ``change``,
        ``silence``, ``reason_moved``; in words.
    """
    table = with_marks(both.client, both.review.table)
    table = table.assign(_stayed=table["move"] == "stayed", _size=-table["change"].abs())
    table = table.sort_values(["_stayed", "_size", "customer_id"], ignore_index=True)
    table["reason_moved"] = [said.reason_in_words(row) for row in table.to_dict("records")]
    for column, prefix in (("tier_before", ""), ("tier_after", ""), ("move", "move_")):
        table[column] = [label(prefix + value) for value in table[column]]
    columns = ["move", "tier_before", "tier_after", "before", "after", "change", "silence", "reason_moved"]
    return both.client.named(pd.DataFrame(table[["customer_id", *columns]]))
