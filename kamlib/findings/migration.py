"""Chapter 2, the periodic review: who moved between the tiers of two years, why, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib.classify import migration as moving
from kamlib.findings.fallen import visit_advice
from kamlib.findings.finding import Finding, insufficient_data, source_of
from kamlib.findings.judgement import judged
from kamlib.findings.moves import (
    fall_title,
    moved,
    moves_money,
    moves_title,
    one_off_part,
    outweighed,
)
from kamlib.findings.past_tiers import last_moves, past_tiers
from kamlib.findings.returned import returned_said
from kamlib.findings.spec import FindingSpec
from kamlib.findings.two_years import not_alike
from kamlib.periods.like_for_like import Compared
from kamlib.requirements import Needs
from kamlib.value.shares import wilson
from kamlib.words import _, count, date, n_, number, percent
from kamlib.words.phrases import ended, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.classify.migration import Migration, Review
    from kamlib.client import Client


SPEC = FindingSpec(
    "migration",
    "K8",
    "leaving",
    "2-6-periodic-review",
    needs=Needs(years=2),
)


#: Transitions from which a share says something, and from which a half-life may be worked out of it.
TELLING, STEADY = 10, 30


def migration(client: Client) -> Finding:
    """Review the tiers of the last two years: who moved and why (K8).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence is those who moved.
    """
    from kamlib.figures import migration as figure

    past, review = past_tiers(client), last_moves(client)
    if judged(client).too_few:
        return _few(client)
    unknown = not_alike(client, SPEC, today=True)
    if unknown is not None:
        return unknown
    if review is None or not past.table["tier"].ne("lead").any():
        return insufficient_data(
            client, SPEC, _("There are no two years with tiers to compare"),
            _("Tiers are formed from customers' contributions; in the first year no customer is above zero."),
        )  # fmt: skip
    seen = moving.migrate(past.table)
    years = _years(past.periods)
    return Finding(
        SPEC, fall_title(review, client, past.periods[-1]),
        _summary(review, seen, client, past.periods[-1]), moved(review, client), source_of(client),
        facts=_facts(review, seen),
        draw=partial(figure.chances, seen), alt=figure.chances_alt(seen),
        advice=visit_advice(review, client, years, without=judged(client).occasional, claimed=True),
        notes=(_("All years use the tier thresholds of the first year, so a move reflects a change in the "
                 "customer itself. Years are counted back from {day}.", day=date(client.as_of)),
               n_("The title refers to the last year; the probabilities in the figure are based on {n} "
                  "year-to-year comparison.",
                  "The title refers to the last year; the probabilities in the figure pool {n} year-to-year "
                  "comparisons.",
                  len(past.periods) - 1),
               *returned_said(review, client, years.before.first)),
    )  # fmt: skip


def _years(ends: Sequence[str]) -> Compared:
    """Return the days of the last two years, which end on these days."""
    before, after = (periods.window(pd.Timestamp(end)) for end in ends[-2:])
    return Compared(before, after, True)


def _summary(review: Review, seen: Migration, client: Client, last: str) -> str:
    whole = ended(moves_title(review, last)) if outweighed(review) else moves_money(review, client)
    first = sentences(whole, one_off_part(review, client, judged(client).occasional))
    kept, *left = seen.counts.loc[["platinum"]].to_numpy()[0].tolist()
    n = int(kept + sum(left))
    if n < TELLING:
        return first
    share = float(seen.chances.to_numpy()[0, 0])
    low, high = wilson(float(kept), n, z=1.96)
    stayed = _(
        "A customer in {tier} was still there a year later in {share} of {n} cases (95% confidence interval {low} "
        "to {high}).",
        n=count(n), tier=lower_first("platinum"), share=percent(share), low=percent(low), high=percent(high),
    )  # fmt: skip
    if seen.half_life is None or seen.half_life < 1 or n < STEADY:
        return sentences(first, stayed)
    if not 0 < low < high < 1:
        return sentences(first, stayed)
    soon, late = (number(moving.half_life_of(kept_share), 1) for kept_share in (low, high))
    half = _("If the same share left every year, half of them would be gone after {n} years (interval {low} to "
             "{high}).", n=number(seen.half_life, 1), low=soon, high=late)  # fmt: skip
    return sentences(first, stayed, half)


def _few(client: Client) -> Finding:
    """Say that tiers, and so moves between them, take more customers."""
    n = len(client.buyers)
    title = n_("{n} customer is not enough to judge moves between tiers",
               "{n} customers are not enough to judge moves between tiers", n)  # fmt: skip
    why = _("Tiers need at least {n} customers. The contribution of each customer by year is more useful here.",
            n=count(judged(client).keys.policy.fewest_customers))  # fmt: skip
    return insufficient_data(client, SPEC, title, why)


def _facts(review: Review, seen: Migration) -> dict[str, float | int | str | None]:
    n = dict(zip(review.moves["move"], review.moves["customers"], strict=True))
    return {**{str(move): int(n[move]) for move in n}, "half_life": seen.half_life}
