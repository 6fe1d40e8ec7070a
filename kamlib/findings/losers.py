"""How many customers lose money over the whole period, in the last year, and in both: one count for the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kamlib.findings.recoverable import lost_a_year, today
from kamlib.words import _, count, money, n_

if TYPE_CHECKING:
    from kamlib.client import Client


@dataclass(frozen=True)
class Losers:
    """Customers below zero: over the whole period, in the last twelve months too, and in these only.

    ``lost`` and ``lost_lately`` are what the last two lost in these months (currency units, above zero).
    """

    whole: int
    both: int
    lately: int
    lost: float
    lost_lately: float


def losers(client: Client, basis: str | None = None) -> Losers:
    """Count the customers that lose money over the whole period and in the last twelve months.

    Parameters
    ----------
    client : Client
        The client's tables.
    basis : str, optional
        The measure; None for the client's.

    Returns
    -------
    Losers
        ``both`` is part of ``whole``; those that lose in the last twelve months are ``both`` and ``lately``.
    """
    basis = basis or client.basis
    below = client.buyers[basis].to_numpy(dtype="float64") < 0
    lost = -today(client).a_year(client.buyers["customer_id"].tolist(), basis).clip(upper=0.0).to_numpy()
    both, lately = below & (lost > 0), ~below & (lost > 0)
    return Losers(
        int(below.sum()), int(both.sum()), int(lately.sum()), float(lost[both].sum()), float(lost[lately].sum())
    )


def said(client: Client, basis: str) -> str:
    """Say how the customers that lose over the whole period and those that lose now tie.

    Parameters
    ----------
    client : Client
        The client's tables.
    basis : str
        The measure.

    Returns
    -------
    str
        A sentence in the language in use; empty where the orders are of a year or less, and where nobody loses
        over the whole period.
    """
    seen = losers(client, basis)
    if not seen.whole or lost_a_year(client, (), basis) is None:
        return ""
    words = {
        "both": count(seen.both), "whole": count(seen.whole), "now": count(seen.both + seen.lately),
        "lost": money(seen.lost, client.currency), "lately": money(seen.lost_lately, client.currency),
        "all_lost": money(seen.lost + seen.lost_lately, client.currency),
    }  # fmt: skip
    if not seen.both:
        return _only_lately(seen, words["all_lost"])
    if seen.whole == 1:
        return _the_one(seen, words)
    if seen.lately:
        return n_(
            "In the last 12 months {now} customers lost {all_lost}: {both} of these {whole} ({lost}), and {n} "
            "that earned over the whole period ({lately}).",
            "In the last 12 months {now} customers lost {all_lost}: {both} of these {whole} ({lost}), and {n} "
            "that earned over the whole period ({lately}).",
            seen.lately, **words,
        )  # fmt: skip
    return _("In the last 12 months {both} of these {whole} lost money ({lost}), and no other customer did.",
             **words)  # fmt: skip


def _only_lately(seen: Losers, lost: str) -> str:
    """Say who loses in the last twelve months, where none of those does that lose over the whole period."""
    if not seen.lately:
        return _("In the last 12 months no customer lost money.")
    return n_(
        "In the last 12 months {n} customer lost {lost}; over the whole period it earned.",
        "In the last 12 months {n} customers lost {lost}; over the whole period they earned.",
        seen.lately, lost=lost,
    )  # fmt: skip


def _the_one(seen: Losers, words: dict[str, str]) -> str:
    """Say that the only customer that loses over the whole period loses now too, and who else does."""
    if not seen.lately:
        return _("In the last 12 months it lost {lost}, and no other customer lost money.", **words)
    return _("In the last 12 months {now} customers lost {all_lost}: this one ({lost}), and {n} that earned over "
             "the whole period ({lately}).", n=count(seen.lately), **words)  # fmt: skip
