"""Customers that the periodic review has visited: another step about one of them refers to that visit."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.findings.fallen import to_visit
from kamlib.findings.judgement import judged
from kamlib.findings.past_tiers import last_moves, past_tiers
from kamlib.words import _, label, n_

if TYPE_CHECKING:
    from kamlib.client import Client


@cached_per_client
def visited(client: Client) -> frozenset[str]:
    """Return the customers whom the step of the periodic review is about."""
    review = last_moves(client)
    if judged(client).too_few or review is None or not past_tiers(client).table["tier"].ne("lead").any():
        return frozenset()
    return to_visit(review, client, judged(client).occasional)


def same_visit(client: Client, who: Collection[str]) -> str:
    """Say how many customers of a step are visited under the periodic review too.

    Parameters
    ----------
    client : Client
        The client's tables.
    who : collection of str
        Customer ids of the step.

    Returns
    -------
    str
        A sentence in the language in use; empty where none is.
    """
    n, place = len(visited(client).intersection(map(str, who))), _("“{name}”", name=label("migration"))
    if not n:
        return ""
    if n == len(who) == 1:
        return _("This customer is visited under {place} too: one visit serves both.", place=place)
    return n_(
        "{n} of these customers is visited under {place} too: one visit serves both.",
        "{n} of these customers are visited under {place} too: one visit serves both.", n, place=place,
    )  # fmt: skip
