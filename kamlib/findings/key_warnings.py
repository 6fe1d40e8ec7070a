"""What to watch of the customers on the lists: silent, demoted, buying less, living on one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.classify.stances import LESS
from kamlib.findings.judgement import judged
from kamlib.findings.past_tiers import last_moves
from kamlib.findings.silence import marks
from kamlib.words import _, label, percent

if TYPE_CHECKING:
    from kamlib.client import Client

#: From so many orders on the share of the largest one says something.
_TELLING = 3


@cached_per_client
def demoted(client: Client) -> dict[str, tuple[str, str]]:
    """Return which customers are in a lower tier in the last twelve months than in those before, with both tiers.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    dict
        Customer id → tier before and tier now; empty where the orders do not fill two periods, and of so few
        customers that there are no tiers.
    """
    review = last_moves(client)
    if review is None or judged(client).too_few:
        return {}
    table = review.table[review.table["move"] == "demoted"]
    return {
        str(who): (str(before), str(after))
        for who, before, after in zip(table["customer_id"], table["tier_before"], table["tier_after"], strict=True)
    }


def watched(client: Client) -> dict[str, list[str]]:
    """Say what to watch besides the flags: who is silent, who fell within the last year, who lives on one order.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    dict
        Customer id → warnings in the language in use. A single large order is named from the share that
        makes a big ticket, for customers with at least three orders: of two, one is always half.
    """
    silent = marks(client)
    said = {
        who: [
            *([silent[who]] if who in silent else []),
            _("demoted in the last year: {before} → {after}", before=label(before), after=label(after)),
        ]
        for who, (before, after) in demoted(client).items()
    }
    said |= {who: [mark] for who, mark in silent.items() if who not in said}
    for who, growth in _buys_less(client).items():
        fell = percent(1 - growth)
        said.setdefault(who, []).append(
            _("revenue down {share}", share=fell) if who in said
            else _("revenue fell by {share} in the last 12 months", share=fell)
        )  # fmt: skip
    known, table = judged(client).misconceptions, client.buyers
    large = (table["orders"] >= _TELLING) & (table["largest_order_share"] >= known.policy.one_order.at)
    flagged = known.table.loc[known.table["misconception"] == "big_ticket", "customer_id"]
    rows = table[large & ~table["customer_id"].isin(flagged)]
    for who, share in zip(rows["customer_id"], rows["largest_order_share"].clip(upper=1.0), strict=True):
        said.setdefault(str(who), []).append(_("one order is {share} of its revenue", share=percent(share)))
    return said


def _buys_less(client: Client) -> dict[str, float]:
    """Return the key accounts that buy a quarter less than in the year before, with what is left of it."""
    keys_ = judged(client).keys.with_verdict("key")
    less = keys_[keys_["growth"] <= LESS]
    return dict(zip(less["customer_id"].astype("str"), less["growth"].astype("float64"), strict=True))
