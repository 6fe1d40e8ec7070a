"""The accounts to call first: who, what to ask for, and what it is worth a year."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.classify.misconceptions import ONCE
from kamlib.classify.stances import LESS
from kamlib.contribution import freight_is_ours
from kamlib.facts.numbers import rows_of
from kamlib.findings.alike import alike
from kamlib.findings.claims import renegotiated
from kamlib.findings.handovers import lost_with_people
from kamlib.findings.judgement import judged
from kamlib.findings.product_losses import product_losses
from kamlib.findings.quarter import unkept
from kamlib.findings.recoverable import LEAST_MONTHS, last_year_of, today
from kamlib.findings.silence import silence
from kamlib.findings.terms_cost import short_of_rank
from kamlib.findings.watch import warned_money
from kamlib.manage.owners import owner_of
from kamlib.manage.single_owner import single_owner
from kamlib.periods import Window
from kamlib.value.levers import find_levers
from kamlib.windows import hand_on, served_within

if TYPE_CHECKING:
    from kamlib.client import Client

#: How many accounts the first page names.
MOST = 5

#: Part of the peak (what all profitable customers bring in a year) below which nobody is called for it.
LEAST = 0.005

#: Why an account is called, in the order in which the first that holds decides.
KINDS = ("silent", "loses", "harsh_terms", "buys_less", "earns_less", "may_leave", "one_head", "unkept")

_COLUMNS = (
    "customer_id", "name", "owner", "call", "money_a_year", "year", "before", "year_revenue", "before_revenue",
    "lost_before", "lever", "own_share", "others_share", "share_of", "product_loss", "head", "head_gone",
    "head_until",
)  # fmt: skip


@cached_per_client
def calls(client: Client) -> pd.DataFrame:
    """Name the accounts to call first, those with the most money a year first; unproven amounts come last.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        At most `MOST` rows: ``customer_id``, ``name``, ``owner`` (empty where the tables name nobody), ``call``
        (one of `KINDS`), ``money_a_year`` (the most that can be got back, currency units a year), ``year`` and
        ``before`` (contribution of the last twelve months and of those before), ``year_revenue`` and
        ``before_revenue``, ``lost_before`` (whether it lost money in both), and where it takes more than those
        that earn: ``lever``, ``own_share``, ``others_share`` and ``share_of`` (as ``levers.find_levers`` gives
        them), and ``product_loss`` (what it would still lose at the others' margins on the same products, where
        that is most of its loss; else zero), and ``head`` and ``head_gone``: who alone knows it, and whether that
        person no longer appears in the visit records. No rows where the orders do not cover three months.

    Notes
    -----
    *Silent*: silent against its own rhythm, and not lost; worth what it brought in the twelve months to its last
    order. *Loses*: below zero in the last twelve months; worth the loss. *Harsh terms*: a heavy buyer that
    earns, on terms worse than others have; worth what it brings less than its rank by purchases suggests, as the
    step about it says. *Buys less* and *earns less*:
    contribution fell by a quarter or more against the twelve months before, with or without a fall of revenue by
    a quarter; worth the fall down to zero. *May leave*: on the list of the rule of warning that was tested on
    earlier days; worth the last twelve months times the chance to buy again and leave after that. *One head*: one
    person alone knows its contacts; worth what it brings, times the rate at which people leave (1 where that
    person has gone or given notice), times the part that is lost with a person (see ``handovers``). *Unkept*:
    promised visits that cannot be kept with the hours there are; worth what it brings in the weeks of the next
    quarter that break the promise, of which nobody knows how much would go, so that these come last. Customers
    that depend on a single occasion are left out.
    """
    table = _all(client)
    table = table[(table["money_a_year"] > 0) & (table["money_a_year"] >= LEAST * peak(client))]
    table = table.assign(_last=table["call"] == "unkept")
    table = table.sort_values(["_last", "money_a_year", "customer_id"], ascending=[True, False, True]).head(MOST)
    who = table["customer_id"].tolist()
    lost = [product_losses(client).get(one, 0.0) for one in who]
    heads = single_owner(client).accounts.set_index("customer_id")[["person", "gone", "until"]].to_dict("index")
    table = table.assign(
        head=[heads[one]["person"] if one in heads else "" for one in who],
        head_gone=[bool(heads[one]["gone"]) if one in heads else False for one in who],
        head_until=pd.Series(
            [heads[one]["until"] if one in heads else None for one in who], dtype="datetime64[ns]"
        ).to_numpy(),
    )
    table = table.assign(owner=[owner_of(client).get(one, "") for one in who], product_loss=lost).merge(
        _levers(client, who), on="customer_id", how="left"
    )
    return client.named(table).reset_index(drop=True)[[*_COLUMNS]]


@cached_per_client
def peak(client: Client) -> float:
    """Return the peak of the whale curve of the last twelve months: what all profitable customers bring a year.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    float
        Currency units a year, by the client's measure; without costs the revenue of those with sales above zero.
    """
    now = today(client)
    return float(now.accounts[client.basis].clip(lower=0.0).sum()) * now.factor


def _all(client: Client) -> pd.DataFrame:
    """Return every customer that is worth a call, with the reason and the money."""
    now = today(client)
    if now.base.months < LEAST_MONTHS:
        nobody = _years(client).head(0)
        return nobody.assign(call=pd.Series(dtype="str"), money_a_year=pd.Series(dtype="float64"))
    table = _years(client)
    seen = judged(client).misconceptions.table
    once = seen.loc[seen["misconception"].isin(ONCE), "customer_id"]
    table = table[~table["customer_id"].isin(once)]
    quiet = silence(client)["silence"].reindex(table["customer_id"]).fillna("").to_numpy()
    table = table.assign(silence=quiet)
    table = table[table["silence"] != "lost"]
    brought = _before_silence(client, table.loc[table["silence"] == "silent", "customer_id"].tolist())
    fell = table["before"] - table["year"].clip(lower=0.0)
    falls = (table["before"] > 0) & (table["year"] <= LESS * table["before"]) & (table["year"] >= 0)
    less = falls & (table["year_revenue"] <= LESS * table["before_revenue"])
    worth = {
        "silent": table["customer_id"].map(brought).fillna(0.0).clip(lower=0.0),
        "loses": -table["year"].clip(upper=0.0),
        "harsh_terms": table["customer_id"].map(_on_harsh_terms(client)).fillna(0.0),
        "buys_less": fell.where(less, 0.0),
        "earns_less": fell.where(falls & ~less, 0.0),
        "may_leave": table["customer_id"].map(warned_money(client)).fillna(0.0),
        "one_head": table["customer_id"].map(lost_with_people(client)).fillna(0.0),
        "unkept": table["customer_id"].map(unkept(client)).fillna(0.0),
    }
    money = pd.DataFrame(worth, index=table.index)
    above = money.gt(0).to_numpy()
    chosen = money.where(above & (above.cumsum(axis=1) == 1), 0.0).sum(axis=1).round(2)
    return pd.DataFrame(table.assign(call=money.gt(0).idxmax(axis=1), money_a_year=chosen))


def _on_harsh_terms(client: Client) -> dict[str, float]:
    """Return what the heavy buyers on harsh terms that lose nothing bring less a year than they should."""
    who = sorted(renegotiated(client)) if client.basis != "revenue" else []
    return {str(one): float(money) for one, money in short_of_rank(client).reindex(who).items()} if who else {}


def _years(client: Client) -> pd.DataFrame:
    """Return what each customer brought in the last twelve months and in those before, by measure and revenue."""
    now, by = today(client), client.basis
    table = client.buyers[["customer_id"]].copy()
    who = table["customer_id"].tolist()
    table["year"], table["year_revenue"] = (now.a_year(who, c).to_numpy() for c in (by, "revenue"))
    then = _accounts_before(client).set_index("customer_id") if before_is_known(client) else None
    for name, column in (("before", by), ("before_revenue", "revenue")):
        table[name] = 0.0 if then is None else then[column].astype("float64").reindex(who).fillna(0.0).to_numpy()
    table["lost_before"] = (table["before"] < 0) & (table["year"] < 0)
    return table


def _before(client: Client) -> Window:
    """Return the twelve months before the last twelve."""
    first = today(client).base.first
    return Window(periods.shifted(first, -12), first - pd.Timedelta(days=1))


def _accounts_before(client: Client) -> pd.DataFrame:
    """Return the accounts of the twelve months before the last twelve."""
    return client.accounts_within(_before(client), known_by=client.as_of)


@cached_per_client
def before_is_known(client: Client) -> bool:
    """Say whether the orders cover the twelve months before the last twelve too, with as much known of their cost.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    bool
        Without them ``before`` of `calls` is zero for everybody, and says nothing.
    """
    if today(client).factor != 1.0 or not periods.is_complete(_before(client), client.coverage):
        return False
    return alike(client, _before(client), today(client).window)


def _before_silence(client: Client, who: list[str]) -> dict[str, float]:
    """Return what each of some silent customers brought in the twelve months to its last order."""
    if not who:
        return {}
    known = client.accounts
    return {
        str(one): float(sum_) for one, sum_ in last_year_of(client, known[known["customer_id"].isin(who)]).items()
    }


def _levers(client: Client, who: list[str]) -> pd.DataFrame:
    """Return where each of some customers takes more than those that earn, in the last twelve months."""
    if client.basis == "revenue" or not who:
        ids = pd.Series(who, dtype="str")
        return pd.DataFrame({"customer_id": ids}).assign(
            lever="", own_share=np.nan, others_share=np.nan, share_of=""
        )
    served = served_within(client, today(client).window)
    if not freight_is_ours(client):
        served = served.assign(freight=0.0)
    earns = served["profit_after_serving" if client.basis == "profit_after_serving" else "product_margin"] > 0
    found = find_levers(served, earns if earns.any() else None)
    kept = ["customer_id", "lever", "own_share", "others_share", "share_of"]
    return pd.DataFrame(found.loc[found["customer_id"].isin(who), kept])


def a_year_ago(client: Client) -> Client | None:
    """Return the client as it was known twelve months before: no line, visit or payment after that day.

    Nothing keeps it: its lines and what follows from them take nearly as much memory as the client itself.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Client or None
        None where the orders do not fill two years.
    """
    if not client.fills_months(24):
        return None
    then = periods.shifted(today(client).base.last, -12)
    lines = periods.known_by(client.orders, then)
    lines = rows_of(lines, (lines["date"].dt.normalize() <= then).to_numpy())
    if "paid_date" in lines:
        late = lines["paid_date"] > then
        lines = lines.assign(paid_date=lines["paid_date"].mask(late))
        if "paid_amount" in lines:
            lines = lines.assign(paid_amount=lines["paid_amount"].mask(late))
    seen = client.activities
    seen = None if seen is None else seen[pd.to_datetime(seen["date"]).dt.normalize() <= then]
    return replace(client, orders=lines, activities=seen, people=None, promises=None, as_of=then)


@cached_per_client
def calls_a_year_ago(client: Client) -> pd.DataFrame:
    """Return the accounts that would have been named a year ago, and what became of them.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        As `calls` at that day, with ``since`` (contribution of the twelve months after it) and ``since_revenue``;
        no rows where the orders do not fill two years.
    """
    then = a_year_ago(client)
    if then is None:
        return pd.DataFrame(columns=[*_COLUMNS, "since", "since_revenue"])
    then = then.measured_by(client.basis)
    hand_on(client, then)
    found, now = calls(then), today(client)
    then.kept.clear()  # at once: notes that name their own client would wait for Python's look for garbage
    who = found["customer_id"].tolist()
    since, sold = (now.a_year(who, column).to_numpy() for column in (client.basis, "revenue"))
    return found.assign(since=since, since_revenue=sold)
