"""Which finding advises on whom: a customer that loses money is in one recommendation only."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.findings.judgement import judged
from kamlib.findings.recoverable import lost_customers, not_lost, today
from kamlib.findings.registry import IDS, specs
from kamlib.words import _, label, money, n_
from kamlib.words.phrases import enumerated, sentences

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.client import Client

#: How many of the largest customers are looked at one by one.
LARGEST = 10


@cached_per_client
def shared_out(client: Client) -> dict[str, str]:
    """Give each customer that loses money to the one finding that says what to do about it.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    dict
        Customer id → id of the finding with the first claim on it (see ``FindingSpec.claims``); those of `settled`
        are not in it.
    """
    done = settled(client)
    claims = [(id_, spec.claims) for id_, spec in specs().items() if spec.claims]
    given: dict[str, str] = {}
    for id_, claim in sorted(claims, key=lambda pair: pair[1].place):
        for who in claim.customers(client)["customer_id"]:
            if str(who) not in done:
                given.setdefault(str(who), id_)
    return given


@cached_per_client
def settled(client: Client) -> frozenset[str]:
    """Return the customers whose loss over the book is over: they have left, or lost nothing in the last year.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    frozenset of str
        Customer ids; nobody has to renegotiate with them.
    """
    below = client.accounts[client.accounts[client.basis] < 0]
    return frozenset(map(str, below["customer_id"])) - frozenset(still_losing(client, below)["customer_id"])


def still_losing(client: Client, rows: pd.DataFrame, basis: str | None = None) -> pd.DataFrame:
    """Keep the customers that lost money in the last twelve months and have not left.

    Parameters
    ----------
    client : Client
        The client's tables.
    rows : pandas.DataFrame
        One row per customer, with ``customer_id``.
    basis : str, optional
        The measure; None for the client's.

    Returns
    -------
    pandas.DataFrame
        Some of the rows, in their order.
    """
    who = rows["customer_id"].astype("str").tolist()
    lost = today(client).a_year(who, basis or client.basis).to_numpy() < 0
    return rows.loc[lost & rows["customer_id"].isin(not_lost(client, who)).to_numpy()]


@cached_per_client
def renegotiated(client: Client) -> frozenset[str]:
    """Return the heavy buyers on harsh terms that lose nothing: the misconceptions advise on them.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    frozenset of str
        Customer ids.
    """
    flagged = judged(client).misconceptions.table
    harsh = flagged.loc[flagged["misconception"] == "harsh_terms", "customer_id"]
    return frozenset(map(str, harsh)) - frozenset(shared_out(client)) - settled(client)


@cached_per_client
def gone_quiet(client: Client) -> frozenset[str]:
    """Return the customers of value that no longer order: the key accounts say what to do about them.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    frozenset of str
        Customer ids, some of the candidates; none where no list can be made.
    """
    candidates = judged(client).keys.with_verdict("candidate")
    if candidates.empty or judged(client).even:
        return frozenset()
    return frozenset(map(str, candidates.loc[candidates["decided_by"] == "gone_quiet", "customer_id"]))


def unprofitable_after_serving(served: pd.DataFrame) -> pd.DataFrame:
    """Return the customers that earn on their goods and lose after cost to serve.

    Parameters
    ----------
    served : pandas.DataFrame
        One row per customer, with ``product_margin`` and ``profit_after_serving`` (currency units).

    Returns
    -------
    pandas.DataFrame
        Some of the rows.
    """
    return served[(served["product_margin"] > 0) & (served["profit_after_serving"] < 0)]


def assigned_to(client: Client, finding: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the customers that are not given to another finding.

    Parameters
    ----------
    client : Client
        The client's tables.
    finding : str
        Id of the finding.
    rows : pandas.DataFrame
        One row per customer, with ``customer_id``.

    Returns
    -------
    pandas.DataFrame
        Some of the rows, in their order.
    """
    given = shared_out(client)
    return rows.loc[[given.get(str(who), finding) == finding for who in rows["customer_id"]]]


def open_to(client: Client, finding: str, rows: pd.DataFrame, basis: str | None = None) -> pd.DataFrame:
    """Keep the customers that are not given to another finding, have not left, and whose loss goes on.

    Parameters
    ----------
    client : Client
        The client's tables.
    finding : str
        Id of the finding.
    rows : pandas.DataFrame
        One row per customer, with ``customer_id``.
    basis : str, optional
        The measure by which they lose; None for the client's.

    Returns
    -------
    pandas.DataFrame
        Some of the rows, in their order.
    """
    rows = assigned_to(client, finding, rows)
    if basis is not None and basis != client.basis:
        return still_losing(client, rows, basis)
    here = not_lost(client, rows["customer_id"].astype("str").tolist())
    return rows.loc[rows["customer_id"].isin(here) & ~rows["customer_id"].isin(list(settled(client)))]


def cross_reference(client: Client, finding: str, rows: pd.DataFrame) -> str:
    """Say where the steps about customers stand, or that none is needed, for a finding that has none of its own.

    Parameters
    ----------
    client : Client
        The client's tables.
    finding : str
        Id of the finding.
    rows : pandas.DataFrame
        One row per customer, with ``customer_id``.

    Returns
    -------
    str
        One sentence in the language in use.
    """
    others, names = _others(client, finding, rows)
    done = int(rows["customer_id"].isin(list(settled(client))).sum())
    if not others:
        return _all_done_said(done, _still_cost(client, rows)) if done == len(rows) else ""
    return sentences(n_(
        "The step for one customer that loses money is under {names}.",
        "The steps for {n} customers that lose money are under {names}.", others, names=names,
    ), _done_said(done))  # fmt: skip


def with_cross_reference(text: str, client: Client, finding: str, rows: pd.DataFrame) -> str:
    """Return a recommendation with a sentence on those of the customers that another one is about.

    Parameters
    ----------
    text : str
        The recommendation.
    client : Client
        The client's tables.
    finding : str
        Id of the finding.
    rows : pandas.DataFrame
        One row per customer, with ``customer_id``.

    Returns
    -------
    str
        The recommendation alone, where there are no such customers.
    """
    return _with_more(text, *_others(client, finding, rows))


def with_all(text: str, client: Client, finding: str, every: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Return a step about some customers that lose, with where the others stand and how many need no step.

    Parameters
    ----------
    text : str
        The recommendation.
    client : Client
        The client's tables.
    finding : str
        Id of the finding.
    every : pandas.DataFrame
        One row per customer that loses over the book, with ``customer_id``.
    rows : pandas.DataFrame
        Those of them that the recommendation is about.

    Returns
    -------
    str
        In the language in use.
    """
    done = len(every) - len(rows) - _others(client, finding, every)[0]
    return sentences(with_cross_reference(text, client, finding, every), _done_said(done))


def left_to(text: str, n: int, place: str) -> str:
    """Return a recommendation with a sentence on how many of its customers another finding is about.

    Parameters
    ----------
    text : str
        The recommendation.
    n : int
        How many; with zero the recommendation stays as it is.
    place : str
        Id of the other finding.

    Returns
    -------
    str
        In the language in use.
    """
    return _with_more(text, n, _("“{name}”", name=label(place)))


def _done_said(n: int) -> str:
    return n_("{n} more has left or earns again.", "{n} more have left or earn again.", n) if n else ""


def _still_cost(client: Client, rows: pd.DataFrame) -> str:
    """Return in words what customers that have left still cost a year, by visits, service or late payment."""
    gone = [who for who in rows["customer_id"].astype("str") if who in lost_customers(client)]
    if client.basis != "profit_after_serving" or not gone:
        return ""
    cost = -float(today(client).a_year(gone, client.basis).clip(upper=0.0).sum())
    return money(cost, client.currency) if round(cost, 2) > 0 else ""


def _all_done_said(n: int, cost: str) -> str:
    if n and cost:
        return n_(
            "The one customer here that lost money has left and still costs {money} a year, by visits, service or "
            "late payment: put an end to that.",
            "The {n} customers here that lost money have left or earn again; those that left still cost {money} a "
            "year, by visits, service or late payment: put an end to that.",
            n, money=cost,
        )  # fmt: skip
    return n_(
        "The one customer here that lost money has left or earns again: no step about its loss is needed.",
        "The {n} customers here that lost money have left or earn again: no step about their losses is needed.",
        n,
    ) if n else ""  # fmt: skip


def _with_more(text: str, n: int, names: str) -> str:
    more = n_("{n} more is covered under {names}.", "{n} more are covered under {names}.", n, names=names)
    return sentences(text, more if n else "")


def _others(client: Client, finding: str, rows: pd.DataFrame) -> tuple[int, str]:
    """Count the customers that other findings are about, and name these."""
    given = shared_out(client)
    places = [place for who in rows["customer_id"] if (place := given.get(str(who), finding)) != finding]
    return len(places), enumerated([_("“{name}”", name=label(place)) for place in _in_order(places)])


def _in_order(places: Collection[str]) -> list[str]:
    """Name each place once, in the order of the report."""
    return [finding for finding in IDS if finding in places]
